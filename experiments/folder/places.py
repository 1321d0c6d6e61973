"""Where runs that are given no folder lie: those of another setting are never overwritten, nor mixed with others."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from kraftsamling.experiments.folder.output import write_text
from kraftsamling.model.errors import InputError
from kraftsamling.model.record import RECORD

INDEX = "index.csv"
"""Table that says which folder of a multirun holds which setting."""
Rows = list[list[str]]


def place_of_run(folder: Path, setting: Mapping[str, Any], *, overwrite: bool, sweep: Callable[[Path], None]) -> Path:
    """Return the folder, or the first of folder-2, folder-3, ... that is new or holds a run of the same setting.

    Args:
        sweep: called with each before it is looked at, since an earlier run may come back there.
    """

    def fits(place: Path) -> bool:
        sweep(place)
        return overwrite or not (place / RECORD).is_file() or _setting_in(place) == setting

    return _first(folder, fits)


def place_of_several(folder: Path, table: Rows, *, overwrite: bool) -> Path:
    """Return the same for a multirun, whose runs lie in folders of their own within it."""
    return _first(folder, lambda place: overwrite or not any(place.glob("*")) or _index_in(place) == table)


def check_several(folder: Path, table: Rows, *, overwrite: bool) -> None:
    """Refuse a folder that holds runs of other settings.

    Raises:
        InputError: says what is allowed.
    """
    if folder.is_dir() and place_of_several(folder, table, overwrite=overwrite) != folder:
        raise InputError(f"output: {str(folder)!r} holds other runs; allowed: a new folder, or overwrite=true")


def index_of(overrides: Sequence[Sequence[str]]) -> Rows:
    """Return the table of a multirun: a line that names the columns, then for each run its folder and its options."""
    each = [dict(entry.lstrip("+").split("=", 1) for entry in entries) for entries in overrides]
    names = list(dict.fromkeys(name for options in each for name in options))
    rows = [[str(number), *(options.get(name, "") for name in names)] for number, options in enumerate(each)]
    return [["folder", *names], *rows]


def write_index(folder: Path, table: Rows) -> None:
    """Write the table of a multirun, and take away runs that an earlier one left and that this one does not replace.

    Raises:
        InputError: the folder cannot be written.
    """
    for number, *_ in (_index_in(folder) or [])[len(table) :]:
        if (folder / number / RECORD).is_file():
            shutil.rmtree(folder / number)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    write_text(folder / INDEX, text.getvalue())


def _first(folder: Path, fits: Callable[[Path], bool]) -> Path:
    places = (folder if number == 1 else folder.with_name(f"{folder.name}-{number}") for number in count(1))
    return next(place for place in places if fits(place))


def _setting_in(folder: Path) -> Any:
    try:
        return json.loads((folder / RECORD).read_text(encoding="utf-8")).get("setting")
    except (OSError, ValueError, AttributeError):
        return None


def _index_in(folder: Path) -> Rows | None:
    try:
        with (folder / INDEX).open(encoding="utf-8", newline="") as stream:
            return list(csv.reader(stream))
    except (OSError, ValueError):
        return None
