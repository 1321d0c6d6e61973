"""The page of enough runs: each answer and what it took, as sentences, a figure and a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.enough_runs.figure import draw_answers
from kraftsamling.analysis.enough_runs.looks import BLOCK, MAX_LOOKS, Answers, EnoughRuns
from kraftsamling.analysis.enough_runs.words import sentences, shown, supply, width
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import MISSING, Reader
from kraftsamling.model.worlds.worlds import DEFAULT

INTRO_OF_SAMPLE = {"sampled": "enough_runs.intro", DEFAULT: "enough_runs.intro_default"}
"""Opening of the page by kind of sample. Named samples that are not listed are gone through in their order."""


def write(folder: Path, finding: EnoughRuns, subject: Subject, reader: Reader) -> list[str]:
    """Write enough_runs.csv, figures/ and report.html into `folder`; return the remarks."""
    answers = finding.answers
    titles = {name: title[reader.language] for name, title in finding.titles.items()}
    finding.to_frame().to_csv(folder / "enough_runs.csv", index=False, lineterminator="\n")
    title = reader.say(f"enough_runs.figure_{finding.unit}")
    drawing = write_figure(folder, "enough_runs", lambda: draw_answers(answers, titles, reader), title)
    parts = [
        tag("section", joined(tag("p", line) for line in sentences(answer, titles[course], titles[other], reader)))
        for (course, other, _), answer in answers.items()
    ]
    remarks = supply(answers.values(), subject.sample, subject.worlds, reader)
    parts += [tag("section", tag("p", line)) for line in remarks]
    size = subject.size(reader) | {"most": reader.number(finding.cap)}
    page = Page(
        title=reader.say("enough_runs.title"),
        subtitle=reader.say(f"enough_runs.subtitle_{finding.unit}", **size),
        question=reader.say(f"enough_runs.question_{finding.unit}"),
        intro=f"{_intro(finding, subject, reader)} {reader.say(f'enough_runs.budget_{finding.budget}')}",
        reader=reader,
    )
    page.write(folder, [joined(parts), drawing, answers_table(finding, titles, reader)], ["enough_runs.csv"])
    return remarks


def _intro(finding: EnoughRuns, subject: Subject, reader: Reader) -> str:
    level = next(iter(finding.answers))[2].level
    key = INTRO_OF_SAMPLE.get(subject.sample, "enough_runs.intro_given")
    return reader.say(key, looks=MAX_LOOKS, level=reader.percent(level), block=BLOCK)


def table_series(answers: Answers) -> pd.DataFrame:
    """Return one row per answer.

    Columns: course, other, kind; estimate, low, high and precision, shares (0-1) or points; count, worlds or seeds that
    it took; settled, whether the precision was reached; finer, worlds or seeds for half of it, 0 where not known.
    """
    rows = [
        {"course": course, "other": other, "kind": question.kind}
        | {name: getattr(answer.last, name) for name in ("estimate", "low", "high", "count")}
        | {"precision": question.precision, "settled": answer.settled, "finer": answer.finer}
        for (course, other, question), answer in answers.items()
    ]
    return pd.DataFrame(rows)


def answers_table(finding: EnoughRuns, titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return every answer with its interval, the required precision, and the runs that it and a finer one take."""
    columns = ("question", "answer", "precision", finding.unit, f"finer_{finding.unit}")
    heads = [Head(reader.say(f"enough_runs.column_{name}")) for name in columns]
    rows = []
    for row in table_series(finding.answers).to_dict("records"):
        names = {name: reader.quoted(titles[row[name]]) for name in ("course", "other")}
        estimate, low, high = (shown(row["kind"], row[name], reader) for name in ("estimate", "low", "high"))
        rows.append(
            [
                Cell(reader.say("enough_runs.pair", **names)),
                Cell(estimate, f"{low} – {high}"),
                Cell(f"±{width(row['kind'], row['precision'], reader)}"),
                Cell(reader.number(row["count"]), strong=row["settled"]),
                Cell(reader.number(row["finer"]) if row["finer"] else MISSING),
            ]
        )
    caption = reader.say("enough_runs.table")
    return table(caption, [heads], rows, caption)
