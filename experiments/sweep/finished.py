"""Which rows of a sweep are finished: every file is checked, and made to fit the design as it is now."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from kraftsamling.experiments.sweep.design.identity import KEY
from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.store import ASIDE, UNFINISHED, Store, is_whole
from kraftsamling.experiments.sweep.work import KEYS, as_bytes
from kraftsamling.model.errors import plain


@dataclass
class Finished:
    """What a look through the files found.

    Attributes:
        rows: (row,) whether each is finished.
        damaged: files that were not what their name says, and were taken away; aside: rows that the design no longer
            holds, and that were laid aside.
    """

    rows: np.ndarray
    damaged: list[str] = field(default_factory=list)
    aside: int = 0

    @property
    def count(self) -> int:
        """Number of finished rows."""
        return int(self.rows.sum())

    def lines(self, store: Store) -> list[str]:
        """Return one line on each thing that a user must know."""
        lines = [f"{name}: damaged, its rows are run again" for name in self.damaged]
        if self.aside:
            place = store.folder / ASIDE
            lines.append(f"{plain(self.aside)} finished rows that the sweep no longer holds lie in {place}")
        return lines


def look_through(store: Store, rows: Rows, form: Form, *, repair: bool = True) -> Finished:
    """Return which rows are finished.

    Args:
        repair: take damaged files away and rows that the design no longer holds aside, and give the others the numbers
            that course and world have now; without it they merely do not count.
    """
    found = Finished(np.zeros(len(rows), bool))
    if repair:
        for unfinished in store.folder.rglob(f"*{UNFINISHED}"):
            unfinished.unlink(missing_ok=True)
    for path in store.files():
        if not is_whole(path):
            found.damaged.append(path.name)
            if repair:
                path.unlink()
            continue
        _take(path, store, rows, form, found, repair=repair)
    return found


def _take(path: Path, store: Store, rows: Rows, form: Form, found: Finished, *, repair: bool) -> None:
    """Count the rows of a file; where it does not fit, write what fits anew and lay the rest aside."""
    table = parquet.read_table(path, columns=["key", "course", "world"])
    place = rows.find(all_keys(table))
    fits = (place >= 0) & _has_columns(path, form)
    fits[fits] &= ~found.rows[place[fits]]
    numbered = all(np.array_equal(table[name].to_numpy(), getattr(rows, name)[place]) for name in ("course", "world"))
    if not (fits.all() and numbered):
        if not repair:
            return
        found.aside += _write_apart(store, parquet.read_table(path), rows, place, fits)
        path.unlink()
    found.rows[place[fits]] = True


def all_keys(table: pa.Table) -> np.ndarray:
    """Return the hash of every row of a table, (row,)."""
    column = table["key"].combine_chunks()
    if not len(column):
        return np.empty(0, KEY)
    return np.frombuffer(column.buffers()[1], KEY)[column.offset : column.offset + len(column)]


def _write_apart(store: Store, table: pa.Table, rows: Rows, place: np.ndarray, fits: np.ndarray) -> int:
    """Write what fits with the numbers that it has now, lay the rest aside, and return how many rows that are."""
    if fits.any():
        kept = table.filter(fits)
        for name, column in (("course", rows.course), ("world", rows.world)):
            kept = kept.set_column(kept.column_names.index(name), name, pa.array(column[place[fits]], pa.int32()))
        store.add(as_bytes(kept))
    rest = table.filter(~fits)
    if len(rest):
        store.add(as_bytes(rest), ASIDE)
    return len(rest["key"].unique())


def _has_columns(path: Path, form: Form) -> bool:
    """Whether a file holds what the sweep keeps of a row."""
    schema = parquet.read_schema(path)
    wanted = [name for name in KEYS if name != "year" or form.record == "years"] + list(form.measures)
    kind = pa.float32() if form.float32 else pa.float64()
    return schema.names == wanted and all(schema.field(name).type == kind for name in form.measures)
