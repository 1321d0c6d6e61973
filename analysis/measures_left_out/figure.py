"""Measures left out at a glance: what goes of each group's own measure, and the measures whose loss is felt most."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from kraftsamling.analysis.measures_left_out.find import FIRST, MeasuresLeftOut
from kraftsamling.analysis.measures_left_out.words import name_of, say, title_of
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, canvas, plain_numbers, quiet, wrapped
from kraftsamling.analysis.words.reader import MISSING, Reader

ROW = 0.27
"""Height of a row in inches."""


def group_series(finding: MeasuresLeftOut) -> pd.DataFrame:
    """Return what is drawn of groups, by kind, name and level.

    Columns: share, cut to 0 and 1 (not a number: never in play), and most, whether it moves in most worlds.
    """
    table = finding.groups[["own", "moves"]].reorder_levels(["kind", "name", "level"])
    return pd.DataFrame({"share": table["own"].clip(0, 1), "most": table["moves"] > 1 / 2})


def measure_series(finding: MeasuresLeftOut) -> pd.DataFrame:
    """Return what is drawn of measures, by level and id: lost, p05, p95, place_p05, place_p95 of the first in play."""
    kept = finding.measures[finding.measures["in_play"] > 0].sort_values(["level", "place"], kind="stable")
    return kept.groupby("level").head(FIRST).drop(columns=["in_play", "place"])


def draw_groups(series: pd.DataFrame, note: str, reader: Reader) -> Figure:
    """Draw each group as a row and each level as a panel, from `group_series`."""
    wide = series.unstack("level").reindex(series.index.droplevel("level").unique())
    levels = list(series.index.unique("level"))
    figure = canvas(1.7 + ROW * len(wide), say("groups_title", reader), note)
    panels = figure.subplots(1, len(levels), sharey=True, squeeze=False)[0]
    for axes, level in zip(panels, levels, strict=True):
        _group_panel(axes, wide.xs(level, axis=1, level="level"), reader)
        axes.set_title(say("level", reader, level=level), loc="left")
    panels[0].set_yticks(range(len(wide)), [name_of((str(k), str(n)), reader) for k, n in wide.index])
    panels[0].set_ylim(len(wide) - 0.4, -0.6)
    handles, labels = panels[-1].get_legend_handles_labels()
    kept = dict(zip(labels, handles, strict=True))
    figure.legend(kept.values(), kept.keys(), loc="outside lower left", ncols=3, frameon=False)
    return figure


def _group_panel(axes: Axes, rows: pd.DataFrame, reader: Reader) -> None:
    for place, (share, most) in enumerate(zip(rows["share"].astype(float), rows["most"].astype(bool), strict=True)):
        if np.isnan(share):
            axes.text(0.01, place, MISSING, va="center", color=GREY)
            continue
        axes.plot([0, share], [place] * 2, color=BLUE if most else INK, lw=1.6)
        fill = BLUE if most else "white"
        label = say("groups_most" if most else "groups_few", reader)
        axes.plot(share, place, "o", color=BLUE if most else INK, mfc=fill, ms=5.5, label=label)
    axes.set_xlim(-0.02, 1.02)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.percent(value)))
    quiet(axes)


def draw_measures(series: pd.DataFrame, note: str, reader: Reader) -> Figure:
    """Draw the measures whose loss is felt most, each level by itself, from `measure_series`."""
    levels = list(series.index.unique("level"))
    heights = [0.7 + ROW * len(series.loc[level]) for level in levels]
    figure = canvas(sum(heights) + 0.8, say("measures_title", reader), note)
    panels = figure.subplots(len(levels), 1, squeeze=False, height_ratios=heights)[:, 0]
    for axes, level in zip(panels, levels, strict=True):
        _measure_panel(axes, series.loc[level], reader)
        axes.set_title(say("measures_level", reader, level=level), loc="left")
        axes.set_title(say("measures_place", reader), loc="right")
    return figure


def _measure_panel(axes: Axes, rows: pd.DataFrame, reader: Reader) -> None:
    for place, row in enumerate(rows.to_dict("records")):
        axes.plot([row["p05"], row["p95"]], [place] * 2, color=BLUE, lw=1.6)
        axes.plot(row["lost"], place, "o", color=BLUE, ms=5.5)
        told = reader.interval(row["place_p05"], row["place_p95"], 0)
        beside = ("axes fraction", "data")
        axes.annotate(told, (1.01, place), xycoords=beside, va="center", fontsize=8.5, annotation_clip=False)
    names = [f"{wrapped(title_of(str(name), reader), 70, 1)}  {name}" for name in rows.index]
    axes.axvline(0, color=GREY, lw=0.8)
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    plain_numbers(axes.xaxis, reader, digits=1)
    quiet(axes)
