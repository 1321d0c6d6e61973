"""What a sweep will take, from a small timed probe; nothing is written."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from kraftsamling.experiments.sweep.batches import batches_of, chunk_of, chunk_rows, in_chunks
from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.told import duration
from kraftsamling.model.errors import plain

MAX_SECONDS = 3.0
"""Time that the probe may take before its last batch."""


@dataclass(frozen=True)
class Estimate:
    """Rows that are left of a sweep, and what they take.

    Attributes:
        rows, left: all, and those not finished; seconds: on `processes`; files, size: of the results, bytes.
    """

    rows: int
    left: int
    courses: int
    worlds: int
    seeds: int
    processes: int
    seconds: float
    files: int
    size: float

    def lines(self) -> list[str]:
        """Return what a terminal shows."""
        table = f"{plain(self.courses)} courses, {plain(self.worlds)} worlds, {plain(self.seeds)} seeds"
        hours = f"{duration(self.seconds)} ({self.seconds / 3600:.2g} h) on {self.processes} processes"
        return [
            f"{plain(self.rows)} rows ({table}), {plain(self.left)} of them to run",
            f"about {hours}, {plain(self.files)} files, {self.size / 1e9:.2g} GB; nothing was written",
        ]


def estimate(rows: Rows, form: Form, left: np.ndarray, processes: int) -> Estimate:
    """Run a few batches from all over the sweep and say what the rows that are left will take."""
    batches = batches_of(rows, left)
    spent, ran, size = 0.0, 0, 0
    for number, batch in enumerate(batches[:: max(1, len(batches) // 8)]):
        if spent > MAX_SECONDS:
            break
        if number == 0:
            chunk_of(rows, [batch[:2]], form).run()  # what is done once in a process is not counted
        begun = time.perf_counter()
        done = chunk_of(rows, [batch], form).run()
        spent += time.perf_counter() - begun
        ran += len(batch)
        size += len(done.content or b"")
    each = max(ran, 1)
    return Estimate(
        rows=len(rows),
        left=len(left),
        courses=len(rows.courses),
        worlds=len(rows.worlds),
        seeds=len(np.unique(rows.seed)),
        processes=processes,
        seconds=spent / each * len(left) / processes,
        files=sum(1 for _ in in_chunks(batches, chunk_rows(len(left)))),
        size=size / each * len(left),
    )
