"""The output folder: written beside its place first, then moved there whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from kraftsamling.analysis.results.tables import DERIVED, RATIO
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.interruption import stop_if_asked
from kraftsamling.model.errors import InputError
from kraftsamling.model.limits import content
from kraftsamling.model.processes import abandoned, held, purpose_of, release
from kraftsamling.model.record import RECORD
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL

EARLIER = "-earlier"
"""What an earlier run is called for the moment in which the new one takes its place."""
MAX_NAMED = 40
"""Letters of a folder's name in the name of what lies beside it, as names are bounded; a hash follows a longer one."""
DIGITS = 8
"""Hexadecimal digits of that hash."""
SOFTWARE = "kraftsamling"
Rows = dict[str, tuple[str, str]]
"""Unit and meaning of columns, by name, or by several names between commas."""

KEYS = {
    "strategy": "course of action; STRATEGY@SCENARIO where a run has several scenarios",
    "scenario": "events that happen to the course (only where a run has several scenarios)",
    "budget": "own: each course at its own cost; equal: the same SEK a year for every course",
    "world": "one joint sample of all swept parameters (run.json holds them)",
    "seed": "one sequence of chance events, the same for every course",
}
SPREADSHEETS: dict[str, dict[str, Any]] = {
    "sv": {"sep": ";", "decimal": ",", "encoding": "utf-8-sig"},
    "en": {"sep": ",", "decimal": ".", "encoding": "utf-8"},
}
"""How summary.csv is written for the spreadsheets of each language's readers, as pandas has it."""
OF_MUNICIPALITY = {
    "code": "municipality code",
    "name": "municipality",
    "population": "inhabitants",
    "size_class": "small, medium or large",
    "reached": "whether it ever took part",
    "weakest_link": "lowest ingredient of receptive capacity at the end",
    "reason_not": "why it takes no part at the end, or takes_part",
}
OF_PORTFOLIO: Rows = {
    "year": ("calendar year", "end of it"),
    "measure": ("", "id of a measure of support that the course ever runs; `kraftsamling list measures`"),
    "share": ("share", "share of runs in which the actor runs it that year"),
}
OF_SUMMARY = {
    "measure": "a column of trajectories.parquet in the end year, or one of the measures of whole runs below",
    "unit": "unit of the measure",
    "median, p05, p25, p75, p95": "over worlds, seeds averaged within each",
    "diff_median, diff_p05, diff_p95": "difference to the reference, paired by world and seed, over worlds",
    "worlds_better, worlds_tie, worlds_worse": "share of worlds in which the difference is to the good, less than the "
    "smallest difference, or to the bad",
}
OF_RUN = {
    "capacity_gained": "capacity_mean at the end less at the start",
    "kept_after_2_years": "capacity gained since the start, two years after support ended; blank while it goes on",
    "kept_after_4_years": "the same, four years after",
    "least_gain": "least capacity that any municipality gains",
    "left_behind": "share of municipalities that gain less than the smallest difference",
    "cost_total_sek": "cost of the actor over all years",
    "municipal_cost_total_sek": "cost of what municipalities set aside themselves, over all years",
    "gain_per_100_msek": "capacity gained above no support in the same world and seed, or since the start where no "
    "support was not run, per 100 million SEK; blank for a course that costs nothing",
}


def check_output(folder: Path) -> None:
    """Refuse an output folder that cannot be written, or that holds something else than an earlier run.

    Raises:
        InputError: says why.
    """
    where = f"output: {str(folder)!r}"
    try:
        exists = _exists(folder)
        if exists and not folder.is_dir():
            raise InputError(f"{where} is a file; allowed: a folder that is new, empty or holds an earlier run")
        if exists and any(folder.iterdir()) and not _holds_run(folder):
            raise InputError(f"{where} holds something else than an earlier run; allowed: a new folder")
        above = next(place for place in folder.absolute().parents if place.exists())
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{where} is not possible ({reason}); allowed: a folder") from None
    if not above.is_dir() or not _writable(above):
        raise InputError(f"{where} cannot be made in {str(above)!r}; allowed: a folder in which you may write")


def _writable(folder: Path) -> bool:
    """Whether a folder can be made in `folder`: tried, since permission bits do not tell of every file system."""
    try:
        with tempfile.TemporaryDirectory(dir=folder):
            return True
    except OSError:
        return False


