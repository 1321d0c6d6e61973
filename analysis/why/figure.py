"""Figure of a split difference: bars for the parts with intervals over worlds, the remainder below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.why.split import Split, spread
from kraftsamling.analysis.why.words import named, note, titled
from kraftsamling.analysis.words.reader import Reader

MAX_BARS = 10
"""Most parts with a bar of their own; the rest share one."""
OTHERS = "others"
COLOURS = {"total": BLUE, "remainder": GREY}
"""Colours of bars that are no part."""
MARKED: dict[str, Any] = {"color": "#D55E00", "marker": "s", "markerfacecolor": "white"}


def series(splits: Mapping[str, Split], places: Sequence[int]) -> pd.DataFrame:
    """Return what is drawn: one row per kind, bar (from the top) and place.

    Args:
        splits: by kind, "mechanisms" and "levers"; those without parts are left out.
        places: positions of the region and, if asked about, of one municipality.

    Returns:
        kind; part: its name, or "others" (the rest together), "remainder" or "total"; place: "region" or a code; mean,
        p05 and p95 over worlds, points.
    """
    rows = [
        {"kind": kind, "part": part, "place": result.places[place], **spread(values)}
        for kind, result in splits.items()
        if result.parts
        for part, by_place in _bars(result, places)
        for place, values in zip(places, by_place, strict=True)
    ]
    return pd.DataFrame(rows, columns=["kind", "part", "place", "mean", "p05", "p95"])


def draw_why(
    splits: Mapping[str, Split], places: Sequence[int], title: str, names: list[str], reader: Reader
) -> Figure:
    """Draw `series` of these splits; `names` are of the places."""
    return draw(series(splits, places), title, names, next(iter(splits.values())).worlds, reader)


def draw(table: pd.DataFrame, title: str, names: Sequence[str], worlds: int, reader: Reader) -> Figure:
    """Draw each kind in a panel of its own: bars for the first place, open squares for a second one.

    Args:
        table: see `series`; names: of its places; worlds: how many the intervals are over.
    """
    bars = {str(kind): rows for kind, rows in table.groupby("kind", sort=False)}
    heights = [rows["part"].nunique() for rows in bars.values()]
    figure = canvas(2.0 + 0.42 * sum(heights) + 0.7 * len(bars), title, note(worlds, reader))
    panels = figure.subplots(len(bars), 1, squeeze=False, height_ratios=heights, sharex=True)[:, 0]
    for axes, (kind, rows) in zip(panels, bars.items(), strict=True):
        _panel(axes, kind, rows, reader)
        axes.set_title(titled(kind, reader), loc="left", fontweight="bold")
    panels[-1].set_xlabel(reader.say("why.axis"))
    marks = [Line2D([], [], color=MID_BLUE, lw=7, label=names[0])]
    marks += [Line2D([], [], ls="", label=name, **MARKED) for name in names[1:]]
    figure.legend(handles=marks, loc="outside lower left", ncols=2, frameon=False)
    return figure


def _bars(result: Split, places: Sequence[int]) -> Iterator[tuple[str, list[np.ndarray]]]:
    """Yield each bar with its values over worlds in each place, the parts strongest in the first place on top."""
    order = result.ranked(places[0])
    order += [part for part in range(len(result.parts)) if part not in order]
    for part in order[:MAX_BARS]:
        yield result.parts[part], [result.shares[part, place] for place in places]
    if order[MAX_BARS:]:
        yield OTHERS, [result.shares[order[MAX_BARS:], place].sum(axis=0) for place in places]
    yield "remainder", [result.remainder[place] for place in places]
    yield "total", [result.total[place] for place in places]


def _panel(axes: Axes, kind: str, rows: pd.DataFrame, reader: Reader) -> None:
    """Draw the bars of one kind; the first row of a bar is its bar, a second one its open square."""
    bars = list(rows.groupby("part", sort=False))
    for height, (part, by_place) in enumerate(bars):
        first, *others = by_place.to_dict("records")
        axes.barh(height, first["mean"], height=0.56, color=COLOURS.get(str(part), MID_BLUE), alpha=0.75)
        axes.plot([first["p05"], first["p95"]], [height] * 2, color=INK, lw=1.3)
        for row in others:
            axes.plot([row["p05"], row["p95"]], [height + 0.3] * 2, color=MARKED["color"], lw=1.3)
            axes.plot(row["mean"], height + 0.3, ls="", ms=5, **MARKED)
    axes.axvline(0, color=INK, lw=0.8)
    axes.set_yticks(range(len(bars)), [wrapped(named(str(part), kind, reader), 44, 2) for part, _ in bars])
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, 1, signed=True)))
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    quiet(axes)
