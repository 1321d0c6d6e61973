"""The template of a region's table: a workbook with a sheet to fill in and one that explains its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.reading.region_file import KNOWN, REQUIRED
from kraftsamling.model.texts import texts

if TYPE_CHECKING:
    from openpyxl import Workbook

EMPTY_ROWS = 400
"""Rows of the template whose codes are kept as text, so that they keep their leading zeros."""
WIDTHS = {"A": 22, "B": 14, "C": 64, "D": 16}


def template(reader: Reader) -> Workbook:
    """Return the template in the language of a reader."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    table = book.active
    table.title = reader.say("region.sheet_table")
    explained = book.create_sheet(reader.say("region.sheet_explained"))
    headers, meanings, examples = (
        texts(f"region_{part}", reader.language) for part in ("header", "meaning", "example")
    )
    table.append([headers[column] for column in KNOWN])
    for (cell,) in table.iter_rows(min_row=2, max_row=EMPTY_ROWS, max_col=1):
        cell.number_format = "@"
    explained.append([reader.say(f"region.head_{part}") for part in ("column", "needed", "meaning", "example")])
    for column in KNOWN:
        needed = reader.say(f"region.{'needed' if column in REQUIRED else 'optional'}")
        explained.append([headers[column], needed, meanings[column], examples[column]])
    for sheet in (table, explained):
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    for letter, width in WIDTHS.items():
        explained.column_dimensions[letter].width = width
    return book
