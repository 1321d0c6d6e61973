"""The region as circles coloured by capacity gained: on its borders if known, else on a grid."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MapPath

from kraftsamling.analysis.page.figure import INK, LEFT, WIDTH, canvas, least, panels_across, plain_numbers, wrapped
from kraftsamling.analysis.report.borders import rings
from kraftsamling.analysis.report.map_labels import put_labels
from kraftsamling.analysis.results.evidence import Context, TableEvidence
from kraftsamling.analysis.results.tables import NO_SUPPORT

COLOURS = colormaps["cividis"]
MOST_NAMED = 40

_KEY, _TOP, _HEADING, _PANEL, _FOOT = 3.0, 0.75, 0.3, 2.2, 0.75
"""Inches: width of the key map, heights of the title, a block's heading, a row of panels and the legend."""


def gained_map(evidence: TableEvidence) -> Figure:
    """Draw the region once per course and budget mode, with a key map that names the municipalities."""
    context, say = evidence.context, evidence.context.reader.say
    gains, sure = capacity_gained(evidence)
    norm, places = Normalize(*_limits(gains)), positions(context)
    rows, columns = panels_across(len(evidence.courses))
    blocks = len(evidence.budgets)
    height = _TOP + blocks * (_HEADING + rows * _PANEL) + _FOOT
    years = context.reader.in_years(evidence.tables.end - evidence.tables.start)
    title = say("figure.map_title", years=years)
    figure = canvas(height, title, say("figure.illustrative"), arranged=False)
    _key_map(_axes(figure, 0.1, _TOP + 0.3, _KEY - 0.2, height - _TOP - _FOOT - 0.3), context, places)
    figure.text(LEFT, 1 - _TOP / height, say("figure.map_key"), fontsize=11, fontweight="bold", va="top")
    width = min((WIDTH - _KEY) / columns, 2.2)
    for block, budget in enumerate(evidence.budgets):
        top = _TOP + block * (_HEADING + rows * _PANEL)
        figure.text(
            _KEY / WIDTH, 1 - top / height, say(f"figure.budget_{budget}"), fontsize=11, fontweight="bold", va="top"
        )
        for place, name in enumerate(evidence.courses):
            row, column = divmod(place, columns)
            axes = _axes(figure, _KEY + column * width, top + _HEADING + row * _PANEL + 0.5, width - 0.08, _PANEL - 0.6)
            values = (table.loc[(name, budget)].loc[list(context.region.codes)].to_numpy() for table in (gains, sure))
            _circles(axes, context, places, norm, *values)
            axes.set_title(wrapped(evidence.courses[name], int(width * 12)), loc="left", fontsize=9)
    _legend(figure, evidence, norm)
    return figure


