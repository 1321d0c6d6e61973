"""Enough runs? Blocks of new worlds are added until an answer has the precision asked for, or a limit is reached.

What is drawn are worlds, or seeds of one world, where the answer is about chance in that world and about nothing else.

Optional stopping is kept honest by a plan made beforehand: at most `LOOKS` looks, at sizes fixed before the first
world is drawn, and each look's interval is made at the level that lets all of them hold together (Bonferroni).
Whichever look it stops at, the interval then covers the truth at least as often as its level says. Intervals are exact
or free of distribution: Clopper-Pearson for a share, order statistics for a median.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.intervals import share_interval
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError, check_number, nearest
from kraftsamling.model.worlds.worlds import ALL, PLAUSIBLE

KINDS = ("share", "median")
WORLDS, SEEDS = "worlds", "seeds"
"""What may be drawn."""
BLOCK = 32
"""Worlds or seeds in a block, which is drawn without regard to the others; one of worlds is one joint sample."""
LOOKS = 5
FIRST_LOOK = 64
"""Worlds or seeds before a median is looked at."""
_DIGITS = 9


@finding
@dataclass(frozen=True)
class Question:
    """What is asked about the difference between two courses over worlds, or over seeds of one world.

    Attributes:
        kind: "share" (of those in which the difference is at least `smallest_difference`) or "median" (points).
        precision: how far the interval may reach from the estimate: a share (0-1), or points.
        smallest_difference: points; at 0 only what is truly more counts. A median does not use it.
        level: how often the interval must cover the truth.
        looks: intervals that must hold together, since any of them may be the last; 1 where the worlds are given.
        unit: what is drawn, "worlds" or "seeds".
    """

    kind: str
    precision: float
    smallest_difference: float = 1.0
    level: float = 0.95
    looks: int = LOOKS
    unit: str = WORLDS

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"kind: {self.kind!r} is unknown; {nearest(self.kind, KINDS)}")
        check_number(self.precision, 0.001, 0.5 if self.kind == "share" else 100, "precision")
        check_number(self.smallest_difference, 0, 100, "smallest_difference")
        check_number(self.level, 0.5, 0.999, "level")

    @property
    def level_of_look(self) -> float:
        """Level of each look's interval, so that all looks hold together."""
        return 1 - (1 - self.level) / self.looks


@finding
@dataclass(frozen=True)
class Look:
    """What one look says: estimate and interval from so many worlds or seeds, in shares (0-1) or points."""

    count: int
    estimate: float
    low: float
    high: float

    @property
    def reach(self) -> float:
        """How far the interval reaches from the estimate, on the side where it reaches further."""
        return max(self.high - self.estimate, self.estimate - self.low)


@finding
@dataclass(frozen=True)
class Answer:
    """The answer and what it took.

    Attributes:
        looks: those taken; the last one is the answer.
        planned: sizes, in worlds or seeds, fixed beforehand.
        settled: whether the precision was reached.
        needed: worlds or seeds that the precision asked for takes, as far as the last look can tell.
        finer: those that half of it would take.
    """

    question: Question
    looks: tuple[Look, ...]
    planned: tuple[int, ...]
    settled: bool
    needed: int
    finer: int

    @property
    def last(self) -> Look:
        """The look that answers."""
        return self.looks[-1]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per look: kind, precision, level, worlds (or seeds), estimate, low, high, settled.

        What is needed, and what a finer answer would take, repeat in all rows.
        """
        asked = {"kind": self.question.kind, "precision": self.question.precision, "level": self.question.level}
        rows = [
            asked | vars(look) | {"settled": look.reach <= self.question.precision, "needed": self.needed}
            for look in self.looks
        ]
        return pd.DataFrame(rows).assign(finer=self.finer).rename(columns={"count": self.question.unit})


def look_at(question: Question, differences: np.ndarray) -> Look:
    """Return estimate and interval, at the level of one look, from differences in points, one per world or seed."""
    values = np.asarray(differences, float).round(_DIGITS)
    total, level = len(values), question.level_of_look
    if question.kind == "share":
        count = int(((values >= question.smallest_difference) & (values > 0)).sum())
        return Look(total, count / total, *share_interval(count, total, level))
    return Look(total, float(np.median(values)), *median_interval(values, level))


def median_interval(values: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Two-sided interval of a median from order statistics, free of distribution; infinite where values are too few."""
    ordered, total = np.sort(values), len(values)
    below = int(binom.ppf((1 - level) / 2, total, 0.5))
    return (float(ordered[below - 1]), float(ordered[total - below])) if below else (-math.inf, math.inf)


