"""What an experiment that checks the model writes: its table, its figures and one page that needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.checks.figure import DRAWINGS
from kraftsamling.analysis.checks.result import CheckResult, ChecksFinding
from kraftsamling.analysis.checks.words import cell, named, say, sentences, verdict
from kraftsamling.analysis.page.figure import REPORT
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, listed, table, tag
from kraftsamling.analysis.page.page import document, examination, footer, header, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import Reader


def write(folder: Path, finding: ChecksFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write NAME.csv, figures/*.png and *.svg and report.html into `folder`, NAME being that of the experiment.

    Returns:
        what the terminal must say, too: that one world carries no verdict.
    """
    finding.to_frame().to_csv(folder / f"{finding.name}.csv", index=False, lineterminator="\n")
    drawings = _draw(folder, finding.checks, reader)
    remarks = [say("page.one_world", reader)] if subject.worlds == 1 else []
    top = header(say(f"{finding.name}.title", reader), say("page.subtitle", reader, **subject.size(reader)))
    last = footer(say("page.rows", reader, name=finding.name))
    body = examination(top, _parts(finding, drawings, remarks, reader), [last], reader)
    page = document(say(f"{finding.name}.title", reader), body, reader)
    (folder / REPORT).write_text(page, encoding="utf-8")
    return remarks


def _draw(folder: Path, checks: Sequence[CheckResult], reader: Reader) -> dict[str, Markup]:
    """Write the figures; return each as HTML, by check."""
    drawings = {}
    for check in checks:
        if check.check in DRAWINGS:
            drawing = DRAWINGS[check.check]
            title = say(f"figure.{drawing.title}", reader)
            draw = partial(drawing.draw, drawing.series(check), reader)
            drawings[check.check] = write_figure(folder, check.check, draw, title)
    return drawings


def _parts(
    finding: ChecksFinding, drawings: Mapping[str, Markup], remarks: Sequence[str], reader: Reader
) -> list[Markup]:
    verdicts = listed(
        joined([tag("strong", f"{say(f'{check.check}.title', reader)}: "), verdict(check, reader)])
        for check in finding.checks
    )
    summary = joined([*(tag("p", remark) for remark in remarks), verdicts])
    parts = [
        tag("p", say(f"{finding.name}.intro", reader), class_="question"),
        tag("section", tag("h2", say("page.summary", reader)), summary, id="answer", class_="answer"),
        *(_section(check, drawings.get(check.check), reader) for check in finding.checks),
    ]
    if finding.sources:
        parts += [tag("h2", say("page.sources", reader)), listed(finding.sources)]
    return parts


def _section(result: CheckResult, drawing: Markup | None, reader: Reader) -> Markup:
    heading = f"{say(f'{result.check}.title', reader)} – {verdict(result, reader)}"
    parts = [
        tag("h2", heading),
        *(tag("p", sentence) for sentence in sentences(result, reader)),
        tag("p", say(f"{result.check}.asks", reader), class_="caveat"),
    ]
    parts += [drawing] if drawing else []
    parts += [_table(name, shown, reader) for name, shown in result.tables.items() if len(shown)]
    return tag("section", joined(parts), id=result.check)


def _table(name: str, shown: pd.DataFrame, reader: Reader) -> Markup:
    caption = say(f"table.{name}", reader)
    keys = " · ".join(named(key, reader) for key in shown.index.names if key is not None)
    heads = [Head(keys), *(Head(named(column, reader)) for column in shown)]
    rows = [
        [Cell(_case(key, reader)), *(Cell(cell(float(value), reader)) for value in row)]
        for key, row in zip(shown.index, shown.to_numpy(), strict=True)
    ]
    return table(caption, [heads], rows, caption)


def _case(key: object, reader: Reader) -> str:
    words = key if isinstance(key, tuple) else (key,)
    return " · ".join(named(word, reader) for word in words)