def write_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a folder beside `folder`, then put it in its place.

    On any error or interruption nothing is left, and an earlier run is back where it was.

    Raises:
        InputError: the folder cannot be written.
    """
    folder = Path(os.path.realpath(folder))
    made = [place for place in folder.parents if not place.exists()]
    beside: list[Path] = []
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside.append(held(folder.parent, _hidden(folder)))
        fill(beside[0])
        beside[0].chmod(0o777 & ~_umask())
        beside.append(Path(f"{beside[0]}{EARLIER}"))
        _swap(folder, *beside)
    except OSError as error:
        raise InputError(f"output: {str(folder)!r} cannot be written ({error.strerror or error})") from None
    finally:
        for place in beside:
            release(place)
        for place in made:
            if place.is_dir() and not any(place.iterdir()):
                place.rmdir()


def swept_output(folder: Path) -> list[Path]:
    """Remove what killed runs left beside an output folder, and put back an earlier run that one had put aside.

    Returns:
        what is gone or back.
    """
    try:
        folder = Path(os.path.realpath(folder))
    except (OSError, ValueError):
        return []  # as `check_output` says in words
    gone = [place for place in abandoned(folder.parent) if purpose_of(place) == _hidden(folder)]
    for place in gone:
        if place.name.endswith(EARLIER) and not folder.exists():
            os.rename(place, folder)
        shutil.rmtree(place, ignore_errors=True)
    return gone


def _hidden(folder: Path) -> str:
    """Return how the names begin of what lies beside a folder while it is written; no two folders share it."""
    name = folder.name
    if len(name) > MAX_NAMED:
        name = f"{name[:MAX_NAMED]}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:DIGITS]}"
    return f".{name}-"


def _swap(folder: Path, new: Path, earlier: Path) -> None:
    """Give `new` the name `folder`, and what had it the name `earlier`; undone wherever this is broken off."""
    try:
        if folder.exists():
            os.rename(folder, earlier)
        stop_if_asked()
        os.rename(new, folder)
    except BaseException:
        if not new.exists():
            os.rename(folder, new)
        if earlier.exists():
            os.rename(earlier, folder)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a file of text whole, in a folder that is made where there is none.

    Raises:
        InputError: it cannot be written.
    """
    beside = path.with_name(f".{path.name}-unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputError(f"output: {str(path)!r} cannot be written ({error.strerror or error})") from None


def write_tables(
    folder: Path, trajectories: pd.DataFrame, municipalities: pd.DataFrame, portfolios: pd.DataFrame
) -> None:
    """Write the tables of runs; each file tells what its columns mean."""
    _write_parquet(trajectories, folder / "trajectories.parquet", _of_trajectories())
    _write_parquet(municipalities, folder / "municipalities.parquet", _of_municipalities())
    _write_parquet(portfolios, folder / "portfolios.parquet", OF_PORTFOLIO)


def write_summary(folder: Path, summary: pd.DataFrame, reader: Reader) -> None:
    """Write summary.csv as the spreadsheets of a reader's language open it, and what the columns of all tables mean."""
    form = SPREADSHEETS[reader.language]
    summary.to_csv(folder / "summary.csv", index=False, float_format="%.10g", **form)
    (folder / "columns.md").write_text("\n".join(columns_text(reader)) + "\n", encoding="utf-8")


def _write_parquet(table: pd.DataFrame, file: Path, rows: Rows) -> None:
    """Write a table with the unit and meaning of each column as JSON in its schema's metadata, under `columns`."""
    named = {name: about for names, about in (_of_keys() | rows).items() for name in names.split(", ")}
    columns = {name: dict(zip(("unit", "meaning"), named[name], strict=True)) for name in table.columns}
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    metadata = {**arrow.schema.metadata, "columns": json.dumps(columns, ensure_ascii=False)}
    parquet.write_table(arrow.replace_schema_metadata(metadata), file)


def _of_keys() -> Rows:
    return {name: ("", meaning) for name, meaning in KEYS.items()}


def _of_trajectories() -> Rows:
    year = ("calendar year", "the first year of a run is the start, before anything has happened")
    return {"year": year} | {measure.name: (measure.unit, measure.meaning) for measure in REGIONAL.values()}


def _of_municipalities() -> Rows:
    places = {name: ("", meaning) for name, meaning in OF_MUNICIPALITY.items()}
    return places | {f"{m.name}_start, {m.name}_end": (m.unit, m.meaning) for m in MUNICIPAL.values()}


def columns_text(reader: Reader) -> Iterator[str]:
    """Yield the lines of columns.md."""
    yield "# What each column means"
    yield from _section("All tables", _of_keys())
    yield from _section("trajectories.parquet: one row per course, world, seed and year", _of_trajectories())
    yield from _section(
        "municipalities.parquet: one row per course, world, seed and municipality", _of_municipalities()
    )
    yield from _section("portfolios.parquet: one row per course, year and measure of support", OF_PORTFOLIO)
    yield ""
    yield "Illustrative start values, not measured."
    yield from _section("summary.csv: one row per course and measure", {k: ("", v) for k, v in OF_SUMMARY.items()})
    form = SPREADSHEETS[reader.language]
    mark = ", after a byte order mark" if form["encoding"] == "utf-8-sig" else ""
    yield ""
    yield f"Cells are parted by {form['sep']!r} and decimals by {form['decimal']!r}, in UTF-8{mark}."
    whole = {name: (DERIVED[name].unit if name in DERIVED else RATIO, meaning) for name, meaning in OF_RUN.items()}
    yield from _section("Measures of whole runs in summary.csv", whole)


def _section(title: str, rows: Rows) -> Iterator[str]:
    yield from ("", f"## {title}", "", "| column | unit | meaning |", "|---|---|---|")
    yield from (f"| {name} | {unit} | {meaning} |" for name, (unit, meaning) in rows.items())


def _exists(folder: Path) -> bool:
    """Whether the folder exists; unlike `Path.exists` this tells of a path that cannot be."""
    try:
        os.stat(folder)
    except FileNotFoundError:
        return False
    return True


def _holds_run(folder: Path) -> bool:
    """Whether the folder holds the record of an earlier run."""
    try:
        record = json.loads(content(folder / RECORD, "record"))
        return SOFTWARE in record["versions"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _umask() -> int:
    """Return the mask for new files, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
