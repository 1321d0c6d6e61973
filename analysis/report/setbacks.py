"""What events cost and which course withstands them best, in sentences never stronger than the numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from kraftsamling.analysis.results.compare import Pair, judge
from kraftsamling.analysis.words.numbers import interval, over, points, quoted, some, threshold, worlds
from kraftsamling.model.texts import text

MEASURE = "capacity_mean"


@dataclass(frozen=True)
class Setbacks:
    """Capacity lost to events.

    Attributes:
        moved: by budget mode a table of capacity at the end year less that of the same course without the event
            (points, seeds averaged): a row per world, columns (strategy, scenario).
        courses, events: titles by name.
        calm: title of what the events are counted from.
        year: the end year.
        smallest_difference: capacity points below which two values tie.
    """

    moved: Mapping[str, pd.DataFrame]
    courses: Mapping[str, str]
    events: Mapping[str, str]
    calm: str
    year: int
    smallest_difference: float

    def sentences(self, language: str) -> list[str]:
        """Return per budget mode which event costs most and, of several courses, which loses least."""
        return [sentence for budget in self.moved for sentence in self._of_budget(budget, language)]

    def _of_budget(self, budget: str, language: str) -> Iterator[str]:
        moved = self.moved[budget]
        lead = text(f"answer.lead_{budget}", language)
        by_event = moved.T.groupby(level=1, sort=False).mean().T
        worst, *others = by_event.median().round(9).sort_values(kind="stable").index
        if by_event[worst].median().round(9) >= 0:
            yield text("answer.no_setback", language, lead=lead, calm=quoted(self.calm, language))
            return
        values = self._values(by_event[worst], language)
        averaged = text("answer.over_courses", language) if len(self.courses) > 1 else ""
        what = {"event": quoted(self.events[worst], language), "calm": quoted(self.calm, language), "mean": averaged}
        yield text(self._key("setback", len(moved)), language, lead=lead, **what, **values) + self._rivals(
            {name: by_event[name] - by_event[worst] for name in others}, self.events, language
        )
        if len(self.courses) > 1:
            yield self._withstands(budget, language)

    def _withstands(self, budget: str, language: str) -> str:
        """Return which course loses least, each in the event that costs it most."""
        moved = self.moved[budget]
        hardest = {course: moved[course].median().round(9).idxmin() for course in moved.columns.unique(0)}
        lost = pd.DataFrame({course: moved[course, event] for course, event in hardest.items()})
        best, *others = lost.median().round(9).sort_values(ascending=False, kind="stable").index
        values = self._values(lost[best], language)
        where = {"course": quoted(self.courses[best], language), "event": quoted(self.events[hardest[best]], language)}
        where["budget"] = text(f"answer.budget_{budget}", language)
        return text("answer.withstands", language, **where, **values) + self._rivals(
            {name: lost[best] - lost[name] for name in others}, self.courses, language
        )

    def _rivals(self, leads: Mapping[str, pd.Series], titles: Mapping[str, str], language: str) -> str:
        """Return how sure the first is: a tie with those named, else how it stands against the next."""
        pairs = {name: self._judged(values) for name, values in leads.items()}
        if not pairs:
            return "."
        tied = [name for name, pair in pairs.items() if pair.verdict == "tie"]
        chosen = min((pairs[name] for name in tied), key=lambda pair: pair.tie) if tied else next(iter(pairs.values()))
        named = [titles[name] for name in tied or list(pairs)[:1]]
        key = self._key(("setback_next", "setback_tie", "setback_ties")[min(len(tied), 2)], chosen.worlds)
        told = {name: worlds(getattr(chosen, name), chosen.worlds, language) for name in ("better", "tie", "worse")}
        gap = points(chosen.median, language)
        least = threshold(self.smallest_difference, language)
        return text(key, language, rivals=some(named, language), gap=gap, least=least, **told) + "."

    def _values(self, values: pd.Series, language: str) -> dict[str, str]:
        pair = self._judged(values)
        return {
            "median": points(pair.median, language),
            "range": interval(pair.low, pair.high, language),
            "span": "" if pair.worlds == 1 else over("span", pair.worlds, language),
            "worse": worlds(pair.worse, pair.worlds, language),
            "least": threshold(self.smallest_difference, language),
            "year": str(self.year),
        }

    def _judged(self, values: pd.Series) -> Pair:
        return judge(values, MEASURE, self.smallest_difference)

    @staticmethod
    def _key(name: str, count: int) -> str:
        """Return the key of a sentence; one world alone has sentences of its own, which claim less."""
        return f"answer.one_{name}" if count == 1 else f"answer.{name}"
