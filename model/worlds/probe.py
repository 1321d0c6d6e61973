"""Probe of the model: a few short runs whose numbers tell whether a stored result belongs to the model as it is.

What counts is what the model computes. Text of the code, names and places of files are no part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.inputs.parameters import SWITCH, groups, values
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import EVENT_KINDS, load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.results.recorders import FullRecorder, SummaryRecorder
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR

KEYS = ["case", "measure", "place"]
"""Columns that name a number; `place` is a year of the run, a municipality's code, or a world of the sample."""
TOLERANCE = 1e-9
"""Largest difference, absolute up to one and relative above, between numbers that count as the same."""
DECIMALS = 9
"""Decimals of a stored number."""
STEP = 61
"""One world in so many of the stored sample is run: 17 of 1,000, from the first on."""
SHOWN_YEARS = (0, 2, 5, 10, 15)
"""Years of a run whose regional measures are kept, besides its last."""
EVENTS = {
    "name": "all_kinds",
    "events": [
        {
            "kind": kind,
            "year": 2 + place,
            "strength": -0.4 if kind == "trust" else 0.5,
            "municipalities": [] if place % 3 else ["Ale", "Partille", "Tjörn"],
        }
        for place, kind in enumerate(EVENT_KINDS)
    ],
}
"""One event of each kind, a year apart, the last a loss of trust; every third strikes three municipalities, the others
all."""
CLIMBING = {
    "name": "climbing",
    "ambition": {
        "policy": "gated",
        "gate": "minimum",
        "thresholds": {"receptive_capacity": 0.12, "legitimacy": 0.3, "mandate": 0.3, "knowledge_of_needs": 0.3},
        "dwell_years": 1,
        "step_down": True,
    },
    "budget": {"project_share": 0.5, "end_year": 13},
    "forms": {"policy": "random", "focus": 0.7},
    "parts": [{"from": 3, "capitals": "equal"}],
    "tailored": 0.6,
    "targeting": "willing_first",
    "matching": "alike",
    "meetings": 3,
    "reserve": 0.2,
    "pooled_applications": True,
    "handover": 0.5,
    "networks_end_year": 8,
    "municipal": {"structures": 0.5, "learning": 0.4, "earmarked_time": 0.3},
}
"""Course that climbs through gates and uses most of what a strategy can set."""
DATED = {
    "name": "dated",
    "ambition": {"policy": "calendar", "level": 1, "years": [3, 6]},
    "forms": {"policy": "gap"},
    "capitals": "equal",
    "targeting": "size_adapted",
    "matching": "random",
    "follow_up": 0.2,
}
"""Course that climbs by the calendar, with settings that the first leaves alone."""

BARE = {"start_base": 0.1, "start_room_ratio": 0.3}
"""Parameters under which bases begin so low that some stand at their floor."""


@dataclass(frozen=True)
class Case:
    """One course under one scenario and set of terms, in each of the probe's worlds.

    Attributes:
        strategy, scenario: as `simulate` takes them.
        detailed: whether measures of each municipality at the end, and the mean over all quarters of everything that a
            full record keeps, stand beside the region's measures.
    """

    name: str
    strategy: Any
    scenario: Any = None
    budget: str = "own"
    funding: str = "given"
    years: int = 15
    overrides: dict[str, float] = field(default_factory=dict)
    detailed: bool = False


PRESET_YEARS = {
    "no_support": 10, "level_1": 5, "level_2": 5, "level_3": 5, "calendar": 9, "gated_mean": 10, "gated_minimum": 10,
    "even": 2, "small_first": 2, "large_first": 2, "willing_first": 2, "weakest_first": 2, "size_adapted": 2,
}  # fmt: skip
"""Presets on which stored results rest, and years that show what each of them sets."""
CASES = (
    Case("climbing", CLIMBING, EVENTS, detailed=True),
    Case("dated", DATED, EVENTS, "equal", "earned", overrides=BARE, detailed=True),
    Case("halved", "level_3", None, "equal", overrides={SWITCH + name: 0.5 for name in groups()}, detailed=True),
    *(Case(name, name, years=years) for name, years in PRESET_YEARS.items()),
)
"""Runs of the probe; in "halved" each group of mechanisms is switched half off."""


