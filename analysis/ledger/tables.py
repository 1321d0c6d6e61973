"""The evidence ledger in tables: shares by part, the weightiest assumptions, and the same shares for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from kraftsamling.analysis.ledger.shares import NAMED, PARTS, Ledger, named
from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.report.terminal import laid_out
from kraftsamling.analysis.words.assumptions import meaning, value_range
from kraftsamling.analysis.words.numbers import MISSING, between, hundredths, interval, number, percent
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.texts import text

WEIGHTIEST = 5
"""Assumptions in the table of those that weigh most."""


def shares_table(
    ledgers: Mapping[str, Ledger], spreads: Mapping[str, pd.Series], assumptions: Mapping[str, int], language: str
) -> Markup:
    """Return what each answer varies between, and by part of the ledger the shares of that, with intervals.

    Args:
        ledgers: by title of the answer.
        spreads: by the same title, median, p05 and p95 over worlds, points.
        assumptions: number of assumptions by grade.
    """
    heads = [Head(""), *(Head(text("ledger.column_assumptions", language)), *map(Head, ledgers))]
    points = [Cell(number(each["median"], language, 1), _range(each, language)) for each in spreads.values()]
    rows = [[Cell(text("ledger.points", language)), Cell(MISSING), *points]]
    for label, part, cells in _rows(ledgers, assumptions, language):
        count = Cell(number(assumptions[part], language) if part in assumptions else MISSING)
        rows.append([Cell(label), count, *cells])
    caption = text("ledger.table", language)
    return table(caption, [heads], rows, caption)


def weights_table(ledger: Ledger, language: str) -> Markup:
    """Return the assumptions that weigh most alone, with share, interval, grade and range.

    Raises:
        ValueError: the ledger tells no weights.
    """
    if ledger.weights is None:
        raise ValueError("ledger: tells no weights of parameters")
    rows = []
    for name, row in ledger.weights.head(WEIGHTIEST).iterrows():
        known = parameters().get(str(name))
        grade = named(known.evidence, language) if known else MISSING
        share = Cell(percent(row["share"], language), _limits(row, language))
        rows.append([Cell(meaning(str(name), language)), share, Cell(grade), Cell(value_range(str(name), language))])
    heads = [Head(text(f"holds.column_{name}", language)) for name in ("assumption", "share", "grade", "range")]
    caption = text("holds.weights_table", language)
    return table(caption, [heads], rows, caption)


def terminal_shares(heading: str, ledgers: Mapping[str, Ledger], assumptions: Mapping[str, int], language: str) -> str:
    """Return one block of lines: a part of the ledger on each, an answer, by its short name, in each column."""
    rows = []
    for label, _, cells in _rows(ledgers, assumptions, language):
        rows.append([label, *(f"{cell.shown} ({cell.below})" if cell.below else cell.shown for cell in cells)])
    return laid_out([text("ledger.axis", language), *ledgers], {heading: rows})


def _rows(
    ledgers: Mapping[str, Ledger], assumptions: Mapping[str, int], language: str
) -> Iterator[tuple[str, str, list[Cell]]]:
    """Yield label, part and a cell by answer, per cent: parts that hold an assumption or that an answer rests on."""
    for part in PARTS:
        if part in assumptions or any(each.table.loc[part, "high"] >= NAMED for each in ledgers.values()):
            yield named(part, language), part, [_share(each, part, language) for each in ledgers.values()]


def _share(ledger: Ledger, part: str, language: str) -> Cell:
    """Share and interval, per cent; the interval alone where the shares are not sure, a dash where none is told."""
    row = ledger.table.loc[part]
    if ledger.refused:
        return Cell(MISSING)
    limits = _limits(row, language)
    return Cell(hundredths(row["share"]), limits) if ledger.sure else Cell(limits)


def _limits(row: pd.Series, language: str) -> str:
    return between(hundredths(row["low"]), hundredths(row["high"]), language)


def _range(spread: pd.Series, language: str) -> str:
    return interval(spread["p05"], spread["p95"], language) if spread["p05"] < spread["p95"] else ""
