"""One municipality under both courses: its capitals, its weakest link, when it takes part, and what it gains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.compare import judge
from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.ensemble import LEAST
from kraftsamling.app.answers.picture import SHOWN_OF, by_level, plain, quantiles
from kraftsamling.app.answers.state import SIDES, Question
from kraftsamling.model.errors import InputError, nearest
from kraftsamling.model.vocabulary import CAPITALS, INGREDIENTS, REASONS_NOT, SIZE_CLASSES, TAKES_PART

OFTEN = 0.5
"""Share of runs that must have had support for a year to count as the first one with support."""


def place_of(question: Question, code: object) -> int:
    """Return where a municipality stands in its region.

    Raises:
        InputError: the region has no such code.
    """
    if code not in question.region.codes:
        raise InputError(f"code: {repr(code)[:80]} is not in the region; {nearest(code, question.region.codes)}")
    return question.region.codes.index(str(code))


def municipality(question: Question, a: Ensemble, b: Ensemble, code: object) -> dict[str, Any]:
    """Return what the page shows of one municipality.

    Raises:
        InputError: the region has no such code.
    """
    place = place_of(question, code)
    found = dict(zip(SIDES, (a.values, b.values), strict=True))
    capacity = [found[side]["capacity"][:, place] for side in SIDES]
    spread = quantiles(np.stack([*capacity, capacity[1] - capacity[0]]))
    details = _Details(question, found, place, question.reader.labels[str(code)])
    return {
        "code": code,
        "label": details.label,
        "size_class": SIZE_CLASSES[question.region.size_class[place]],
        "worlds": len(a.worlds),
        "runs": len(a.worlds) * a.seeds,
        "capacity": {side: by_level(spread[:, row], 3) for row, side in enumerate(SHOWN_OF)},
        "capitals": {name: details.capital(name) for name in CAPITALS},
        "weakest": {side: details.shares(side, "weakest_link", INGREDIENTS) for side in SIDES},
        "reason_not": {side: details.shares(side, "reason_not", REASONS_NOT) for side in SIDES},
        "first_year": {side: details.first_year(side) for side in SIDES},
        "sentences": [question.reader.conceal(line) for line in details.sentences()],
    }


class _Details:
    """Numbers and sentences of one municipality."""

    def __init__(self, question: Question, found: dict[str, dict[str, np.ndarray]], place: int, label: str):
        self.question, self.found, self.place, self.label = question, found, place, label
        self.reader = question.reader

    def capital(self, name: str) -> dict[str, float]:
        """Return the median of a capital at the start and at the end of both courses."""
        ends = {side: np.median(self.found[side][f"capital_{name}_end"][self.place]) for side in SIDES}
        start = np.median(self.found["a"][f"capital_{name}_start"][self.place])
        return {key: plain(value, 5) for key, value in {"start": start, **ends}.items()}

    def shares(self, side: str, name: str, labels: Sequence[str]) -> dict[str, float]:
        """Return the share of runs that end with each label."""
        return {label: plain(self.found[side][f"{name}_{label}"][self.place].mean(), 5) for label in labels}

    def first_year(self, side: str) -> dict[str, Any]:
        """Return the year by which half of the runs have reached it, and the share of runs that never do."""
        reached = self.found[side]["reached"][:, self.place].mean(axis=-1)
        begun = np.flatnonzero(reached >= OFTEN)
        year = self.question.region.start_year - 1 + int(begun[0]) if begun.size else None
        return {"median": year, "never": plain(1 - reached[-1], 5)}

    def sentences(self) -> list[str]:
        """Return what it gains, its weakest link, when support reaches it and why not."""
        lines = [self._gain()]
        for side in SIDES:
            lines += [self._reach(side), self._weakest(side)]
        return lines

    def _say(self, key: str, **values: object) -> str:
        return self.reader.say(f"app.{key}", **values)

    def _title(self, side: str) -> str:
        return self.reader.quoted(getattr(self.question, side).title[self.reader.language])

    def _gain(self) -> str:
        ends = [self.found[side]["capacity"][-1, self.place] for side in SIDES]
        pair = judge(pd.Series(ends[1] - ends[0]), "capacity_mean", LEAST)
        first = {"tie": "tie", "behind": "worse", "seldom_ahead": "worse"}.get(pair.verdict, "better")
        counts = {
            name: self.reader.worlds(getattr(pair, name), pair.worlds, "plausible" if name == first else "of_them")
            for name in ("better", "tie", "worse")
        }
        year = self.question.region.start_year - 1 + self.question.years
        spread = {"low": self.reader.number(pair.low, 1), "high": self.reader.number(pair.high, 1)}
        titles = {"a": self._title("a"), "b": self._title("b"), "place": self.label, "year": year}
        values = {"median": self.reader.points(pair.median), "least": self.reader.threshold(LEAST)}
        return self._say(f"gain_{pair.verdict}", **titles, **values, **spread, **counts)

    def _reach(self, side: str) -> str:
        first = self.first_year(side)
        values = {"course": self._title(side), "never": self.reader.percent(first["never"]), "year": first["median"]}
        if first["median"] is None:
            reasons = self.shares(side, "reason_not", REASONS_NOT)
            del reasons[REASONS_NOT[TAKES_PART]]
            most = max(reasons, key=lambda name: reasons[name])
            return self._say("reach_seldom", reason=self.reader.say(f"app.because_{most}"), **values)
        return self._say("reach_always" if first["never"] == 0 else "reach_often", **values)

    def _weakest(self, side: str) -> str:
        shares = self.shares(side, "weakest_link", INGREDIENTS)
        most = max(shares.values())
        names = [name for name, share in shares.items() if share > most - 0.05]
        named = self.reader.listing([self.reader.say(f"ingredient.{name}").lower() for name in names])
        values = {"course": self._title(side), "name": named, "share": self.reader.percent(most)}
        return self._say("weakest", count=len(names), **values)
