"""What an answer rests on: the share of its variance carried by assumptions, by dialogues, by facts and by chance.

The shares add up: a grade of evidence is one factor, whose first-order index holds what all its parameters carry by
themselves, interplay among them included. What is left is interplay between grades, which belongs to none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.sensitivity.given import first
from kraftsamling.analysis.sensitivity.indices import LEAST_POINTS
from kraftsamling.analysis.words.reader import Reader, hundredths
from kraftsamling.model.inputs.parameters import parameters

GRADES = ("assumption", "one dialogue", "several", "theory", "authors", "fact")
INTERPLAY, CHANCE = "interplay", "chance"
"""What no grade carries by itself: interplay between grades, and chance in the seeds."""
PARTS = (*GRADES, INTERPLAY, CHANCE)
LEAST_WORLDS = 50
SURE, LOOSE = 0.05, 0.25
"""Half-widths of the widest interval up to which shares are told as they are, and beyond which none is told."""
TOO_FEW, TOO_FEW_POINTS, TOO_WIDE = "too_few", "too_few_points", "too_wide"
"""Why a ledger is refused: too few worlds, or the same answer in all; too few base points; intervals too wide."""
RESAMPLES, WEIGHED, SEED = 500, 100, 20260301
"""Resamples for shares of grades, and for those of single parameters."""
NAMED = 0.005
"""Shares below this are left out of the sentence."""
_LOOKS: dict[str, dict[str, Any]] = {
    "assumption": {"facecolor": "#7f2704"},
    "one dialogue": {"facecolor": "#d94801", "hatch": "//"},
    "several": {"facecolor": "#fdae6b"},
    "theory": {"facecolor": LIGHT_BLUE, "hatch": ".."},
    "authors": {"facecolor": MID_BLUE},
    "fact": {"facecolor": BLUE},
    CHANCE: {"facecolor": PALE},
    INTERPLAY: {"facecolor": "#c7c0dd", "hatch": "\\\\"},
}


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
        sure: the sample is enough and no interval reaches further than `SURE`; else only the intervals are told.
        weights: by parameter, largest first, the same three figures of what it carries alone; None where the ledger is
            refused or made from a design.
    """

    table: pd.DataFrame
    reason: str = ""
    sure: bool = True
    weights: pd.DataFrame | None = None

    @property
    def refused(self) -> bool:
        """Whether no share is told."""
        return bool(self.reason)

    def to_frame(self) -> pd.DataFrame:
        """One row per part, with what may be told of it."""
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
        points: base points of the sample; fewer than `LEAST_POINTS` give no ledger.
        noise: share of the answer's variance that is chance; nan, where it is not known, counts as none.
        enough: whether the sample has settled; if not, only intervals are told.

    Raises:
        ValueError: a grade that there is none of.
    """
    found = _ledger(alone, draws, noise if np.isfinite(noise) else 0.0, enough)
    return found if points >= LEAST_POINTS else _refusal(TOO_FEW_POINTS)


def _ledger(
    alone: Mapping[str, float] | pd.Series,
    draws: pd.DataFrame,
    noise: float,
    enough: bool = True,
    weights: pd.DataFrame | None = None,
) -> Ledger:
    """Ledger from indices and their resamples."""
    found, spread = (_parts(table, noise) for table in (pd.DataFrame([dict(alone)]), draws))
    table = _limits(found.iloc[0], spread).rename_axis("part")
    half = float(((table["high"] - table["low"]) / 2).max(skipna=False))
    return Ledger(table, sure=enough and half <= SURE, weights=weights) if half <= LOOSE else _refusal(TOO_WIDE)


def exchanged(worlds: pd.DataFrame, grades: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    """By grade, the worlds with that grade's assumptions as they are and all others taken from a partner.

    Args:
        worlds: one row per world, one column per parameter.
        grades: evidence grade by parameter.
    """
    others = worlds.iloc[_partners(len(worlds))].set_axis(worlds.index)
    of = worlds.columns.map(grades)
    return {
        grade: pd.DataFrame(np.where(of == grade, worlds, others), worlds.index, worlds.columns)
        for grade in GRADES
        if grade in set(of)
    }


def _partners(count: int) -> np.ndarray:
    """Each world's partner by place, drawn without regard to anything in the worlds; none is its own."""
    order = np.random.default_rng(SEED).permutation(count)
    partner = np.empty(count, int)
    partner[order] = np.roll(order, 1)
    return partner


