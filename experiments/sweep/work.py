"""What a worker does: it runs a chunk and gives back the bytes of one Parquet file, and the rows that failed."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from kraftsamling.analysis.results.tables import DERIVED
from kraftsamling.experiments.sweep.design.identity import KEY, KEY_BYTES
from kraftsamling.experiments.sweep.design.options import TOTALS, Form
from kraftsamling.experiments.sweep.design.rows import run_of
from kraftsamling.model.course import Course
from kraftsamling.model.processes import end_with
from kraftsamling.model.results.measures import REGIONAL
from kraftsamling.model.results.recorders import SummaryRecorder
from kraftsamling.model.simulation import Task

MUST_BE_FINITE = ("capacity_mean", "cost_sek")
MAX_MESSAGE = 500
KEYS = {
    "key": "hash of all that decides the row",
    "course": "row of courses.parquet",
    "world": "row of worlds.parquet",
    "seed": "one sequence of chance events, the same for every course",
    "year": "calendar year; the first of a run is the start",
}


@dataclass(frozen=True, eq=False)
class Batch:
    """Some runs of one course.

    Attributes:
        number: of the course; worlds: the distinct ones; numbers: theirs in the sweep, (distinct,).
        world: (run,) place among these; seed: (run,); keys: (run,).
    """

    course: Course
    number: int
    worlds: pd.DataFrame
    numbers: np.ndarray
    world: np.ndarray
    seed: np.ndarray
    keys: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)

    def part(self, chosen: slice) -> Batch:
        """Return some of the runs."""
        return replace(self, world=self.world[chosen], seed=self.seed[chosen], keys=self.keys[chosen])

    def record(self) -> SummaryRecorder:
        """Run it and return the yearly record."""
        course = self.course
        seeds, of_run = np.unique(self.seed, return_inverse=True)
        whole = run_of(course, self.worlds, seeds.tolist())
        recorder = Task(whole, course, self.world * len(seeds) + of_run, "summary").run()
        assert isinstance(recorder, SummaryRecorder)
        return recorder


@dataclass(frozen=True)
class Failure:
    """A row that raised, or that ended in a number that is not finite."""

    key: bytes
    course: int
    world: int
    seed: int
    message: str


@dataclass(frozen=True)
class Done:
    """What came of a chunk: content of its file (None where every row failed), its rows' hashes, and the failures."""

    content: bytes | None
    keys: np.ndarray
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Chunk:
    """Batches whose rows make one file; `parent` is the process without which no local worker is to live on."""

    batches: tuple[Batch, ...]
    form: Form
    parent: int | None = None

    def run(self) -> Done:
        """Run all rows; those that fail do not take the others with them."""
        if self.parent is not None:
            end_with(self.parent, platform.node())
        tables, failures = [], []
        for batch in self.batches:
            found, failed = attempt(batch, self.form)
            tables += found
            failures += failed
        if not tables:
            return Done(None, np.empty(0, KEY), tuple(failures))
        table = pa.concat_tables(tables)
        return Done(as_bytes(table), keys_in(table), tuple(failures))


def attempt(batch: Batch, form: Form) -> tuple[list[pa.Table], list[Failure]]:
    """Run a batch; where it raises, its halves, until the runs that raise stand alone."""
    try:
        recorder = batch.record()
    except Exception as error:
        if len(batch) == 1:
            told = " ".join(f"{type(error).__name__}: {error}".split())[:MAX_MESSAGE]
            return [], [_failure(batch, 0, told)]
        middle = len(batch) // 2
        halves = [attempt(batch.part(half), form) for half in (slice(0, middle), slice(middle, None))]
        return [table for tables, _ in halves for table in tables], [one for _, failed in halves for one in failed]
    ends = np.stack([recorder.regional[name] for name in MUST_BE_FINITE])
    sound = np.isfinite(ends).all(axis=(0, 1))
    told = "ends in numbers that are not finite"
    failures = [_failure(batch, int(place), told) for place in np.flatnonzero(~sound)]
    return [as_table(batch, recorder, form).filter(np.repeat(sound, _rows_of_run(batch, form)))], failures


def as_table(batch: Batch, recorder: SummaryRecorder, form: Form) -> pa.Table:
    """Return what is kept of a batch: one row a run, or one a run and year."""
    each = _rows_of_run(batch, form)
    yearly = recorder.regional
    columns = {
        "key": pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(KEY_BYTES), len(batch) * each, [None, pa.py_buffer(np.repeat(batch.keys, each).tobytes())]
        ),
        "course": np.full(len(batch) * each, batch.number, np.int32),
        "world": np.repeat(batch.numbers[batch.world], each).astype(np.int32),
        "seed": np.repeat(batch.seed, each),
    }
    if form.record == "years":
        columns["year"] = np.tile(batch.course.region.start_year - 1 + np.arange(each), len(batch)).astype(np.int32)
    for name in form.measures:
        values = _total(name, yearly) if name in TOTALS else yearly[name]
        values = (values if name in TOTALS else values[-1]) if form.record == "end" else values.T.ravel()
        columns[name] = values.astype(np.float32 if form.float32 else np.float64)
    return pa.table(columns).replace_schema_metadata({"columns": json.dumps(_meanings(form), ensure_ascii=False)})


def as_bytes(table: pa.Table) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def keys_in(table: pa.Table) -> np.ndarray:
    """Return the hash of each row of a table once, in order of appearance."""
    found = table["key"].combine_chunks().unique()
    content = np.frombuffer(found.buffers()[1], KEY)
    return content[found.offset : found.offset + len(found)]


def _rows_of_run(batch: Batch, form: Form) -> int:
    return batch.course.years + 1 if form.record == "years" else 1


def _total(name: str, yearly: dict[str, np.ndarray]) -> np.ndarray:
    if name == "capacity_gained":
        return yearly["capacity_mean"][-1] - yearly["capacity_mean"][0]
    return yearly[name.replace("_total", "")].sum(axis=0)


def _failure(batch: Batch, place: int, message: str) -> Failure:
    world = int(batch.numbers[batch.world[place]])
    return Failure(bytes(batch.keys[place]), batch.number, world, int(batch.seed[place]), message)


def _meanings(form: Form) -> dict[str, dict[str, str]]:
    """Return unit and meaning of each column."""
    of_row = {
        name: {"unit": "", "meaning": told} for name, told in KEYS.items() if name != "year" or form.record != "end"
    }
    measures = {}
    for name in form.measures:
        if name in REGIONAL:
            measures[name] = {"unit": REGIONAL[name].unit, "meaning": REGIONAL[name].meaning}
        else:
            measures[name] = {"unit": DERIVED[name].unit, "meaning": f"{name.replace('_', ' ')}, whole run"}
    return of_row | measures
