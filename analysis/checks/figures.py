"""Figures of the checks: few, labelled, and legible in grey."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kraftsamling.analysis.checks.facts import ON_OFFER
from kraftsamling.analysis.checks.sanity import Finding
from kraftsamling.analysis.checks.words import named, say
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.words.reader import Reader

SHADES = ("#7f2704", "#fdae6b", "#bdbdbd", PALE, LIGHT_BLUE, BLUE)
"""From worse than none to marked: brown to grey to blue, apart in lightness as well."""
LEVEL_MARKS = (("o", ":"), ("s", "--"), ("^", "-"))
MARKERS = "os^Dv"
LEVEL_SHADES = (LIGHT_BLUE, MID_BLUE, BLUE)


def reach(finding: Finding, reader: Reader) -> Figure:
    """Draw how far the runs of each policy get."""
    shares = finding.tables["reach"]
    figure = canvas(1.6 + 0.32 * len(shares), say("figure.reach", reader), say("figure.note", reader))
    axes = figure.subplots()
    _stacked(axes, shares, SHADES, reader)
    axes.set_xlabel(say("figure.runs", reader))
    figure.legend(loc="outside lower left", ncols=6, frameon=False)
    return figure


def best(finding: Finding, reader: Reader) -> Figure:
    """Draw in which share of worlds each level is best."""
    shares = finding.tables["best"]
    wins = shares[[column for column in shares if column.startswith("best_")]]
    wins = wins.rename(columns=lambda name: say("figure.level", reader, level=name[-1]))
    wins = wins.set_axis([f"{say(f'levels.{budget}', reader)}: {named(case, reader)}" for budget, case in wins.index])
    figure = canvas(1.6 + 0.36 * len(wins), say("figure.best", reader), say("figure.note", reader))
    axes = figure.subplots()
    _stacked(axes, wins, LEVEL_SHADES, reader)
    axes.set_xlabel(say("figure.worlds", reader))
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def _stacked(axes: Axes, shares: pd.DataFrame, shades: tuple[str, ...], reader: Reader) -> None:
    left = np.zeros(len(shares))
    places = np.arange(len(shares))
    for column, shade in zip(shares, shades, strict=True):
        width = 100 * shares[column].to_numpy()
        label = named(column, reader)
        axes.barh(places, width, 0.72, left, color=shade, label=label, edgecolor="white", linewidth=0.8)
        left = left + width
    axes.set_yticks(places, [wrapped(named(case, reader), 44) for case in shares.index])
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    quiet(axes)


def ignites(finding: Finding, reader: Reader) -> Figure:
    """Draw the share of worlds that ignite by elasticity, one panel per year of the stop."""
    shares = finding.tables["ignites"]
    stops = list(shares.index.unique("stop"))
    figure = canvas(4.2, say("figure.ignites", reader), say("figure.note", reader))
    panels = figure.subplots(1, len(stops), sharey=True, squeeze=False)[0]
    for axes, stop in zip(panels, stops, strict=True):
        for place, (marker, line) in zip(shares.index.unique("level"), LEVEL_MARKS, strict=True):
            label = say("figure.level", reader, level=place) if stop == stops[0] else None
            values = 100 * shares.loc[(place, stop)].astype(float)
            axes.plot(list(shares.columns), values, color=BLUE, marker=marker, ls=line, ms=6, label=label)
        axes.set_title(say("figure.stop", reader, year=stop), loc="left", fontweight="bold")
        axes.set_xticks(list(shares.columns))
        axes.set_xlabel(say("figure.elasticity", reader))
        axes.grid(axis="y", color=PALE, lw=0.7)
    panels[0].set_ylim(0)
    panels[0].set_ylabel(say("figure.worlds", reader))
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def compared(finding: Finding, reader: Reader) -> Figure:
    """Draw published ranges and, per region, what is simulated."""
    rows = finding.tables[finding.check]
    wanted = list(rows.index.unique("fact"))
    figure = canvas(1.9 + 0.7 * len(wanted), say("figure.compared", reader), say("figure.simulated", reader))
    axes = figure.subplots()
    offsets = np.linspace(-0.22, 0.22, rows.index.unique("region").size)
    for place, fact in enumerate(wanted):
        scale = 100 / ON_OFFER if fact == "pledges_mean" else 100
        low, high = (scale * rows.xs(fact, level="fact")[end].iloc[0] for end in ("fact_low", "fact_high"))
        label = say("figure.published", reader) if place == 0 else None
        axes.barh(place, max(high - low, 0.6), 0.8, low, color=LIGHT_BLUE, lw=0, label=label)
        for region, offset, marker in zip(rows.index.unique("region"), offsets, MARKERS, strict=False):
            row = scale * rows.loc[(region, fact)]
            axes.plot([row["p05"], row["p95"]], [place + offset] * 2, color=INK, lw=1.2)
            label = named(region, reader) if place == 0 else None
            axes.plot(row["median"], place + offset, marker, color=INK, ms=5, ls="none", label=label)
    axes.set_yticks(range(len(wanted)), [wrapped(named(fact, reader), 30) for fact in wanted])
    axes.set_ylim(len(wanted) - 0.4, -0.6)
    axes.set_xlim(0)
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(say("figure.per_cent", reader), color=GREY)
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=5, frameon=False)
    return figure


FIGURES: dict[str, tuple[str, Callable[[Finding, Reader], Figure]]] = {
    "degenerate": ("reach", reach),
    "levels": ("best", best),
    "ignition": ("ignites", ignites),
    "inputs": ("compared", compared),
    "pledges": ("compared", compared),
}
"""By check: its title in the texts, and what draws it."""
