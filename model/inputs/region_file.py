"""Reads and checks the table of a region: one row per municipality, in any of the accepted ways to write a CSV."""

from __future__ import annotations

import csv
import io
import math
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kraftsamling.model.errors import InputError, did_you_mean, plain

REQUIRED = ("code", "name", "population")
OPTIONAL = ("lat", "lon", "tax_rate", "ruling_parties", "emissions_t", "neighbours", "water_links", "size_class")
EXTRA = ("seat",)
"""Known columns that only label: nothing is computed from them, and they are never called missing."""

KNOWN = REQUIRED + OPTIONAL + EXTRA

BOUNDS = {
    "population": (1, 40_000_000),
    "lat": (-90, 90),
    "lon": (-180, 180),
    "tax_rate": (0, 100),
    "ruling_parties": (1, 30),
    "emissions_t": (0, 1_000_000_000),
}
"""Columns of numbers with the smallest and largest allowed (inhabitants, degrees, per cent, count, t CO2e a year).

No municipality has 40 million inhabitants: the largest, Chongqing, has 32 million (census of 2020). None emits 1,000
million tonnes: that is a fiftieth of what the world does."""

WHOLE = ("ruling_parties",)

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def read_text(path: Path) -> str:
    """Return a text file's content, letters composed: UTF-8 with or without BOM, else Windows-1252.

    Raises:
        InputError: missing, a folder, not readable, or not text.
    """
    if not os.path.isfile(path):
        raise InputError(f"{path}: {'is a folder' if os.path.isdir(path) else 'no such file'}; allowed: a text file")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); allowed: a readable text file") from None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return unicodedata.normalize("NFC", text)
    raise InputError(f"{path}: is not a text file; allowed: text in UTF-8 or Windows-1252")


@dataclass(frozen=True)
class Row:
    """One municipality as written: where it stands and its cells by column, spaces tidied."""

    path: Path
    line: int
    cells: dict[str, str]
    decimal_comma: bool

    def text(self, column: str) -> str:
        """Return the cell, "" where the column is absent."""
        return self.cells.get(column, "")

    def refuse(self, column: str, problem: str, allowed: str) -> InputError:
        """Return the error that names file, row, field, value, the problem and what is allowed."""
        return InputError(
            f"{self.path}: row {self.line}, {column}: {self.text(column)!r} {problem}; allowed: {allowed}"
        )

    def number(self, column: str) -> float:
        """Return the cell as a number within BOUNDS, nan where it is blank.

        Raises:
            InputError: text, not finite, out of range, or not whole where it must be.
        """
        cell = self.text(column)
        if not cell:
            return math.nan
        low, high = BOUNDS[column]
        mark = "comma" if self.decimal_comma else "point"
        kind = f"a {'whole ' if column in WHOLE else ''}number from {plain(low)} to {plain(high)}"
        allowed = f"{kind}, with decimal {mark}, no thousands separator"
        if _NOT_FINITE.fullmatch(cell):
            raise self.refuse(column, "is not finite", allowed)
        if column == "population" and _THOUSANDS.fullmatch(cell):
            raise self.refuse(column, "has a thousands separator", allowed)
        digits = cell.replace(",", ".") if self.decimal_comma else cell
        if not _NUMBER.fullmatch(digits):
            raise self.refuse(column, "is text where a number belongs", allowed)
        value = float(digits)
        if not math.isfinite(value):
            raise self.refuse(column, "is not finite", allowed)
        if not low <= value <= high:
            raise self.refuse(column, "is out of range", allowed)
        if column in WHOLE and not value.is_integer():
            raise self.refuse(column, "is not whole", allowed)
        return value


@dataclass(frozen=True)
class Table:
    """A region's table as written: its header (blank headers named by their place) and its rows."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Read a region's CSV: comma with decimal point, or semicolon with decimal comma.

    Raises:
        InputError: not text; a required column missing or blank; a header given twice; no rows; a row whose number
            of cells differs from the header; quotes that do not match.
    """
    text = read_text(path)
    delimiter = max(",;", key=lambda mark: _recognised(text, mark))
    lines = _lines(path, text, delimiter)
    if not lines:
        raise InputError(f"{path}: row 1: the file is empty; allowed: a header and one row per municipality")
    line, cells = lines[0]
    header = _header(path, line, cells)
    rows = tuple(_row(path, line, cells, header, delimiter) for line, cells in lines[1:])
    if not rows:
        raise InputError(f"{path}: row {line}: no rows below the header; allowed: one row per municipality")
    return Table(header, rows)


def _recognised(text: str, delimiter: str) -> tuple[int, int]:
    """Return how many known columns, and how many cells, the header has if split by this delimiter."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    cells = [cell.strip().strip('"') for cell in first.split(delimiter)]
    return len(set(cells) & set(KNOWN)), len(cells)


def _lines(path: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the line number and the tidied cells of every line that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    lines = []
    start = 1
    try:
        for raw in reader:
            cells = [" ".join(cell.split()) for cell in raw]
            if cells not in ([], [""]):
                lines.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}: row {start}: {error}; allowed: cells with matching double quotes") from None
    return lines


def _header(path: Path, line: int, cells: list[str]) -> tuple[str, ...]:
    """Return the header, a blank one named by its place.

    Raises:
        InputError: a name given twice or a required column missing.
    """
    header = tuple(cell or f"column {place}" for place, cell in enumerate(cells, start=1))
    for place, name in enumerate(header):
        if name in header[:place]:
            raise InputError(f"{path}: row {line}: column {name!r} is given twice; allowed: each column once")
    for name in REQUIRED:
        if name not in header:
            hint = did_you_mean(name, (column for column in header if column not in KNOWN))
            found = ", ".join(map(repr, header))
            raise InputError(
                f"{path}: row {line}: required column {name!r} is missing; {hint}found: {found}; "
                f"allowed: {', '.join(KNOWN)}"
            )
    return header


def _row(path: Path, line: int, cells: list[str], header: tuple[str, ...], delimiter: str) -> Row:
    """Return one row, checked to be as long as the header and complete in the required columns."""
    if len(cells) != len(header):
        extra = f", last {cells[-1]!r}" if len(cells) > len(header) else ""
        raise InputError(
            f"{path}: row {line}: has {len(cells)} cells{extra}; allowed: {len(header)} as in the header "
            f"(a cell that contains {delimiter!r} stands in double quotes)"
        )
    row = Row(path, line, dict(zip(header, cells, strict=True)), delimiter == ";")
    for name in REQUIRED:
        if not row.text(name):
            raise row.refuse(name, "is blank", "a value in every row")
    return row
