"""What a report needs to know besides the tables, and the evidence gathered once from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.compare import Pair, compare, over_worlds, run_measures, summarise_runs
from kraftsamling.analysis.results.tables import BUDGETS, Tables
from kraftsamling.analysis.words.reader import Reader

if TYPE_CHECKING:
    from kraftsamling.analysis.why.split import Split
    from kraftsamling.model.inputs.region import Region
    from kraftsamling.model.inputs.strategy import Strategy


@dataclass(frozen=True)
class Context:
    """One experiment as its report presents it; titles and question are in both languages.

    `reference` names the strategy that differences are taken to, `smallest_difference` is in capacity points, `notes`
    are sentences that the report lists as they are (simplifications and the like), `sources` what the data come from;
    `worlds` tells how many worlds there are and of which kind; `sample` is the name under which they were asked for and
    `assumptions` their parameters, one row per world by its number in the tables (None where they are not known).
    `again` are the options by which another experiment asks of the same region (left out where it is a file whose place
    is not known), worlds, years, smallest difference and language; `own` tells whether events, assumptions or terms of
    funding are the run's own.
    `explain` splits the difference of two courses under a budget mode over the settings in which they differ, by runs
    of its own; None where that is not to be had.
    """

    region: Region
    title: Mapping[str, str]
    question: Mapping[str, str]
    strategies: Sequence[Strategy]
    reference: str
    reader: Reader
    command: str
    worlds: str
    seeds: int
    years: int
    smallest_difference: float = 1.0
    notes: Sequence[str] = ()
    sources: Sequence[str] = ()
    setbacks: Sequence[str] = ()
    sample: str = "sampled"
    assumptions: pd.DataFrame | None = None
    again: Mapping[str, str] = field(default_factory=dict)
    own: bool = False
    explain: Callable[[str, str, str], dict[str, Split]] | None = None
    rerun: Callable[[str, str, str], Callable[[pd.DataFrame], np.ndarray] | None] | None = None

    @property
    def seeds_in_words(self) -> str:
        """Return the number of seeds in each world."""
        return self.reader.say("report.seeds", count=self.reader.number(self.seeds))


@dataclass(frozen=True)
class Evidence:
    """Tables and context together, with what every part of the report reads from them computed once."""

    tables: Tables
    context: Context

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Measures per run; see `run_measures`."""
        return run_measures(self.tables.trajectories, self.tables.municipalities, self.context.smallest_difference)

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """Measures per world, seeds averaged, indexed by strategy, budget and world."""
        return over_worlds(self.runs)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The table of summary.csv."""
        return summarise_runs(self.runs, self.context.reference, self.context.smallest_difference)

    @property
    def end(self) -> int:
        """Last calendar year."""
        return self.tables.end

    @cached_property
    def count(self) -> int:
        """Number of worlds with results."""
        return len(self.runs.index.unique("world"))

    def over(self, what: str, **values: object) -> str:
        """Return what a figure over this run's worlds is called; see `analysis.wording.over`."""
        return self.context.reader.over(what, self.count, seeds=self.context.seeds_in_words, **values)

    @cached_property
    def names(self) -> set[str]:
        """Names of the strategies that have results."""
        return set(self.runs.index.unique("strategy"))

    @cached_property
    def courses(self) -> dict[str, str]:
        """Title of each strategy that has results, in the order in which they were asked for."""
        titles: dict[str, str] = {}
        for place, strategy in enumerate(self.context.strategies):
            same = sum(other.name == strategy.name for other in self.context.strategies[:place])
            label = f"{strategy.name}#{same + 1}" if same else strategy.name
            title = strategy.title[self.context.reader.language]
            if label in self.names:
                titles[label] = f"{title} ({label})" if title in titles.values() else title
        return titles

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

    def row(self, strategy: str, budget: str, measure: str) -> pd.Series:
        """Return one row of the summary."""
        return self._rows.loc[(strategy, budget, measure)]

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.summary.set_index(["strategy", "budget", "measure"])

    def pair(self, budget: str, course: str, other: str, measure: str = "capacity_mean") -> Pair:
        """Judge one course against another at the end year."""
        return compare(self.runs, budget, course, other, measure, self.context.smallest_difference)

    def ranked(self, budget: str, measure: str = "capacity_mean") -> list[str]:
        """Return the courses by their median difference to the reference, largest first; ties in the order asked for.

        Courses are ranked by what they add within each world: medians of levels, read on their own, can reverse that.
        """
        leads = {name: round(self.row(name, budget, measure)["diff_median"], 9) for name in self.courses}
        return sorted(self.courses, key=lambda name: -leads[name])

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
            gained = added.dropna().groupby(["world", "code"], observed=True).mean().round(9)
            little = (gained < self.context.smallest_difference).groupby("world").mean().mean()
        never = (1 - places["reached"].groupby("world").mean()).mean()
        total = len(self.context.region.codes)
        return float(never * total), float(little * total)

    def _places(self, name: str, budget: str) -> pd.DataFrame:
        """Return the municipalities' rows of a course, by world, seed and code."""
        rows = self.tables.municipalities
        rows = rows[(rows["strategy"] == name) & (rows["budget"] == budget)]
        return rows.set_index(["world", "seed", "code"])
