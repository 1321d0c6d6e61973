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

from kraftsamling.analysis.page.figure import (
    INK,
    LEFT,
    WIDTH,
    canvas,
    panels_across,
    plain_numbers,
    tick_digits,
    wrapped,
)
from kraftsamling.analysis.report.figures.borders import rings
from kraftsamling.analysis.report.figures.map_labels import put_labels
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.results.tables import NO_SUPPORT
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.region import Region

COLOURS = colormaps["cividis"]
MAX_NAMED = 40
LARGEST = 210
"""Area of the largest circle, square points."""
MARGIN = 0.09
"""Around the region, share of its longer side: the largest circle's radius in the smallest panel."""
SURE = 0.5
"""Share of worlds in which a gain must be worth mentioning, or its circle bears a cross."""

_KEY, _TOP, _HEADING, _PANEL, _FOOT = 3.0, 0.75, 0.3, 2.2, 0.75
"""Inches: width of the key map, heights of the title, a block's heading, a row of panels and the legend."""


def series(evidence: TableEvidence) -> pd.DataFrame:
    """Return what is drawn of each municipality, the most populous first, by budget, strategy and code.

    Columns gained: median over worlds of capacity gained, points; sure: share of worlds (0-1) in which it is worth
    mentioning; x, y: where it stands, see `positions`; area: of its circle, square points.
    """
    reader, region = evidence.context.reader, evidence.context.region
    gains, sure = capacity_gained(evidence)
    order = np.argsort(-region.population, kind="stable")
    codes = [region.codes[place] for place in order]
    index = pd.MultiIndex.from_product([evidence.budgets, evidence.names, codes], names=["budget", "strategy", "code"])
    values = {"gained": gains, "sure": sure}
    table = pd.DataFrame({name: column.reorder_levels(index.names).reindex(index) for name, column in values.items()})
    x, y = positions(reader)[order].T
    where = pd.DataFrame({"x": x, "y": y, "area": _areas(reader)[order]}, index=pd.Index(codes, name="code"))
    return table.join(where, on="code")


def draw(circles: pd.DataFrame, labels: Labels) -> Figure:
    """Draw the region once per course and budget mode, with a key map that names the municipalities."""
    reader, say = labels.reader, labels.reader.say
    norm = Normalize(*_limits(circles["gained"]))
    rows, columns = panels_across(len(labels.courses))
    blocks = len(labels.budgets)
    height = _TOP + blocks * (_HEADING + rows * _PANEL) + _FOOT
    title = say("figure.map_title", years=reader.in_years(labels.end - labels.start))
    figure = canvas(height, title, say("figure.illustrative"), arranged=False)
    key = _axes(figure, (0.1, _TOP + 0.3, _KEY - 0.2, height - _TOP - _FOOT - 0.3))
    _key_map(key, circles.loc[labels.budgets[0]].loc[next(iter(labels.courses))], reader)
    figure.text(LEFT, 1 - _TOP / height, say("figure.map_key"), fontsize=11, fontweight="bold", va="top")
    width = min((WIDTH - _KEY) / columns, 2.2)
    for block, budget in enumerate(labels.budgets):
        top = _TOP + block * (_HEADING + rows * _PANEL)
        figure.text(
            _KEY / WIDTH, 1 - top / height, say(f"figure.budget_{budget}"), fontsize=11, fontweight="bold", va="top"
        )
        for place, name in enumerate(labels.courses):
            row, column = divmod(place, columns)
            left, down = _KEY + column * width, top + _HEADING + row * _PANEL + 0.5
            axes = _axes(figure, (left, down, width - 0.08, _PANEL - 0.6))
            _circles(axes, circles.loc[budget].loc[name], norm, reader)
            axes.set_title(wrapped(labels.courses[name], int(width * 12)), loc="left", fontsize=9)
    _legend(figure, labels, norm)
    return figure


def _axes(figure: Figure, place: tuple[float, float, float, float]) -> Axes:
    """Return axes at a place: inches from the left and the top, width and height."""
    left, top, width, height = place
    across, down = figure.get_size_inches()
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


def _legend(figure: Figure, labels: Labels, norm: Normalize) -> None:
    axes = _axes(figure, (_KEY, figure.get_figheight() - 0.62, 4.2, 0.14))
    bar = figure.colorbar(ScalarMappable(norm, COLOURS), cax=axes, orientation="horizontal")
    axis = "figure.map_axis_paired" if NO_SUPPORT in labels.courses else "figure.map_axis"
    bar.set_label(labels.reader.say(axis, typical=labels.over("typical")))
    plain_numbers(bar.ax.xaxis, labels.reader, signed=True, digits=tick_digits(*bar.ax.get_xlim()))
    label = labels.over("cross", least=labels.least)
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
    if NO_SUPPORT in evidence.names:
        base = ends.xs(NO_SUPPORT, level="strategy").reindex(ends.index.droplevel("strategy")).set_axis(ends.index)
    keys = ["strategy", "budget", "code"]
    gains = (ends - base).groupby([*keys, "world"]).mean()
    sure = (gains.round(9) >= evidence.smallest_difference).groupby(keys).mean()
    return gains.groupby(keys).median(), sure


