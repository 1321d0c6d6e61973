"""Rows in columns of fixed width, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from kraftsamling.analysis.words.reader import NARROW_SPACE, NO_BREAK


def laid_out(header: Sequence[str], blocks: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """Return blocks of rows by heading, each under the header, all in the same columns, with plain spaces only."""
    widths = [max(len(row[i]) for row in [header, *chain(*blocks.values())]) for i in range(len(header))]
    lines = []
    for heading, rows in blocks.items():
        lines += ["", heading, _aligned(header, widths)]
        lines += ["-" * len(lines[-1]), *(_aligned(row, widths) for row in rows)]
    return plain_spaces("\n".join(lines[1:]))


def plain_spaces(shown: str) -> str:
    """Return text with no other spaces than plain ones."""
    return shown.replace(NARROW_SPACE, " ").replace(NO_BREAK, " ")


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return the cells in columns: names to the left, numbers to the right."""
    cells = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
    return "  ".join([row[0].ljust(widths[0]), *cells])
