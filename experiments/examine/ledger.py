"""`kraftsamling experiment=ledger`: which grades of evidence the spread of an answer over worlds rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kraftsamling.analysis.ledger.exchange import exchanged_worlds
from kraftsamling.analysis.ledger.find import LedgerFinding, find
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.design import reference_among
from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.vocabulary import BUDGET_MODES

STRATEGIES = ("no_support", "level_1", "level_2", "level_3")
REFERENCE = "no_support"


def examine(
    setting: Examination, *, strategies: Sequence[Any] = STRATEGIES, reference: str = "", budget: str = "both"
) -> LedgerFinding:
    """Split the spread of each course's difference to the reference, and of its level, over grades of evidence.

    Args:
        strategies: two or more: names, paths, dicts or `Strategy`.
        reference: name of the one that differences are taken to; none: no support, or the first.
        budget: "both", "own" or "equal".

    Raises:
        InputError: fewer than two strategies, an unknown one, or two of the same title.
    """
    courses = _courses(strategies)
    names = [course.name for course in courses]
    compared_to = reference_among(reference, names) if reference else REFERENCE if REFERENCE in names else names[0]
    budgets = BUDGET_MODES[check_choice(budget, tuple(BUDGET_MODES), "budget")]
    worlds = setting.sample.worlds
    further = exchanged_worlds(worlds)
    setting.expect(len(budgets) * len(courses) * (len(worlds) * setting.seeds + len(further)))
    ends = {mode: _ends(setting, courses, mode) for mode in budgets}
    nothing = pd.DataFrame(columns=names, dtype=float)
    elsewhere = {
        mode: _ends(setting, courses, mode, worlds=further, seeds=1) if len(further) else nothing for mode in budgets
    }
    return find(worlds, {course.name: course.title for course in courses}, compared_to, ends, elsewhere)


def _courses(strategies: Sequence[Any]) -> list[Strategy]:
    """Load the courses, each of which has a name and a title of its own."""
    if len(strategies) < 2:
        raise InputError(
            f"strategies: {len(strategies)} given; allowed: two or more, whose differences are accounted for"
        )
    courses = [load_strategy(source) for source in strategies]
    for place, course in enumerate(courses):
        if any(course.name == other.name or course.title == other.title for other in courses[:place]):
            raise InputError(f"strategies: {course.name} given twice; allowed: each with a name and title of its own")
    return courses


def _ends(setting: Examination, courses: Sequence[Strategy], budget: str, **options: Any) -> pd.DataFrame:
    """Final mean capacity, points, one row per world, one column per course; mean over seeds."""
    end = setting.runs.run(courses, budget=budget, **options)["capacity_mean"].isel(year=-1).mean("seed")
    return end.transpose("world", "strategy").to_pandas()
