"""The page on plausible worlds: what rules worlds out, and whether leaving them out changes a ranking."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.plausible.criteria import CRITERIA, as_numbers, shares
from kraftsamling.analysis.plausible.figure import ALL_CRITERIA, draw_criteria, draw_rankings, middle_halves
from kraftsamling.analysis.plausible.find import PlausibleFinding
from kraftsamling.analysis.plausible.words import criterion, passing, score_sentence, sentences, too_few
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import MISSING, Reader

SHOWN = ["median_all", "median_plausible", "first_all", "first_plausible"]


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
    title = reader.say("plausible.figure_criteria")
    drawing = write_figure(folder, "criteria", lambda: draw_criteria(finding.verdicts, reader), title)
    return [tag("p", passing(finding, reader)), drawing, criteria_table(criteria_series(finding.verdicts), reader)]


def _rankings(folder: Path, finding: PlausibleFinding, reader: Reader) -> list[Markup]:
    titles = {name: title[reader.language] for name, title in finding.titles.items()}
    lines = [tag("p", line) for line in sentences(finding, reader)]
    if not finding.too_few:
        least = reader.threshold(finding.smallest_difference)
        lines.append(tag("p", reader.say("plausible.ties", least=least), class_="caveat"))
    title = reader.say("plausible.figure_rankings")
    drawing = write_figure(folder, "rankings", lambda: draw_rankings(middle_halves(finding), titles, reader), title)
    return [*lines, drawing, rankings_table(rankings_series(finding), titles, reader)]


def criteria_series(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of worlds (0-1) that are tabled, by criterion and last for all of them (`ALL_CRITERIA`).

    Columns: passes; only_this, the share that only this criterion rules out, nan for all together.
    """
    everything = pd.DataFrame({"passes": verdicts["plausible"].mean(), "only_this": math.nan}, [ALL_CRITERIA])
    return pd.concat([shares(verdicts).loc[list(CRITERIA)], everything]).rename_axis("criterion")


def criteria_table(series: pd.DataFrame, reader: Reader) -> Markup:
    """Return what each criterion, and all of them, leave and rule out; see `criteria_series`."""
    heads = [Head(reader.say(f"plausible.column_{name}")) for name in ("criterion", "passes", "only")]
    rows = []
    for name, passes, only in series.itertuples():
        every = name == ALL_CRITERIA
        title = reader.say("plausible.all_of_them") if every else criterion(name, reader)
        alone = Cell(MISSING if every else reader.percent(only))
        rows.append([Cell(title), Cell(reader.percent(passes), strong=every), alone])
    caption = reader.say("plausible.table")
    return table(caption, [heads], rows, caption)


def rankings_series(finding: PlausibleFinding) -> pd.DataFrame:
    """Return medians of gains, points, and shares of worlds in which a course is first (0-1), as they are tabled.

    One row per question, budget and course; columns `SHOWN`, in all worlds and in plausible ones, where nan stands for
    no world.
    """
    return finding.to_frame()[SHOWN]


def rankings_table(series: pd.DataFrame, titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return each course in all worlds / in plausible ones; see `rankings_series`."""
    heads = [Head(reader.say(f"plausible.column_{name}")) for name in ("course", "median", "first")]
    shown: dict[str, Callable[[float], str]] = {"median": partial(reader.number, digits=1), "first": reader.percent}
    rows = []
    for (_, budget, course), row in series.iterrows():
        cells = [Cell(f"{titles[course]}, {reader.say(f'plausible.{budget}')}")]
        for column, show in shown.items():
            both = (row[f"{column}_{name}"] for name in ("all", "plausible"))
            cells.append(Cell(" / ".join(MISSING if pd.isna(value) else show(value) for value in both)))
        rows.append(cells)
    caption = reader.say("plausible.rankings")
    return table(caption, [heads], rows, caption)
