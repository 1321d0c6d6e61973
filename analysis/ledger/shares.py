"""What an answer rests on: the share of its variance carried by assumptions, by dialogues, by facts and by chance.

The shares add up: a grade of evidence is one factor, whose first-order index holds what all its parameters carry by
themselves, interplay among them included. What is left is interplay between grades, which belongs to none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.exchange import (
    GRADES,
    MIN_WORLDS,
    SEED,
    exchanged_worlds,
    index_of_kept,
    partners,
    varying_grades,
)
from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.first_order import MIN_BASE_POINTS, first

INTERPLAY, CHANCE = "interplay", "chance"
"""What no grade carries by itself: interplay between grades, and chance in the seeds."""
PARTS = (*GRADES, INTERPLAY, CHANCE)
MAX_SURE_WIDTH, MAX_WIDTH = 0.05, 0.25
"""Half-widths of the widest interval up to which shares are given as they are, and beyond which none is given."""
TOO_FEW, TOO_FEW_POINTS, TOO_WIDE = "too_few", "too_few_points", "too_wide"
"""Why a ledger is refused: too few worlds, or the same answer in all; too few base points; intervals too wide."""
RESAMPLES, WEIGHED = 500, 100
"""Resamples for shares of grades, and for those of single parameters."""
MIN_SHARE = 0.005
"""Shares below this are left out of the sentence."""
Answer = TypeVar("Answer", bound=Hashable)
Evaluate = Callable[[pd.DataFrame], Mapping[Answer, np.ndarray]]
"""Worlds, (world, parameter) -> each answer in them, (world,)."""


@finding
@dataclass(frozen=True)
class Ledger:
    """What one answer rests on.

    Attributes:
        table: by part (`PARTS`): share of the variance, low and high end of its 95 % interval; the shares add up to 1,
            and are nan where the ledger is refused.
        reason: why it is refused; "" where it is not.
        sure: the sample is enough and no interval reaches further than `MAX_SURE_WIDTH`; else only the intervals are
            given.
        weights: by parameter, largest first, the same three figures of what it carries alone; None where the ledger is
            refused or made from a design.
    """

    table: pd.DataFrame
    reason: str = ""
    sure: bool = True
    weights: pd.DataFrame | None = None

    def __repr__(self) -> str:
        """One line: the parts and their shares, or why they are refused."""
        shares = ", ".join(f"{part} {share:.3f}" for part, share in self.mentioned()["share"].items())
        return f"Ledger({self.reason or shares}{'' if self.sure or self.refused else ', unsure'})"

    @property
    def refused(self) -> bool:
        """Whether no share is given."""
        return bool(self.reason)

    def mentioned(self) -> pd.DataFrame:
        """Rows of the table that the sentence mentions: grades by size, interplay and chance last."""
        grades = self.table.loc[list(GRADES)].sort_values("share", ascending=False, kind="stable")
        rows = pd.concat([grades, self.table.loc[[INTERPLAY, CHANCE]]])
        return rows[rows["share" if self.sure else "high"] >= MIN_SHARE]

    def to_frame(self) -> pd.DataFrame:
        """One row per part, with whether the ledger is refused and sure."""
        return self.table.reset_index().assign(refused=self.refused, sure=self.sure)


def ledger_from_indices(
    alone: Mapping[str, float] | pd.Series,
    draws: pd.DataFrame,
    *,
    points: int,
    noise: float = 0.0,
    enough: bool = True,
) -> Ledger:
    """Ledger from first-order indices of evidence grades, each grade one factor of a Sobol' design.

    Args:
        alone: first-order index by grade.
        draws: the same in bootstrap resamples, one row each.
        points: base points of the sample; fewer than `MIN_BASE_POINTS` give no ledger.
        noise: share of the answer's variance that is chance; nan, where it is not known, counts as none.
        enough: whether the sample has settled; if not, only intervals are given.

    Raises:
        ValueError: a grade that there is none of.
    """
    ledger = _ledger(alone, draws, noise if np.isfinite(noise) else 0.0, enough)
    return ledger if points >= MIN_BASE_POINTS else _refusal(TOO_FEW_POINTS)


def _ledger(
    alone: Mapping[str, float] | pd.Series,
    draws: pd.DataFrame,
    noise: float,
    enough: bool = True,
    weights: pd.DataFrame | None = None,
) -> Ledger:
    """Ledger from indices and their resamples."""
    whole, spread = (_parts(indices, noise) for indices in (pd.DataFrame([dict(alone)]), draws))
    table = _limits(whole.iloc[0], spread).rename_axis("part")
    half = float(((table["high"] - table["low"]) / 2).max(skipna=False))
    return (
        Ledger(table, sure=enough and half <= MAX_SURE_WIDTH, weights=weights)
        if half <= MAX_WIDTH
        else _refusal(TOO_WIDE)
    )


def ledgers_from_runs(
    worlds: pd.DataFrame,
    answers: Mapping[Answer, pd.Series],
    elsewhere: Mapping[Answer, np.ndarray],
    grades: Mapping[str, str] | None = None,
) -> dict[Answer, Ledger]:
    """Ledgers from an ordinary sample of worlds: each grade's assumptions are kept while all others are exchanged.

    The correlation of an answer in a world with the answer in the world that shares nothing with it but one grade's
    assumptions is the first-order index of that grade (Sobol' 1993, pick and freeze). It takes one more run of every
    world for each grade, and no surrogate. Interplay within a grade is the grade's; what is left is interplay between
    grades, chance included. The partner's own answer, which shares nothing with the world's, is a control: what
    correlates with it does so by chance and is taken out. Intervals come from resampling worlds.

    Args:
        worlds: one row per world, one column per parameter; the shares take parameters as independent.
        answers: each by world, seeds averaged, on the worlds' index; the order of the rows makes no difference.
        elsewhere: each in the worlds of `exchanged_worlds`, (grade * world,).
        grades: evidence grade by parameter; None reads parameters.csv.

    Raises:
        ValueError: an answer that is not finite, or not on the worlds' index.
    """
    for answer in answers.values():
        if not answer.index.equals(worlds.index) or not np.isfinite(answer.to_numpy(float)).all():
            raise ValueError("answer: must be finite and stand on the index of worlds")
    kept = varying_grades(worlds, grades)
    if len(worlds) < MIN_WORLDS or not kept:
        return {name: _refusal(TOO_FEW) for name in answers}
    varying = worlds.loc[:, worlds.nunique() > 1].sort_index()
    return {
        name: _exchanged_ledger(varying, answer.sort_index().to_numpy(float), np.asarray(elsewhere[name]), kept)
        if _moves(answer)
        else _refusal(TOO_FEW)
        for name, answer in answers.items()
    }


def ledgers_from_worlds(
    worlds: pd.DataFrame,
    answers: Mapping[Answer, pd.Series],
    evaluate: Evaluate[Answer],
    grades: Mapping[str, str] | None = None,
) -> dict[Answer, Ledger]:
    """Ledgers as in `ledgers_from_runs`, with the further worlds run by `evaluate` where any answer varies."""
    further = exchanged_worlds(worlds, grades)
    needed = len(further) and any(map(_moves, answers.values()))
    return ledgers_from_runs(worlds, answers, evaluate(further) if needed else {}, grades)


def _moves(answer: pd.Series) -> bool:
    """Whether an answer varies between worlds."""
    return bool(np.ptp(answer.to_numpy(float)) > 0)


def _exchanged_ledger(worlds: pd.DataFrame, value: np.ndarray, elsewhere: np.ndarray, grades: list[str]) -> Ledger:
    """Ledger of one answer from what it comes to with other grades exchanged, (grade * world,)."""
    count = len(value)
    partner = value[partners(count)]
    pairs = elsewhere.reshape(len(grades), count)
    drawn = np.random.default_rng(SEED).integers(count, size=(RESAMPLES, count))
    alone = pd.Series([index_of_kept(value, other, partner) for other in pairs], grades)
    draws = pd.DataFrame(
        [[index_of_kept(value[some], other[some], partner[some]) for other in pairs] for some in drawn], columns=grades
    )
    return _ledger(alone, draws, 0.0, weights=_alone(worlds, value, drawn))


def _alone(worlds: pd.DataFrame, value: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    """First-order index of each parameter from the worlds as they are, largest first, with 95 % limits."""
    points = worlds.to_numpy(float)
    index = np.array([first(column, value) for column in points.T])
    spread = [[first(column, value[some]) for column in points[some].T] for some in drawn[:WEIGHED]]
    half = 1.96 * np.std(spread, axis=0, ddof=1)
    table = pd.DataFrame({"share": index, "low": np.maximum(index - half, 0), "high": index + half}, list(worlds))
    return table.sort_values("share", ascending=False, kind="stable")


def _parts(alone: pd.DataFrame, noise: float) -> pd.DataFrame:
    """Parts from first-order indices by grade, one row each, as they are: sampling error may make one negative."""
    wrong = sorted(set(alone) - set(GRADES))
    if wrong:
        raise ValueError(f"grades: {wrong[0]!r}; allowed: {', '.join(GRADES)}")
    parts = (alone * (1 - noise)).reindex(columns=PARTS, fill_value=0.0).assign(chance=noise)
    parts[INTERPLAY] = 1 - parts.sum(axis=1)
    return parts


def _limits(parts: pd.Series, spread: pd.DataFrame) -> pd.DataFrame:
    """Return share, low and high by part.

    Shares are none below 0 and add up to 1. Limits are of the parts as they are: resamples that were made to add up
    would take from the largest what error gives the smallest. Where a share had to be moved, its interval reaches as
    far beyond it.
    """
    share = parts.clip(lower=0)
    share = share / share.sum()
    moved = share - parts
    low, high = np.percentile(spread, (2.5, 97.5), axis=0)
    limits = {"low": low + np.minimum(moved, 0), "high": high + np.maximum(moved, 0)}
    return pd.DataFrame({"share": share, **{end: np.clip(limit, 0, 1) for end, limit in limits.items()}})


def _refusal(reason: str) -> Ledger:
    table = pd.DataFrame(np.nan, pd.Index(PARTS, name="part"), ["share", "low", "high"])
    return Ledger(table, reason, sure=False)
