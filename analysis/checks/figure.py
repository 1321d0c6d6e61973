"""Figures of the checks: few, labelled, and legible in grey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kraftsamling.analysis.checks.facts import ON_OFFER
from kraftsamling.analysis.checks.result import CheckResult
from kraftsamling.analysis.checks.words import named, say
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.words.reader import Reader

SHADES = ("#7f2704", "#fdae6b", "#bdbdbd", PALE, LIGHT_BLUE, BLUE)
"""From worse than none to marked: brown to grey to blue, different in lightness as well."""
LEVEL_MARKS = (("o", ":"), ("s", "--"), ("^", "-"))
MARKERS = "os^Dv"
LEVEL_SHADES = (LIGHT_BLUE, MID_BLUE, BLUE)


THIN = 0.6
"""Smallest width of a published range, per cent of its axis, so that one figure can be seen, too."""


def reaches(result: CheckResult) -> pd.DataFrame:
    """Return per cent of the runs of each policy (rows) that get so far (columns, worst first)."""
    return 100 * result.tables["reach"]


def best(result: CheckResult) -> pd.DataFrame:
    """Return per cent of worlds in which each level (columns best_LEVEL) is best, by budget and case."""
    shares = 100 * result.tables["best"]
    return shares[[column for column in shares if column.startswith("best_")]]


def ignites(result: CheckResult) -> pd.DataFrame:
    """Return per cent of worlds that ignite, by level and year of the stop (rows) and own pace (columns)."""
    return 100 * result.tables["ignites"].astype(float)


def compared(result: CheckResult) -> pd.DataFrame:
    """Return published ranges and what is simulated, by fact and region.

    Columns fact_low, fact_high, p05, median and p95 over worlds: per cent; pledges as per cent of those on offer.
    """
    rows = result.tables[result.check][["fact_low", "fact_high", "p05", "median", "p95"]].swaplevel()
    scale = np.where(rows.index.get_level_values("fact") == "pledges_mean", 100 / ON_OFFER, 100)
    return rows.mul(scale, axis=0)


def draw_reaches(series: pd.DataFrame, reader: Reader) -> Figure:
    """Draw how far the runs of each policy get, from `reaches`."""
    figure = canvas(1.6 + 0.32 * len(series), say("figure.reach", reader), say("figure.note", reader))
    axes = figure.subplots()
    labels = [named(column, reader) for column in series]
    _stacked(axes, series.set_axis(labels, axis=1), [named(case, reader) for case in series.index], SHADES)
    axes.set_xlabel(say("figure.runs", reader))
    figure.legend(loc="outside lower left", ncols=6, frameon=False)
    return figure


def draw_best(series: pd.DataFrame, reader: Reader) -> Figure:
    """Draw in which share of worlds each level is best, from `best`."""
    figure = canvas(1.6 + 0.36 * len(series), say("figure.best", reader), say("figure.note", reader))
    axes = figure.subplots()
    labels = [say("figure.level", reader, level=column[-1]) for column in series]
    cases = [f"{say(f'levels.{budget}', reader)}: {named(case, reader)}" for budget, case in series.index]
    _stacked(axes, series.set_axis(labels, axis=1), cases, LEVEL_SHADES)
    axes.set_xlabel(say("figure.worlds", reader))
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def _stacked(axes: Axes, series: pd.DataFrame, cases: Sequence[str], shades: Sequence[str]) -> None:
    """Draw rows of shares that lie end to end; columns are the labels of the legend."""
    left = np.zeros(len(series))
    places = np.arange(len(series))
    for label, shade in zip(series, shades, strict=True):
        width = series[label].to_numpy()
        axes.barh(places, width, 0.72, left, color=shade, label=label, edgecolor="white", linewidth=0.8)
        left = left + width
    axes.set_yticks(places, [wrapped(case, 44) for case in cases])
    axes.set_ylim(len(series) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    quiet(axes)


def draw_ignites(series: pd.DataFrame, reader: Reader) -> Figure:
    """Draw the share of worlds that ignite by own pace, one panel per year of the stop, from `ignites`."""
    stops = list(series.index.unique("stop"))
    figure = canvas(4.2, say("figure.ignites", reader), say("figure.note", reader))
    panels = figure.subplots(1, len(stops), sharey=True, squeeze=False)[0]
    for axes, stop in zip(panels, stops, strict=True):
        for place, (marker, line) in zip(series.index.unique("level"), LEVEL_MARKS, strict=True):
            label = say("figure.level", reader, level=place) if stop == stops[0] else None
            values = series.loc[(place, stop)]
            axes.plot(list(series.columns), values, color=BLUE, marker=marker, ls=line, ms=6, label=label)
        axes.set_title(say("figure.stop", reader, year=stop), loc="left", fontweight="bold")
        axes.set_xticks(list(series.columns))
        axes.set_xlabel(say("figure.own_pace", reader))
        axes.grid(axis="y", color=PALE, lw=0.7)
    panels[0].set_ylim(0)
    panels[0].set_ylabel(say("figure.worlds", reader))
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def draw_compared(series: pd.DataFrame, reader: Reader) -> Figure:
    """Draw published ranges and, per region, what is simulated, from `compared`."""
    facts, regions = series.index.unique("fact"), series.index.unique("region")
    figure = canvas(1.9 + 0.7 * len(facts), say("figure.compared", reader), say("figure.simulated", reader))
    axes = figure.subplots()
    offsets = np.linspace(-0.22, 0.22, regions.size)
    for place, fact in enumerate(facts):
        low, high = series.loc[fact][["fact_low", "fact_high"]].iloc[0]
        label = say("figure.published", reader) if place == 0 else None
        axes.barh(place, max(high - low, THIN), 0.8, low, color=LIGHT_BLUE, lw=0, label=label)
        for region, offset, marker in zip(regions, offsets, MARKERS, strict=False):
            row = series.loc[(fact, region)]
            axes.plot([row["p05"], row["p95"]], [place + offset] * 2, color=INK, lw=1.2)
            label = named(region, reader) if place == 0 else None
            axes.plot(row["median"], place + offset, marker, color=INK, ms=5, ls="none", label=label)
    axes.set_yticks(range(len(facts)), [wrapped(named(fact, reader), 30) for fact in facts])
    axes.set_ylim(len(facts) - 0.4, -0.6)
    axes.set_xlim(0)
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(say("figure.per_cent", reader), color=GREY)
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=5, frameon=False)
    return figure


@dataclass(frozen=True)
class Drawing:
    """How the result of a check is drawn: its title among the texts, the table that is drawn, and what draws it."""

    title: str
    series: Callable[[CheckResult], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Reader], Figure]


DRAWINGS = {
    "degenerate": Drawing("reach", reaches, draw_reaches),
    "levels": Drawing("best", best, draw_best),
    "ignition": Drawing("ignites", ignites, draw_ignites),
    "inputs": Drawing("compared", compared, draw_compared),
    "pledges": Drawing("compared", compared, draw_compared),
}
"""By check, where it is drawn."""
