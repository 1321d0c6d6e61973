"""Runs the unfinished rows of a sweep and stores them chunk by chunk, whatever happens to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from kraftsamling.experiments.sweep.batches import batches_of, chunk_of, chunk_rows, in_chunks
from kraftsamling.experiments.sweep.compute import Compute, WorkersLost
from kraftsamling.experiments.sweep.design.identity import KEY
from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.finished import Finished
from kraftsamling.experiments.sweep.store import FAILURES, LABEL, Store, write_whole
from kraftsamling.experiments.sweep.told import Told
from kraftsamling.experiments.sweep.work import Failure, as_bytes
from kraftsamling.model.errors import InputError
from kraftsamling.model.simulation import MIN_SHARED_WORK
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR

ALL_FAILURES = "failures*.parquet"
TRIES = 3
"""Times that workers may be lost, one after the other, without a single chunk coming through."""


@dataclass(frozen=True)
class Slice:
    """One of several parts of a sweep that different processes run in the same folder; counted from 0.

    Raises:
        InputError: no such part.
    """

    place: int = 0
    of: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.place < self.of:
            raise InputError(f"slice: {self.place}/{self.of}; allowed: K/N, K from 0 to N - 1")

    @classmethod
    def read(cls, text: str) -> Slice:
        """Return the slice that a text like 3/10 names.

        Raises:
            InputError: it names none.
        """
        place, _, of = text.partition("/")
        if not (place.isdecimal() and of.isdecimal()):
            raise InputError(f"slice: {text!r}; allowed: K/N, K from 0 to N - 1")
        return cls(int(place), int(of))

    @property
    def failures(self) -> str:
        """Name of the file that holds the slice's failures."""
        return FAILURES if self.of == 1 else f"failures-{self.place}-of-{self.of}.parquet"

    def rows(self, rows: Rows) -> np.ndarray:
        """Return the slice's rows in rising order: whole batches, slices taking turns."""
        if self.of == 1:
            return np.arange(len(rows))
        mine = batches_of(rows, np.arange(len(rows)))[self.place :: self.of]
        return np.sort(np.concatenate(mine)) if mine else np.empty(0, int)


def carry(
    store: Store, rows: Rows, form: Form, finished: Finished, *, compute: Compute, part: Slice, told: Told
) -> list[Failure]:
    """Run what is not finished; return the rows that failed.

    Raises:
        DiskFull: no room is left. WorkersLost: workers are ended again and again.
    """
    mine = np.zeros(len(rows), bool)
    mine[part.rows(rows)] = True
    left = mine & ~finished.rows
    told.begin(int(mine.sum()), int((mine & finished.rows).sum()))
    least, failures, lost = chunk_rows(int(mine.sum())), list[Failure](), 0
    try:
        while left.any():
            shared = compute if _is_much(rows, left) or compute.kind != "local" else Compute(processes=1)
            groups = in_chunks(batches_of(rows, np.flatnonzero(left)), least)
            chunks = (chunk_of(rows, group, form, shared.parent) for group in groups)
            try:
                for done in shared.outcomes(chunks):
                    if done.content is not None:
                        store.add(done.content)
                    ran = rows.find(done.keys)
                    finished.rows[ran] = True
                    left[ran] = False
                    left[rows.find(np.array([one.key for one in done.failures], KEY))] = False
                    failures += done.failures
                    lost = 0
                    told.done(len(ran), len(done.failures))
            except WorkersLost as error:
                lost += 1
                if lost == TRIES:
                    raise
                told.line(f"a worker process was lost ({error}); going on")
    finally:
        told.end()
        write_failures(store, rows, failures, left, part)
    return failures


def write_failures(store: Store, rows: Rows, failures: list[Failure], left: np.ndarray, part: Slice) -> None:
    """Write the failures of this time, and those of before whose rows have not had their turn again.

    Args:
        left: (row,) which those are.
    """
    path = store.folder / part.failures
    paths = sorted(store.folder.glob(ALL_FAILURES)) if part.of == 1 else [path]
    before = pd.concat([read_failures(each) for each in paths]) if paths else pd.DataFrame()
    if len(before):
        place = rows.find(np.array([bytes.fromhex(key) for key in before["key"]], KEY))
        before = before[(place >= 0) & left[place]]
    table = pd.concat([before, pd.DataFrame([_told(rows, one) for one in failures])], ignore_index=True)
    if len(table):
        write_whole(path, as_bytes(pa.Table.from_pandas(table, preserve_index=False)))
    for other in paths:
        if other != path or table.empty:
            other.unlink(missing_ok=True)


def read_failures(path: Path) -> pd.DataFrame:
    """Return the rows of a file of failures: key, setting and message; none where there is no file."""
    return parquet.read_table(path).to_pandas() if path.is_file() else pd.DataFrame(columns=["key", "message"])


def _told(rows: Rows, failure: Failure) -> dict[str, object]:
    setting = rows.settings.iloc[failure.course].to_dict()
    world = rows.worlds.iloc[failure.world]
    where = {"course": failure.course, "world": failure.world, LABEL: str(world.name), "seed": failure.seed}
    return {"key": failure.key.hex(), **where, **setting, **world.to_dict(), "message": failure.message}


def _is_much(rows: Rows, left: np.ndarray) -> bool:
    """Whether the rows are worth the start of further processes."""
    number = np.bincount(rows.course[left], minlength=len(rows.courses))
    sizes = [course.region.size * course.years * QUARTERS_PER_YEAR for course in rows.courses]
    return bool((number * sizes).sum() >= MIN_SHARED_WORK)
