"""Figures of the checks: few, labelled, and legible in grey."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.check_words import named, say
from analysis.facts import ON_OFFER
from analysis.figures_style import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet
from analysis.sanity import Finding

SHADES = ("#7f2704", "#fdae6b", "#bdbdbd", PALE, LIGHT_BLUE, BLUE)
"""From worse than none to marked: brown to grey to blue, apart in lightness as well."""
LEVEL_MARKS = (("o", ":"), ("s", "--"), ("^", "-"))
LEVEL_SHADES = (LIGHT_BLUE, MID_BLUE, BLUE)


def reach(finding: Finding, language: str) -> Figure:
    """Draw how far the runs of each policy get."""
    shares = finding.tables["reach"]
    figure = canvas(1.6 + 0.32 * len(shares), say("figure.reach", language), say("figure.note", language))
    axes = figure.subplots()
    _stacked(axes, shares, SHADES, language)
    axes.set_xlabel(say("figure.runs", language))
    figure.legend(loc="outside lower left", ncols=6, frameon=False)
    return figure


def best(finding: Finding, language: str) -> Figure:
    """Draw in which share of worlds each level is best."""
    shares = finding.tables["best"]
    wins = shares[[column for column in shares if column.startswith("best_")]]
    wins = wins.rename(columns=lambda name: say("figure.level", language, level=name[-1]))
    wins = wins.set_axis([f"{say(f'levels.{budget}', language)}: {named(case, language)}" for budget, case in wins.index])
    figure = canvas(1.6 + 0.36 * len(wins), say("figure.best", language), say("figure.note", language))
    axes = figure.subplots()
    _stacked(axes, wins, LEVEL_SHADES, language)
    axes.set_xlabel(say("figure.worlds", language))
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def _stacked(axes: Axes, shares: pd.DataFrame, shades: tuple[str, ...], language: str) -> None:
    left = np.zeros(len(shares))
    places = np.arange(len(shares))
    for column, shade in zip(shares, shades, strict=True):
        width = 100 * shares[column].to_numpy()
        label = named(column, language)
        axes.barh(places, width, 0.72, left, color=shade, label=label, edgecolor="white", linewidth=0.8)
        left = left + width
    axes.set_yticks(places, [named(case, language) for case in shares.index])
    axes.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    quiet(axes)


def ignites(finding: Finding, language: str) -> Figure:
    """Draw the share of worlds that ignite by elasticity, one panel per year of the stop."""
    shares = finding.tables["ignites"]
    stops = list(shares.index.unique("stop"))
    figure = canvas(4.2, say("figure.ignites", language), say("figure.note", language))
    panels = figure.subplots(1, len(stops), sharey=True, squeeze=False)[0]
    for axes, stop in zip(panels, stops, strict=True):
        for place, (marker, line) in zip(shares.index.unique("level"), LEVEL_MARKS, strict=True):
            label = say("figure.level", language, level=place) if stop == stops[0] else None
            values = 100 * shares.loc[(place, stop)].astype(float)
            axes.plot(list(shares.columns), values, color=BLUE, marker=marker, ls=line, ms=6, label=label)
        axes.set_title(say("figure.stop", language, year=stop), loc="left", fontweight="bold")
        axes.set_xticks(list(shares.columns))
        axes.set_xlabel(say("figure.elasticity", language))
        axes.grid(axis="y", color=PALE, lw=0.7)
    panels[0].set_ylim(0)
    panels[0].set_ylabel(say("figure.worlds", language))
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def compared(finding: Finding, language: str) -> Figure:
    """Draw published ranges and simulated medians, per fact and region."""
    rows = finding.tables[finding.check]
    figure = canvas(1.7 + 0.3 * len(rows), say("figure.compared", language), say("figure.note", language))
    axes = figure.subplots()
    for place, ((_, fact), row) in enumerate(rows.iterrows()):
        scale = 100 / ON_OFFER if fact == "pledges_mean" else 100
        first = place == 0
        low, high = scale * row["fact_low"], scale * row["fact_high"]
        middle = (low + high) / 2
        axes.barh(place, max(high - low, 0.6), 0.7, min(low, middle - 0.3), color=MID_BLUE, lw=0,
                  label=say("figure.published", language) if first else None)
        axes.plot([scale * row["p05"], scale * row["p95"]], [place] * 2, color=INK, lw=1.3)
        axes.plot(scale * row["median"], place, "o", color=INK, ms=5, ls="-",
                  label=say("figure.simulated", language) if first else None)
    labels = [f"{named(fact, language)}, {region}" for region, fact in rows.index]
    axes.set_yticks(range(len(rows)), labels)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0)
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(say("figure.per_cent", language), color=GREY)
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=2, frameon=False)
    return figure


FIGURES: dict[str, tuple[str, Callable[[Finding, str], Figure]]] = {
    "degenerate": ("reach", reach), "levels": ("best", best), "ignition": ("ignites", ignites),
    "inputs": ("compared", compared), "pledges": ("compared", compared),
}
"""By check: its title in the texts, and what draws it."""
