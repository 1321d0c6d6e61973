"""The tables and the page on why two strategies differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.page.figure import REPORT
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table, tag
from kraftsamling.analysis.page.page import document, examination, header, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.why.account import differs_from_zero
from kraftsamling.analysis.why.figure import draw, series
from kraftsamling.analysis.why.find import WhyFinding, each_world, largest_parts
from kraftsamling.analysis.why.split import MECHANISMS
from kraftsamling.analysis.why.words import (
    called,
    dropped,
    each,
    few_worlds,
    key,
    method,
    named,
    note,
    reasons,
    sentences,
    titled,
)
from kraftsamling.analysis.words.reader import MISSING, Reader


def write(folder: Path, finding: WhyFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write mechanisms.csv, levers.csv, screening.csv, figures/ and report.html into `folder`.

    Returns:
        what the terminal says: that the worlds are too few, if so.
    """
    tables = {kind: result.to_frame() for kind, result in finding.splits.items()} | {"screening": finding.screening()}
    for name, frame in tables.items():
        if "place" in frame:
            frame["place"] = [key(place, reader) for place in frame["place"]]
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    pair = {"first": finding.first, "second": finding.second}
    titles = {place: reader.conceal(title[reader.language]) for place, title in pair.items()}
    title, few = reader.say("why.heading", **titles), few_worlds(finding.whole.worlds, reader)
    parts = [_answer(finding, place, reader) for place in finding.places]
    if finding.whole.few:
        parts += [tag("p", few), table_of_few(each_world(finding.whole), reader)]
        parts.append(tag("p", reader.say("why.under"), class_="caveat"))
    else:
        parts += [tag("p", reader.say("why.caveat"), class_="caveat"), _figure(folder, finding, title, reader)]
        parts += [table_of_parts(largest_parts(finding.whole), reader), *_methods(finding, reader)]
    size = subject.size(reader) | {"budget": reader.say(f"why.budget_{finding.budget}")}
    body = examination(header(title, reader.say("why.subtitle", **size, **titles)), parts, [], reader)
    (folder / REPORT).write_text(document(title, body, reader), encoding="utf-8")
    return [few] if finding.whole.few else []


def table_of_parts(rows: pd.DataFrame, reader: Reader) -> Markup:
    """Return the table of the largest part in each place; see `largest_parts`."""
    heads = [Head(reader.say(f"why.head_{name}")) for name in ("place", "difference", "part", "points", "without")]
    lines = []
    for place, of_place in rows.groupby("place", sort=False):
        cells = [Cell(called(str(place), reader)), _spread(of_place.head(1), "total", reader)]
        if of_place["part"].isna().all():
            cells += [Cell(MISSING)] * 3
        else:
            cells.append(Cell(" / ".join(named(part, MECHANISMS, reader) for part in of_place["part"])))
            cells += [_spread(of_place, column, reader) for column in ("share", "without")]
        lines.append(cells)
    return table(reader.say("why.table"), [heads], lines, reader.say("why.table"))


def table_of_few(rows: pd.DataFrame, reader: Reader) -> Markup:
    """Return the table of what each of a few worlds gives, without what takes more of them; see `each_world`."""
    heads = [Head(reader.say(f"why.head_{name}")) for name in ("place", "difference")]
    lines = [[Cell(called(str(place), reader)), Cell(each(points, reader))] for place, points in rows.iterrows()]
    return table(reader.say("why.table_each"), [heads], lines, reader.say("why.table_each"))


def _answer(finding: WhyFinding, place: int, reader: Reader) -> Markup:
    """Return what is known of a place, and the reasons where the difference bears them."""
    name = finding.whole.places[place]
    parts = [tag("p", line) for line in sentences(finding, place, reader)]
    for kind, result in finding.splits.items():
        if result.parts and differs_from_zero(finding.whole, place):
            lines = reasons(result, kind, place, called(name, reader), reader)
            parts += [tag("h3", titled(kind, reader)), *(tag("p", line) for line in lines)]
    return tag("section", joined(parts), id=f"answer_{key(name, reader)}", class_="answer")


def _figure(folder: Path, finding: WhyFinding, title: str, reader: Reader) -> Markup:
    rows = series(finding.splits, finding.places)
    if rows.empty:
        return tag("p", reader.say("why.no_parts"))
    names = [called(finding.whole.places[place], reader) for place in finding.places]
    caption = f"{note(finding.whole.worlds, reader)} {reader.say('why.under')}"
    return write_figure(folder, "why", lambda: draw(rows, title, names, finding.whole.worlds, reader), title, caption)


def _methods(finding: WhyFinding, reader: Reader) -> Iterator[Markup]:
    """Yield how each split was counted, where there was anything to split."""
    for kind, result in finding.splits.items():
        if len(result.screening) < 2 or not result.parts:
            continue
        yield tag("p", f"{titled(kind, reader)}: {method(result, reader)}")
        if result.dropped:
            yield tag("p", dropped(result, kind, reader))


def _spread(rows: pd.DataFrame, column: str, reader: Reader) -> Cell:
    """Return the means over worlds in one or several rows, each with the range of nine worlds in ten."""
    means = [reader.number(mean, 1, signed=True) for mean in rows[f"{column}_mean"]]
    ends = zip(rows[f"{column}_p05"], rows[f"{column}_p95"], strict=True)
    return Cell(" / ".join(means), " / ".join(reader.interval(low, high, signed=True) for low, high in ends))
