"""The page on plausible worlds: what rules worlds out, and whether leaving them out changes a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.plausible.criteria import CRITERIA, as_numbers, shares
from kraftsamling.analysis.plausible.figure import draw_criteria, draw_rankings, middle_halves
from kraftsamling.analysis.plausible.find import PlausibleFinding
from kraftsamling.analysis.plausible.words import criterion, passing, score_sentence, sentences, too_few
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import MISSING, Reader


def write(folder: Path, finding: PlausibleFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write plausible.csv, rankings.csv, figures/ and report.html into `folder`.

    Returns:
        what the terminal must say, too: that the plausible worlds are too few, where they are.
    """
    as_numbers(finding.verdicts).to_csv(folder / "plausible.csv", lineterminator="\n")
    finding.to_frame().to_csv(folder / "rankings.csv", lineterminator="\n")
    sections = {
        "criteria": _criteria(folder, finding, reader),
        "rankings": _rankings(folder, finding, reader),
        "score": [tag("p", score_sentence(finding, reader))],
    }
    parts = [tag("section", tag("h2", reader.say(f"plausible.{name}")), *content) for name, content in sections.items()]
    page = Page(
        title=reader.say("plausible.title"),
        subtitle=reader.say("plausible.subtitle", **subject.size(reader)),
        question=reader.say("plausible.question"),
        intro=reader.say("plausible.intro"),
        reader=reader,
    )
    page.write(folder, parts, ["plausible.csv", "rankings.csv"])
    return too_few(finding, reader)


def _criteria(folder: Path, finding: PlausibleFinding, reader: Reader) -> list[Markup]:
    figure = draw_criteria(finding.verdicts, reader)
    drawing = write_figure(folder, "criteria", figure, reader.say("plausible.figure_criteria"))
    return [tag("p", passing(finding, reader)), drawing, _criteria_table(finding.verdicts, reader)]


def _rankings(folder: Path, finding: PlausibleFinding, reader: Reader) -> list[Markup]:
    titles = {name: title[reader.language] for name, title in finding.titles.items()}
    lines = [tag("p", line) for line in sentences(finding, reader)]
    if not finding.too_few:
        least = reader.threshold(finding.smallest_difference)
        lines.append(tag("p", reader.say("plausible.ties", least=least), class_="caveat"))
    figure = draw_rankings(middle_halves(finding), titles, reader)
    drawing = write_figure(folder, "rankings", figure, reader.say("plausible.figure_rankings"))
    return [*lines, drawing, _rankings_table(finding, titles, reader)]


def _criteria_table(verdicts: pd.DataFrame, reader: Reader) -> Markup:
    passed = shares(verdicts)
    heads = [Head(reader.say(f"plausible.column_{name}")) for name in ("criterion", "passes", "only")]
    rows = [
        [Cell(criterion(name, reader)), *(Cell(reader.percent(passed.loc[name, column])) for column in passed)]
        for name in CRITERIA
    ]
    everything = reader.percent(verdicts["plausible"].mean())
    rows.append([Cell(reader.say("plausible.all_of_them")), Cell(everything, strong=True), Cell(MISSING)])
    caption = reader.say("plausible.table")
    return table(caption, [heads], rows, caption)


def _rankings_table(finding: PlausibleFinding, titles: Mapping[str, str], reader: Reader) -> Markup:
    heads = [Head(reader.say(f"plausible.column_{name}")) for name in ("course", "median", "first")]
    shown = {"median": lambda value: reader.number(value, 1), "first": lambda value: reader.percent(value)}
    rows = []
    for (_, budget, course), row in finding.to_frame().iterrows():
        cells = [Cell(f"{titles[course]}, {reader.say(f'plausible.{budget}')}")]
        for column, show in shown.items():
            both = (row[f"{column}_{name}"] for name in ("all", "plausible"))
            cells.append(Cell(" / ".join(MISSING if pd.isna(value) else show(value) for value in both)))
        rows.append(cells)
    caption = reader.say("plausible.rankings")
    return table(caption, [heads], rows, caption)
