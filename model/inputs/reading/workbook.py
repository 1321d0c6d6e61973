"""Reads the sheets of a workbook; run as a program of its own, with a limit on its memory.

A single cell far down and to the right makes a sheet of 17 thousand million cells: reading it takes all memory there
is and ends the process. So it is not our process that reads, and what cannot be read is refused like other bad input.
Nothing of ours is imported, so that it starts in a moment.
"""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import sys
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MAX_MEMORY = 2 << 30
"""Bytes of address space; the tables of all Swedish municipalities since 1968 take a tenth of it."""
REFUSED = 3
"""Exit status for what is no workbook."""


def sheets(content: bytes) -> dict[str, list[tuple[int, list[str]]]]:
    """Return the rows of each sheet by its name: the number of the row, and its cells; wholly empty ones are left out.

    Raises:
        CalamineError, OSError, ValueError: no workbook.
    """
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def _rows(cells: list[list[Any]]) -> list[tuple[int, list[str]]]:
    return [(number, [_written(cell) for cell in row]) for number, row in enumerate(cells, start=1) if any(_there(row))]


def _there(row: list[Any]) -> list[bool]:
    return [cell != "" for cell in row]


def _written(value: Any) -> str:
    """Return a cell as a text would have it: 911.0 as 911, a date by its year, month and day."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def main() -> int:
    """Read a workbook from standard input and write its sheets as JSON, or in one line why it is none."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # some systems set no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        read = json.dumps(sheets(sys.stdin.buffer.read()), ensure_ascii=True)
    except (CalamineError, OSError, ValueError) as error:
        print(" ".join(str(error).split()))
        return REFUSED
    print(read)
    return 0


if __name__ == "__main__":
    sys.exit(main())
