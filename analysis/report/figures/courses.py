"""Figure of how capacity develops: a fan over worlds for each course of action."""

from __future__ import annotations

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kraftsamling.analysis.page.figure import (
    BLUE,
    INK,
    LIGHT_BLUE,
    MID_BLUE,
    PALE,
    canvas,
    fitted,
    panels_across,
    parts,
    plain_numbers,
)
from kraftsamling.analysis.results.compare import LEVELS
from kraftsamling.analysis.results.evidence import Labels, TableEvidence


def series(evidence: TableEvidence) -> pd.DataFrame:
    """Return percentiles over worlds of mean capacity, points, seeds averaged, by strategy, budget and year.

    Columns p05, p25, median, p75, p95.
    """
    keys = ["strategy", "budget", "year"]
    worlds = evidence.tables.trajectories.groupby([*keys, "world"])["capacity_mean"].mean()
    return worlds.groupby(keys).quantile(list(LEVELS.values())).unstack().set_axis(list(LEVELS), axis=1)


def draw(bands: pd.DataFrame, labels: Labels) -> Figure:
    """Draw fan charts of mean capacity over the years, one panel per course, one block per budget mode."""
    say = labels.reader.say
    rows, columns = panels_across(len(labels.courses))
    figure = canvas(1.0 + 2.4 * rows * len(labels.budgets), say("figure.courses_title"), say("figure.assumptions"))
    low, high = bands["p05"].min(), bands["p95"].max()
    margin = 0.06 * (high - low) + 0.5
    for budget, part in parts(figure, labels.budgets, labels.reader):
        panels = part.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for axes, name in zip(panels.flat, labels.courses, strict=False):
            _fan(axes, bands, (name, budget), labels)
            axes.set_title(fitted(labels.courses[name], columns), loc="left", va="bottom")
        for axes in panels.flat[len(labels.courses) :]:
            axes.remove()
        panels[0, 0].set_ylim(low - margin, high + margin)
        for axes in panels[:, 0]:
            axes.set_ylabel(say("figure.capacity_axis"))
    handles: list[Artist] = [Line2D([], [], color=BLUE, lw=2.2, label=labels.over("typical"))]
    if labels.worlds > 1:
        handles += [Patch(color=MID_BLUE, label=labels.over("inner"))]
        handles += [Patch(color=LIGHT_BLUE, label=labels.over("outer"))]
    reference = labels.over("reference", title=labels.courses[labels.reference])
    handles += [Line2D([], [], color=INK, lw=1.2, ls=(0, (4, 2)), label=reference)]
    figure.legend(handles=handles, loc="outside lower left", ncols=4, frameon=False)
    return figure


def _fan(axes: Axes, bands: pd.DataFrame, course: tuple[str, str], labels: Labels) -> None:
    """Draw one course under a budget mode, with the reference as a dashed line."""
    fan, reference = bands.loc[course], (labels.reference, course[1])
    start, end = fan.index.min(), fan.index.max()
    axes.fill_between(fan.index, fan["p05"], fan["p95"], color=LIGHT_BLUE, lw=0)
    axes.fill_between(fan.index, fan["p25"], fan["p75"], color=MID_BLUE, lw=0)
    axes.plot(fan.index, fan["median"], color=BLUE, lw=2.2)
    if course != reference and reference in bands.index.droplevel("year"):
        axes.plot(bands.loc[reference]["median"], color=INK, lw=1.2, ls=(0, (4, 2)))
    last = fan["median"].iloc[-1]
    label = labels.reader.number(last, 0)
    axes.annotate(label, (end, last), (4, 0), textcoords="offset points", va="center", fontweight="bold", color=BLUE)
    axes.set_xticks([start, end])
    axes.set_xlim(start, end + 0.14 * (end - start))
    axes.grid(axis="y", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    plain_numbers(axes.yaxis, labels.reader)
