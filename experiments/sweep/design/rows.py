"""The table of a sweep: every run as one row of course, world and seed, known by a hash before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from kraftsamling.experiments.sweep.design.identity import course_keys, row_keys, world_keys
from kraftsamling.model.course import Course
from kraftsamling.model.errors import InputError, plain
from kraftsamling.model.run import Run
from kraftsamling.model.run_of import MAX_SEED
from kraftsamling.model.worlds.worlds import as_worlds

MAX_ROWS = 50_000_000


@dataclass(frozen=True, eq=False)
class Rows:
    """The runs of a sweep.

    Attributes:
        courses: all terms of a run besides world and seed.
        settings: one row a course: region, strategy, scenario, budget, the terms, and each key of a strategy that is
            varied.
        worlds: one row a world, a column a parameter; the index is the label that the user's table or sample gives.
        course, world: (row,) places among these; seed: (row,).
        model: digest of what the model computes.
    """

    courses: tuple[Course, ...]
    settings: pd.DataFrame
    worlds: pd.DataFrame
    course: np.ndarray
    world: np.ndarray
    seed: np.ndarray
    model: str

    def __len__(self) -> int:
        return len(self.seed)

    @cached_property
    def keys(self) -> np.ndarray:
        """A hash of all that decides each row's numbers, (row,)."""
        columns = (self.course, self.world, self.seed)
        return row_keys(course_keys(self.courses), world_keys(self.worlds), columns, self.model)

    @cached_property
    def by_key(self) -> tuple[np.ndarray, np.ndarray]:
        """Hashes in rising order and the row of each, (row,)."""
        order = np.argsort(self.keys, kind="stable")
        return self.keys[order], order

    def find(self, keys: np.ndarray) -> np.ndarray:
        """Return the row of each hash, -1 where there is none."""
        known, order = self.by_key
        place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
        return np.where(known[place] == keys, order[place], -1)

    def once(self) -> Rows:
        """Return the rows with those left out that stand before."""
        known, order = self.by_key
        first = np.sort(order[np.append(True, known[1:] != known[:-1])])
        return self if len(first) == len(self) else self.chosen(first)

    def chosen(self, rows: np.ndarray) -> Rows:
        """Return some of the rows, in the order given."""
        course, world, seed = (column[rows] for column in (self.course, self.world, self.seed))
        return replace(self, course=course, world=world, seed=seed)


def crossed(courses: int, worlds: int, seeds: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return course, world and seed of every combination, (row,): worlds outermost, so that more of them come after.

    Raises:
        InputError: there would be too many.
    """
    check_rows(courses * worlds * len(seeds))
    axes = np.arange(worlds, dtype=np.int32), np.arange(courses, dtype=np.int32), np.array(seeds, np.int64)
    world, course, seed = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    return course, world, seed


def check_rows(number: int) -> None:
    """Refuse more rows than a table can hold.

    Raises:
        InputError: says how many.
    """
    if number > MAX_ROWS:
        raise InputError(f"sweep: {plain(number)} rows; allowed: at most {plain(MAX_ROWS)}, or several folders")


def check_course(course: Course) -> None:
    """Refuse a course whose events do not fit its region.

    Raises:
        InputError: as `Run`.
    """
    run_of(course, as_worlds(None), (0,))


def run_of(course: Course, worlds: pd.DataFrame, seeds: Sequence[int]) -> Run:
    """Return the run of one course in these worlds with these seeds."""
    return Run(
        region=course.region,
        strategies=(course.strategy,),
        scenarios=(course.scenario,),
        parameters={},
        worlds=worlds,
        seeds=tuple(seeds),
        budgets=(course.budget,),
        **course.terms,
    )


def check_seed_column(seeds: pd.Series, where: str) -> np.ndarray:
    """Return a column of seeds as whole numbers.

    Raises:
        InputError: one that is not a whole number from 0.
    """
    numbers = pd.to_numeric(seeds, errors="coerce")
    wrong = seeds[~(numbers.between(0, MAX_SEED) & (numbers % 1 == 0))]
    if len(wrong):
        raise InputError(f"{where}: row {wrong.index[0]}: seed: {wrong.iloc[0]!r}; allowed: a whole number from 0")
    return numbers.to_numpy(np.int64)
