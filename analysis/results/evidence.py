"""What the answer rests on, whatever it is computed from; and what a report needs to know besides its tables."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from kraftsamling.analysis.results.compare import Pair
from kraftsamling.analysis.results.outcomes import Alone, Outcomes
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader

if TYPE_CHECKING:
    from kraftsamling.model.inputs.region import Region
    from kraftsamling.model.inputs.strategy import Strategy
    from kraftsamling.model.run import Run


class Evidence(Protocol):
    """Numbers and titles of courses that the sentences of an answer are made from.

    A course is named by its label, a budget mode by "own" or "equal".
    """

    @property
    def reader(self) -> Reader:
        """Who reads the answer."""

    @property
    def courses(self) -> Mapping[str, str]:
        """Title of each course that has results, in the order of `strategies=`."""

    @property
    def budgets(self) -> Sequence[str]:
        """Budget modes with results, own first."""

    @property
    def free(self) -> set[str]:
        """Courses that cost nothing."""

    @property
    def reference(self) -> str:
        """The course that differences are taken to."""

    @property
    def smallest_difference(self) -> float:
        """Points below which two courses tie."""

    @property
    def sample(self) -> str:
        """Value of `worlds=`, or "sampled" for a number."""

    @property
    def municipalities(self) -> int:
        """Number of municipalities in the region."""

    @property
    def end(self) -> int:
        """Last calendar year."""

    def size(self, name: str, budget: str) -> int:
        """Return in how many worlds a course was run."""

    def alone(self, name: str, budget: str) -> Alone:
        """Return where a course starts and ends, read by itself."""

    def pair(self, budget: str, course: str, other: str, measure: str = "capacity_mean") -> Pair:
        """Judge one course against another at the end year."""

    def ranked(self, budget: str, measure: str = "capacity_mean") -> list[str]:
        """Return the courses by their median difference to the reference, largest first."""

    def left_out(self, name: str, budget: str, base: str | None) -> tuple[float, float]:
        """Return how many municipalities a course never reaches, and how many gain little by it; means over worlds.

        What they gain is counted against the course `base`, or against their own start where it is None.
        """


@dataclass(frozen=True)
class Context:
    """One experiment as its report presents it.

    Attributes:
        run: what was run.
        title, question: by language.
        strategies: courses in the order in which they are shown; of several scenarios of one strategy, one for each.
        reference: label of the course that differences are taken to.
        sample: the name under which the worlds were asked for.
        assumptions: parameters that the worlds set, one row per world by its number in the tables; None where they are
            not known.
        notes: sentences that the report lists as they are (simplifications and the like); sources: of the data;
            setbacks: what events cost.
        again: options by which another experiment asks of the same region (left out where it is a file whose place is
            not known), worlds, years, smallest difference and language.
        own: whether events, assumptions or terms of funding are the run's own.
    """

    run: Run
    title: Mapping[str, str]
    question: Mapping[str, str]
    strategies: Sequence[Strategy]
    reference: str
    reader: Reader
    command: str
    sample: str
    assumptions: pd.DataFrame | None = None
    notes: Sequence[str] = ()
    sources: Sequence[str] = ()
    setbacks: Sequence[str] = ()
    again: Mapping[str, str] = field(default_factory=dict)
    own: bool = False

    @property
    def region(self) -> Region:
        """The region of the run."""
        return self.run.region

    @property
    def least(self) -> str:
        """The smallest difference worth mentioning, in words."""
        return self.reader.threshold(self.run.smallest_difference)

    @property
    def seeds_in_words(self) -> str:
        """The number of seeds in each world."""
        return self.reader.say("report.seeds", count=self.reader.number(len(self.run.seeds)))


@dataclass(frozen=True)
class Labels:
    """What a figure or table of a comparison is worded with, beside its numbers.

    Attributes:
        courses: title of each course that has results, in the order of `strategies=`.
        reference: label of the course that differences are taken to; budgets: modes with results.
        worlds: how many have results; seeds: how many in each, in words.
        start, end: calendar years of the start values and of the last ones.
    """

    reader: Reader
    courses: Mapping[str, str]
    reference: str
    budgets: Sequence[str]
    smallest_difference: float
    worlds: int
    seeds: str
    start: int
    end: int

    @property
    def least(self) -> str:
        """The smallest difference worth mentioning, in words."""
        return self.reader.threshold(self.smallest_difference)

    def over(self, what: str, **values: object) -> str:
        """Return what a figure over this run's worlds is called; see `Reader.over`."""
        return self.reader.over(what, self.worlds, seeds=self.seeds, **values)


class TableEvidence(Outcomes):
    """Tables and context together, with what every part of the report reads from them computed once."""

    def __init__(self, tables: Tables, context: Context):
        super().__init__(tables, labels(context.strategies), context.reference, context.run.smallest_difference)
        self.context = context

    @cached_property
    def labels(self) -> Labels:
        """What figures and tables are worded with."""
        return Labels(
            reader=self.reader,
            courses=self.courses,
            reference=self.reference,
            budgets=self.budgets,
            smallest_difference=self.smallest_difference,
            worlds=self.count,
            seeds=self.context.seeds_in_words,
            start=self.tables.start,
            end=self.tables.end,
        )

    @property
    def reader(self) -> Reader:
        """Who reads the report."""
        return self.context.reader

    @property
    def sample(self) -> str:
        """Value of `worlds=`, or "sampled" for a number."""
        return self.context.sample

    @property
    def municipalities(self) -> int:
        """Number of municipalities in the region."""
        return len(self.context.region.codes)

    @cached_property
    def courses(self) -> dict[str, str]:
        """Title of each course that has results, in the order of `strategies=`."""
        return titles_of(self.context.strategies, self.names, self.reader)


def labels(strategies: Sequence[Strategy]) -> list[str]:
    """Return what strategies are called in the tables: one whose name stands again gets its number."""
    names = [strategy.name for strategy in strategies]
    again = [names[:place].count(name) + 1 for place, name in enumerate(names)]
    return [name if number == 1 else f"{name}#{number}" for name, number in zip(names, again, strict=True)]


def titles_of(strategies: Sequence[Strategy], present: Collection[str], reader: Reader) -> dict[str, str]:
    """Return the titles of strategies by label, of those present; a title that stands again tells the label, too."""
    titles: dict[str, str] = {}
    for label, strategy in zip(labels(strategies), strategies, strict=True):
        title = strategy.title[reader.language]
        if label in present:
            titles[label] = f"{title} ({label})" if title in titles.values() else title
    return titles
