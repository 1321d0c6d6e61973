"""Figures of levels at the end year, both budget modes together: the seven capitals, and municipalities by size."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kraftsamling.analysis.page.figure import BUDGET_MARKS, GREY, PALE, canvas, plain_numbers, quiet, wrapped
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import MEASURES, SHARE
from kraftsamling.model.vocabulary import CAPITALS, SIZE_CLASSES


def capitals(evidence: TableEvidence) -> Figure:
    """Draw the level of each of the seven capitals by course."""
    titles = {f"capital_{name}": evidence.context.reader.say(f"capital.{name}") for name in CAPITALS}
    return _panels(evidence, titles, 4, evidence.context.reader.say("figure.capitals_title", year=evidence.tables.end))


def sizes(evidence: TableEvidence) -> Figure | None:
    """Draw capacity in small, medium-sized and large municipalities by course; nothing if no class has members."""
    titles = {f"capacity_{name}": evidence.context.reader.say(f"size_class.{name}") for name in SIZE_CLASSES}
    filled = {key: title for key, title in titles.items() if key in evidence.runs and evidence.runs[key].notna().any()}
    if not filled:
        return None
    return _panels(evidence, filled, 3, evidence.context.reader.say("figure.sizes_title", year=evidence.tables.end))


def _panels(evidence: TableEvidence, titles: dict[str, str], columns: int, title: str) -> Figure:
    """Draw one panel per measure, one row per course, with intervals over worlds and the start as a dotted line."""
    rows = -(-len(titles) // columns)
    figure = canvas(
        1.5 + rows * (0.5 + 0.38 * len(evidence.courses)), title, evidence.context.reader.say("figure.assumptions")
    )
    panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes, (measure, name) in zip(panels.flat, titles.items(), strict=False):
        _levels(axes, evidence, measure)
        axes.set_title(name, loc="left", fontweight="bold")
    for axes in panels.flat[len(titles) :]:
        axes.remove()
    first = panels[0, 0]
    first.set_yticks(range(len(evidence.courses)), [wrapped(title, 26, 2) for title in evidence.courses.values()])
    first.set_ylim(len(evidence.courses) - 0.5, -0.5)
    plain_numbers(first.xaxis, evidence)
    for place, axes in enumerate(panels.flat[: len(titles)]):
        if place + columns >= len(titles):
            axes.set_xlabel(evidence.context.reader.say("figure.level_axis"))
            axes.tick_params(axis="x", labelbottom=True)
    _legend(figure, evidence)
    return figure


def _legend(figure: Figure, evidence: TableEvidence) -> None:
    say = evidence.context.reader.say
    handles = [
        Line2D([], [], lw=2, ms=7, mew=1.6, label=say(f"figure.budget_{budget}"), **BUDGET_MARKS[budget])
        for budget in evidence.budgets
    ]
    if evidence.count > 1:
        handles += [
            Line2D([], [], color=GREY, lw=4, label=evidence.over("inner")),
            Line2D([], [], color=GREY, lw=1.3, label=evidence.over("outer")),
        ]
    start = say("figure.start", year=evidence.tables.start)
    handles += [Line2D([], [], color=GREY, lw=1.2, ls=":", label=start)]
    figure.legend(handles=handles, loc="outside lower left", ncols=5, frameon=False)


def _levels(axes: Axes, evidence: TableEvidence, measure: str) -> None:
    scale = 100 if MEASURES[measure].unit == SHARE else 1
    offsets = np.linspace(-0.17, 0.17, len(evidence.budgets)) if len(evidence.budgets) > 1 else [0.0]
    axes.axvline(scale * _start(evidence, measure), color=GREY, lw=1.2, ls=":")
    for place, name in enumerate(evidence.courses):
        for offset, budget in zip(offsets, evidence.budgets, strict=True):
            if name in evidence.free and budget != evidence.budgets[0]:
                continue
            row = evidence.row(name, budget, measure)
            height, colour = place + (0 if name in evidence.free else offset), BUDGET_MARKS[budget]["color"]
            axes.plot([scale * row["p05"], scale * row["p95"]], [height] * 2, color=colour, lw=1.3)
            axes.plot([scale * row["p25"], scale * row["p75"]], [height] * 2, color=colour, lw=4, solid_capstyle="butt")
            axes.plot(scale * row["median"], height, ms=7, mew=1.6, **BUDGET_MARKS[budget])
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    quiet(axes)


def _start(evidence: TableEvidence, measure: str) -> float:
    rows = evidence.tables.trajectories
    return float(rows.loc[rows["year"] == evidence.tables.start, measure].median())