def plan(question: Question, cap: int) -> tuple[int, ...]:
    """Sizes of the looks: from the fewest that could do, evenly in ratio, to the most ever needed or the cap.

    A cap below one block leaves a single look.

    Raises:
        InputError: the cap is no whole number from 1 on.
    """
    check_number(cap, 1, 10_000_000, question.unit, whole=True)
    if cap < BLOCK:
        return (cap,)
    last = cap // BLOCK
    first = -(-FIRST_LOOK // BLOCK)
    if question.kind == "share":
        first = -(-_count_for(question, 0.0, question.precision) // BLOCK)
        last = min(last, -(-_count_for(question, 0.5, question.precision) // BLOCK))
    first = min(first, last)
    sizes = np.geomspace(first, last, LOOKS)
    return tuple(int(size) * BLOCK for size in np.unique(np.ceil(sizes - _tiny(sizes))))


def _tiny(sizes: np.ndarray) -> np.ndarray:
    return 1e-9 * sizes


def _count_for(question: Question, share: float, precision: float) -> int:
    """Fewest worlds or seeds that give a share this precision, by doubling and halving."""

    def wide(count: int) -> bool:
        shown = round(share * count)
        return Look(count, shown / count, *share_interval(shown, count, question.level_of_look)).reach > precision

    high = 1
    while wide(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wide(middle) else (low, middle)
    return high


def _projected(question: Question, look: Look, precision: float) -> int:
    """What a precision takes, judged from one look, in whole blocks; 0 when the look cannot tell."""
    if question.kind == "share":
        count = _count_for(question, look.estimate, precision)
    elif math.isfinite(look.reach):
        count = math.ceil(look.count * (look.reach / precision) ** 2)
    else:
        return 0
    return -(-count // BLOCK) * BLOCK


def settle(question: Question, draw: Callable[[int], np.ndarray], cap: int) -> Answer:
    """Add blocks of new worlds or seeds until the question is settled or the cap is reached.

    Args:
        draw: gives the differences in points of a block, (`BLOCK`,), by the number of the block from 0.
        cap: worlds or seeds at most.
    """
    planned, found = plan(question, cap), np.empty(0)
    looks: list[Look] = []
    for size in planned:
        blocks = range(len(found) // BLOCK, -(-size // BLOCK))
        found = np.concatenate([found, *(draw(block) for block in blocks)])
        looks.append(look_at(question, found))
        if looks[-1].reach <= question.precision:
            break
    last = looks[-1]
    settled = last.reach <= question.precision
    needed = last.count if settled else _projected(question, last, question.precision)
    finer = max(needed, _projected(question, last, question.precision / 2))
    return Answer(question, tuple(looks), planned, settled, needed, finer)


def given_worlds(question: Question, differences: np.ndarray) -> Answer:
    """Answer from worlds that are given, all of them: the looks before the last only show how it grew firmer.

    Args:
        question: with `looks` 1, since no look decides whether to go on.
        differences: points, (world,), in no order that tells of them.
    """
    total = len(differences)
    sizes = tuple(dict.fromkeys(total // part for part in (8, 4, 2, 1) if total // part >= 2))
    looks = tuple(look_at(question, differences[:size]) for size in sizes)
    last = looks[-1]
    settled = last.reach <= question.precision
    needed, finer = (_projected(question, last, question.precision / part) for part in (1, 2))
    return Answer(question, looks, sizes, settled, total if settled else needed, finer)


def sentences(answer: Answer, course: str, other: str, reader: Reader) -> list[str]:
    """Return the answer and what it took, in words; `course` and `other` are titles."""
    question, last = answer.question, answer.last
    ends = [shown(question, value, reader) for value in (last.estimate, last.low, last.high)]
    told = dict(zip(("estimate", "low", "high"), ends, strict=True))
    names = {"course": reader.quoted(course), "other": reader.quoted(other)}
    least = reader.threshold(question.smallest_difference)
    over = reader.say(f"enough_runs.over_{question.unit}")
    kind = question.kind if math.isfinite(last.reach) else "median_alone"
    said = reader.say(f"enough_runs.{kind}", **names, **told, least=least, over=over)
    count, needed, finer = (_counted(question, many, reader) for many in (last.count, answer.needed, answer.finer))
    asked, half = (f"±{width(question, question.precision / part, reader)}" for part in (1, 2))
    took = {"count": count, "needed": needed, "finer": finer, "precision": asked, "half": half}
    return [said, reader.say(f"enough_runs.{_reached(answer)}", **took)]


def _reached(answer: Answer) -> str:
    """Return which sentence tells of the precision: reached, and half of it, too, or not, as far as can be told."""
    if answer.last.reach <= answer.question.precision / 2:
        return "settled_half"
    return "settled" if answer.settled else "open" if answer.needed else "unknown"


def _counted(question: Question, count: int, reader: Reader) -> str:
    form = "one" if count == 1 else "count"
    return reader.say(f"enough_runs.{form}_{question.unit}", count=reader.number(count))


def supply(answers: Iterable[Answer], sample: str, available: int, reader: Reader) -> list[str]:
    """Return for which precisions a sample that has a name holds too few worlds, and how more can be had.

    Args:
        sample: "plausible", "all", or what has no end; available: worlds that there are.
    """
    if sample not in (ALL, PLAUSIBLE):
        return []
    lacking = {
        f"±{width(answer.question, answer.question.precision / part, reader)}": None
        for answer in answers
        for part, takes in ((1, answer.needed), (2, answer.finer))
        if takes > available
    }
    told = {"lacking": reader.listing(list(lacking)), "available": reader.number(available)}
    return [reader.say(f"enough_runs.only_{sample}", **told)] if lacking else []


def shown(question: Question, value: float, reader: Reader) -> str:
    """Return an estimate or a limit in words."""
    return reader.percent(value) if question.kind == "share" else reader.points(value)


def width(question: Question, value: float, reader: Reader) -> str:
    """Return a precision in words."""
    if question.kind == "share":
        return reader.say("enough_runs.percentage_points", value=_plain(100 * value, reader))
    return reader.say("answer.points", value=_plain(value, reader))


def _plain(value: float, reader: Reader) -> str:
    digits = next(places for places in range(6) if round(value, places) == round(value, 5))
    return reader.number(value, digits)