def probe(region: Region, sample: pd.DataFrame) -> pd.Series:
    """Run every case and return its numbers, indexed by `KEYS`, after those of the sample itself.

    Args:
        sample: one row per world, one column per parameter.
    """
    worlds = sample.iloc[::STEP]
    return pd.concat([of_sample(sample), *(of_case(case, region, worlds) for case in CASES)]).round(DECIMALS)


def of_sample(sample: pd.DataFrame) -> pd.Series:
    """Return the values of every parameter in the first, the middle and the last world of a sample."""
    worlds = sample.index[[0, len(sample) // 2, -1]]
    return _series(("sample", name, str(world), sample.loc[world, name]) for name in sample for world in worlds)


def of_case(case: Case, region: Region, worlds: pd.DataFrame) -> pd.Series:
    """Return the measures of a case, means over worlds; each world has a seed of its own."""
    return _series(_measures(case, region, run_case(case, region, worlds, np.arange(len(worlds)))))


def run_case(case: Case, region: Region, worlds: pd.DataFrame, seeds: np.ndarray) -> Both:
    """Run a case and return its records.

    Args:
        worlds: one row per run, one column per parameter; what the case overrides stays so.
        seeds: one per run.
    """
    p = values(case.overrides, {str(name): column.to_numpy() for name, column in worlds.items()})
    course = Course(
        region=region,
        strategy=load_strategy(case.strategy),
        scenario=load_scenario(case.scenario),
        years=case.years,
        budget=case.budget,
        funding=case.funding,
    )
    recorder = Both(SummaryRecorder(region, case.years, p), FullRecorder(case.years * QUARTERS_PER_YEAR))
    distinct, seed_of_run = np.unique(seeds, return_inverse=True)
    run_ensemble(course, p, distinct, seed_of_run, recorder)
    return recorder


def years_shown(case: Case) -> list[int]:
    """Years whose regional measures are kept."""
    return sorted({year for year in SHOWN_YEARS if year < case.years} | {case.years})


def differences(stored: pd.Series, present: pd.Series) -> pd.DataFrame:
    """Return the stored numbers that are not the same at present: columns stored and present (NaN where missing)."""
    table = pd.DataFrame({"stored": stored, "present": present.reindex(stored.index)})
    allowed = TOLERANCE * table["stored"].abs().clip(lower=1)
    return table[~((table["present"] - table["stored"]).abs() <= allowed)]


class Both:
    """Keeps both records of the same runs."""

    def __init__(self, summary: SummaryRecorder, full: FullRecorder):
        self.summary, self.full = summary, full

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Note the start."""
        self.summary.start(m, a)
        self.full.start(m, a)

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Note a quarter."""
        self.summary.take(now, m, a, p)
        self.full.take(now, m, a, p)


def _measures(case: Case, region: Region, recorder: Both) -> Iterator[tuple[str, str, str, float]]:
    for name, yearly in recorder.summary.regional.items():
        for year in years_shown(case):
            yield case.name, name, f"year {year}", float(yearly[year].mean())
    if not case.detailed:
        return
    for name, each in recorder.summary.municipal.items():
        if not name.endswith("_start"):
            yield from ((case.name, name, code, float(each[i].mean())) for i, code in enumerate(region.codes))
    for name, quarterly in recorder.full.kept.items():
        yield case.name, name, "all quarters", float(quarterly.mean())


def _series(rows: Iterator[tuple[str, str, str, float]]) -> pd.Series:
    return pd.DataFrame(rows, columns=[*KEYS, "value"]).set_index(KEYS)["value"]
