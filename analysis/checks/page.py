"""What an experiment that checks the model writes: its table, its figures and one page that needs no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kraftsamling.analysis.checks.figures import FIGURES
from kraftsamling.analysis.checks.sanity import Finding
from kraftsamling.analysis.checks.words import cell, named, say, sentences, verdict
from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, listed, table, tag
from kraftsamling.analysis.page.page import document, footer, header, write_figure
from kraftsamling.analysis.words.reader import Reader


def write_checks(
    folder: Path,
    name: str,
    findings: Sequence[Finding],
    size: Mapping[str, Any],
    reader: Reader,
    sources: Sequence[str] = (),
) -> list[str]:
    """Write NAME.csv, figures/*.png and *.svg and report.html into `folder`; return what the terminal must say, too.

    Args:
        name: "sanity" or "facts".
        size: region, worlds, seeds and years, as the subtitle has them, and number_of_worlds.
        sources: of the published figures, if any.
    """
    frame = pd.concat([finding.to_frame() for finding in findings], ignore_index=True)
    frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    drawings = _draw(folder, findings, reader)
    remarks = [say("page.one_world", reader)] if size["number_of_worlds"] == 1 else []
    page = _page(name, findings, drawings, say("page.subtitle", reader, **size), remarks, sources, reader)
    (folder / "report.html").write_text(page, encoding="utf-8")
    return remarks


def _draw(folder: Path, findings: Sequence[Finding], reader: Reader) -> dict[str, Markup]:
    """Write the figures; return each as HTML, by check."""
    drawings = {}
    for finding in findings:
        if finding.check not in FIGURES:
            continue
        title, draw = FIGURES[finding.check]
        with style():
            figure = draw(finding, reader)
        drawings[finding.check] = write_figure(folder, finding.check, figure, say(f"figure.{title}", reader))
    return drawings


def _page(
    name: str,
    findings: Sequence[Finding],
    drawings: dict[str, Markup],
    subtitle: str,
    remarks: Sequence[str],
    sources: Sequence[str],
    reader: Reader,
) -> str:
    title = say(f"{name}.title", reader)
    verdicts = listed(
        joined([tag("strong", f"{say(f'{f.check}.title', reader)}: "), verdict(f, reader)]) for f in findings
    )
    told = joined([*(tag("p", remark) for remark in remarks), verdicts])
    summary = tag("section", tag("h2", say("page.summary", reader)), told, id="answer", class_="answer")
    parts = [tag("p", say(f"{name}.intro", reader), class_="question"), summary]
    parts += [_section(finding, drawings.get(finding.check), reader) for finding in findings]
    if sources:
        parts += [tag("h2", say("page.sources", reader)), listed(sources)]
    rows = footer(say("page.rows", reader, name=name))
    return document(title, [header(title, subtitle), tag("main", joined(parts)), rows], reader)


def _section(finding: Finding, drawing: Markup | None, reader: Reader) -> Markup:
    heading = f"{say(f'{finding.check}.title', reader)} – {verdict(finding, reader)}"
    parts = [
        tag("h2", heading),
        *(tag("p", sentence) for sentence in sentences(finding, reader)),
        tag("p", say(f"{finding.check}.asks", reader), class_="caveat"),
    ]
    parts += [drawing] if drawing else []
    parts += [_table(name, shown, reader) for name, shown in finding.tables.items() if len(shown)]
    return tag("section", joined(parts), id=finding.check)


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
