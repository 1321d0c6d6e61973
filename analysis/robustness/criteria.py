"""Robustness over worlds: which course holds when nobody knows which world is the true one.

Seeds are averaged within each world first; every figure here is over worlds. Worlds are a sample of assumptions, not a
forecast: a share of worlds is a share of the assumptions examined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.intervals import share_interval
from kraftsamling.analysis.words.reader import FEW_WORLDS, Reader
from kraftsamling.model.errors import InputError, check_number

_DIGITS = 9
RESAMPLES = 1000
CLEAR = 0.95
"""Share of resamples in which the same courses must come first for their place to be called clear."""
CRITERIA = {
    "near_best": 1,
    "regret_mean": -1,
    "regret_p90": -1,
    "regret_max": -1,
    "satisficing": 1,
    "maximin": 1,
}
"""Each criterion and whether more (1) or less (-1) of it is better."""
SHARES = ("near_best", "satisficing")
"""Criteria that are shares of worlds (0-1); the others are points."""


def beats(gains: pd.DataFrame, smallest_difference: float) -> pd.DataFrame:
    """Share of worlds in which the row's course is at least `smallest_difference` better than the column's.

    Args:
        gains: one row per world, one column per course, points (more is better).
        smallest_difference: points; at 0 only what is truly more counts.
    """
    values = gains.to_numpy(float)
    lead = (values[:, :, None] - values[:, None, :]).round(_DIGITS)
    better = (lead >= smallest_difference) & (lead > 0)
    return pd.DataFrame(better.mean(axis=0), gains.columns, gains.columns)


def regret(gains: pd.DataFrame) -> pd.DataFrame:
    """Points by which each course falls short of the best course in the same world, (world, course)."""
    return (-gains).add(gains.max(axis=1), axis=0).round(_DIGITS)


def criteria(gains: np.ndarray, smallest_difference: float, enough: float) -> dict[str, np.ndarray]:
    """All criteria of `CRITERIA` per course, (..., course), from gains (..., world, course) in points.

    near_best: share of worlds less than `smallest_difference` behind the best, or level with it. regret: mean, 90th
    percentile and largest. satisficing: share of worlds that gain at least `enough`. maximin: gain in the worst world.
    """
    behind = (gains.max(axis=-1, keepdims=True) - gains).round(_DIGITS)
    return {
        "near_best": ((behind < smallest_difference) | (behind == 0)).mean(axis=-2),
        "regret_mean": behind.mean(axis=-2),
        "regret_p90": np.quantile(behind, 0.9, axis=-2),
        "regret_max": behind.max(axis=-2),
        "satisficing": (gains.round(_DIGITS) >= enough).mean(axis=-2),
        "maximin": gains.min(axis=-2),
    }


@finding
@dataclass(frozen=True)
class Robustness:
    """How courses stand by each criterion.

    Attributes:
        gains: points, one row per world, one column per course; mean over seeds.
        smallest_difference: points under which courses tie; shares tie under as many hundredths.
        enough: points that make a world satisfactory.
        pairs: `beats` of every pair.
        scores: rows courses, columns `CRITERIA`.
        firsts: by criterion the courses that share the first place: none is better than them by the tie.
        steady: share of resamples of worlds in which each course is first or level; rows courses, columns criteria.
        held: by criterion the share of resamples in which the same courses come first, no other and none less.
    """

    gains: pd.DataFrame
    smallest_difference: float
    enough: float
    pairs: pd.DataFrame
    scores: pd.DataFrame
    firsts: dict[str, list[str]]
    steady: pd.DataFrame
    held: pd.Series

    @property
    def silent(self) -> list[str]:
        """Criteria by which no course is better than another."""
        return [name for name, first in self.firsts.items() if len(first) == self.gains.shape[1]]

    @property
    def agreed(self) -> list[str]:
        """Courses that every criterion puts first, alone or level; empty when the criteria disagree."""
        return [course for course in self.gains if all(course in first for first in self.firsts.values())]

    @property
    def unclear(self) -> dict[str, float]:
        """Criteria that might put other courses first with other worlds: `held` of them."""
        return {str(name): float(share) for name, share in self.held.items() if share < CLEAR}

    def to_frame(self) -> pd.DataFrame:
        """Return one row per figure: kind (pair or criterion), course, other, figure, value, low, high, first.

        low and high are exact 95 % limits of shares of worlds, nan for points; `first` is the share of resamples in
        which the course is first or level by the criterion.
        """
        worlds, rows = len(self.gains), []
        for course, others in self.pairs.iterrows():
            for other, share in others.items():
                if course != other:
                    limits = share_interval(round(share * worlds), worlds)
                    rows.append(("pair", course, other, "better_by_least", share, *limits, np.nan))
        for course, scores in self.scores.iterrows():
            for name, value in scores.items():
                limits = share_interval(round(value * worlds), worlds) if name in SHARES else (np.nan, np.nan)
                rows.append(("criterion", course, "", name, value, *limits, self.steady.loc[course, name]))
        return pd.DataFrame(rows, columns=["kind", "course", "other", "figure", "value", "low", "high", "first"])


def robustness(gains: pd.DataFrame, smallest_difference: float = 1.0, enough: float = 5.0) -> Robustness:
    """Judge courses by every criterion.

    Args:
        gains: points, one row per world, one column per course (at least two of each); mean over seeds.
        smallest_difference: points below which courses tie.
        enough: points that make a world satisfactory.

    Raises:
        InputError: fewer than two courses or worlds, a missing value, or a number out of range.
    """
    if min(gains.shape) < 2 or gains.isna().any(axis=None):
        raise InputError(f"gains: {gains.shape[0]} worlds x {gains.shape[1]} courses; allowed: two or more, none empty")
    check_number(smallest_difference, 0, 100, "smallest_difference")
    check_number(enough, -100, 100, "enough")
    values = gains.to_numpy(float)
    scores = pd.DataFrame(criteria(values, smallest_difference, enough), index=gains.columns)[list(CRITERIA)]
    first = {name: _first(scores[name].to_numpy(), name, smallest_difference) for name in CRITERIA}
    firsts = {name: list(scores.index[put]) for name, put in first.items()}
    pairs = beats(gains, smallest_difference)
    again = _redrawn(values, smallest_difference, enough)
    steady = pd.DataFrame({name: put.mean(axis=0) for name, put in again.items()}, index=gains.columns)
    held = pd.Series({name: (put == first[name]).all(axis=1).mean() for name, put in again.items()})
    return Robustness(gains, smallest_difference, enough, pairs, scores, firsts, steady, held)


def _first(scores: np.ndarray, criterion: str, smallest_difference: float) -> np.ndarray:
    """Whether each course is first, or behind by less than the tie, (..., course)."""
    tie = smallest_difference / 100 if criterion in SHARES else smallest_difference
    signed = scores * CRITERIA[criterion]
    behind = (signed.max(axis=-1, keepdims=True) - signed).round(_DIGITS)
    return (behind < tie) | (behind == 0)


def _redrawn(values: np.ndarray, smallest_difference: float, enough: float) -> dict[str, np.ndarray]:
    """By criterion, whether each course is first or level in bootstrap resamples of worlds, (resample, course)."""
    rng = np.random.default_rng(0)
    drawn = (values[rng.integers(len(values), size=len(values))] for _ in range(RESAMPLES))
    scores = [criteria(sample, smallest_difference, enough) for sample in drawn]
    return {name: _first(np.array([each[name] for each in scores]), name, smallest_difference) for name in CRITERIA}


def criterion_name(name: str, found: Robustness, reader: Reader) -> str:
    """Return what a criterion is called, with its numbers."""
    least, enough = (reader.threshold(points) for points in (found.smallest_difference, found.enough))
    return reader.say(f"robustness.{name}", least=least, enough=enough)


def sentences(found: Robustness, budget: str, titles: Mapping[str, str], reader: Reader) -> list[str]:
    """Return what the criteria say, in words: who is first, whether they agree, and how sure the sample makes it.

    Args:
        budget: "own" or "equal"; titles: of the courses.
    """

    def courses(names: Sequence[str]) -> str:
        return reader.listing([reader.quoted(titles[name]) for name in names])

    def named(name: str) -> str:
        return criterion_name(name, found, reader)

    def together(names: Sequence[str]) -> str:
        return reader.say("robustness.together", courses=courses(names)) if len(names) > 1 else courses(names)

    def groups(by_criterion: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], list[str]]:
        """Gather the criteria that name the same courses."""
        found: dict[tuple[str, ...], list[str]] = {}
        for name, several in by_criterion.items():
            found.setdefault(tuple(several), []).append(named(name))
        return found

    lead, least = reader.say(f"robustness.{budget}"), reader.threshold(found.smallest_difference)
    telling = {name: first for name, first in found.firsts.items() if name not in found.silent}
    if not telling:
        said = [reader.say("robustness.level", lead=lead)]
    elif found.agreed:
        others = groups({name: [c for c in first if c not in found.agreed] for name, first in telling.items()})
        clauses = [
            reader.say(
                "robustness.shared",
                others=reader.some([titles[name] for name in level]),
                criteria=reader.listing(names),
            )
            for level, names in others.items()
            if level
        ]
        told = {"lead": lead, "courses": together(found.agreed), "count": len(telling), "clauses": "; ".join(clauses)}
        said = [reader.say("robustness.agree_shared" if clauses else "robustness.agree", **told)]
    else:
        clauses = [
            reader.say("robustness.clause", criteria=reader.listing(names), courses=together(first))
            for first, names in groups(telling).items()
        ]
        said = [reader.say("robustness.disagree", lead=lead, clauses="; ".join(clauses))]
    if telling and found.silent:
        names = reader.listing([named(name) for name in found.silent])
        said.append(reader.say("robustness.silent", criteria=names))
    said.append(reader.say("robustness.tie", least=least))
    if found.unclear:
        shares = [f"{named(name)} ({reader.percent(share)})" for name, share in found.unclear.items()]
        said.append(reader.say("robustness.unclear", criteria=reader.listing(shares)))
    elif len(found.gains) >= FEW_WORLDS:
        said.append(reader.say("robustness.clear"))
    return [*said, _two(found, least, titles, reader)]


def _two(found: Robustness, least: str, titles: Mapping[str, str], reader: Reader) -> str:
    """Set the two courses with least mean regret against each other."""
    course, other = found.scores["regret_mean"].nsmallest(2).index
    told = {}
    for name, share in (("better", found.pairs.loc[course, other]), ("worse", found.pairs.loc[other, course])):
        told[name] = reader.percent(share)
        told[f"{name}_range"] = share_limits(float(share), len(found.gains), reader)
    return reader.say(
        "robustness.two", course=reader.quoted(titles[course]), other=reader.quoted(titles[other]), least=least, **told
    )


def share_limits(share: float, worlds: int, reader: Reader) -> str:
    """Return the 95 % limits of a share of worlds, in words."""
    low, high = share_interval(round(share * worlds), worlds)
    return f"{reader.percent(low)}–{reader.percent(high)}"