def _axes(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Return axes at a place given in inches from the left and the top."""
    across, down = figure.get_size_inches()
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


def _legend(figure: Figure, evidence: TableEvidence, norm: Normalize) -> None:
    axes = _axes(figure, _KEY, figure.get_figheight() - 0.62, 4.2, 0.14)
    bar = figure.colorbar(ScalarMappable(norm, COLOURS), cax=axes, orientation="horizontal")
    axis = "figure.map_axis_paired" if paired(evidence) else "figure.map_axis"
    bar.set_label(evidence.context.reader.say(axis, typical=evidence.over("typical")))
    plain_numbers(bar.ax.xaxis, evidence, signed=True)
    label = evidence.over("cross", least=least(evidence))
    cross = Line2D([], [], marker="x", color=INK, ls="", mew=1.6, label=wrapped(label, 40))
    figure.legend(handles=[cross], loc="lower right", frameon=False, handletextpad=0.2)


def capacity_gained(evidence: TableEvidence) -> tuple[pd.Series, pd.Series]:
    """Return median capacity gained and the share of worlds in which it is worth mentioning, by course and place.

    Gained against no support where that course was run, else against the start: a municipality meets the same weather
    in every world, and only the paired difference leaves out what is luck in it.
    """
    rows = evidence.tables.municipalities.set_index(["strategy", "budget", "world", "seed", "code"])
    ends = rows["capacity_end"]
    base = rows["capacity_start"]
    if paired(evidence):
        base = ends.xs(NO_SUPPORT, level="strategy").reindex(ends.index.droplevel("strategy")).set_axis(ends.index)
    keys = ["strategy", "budget", "code"]
    gains = (ends - base).groupby([*keys, "world"]).mean()
    sure = (gains.round(9) >= evidence.context.smallest_difference).groupby(keys).mean()
    return gains.groupby(keys).median(), sure


def paired(evidence: TableEvidence) -> bool:
    """Whether no support was run, so that gains can be read against it."""
    return NO_SUPPORT in set(evidence.tables.municipalities["strategy"])


def _limits(gains: pd.Series) -> tuple[float, float]:
    low, high = min(0.0, float(gains.min())), float(gains.max())
    return low, high if high > low else low + 1.0


def positions(context: Context) -> np.ndarray:
    """Return x and y of each municipality, shape (N, 2).

    Degrees scaled so that distances look right; a grid, largest first, when a coordinate is missing. An anonymous
    report has a grid in the order of the letters, which tells neither place nor size.
    """
    region = context.region
    located = np.isfinite(region.latitude) & np.isfinite(region.longitude)
    if located.all() and not context.reader.anonymous:
        width = np.cos(np.radians(region.latitude.mean()))
        return np.column_stack([region.longitude * width, region.latitude])
    labels = context.reader.labels
    letter_rank = [(len(labels[code]), labels[code]) for code in region.codes]
    order = sorted(
        range(len(region.codes)), key=lambda i: letter_rank[i] if context.reader.anonymous else -region.population[i]
    )
    columns = max(1, round(np.sqrt(len(order))))
    grid = np.empty((len(order), 2))
    for place, index in enumerate(order):
        grid[index] = place % columns, -(place // columns)
    return grid


def _on_map(context: Context) -> bool:
    region = context.region
    located = np.isfinite(region.latitude).all() and np.isfinite(region.longitude).all()
    return bool(located) and not context.reader.anonymous


def _ground(axes: Axes, context: Context, places: np.ndarray) -> None:
    """Draw the borders, if there are any and they may be shown, and set the frame."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    everything = [places]
    if _on_map(context) and context.region.borders is not None:
        width = np.cos(np.radians(context.region.latitude.mean()))
        outlines = [ring * [width, 1.0] for ring in rings(context.region.borders)]
        land = MapPath.make_compound_path(*(MapPath(ring, closed=True) for ring in outlines))
        axes.add_patch(PathPatch(land, facecolor="#eeeeee", edgecolor="#8a8a8a", lw=0.5))
        everything += outlines
    spread = np.concatenate(everything)
    low, high = spread.min(axis=0), spread.max(axis=0)
    margin = 0.06 * (high - low) + (0.02 if _on_map(context) else 0.5)
    axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
    axes.set_ylim(low[1] - margin[1], high[1] + margin[1])


def _areas(context: Context, largest: float) -> np.ndarray:
    """Return circle areas (square points) that grow with the root of population, or with size class if anonymous."""
    region = context.region
    crowd = min(1.0, np.sqrt(16 / len(region.codes)))
    if context.reader.anonymous:
        return largest * crowd * np.array([0.35, 0.55, 0.8])[np.asarray(region.size_class)]
    return largest * crowd * np.clip(np.sqrt(region.population / region.population.max()), 0.25, 1.0)


def _circles(
    axes: Axes, context: Context, places: np.ndarray, norm: Normalize, gains: np.ndarray, sure: np.ndarray
) -> None:
    _ground(axes, context, places)
    order = np.argsort(-context.region.population, kind="stable")
    places, gains, sure, areas = places[order], gains[order], sure[order], _areas(context, 210)[order]
    axes.scatter(
        places[:, 0],
        places[:, 1],
        s=areas,
        c=gains,
        cmap=COLOURS,
        norm=norm,
        edgecolors=INK,
        linewidths=0.6 if len(places) <= MOST_NAMED else 0.2,
        zorder=2,
    )
    dim = sure < 0.5
    ink = np.where(norm(gains[dim]) < 0.5, "white", INK)
    axes.scatter(places[dim, 0], places[dim, 1], s=0.3 * areas[dim], c=ink, marker="x", linewidths=1.3, zorder=3)


def _key_map(axes: Axes, context: Context, places: np.ndarray) -> None:
    _ground(axes, context, places)
    axes.scatter(places[:, 0], places[:, 1], s=14, color=INK, linewidths=0, zorder=2)
    if len(places) <= MOST_NAMED:
        put_labels(axes, places, [context.reader.labels[code] for code in context.region.codes])
