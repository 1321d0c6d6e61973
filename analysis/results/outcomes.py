"""What the tables of a comparison say of its courses, in numbers: computed once, the same in every language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from kraftsamling.analysis.results.compare import Pair, compare, difference, over_worlds, run_measures, summarise_runs
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.model.vocabulary import BUDGETS, COMPARED_DECIMALS


class Alone(NamedTuple):
    """Mean capacity of one course, points: median start, and median, 5th and 95th percentile of the end over worlds."""

    start: float
    end: float
    low: float
    high: float


class Outcomes:
    """Numbers of each course that has results.

    Args:
        asked: labels of the courses in the order of `strategies=`.
        reference: label of the course that differences are taken to.
        smallest_difference: points below which two courses tie.
    """

    def __init__(self, tables: Tables, asked: Sequence[str], reference: str, smallest_difference: float):
        self.tables, self.asked = tables, tuple(asked)
        self.reference, self.smallest_difference = reference, smallest_difference

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Measures per run; see `run_measures`."""
        return run_measures(self.tables.trajectories, self.tables.municipalities, self.smallest_difference)

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """Measures per world, seeds averaged, indexed by strategy, budget and world."""
        return over_worlds(self.runs)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The table of summary.csv."""
        return summarise_runs(self.runs, self.reference, self.smallest_difference)

    @property
    def end(self) -> int:
        """Last calendar year."""
        return self.tables.end

    @cached_property
    def count(self) -> int:
        """Number of worlds with results."""
        return len(self.runs.index.unique("world"))

    @cached_property
    def names(self) -> list[str]:
        """Courses that have results, in the order of `strategies=`."""
        present = set(self.runs.index.unique("strategy"))
        return [name for name in self.asked if name in present]

    @cached_property
    def budgets(self) -> list[str]:
        """Budget modes with results, own first."""
        present = set(self.runs.index.unique("budget"))
        return [mode for mode in BUDGETS if mode in present]

    @cached_property
    def free(self) -> set[str]:
        """Courses that cost nothing: they stand outside ratios per SEK."""
        cost = self.runs["cost_total_sek"].groupby("strategy").max()
        return set(cost.index[cost <= 0])

    def size(self, name: str, budget: str) -> int:
        """Return in how many worlds a course was run."""
        return len(self.worlds.loc[(name, budget)])

    def alone(self, name: str, budget: str) -> Alone:
        """Return where a course starts and ends, read by itself."""
        worlds, end = self.worlds.loc[(name, budget)], self.row(name, budget, "capacity_mean")
        start = (worlds["capacity_mean"] - worlds["capacity_gained"]).median()
        return Alone(start, end["median"], end["p05"], end["p95"])

    def row(self, strategy: str, budget: str, measure: str) -> pd.Series:
        """Return one row of the summary."""
        return self._rows.loc[(strategy, budget, measure)]

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.summary.set_index(["strategy", "budget", "measure"])

    def difference(self, budget: str, course: str, other: str) -> pd.Series:
        """Return one course less another in mean capacity at the end year, points, by world."""
        return difference(self.runs[["capacity_mean"]], budget, course, other)["capacity_mean"].dropna()

    def pair(self, budget: str, course: str, other: str, measure: str = "capacity_mean") -> Pair:
        """Judge one course against another at the end year."""
        return compare(self.runs, budget, course, other, measure, self.smallest_difference)

    def ranked(self, budget: str, measure: str = "capacity_mean") -> list[str]:
        """Return the courses by their median difference to the reference, largest first; ties as in `strategies=`.

        Courses are ranked by what they add within each world: medians of levels, read on their own, can reverse that.
        """
        leads = {name: round(self.row(name, budget, measure)["diff_median"], COMPARED_DECIMALS) for name in self.names}
        return sorted(self.names, key=lambda name: -leads[name])

    def left_out(self, name: str, budget: str, base: str | None) -> tuple[float, float]:
        """Return how many municipalities a course never reaches, and how many gain little by it; means over worlds.

        What they gain is counted against the course `base`, as a mean over seeds; or run by run against their own start
        where it is None, as the measure `left_behind` does.
        """
        places = self._places(name, budget)
        if base is None:
            little = self.worlds.loc[(name, budget), "left_behind"].mean()
        else:
            added = places["capacity_end"] - self._places(base, budget)["capacity_end"]
            gained = added.dropna().groupby(["world", "code"], observed=True).mean().round(COMPARED_DECIMALS)
            little = (gained < self.smallest_difference).groupby("world").mean().mean()
        never = (1 - places["reached"].groupby("world").mean()).mean()
        total = self.tables.municipalities["code"].nunique()
        return float(never * total), float(little * total)

    def _places(self, name: str, budget: str) -> pd.DataFrame:
        """Return the municipalities' rows of a course, by world, seed and code."""
        rows = self.tables.municipalities
        rows = rows[(rows["strategy"] == name) & (rows["budget"] == budget)]
        return rows.set_index(["world", "seed", "code"])
