"""The evidence ledger in tables: shares by part, the weightiest assumptions, and the same shares for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from kraftsamling.analysis.ledger.shares import NAMED, PARTS, Ledger, named
from kraftsamling.analysis.page.columns import laid_out
from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.words.assumptions import meaning, value_range
from kraftsamling.analysis.words.reader import MISSING, Reader, hundredths
from kraftsamling.model.inputs.parameters import parameters

WEIGHTIEST = 5
"""Assumptions in the table of those that weigh most."""


def shares_table(
    ledgers: Mapping[str, Ledger], spreads: Mapping[str, pd.Series], assumptions: Mapping[str, int], reader: Reader
) -> Markup:
    """Return what each answer varies between, and by part of the ledger the shares of that, with intervals.

    Args:
        ledgers: by title of the answer.
        spreads: by the same title, median, p05 and p95 over worlds, points.
        assumptions: number of assumptions by grade.
    """
    heads = [Head(""), *(Head(reader.say("ledger.column_assumptions")), *map(Head, ledgers))]
    points = [Cell(reader.number(each["median"], 1), _range(each, reader)) for each in spreads.values()]
    rows = [[Cell(reader.say("ledger.points")), Cell(MISSING), *points]]
    for label, part, cells in _rows(ledgers, assumptions, reader):
        count = Cell(reader.number(assumptions[part]) if part in assumptions else MISSING)
        rows.append([Cell(label), count, *cells])
    caption = reader.say("ledger.table")
    return table(caption, [heads], rows, caption)


def weights_table(ledger: Ledger, reader: Reader) -> Markup:
    """Return the assumptions that weigh most alone, with share, interval, grade and range.

    Raises:
        ValueError: the ledger tells no weights.
    """
    if ledger.weights is None:
        raise ValueError("ledger: tells no weights of parameters")
    rows = []
    for name, row in ledger.weights.head(WEIGHTIEST).iterrows():
        known = parameters().get(str(name))
        grade = named(known.evidence, reader) if known else MISSING
        share = Cell(reader.percent(row["share"]), _limits(row, reader))
        rows.append([Cell(meaning(str(name), reader)), share, Cell(grade), Cell(value_range(str(name), reader))])
    heads = [Head(reader.say(f"holds.column_{name}")) for name in ("assumption", "share", "grade", "range")]
    caption = reader.say("holds.weights_table")
    return table(caption, [heads], rows, caption)


def terminal_shares(heading: str, ledgers: Mapping[str, Ledger], assumptions: Mapping[str, int], reader: Reader) -> str:
    """Return one block of lines: a part of the ledger on each, an answer, by its short name, in each column."""
    rows = []
    for label, _, cells in _rows(ledgers, assumptions, reader):
        rows.append([label, *(f"{cell.shown} ({cell.below})" if cell.below else cell.shown for cell in cells)])
    return laid_out([reader.say("ledger.axis"), *ledgers], {heading: rows})


def _rows(
    ledgers: Mapping[str, Ledger], assumptions: Mapping[str, int], reader: Reader
) -> Iterator[tuple[str, str, list[Cell]]]:
    """Yield label, part and a cell by answer, per cent: parts that hold an assumption or that an answer rests on."""
    for part in PARTS:
        if part in assumptions or any(each.table.loc[part, "high"] >= NAMED for each in ledgers.values()):
            yield named(part, reader), part, [_share(each, part, reader) for each in ledgers.values()]


def _share(ledger: Ledger, part: str, reader: Reader) -> Cell:
    """Share and interval, per cent; the interval alone where the shares are not sure, a dash where none is told."""
    row = ledger.table.loc[part]
    if ledger.refused:
        return Cell(MISSING)
    limits = _limits(row, reader)
    return Cell(hundredths(row["share"]), limits) if ledger.sure else Cell(limits)


def _limits(row: pd.Series, reader: Reader) -> str:
    return reader.between(hundredths(row["low"]), hundredths(row["high"]))


def _range(spread: pd.Series, reader: Reader) -> str:
    return reader.interval(spread["p05"], spread["p95"]) if spread["p05"] < spread["p95"] else ""
