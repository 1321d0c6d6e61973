"""One course of action run in some worlds, reduced to yearly numbers by world; called in a worker process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.app.workers import Abandoned
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import Scenario, load_scenario
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.results.recorders import SummaryRecorder
from kraftsamling.model.run import Run
from kraftsamling.model.simulation import Task
from kraftsamling.model.terms import Terms
from kraftsamling.model.vocabulary import CAPITALS, INGREDIENTS, QUARTERS_PER_YEAR, REASONS_NOT
from kraftsamling.model.worlds.worlds import as_worlds

LEAST = 1.0
"""Smallest difference worth mentioning, capacity points; the default of the command line."""
OF_REGION = (
    "capacity_mean",
    "capacity_weighted",
    "capacity_min",
    "capacity_small",
    "capacity_medium",
    "capacity_large",
    "receptive_capacity",
    "measures_own",
    "measures_shared",
    "rooted_share",
    "never_reached",
    "participation",
    "actor_legitimacy",
    "actor_level",
    "person_years",
    "cost_sek",
    "municipal_cost_sek",
    *(f"capital_{name}" for name in CAPITALS),
)
"""Yearly measures of the region that are kept."""


@dataclass(frozen=True)
class Course(Terms):
    """One course of action in one region under one set of events: what decides its numbers, besides worlds and seeds.

    `sample` is what `model.worlds.as_worlds` takes.
    """

    region: Region
    strategy: Strategy
    scenario: Scenario
    budget: str
    sample: str | int = "plausible"

    @cached_property
    def key(self) -> str:
        """What two courses have in common exactly if their numbers are the same: names and titles are left out."""
        strategy = self.strategy.to_dict()
        del strategy["name"], strategy["title"]
        rest = [self.terms, self.budget, self.sample]
        parts = [self.region.to_record(), strategy, self.scenario.to_dict()["events"], rest]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class YearlyRecorder(SummaryRecorder):
    """A summary that also holds each municipality's capacity, and whether it has been reached, once a year.

    Attributes:
        yearly: name -> (year, municipality, run), the first row being the start.
    """

    def __init__(self, region: Region, years: int, p: Mapping[str, Any], wanted: Callable[[], bool]):
        super().__init__(region, years, p)
        self.wanted = wanted
        self.yearly: dict[str, np.ndarray] = {}

    def keep_runs(self, runs: int) -> None:
        """Keep the first `runs` runs."""
        super().keep_runs(runs)
        self.yearly = {name: value[..., :runs] for name, value in self.yearly.items()}

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Note the start."""
        super().start(m, a)
        shape = (self.years + 1, *m.capacity.shape)
        self.yearly = {"capacity": np.zeros(shape), "reached": np.zeros(shape, bool)}
        self.yearly["capacity"][0] = m.capacity

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Note a quarter.

        Raises:
            Abandoned: nobody waits for it any more.
        """
        if not self.wanted():
            raise Abandoned
        super().take(now, m, a, p)
        if now % QUARTERS_PER_YEAR == QUARTERS_PER_YEAR - 1:
            row = now // QUARTERS_PER_YEAR + 1
            self.yearly["capacity"][row] = m.capacity
            self.yearly["reached"][row] = self.reached


@dataclass(frozen=True)
class YearlyTask(Task):
    """A chunk of runs that is recorded once a year."""

    wanted: Callable[[], bool] = lambda: True

    def recorder(self, p: Mapping[str, Any]) -> YearlyRecorder:
        """Return what records the chunk."""
        return YearlyRecorder(self.course.region, self.course.years, p, self.wanted)


@cache
def worlds_of(sample: str | int) -> pd.DataFrame:
    """Return the table of worlds that a course is run in."""
    return as_worlds(sample)


def run_course(
    course: Course, positions: Sequence[int], seeds: Sequence[int], wanted: Callable[[], bool] = lambda: True
) -> dict[str, np.ndarray]:
    """Run a course in the worlds at these positions of its sample, with each of these seeds.

    Args:
        wanted: asked every quarter; once it says no, the runs are given up.

    Returns:
        sums over the seeds, the worlds in the order given: measures of the region (year, world); `capacity` and
        `reached` (year, municipality, world); capitals at start and end, `weakest_...` and `reason_...` at the end,
        counted (municipality, world); `left_behind` (world,).

    Raises:
        Abandoned: `wanted` said no.
    """
    worlds = worlds_of(course.sample).iloc[np.asarray(positions)].reset_index(drop=True)
    whole = Run(
        region=course.region,
        strategies=(course.strategy,),
        scenarios=(course.scenario,),
        parameters={},
        worlds=worlds,
        seeds=tuple(seeds),
        budgets=(course.budget,),
        **course.terms,
    )
    (terms,) = whole.courses
    recorder = YearlyTask(whole, terms, np.arange(whole.runs), "summary", wanted).run()
    assert isinstance(recorder, YearlyRecorder)
    return {name: _over_seeds(value, len(seeds)) for name, value in _kept(recorder).items()}


def _kept(recorder: YearlyRecorder) -> dict[str, np.ndarray]:
    """Return the arrays of each run that the page needs, run axis last."""
    municipal, capacity = recorder.municipal, recorder.yearly["capacity"]
    kept = {name: recorder.regional[name] for name in OF_REGION} | recorder.yearly
    kept |= {f"capital_{name}_{when}": municipal[f"capital_{name}_{when}"] for name in CAPITALS for when in WHEN}
    for name, labels in (("weakest_link", INGREDIENTS), ("reason_not", REASONS_NOT)):
        kept |= {f"{name}_{label}": municipal[name] == code for code, label in enumerate(labels)}
    kept["left_behind"] = ((capacity[-1] - capacity[0]).round(9) < LEAST).mean(axis=0)
    return kept


WHEN = ("start", "end")


def _over_seeds(values: np.ndarray, seeds: int) -> np.ndarray:
    """Sum over seeds: (..., run) -> (..., world); counts take a byte each."""
    by_world = values.reshape((*values.shape[:-1], -1, seeds))
    return by_world.sum(axis=-1, dtype=np.uint8 if values.dtype == bool else float)


def warm_up(wanted: Callable[[], bool] = lambda: True) -> None:
    """Load what a run needs and make a tiny one, so that the first picture does not wait for it."""
    course = Course(load_region("goteborgsregionen"), load_strategy("level_3"), load_scenario(None), "own", years=1)
    run_course(course, (0, 1), (0,), wanted)
