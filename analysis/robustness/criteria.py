"""Robustness over worlds: which course holds when nobody knows which world is the true one.

Seeds are averaged within each world first; every figure here is over worlds. Worlds are a sample of assumptions, not a
forecast: a share of worlds is a share of the assumptions examined.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.bootstrap import bootstrap
from kraftsamling.analysis.statistics.intervals import share_interval
from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.vocabulary import COMPARED_DECIMALS

RESAMPLES = 1000
MIN_CLEAR = 0.95
"""Share of resamples, at least, in which the same courses come first where their place is called clear."""
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
    lead = (values[:, :, None] - values[:, None, :]).round(COMPARED_DECIMALS)
    better = (lead >= smallest_difference) & (lead > 0)
    return pd.DataFrame(better.mean(axis=0), gains.columns, gains.columns)


def regret(gains: pd.DataFrame) -> pd.DataFrame:
    """Points by which each course falls short of the best course in the same world, (world, course)."""
    return (-gains).add(gains.max(axis=1), axis=0).round(COMPARED_DECIMALS)


def criteria(gains: np.ndarray, smallest_difference: float, enough: float) -> dict[str, np.ndarray]:
    """All criteria of `CRITERIA` per course, (..., course), from gains (..., world, course) in points.

    near_best: share of worlds less than `smallest_difference` behind the best, or level with it. regret: mean, 90th
    percentile and largest. satisficing: share of worlds that gain at least `enough`. maximin: gain in the worst world.
    """
    behind = (gains.max(axis=-1, keepdims=True) - gains).round(COMPARED_DECIMALS)
    return {
        "near_best": ((behind < smallest_difference) | (behind == 0)).mean(axis=-2),
        "regret_mean": behind.mean(axis=-2),
        "regret_p90": np.quantile(behind, 0.9, axis=-2),
        "regret_max": behind.max(axis=-2),
        "satisficing": (gains.round(COMPARED_DECIMALS) >= enough).mean(axis=-2),
        "maximin": gains.min(axis=-2),
    }


@finding
@dataclass(frozen=True, repr=False)
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
        return {str(name): float(share) for name, share in self.held.items() if share < MIN_CLEAR}

    def __repr__(self) -> str:
        worlds, courses = self.gains.shape
        return f"Robustness({courses} courses in {worlds} worlds, first by all criteria: {self.agreed or 'none'})"

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
    again = _firsts_redrawn(values, smallest_difference, enough)
    steady = pd.DataFrame({name: put.mean(axis=0) for name, put in again.items()}, index=gains.columns)
    held = pd.Series({name: (put == first[name]).all(axis=1).mean() for name, put in again.items()})
    return Robustness(
        gains, smallest_difference, enough, pairs=pairs, scores=scores, firsts=firsts, steady=steady, held=held
    )


def _first(scores: np.ndarray, criterion: str, smallest_difference: float) -> np.ndarray:
    """Whether each course is first, or behind by less than the tie, (..., course)."""
    tie = smallest_difference / 100 if criterion in SHARES else smallest_difference
    signed = scores * CRITERIA[criterion]
    behind = (signed.max(axis=-1, keepdims=True) - signed).round(COMPARED_DECIMALS)
    return (behind < tie) | (behind == 0)


def _firsts_redrawn(values: np.ndarray, smallest_difference: float, enough: float) -> dict[str, np.ndarray]:
    """By criterion, whether each course is first or level in resamples of worlds, (resample, course)."""

    def scores(sample: np.ndarray) -> np.ndarray:
        by_name = criteria(sample, smallest_difference, enough)
        return np.array([by_name[name] for name in CRITERIA])

    drawn = bootstrap(scores, (values,), RESAMPLES, np.random.default_rng(0))
    return {name: _first(drawn[:, place], name, smallest_difference) for place, name in enumerate(CRITERIA)}
