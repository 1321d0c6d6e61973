"""`kraftsamling experiment=robustness`: what holds in most worlds, by several criteria, and where courses fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from kraftsamling.analysis.page.html import Cell, Head, Markup, table, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.robustness import discovery
from kraftsamling.analysis.robustness.criteria import Robustness, robustness, sentences
from kraftsamling.analysis.robustness.discovery import Demands, Discovery, available, discover
from kraftsamling.analysis.robustness.figures import draw_criteria, draw_discovery
from kraftsamling.analysis.robustness.tables import box_sentence, boxes_table, scores_table
from kraftsamling.analysis.words.reader import FEW_WORLDS, Reader
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.design import BUDGET_MODES, distinct, reference_among
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.inputs.strategy import Strategy, load_strategy

STRATEGIES = ("no_support", "level_1", "level_2", "level_3", "calendar", "gated_mean", "gated_minimum")
REFERENCE = "no_support"


def gains_of(data: xr.Dataset) -> pd.DataFrame:
    """Capacity gained, points, from a summary record: one row per world, one column per course; mean over seeds."""
    course = data["capacity_mean"]
    gained = (course.isel(year=-1) - course.isel(year=0)).mean("seed")
    return gained.transpose("world", "strategy").to_pandas()


def titles_of(sources: Iterable[Any]) -> dict[str, dict[str, str]]:
    """Titles of strategies in each language, by name."""
    return {strategy.name: strategy.title for strategy in map(load_strategy, sources)}


def failures(gains: pd.DataFrame, course: str, reference: str, smallest_difference: float) -> pd.Series:
    """Whether a course is not at least `smallest_difference` points better than the reference, by world."""
    return (gains[course] - gains[reference]).round(9) < smallest_difference


def run_robustness(
    setting: Examination,
    folder: Path,
    *,
    strategies: Sequence[Any] = STRATEGIES,
    reference: str = "",
    budget: str = "both",
    smallest_difference: float = 1.0,
    enough_points: float = 5.0,
) -> None:
    """Judge courses over worlds and search for the worlds in which they fail.

    Writes robustness.csv, discovery.csv, gains.csv (points by world), figures/ and report.html into `folder`. With one
    world there are only gains.csv and the page, which says who leads in it and that it carries no criterion.

    Args:
        strategies: two or more: names, paths, dicts or `Strategy`.
        reference: name of the one that a course must be better than; none: no support, or the first.
        budget: "both", "own" or "equal".
        smallest_difference: points below which courses tie.
        enough_points: points that make a world satisfactory.

    Raises:
        InputError: fewer than two strategies, an unknown one, or a number out of range.
    """
    courses = _judged_together(strategies)
    names = [course.name for course in courses]
    compared_to = reference_among(reference, names) if reference else REFERENCE if REFERENCE in names else names[0]
    budgets = BUDGET_MODES[check_choice(budget, tuple(BUDGET_MODES), "budget")]
    check_number(smallest_difference, 0, 100, "smallest_difference")
    check_number(enough_points, -100, 100, "enough_points")
    setting.expect(len(budgets) * len(courses) * len(setting.sample) * setting.seeds)
    gains = {mode: gains_of(setting.bench.run(courses, budget=mode)) for mode in budgets}
    titles = {name: title[setting.reader.language] for name, title in titles_of(courses).items()}
    if len(setting.sample) == 1:
        _write_one_world(setting, folder, gains, smallest_difference, titles)
        return
    found = {mode: robustness(gains[mode], smallest_difference, enough_points) for mode in budgets}
    searched = {mode: _searched(setting, gains[mode], compared_to, smallest_difference) for mode in budgets}
    _write_tables(folder, gains, found, searched)
    _write_page(setting, folder, found, searched, titles, compared_to)


def _judged_together(strategies: Sequence[Any]) -> tuple[Strategy, ...]:
    """Return the courses, each under a name of its own.

    Raises:
        InputError: fewer than two, or an unknown one.
    """
    if len(strategies) < 2:
        raise InputError(f"strategies: {len(strategies)} given; allowed: two or more, which are judged together")
    return distinct([load_strategy(source) for source in strategies])


def _page(setting: Examination) -> Page:
    reader = setting.reader
    return Page(
        title=reader.say("robustness.title"),
        subtitle=reader.say("robustness.subtitle", **setting.size),
        question=reader.say("robustness.question"),
        intro=reader.say("robustness.intro"),
        reader=reader,
    )


def _write_one_world(
    setting: Examination,
    folder: Path,
    gains: Mapping[str, pd.DataFrame],
    smallest_difference: float,
    titles: Mapping[str, str],
) -> None:
    """Write gains.csv and the page that says who leads in the one world, and that it carries no criterion."""
    _points(gains).to_csv(folder / "gains.csv", index=False, lineterminator="\n")
    parts = [
        _one_world_part(mode, each.iloc[0], smallest_difference, titles, setting.reader) for mode, each in gains.items()
    ]
    warning = _warned(setting, setting.reader.say("robustness.one_world"))
    _page(setting).write(folder, [warning, *parts], ["gains.csv"])


def _write_page(
    setting: Examination,
    folder: Path,
    found: Mapping[str, Robustness],
    searched: Mapping[str, Mapping[tuple[str, str], Discovery]],
    titles: Mapping[str, str],
    reference: str,
) -> None:
    """Write the page: by budget mode what the criteria say, then where each course falls short of the reference."""
    reader = setting.reader
    parts = [_budget_part(folder, mode, each, titles, reader) for mode, each in found.items()]
    least = reader.threshold(next(iter(found.values())).smallest_difference)
    against = {"least": least, "reference": reader.quoted(titles[reference])}
    parts += [_discovery_part(folder, mode, each, against, titles, reader) for mode, each in searched.items()]
    worlds = len(setting.sample)
    if worlds < FEW_WORLDS:
        told = {"worlds": worlds, "share": reader.percent(1 / worlds)}
        parts.insert(0, _warned(setting, reader.say("robustness.few_worlds", **told)))
    _page(setting).write(folder, parts, ["robustness.csv", "discovery.csv", "gains.csv"])


def _warned(setting: Examination, remark: str) -> Markup:
    """Return what a reader must know first; the terminal says it, too."""
    setting.remarks.append(remark)
    return tag("section", tag("p", remark), class_="answer")


def _searched(
    setting: Examination, gains: pd.DataFrame, reference: str, smallest_difference: float
) -> dict[tuple[str, str], Discovery]:
    """Search by every method for the worlds in which each course fails, by (course, method)."""
    fails = {
        str(course): failures(gains, str(course), reference, smallest_difference).to_numpy()
        for course in gains
        if course != reference
    }
    cases = [(course, method) for course in fails for method in available()]
    return {
        (course, method): discover(setting.sample.worlds, fails[course], method)
        for course, method in setting.each(cases)
    }


def _write_tables(
    folder: Path,
    gains: Mapping[str, pd.DataFrame],
    found: Mapping[str, Robustness],
    searched: Mapping[str, Mapping[tuple[str, str], Discovery]],
) -> None:
    judged = pd.concat([each.to_frame().assign(budget=budget) for budget, each in found.items()])
    boxes = pd.concat(
        [
            each.to_frame().assign(course=course, budget=budget)
            for budget, some in searched.items()
            for (course, _), each in some.items()
        ]
    )
    for name, frame in (("robustness", judged), ("discovery", boxes), ("gains", _points(gains))):
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def _points(gains: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Points by world and budget mode, one column per course."""
    return pd.concat([each.assign(budget=budget).reset_index() for budget, each in gains.items()])


