"""An own region: from the files or the paste of a reader to texts that a link can hold, and from these to a region."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError, check_keys
from kraftsamling.model.inputs.reading.files import WORKBOOKS, Cells, read_cells
from kraftsamling.model.inputs.reading.problems import FileRefused, Problem
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.region_about import load_about
from kraftsamling.model.vocabulary import LANGUAGES

MAX_MUNICIPALITIES = 400
"""Rows of an own region: the municipalities of Sweden (290) or Norway (357) fit."""
MAX_NAME_LENGTH = 60
MAX_TEXT = 180_000
"""Characters of a table as text, so that a question that holds it is no larger than the server takes."""
ABOUT = (".yaml", ".yml")
TABLES = (".csv", ".tsv", ".txt", *WORKBOOKS)
KEYS = ("name", "csv", "about")


def file_name(given: str) -> str:
    """Return a file name without folders or odd characters, of at most `MAX_NAME_LENGTH` characters."""
    last = re.split(r"[/\\]", given)[-1]
    stem = re.sub(r"[^\w \-.,'()&+]", "_", last.removesuffix(".csv")).strip(" .")[:MAX_NAME_LENGTH]
    return f"{stem or 'region'}.csv"


def own_region(given: Mapping[str, Any]) -> Region:
    """Return the region that a link holds: {"name": ..., "csv": ...} and, if it has a YAML, its keys as "about".

    Raises:
        InputError: as on the command line; a path is never followed.
    """
    check_keys(given, KEYS, "region")
    for key in ("name", "csv"):
        if not isinstance(given.get(key), str):
            raise InputError(f"region.{key}: {given.get(key)!r}; allowed: a text")
    about = given.get("about", {})
    if not isinstance(about, Mapping):
        raise InputError(f"region.about: {str(about)[:80]!r}; allowed: keys with values")
    return _region(file_name(given["name"]), given["csv"], json.dumps(about, ensure_ascii=False))


def read_own(given: object, reader: Reader) -> tuple[dict[str, Any], Region]:
    """Return files of a reader as a link holds them, and the region in them with the remarks on these files.

    Args:
        given: {"title": what the region is to be called, or "", "files": one table and at most one YAML, each with
            "name" and, in base64, "content"}.

    Raises:
        FileRefused: other files than that, or a table that cannot be used.
        InputError: a YAML that cannot be used.
    """
    title, files = _given(given)
    abouts = [name for name in files if name.lower().endswith(ABOUT)]
    tables = [name for name in files if name not in abouts]
    if len(tables) != 1 or len(abouts) > 1:
        names = {"tables": len(tables), "yamls": len(abouts)}
        raise FileRefused(Path("region.files"), [Problem("many_files", "one_table", values=names)])
    table, about = tables[0], next(iter(abouts), None)
    bare, ending = _parted(table)
    name = file_name(bare or title or reader.say("page.own.unnamed"))
    with _folder(name, ending) as path:
        path.write_bytes(files[table])
        if about:
            path.with_suffix(".yaml").write_bytes(files[about])
        region, (_, keys), text = load_region(path), load_about(path), _as_text(read_cells(path))
    if len(text) > MAX_TEXT:
        raise FileRefused(Path(name), [Problem("long_text", "at_most", values={"most": MAX_TEXT // 1000})])
    if title and title != Path(name).stem:
        keys = keys | {"titles": dict.fromkeys(LANGUAGES, title)}
    state = {"name": name, "csv": text} | ({"about": keys} if keys else {})
    held = own_region(state)
    if held != replace(region, titles=held.titles):
        raise RuntimeError(f"{ending} file is another region as text")
    return state, replace(region, titles=held.titles)


def _given(given: object) -> tuple[str, dict[str, bytes]]:
    """Return title and files, by their names without folders."""
    mapping = given if isinstance(given, Mapping) else {}
    check_keys(mapping, ("title", "files"), "region")
    title, files = mapping.get("title", ""), mapping.get("files")
    if not isinstance(title, str) or not isinstance(files, list):
        raise InputError("region: allowed: title, a text, and files, a list")
    return " ".join(title.split())[:MAX_NAME_LENGTH], dict(map(_file, files))


def _file(given: object) -> tuple[str, bytes]:
    mapping = given if isinstance(given, Mapping) else {}
    name, content = mapping.get("name"), mapping.get("content")
    if set(mapping) != {"name", "content"} or not isinstance(name, str) or not isinstance(content, str):
        raise InputError("region.files: allowed: each with name and content, two texts")
    try:
        return re.split(r"[/\\]", name)[-1], base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(f"region.files: {name[:80]!r}; allowed: content in base64") from None


def _parted(name: str) -> tuple[str, str]:
    """Return a name without its ending, and the ending that tells how the table is read."""
    ending = Path(name).suffix.lower()
    return (name[: -len(ending)] if ending in TABLES else name), (ending if ending in WORKBOOKS else ".csv")


def _as_text(cells: Cells) -> str:
    """Return cells as CSV; the first line names the separator, so that nothing has to be guessed again."""
    separator = cells.separator or ","
    held = io.StringIO()
    csv.writer(held, delimiter=separator, lineterminator="\n").writerows(cells for _, cells in cells.rows)
    return f"sep={separator}\n{held.getvalue()}"


@contextmanager
def _folder(name: str, ending: str = ".csv") -> Iterator[Path]:
    """Yield a path of that name in a folder of its own; an error within names the file alone."""
    with tempfile.TemporaryDirectory(prefix="kraftsamling-") as folder:
        path = Path(folder, name).with_suffix(ending)
        try:
            yield path
        except InputError as error:
            error.args = (str(error).replace(f"{folder}{os.sep}", ""),)
            raise


@lru_cache(maxsize=16)
def _region(name: str, text: str, about: str) -> Region:
    with _folder(name) as path:
        path.write_bytes(text.encode())
        if about != "{}":
            path.with_suffix(".yaml").write_text(about, encoding="utf-8")
        region = load_region(path)
    if region.size > MAX_MUNICIPALITIES:
        sizes = {"rows": region.size, "most": MAX_MUNICIPALITIES}
        raise FileRefused(Path(name), [Problem("many_rows", "at_most", values=sizes)])
    return region
