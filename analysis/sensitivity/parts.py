"""Parts that the pages on sensitivity share: the evidence ledger, what an assumption rests on, headings of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.ledger.figure import draw_ledger
from kraftsamling.analysis.ledger.shares import Ledger
from kraftsamling.analysis.ledger.words import named
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, tag
from kraftsamling.analysis.page.page import write_figure
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import parameters


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Write NAME.csv for each table; return the files' names."""
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return [f"{name}.csv" for name in tables]


def ledger_figure(
    folder: Path, ledgers: Mapping[str, Ledger], titles: Mapping[str, str], reader: Reader, words: Sequence[str]
) -> Markup:
    """Write the figure of the ledgers, a bar per outcome; `words` are its alternative text and, if another, caption."""
    shown = {titles[name]: ledger for name, ledger in ledgers.items()}
    return write_figure(folder, "ledger", lambda: draw_ledger(shown, reader), *words)


def section(title: str, lines: Iterable[str], *content: Markup, **attributes: str) -> Markup:
    """Return a headed section: sentences, then figures and tables."""
    return tag("section", tag("h2", title), joined(tag("p", line) for line in lines), *content, **attributes)


def heads(columns: Sequence[str], reader: Reader) -> list[Head]:
    """Return headings: meaning and group, the columns' own (keys of texts), what it rests on, and name."""
    keys = ["sensitivity.head_factor", "sensitivity.head_group", *columns]
    return [Head(reader.say(key)) for key in (*keys, "sensitivity.head_grade", "sensitivity.head_name")]


def row(name: str, group: str, cells: Sequence[Cell], reader: Reader) -> list[Cell]:
    """Return a row under `heads`."""
    about = [Cell(named(parameters()[name].evidence, reader)), Cell(name)]
    return [Cell(meaning(name, reader)), Cell(group), *cells, *about]
