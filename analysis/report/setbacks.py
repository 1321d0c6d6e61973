"""What events cost and which course withstands them best, in sentences never stronger than the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from kraftsamling.analysis.results.compare import Pair, judge
from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.words.reader import Reader

MEASURE = "capacity_mean"


@finding
@dataclass(frozen=True)
class Setbacks:
    """Capacity lost to events.

    Attributes:
        moved: by budget mode a table of capacity at the end year less that of the same course without the event
            (points, seeds averaged): a row per world, columns (strategy, scenario).
        courses, events: titles by name, each by language.
        calm: title of what the events are counted from, by language.
        year: the end year.
        smallest_difference: capacity points below which two values tie.
    """

    moved: Mapping[str, pd.DataFrame]
    courses: Mapping[str, Mapping[str, str]]
    events: Mapping[str, Mapping[str, str]]
    calm: Mapping[str, str]
    year: int
    smallest_difference: float

    def sentences(self, reader: Reader) -> list[str]:
        """Return per budget mode which event costs most and, of several courses, which loses least."""
        return [sentence for budget in self.moved for sentence in self._of_budget(budget, reader)]

    def _of_budget(self, budget: str, reader: Reader) -> Iterator[str]:
        moved = self.moved[budget]
        lead = reader.say(f"answer.lead_{budget}")
        by_event = moved.T.groupby(level=1, sort=False).mean().T
        worst, *others = by_event.median().round(9).sort_values(kind="stable").index
        if by_event[worst].median().round(9) >= 0:
            yield reader.say("answer.no_setback", lead=lead, calm=reader.quoted(self.calm[reader.language]))
            return
        values = self._values(by_event[worst], reader)
        averaged = reader.say("answer.over_courses") if len(self.courses) > 1 else ""
        what = {
            "event": reader.quoted(self.events[worst][reader.language]),
            "calm": reader.quoted(self.calm[reader.language]),
            "mean": averaged,
        }
        yield reader.say(self._key("setback", len(moved)), lead=lead, **what, **values) + self._rivals(
            {name: by_event[name] - by_event[worst] for name in others}, self.events, reader
        )
        if len(self.courses) > 1:
            yield self._withstands(budget, reader)

    def _withstands(self, budget: str, reader: Reader) -> str:
        """Return which course loses least, each in the event that costs it most."""
        moved = self.moved[budget]
        hardest = {course: moved[course].median().round(9).idxmin() for course in moved.columns.unique(0)}
        lost = pd.DataFrame({course: moved[course, event] for course, event in hardest.items()})
        best, *others = lost.median().round(9).sort_values(ascending=False, kind="stable").index
        values = self._values(lost[best], reader)
        titles = {"course": self.courses[best], "event": self.events[hardest[best]]}
        where = {name: reader.quoted(title[reader.language]) for name, title in titles.items()}
        where["budget"] = reader.say(f"answer.budget_{budget}")
        return reader.say("answer.withstands", **where, **values) + self._rivals(
            {name: lost[best] - lost[name] for name in others}, self.courses, reader
        )

    def _rivals(self, leads: Mapping[str, pd.Series], titles: Mapping[str, Mapping[str, str]], reader: Reader) -> str:
        """Return how sure the first is: a tie with those named, else how it stands against the next."""
        pairs = {name: self._judged(values) for name, values in leads.items()}
        if not pairs:
            return "."
        tied = [name for name, pair in pairs.items() if pair.verdict == "tie"]
        chosen = min((pairs[name] for name in tied), key=lambda pair: pair.tie) if tied else next(iter(pairs.values()))
        named = [titles[name][reader.language] for name in tied or list(pairs)[:1]]
        key = self._key(("setback_next", "setback_tie", "setback_ties")[min(len(tied), 2)], chosen.worlds)
        worlds = {name: reader.worlds(getattr(chosen, name), chosen.worlds) for name in ("better", "tie", "worse")}
        gap = reader.points(chosen.median)
        least = reader.threshold(self.smallest_difference)
        return reader.say(key, rivals=reader.some(named), gap=gap, least=least, **worlds) + "."

    def _values(self, values: pd.Series, reader: Reader) -> dict[str, str]:
        pair = self._judged(values)
        return {
            "median": reader.points(pair.median),
            "range": reader.interval(pair.low, pair.high),
            "span": "" if pair.worlds == 1 else reader.over("span", pair.worlds),
            "worse": reader.worlds(pair.worse, pair.worlds),
            "least": reader.threshold(self.smallest_difference),
            "year": str(self.year),
        }

    def _judged(self, values: pd.Series) -> Pair:
        return judge(values, MEASURE, self.smallest_difference)

    @staticmethod
    def _key(name: str, count: int) -> str:
        """Return the key of a sentence; one world alone has sentences of its own, which claim less."""
        return f"answer.one_{name}" if count == 1 else f"answer.{name}"
