"""The columns of a region's table, and its rows as written: what each may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kraftsamling.model.inputs.reading.problems import Problem, Refused
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

    def problem(self, column: str, kind: str, allowed: str, near: str = "", **values: object) -> Problem:
        """Return what is wrong with a cell; see `Problem`."""
        return Problem(kind, allowed, self.line, column, self.text(column), near=near, values=values)

    def number(self, column: str) -> float:
        """Return the cell as a number within BOUNDS, nan where it is blank.

        Raises:
            Refused: text, not finite, out of range, or not whole where it must be.
        """
        cell = self.text(column)
        if not cell:
            return math.nan
        low, high = BOUNDS[column]
        written = self.formats.get(column, PLAIN)
        digits = written.plain(cell)
        if _NOT_FINITE.fullmatch(cell):
            kind = "not_finite"
        elif column == "population" and not written.thousands and _THOUSANDS.fullmatch(cell):
            kind = "thousands"
        elif not _NUMBER.fullmatch(digits):
            kind = "no_number"
        elif not math.isfinite(value := float(digits)):
            kind = "not_finite"
        elif not low <= value <= high:
            kind = "out_of_range"
        elif column in WHOLE and not value.is_integer():
            kind = "not_whole"
        else:
            return value
        mark = "comma" if written.decimal == "," else "point"
        about: dict[str, Any] = {"whole": "yes" if column in WHOLE else "no", "low": low, "high": high, "mark": mark}
        raise Refused(self.problem(column, kind, "number", **about))
