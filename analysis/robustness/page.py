"""The page of robustness: by budget mode what the criteria say, then where each course falls short."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from kraftsamling.analysis.page.html import Markup, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.robustness.discovery import INSTALL, Demands
from kraftsamling.analysis.robustness.figure import draw_criteria, draw_discovery
from kraftsamling.analysis.robustness.find import RobustnessFinding
from kraftsamling.analysis.robustness.series import one_world_series
from kraftsamling.analysis.robustness.tables import boxes_table, one_world_table, scores_table
from kraftsamling.analysis.robustness.words import box_sentence, one_world_sentence, sentences
from kraftsamling.analysis.words.reader import FEW_WORLDS, Reader


def write(folder: Path, finding: RobustnessFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write robustness.csv, discovery.csv, gains.csv, figures/ and report.html into `folder`; return the remarks.

    With one world there are only gains.csv and the page, which says who leads in it and that it carries no criterion.
    """
    titles = {name: title[reader.language] for name, title in finding.titles.items()}
    tables = {"gains": finding.points()}
    if finding.judged:
        tables = {"robustness": finding.to_frame(), "discovery": finding.boxes()} | tables
        parts = [_budget_part(folder, finding, budget, titles, reader) for budget in finding.judged]
        parts += [_discovery_part(folder, finding, budget, titles, reader) for budget in finding.searches]
    else:
        parts = [_one_world_part(finding, budget, titles, reader) for budget in finding.gains]
    lines = remarks(subject.worlds, reader)
    parts = [*(tag("section", tag("p", remark), class_="answer") for remark in lines), *parts]
    for name, frame in tables.items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    page = Page(
        title=reader.say("robustness.title"),
        subtitle=reader.say("robustness.subtitle", **subject.size(reader)),
        question=reader.say("robustness.question"),
        intro=reader.say("robustness.intro"),
        reader=reader,
    )
    page.write(folder, parts, [f"{name}.csv" for name in tables])
    return lines


def remarks(worlds: int, reader: Reader) -> list[str]:
    """Return what a reader must know first: one world carries no criterion, and few worlds carry it badly."""
    if worlds == 1:
        return [reader.say("robustness.one_world")]
    if worlds < FEW_WORLDS:
        return [reader.say("robustness.few_worlds", worlds=worlds, share=reader.percent(1 / worlds))]
    return []


def _one_world_part(finding: RobustnessFinding, budget: str, titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return which course leads in the one world, and every course's points and how far it is behind."""
    series = one_world_series(finding.gains[budget].iloc[0], finding.smallest_difference)
    leaders = [titles[name] for name in series.loc[series["first"], "course"]]
    sentence = one_world_sentence(leaders, finding.smallest_difference, budget, reader)
    heading = tag("h2", reader.say(f"robustness.{budget}"))
    return tag("section", heading, tag("p", sentence), one_world_table(series, titles, reader), id=budget)


def _budget_part(
    folder: Path, finding: RobustnessFinding, budget: str, titles: Mapping[str, str], reader: Reader
) -> Markup:
    result, heading = finding.judged[budget], reader.say(f"robustness.{budget}")
    lines = [tag("p", line) for line in sentences(result, budget, titles, reader)]
    title = reader.say("robustness.figure", budget=heading)
    draw = partial(draw_criteria, result, budget, titles, reader)
    drawing = write_figure(folder, f"robustness_{budget}", draw, title)
    return tag("section", tag("h2", heading), *lines, drawing, scores_table(result, titles, reader), id=budget)


def _discovery_part(
    folder: Path, finding: RobustnessFinding, budget: str, titles: Mapping[str, str], reader: Reader
) -> Markup:
    searches, mode = finding.searches[budget], reader.say(f"robustness.{budget}")
    about = {name: reader.percent(value) for name, value in vars(Demands()).items()}
    about |= {"budget": mode[:1].lower() + mode[1:], "reference": reader.quoted(titles[finding.reference])}
    fails = reader.say("discovery.fails", least=reader.threshold(finding.smallest_difference), **about)
    lines = [tag("p", fails, class_="caveat")]
    if "prim" not in finding.methods:
        lines.append(tag("p", reader.say("discovery.install", command=INSTALL)))
    verdicts = (box_sentence(each, titles[course], reader) for (course, _), each in searches.items())
    lines += [tag("p", line) for line in dict.fromkeys(verdicts)]
    caption = reader.say("discovery.figure", budget=mode)
    draw = partial(draw_discovery, searches, caption, titles, reader)
    drawing = write_figure(folder, f"discovery_{budget}", draw, caption)
    heading, boxes = tag("h2", reader.say("robustness.where", budget=mode)), boxes_table(searches, titles, reader)
    return tag("section", heading, *lines, drawing, boxes, id=f"discovery_{budget}")
