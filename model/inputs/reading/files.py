"""From a file to rows of cells: text with separators, or a sheet of a workbook."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.header import MAX_TITLES, score
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.text import decoded, mended, read_bytes

SEPARATORS = ",;\t|"
WORKBOOKS = (".xlsx", ".ods", ".xlsm", ".xls")
ZIP = b"PK\x03\x04"
"""How .xlsx and .ods begin, whatever the file is called."""
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
        InputError: not readable, neither text nor a workbook, or quotes that do not match.
    """
    content = read_bytes(path)
    if path.suffix.lower() in WORKBOOKS or content.startswith(ZIP):
        return _workbook(path, content)
    text, encoding = decoded(path, content)
    remarks = [] if encoding == "UTF-8" else [Remark("encoding", {"encoding": encoding})]
    if (meant := mended(text)) is not None:
        text, remarks = meant, [*remarks, Remark("twice_encoded")]
    first = _SEPARATOR_LINE.match(text)
    separator = first[1] if first else max(SEPARATORS, key=lambda mark: _fit(text, mark))
    skipped = first.end() if first else 0
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
        raise InputError(f"{path}: row {start}: {error}; allowed: cells with matching double quotes") from None
    return lines


def _workbook(path: Path, content: bytes) -> Cells:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        problem = " ".join(str(error).split())
        raise InputError(f"{path}: is no workbook ({problem}); allowed: .xlsx or .ods, or text") from None
    rows = {name: _rows(sheet) for name, sheet in sheets.items()}
    name = max(rows, key=lambda name: max((score(cells) for _, cells in rows[name][:MAX_TITLES]), default=0))
    return Cells(rows[name], "", [Remark("sheet", {"sheet": name})] if len(rows) > 1 else [])


def _rows(sheet: Sequence[Sequence[Any]]) -> list[tuple[int, list[str]]]:
    rows = [(number, tidy(map(_written, cells))) for number, cells in enumerate(sheet, start=1)]
    return [(number, cells) for number, cells in rows if any(cells)]


def _written(value: Any) -> str:
    """Return a cell of a workbook as a text would have it: 911.0 as 911, a date by its year, month and day."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
