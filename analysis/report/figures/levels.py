"""Figures of levels at the end year, both budget modes together: the seven capitals, and municipalities by size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kraftsamling.analysis.page.figure import BUDGET_MARKS, GREY, PALE, canvas, plain_numbers, quiet, wrapped
from kraftsamling.analysis.results.compare import LEVELS
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.results.tables import MEASURES, SHARE
from kraftsamling.model.vocabulary import CAPITALS, SIZE_CLASSES


def capitals_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the level of each of the seven capitals; see `_series`."""
    return _series(evidence, [f"capital_{name}" for name in CAPITALS])


def sizes_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return capacity in small, medium-sized and large municipalities, classes without members left out."""
    names = [f"capacity_{name}" for name in SIZE_CLASSES]
    return _series(evidence, [name for name in names if name in evidence.runs and evidence.runs[name].notna().any()])


def _series(evidence: TableEvidence, measures: Sequence[str]) -> pd.DataFrame:
    """Return levels at the end year by measure, strategy and budget, on a scale of 0 to 100.

    Columns p05, p25, median, p75, p95 over worlds; start, the median over runs of the start; free, whether the course
    costs nothing: such a course stands once, not under each budget mode.
    """
    rows = []
    for measure in measures:
        scale, start = 100 if MEASURES[measure].unit == SHARE else 1, _start(evidence, measure)
        for name in evidence.names:
            for budget in evidence.budgets:
                free = name in evidence.free
                if not free or budget == evidence.budgets[0]:
                    row = evidence.row(name, budget, measure)
                    rows.append((measure, name, budget, *(scale * row[level] for level in LEVELS), scale * start, free))
    keys = ["measure", "strategy", "budget"]
    return pd.DataFrame(rows, columns=[*keys, *LEVELS, "start", "free"]).set_index(keys)


def _start(evidence: TableEvidence, measure: str) -> float:
    rows = evidence.tables.trajectories
    return float(rows.loc[rows["year"] == evidence.tables.start, measure].median())


def draw_capitals(levels: pd.DataFrame, labels: Labels) -> Figure:
    """Draw the level of each of the seven capitals by course."""
    titles = {f"capital_{name}": labels.reader.say(f"capital.{name}") for name in CAPITALS}
    return _panels(levels, titles, 4, labels.reader.say("figure.capitals_title", year=labels.end), labels)


def draw_sizes(levels: pd.DataFrame, labels: Labels) -> Figure:
    """Draw capacity by size class and course."""
    present = levels.index.unique("measure")
    titles = {f"capacity_{name}": labels.reader.say(f"size_class.{name}") for name in SIZE_CLASSES}
    titles = {measure: title for measure, title in titles.items() if measure in present}
    return _panels(levels, titles, 3, labels.reader.say("figure.sizes_title", year=labels.end), labels)


def _panels(levels: pd.DataFrame, titles: dict[str, str], columns: int, title: str, labels: Labels) -> Figure:
    """Draw one panel per measure, one row per course, with intervals over worlds and the start as a dotted line."""
    rows, reader = -(-len(titles) // columns), labels.reader
    figure = canvas(1.5 + rows * (0.5 + 0.38 * len(labels.courses)), title, reader.say("figure.assumptions"))
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, (measure, name) in zip(panels.flat, titles.items(), strict=False):
        _levels(axes, levels.loc[measure], labels)
        axes.set_title(name, loc="left", fontweight="bold")
    for axes in panels.flat[len(titles) :]:
        axes.remove()
    first = panels[0, 0]
    first.set_yticks(range(len(labels.courses)), [wrapped(title, 26, 2) for title in labels.courses.values()])
    first.set_ylim(len(labels.courses) - 0.5, -0.5)
    plain_numbers(first.xaxis, reader)
    for place, axes in enumerate(panels.flat[: len(titles)]):
        if place + columns >= len(titles):
            axes.set_xlabel(reader.say("figure.level_axis"))
            axes.tick_params(axis="x", labelbottom=True)
    _legend(figure, labels)
    return figure


def _legend(figure: Figure, labels: Labels) -> None:
    say = labels.reader.say
    handles = [
        Line2D([], [], lw=2, ms=7, mew=1.6, label=say(f"figure.budget_{budget}"), **BUDGET_MARKS[budget])
        for budget in labels.budgets
    ]
    if labels.worlds > 1:
        handles += [
            Line2D([], [], color=GREY, lw=4, label=labels.over("inner")),
            Line2D([], [], color=GREY, lw=1.3, label=labels.over("outer")),
        ]
    handles += [Line2D([], [], color=GREY, lw=1.2, ls=":", label=say("figure.start", year=labels.start))]
    figure.legend(handles=handles, loc="outside lower left", ncols=5, frameon=False)


def _levels(axes: Axes, levels: pd.DataFrame, labels: Labels) -> None:
    """Draw one measure: a course that costs nothing in the middle of its row, others by budget mode."""
    count = len(labels.budgets)
    offsets = dict(zip(labels.budgets, np.linspace(-0.17, 0.17, count) if count > 1 else [0.0], strict=True))
    places = {name: place for place, name in enumerate(labels.courses)}
    axes.axvline(levels["start"].iloc[0], color=GREY, lw=1.2, ls=":")
    for (name, budget), row in levels.iterrows():
        height, colour = places[name] + (0 if row["free"] else offsets[budget]), BUDGET_MARKS[budget]["color"]
        axes.plot([row["p05"], row["p95"]], [height] * 2, color=colour, lw=1.3)
        axes.plot([row["p25"], row["p75"]], [height] * 2, color=colour, lw=4, solid_capstyle="butt")
        axes.plot(row["median"], height, ms=7, mew=1.6, **BUDGET_MARKS[budget])
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    quiet(axes)
