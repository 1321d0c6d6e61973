"""A random sample of a sweep's finished rows, run again and compared to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import dataset, parquet

from kraftsamling.experiments.sweep.batches import batches_of, chunk_of
from kraftsamling.experiments.sweep.design.identity import KEY, computes
from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.finished import look_through
from kraftsamling.experiments.sweep.store import LABEL, Store
from kraftsamling.model.errors import InputError, plain

ROWS = 200
"""Rows that are run again where no number is given."""
ORDER = ("key", "year")


@dataclass(frozen=True)
class Verdict:
    """What came of it.

    Attributes:
        rows: how many ran again, of how many finished ones.
        other: one line on each that gave other numbers; damaged: files whose content is not what their name says.
        changed: whether the model computes other numbers than when the sweep ran.
    """

    rows: int
    finished: int
    other: tuple[str, ...]
    damaged: tuple[str, ...]
    changed: bool

    @property
    def same(self) -> bool:
        """Whether every row is the same and every file whole."""
        return not self.other and not self.damaged

    def lines(self) -> Iterator[str]:
        """Yield what a terminal shows."""
        yield from (f"{name}: damaged" for name in self.damaged)
        told = f"{plain(self.rows)} of {plain(self.finished)} finished rows were run again: "
        if self.changed:
            yield "the model computes other numbers than when this ran, or a table that it reads has changed"
        if not self.other:
            yield f"{told}the same to the last bit"
            return
        yield f"{told}{plain(len(self.other))} gave other numbers; the first: {self.other[0]}"


def verify(store: Store, number: int = ROWS, seed: int | None = None) -> Verdict:
    """Run a random sample of finished rows again.

    Args:
        number: of rows, all where there are fewer; seed: of the sample, another one each time where None.

    Raises:
        InputError: no sweep, or nothing finished.
    """
    record = store.record()
    rows, form = store.load(record["model"])
    found = look_through(store, rows, form, repair=False)
    if not found.count and not found.damaged:
        raise InputError(f"verify: no row of {str(store.folder)!r} is finished; allowed: a sweep with finished rows")
    chosen = np.random.default_rng(seed).permutation(np.flatnonzero(found.rows))[:number]
    other = tuple(_compared(store, rows, form, np.sort(chosen))) if len(chosen) else ()
    return Verdict(len(chosen), found.count, other, tuple(found.damaged), record["model"] != computes())


def _compared(store: Store, rows: Rows, form: Form, chosen: np.ndarray) -> Iterator[str]:
    """Yield one line on each row that gives other numbers."""
    done = chunk_of(rows, batches_of(rows, chosen), form).run()
    for failure in done.failures:
        yield f"{_named(rows, int(rows.find(np.array([failure.key], KEY))[0]))}: {failure.message}"
    if done.content is None:
        return
    again, before = _by_key(parquet.read_table(pa.BufferReader(done.content))), _by_key(_stored(store, done.keys))
    bits = "u4" if form.float32 else "u8"
    measures = list(form.measures)
    one, two = (table[measures].to_numpy() for table in (before, again))
    unlike = one.view(bits) != two.view(bits)
    told = set()
    for place in np.flatnonzero(unlike.any(axis=1)):
        row = int(rows.find(np.array([again["key"].iloc[place]], KEY))[0])
        if row not in told:
            told.add(row)
            first = int(unlike[place].argmax())
            yield f"{_named(rows, row)}: {measures[first]} is {two[place, first]!s} and was {one[place, first]!s}"


def _stored(store: Store, keys: np.ndarray) -> pa.Table:
    files = [str(path) for path in store.files()]
    width = pa.binary(keys.itemsize)
    wanted = pa.array([bytes(key).ljust(keys.itemsize, b"\0") for key in keys], width)
    return dataset.dataset(files, format="parquet").to_table(filter=dataset.field("key").isin(wanted))


def _by_key(table: pa.Table) -> pd.DataFrame:
    return table.to_pandas().sort_values([name for name in ORDER if name in table.column_names])


def _named(rows: Rows, row: int) -> str:
    """Return what a row is, as a person would look it up."""
    course, world = int(rows.course[row]), int(rows.world[row])
    strategy = rows.settings["strategy"].iloc[course]
    return f"{strategy} (course {course}), {LABEL} {rows.worlds.index[world]}, seed {rows.seed[row]}"
