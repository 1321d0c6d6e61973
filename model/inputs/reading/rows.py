"""The municipalities of a table: without its notes, totals, counties and other years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from kraftsamling.model.inputs.reading.header import YEAR, Layout, folded, year_in
from kraftsamling.model.inputs.reading.problems import Problem, Problems, Refused
from kraftsamling.model.inputs.reading.region_file import BOUNDS, OPTIONAL, REQUIRED, Row
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.values import MISSING, bare_code, clean_code, code_and_name

MAX_SHOWN = 5
"""Names, codes or lines that one remark shows; of more it gives the number."""

_TOTALS = """summa sum total totalt totalsumma ialt yhteensa helalandet helelandet riket wholecountry kokomaa
    samtligakommuner allakommuner allekommuner allmunicipalities sverige sweden norge norway danmark denmark suomi
    finland"""
TOTALS = frozenset(_TOTALS.split())
"""Names of rows that add up others, as `folded` gives them."""

COUNTY = re.compile(r".+ (län|fylke|fylkeskommune|maakunta|county)|region .+", re.IGNORECASE)
NOTE = re.compile(r"(källa|kilde|source|lähde|not|note|anm|fotnot|huom)\b|[©*]|\d\)", re.IGNORECASE)
COUNTY_DIGITS, MUNICIPALITY_DIGITS = 2, 4
"""Digits by which a county's code is shorter than a municipality's, where these have so many."""


def shown(texts: Sequence[str]) -> list[str]:
    """Return the first few texts, each once."""
    return list(dict.fromkeys(texts))[:MAX_SHOWN]


def split_rows(
    lines: Sequence[tuple[int, list[str]]], seen: Layout, separator: str, problems: Problems
) -> tuple[list[Row], list[Remark]]:
    """Return the rows below a header, notes left out; a row of another length than the header is a problem."""
    rows, notes = [], []
    for line, cells in lines:
        while len(cells) > len(seen.header) and not cells[-1]:
            cells = cells[:-1]
        filled = [cell for cell in cells if cell]
        alone = len(filled) == 1 and not re.match(r"[=\"'’]?\d", filled[0])
        if len(seen.header) > 1 and (alone or (len(cells) != len(seen.header) and NOTE.match(filled[0]))):
            notes.append(" ".join(filled))
            continue
        with problems.collected():
            _check_length(line, cells, len(seen.header), separator)
            rows.append(Row(line, {column: cells[place] for column, place in seen.columns.items()}))
    return rows, [Remark("notes", {"count": len(notes), "texts": shown(notes)})] if notes else []


def _check_length(line: int, cells: Sequence[str], length: int, separator: str) -> None:
    if len(cells) != length:
        about = {"cells": len(cells), "length": length, "last": cells[-1], "separator": separator}
        raise Refused(Problem("many_cells" if len(cells) > length else "few_cells", "length", line, values=about))


def clean(rows: Sequence[Row]) -> tuple[list[Row], list[Remark]]:
    """Return rows with marks for missing values as blanks and codes as they were meant."""
    marks: list[str] = []
    cleaned = []
    for row in rows:
        cells = dict(row.cells)
        for column in cells.keys() & {*OPTIONAL, *BOUNDS}:
            if cells[column] in MISSING:
                marks.append(cells[column])
                cells[column] = ""
        if "code" in cells:
            cells["code"] = clean_code(cells["code"])
        cleaned.append(replace(row, cells=cells))
    return cleaned, [Remark("missing", {"count": len(marks), "marks": sorted(set(marks))})] if marks else []


def split_labels(rows: Sequence[Row]) -> tuple[list[Row], list[Remark]]:
    """Return rows with code and name apart where one column holds both, in all rows but totals."""
    for column, other in (("name", "code"), ("code", "name")):
        parts = [code_and_name(row.text(column)) for row in rows]
        plain = [row for row, part in zip(rows, parts, strict=True) if part is None and not is_total(row)]
        if (
            not any(parts)
            or plain
            or any(other in row.cells and row.text(other) not in _both(row, column) for row in rows)
        ):
            continue
        split = [
            replace(row, cells={**row.cells, "code": part[0], "name": part[1]} if part else {"code": "", **row.cells})
            for row, part in zip(rows, parts, strict=True)
        ]
        return split, [Remark("one_cell", {"example": rows[0].text(column)})]
    return list(rows), []


def _both(row: Row, column: str) -> tuple[str, ...]:
    """Return what the other column may hold where one holds code and name."""
    return ("", *(code_and_name(row.text(column)) or ()))


def of_one_year(rows: Sequence[Row], year: int | None) -> tuple[list[Row], list[Remark]]:
    """Return the rows of a year, the latest unless one is given, where a column holds the year.

    Raises:
        Refused: a cell that holds no year, or a year that no row has.
    """
    if not any(YEAR in row.cells for row in rows):
        return list(rows), []
    years = [year_in(row.text(YEAR)) for row in rows]
    for row, here in zip(rows, years, strict=True):
        if here is None and not is_total(row):
            raise Refused(row.problem(YEAR, "no_year", "year"))
    taken = chosen_year([here for here in years if here], year)
    kept = [row for row, here in zip(rows, years, strict=True) if here == taken]
    return kept, [year_remark(taken, [here for here in years if here])]


def chosen_year(years: Sequence[int], wanted: int | None) -> int:
    """Return the latest of the years, or the one wanted.

    Raises:
        Refused: the wanted one is not among them.
    """
    if wanted is not None and wanted not in years:
        raise Refused(Problem("year_missing", "years", values={"year": wanted, "years": sorted(set(years))}))
    return wanted or max(years)


def year_remark(taken: int, years: Sequence[int]) -> Remark:
    """Return which year was taken, and which others there are."""
    others = sorted({year for year in years if year != taken})
    return Remark("year", {"year": taken, "count": len(others), "others": [str(year) for year in others]})


def is_total(row: Row) -> bool:
    """Whether a row by its own words adds up others."""
    return bool({folded(row.text("name")), folded(row.text("code"))} & TOTALS)


def municipalities(rows: Sequence[Row]) -> tuple[list[Row], list[Remark]]:
    """Return rows without totals and counties, and without municipalities of which the table holds no figure."""
    digits = Counter(len(row.text("code")) for row in rows if row.text("code").isdigit())
    usual = digits.most_common(1)[0][0] if digits else 0
    totals = [row for row in rows if is_total(row) or _is_county(row, usual)]
    left = set(map(id, totals))
    empty = [row for row in rows if id(row) not in left and not any(_figures(row))]
    left |= set(map(id, empty))
    remarks = [
        Remark(
            kind, {"count": len(left_out), "names": shown([row.text("name") or row.text("code") for row in left_out])}
        )
        for kind, left_out in (("totals", totals), ("no_figures", empty))
        if left_out
    ]
    return [row for row in rows if id(row) not in left], remarks


def _is_county(row: Row, usual: int) -> bool:
    """Whether the code is as much shorter than the usual as a county's, or shorter and the name says so."""
    code = row.text("code")
    if not code.isdigit() or len(code) >= usual:
        return False
    far = usual >= MUNICIPALITY_DIGITS and len(code) <= usual - COUNTY_DIGITS
    return far or bool(COUNTY.fullmatch(row.text("name")))


def _figures(row: Row) -> list[str]:
    """Return what a row says besides code, name and year."""
    return [cell for column, cell in row.cells.items() if column not in ("code", "name", YEAR) and cell]


def check_required(rows: Sequence[Row], problems: Problems) -> None:
    """Collect blanks in required columns."""
    for row in rows:
        for column in REQUIRED:
            if not row.text(column):
                problems.found.append(row.problem(column, "blank", "every_row"))


def check_unique(rows: Sequence[Row], problems: Problems, column: str = "code") -> None:
    """Collect what comes a second time in the file: a code, with or without its leading zeros."""
    first: dict[str, int] = {}
    for row in rows:
        value = bare_code(row.text(column))
        if value and value in first:
            problems.found.append(row.problem(column, "twice", "once", first=first[value]))
        first.setdefault(value, row.line)
