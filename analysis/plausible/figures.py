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
from kraftsamling.analysis.words.reader import Reader

VERMILION = "#D55E00"
BINS = [*range(0, 105, 5)]


def draw_criteria(verdicts: pd.DataFrame, reader: Reader) -> Figure:
    """Draw the share of worlds that pass each criterion and all of them, and how pattern scores differ."""
    passes = [*(100 * shares(verdicts)["passes"]), 100 * verdicts["plausible"].mean()]
    names = [
        *(reader.say(f"plausible.criterion_{name}") for name in CRITERIA),
        reader.say("plausible.all_of_them"),
    ]
    total = reader.say("sample.sampled", count=reader.number(len(verdicts)))
    with style():
        note = reader.say("plausible.note_criteria", worlds=total)
        figure = canvas(4.6, reader.say("plausible.figure_criteria"), note)
        left, right = figure.subplots(1, 2, width_ratios=[1.3, 1])
        shades = [LIGHT_BLUE] * len(CRITERIA) + [BLUE]
        left.barh(range(len(passes)), passes, 0.7, color=shades, edgecolor=INK, linewidth=0.5)
        for row, value in enumerate(passes):
            left.text(value + 1, row, reader.number(value), va="center", color=INK)
        left.set_yticks(range(len(passes)), [wrapped(name, 40) for name in names])
        left.set_ylim(len(passes) - 0.4, -0.6)
        left.set_xlim(0, 108)
        left.set_xlabel(reader.say("plausible.axis_passes"))
        quiet(left)
        _scores(right, verdicts, reader)
        return figure


def _scores(axes: Axes, verdicts: pd.DataFrame, reader: Reader) -> None:
    looks = {"in_plausible": (True, BLUE, "-"), "in_others": (False, VERMILION, "--")}
    for name, (passed, colour, line) in looks.items():
        scores = 100 * verdicts.loc[verdicts["plausible"] == passed, "score"]
        if len(scores):
            weights = np.full(len(scores), 100 / len(scores))
            label = f"{reader.say(f'plausible.{name}')} ({reader.number(len(scores))})"
            axes.hist(scores, BINS, weights=weights, histtype="step", lw=1.8, ls=line, color=colour, label=label)
    axes.set_xlabel(reader.say("plausible.axis_score"))
    axes.set_ylabel(reader.say("plausible.axis_worlds"))
    axes.margins(y=0.25)
    axes.legend(frameon=False, loc="upper right")
    _whole(axes.yaxis, reader)
    quiet(axes)


def draw_rankings(
    gains: Mapping[tuple[str, str], pd.DataFrame], plausible: np.ndarray, titles: Mapping[str, str], reader: Reader
) -> Figure:
    """Draw each course's gain in all and in plausible worlds: median and middle half, by question and budget.

    Args:
        gains: by question and budget: points by world and course; plausible: (world,).
    """
    groups = list(dict.fromkeys(group for group, _ in gains))
    budgets = list(dict.fromkeys(budget for _, budget in gains))
    with style():
        heading = reader.say("plausible.figure_rankings")
        figure = canvas(3.4 * len(groups) + 1.2, heading, reader.say("plausible.note_rankings"))
        for axes, key in zip(figure.subplots(len(groups), len(budgets), squeeze=False).ravel(), gains, strict=True):
            group, budget = (reader.say(f"plausible.{name}") for name in (f"group_{key[0]}", key[1]))
            axes.set_title(f"{group}, {budget}", loc="left", fontweight="bold")
            _middle_halves(axes, gains[key], plausible, titles, reader)
        handles, labels = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower left", ncols=2, frameon=False)
        return figure


def _middle_halves(
    axes: Axes, gains: pd.DataFrame, plausible: np.ndarray, titles: Mapping[str, str], reader: Reader
) -> None:
    looks = (("in_all", gains, -0.16, GREY, "white"), ("in_plausible", gains[plausible], 0.16, BLUE, BLUE))
    for name, some, shift, colour, face in looks:
        if some.empty:
            continue
        low, middle, high = (some.quantile(share).to_numpy() for share in (0.25, 0.5, 0.75))
        rows = np.arange(len(middle)) + shift
        axes.errorbar(
            middle,
            rows,
            xerr=[middle - low, high - middle],
            fmt="o",
            color=colour,
            markerfacecolor=face,
            label=reader.say(f"plausible.{name}"),
        )
    axes.set_yticks(range(gains.shape[1]), [wrapped(titles[name], 26) for name in gains])
    axes.set_ylim(gains.shape[1] - 0.4, -0.6)
    axes.set_xlabel(reader.say("plausible.axis_gain"))
    _whole(axes.xaxis, reader)
    quiet(axes)


def _whole(axis: Axis, reader: Reader) -> None:
    """Mark whole numbers only, as the language writes them."""
    axis.set_major_locator(MaxNLocator(6, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value)))
