"""The folder of a sweep: its design as tables, and its finished rows as Parquet files named by their own checksum."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from kraftsamling.experiments.folder.output import SOFTWARE
from kraftsamling.experiments.sweep.design.identity import KEY_BYTES
from kraftsamling.experiments.sweep.design.options import Form
from kraftsamling.experiments.sweep.design.rows import Rows
from kraftsamling.experiments.sweep.work import as_bytes
from kraftsamling.model.course import Course
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.terms import terms_in

SWEEP, COURSES, WORLDS, DESIGN = "sweep.json", "courses.parquet", "worlds.parquet", "design.parquet"
RUNS, ASIDE, FAILURES = "runs", "aside", "failures.parquet"
LOCK = ".lock"
UNFINISHED = ".tmp"
"""Ending of a file that is being written."""
LABEL = "label"
DEFINITIONS = ("strategy_definition", "scenario_definition", "terms_definition")
GROUP = 20_000
"""Worlds of one group of rows in worlds.parquet."""


class DiskFull(OSError):
    """No room is left; what was finished stands."""


@dataclass(frozen=True)
class Store:
    """The folder of a sweep."""

    folder: Path

    @property
    def exists(self) -> bool:
        """Whether the folder holds a sweep."""
        return (self.folder / SWEEP).is_file()

    def check(self) -> None:
        """Refuse a folder that holds something else.

        Raises:
            InputError: says what is allowed.
        """
        told = f"sweep: {str(self.folder)!r}"
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{told} is a file; allowed: a folder that is new, empty or holds a sweep")
        held = {path.name for path in self.folder.iterdir()} if self.folder.is_dir() else set()
        if held - {LOCK} and not self.exists and not held & {RUNS, DESIGN}:
            raise InputError(f"{told} holds something else than a sweep; allowed: a new folder")

    @contextlib.contextmanager
    def alone(self, *, shared: bool = False) -> Iterator[None]:
        """Hold the folder while something is written; several may share it where each runs its own slice.

        Raises:
            InputError: another process holds it, or it cannot be written.
        """
        try:
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
            lock = (self.folder / LOCK).open("a")
        except OSError as error:
            raise InputError(f"sweep: {str(self.folder)!r} cannot be written ({error.strerror})") from None
        with lock:
            try:
                fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError:
                allowed = "allowed: wait until it is done, or slice=K/N in every one of several processes"
                raise InputError(f"sweep: another process works in {str(self.folder)!r}; {allowed}") from None
            yield

    def files(self) -> list[Path]:
        """Return the files of finished rows, by name."""
        return sorted((self.folder / RUNS).glob("*.parquet"))

    def add(self, content: bytes, place: str = RUNS) -> Path:
        """Write a file of rows whole or not at all; it is named by its checksum.

        Raises:
            DiskFull: no room is left.
        """
        path = self.folder / place / f"{checksum(content)}.parquet"
        write_whole(path, content)
        return path

    def save(self, rows: Rows, form: Form, about: dict[str, Any]) -> None:
        """Write the design; sweep.json comes last, with the checksums of the tables that belong to it.

        Raises:
            InputError: two regions have the same name, or the folder cannot be written. DiskFull: no room is left.
        """
        regions = {region.name: region.to_record() for region in regions_of(rows)}
        tables = {COURSES: _courses(rows), WORLDS: _worlds(rows), DESIGN: _design(rows)}
        checksums = {}
        for name, table in tables.items():
            content = as_bytes(table)
            checksums[name] = checksum(content)
            write_whole(self.folder / name, content)
        record = {**about, "rows": len(rows), "form": asdict(form), "model": rows.model}
        record |= {"checksums": checksums, "regions": regions}
        write_whole(self.folder / SWEEP, (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())

    def record(self) -> dict[str, Any]:
        """Return sweep.json.

        Raises:
            InputError: there is none, or it cannot be read.
        """
        allowed = "allowed: a folder that `kraftsamling sweep FOLDER OPTION=A,B` made"
        try:
            record = json.loads((self.folder / SWEEP).read_text(encoding="utf-8"))
            if SOFTWARE not in record["versions"] or "checksums" not in record:
                raise KeyError(SOFTWARE)
        except FileNotFoundError:
            raise InputError(f"sweep: {str(self.folder)!r} holds no sweep; {allowed}") from None
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(f"sweep: {str(self.folder / SWEEP)!r} cannot be read; {allowed}") from None
        return dict(record)

    def load(self, model: str) -> tuple[Rows, Form]:
        """Return the stored design, as it is for a model that computes what `model` says.

        Raises:
            InputError: there is none, or a table of it is damaged.
        """
        record = self.record()
        tables = {name: self._table(name, record["checksums"][name]) for name in (COURSES, WORLDS, DESIGN)}
        regions = {name: Region.from_record(each) for name, each in record["regions"].items()}
        told = tables[COURSES].to_pandas().set_index("course")
        courses = tuple(_course(row, regions) for _, row in told.iterrows())
        worlds = tables[WORLDS].drop_columns(["world"]).to_pandas(split_blocks=True).set_index(LABEL)
        columns = {name: tables[DESIGN][name].to_numpy() for name in ("course", "world", "seed")}
        settings = told.drop(columns=[*DEFINITIONS])
        form = record["form"]
        rows = Rows(courses, settings, worlds, **columns, model=model)
        return rows, Form(tuple(form["measures"]), form["record"], form["float32"])

    def _table(self, name: str, wanted: str) -> pa.Table:
        try:
            content = (self.folder / name).read_bytes()
        except OSError:
            content = b""
        if checksum(content) != wanted:
            allowed = "allowed: the command with all its options again, which keeps what is finished"
            raise InputError(f"sweep: {str(self.folder / name)!r} is damaged; {allowed}")
        return parquet.read_table(pa.BufferReader(content))


def regions_of(rows: Rows) -> list[Region]:
    """Return the regions of a sweep, each once.

    Raises:
        InputError: two that differ have the same name.
    """
    found: dict[str, Region] = {}
    for region in {id(course.region): course.region for course in rows.courses}.values():
        if found.setdefault(region.name, region) != region:
            raise InputError(
                f"region: two that differ are named {region.name!r}; allowed: files with names of their own"
            )
    return list(found.values())


def checksum(content: bytes) -> str:
    """Return the checksum that a file is named by."""
    return hashlib.blake2b(content, digest_size=KEY_BYTES).hexdigest()


def is_whole(path: Path) -> bool:
    """Whether the content of a file of rows is what its name says."""
    return checksum(path.read_bytes()) == path.stem


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there once it is on the disk.

    Raises:
        DiskFull: no room is left; nothing is. InputError: it cannot be written for another reason.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.rename(path)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(error.errno, error.strerror) from None
        raise InputError(f"sweep: {str(path)!r} cannot be written ({error.strerror or error})") from None
    finally:
        beside.unlink(missing_ok=True)


def _courses(rows: Rows) -> pa.Table:
    plain = [[json.dumps(part, ensure_ascii=False) for part in _parts(course)] for course in rows.courses]
    definitions = pd.DataFrame(plain, columns=list(DEFINITIONS), index=rows.settings.index)
    return pa.Table.from_pandas(rows.settings.join(definitions).reset_index(names="course"), preserve_index=False)


def _parts(course: Course) -> tuple[dict[str, Any], ...]:
    return course.strategy.to_dict(), course.scenario.to_dict(), course.terms


def _worlds(rows: Rows) -> pa.Table:
    labels = rows.worlds.index
    label = pa.array(labels if labels.dtype != object else labels.map(str))
    columns = {"world": np.arange(len(labels), dtype=np.int32), LABEL: label}
    return pa.table(columns | {str(name): column.to_numpy() for name, column in rows.worlds.items()})


def _design(rows: Rows) -> pa.Table:
    keys = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(KEY_BYTES), len(rows), [None, pa.py_buffer(rows.keys.tobytes())]
    )
    return pa.table({"key": keys, "course": rows.course, "world": rows.world, "seed": rows.seed})


def _course(row: pd.Series, regions: dict[str, Region]) -> Course:
    strategy, scenario, terms = (json.loads(row[name]) for name in DEFINITIONS)
    region, given = regions[row["region"]], terms_in(terms)
    return Course(region, load_strategy(strategy), load_scenario(scenario), row["budget"], **given)
