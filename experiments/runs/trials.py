"""Runs with tables and settings that no strategy can hold, many arms in one array."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import joblib
import numpy as np
import pandas as pd

from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.results.recorders import SummaryRecorder
from kraftsamling.model.simulation import ignore_sigint_in_workers

MOST_RUNS = 400
"""Runs that one array holds, unless one arm has more."""


@dataclass(frozen=True)
class Trial:
    """One or several arms of a course in one array.

    Attributes:
        given: tables and settings by the names that rules take, in the place of the course's own; what has an axis of
            runs has one column an arm.
        per_arm: names of those that have; arms: how many arms there are.
    """

    region: Region
    strategy: Any
    worlds: pd.DataFrame
    seeds: int
    years: int
    given: Mapping[str, Any]
    per_arm: tuple[str, ...] = ()
    arms: int = 1

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.arms * len(self.worlds) * self.seeds

    def run(self) -> dict[str, np.ndarray]:
        """Return the measures of the region at the end, seeds averaged, by name, (arm, world)."""
        world = np.tile(np.repeat(np.arange(len(self.worlds)), self.seeds), self.arms)
        seed = np.tile(np.arange(self.seeds), self.arms * len(self.worlds))
        arm = np.repeat(np.arange(self.arms), len(self.worlds) * self.seeds)
        p = values({}, {str(name): column.to_numpy()[world] for name, column in self.worlds.items()})
        given = {name: value[:, arm] if name in self.per_arm else value for name, value in self.given.items()}
        course = Course(self.region, load_strategy(self.strategy), load_scenario(None), years=self.years)
        recorder = SummaryRecorder(self.region, self.years, p)
        run_ensemble(course, p, np.arange(self.seeds), seed, recorder, given=given)
        shape = (self.arms, len(self.worlds), self.seeds)
        return {name: value[-1].reshape(shape).mean(axis=-1) for name, value in recorder.regional.items()}


def trials(
    runs: Runs, strategy: Any, given: Mapping[str, Any], per_arm: Mapping[str, np.ndarray] | None = None
) -> list[Trial]:
    """Return the trials of one course in the worlds of `runs`.

    Args:
        given: tables and settings that all arms share; per_arm: those that differ, the arms as columns.
    """
    columns = dict(per_arm or {})
    arms = next(iter(columns.values())).shape[1] if columns else 1
    size = max(1, MOST_RUNS // (len(runs.worlds) * runs.seeds))
    parts = (slice(first, min(first + size, arms)) for first in range(0, arms, size))
    return [
        Trial(
            runs.region,
            strategy,
            runs.worlds,
            runs.seeds,
            runs.years,
            given={**given, **{name: value[:, part] for name, value in columns.items()}},
            per_arm=tuple(columns),
            arms=part.stop - part.start,
        )
        for part in parts
    ]


def ends(batches: Sequence[Sequence[Trial]], progress: Callable[[int], Any] | None) -> Iterator[SimpleNamespace]:
    """Yield what each batch of trials comes to, in order: measures of the region at the end by name, (arm, world).

    Args:
        batches: trials of one course each; progress: called with the number of runs done.
    """
    flat = [trial for batch in batches for trial in batch]
    with ignore_sigint_in_workers():
        done = joblib.Parallel(n_jobs=-1, return_as="generator")(joblib.delayed(Trial.run)(trial) for trial in flat)
    for batch in batches:
        parts = []
        for trial in batch:
            parts.append(next(done))
            if progress:
                progress(trial.runs)
        yield SimpleNamespace(**{name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