def _one_world_part(
    budget: str, gains: pd.Series, smallest_difference: float, titles: Mapping[str, str], reader: Reader
) -> Markup:
    """Say which course leads in the one world, and show every course's points and how far it is behind."""
    lead = reader.say(f"robustness.{budget}")
    order = gains.sort_values(ascending=False, kind="stable")
    behind = (order.iloc[0] - order).round(9)
    first, *level = (
        reader.quoted(titles[name]) for name in order[(behind < smallest_difference) | (behind == 0)].index
    )
    told = {"lead": lead, "course": first, "others": reader.listing(level)}
    told["least"] = reader.threshold(smallest_difference)
    said = reader.say(f"robustness.one_world_{'level' if level else 'first'}", **told)
    heads = [Head(""), *(Head(reader.say(f"robustness.one_world_{name}")) for name in ("gained", "behind"))]
    rows = [
        [Cell(titles[str(name)]), *(Cell(reader.number(value, 1)) for value in (order[name], behind[name]))]
        for name in order.index
    ]
    caption = reader.say("robustness.one_world_table")
    return tag("section", tag("h2", lead), tag("p", said), table(caption, [heads], rows, caption), id=budget)


def _budget_part(folder: Path, budget: str, found: Robustness, titles: Mapping[str, str], reader: Reader) -> Markup:
    heading = reader.say(f"robustness.{budget}")
    caption = reader.say("robustness.figure", budget=heading)
    figure = draw_criteria(found, budget, titles, reader)
    said = [tag("p", line) for line in sentences(found, budget, titles, reader)]
    drawing = write_figure(folder, f"robustness_{budget}", figure, caption)
    return tag("section", tag("h2", heading), *said, drawing, scores_table(found, titles, reader), id=budget)


def _discovery_part(
    folder: Path,
    budget: str,
    searched: Mapping[tuple[str, str], Discovery],
    against: Mapping[str, str],
    titles: Mapping[str, str],
    reader: Reader,
) -> Markup:
    mode = reader.say(f"robustness.{budget}")
    heading = reader.say("robustness.where", budget=mode)
    shown = {name: reader.percent(value) for name, value in vars(Demands()).items()}
    told = reader.say("discovery.fails", budget=mode[:1].lower() + mode[1:], **against, **shown)
    said = [tag("p", told, class_="caveat")]
    if "prim" not in available():
        said.append(tag("p", reader.say("discovery.install", command=discovery.INSTALL)))
    found = (box_sentence(each, titles[course], reader) for (course, _), each in searched.items())
    said += [tag("p", line) for line in dict.fromkeys(found)]
    caption = reader.say("discovery.figure", budget=mode)
    figure = draw_discovery(searched, caption, titles, reader)
    drawing = write_figure(folder, f"discovery_{budget}", figure, caption)
    boxes = boxes_table(searched, titles, reader)
    return tag("section", tag("h2", heading), *said, drawing, boxes, id=f"discovery_{budget}")
