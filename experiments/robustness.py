"""`kraftsamling experiment=robustness`: what holds in most worlds, by several criteria, and where courses fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import xarray as xr

from analysis import discovery
from analysis.discovery import Demands, Discovery, available, discover
from analysis.figures_robustness import draw_criteria, draw_discovery
from analysis.html import Markup, tag
from analysis.page import Page, write_figure
from analysis.robustness import Robustness, robustness, sentences
from analysis.robustness_tables import box_sentence, boxes_table, scores_table
from analysis.wording import percent, quoted, threshold
from experiments.examination import Examination
from model.errors import InputError
from model.strategy import load_strategy
from model.vocabulary import text

STRATEGIES = ("no_support", "level_1", "level_2", "level_3", "calendar", "gated_mean", "gated_minimum")
REFERENCE = "no_support"
BUDGETS = ("own", "equal")
SMALLEST_DIFFERENCE = 1.0
ENOUGH = 5.0
"""Points that make a world satisfactory."""


def gains_of(data: xr.Dataset) -> pd.DataFrame:
    """Capacity gained, points, from a summary record: one row per world, one column per course; mean over seeds."""
    course = data["capacity_mean"]
    gained = (course.isel(year=-1) - course.isel(year=0)).mean("seed")
    return gained.transpose("world", "strategy").to_pandas()


def titles_of(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Titles of strategies in each language, by name."""
    return {name: load_strategy(name).title for name in names}


def failures(gains: pd.DataFrame, course: str, reference: str, smallest_difference: float) -> pd.Series:
    """Whether a course is not at least `smallest_difference` points better than the reference, by world."""
    return (gains[course] - gains[reference]).round(9) < smallest_difference


def run_robustness(setting: Examination, folder: Path) -> None:
    """Judge `STRATEGIES` over worlds and search for the worlds in which they fail.

    Writes robustness.csv, discovery.csv, gains.csv (points by world), figures/ and report.html into `folder`.

    Raises:
        InputError: a single world.
    """
    if len(setting.sample) < 2:
        raise InputError("worlds: 1 in this sample; allowed: two or more, since what holds is asked over worlds")
    bench, sample, language = setting.bench, setting.sample.worlds, setting.language
    gains = {budget: gains_of(bench.run(STRATEGIES, budget=budget)) for budget in BUDGETS}
    titles = {name: title[language] for name, title in titles_of(STRATEGIES).items()}
    found = {budget: robustness(gains[budget], SMALLEST_DIFFERENCE, ENOUGH) for budget in BUDGETS}
    searched = {
        (course, method): discover(
            sample, failures(gains["own"], course, REFERENCE, SMALLEST_DIFFERENCE).to_numpy(), method
        )
        for course in STRATEGIES
        if course != REFERENCE
        for method in available()
    }
    _write_tables(folder, gains, found, searched)
    parts = [_budget_part(folder, budget, each, titles, language) for budget, each in found.items()]
    parts.append(_discovery_part(folder, searched, titles, language))
    page = Page(
        title=text("robustness.title", language),
        subtitle=text("robustness.subtitle", language, **setting.size),
        question=text("robustness.question", language),
        intro=text("robustness.intro", language),
        language=language,
    )
    page.write(folder, parts, ["robustness.csv", "discovery.csv", "gains.csv"])


def _write_tables(
    folder: Path,
    gains: Mapping[str, pd.DataFrame],
    found: Mapping[str, Robustness],
    searched: Mapping[tuple[str, str], Discovery],
) -> None:
    judged = pd.concat([each.to_frame().assign(budget=budget) for budget, each in found.items()])
    boxes = pd.concat([each.to_frame().assign(course=course) for (course, _), each in searched.items()])
    points = pd.concat([each.assign(budget=budget).reset_index() for budget, each in gains.items()])
    for name, frame in (("robustness", judged), ("discovery", boxes), ("gains", points)):
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _budget_part(folder: Path, budget: str, found: Robustness, titles: Mapping[str, str], language: str) -> Markup:
    heading = text(f"robustness.{budget}", language)
    caption = text("robustness.figure", language, budget=heading)
    figure = draw_criteria(found, budget, titles, language)
    said = [tag("p", line) for line in sentences(found, budget, titles, language)]
    drawing = write_figure(folder, f"robustness_{budget}", figure, caption)
    return tag("section", tag("h2", heading), *said, drawing, scores_table(found, titles, language), id=budget)


def _discovery_part(
    folder: Path, searched: Mapping[tuple[str, str], Discovery], titles: Mapping[str, str], language: str
) -> Markup:
    heading = text("robustness.where", language)
    shown = {name: percent(value, language) for name, value in vars(Demands()).items()}
    least, reference = threshold(SMALLEST_DIFFERENCE, language), quoted(titles[REFERENCE], language)
    said = [tag("p", text("discovery.fails", language, least=least, reference=reference, **shown), class_="caveat")]
    if "prim" not in available():
        said.append(tag("p", text("discovery.install", language, command=discovery.INSTALL)))
    said += [tag("p", box_sentence(each, titles[course], language)) for (course, _), each in searched.items()]
    figure = draw_discovery(searched, titles, language)
    drawing = write_figure(folder, "discovery", figure, text("discovery.figure", language))
    return tag("section", tag("h2", heading), *said, drawing, boxes_table(searched, titles, language), id="discovery")
