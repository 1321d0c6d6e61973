"""Reads a table of municipalities: from a file to rows with known columns, and what was taken for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kraftsamling.model.inputs.reading import rows as of
from kraftsamling.model.inputs.reading.files import Cells, read_cells
from kraftsamling.model.inputs.reading.header import YEAR, Layout, check_header, find_header, layout
from kraftsamling.model.inputs.reading.problems import FileRefused, Problem, Problems, Refused
from kraftsamling.model.inputs.reading.region_file import BOUNDS, Row
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.reading.values import Format, format_of

LARGE = ("population", "emissions_t")
"""Columns whose numbers reach thousands."""


@dataclass(frozen=True)
class Reading:
    """A table as it was understood.

    Attributes:
        header: the headers as written, blank ones named by their place.
        unknown: headers that name no known column.
        rows: one per municipality.
    """

    header: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(problems: Problems, columns: Mapping[str, str] | None = None, year: int | None = None) -> Reading:
    """Read the table at `problems.path`; what was taken for what, and problems of single cells, are added to it.

    Args:
        columns: headers by column, where the table's owner has named them.
        year: of which year the population is taken; the latest by default.

    Raises:
        InputError: not readable.
        FileRefused: no header or no rows that could be understood.
    """
    path, given = problems.path, columns or {}
    cells = read_cells(path)
    if not cells.rows:
        raise FileRefused(path, [Problem("empty", "header_and_rows", 1)])
    at = find_header(cells.rows, given)
    line, names = cells.rows[at]
    written = layout(line, names, given)
    remarks = problems.remarks
    remarks += [*cells.remarks, *_titles(cells.rows[:at])]
    check_header(written, given, problems)
    problems.refuse()
    with problems.collected():
        seen, notes = _one_year_wide(written, year)
    problems.refuse()
    remarks += [*notes, *_taken(written)]
    kept, notes = of.split_rows(cells.rows[at + 1 :], seen, cells.separator, problems)
    problems.refuse()
    remarks += notes
    kept, notes = _understood(kept, year, problems)
    if not kept:
        raise FileRefused(path, [Problem("no_rows", "rows", line)], remarks)
    formats = _formats(kept, "," if cells.separator == ";" else ".")
    remarks += [*notes, *_format_remarks(formats, cells)]
    used = {*seen.columns.values(), *written.years.values()}
    unknown = tuple(name for place, name in enumerate(seen.header) if place not in used)
    return Reading(seen.header, unknown, tuple(replace(row, formats=formats) for row in kept))


def _understood(rows: Sequence[Row], year: int | None, problems: Problems) -> tuple[list[Row], list[Remark]]:
    """Return the municipalities among the rows, each with code and name."""
    kept, remarks = of.clean(rows)
    with problems.collected():
        kept, notes = of.of_one_year(kept, year)
        remarks += notes
    problems.refuse()
    for step in (of.split_labels, of.municipalities):
        kept, notes = step(kept)
        remarks += notes
    if kept and not any("code" in row.cells for row in kept):
        of.check_unique(kept, problems, "name")
        kept = [replace(row, cells={**row.cells, "code": row.text("name")}) for row in kept]
        remarks.append(Remark("no_codes"))
    else:
        of.check_unique(kept, problems)
    of.check_required(kept, problems)
    return kept, remarks


def _titles(rows: Sequence[tuple[int, list[str]]]) -> list[Remark]:
    texts = [" ".join(filter(None, cells)) for _, cells in rows]
    return [Remark("titles", {"count": len(texts), "texts": of.shown(texts)})] if texts else []


def _one_year_wide(seen: Layout, year: int | None) -> tuple[Layout, list[Remark]]:
    """Return a layout with the population of one year where each year has a column of its own."""
    if not seen.years:
        if year is not None and YEAR not in seen.columns:
            raise Refused(Problem("year_without_column", "no_year", seen.line, values={"year": year}))
        return seen, []
    taken = of.chosen_year(list(seen.years), year)
    columns = {**seen.columns, "population": seen.years[taken]}
    return replace(seen, columns=columns), [of.year_remark(taken, list(seen.years))]


def _taken(seen: Layout) -> list[Remark]:
    """Return which header was taken for which column, where they differ."""
    pairs = {column: seen.header[place] for column, place in seen.columns.items() if column != YEAR}
    renamed = {column: header for column, header in pairs.items() if header != column}
    return [Remark("columns", {"columns": list(renamed), "headers": list(renamed.values())})] if renamed else []


def _formats(rows: Sequence[Row], decimal: str) -> dict[str, Format]:
    """Return how the numbers of each column are written."""
    return {
        column: format_of(
            [row.text(column) for row in rows], decimal, thousands=column in LARGE, count=column == "population"
        )
        for column in BOUNDS
        if column in rows[0].cells
    }


def _format_remarks(formats: Mapping[str, Format], cells: Cells) -> list[Remark]:
    """Return which columns write thousands apart, and which have another decimal mark than the file's separator."""
    usual = "," if cells.separator == ";" else "."
    grouped = [column for column, written in formats.items() if written.thousands]
    marked = [column for column, written in formats.items() if written.decimal != usual and not written.thousands]
    remarks = [Remark("thousands", {"columns": grouped})] if grouped else []
    return remarks + ([Remark("decimal", {"columns": marked, "mark": formats[marked[0]].decimal})] if marked else [])
