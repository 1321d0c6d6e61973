"""Figures over courses of action: how capacity develops, and how much it differs from the reference."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kraftsamling.analysis.page.figure import (
    BLUE,
    BUDGET_MARKS,
    GREY,
    INK,
    LIGHT_BLUE,
    MID_BLUE,
    PALE,
    canvas,
    fitted,
    least,
    panels_across,
    parts,
    plain_numbers,
    quiet,
    wrapped,
)
from kraftsamling.analysis.results.compare import LEVELS, Pair
from kraftsamling.analysis.results.evidence import TableEvidence

OUTCOMES = {"worse": ("#E69F00", "////"), "tie": (PALE, ""), "better": (BLUE, "")}
"""Colour and hatch of what a course can be against the reference."""


def courses(evidence: TableEvidence) -> Figure:
    """Draw fan charts of mean capacity over the years, one panel per course, one block per budget mode."""
    say = evidence.context.reader.say
    rows, columns = panels_across(len(evidence.courses))
    figure = canvas(1.0 + 2.4 * rows * len(evidence.budgets), say("figure.courses_title"), say("figure.assumptions"))
    bands = _bands(evidence)
    low, high = bands["p05"].min(), bands["p95"].max()
    margin = 0.06 * (high - low) + 0.5
    for budget, part in parts(figure, evidence):
        panels = part.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for axes, name in zip(panels.flat, evidence.courses, strict=False):
            _fan(axes, evidence, bands, name, budget)
            axes.set_title(fitted(evidence.courses[name], columns), loc="left", va="bottom")
        for axes in panels.flat[len(evidence.courses) :]:
            axes.remove()
        panels[0, 0].set_ylim(low - margin, high + margin)
        for axes in panels[:, 0]:
            axes.set_ylabel(say("figure.capacity_axis"))
    handles: list[Artist] = [Line2D([], [], color=BLUE, lw=2.2, label=evidence.over("typical"))]
    if evidence.count > 1:
        handles += [Patch(color=MID_BLUE, label=evidence.over("inner"))]
        handles += [Patch(color=LIGHT_BLUE, label=evidence.over("outer"))]
    reference = evidence.over("reference", title=_reference(evidence))
    handles += [Line2D([], [], color=INK, lw=1.2, ls=(0, (4, 2)), label=reference)]
    figure.legend(handles=handles, loc="outside lower left", ncols=4, frameon=False)
    return figure


def _reference(evidence: TableEvidence) -> str:
    return evidence.courses[evidence.context.reference]


def _bands(evidence: TableEvidence) -> pd.DataFrame:
    """Return percentiles over worlds of mean capacity, indexed by strategy, budget and year."""
    keys = ["strategy", "budget", "year"]
    worlds = evidence.tables.trajectories.groupby([*keys, "world"])["capacity_mean"].mean()
    return worlds.groupby(keys).quantile(list(LEVELS.values())).unstack().set_axis(list(LEVELS), axis=1)


def _fan(axes: Axes, evidence: TableEvidence, bands: pd.DataFrame, name: str, budget: str) -> None:
    fan, years = bands.loc[(name, budget)], evidence.tables
    axes.fill_between(fan.index, fan["p05"], fan["p95"], color=LIGHT_BLUE, lw=0)
    axes.fill_between(fan.index, fan["p25"], fan["p75"], color=MID_BLUE, lw=0)
    axes.plot(fan.index, fan["median"], color=BLUE, lw=2.2)
    reference = evidence.context.reference
    if name != reference and (reference, budget) in bands.index.droplevel("year"):
        axes.plot(bands.loc[(reference, budget)]["median"], color=INK, lw=1.2, ls=(0, (4, 2)))
    end = fan["median"].iloc[-1]
    label = evidence.context.reader.number(end, 0)
    axes.annotate(
        label, (years.end, end), (4, 0), textcoords="offset points", va="center", fontweight="bold", color=BLUE
    )
    axes.set_xticks([years.start, years.end])
    axes.set_xlim(years.start, years.end + 0.14 * (years.end - years.start))
    axes.grid(axis="y", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    plain_numbers(axes.yaxis, evidence)


def differences(evidence: TableEvidence) -> Figure | None:
    """Draw paired differences to the reference: intervals at the left, shares of worlds at the right."""
    reference, say = evidence.context.reference, evidence.context.reader.say
    others = [name for name in evidence.courses if name != reference]
    if not others:
        return None
    height = 1.0 + (0.7 + 0.4 * len(others)) * len(evidence.budgets)
    title = say("figure.differences_title", title=_reference(evidence), year=evidence.tables.end)
    figure = canvas(height, title, say("figure.assumptions"))
    panels = []
    for budget, part in parts(figure, evidence):
        left, right = part.subplots(1, 2, width_ratios=[1.25, 1], sharey=True)
        pairs = [evidence.pair(budget, name, reference) for name in others]
        _intervals(left, evidence, pairs, budget)
        _outcomes(right, evidence, pairs)
        left.set_yticks(range(len(others)), [wrapped(evidence.courses[name], 28, 2) for name in others])
        left.set_ylim(len(others) - 0.5, -0.5)
        panels.append((left, right))
    limits = np.array([left.get_xlim() for left, _ in panels])
    for left, _ in panels:
        left.set_xlim(limits.min(), limits.max())
    panels[-1][0].set_xlabel(say("figure.difference_axis"))
    panels[-1][1].set_xlabel(say("figure.worlds_axis"))
    handles = [
        Patch(
            facecolor=colour, hatch=hatch, edgecolor=INK, lw=0.5, label=say(f"figure.{outcome}", least=least(evidence))
        )
        for outcome, (colour, hatch) in OUTCOMES.items()
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=3, frameon=False)
    return figure


def _intervals(axes: Axes, evidence: TableEvidence, pairs: list[Pair], budget: str) -> None:
    smallest = evidence.context.smallest_difference
    axes.axvspan(-smallest, smallest, color=PALE, lw=0)
    axes.axvline(0, color=GREY, lw=0.8)
    for place, pair in enumerate(pairs):
        axes.plot(
            [pair.low, pair.high], [place, place], color=BUDGET_MARKS[budget]["color"], lw=2.4, solid_capstyle="round"
        )
        axes.plot(pair.median, place, ms=8, mew=1.8, **BUDGET_MARKS[budget])
        label = evidence.context.reader.number(pair.median, 1, signed=True)
        axes.annotate(
            label, (pair.median, place), (0, 7), textcoords="offset points", ha="center", fontweight="bold", fontsize=9
        )
    plain_numbers(axes.xaxis, evidence, signed=True)
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)
    quiet(axes)


def _outcomes(axes: Axes, evidence: TableEvidence, pairs: list[Pair]) -> None:
    shares = np.array([[p.worse, p.tie, p.better] for p in pairs]) / np.array([[max(p.worlds, 1)] for p in pairs])
    left = np.zeros(len(pairs))
    for (colour, hatch), share in zip(OUTCOMES.values(), shares.T, strict=True):
        axes.barh(range(len(pairs)), share, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=INK, lw=0.5)
        for place in np.flatnonzero(share >= 0.08):
            label = evidence.context.reader.percent(share[place])
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2} if hatch else None
            ink = "white" if colour == BLUE else INK
            axes.text(
                left[place] + share[place] / 2,
                float(place),
                label,
                ha="center",
                va="center",
                color=ink,
                bbox=box,
                fontsize=9,
            )
        left = left + share
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], [evidence.context.reader.percent(share) for share in (0, 0.5, 1)])
    quiet(axes)