def ledgers_from_worlds(
    worlds: pd.DataFrame,
    answers: Mapping[Answer, pd.Series],
    evaluate: Evaluate[Answer],
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
        evaluate: runs worlds that are not in the sample.
        grades: evidence grade by parameter; None reads parameters.csv.

    Raises:
        ValueError: an answer that is not finite, or not on the worlds' index.
    """
    for answer in answers.values():
        if not answer.index.equals(worlds.index) or not np.isfinite(answer.to_numpy(float)).all():
            raise ValueError("answer: must be finite and stand on the index of worlds")
    grades = {name: row.evidence for name, row in parameters().items()} if grades is None else grades
    varying = worlds.loc[:, worlds.nunique() > 1].sort_index()
    moving = {name: answer for name, answer in answers.items() if np.ptp(answer.to_numpy(float)) > 0}
    if len(worlds) < LEAST_WORLDS or varying.empty or not moving:
        return {name: _refusal(TOO_FEW) for name in answers}
    kept = exchanged(worlds.sort_index(), grades)
    kept = {grade: table for grade, table in kept.items() if set(map(grades.get, varying)) & {grade}}
    found = evaluate(pd.concat(kept.values(), ignore_index=True))
    return {
        name: _exchanged_ledger(varying, moving[name].sort_index().to_numpy(float), np.asarray(found[name]), list(kept))
        if name in moving
        else _refusal(TOO_FEW)
        for name in answers
    }


def _exchanged_ledger(worlds: pd.DataFrame, value: np.ndarray, found: np.ndarray, grades: list[str]) -> Ledger:
    """Ledger of one answer from what it comes to with other grades exchanged, (grade * world,)."""
    count = len(value)
    partner = value[_partners(count)]
    pairs = found.reshape(len(grades), count)
    drawn = np.random.default_rng(SEED).integers(count, size=(RESAMPLES, count))
    alone = pd.Series([_kept(value, other, partner) for other in pairs], grades)
    draws = pd.DataFrame(
        [[_kept(value[some], other[some], partner[some]) for other in pairs] for some in drawn], columns=grades
    )
    return _ledger(alone, draws, 0.0, weights=_alone(worlds, value, drawn))


def _kept(value: np.ndarray, other: np.ndarray, partner: np.ndarray) -> float:
    """First-order index: correlation of an answer with that which keeps one grade, less what a control explains.

    The control is the product with the partner's answer, known to be 0 on average. Each world's part in the
    correlation (its influence) is regressed on it. A grade that does nothing comes to 0 whatever worlds are drawn.
    """
    value, other, partner = _standard(value), _standard(other), _standard(partner)
    index = float(np.mean(value * other))
    influence = value * other - index * (value**2 + other**2) / 2
    control = value * partner
    spread = float(np.var(control))
    slope = float(np.mean(influence * (control - control.mean()))) / spread if spread > 0 else 0.0
    return index - slope * float(control.mean())


def _standard(answer: np.ndarray) -> np.ndarray:
    """Answer with mean 0 and variance 1; all 0 where it is the same everywhere."""
    answer = answer - answer.mean()
    spread = answer.std()
    return answer / spread if spread > 0 else np.zeros_like(answer)


def _alone(worlds: pd.DataFrame, value: np.ndarray, drawn: np.ndarray) -> pd.DataFrame:
    """First-order index of each parameter from the worlds as they are, largest first, with 95 % limits."""
    points = worlds.to_numpy(float)
    index = np.array([first(column, value) for column in points.T])
    spread = [[first(column, value[some]) for column in points[some].T] for some in drawn[:WEIGHED]]
    half = 1.96 * np.std(spread, axis=0, ddof=1)
    table = pd.DataFrame({"share": index, "low": np.maximum(index - half, 0), "high": index + half}, list(worlds))
    return table.sort_values("share", ascending=False, kind="stable")


def sentence(ledger: Ledger, reader: Reader) -> str:
    """Return the ledger in one sentence."""
    if ledger.refused:
        told = {
            "widest": reader.percent(LOOSE),
            "least": reader.number(LEAST_POINTS if ledger.reason == TOO_FEW_POINTS else LEAST_WORLDS),
        }
        return reader.say(f"ledger.{ledger.reason}", **told)
    parts = reader.listing(list(_in_words(ledger, reader)))
    return reader.say("ledger.told" if ledger.sure else "ledger.told_unsure", parts=parts)


def _in_words(ledger: Ledger, reader: Reader) -> Iterator[str]:
    """Yield each part, grades by size, interplay and chance last; its interval where shares are unsure."""
    grades = ledger.table.loc[list(GRADES)].sort_values("share", ascending=False, kind="stable")
    for part, row in pd.concat([grades, ledger.table.loc[[INTERPLAY, CHANCE]]]).iterrows():
        if row["share" if ledger.sure else "high"] < NAMED:
            continue
        what = named(str(part), reader)
        low, high = (reader.percent(row[end]) for end in ("low", "high"))
        if ledger.sure or low == high:
            yield reader.say("ledger.part", share=reader.percent(row["share"]), what=what)
        else:
            yield reader.say("ledger.part_between", low=low, high=high, what=what)


def named(part: str, reader: Reader) -> str:
    """Return what a part of the ledger is called."""
    return reader.say(f"ledger.{part.replace(' ', '_')}")


def draw_ledger(ledgers: Mapping[str, Ledger], reader: Reader) -> Figure:
    """Draw one bar per answer, by its title: what the answer's variance rests on. Refused ledgers have an empty bar."""
    figure = canvas(1.9 + 0.62 * len(ledgers), reader.say("ledger.title"), reader.say("ledger.note"))
    axes = figure.subplots()
    for place, ledger in enumerate(ledgers.values()):
        left = 0.0
        for part in PARTS if not ledger.refused else ():
            width = 100 * ledger.table.loc[part, "share"]
            axes.barh(place, width, 0.68, left, edgecolor=INK, linewidth=0.5, **_LOOKS[part])
            _mark(axes, place, left, ledger.table.loc[part], reader, dark=part == "assumption", sure=ledger.sure)
            left += width
        if ledger.refused:
            axes.text(1, place, reader.say("ledger.not_told"), va="center", color=GREY)
    axes.set_yticks(range(len(ledgers)), [_labelled(title, ledger, reader) for title, ledger in ledgers.items()])
    axes.set_ylim(len(ledgers) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel(reader.say("ledger.axis"))
    quiet(axes)
    keys = [Patch(edgecolor=INK, linewidth=0.5, label=named(part, reader), **_LOOKS[part]) for part in PARTS]
    figure.legend(handles=keys, loc="outside lower left", ncols=4, frameon=False)
    return figure


def _labelled(title: str, ledger: Ledger, reader: Reader) -> str:
    """Title of a bar, with the reservation that its shares need."""
    unsure = "" if ledger.sure or ledger.refused else "\n" + reader.say("ledger.unsure")
    return wrapped(title, 40) + unsure


def _mark(axes: Any, place: int, left: float, row: pd.Series, reader: Reader, *, dark: bool, sure: bool) -> None:
    """Write a share, where it is sure, and its interval into its piece of the bar where there is room."""
    if row["share"] < 0.12:
        return
    limits = f"({hundredths(row['low'])}–{hundredths(row['high'])})"
    shown = f"{reader.percent(row['share'])}\n{limits}" if sure else limits
    middle = left + 50 * row["share"]
    box = {"facecolor": "none" if dark else "white", "edgecolor": "none", "pad": 0.8}
    axes.text(middle, place, shown, ha="center", va="center", fontsize=8, color="white" if dark else INK, bbox=box)


def _parts(alone: pd.DataFrame, noise: float) -> pd.DataFrame:
    """Parts from first-order indices by grade, one row each, as they are: sampling error may make one negative."""
    wrong = sorted(set(alone) - set(GRADES))
    if wrong:
        raise ValueError(f"grades: {wrong[0]!r}; allowed: {', '.join(GRADES)}")
    found = (alone * (1 - noise)).reindex(columns=PARTS, fill_value=0.0).assign(chance=noise)
    found[INTERPLAY] = 1 - found.sum(axis=1)
    return found


def _limits(found: pd.Series, spread: pd.DataFrame) -> pd.DataFrame:
    """Return share, low and high by part.

    Shares are none below 0 and add up to 1. Limits are of the parts as they are: resamples that were made to add up
    would take from the largest what error gives the smallest. Where a share had to be moved, its interval reaches as
    far beyond it.
    """
    share = found.clip(lower=0)
    share = share / share.sum()
    moved = share - found
    low, high = np.percentile(spread, (2.5, 97.5), axis=0)
    limits = {"low": low + np.minimum(moved, 0), "high": high + np.maximum(moved, 0)}
    return pd.DataFrame({"share": share, **{end: np.clip(limit, 0, 1) for end, limit in limits.items()}})


def _refusal(reason: str) -> Ledger:
    table = pd.DataFrame(np.nan, pd.Index(PARTS, name="part"), ["share", "low", "high"])
    return Ledger(table, reason, sure=False)
