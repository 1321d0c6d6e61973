"""Tables, figures and page on what carries the outcomes in given worlds."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.ledger.words import sentence
from kraftsamling.analysis.page.html import Cell, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.sensitivity.find import GivenFinding
from kraftsamling.analysis.sensitivity.given import KINDS, TOO_FEW
from kraftsamling.analysis.sensitivity.given_figure import draw, series
from kraftsamling.analysis.sensitivity.parts import heads, ledger_figure, row, section, write_tables
from kraftsamling.analysis.sensitivity.words import dependence_sentence, given_method, given_sentences, outcome_titles
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.worlds.worlds import PLAUSIBLE


def write(folder: Path, finding: GivenFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write tables, figures/ and report.html; return what the terminal says of where the worlds come from."""
    files = write_tables(folder, finding.tables())
    titles = outcome_titles(finding.pair, reader)
    parts = [_section(folder, finding, name, titles[name], reader) for name in finding.given]
    parts.insert(1, ledger_figure(folder, finding.ledgers, titles, reader, [reader.say("ledger.note")]))
    parts.append(_method(finding, subject, reader))
    sizes = {"least": reader.number(finding.design_points), "count": reader.number(subject.worlds)}
    origin = reader.say("given.sampled", **sizes) if finding.design_points else reader.say("given.kept")
    budget = reader.say(f"sensitivity.budget_{finding.pair.budget}")
    page = Page(
        title=reader.say("given.title"),
        subtitle=reader.say("given.subtitle", **subject.size(reader), budget=budget),
        question=reader.say("given.question"),
        intro=f"{origin} {reader.say('given.intro')}",
        reader=reader,
    )
    page.write(folder, parts, files)
    return [origin] if finding.design_points else []


def _section(folder: Path, finding: GivenFinding, outcome: str, title: str, reader: Reader) -> Markup:
    given = finding.given[outcome]
    shown = series(given)
    content = []
    if given.verdict != TOO_FEW:
        drawing = partial(draw, shown, given.dummy, title, given.verdict, reader)
        content.append(write_figure(folder, outcome, drawing, reader.say("given.under")))
    if shown["told"].any():
        content.append(_table(shown[shown["told"]], reader))
    lines = [*given_sentences(given, reader), sentence(finding.ledgers[outcome], reader)]
    return section(title, lines, *content, id=outcome)


def _method(finding: GivenFinding, subject: Subject, reader: Reader) -> Markup:
    caveat = reader.say("given.caveat")
    if subject.sample == PLAUSIBLE:
        caveat += f" {reader.say('given.filtered')}"
    lines = [caveat]
    if any(given.verdict != TOO_FEW for given in finding.given.values()):
        lines = [dependence_sentence(finding.dependence, reader), caveat, given_method(reader)]
    return tag("section", tag("h2", reader.say("given.method")), *(tag("p", line) for line in lines))


def _table(shown: pd.DataFrame, reader: Reader) -> Markup:
    """Table of the strongest parameters that differ from noise."""
    rows = []
    for name, values in shown.iterrows():
        cells = [
            Cell(reader.number(values[kind], 2), reader.interval(values[f"{kind}_low"], values[f"{kind}_high"], 2))
            for kind in KINDS
        ]
        rows.append(row(str(name), reader.number(values["group"]), cells, reader))
    title = reader.say("given.table")
    return table(title, [heads([f"given.{kind}" for kind in KINDS], reader)], rows, title)
