"""The evidence ledger in tables: shares by part, the weightiest assumptions, and the same shares for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from kraftsamling.analysis.ledger.find import parts_of, weightiest
from kraftsamling.analysis.ledger.shares import Ledger
from kraftsamling.analysis.ledger.words import named
from kraftsamling.analysis.page.columns import laid_out
from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.words.assumptions import meaning, value_range
from kraftsamling.analysis.words.reader import MISSING, Reader, hundredths


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
    for label, count, cells in _rows(ledgers, assumptions, reader):
        rows.append([Cell(label), Cell(reader.number(count)), *cells])
    caption = reader.say("ledger.table")
    return table(caption, [heads], rows, caption)


def weights_table(ledger: Ledger, reader: Reader) -> Markup:
    """Return the assumptions that weigh most alone, with share, interval, grade and range.

    Raises:
        ValueError: the ledger gives no weights.
    """
    rows = []
    for name, row in weightiest(ledger).iterrows():
        grade = MISSING if pd.isna(row["grade"]) else named(row["grade"], reader)
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
) -> Iterator[tuple[str, float, list[Cell]]]:
    """Yield label, number of assumptions (nan where the part is no grade) and a cell by answer, per cent."""
    for part, rows in parts_of(list(ledgers.values()), assumptions).groupby("part", sort=False):
        cells = [_share(row, reader) for _, row in rows.iterrows()]
        yield named(str(part), reader), rows["assumptions"].iloc[0], cells


def _share(row: pd.Series, reader: Reader) -> Cell:
    """Share and interval, per cent; the interval alone where the share is not sure, a dash where none is given."""
    if pd.isna(row["share"]):
        return Cell(MISSING)
    limits = _limits(row, reader)
    return Cell(hundredths(row["share"]), limits) if row["sure"] else Cell(limits)


def _limits(row: pd.Series, reader: Reader) -> str:
    return reader.between(hundredths(row["low"]), hundredths(row["high"]))


def _range(spread: pd.Series, reader: Reader) -> str:
    return reader.interval(spread["p05"], spread["p95"]) if spread["p05"] < spread["p95"] else ""
