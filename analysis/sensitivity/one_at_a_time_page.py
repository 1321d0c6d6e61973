"""Tables, figures and page on what moves the outcomes in the world of default values, one assumption at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.sensitivity.find import DIFFERENCE, OneAtATimeFinding
from kraftsamling.analysis.sensitivity.one_at_a_time import ENDS, Effects
from kraftsamling.analysis.sensitivity.one_at_a_time_figure import draw, series
from kraftsamling.analysis.sensitivity.parts import heads, row, section, write_tables
from kraftsamling.analysis.sensitivity.words import effects_sentences, outcome_titles
from kraftsamling.analysis.words.assumptions import plain, value_range
from kraftsamling.analysis.words.reader import MISSING, Reader


def write(folder: Path, finding: OneAtATimeFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write tables, figures/ and report.html; the seeds are the finding's, which may be more than were asked for."""
    files = write_tables(folder, finding.tables())
    titles = outcome_titles(finding.pair, reader)
    parts = [_section(folder, effects, titles[name], reader) for name, effects in finding.effects.items()]
    method = tag("p", reader.say("one_at_a_time.method"))
    parts.append(tag("section", tag("h2", reader.say("given.method")), method))
    size = replace(subject, seeds=finding.effects[DIFFERENCE].seeds).size(reader)
    budget = reader.say(f"sensitivity.budget_{finding.pair.budget}")
    page = Page(
        title=reader.say("one_at_a_time.title"),
        subtitle=reader.say("one_at_a_time.subtitle", **size, budget=budget),
        question=reader.say("one_at_a_time.question"),
        intro=reader.say("one_at_a_time.intro"),
        reader=reader,
    )
    page.write(folder, parts, files)
    return []


def _section(folder: Path, effects: Effects, title: str, reader: Reader) -> Markup:
    shown = series(effects)
    under = reader.say("one_at_a_time.under")
    drawing = write_figure(folder, effects.outcome, lambda: draw(shown, title, reader), under)
    distinct = shown[shown["group"] > 0]
    tables = [] if distinct.empty else [_table(distinct, reader)]
    return section(title, effects_sentences(effects, reader), drawing, *tables, id=effects.outcome)


def _table(shown: pd.DataFrame, reader: Reader) -> Markup:
    """Table of the parameters that move most and differ from chance."""
    rows = []
    for name, ends in shown.groupby(level="parameter", sort=False):
        by_end = ends.droplevel("parameter")
        cells = [_effect(by_end.loc[end], reader) if end in by_end.index else Cell(MISSING) for end in ENDS]
        cells += [Cell(plain(ends["default"].iloc[0], reader)), Cell(value_range(str(name), reader))]
        rows.append(row(str(name), reader.number(ends["group"].iloc[0]), cells, reader))
    columns = [f"one_at_a_time.{column}" for column in (*ENDS, "default", "range")]
    title = reader.say("one_at_a_time.table")
    return table(title, [heads(columns, reader)], rows, title)


def _effect(row: pd.Series, reader: Reader) -> Cell:
    limits = reader.interval(row["effect_low"], row["effect_high"], 2, signed=True)
    return Cell(reader.number(row["effect"], 2, signed=True), limits, strong=bool(row["told"]))
