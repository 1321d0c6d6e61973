"""The columns of a region's table, and its rows as written: what each may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kraftsamling.model.errors import InputError, plain
from kraftsamling.model.inputs.reading.values import Format

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
PLAIN = Format(".")

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One municipality as written.

    Attributes:
        line: where it stands in the file.
        cells: by known column, spaces tidied; missing values are "".
        formats: how the numbers of a column are written.
    """

    line: int
    cells: Mapping[str, str]
    formats: Mapping[str, Format] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """Return the cell, "" where the column is absent."""
        return self.cells.get(column, "")

    def refuse(self, column: str, problem: str, allowed: str) -> InputError:
        """Return the error that names row, field, value, the problem and what is allowed."""
        return InputError(f"row {self.line}, {column}: {self.text(column)!r} {problem}; allowed: {allowed}")

    def number(self, column: str) -> float:
        """Return the cell as a number within BOUNDS, nan where it is blank.

        Raises:
            InputError: text, not finite, out of range, or not whole where it must be.
        """
        cell = self.text(column)
        if not cell:
            return math.nan
        low, high = BOUNDS[column]
        written = self.formats.get(column, PLAIN)
        mark = "comma" if written.decimal == "," else "point"
        kind = f"a {'whole ' if column in WHOLE else ''}number from {plain(low)} to {plain(high)}"
        allowed = f"{kind}, with decimal {mark}, no thousands separator"
        if _NOT_FINITE.fullmatch(cell):
            raise self.refuse(column, "is not finite", allowed)
        if column == "population" and not written.thousands and _THOUSANDS.fullmatch(cell):
            raise self.refuse(column, "has a thousands separator", allowed)
        digits = written.plain(cell)
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
