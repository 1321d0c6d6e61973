"""How numbers, codes and missing values are written in a column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MISSING = ("..", "...", "…", ".", "-", "–", "—", ":", "NA", "N/A", "n/a", "null", "NULL", "#N/A", "#SAKNAS!", "i.u.")
"""Marks for a value that is not there, in columns of numbers, links and classes."""

THOUSANDS = (" ", "'", "’")
"""Marks between thousands besides point and comma; every kind of space is a plain one by now."""

_NUMBER_LIKE = re.compile(r"[+-]?\d[\d .,'’]*", re.ASCII)
_CODE_AND_NAME = re.compile(r"(\d{2,8})[\s,:–-]*\s(\D.*)", re.ASCII)
_NAME_AND_CODE = re.compile(r"(\D.*?)\s*[(\[](\d{2,8})[)\]]", re.ASCII)


@dataclass(frozen=True)
class Format:
    """How the numbers of a column are written.

    Attributes:
        decimal: "." or ",".
        thousands: the mark between thousands, "" for none.
    """

    decimal: str
    thousands: str = ""

    def plain(self, cell: str) -> str:
        """Return a number with decimal point and nothing between thousands; whatever is written otherwise as it is."""
        if self.thousands and re.fullmatch(_grouped(self.thousands, self.decimal), cell):
            cell = cell.replace(self.thousands, "")
        return cell.replace(",", ".") if self.decimal == "," else cell


def format_of(cells: Iterable[str], decimal: str, *, thousands: bool, count: bool) -> Format:
    """Return how a column is written: the file's way, unless all of its cells agree on another.

    Args:
        cells: of the column; those that are no numbers say nothing.
        decimal: the file's decimal mark.
        thousands: whether the column's numbers reach thousands.
        count: whether they are counts, in which the decimal mark itself may stand between thousands.
    """
    numbers = [cell for cell in cells if _NUMBER_LIKE.fullmatch(cell)]
    other = "." if decimal == "," else ","
    for mark in (*THOUSANDS, other, *([decimal] if count else [])) if thousands else ():
        point = other if mark == decimal else decimal
        short = rf"[+-]?\d{{1,3}}(?:{re.escape(point)}\d+)?"
        long = [cell for cell in numbers if not re.fullmatch(short, cell)]
        if long and all(re.fullmatch(_grouped(mark, point), cell) for cell in long):
            return Format(point, mark)
    marked = [cell for cell in numbers if "." in cell or "," in cell]
    ambiguous = thousands and any(re.fullmatch(_grouped(other, decimal), cell) for cell in marked)
    agreed = marked and all(re.fullmatch(rf"[+-]?\d+{re.escape(other)}\d+", cell) for cell in marked)
    return Format(other if agreed and not ambiguous and not count else decimal)


def clean_code(cell: str) -> str:
    """Return a code without what a spreadsheet did to it: ="0911", '0911 and 911.0 are 0911, 0911 and 911."""
    bare = re.sub(r'^=?["\'’]?(\w+)["\'’]?$', r"\1", cell)
    return re.sub(r"^(\d+)[.,]0+$", r"\1", bare)


def code_and_name(cell: str) -> tuple[str, str] | None:
    """Return the two where a cell holds both ("0911 Norrby", "Norrby (0911)"), else None."""
    if parts := _CODE_AND_NAME.fullmatch(cell):
        return parts[1], parts[2]
    if parts := _NAME_AND_CODE.fullmatch(cell):
        return parts[2], parts[1]
    return None


def bare_code(code: str) -> str:
    """Return a code of digits without leading zeros, any other as it is: two that agree in this are the same."""
    return str(int(code)) if code.isascii() and code.isdigit() and len(code) < 20 else code


def _grouped(mark: str, decimal: str) -> str:
    return rf"[+-]?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+(?:{re.escape(decimal)}\d+)?"