def _limits(gains: pd.Series) -> tuple[float, float]:
    low, high = min(0.0, float(gains.min())), float(gains.max())
    return low, high if high > low else low + 1.0


def positions(reader: Reader) -> np.ndarray:
    """Return x and y of each municipality, shape (N, 2).

    Degrees scaled so that distances look right; a grid, largest first, when a coordinate is missing. An anonymous
    report has a grid in the order of the letters, which tells neither place nor size.
    """
    region = _region(reader)
    if _on_map(reader):
        width = np.cos(np.radians(region.latitude.mean()))
        return np.column_stack([region.longitude * width, region.latitude])
    labels = reader.labels
    letter_rank = [(len(labels[code]), labels[code]) for code in region.codes]
    order = sorted(
        range(len(region.codes)), key=lambda i: letter_rank[i] if reader.anonymous else -region.population[i]
    )
    columns = max(1, round(np.sqrt(len(order))))
    grid = np.empty((len(order), 2))
    for place, index in enumerate(order):
        grid[index] = place % columns, -(place // columns)
    return grid


def _region(reader: Reader) -> Region:
    assert reader.region is not None  # a map is of the reader's region
    return reader.region


def _on_map(reader: Reader) -> bool:
    """Whether every municipality has a place that may be shown."""
    region = _region(reader)
    located = np.isfinite(region.latitude).all() and np.isfinite(region.longitude).all()
    return bool(located) and not reader.anonymous


def _ground(axes: Axes, places: np.ndarray, reader: Reader) -> None:
    """Draw the borders, if there are any and they may be shown, and set the frame."""
    axes.set_axis_off()
    axes.set_aspect("equal")
    everything, region = [places], _region(reader)
    if _on_map(reader) and (lines := rings(region)):
        width = np.cos(np.radians(region.latitude.mean()))
        outlines = [ring * [width, 1.0] for ring in lines]
        land = MapPath.make_compound_path(*(MapPath(ring, closed=True) for ring in outlines))
        axes.add_patch(PathPatch(land, facecolor="#eeeeee", edgecolor="#8a8a8a", lw=0.5))
        everything += outlines
    spread = np.concatenate(everything)
    low, high = spread.min(axis=0), spread.max(axis=0)
    # By the longer side: a region that is narrow one way has circles as large as any other.
    margin = MARGIN * (high - low).max() + (0.02 if _on_map(reader) else 0.5)
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)


def _areas(reader: Reader) -> np.ndarray:
    """Return circle areas (square points) that grow with the root of population, or with size class if anonymous."""
    region = _region(reader)
    crowd = min(1.0, np.sqrt(16 / len(region.codes)))
    if reader.anonymous:
        return LARGEST * crowd * np.array([0.35, 0.55, 0.8])[np.asarray(region.size_class)]
    return LARGEST * crowd * np.clip(np.sqrt(region.population / region.population.max()), 0.25, 1.0)


def _circles(axes: Axes, circles: pd.DataFrame, norm: Normalize, reader: Reader) -> None:
    """Draw one course: a circle per municipality, with a cross where the gain is not worth mentioning for sure."""
    places, gains, areas = circles[["x", "y"]].to_numpy(), circles["gained"].to_numpy(), circles["area"].to_numpy()
    _ground(axes, places, reader)
    axes.scatter(
        places[:, 0],
        places[:, 1],
        s=areas,
        c=gains,
        cmap=COLOURS,
        norm=norm,
        edgecolors=INK,
        linewidths=0.6 if len(places) <= MAX_NAMED else 0.2,
        zorder=2,
    )
    dim = circles["sure"].to_numpy() < SURE
    ink = np.where(norm(gains[dim]) < 0.5, "white", INK)
    axes.scatter(places[dim, 0], places[dim, 1], s=0.3 * areas[dim], c=ink, marker="x", linewidths=1.3, zorder=3)


def _key_map(axes: Axes, circles: pd.DataFrame, reader: Reader) -> None:
    """Draw where each municipality stands, with its label where they are not too many."""
    codes = list(_region(reader).codes)
    places = circles.loc[codes, ["x", "y"]].to_numpy()
    _ground(axes, places, reader)
    axes.scatter(places[:, 0], places[:, 1], s=14, color=INK, linewidths=0, zorder=2)
    if len(places) <= MAX_NAMED:
        put_labels(axes, places, [reader.labels[code] for code in codes])
