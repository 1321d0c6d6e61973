"""The scale on one page: what holds in words, one figure, every line in a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.scale.figure import draw, series
from kraftsamling.analysis.scale.find import ScaleFinding
from kraftsamling.analysis.scale.words import amount, between, name_of, say, sentences
from kraftsamling.analysis.words.reader import Reader

COLUMNS = ("line", "bracket", "source", "worlds", "inside", "width", "verdict")


def write(folder: Path, finding: ScaleFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write scale.csv, figures/scale.png and .svg, and report.html into `folder`; return no remarks."""
    finding.table.to_csv(folder / "scale.csv", lineterminator="\n")
    subtitle = say("subtitle", reader, **subject.size(reader))
    titles = say("figure_title", reader), say("figure_caption", reader)
    drawing = write_figure(folder, "scale", lambda: draw(series(finding), subtitle, reader), *titles)
    answer = tag("section", *(tag("p", line) for line in sentences(finding, reader)), class_="answer")
    page = Page(say("title", reader), subtitle, say("question", reader), say("intro", reader), reader)
    readings = tag("p", say("readings", reader), class_="caveat")
    page.write(folder, [answer, drawing, readings, lines_table(finding, reader)], ["scale.csv"])
    return []


def lines_table(finding: ScaleFinding, reader: Reader) -> Markup:
    """Return every line with its bracket, its worlds and its verdict."""
    heads = [Head(say(f"head_{name}", reader)) for name in COLUMNS]
    caption = say("table", reader)
    return table(caption, [heads], [list(map(Cell, row)) for row in cells(finding, reader)], caption)


def cells(finding: ScaleFinding, reader: Reader) -> list[list[str]]:
    """Return the table in words, one row a line, in the order of `COLUMNS`."""
    return [_cells(str(line), row, reader) for line, row in finding.table.iterrows()]


def _cells(line: str, row: pd.Series, reader: Reader) -> list[str]:
    unit = row["unit"]
    ends = (amount(float(row[name]), unit, reader) for name in ("p05", "median", "p95"))
    spread = " / ".join(ends) if pd.notna(row["p05"]) else amount(float(row["median"]), unit, reader)
    return [
        f"{row['number']}. {name_of(line, reader)}",
        between(float(row["low"]), float(row["high"]), unit, reader),
        say("sourced" if row["sourced"] else "ours", reader),
        spread,
        reader.percent(float(row["inside"])),
        reader.number(float(row["width"]), 1),
        say(f"verdict_{row['verdict']}", reader),
    ]
