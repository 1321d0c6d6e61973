"""`kraftsamling experiment=patterns`: the report's patterns and five guards, by paired runs on sampled worlds."""

from __future__ import annotations

from collections.abc import Callable

from kraftsamling.analysis.patterns.judge import PatternsFinding, find
from kraftsamling.experiments.examine.pattern_tests import actor, forms, guards, places, reception
from kraftsamling.experiments.examine.pattern_tests.arms import Effects
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.vocabulary import LARGE, SIZE_CLASSES, SMALL
from kraftsamling.model.worlds.worlds import PLAUSIBLE

TESTS: dict[str, Callable[[Runs], Effects]] = {
    "P01": reception.p01,
    "P02": reception.p02,
    "P03": reception.p03,
    "P04": forms.p04,
    "P05": forms.p05,
    "P06": forms.p06,
    "P07": forms.p07,
    "P08": places.p08,
    "P09": actor.p09,
    "P10": actor.p10,
    "P11": actor.p11,
    "P12": actor.p12,
    "P13": places.p13,
    "P14": reception.p14,
    "P15": places.p15,
    "P16": forms.p16,
    "P17": places.p17,
    "P18": places.p18,
    "P19": forms.p19,
    "P20": actor.p20,
    "P21": actor.p21,
    "G1": guards.g1,
    "G2": guards.g2,
    "G3": guards.g3,
    "G4": guards.g4,
    "G5": guards.g5,
}
"""What tests each pattern."""
MIN_YEARS = 12
"""Years that a run needs for the patterns to have room."""


def examine(setting: Examination) -> PatternsFinding:
    """Test all patterns and judge them.

    Costly tests take the first 100 worlds. Some patterns set the years of their runs themselves; the others need 12.

    Raises:
        InputError: fewer years, or a region without small or without large municipalities.
    """
    check_number(setting.years, MIN_YEARS, 50, "years", whole=True)
    for size in (SMALL, LARGE):
        if size not in setting.region.size_class:
            raise InputError(
                f"region: no municipality is {SIZE_CLASSES[size]}; allowed: one with small and large municipalities, "
                "which patterns compare"
            )
    runs = setting.runs
    effects = {name: TESTS[name](runs) for name in setting.steps(list(TESTS))}
    return find(effects, runs.worlds, filtered=setting.sample.name == PLAUSIBLE)
