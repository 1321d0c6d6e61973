"""`kraftsamling region check FILE` and `kraftsamling region new FILE.xlsx`: from a table to a region for runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences, problem_lines, sentences
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.reading.region_file import KNOWN, REQUIRED
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.texts import texts
from kraftsamling.model.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from openpyxl import Workbook

ALLOWED = "allowed: kraftsamling region check FILE, kraftsamling region new FILE.xlsx, each with language=sv|en"
EMPTY_ROWS = 400
"""Rows of the template whose codes are kept as text, so that they keep their leading zeros."""
WIDTHS = {"A": 22, "B": 14, "C": 64, "D": 16}


def region_command(words: Sequence[str]) -> int:
    """Check a region's file or write a template; return 0, or 2 for a file that cannot be used.

    Raises:
        InputError: words that are no such command, or a template that cannot be written.
    """
    language = "sv"
    given = []
    for word in words:
        if word.startswith("language="):
            language = word.removeprefix("language=")
        else:
            given.append(word)
    if len(given) != 2 or given[0] not in ("check", "new") or language not in LANGUAGES:
        raise InputError(f"region: {' '.join(words)!r}; {ALLOWED}")
    return (_check if given[0] == "check" else _new)(given[1], Reader(language))


def _check(file: str, reader: Reader) -> int:
    """Print how a file was understood, and what is wrong with it, one problem a line."""
    try:
        region = load_region(file)
    except FileRefused as error:
        print(*(f"{line}\n" for line in sentences(error.remarks, reader)), sep="", end="")
        lines = problem_lines(error, reader)
        print(reader.say("region.refused", count=len(error.problems) + error.more), *lines, sep="\n  ", file=sys.stderr)
        return 2
    print("\n".join([*all_sentences(region, reader), reader.say("region.usable", path=file)]), flush=True)
    return 0


def _new(file: str, reader: Reader) -> int:
    """Write a template and print where it lies."""
    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"region new: {file!r} is no workbook; allowed: a file that ends with .xlsx")
    try:
        with path.open("xb") as stream:
            _template(reader).save(stream)
    except FileExistsError:
        raise InputError(f"region new: {file!r} exists already; allowed: a new file") from None
    except OSError as error:
        raise InputError(f"region new: {file!r} cannot be written ({error.strerror}); allowed: a new file") from None
    print(reader.say("region.made", path=file), flush=True)
    return 0


def _template(reader: Reader) -> Workbook:
    """Return a workbook with a sheet to fill in and one that explains its columns."""
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
