"""From a file to rows of cells: text with separators, or a sheet of a workbook."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kraftsamling.model.inputs.reading import workbook
from kraftsamling.model.inputs.reading.header import MAX_TITLES, score
from kraftsamling.model.inputs.reading.problems import FileRefused, Problem
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.text import decoded, mended, read_bytes
from kraftsamling.model.limits import check_count

SEPARATORS = ",;\t|"
WORKBOOKS = (".xlsx", ".ods", ".xlsm", ".xls")
ZIP = b"PK\x03\x04"
"""How .xlsx and .ods begin, whatever the file is called."""
MAX_SECONDS = 20
"""Seconds that reading a workbook may take."""
_TERMINAL = re.compile("[\x7f-\x9f]")
"""Signs that steer a terminal; in a text that was encoded twice they are halves of letters."""
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class Cells:
    """A file's rows as written.

    Attributes:
        rows: the number of the line, and its cells with spaces tidied; wholly empty lines are left out.
        separator: what parts the cells of a text; "" of a workbook.
        remarks: on the file.
    """

    rows: list[tuple[int, list[str]]]
    separator: str
    remarks: list[Remark]


def read_cells(path: Path) -> Cells:
    """Return the cells of a text file or of the sheet of a workbook that looks most like a table of municipalities.

    Raises:
        InputError: not readable.
        FileRefused: neither text nor a workbook, or quotes that do not match.
    """
    content = read_bytes(path, "table")
    if path.suffix.lower() in WORKBOOKS or content.startswith(ZIP):
        return _workbook(path, content)
    text, encoding = decoded(path, content)
    remarks = [] if encoding == "UTF-8" else [Remark("encoding", {"encoding": encoding})]
    if (meant := mended(text)) is not None:
        text, remarks = meant, [*remarks, Remark("twice_encoded")]
    first = _SEPARATOR_LINE.match(text)
    separator = first[1] if first else max(SEPARATORS, key=lambda mark: _fit(text, mark))
    skipped = first.end() if first else 0
    if _TERMINAL.search(text):
        raise FileRefused(path, [Problem("no_text", "text")])
    check_count(text.count("\n"), "rows", f"{path}: rows")
    rows = _lines(path, text[skipped:], separator, 2 if first else 1)
    return Cells(rows, separator, remarks)


def tidy(cells: Iterable[str]) -> list[str]:
    """Return cells with runs of white space, no-break spaces included, as one space and none at the ends."""
    return [" ".join(cell.split()) for cell in cells]


def _fit(text: str, separator: str) -> tuple[int, int]:
    """Return how many columns the best header has if split by this separator, and its number of cells."""
    lines = (line for line in text.splitlines() if line.strip())
    split = (tidy(cell.strip(' "') for cell in line.split(separator)) for line in islice(lines, MAX_TITLES))
    return max(((score(cells), len(cells)) for cells in split), default=(0, 0))


def _lines(path: Path, text: str, separator: str, start: int) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True)
    lines, before = [], start - 1
    try:
        for raw in reader:
            cells = tidy(raw)
            if any(cells):
                lines.append((start, cells))
            start = before + reader.line_num + 1
    except csv.Error as error:
        raise FileRefused(path, [Problem("quotes", "quotes", start, values={"error": error})]) from None
    return lines


def _workbook(path: Path, content: bytes) -> Cells:
    found = {name: [(row, tidy(cells)) for row, cells in rows] for name, rows in _sheets(path, content).items()}
    rows = {name: [(row, cells) for row, cells in sheet if any(cells)] for name, sheet in found.items()}
    name = max(rows, key=lambda name: max((score(cells) for _, cells in rows[name][:MAX_TITLES]), default=0))
    return Cells(rows[name], "", [Remark("sheet", {"sheet": name})] if len(rows) > 1 else [])


def _sheets(path: Path, content: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    """Return the rows of each sheet, read by a process of its own: see `workbook`."""
    command = [sys.executable, "-P", workbook.__file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=MAX_SECONDS)
    except subprocess.TimeoutExpired:
        raise FileRefused(path, [Problem("too_much", "small_sheet")]) from None
    if done.returncode == workbook.REFUSED:
        raise FileRefused(path, [Problem("no_workbook", "workbook", values={"error": done.stdout.decode().strip()})])
    if done.returncode:
        raise FileRefused(path, [Problem("too_much", "small_sheet")])
    sheets: dict[str, list[tuple[int, list[str]]]] = json.loads(done.stdout)
    return sheets
