"""Measures left out on one page: what it comes to in words, groups and measures in figures and tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from kraftsamling.analysis.measures_left_out.figure import draw_groups, draw_measures, group_series, measure_series
from kraftsamling.analysis.measures_left_out.find import MeasuresLeftOut
from kraftsamling.analysis.measures_left_out.words import levels, name_of, own_of, say, sentences, title_of
from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import MISSING, Reader
from kraftsamling.model.inputs.measures import load_measures


def write(folder: Path, finding: MeasuresLeftOut, subject: Subject, reader: Reader) -> list[str]:
    """Write measures.csv, groups.csv, stability.csv, two figures and report.html into `folder`; return no remarks."""
    files = {f"{name}.csv": getattr(finding, name) for name in ("measures", "groups", "stability")}
    for name, content in files.items():
        content.to_csv(folder / name, lineterminator="\n")
    note = subtitle(finding, subject, reader)
    drawn = {
        "groups": lambda: draw_groups(group_series(finding), note, reader),
        "measures": lambda: draw_measures(measure_series(finding), note, reader),
    }
    shown = {
        name: write_figure(folder, name, draw, say(f"{name}_title", reader), say(f"{name}_caption", reader))
        for name, draw in drawn.items()
    }
    answer = tag("section", *(tag("p", line) for line in sentences(finding, reader)), class_="answer")
    page = Page(say("title", reader), note, say("question", reader), say("intro", reader), reader)
    tables = [_table("groups", group_heads(finding, reader), group_cells(finding, reader), reader)]
    tables += [_table("measures", measure_heads(finding, reader), measure_cells(finding, reader), reader)]
    parts = [answer, shown["groups"], tables[0], shown["measures"], tables[1]]
    page.write(folder, parts, list(files))
    return []


def subtitle(finding: MeasuresLeftOut, subject: Subject, reader: Reader) -> str:
    """Return the region and how many worlds each part was run in."""
    singles, several, few = (reader.number(count) for count in finding.worlds)
    return say("subtitle", reader, region=subject.size(reader)["region"], singles=singles, groups=several, few=few)


def _table(name: str, heads: list[str], rows: list[list[str]], reader: Reader) -> Markup:
    caption = say(f"{name}_table", reader)
    return table(caption, [list(map(Head, heads))], [list(map(Cell, row)) for row in rows], caption)


def group_heads(finding: MeasuresLeftOut, reader: Reader) -> list[str]:
    """Return the headings of the table of groups: group, own measure, then four of each level."""
    return [say(f"head_{name}", reader) for name in ("group", "own")] + [
        say(f"head_{name}", reader, level=level)
        for level in levels(finding)
        for name in ("lost", "replaced", "share", "moves")
    ]


def group_cells(finding: MeasuresLeftOut, reader: Reader) -> list[list[str]]:
    """Return the groups in words, one row each, in the order of `group_heads`."""

    def told(row: pd.Series) -> Iterator[str]:
        if not row["in_play"]:
            yield from [say("not_chosen", reader), MISSING, MISSING, MISSING]
            return
        yield _spread(row, reader)
        yield reader.number(row["replaced"], 1)
        yield from (reader.percent(float(np.clip(row[name], 0, 1))) for name in ("own", "moves"))

    index = finding.groups.index.droplevel("level").unique()
    rows = {group: [finding.groups.loc[(level, *group)] for level in levels(finding)] for group in index}
    return [
        [name_of(group, reader), own_of(group, reader), *(cell for row in of_group for cell in told(row))]
        for group, of_group in rows.items()
    ]


def measure_heads(finding: MeasuresLeftOut, reader: Reader) -> list[str]:
    """Return the headings of the table of measures: title, id, the level that opens it, then two of each level."""
    return [say(f"head_{name}", reader) for name in ("measure", "id", "opens")] + [
        say(f"head_{name}", reader, level=level) for level in levels(finding) for name in ("mean", "place")
    ]


def measure_cells(finding: MeasuresLeftOut, reader: Reader) -> list[list[str]]:
    """Return every measure in words, one row each, in the order of the file."""

    def told(row: pd.Series) -> list[str]:
        if np.isnan(row["place"]):
            return [MISSING, MISSING]
        place = reader.interval(row["place_p05"], row["place_p95"], 0)
        return [_spread(row, reader), say("place", reader, place=reader.number(row["place"]), interval=place)]

    return [
        [
            title_of(measure.id, reader),
            measure.id,
            str(measure.level) if measure.is_free else say("not_free", reader),
            *(cell for level in levels(finding) for cell in told(finding.measures.loc[(level, measure.id)])),
        ]
        for measure in load_measures()
    ]


def _spread(row: pd.Series, reader: Reader) -> str:
    interval = reader.interval(row["p05"], row["p95"], 1)
    return say("spread", reader, middle=reader.number(row["lost"], 1), interval=interval)
