"""In which order the rows of a sweep run: batches of one course each, courses taking turns, several to a chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.work import Batch, Chunk
from kraftsamling.model.simulation import batch_size

CHUNKS = 64
"""Files that a sweep of middling size is cut into."""
MIN_ROWS, MAX_ROWS = 500, 4096
"""Rows of a chunk: few enough to lose when a process dies, enough that files are few and their memory bounded."""


def batches_of(rows: Rows, chosen: np.ndarray) -> list[np.ndarray]:
    """Cut rows into batches of one course, as many runs as an array holds best; all courses take turns.

    Args:
        chosen: the rows to run, in rising order.

    Returns:
        for each batch its rows, consecutive ones of its course.
    """
    if not len(chosen):
        return []
    sizes = np.array([batch_size(course.region.size) for course in rows.courses])
    course = rows.course[chosen]
    by_course = np.argsort(course, kind="stable")
    first = np.searchsorted(course[by_course], course[by_course])
    turn = (np.arange(len(chosen)) - first) // sizes[course[by_course]]
    order = np.lexsort((chosen[by_course], course[by_course], turn))
    of_row, turn = course[by_course][order], turn[order]
    ends = np.flatnonzero((np.diff(of_row) != 0) | (np.diff(turn) != 0)) + 1
    return np.split(chosen[by_course][order], ends)


def chunk_rows(number: int) -> int:
    """Return how many rows a chunk holds at least, given how many rows the sweep has."""
    return int(np.clip(number // CHUNKS, MIN_ROWS, MAX_ROWS))


def in_chunks(batches: Sequence[np.ndarray], least: int) -> Iterator[list[np.ndarray]]:
    """Yield batches in groups of at least so many rows."""
    group: list[np.ndarray] = []
    for batch in batches:
        group.append(batch)
        if sum(map(len, group)) >= least:
            yield group
            group = []
    if group:
        yield group


def chunk_of(rows: Rows, batches: Sequence[np.ndarray], form: Form, parent: int | None = None) -> Chunk:
    """Return what a worker needs to run some batches, and no more."""
    return Chunk(tuple(_batch(rows, batch) for batch in batches), form, parent)


def _batch(rows: Rows, chosen: np.ndarray) -> Batch:
    number = int(rows.course[chosen[0]])
    worlds, of_run = np.unique(rows.world[chosen], return_inverse=True)
    return Batch(
        course=rows.courses[number],
        number=number,
        worlds=rows.worlds.iloc[worlds],
        numbers=worlds,
        world=of_run,
        seed=rows.seed[chosen],
        keys=rows.keys[chosen],
    )
