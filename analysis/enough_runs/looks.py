"""Blocks of new worlds are added until an answer has the required precision, or a limit is reached.

Blocks are of worlds, or of seeds of one world, where the answer is about chance in that world and nothing else.

Optional stopping is kept honest by a plan made beforehand: at most `MAX_LOOKS` looks, at sizes fixed before the first
world is drawn, and each look's interval is made at the level that lets all of them hold together (Bonferroni).
Whichever look it stops at, the interval then covers the truth at least as often as its level says. Intervals are exact
or free of distribution: Clopper-Pearson for a share, order statistics for a median.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.intervals import median_interval, share_interval
from kraftsamling.model.errors import check_choice, check_number
from kraftsamling.model.vocabulary import COMPARED_DECIMALS

KINDS = ("share", "median")
WORLDS, SEEDS = "worlds", "seeds"
"""The units that can be drawn."""
BLOCK = 32
"""Worlds or seeds in a block, which is drawn without regard to the others; one of worlds is one joint sample."""
MAX_LOOKS = 5
MIN_MEDIAN = 64
"""Worlds or seeds, at least, at the first look at a median."""


@finding
@dataclass(frozen=True)
class Question:
    """A question about the difference between two courses over worlds, or over seeds of one world.

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
    looks: int = MAX_LOOKS
    unit: str = WORLDS

    def __post_init__(self) -> None:
        check_choice(self.kind, KINDS, "kind")
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
    """One look: estimate and interval from so many worlds or seeds, in shares (0-1) or points."""

    count: int
    estimate: float
    low: float
    high: float

    @property
    def reach(self) -> float:
        """How far the interval reaches from the estimate, on the side where it reaches further."""
        return max(self.high - self.estimate, self.estimate - self.low)


@finding
@dataclass(frozen=True, repr=False)
class Answer:
    """The answer and what it took.

    Attributes:
        looks: those taken; the last one is the answer.
        planned: sizes, in worlds or seeds, fixed beforehand.
        settled: whether the precision was reached.
        needed: worlds or seeds that the precision asked for takes, judged from the last look; 0 where it is too small.
        finer: those that half of it would take.
    """

    question: Question
    looks: tuple[Look, ...]
    planned: tuple[int, ...]
    settled: bool
    needed: int
    finer: int

    def __repr__(self) -> str:
        last, unit = self.last, self.question.unit
        reached = f"{last.estimate:g} ({last.low:g} to {last.high:g}) from {last.count} {unit}"
        return f"Answer({self.question.kind}: {reached}, {'settled' if self.settled else 'open'})"

    @property
    def last(self) -> Look:
        """The look that answers."""
        return self.looks[-1]

    def to_frame(self) -> pd.DataFrame:
        """Return one row per look: kind, precision, level, worlds (or seeds), estimate, low, high, settled.

        Worlds (or seeds) needed, and those of a finer answer, repeat in all rows.
        """
        asked = {"kind": self.question.kind, "precision": self.question.precision, "level": self.question.level}
        rows = [
            asked | vars(look) | {"settled": look.reach <= self.question.precision, "needed": self.needed}
            for look in self.looks
        ]
        return pd.DataFrame(rows).assign(finer=self.finer).rename(columns={"count": self.question.unit})


def look_at(question: Question, differences: np.ndarray) -> Look:
    """Return estimate and interval, at the level of one look, from differences in points, one per world or seed."""
    values = np.asarray(differences, float).round(COMPARED_DECIMALS)
    total, level = len(values), question.level_of_look
    if question.kind == "share":
        count = int(((values >= question.smallest_difference) & (values > 0)).sum())
        return Look(total, count / total, *share_interval(count, total, level))
    return Look(total, float(np.median(values)), *median_interval(values, level))


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
    first = -(-MIN_MEDIAN // BLOCK)
    if question.kind == "share":
        first = -(-_count_for(question, 0.0, question.precision) // BLOCK)
        last = min(last, -(-_count_for(question, 0.5, question.precision) // BLOCK))
    first = min(first, last)
    sizes = np.geomspace(first, last, MAX_LOOKS)
    # A whole number may come out a little above itself, and is not to be rounded up.
    return tuple(int(size) * BLOCK for size in np.unique(np.ceil(sizes - 1e-9 * sizes)))


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
    """Worlds or seeds for a precision, in whole blocks, judged from one look; 0 where it has no interval."""
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
    planned, differences = plan(question, cap), np.empty(0)
    looks: list[Look] = []
    for size in planned:
        blocks = range(len(differences) // BLOCK, -(-size // BLOCK))
        differences = np.concatenate([differences, *(draw(block) for block in blocks)])
        looks.append(look_at(question, differences))
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
        differences: points, (world,), in an order that has nothing to do with them.
    """
    total = len(differences)
    sizes = tuple(dict.fromkeys(total // part for part in (8, 4, 2, 1) if total // part >= 2))
    looks = tuple(look_at(question, differences[:size]) for size in sizes)
    last = looks[-1]
    settled = last.reach <= question.precision
    needed, finer = (_projected(question, last, question.precision / part) for part in (1, 2))
    return Answer(question, looks, sizes, settled, total if settled else needed, finer)


Answers = Mapping[tuple[str, str, Question], Answer]
"""Answer by course, the other course, and question."""


@finding
@dataclass(frozen=True, repr=False)
class EnoughRuns:
    """Answers about pairs of courses, and what each took.

    Attributes:
        answers: by course, the other course, and question; all of one unit.
        budget: "own" or "equal".
        cap: worlds or seeds that could be drawn at most.
        titles: of the courses, by name and language.
    """

    answers: Answers
    budget: str
    cap: int
    titles: Mapping[str, Mapping[str, str]]

    def __repr__(self) -> str:
        settled = sum(answer.settled for answer in self.answers.values())
        return f"EnoughRuns({len(self.answers)} answers, {settled} of them settled, at most {self.cap} {self.unit})"

    @property
    def unit(self) -> str:
        """The unit that was drawn: "worlds" or "seeds"."""
        return next(iter(self.answers))[2].unit

    def to_frame(self) -> pd.DataFrame:
        """Return one row per look of every answer, as `Answer.to_frame`, with course and other."""
        frames = [answer.to_frame().assign(course=key[0], other=key[1]) for key, answer in self.answers.items()]
        frame = pd.concat(frames, ignore_index=True)
        return frame[["course", "other", *frame.columns.drop(["course", "other"])]]
