"""Pictures of the filter: which criteria rule worlds out, pattern scores, and medians before and after."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, canvas, quiet, style, wrapped
from kraftsamling.analysis.plausible.criteria import CRITERIA, shares
from kraftsamling.analysis.plausible.find import PlausibleFinding
from kraftsamling.analysis.words.reader import Reader

VERMILION = "#D55E00"
BINS = [*range(0, 105, 5)]
"""Edges of the classes of pattern scores, per cent."""
ALL_CRITERIA = "all_of_them"
SCORED = {"in_plausible": (BLUE, "-"), "in_others": (VERMILION, "--")}
"""Colour and line of the scores of plausible worlds and of the others."""
RANKED = {"in_all": (-0.16, GREY, "white"), "in_plausible": (0.16, BLUE, BLUE)}
"""Place beside the row, colour and filling of the gains in all and in plausible worlds."""


def passes(verdicts: pd.DataFrame) -> pd.Series:
    """Return per cent of worlds that pass, by criterion and for all of them together (`ALL_CRITERIA`)."""
    return pd.concat([100 * shares(verdicts)["passes"], pd.Series({ALL_CRITERIA: 100 * verdicts["plausible"].mean()})])


def scores(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return how pattern scores differ, by group of worlds (plausible, others) and class of scores.

    Index: group, and the lower edge of the class in per cent. Columns: worlds (in the group) and share (per cent of
    them in the class). A group without worlds is left out.
    """
    rows = {}
    for group, plausible in zip(SCORED, (True, False), strict=True):
        score = 100 * verdicts.loc[verdicts["plausible"] == plausible, "score"]
        for edge, count in zip(BINS, np.histogram(score, BINS)[0], strict=False):
            if len(score):
                rows[group, edge] = {"worlds": len(score), "share": 100 * count / len(score)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["group", "score_from"])


def middle_halves(finding: PlausibleFinding) -> pd.DataFrame:
    """Return points gained by question, budget, worlds (in_all, in_plausible) and course: p25, median and p75.

    Without plausible worlds those rows are left out.
    """
    plausible, rows = finding.verdicts["plausible"].to_numpy(), {}
    for each in finding.rankings:
        for worlds, gains in (("in_all", each.gains), ("in_plausible", each.gains[plausible])):
            if len(gains):
                quantiles = gains.quantile([0.25, 0.5, 0.75]).T.set_axis(["p25", "median", "p75"], axis=1)
                rows[each.question, each.budget, worlds] = quantiles
    return pd.concat(rows, names=["question", "budget", "worlds", "course"])


def draw_criteria(verdicts: pd.DataFrame, reader: Reader) -> Figure:
    """Draw the share of worlds that pass each criterion and all of them, and how pattern scores differ."""
    total = reader.say("sample.sampled", count=reader.number(len(verdicts)))
    with style():
        note = reader.say("plausible.note_criteria", worlds=total)
        figure = canvas(4.6, reader.say("plausible.figure_criteria"), note)
        left, right = figure.subplots(1, 2, width_ratios=[1.3, 1])
        _passes(left, passes(verdicts), reader)
        _scores(right, scores(verdicts), reader)
        return figure


def _passes(axes: Axes, series: pd.Series, reader: Reader) -> None:
    names = [reader.say(f"plausible.{name if name == ALL_CRITERIA else f'criterion_{name}'}") for name in series.index]
    shades = [LIGHT_BLUE] * len(CRITERIA) + [BLUE]
    axes.barh(range(len(series)), series, 0.7, color=shades, edgecolor=INK, linewidth=0.5)
    for row, value in enumerate(series):
        axes.text(value + 1, row, reader.number(value), va="center", color=INK)
    axes.set_yticks(range(len(series)), [wrapped(name, 40) for name in names])
    axes.set_ylim(len(series) - 0.4, -0.6)
    axes.set_xlim(0, 108)
    axes.set_xlabel(reader.say("plausible.axis_passes"))
    quiet(axes)


def _scores(axes: Axes, series: pd.DataFrame, reader: Reader) -> None:
    for group, part in series.groupby("group", sort=False):
        colour, line = SCORED[str(group)]
        label = f"{reader.say(f'plausible.{group}')} ({reader.number(part['worlds'].iloc[0])})"
        edges = part.index.get_level_values("score_from")
        axes.hist(edges, BINS, weights=part["share"], histtype="step", lw=1.8, ls=line, color=colour, label=label)
    axes.set_xlabel(reader.say("plausible.axis_score"))
    axes.set_ylabel(reader.say("plausible.axis_worlds"))
    axes.margins(y=0.25)
    axes.legend(frameon=False, loc="upper right")
    _whole(axes.yaxis, reader)
    quiet(axes)


def draw_rankings(series: pd.DataFrame, titles: Mapping[str, str], reader: Reader) -> Figure:
    """Draw each course's gain in all and in plausible worlds: median and middle half, by question and budget.

    Args:
        series: `middle_halves`; titles: of courses, by name.
    """
    questions, budgets = (series.index.unique(level) for level in ("question", "budget"))
    with style():
        heading = reader.say("plausible.figure_rankings")
        figure = canvas(3.4 * len(questions) + 1.2, heading, reader.say("plausible.note_rankings"))
        panels = figure.subplots(len(questions), len(budgets), squeeze=False).ravel()
        for axes, ((question, budget), part) in zip(panels, _by_panel(series), strict=True):
            group, paid = (reader.say(f"plausible.{name}") for name in (f"group_{question}", budget))
            axes.set_title(f"{group}, {paid}", loc="left", fontweight="bold")
            _middle_halves(axes, part, titles, reader)
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=2, frameon=False)
        return figure


def _by_panel(series: pd.DataFrame) -> list[tuple[tuple[str, str], pd.DataFrame]]:
    return [(key, part.droplevel([0, 1])) for key, part in series.groupby(["question", "budget"], sort=False)]


def _middle_halves(axes: Axes, series: pd.DataFrame, titles: Mapping[str, str], reader: Reader) -> None:
    courses = series.index.unique("course")
    for worlds, part in series.groupby("worlds", sort=False):
        shift, colour, face = RANKED[str(worlds)]
        low, middle, high = (part[name].to_numpy() for name in ("p25", "median", "p75"))
        axes.errorbar(
            middle,
            np.arange(len(middle)) + shift,
            xerr=[middle - low, high - middle],
            fmt="o",
            color=colour,
            markerfacecolor=face,
            label=reader.say(f"plausible.{worlds}"),
        )
    axes.set_yticks(range(len(courses)), [wrapped(titles[name], 26) for name in courses])
    axes.set_ylim(len(courses) - 0.4, -0.6)
    axes.set_xlabel(reader.say("plausible.axis_gain"))
    _whole(axes.xaxis, reader)
    quiet(axes)


def _whole(axis: Axis, reader: Reader) -> None:
    """Mark whole numbers only, as the language writes them."""
    axis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value)))
