"""What a report needs to know besides the tables, and the evidence gathered once from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from kraftsamling.analysis.results.outcomes import Outcomes
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader

if TYPE_CHECKING:
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

    @property
    def seeds_in_words(self) -> str:
        """Return the number of seeds in each world."""
        return self.reader.say("report.seeds", count=self.reader.number(self.seeds))


class TableEvidence(Outcomes):
    """Tables and context together, with what every part of the report reads from them computed once."""

    def __init__(self, tables: Tables, context: Context):
        super().__init__(tables, labels(context.strategies), context.reference, context.smallest_difference)
        self.context = context

    def over(self, what: str, **values: object) -> str:
        """Return what a figure over this run's worlds is called; see `Reader.over`."""
        return self.context.reader.over(what, self.count, seeds=self.context.seeds_in_words, **values)

    @cached_property
    def courses(self) -> dict[str, str]:
        """Title of each course that has results, in the order in which they were asked for."""
        titles: dict[str, str] = {}
        for label, strategy in zip(self.asked, self.context.strategies, strict=True):
            title = strategy.title[self.context.reader.language]
            if label in self.names:
                titles[label] = f"{title} ({label})" if title in titles.values() else title
        return titles


def labels(strategies: Sequence[Strategy]) -> list[str]:
    """Return what strategies are called in the tables: one whose name stands again gets its number."""
    names = [strategy.name for strategy in strategies]
    again = [names[:place].count(name) + 1 for place, name in enumerate(names)]
    return [name if number == 1 else f"{name}#{number}" for name, number in zip(names, again, strict=True)]
