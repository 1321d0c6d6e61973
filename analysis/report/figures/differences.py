"""Figure of how much each course of action differs from the reference at the end year."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kraftsamling.analysis.page.figure import (
    BLUE,
    BUDGET_MARKS,
    GREY,
    INK,
    PALE,
    canvas,
    parts,
    plain_numbers,
    quiet,
    wrapped,
)
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.words.reader import Reader

OUTCOMES = {"worse": ("#E69F00", "////"), "tie": (PALE, ""), "better": (BLUE, "")}
"""Colour and hatch of what a course can be against the reference."""
NAMED = 0.08
"""Least share of worlds that is written into its piece of the bar."""


def series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the paired difference of each course to the reference in mean capacity, by budget and strategy.

    Columns median, p05, p95: points, over worlds; worse, tie, better: shares of worlds (0-1), 0 where none has both.
    """
    rows = []
    for budget in evidence.budgets:
        for name in evidence.names:
            if name != evidence.reference:
                pair = evidence.pair(budget, name, evidence.reference)
                shares = [count / max(pair.worlds, 1) for count in (pair.worse, pair.tie, pair.better)]
                rows.append((budget, name, pair.median, pair.low, pair.high, *shares))
    columns = ["budget", "strategy", "median", "p05", "p95", *OUTCOMES]
    return pd.DataFrame(rows, columns=columns).set_index(["budget", "strategy"])


def draw(differences: pd.DataFrame, labels: Labels) -> Figure:
    """Draw paired differences to the reference: intervals at the left, shares of worlds at the right."""
    say, others = labels.reader.say, [name for name in labels.courses if name != labels.reference]
    height = 1.0 + (0.7 + 0.4 * len(others)) * len(labels.budgets)
    title = say("figure.differences_title", title=labels.courses[labels.reference], year=labels.end)
    figure = canvas(height, title, say("figure.assumptions"))
    panels = []
    for budget, part in parts(figure, labels.budgets, labels.reader):
        left, right = part.subplots(1, 2, width_ratios=[1.25, 1], sharey=True)
        rows = differences.loc[budget].loc[others]
        _intervals(left, rows, budget, labels)
        _outcomes(right, rows, labels.reader)
        left.set_yticks(range(len(others)), [wrapped(labels.courses[name], 28, 2) for name in others])
        left.set_ylim(len(others) - 0.5, -0.5)
        panels.append((left, right))
    limits = np.array([left.get_xlim() for left, _ in panels])
    for left, _ in panels:
        left.set_xlim(limits.min(), limits.max())
    panels[-1][0].set_xlabel(say("figure.difference_axis"))
    panels[-1][1].set_xlabel(say("figure.worlds_axis"))
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=INK, lw=0.5, label=say(f"figure.{name}", least=labels.least))
        for name, (colour, hatch) in OUTCOMES.items()
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=3, frameon=False)
    return figure


def _intervals(axes: Axes, rows: pd.DataFrame, budget: str, labels: Labels) -> None:
    smallest = labels.smallest_difference
    axes.axvspan(-smallest, smallest, color=PALE, lw=0)
    axes.axvline(0, color=GREY, lw=0.8)
    for place, (_, row) in enumerate(rows.iterrows()):
        colour = BUDGET_MARKS[budget]["color"]
        axes.plot([row["p05"], row["p95"]], [place, place], color=colour, lw=2.4, solid_capstyle="round")
        axes.plot(row["median"], place, ms=8, mew=1.8, **BUDGET_MARKS[budget])
        label, where = labels.reader.number(row["median"], 1, signed=True), (row["median"], place)
        axes.annotate(label, where, (0, 7), textcoords="offset points", ha="center", fontweight="bold", fontsize=9)
    plain_numbers(axes.xaxis, labels.reader, signed=True)
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    quiet(axes)


def _outcomes(axes: Axes, rows: pd.DataFrame, reader: Reader) -> None:
    left = np.zeros(len(rows))
    for name, (colour, hatch) in OUTCOMES.items():
        share = rows[name].to_numpy()
        axes.barh(range(len(rows)), share, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=INK, lw=0.5)
        for place in np.flatnonzero(share >= NAMED):
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if hatch else None
            axes.text(
                left[place] + share[place] / 2,
                float(place),
                reader.percent(share[place]),
                ha="center",
                va="center",
                color="white" if colour == BLUE else INK,
                bbox=box,
                fontsize=9,
            )
        left = left + share
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], [reader.percent(share) for share in (0, 0.5, 1)])
    quiet(axes)
