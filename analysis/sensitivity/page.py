"""What the experiment writes: tables, figures and one page, for each way in which the worlds can be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from kraftsamling.analysis.ledger.words import sentence
from kraftsamling.analysis.page.figure import REPORT
from kraftsamling.analysis.page.html import Cell, Markup, table, tag
from kraftsamling.analysis.page.page import document, examination, footer, header, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.sensitivity import given_page, one_at_a_time_page
from kraftsamling.analysis.sensitivity.figure import draw, draw_settling, series, settling_series
from kraftsamling.analysis.sensitivity.find import DIFFERENCE, GivenFinding, OneAtATimeFinding, SensitivityFinding
from kraftsamling.analysis.sensitivity.parts import heads, ledger_figure, row, section, write_tables
from kraftsamling.analysis.sensitivity.words import outcome_titles, study_method, study_sentences
from kraftsamling.analysis.words.reader import Reader


def write(folder: Path, finding: Any, subject: Subject, reader: Reader) -> list[str]:
    """Write tables, figures/ and report.html of a finding into `folder`; return remarks for the terminal."""
    return WRITERS[type(finding)](folder, finding, subject, reader)


def write_study(folder: Path, finding: SensitivityFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write tables, figures/ and report.html of a study."""
    write_tables(folder, finding.tables())
    title = reader.say("sensitivity.title")
    size = subject.size(reader) | {"points": reader.number(finding.study.points)}
    budget = reader.say(f"sensitivity.budget_{finding.pair.budget}")
    top = header(title, reader.say("sensitivity.subtitle", **size, budget=budget))
    last = footer(reader.say("sensitivity.rows"))
    body = examination(top, _parts(folder, finding, reader), [last], reader)
    (folder / REPORT).write_text(document(title, body, reader), encoding="utf-8")
    return []


def _parts(folder: Path, finding: SensitivityFinding, reader: Reader) -> list[Markup]:
    titles = outcome_titles(finding.pair, reader)
    first, *others = finding.study.indices
    parts = [tag("p", reader.say("sensitivity.intro"), class_="question")]
    parts.append(_section(finding, first, titles[first], reader, id="answer", class_="answer"))
    if finding.ledgers:
        words = reader.say("ledger.title"), reader.say("sensitivity.under_ledger")
        parts.append(ledger_figure(folder, finding.ledgers, titles, reader, words))
    parts.append(tag("p", reader.say("sensitivity.caveat"), class_="caveat"))
    parts += [*_indices(folder, finding, first, titles[first], reader), _settling(folder, finding, reader)]
    for name in others:
        parts.append(_section(finding, name, titles[name], reader, id=name))
        parts += _indices(folder, finding, name, titles[name], reader)
    return [*parts, tag("h2", reader.say("sensitivity.method")), tag("p", study_method(reader))]


def _section(finding: SensitivityFinding, outcome: str, title: str, reader: Reader, **attributes: str) -> Markup:
    lines = study_sentences(finding.study, outcome, reader)
    if outcome in finding.ledgers:
        lines.append(sentence(finding.ledgers[outcome], reader))
    return section(title, lines, **attributes)


def _indices(folder: Path, finding: SensitivityFinding, outcome: str, title: str, reader: Reader) -> list[Markup]:
    """Figure and table of an outcome's indices."""
    indices = finding.study.indices[outcome]
    shown = series(indices)
    under = reader.say("sensitivity.under_indices")
    drawing = write_figure(folder, outcome, lambda: draw(shown, title, indices.verdict, reader), title, under)
    return [drawing, _table(shown, reader)]


def _settling(folder: Path, finding: SensitivityFinding, reader: Reader) -> Markup:
    title, under = reader.say("sensitivity.settling"), reader.say("sensitivity.under_settling")
    shown = settling_series(finding.study, DIFFERENCE)
    return write_figure(folder, "settling", lambda: draw_settling(shown, reader), title, under)


def _table(shown: pd.DataFrame, reader: Reader) -> Markup:
    """Table of the strongest factors: group, total and first index with intervals, grade and meaning."""
    rows = []
    for factor, values in shown.iterrows():
        group = reader.say("sensitivity.nothing") if values["moves_nothing"] else reader.number(values["group"])
        cells = [
            Cell(reader.number(values[name], 2), reader.interval(values[f"{name}_low"], values[f"{name}_high"], 2))
            for name in ("total", "first")
        ]
        rows.append(row(str(factor), group, cells, reader))
    title = reader.say("sensitivity.table")
    return table(title, [heads(["sensitivity.head_total", "sensitivity.head_first"], reader)], rows, title)


WRITERS: dict[type, Callable[..., list[str]]] = {
    SensitivityFinding: write_study,
    GivenFinding: given_page.write,
    OneAtATimeFinding: one_at_a_time_page.write,
}
"""What writes each kind of finding."""
