"""Figure of a split difference: bars for the parts with intervals over worlds, the remainder below."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.why.split import Split
from kraftsamling.analysis.why.words import named, titled
from kraftsamling.analysis.words.reader import Reader

SHOWN = 10
"""Most parts with a bar of their own; the rest share one."""
OTHERS = "others"
MARKED: dict[str, Any] = {"color": "#D55E00", "marker": "s", "markerfacecolor": "white"}


def draw_why(splits: dict[str, Split], places: list[int], title: str, names: list[str], reader: Reader) -> Figure:
    """Draw each split in a panel of its own: bars for the first place, open squares for a second one.

    Args:
        splits: by kind, "mechanisms" and "levers"; those without parts are left out.
        places: the region and, if asked about, one municipality.
        names: of these places.
    """
    bars = {kind: _bars(found, places) for kind, found in splits.items() if found.parts}
    heights = [len(rows) for rows in bars.values()]
    figure = canvas(2.0 + 0.42 * sum(heights) + 0.7 * len(bars), title, note(next(iter(splits.values())), reader))
    panels = figure.subplots(len(bars), 1, squeeze=False, height_ratios=heights, sharex=True)[:, 0]
    for axes, (kind, rows) in zip(panels, bars.items(), strict=True):
        _panel(axes, kind, rows, reader)
        axes.set_title(titled(kind, reader), loc="left", fontweight="bold")
    panels[-1].set_xlabel(reader.say("why.axis"))
    marks = [Line2D([], [], color=MID_BLUE, lw=7, label=names[0])]
    marks += [Line2D([], [], ls="", label=name, **MARKED) for name in names[1:]]
    figure.legend(handles=marks, loc="outside lower left", ncols=2, frameon=False)
    return figure


def note(found: Split, reader: Reader) -> str:
    """Return what bars and lines of the figure are."""
    return reader.say("why.note", outer=reader.over("outer", found.total.shape[1]))


def _bars(found: Split, places: list[int]) -> dict[str, list[np.ndarray]]:
    """Per bar the values over worlds in each place: the strongest parts, the other ones together, the remainder."""
    order = found.ranked(places[0])
    order += [part for part in range(len(found.parts)) if part not in order]
    rows = {found.parts[part]: [found.shares[part, place] for place in places] for part in order[:SHOWN]}
    if order[SHOWN:]:
        rows[OTHERS] = [found.shares[order[SHOWN:], place].sum(axis=0) for place in places]
    rows["remainder"] = [found.remainder[place] for place in places]
    rows["total"] = [found.total[place] for place in places]
    return rows


def _panel(axes: Axes, kind: str, rows: dict[str, list[np.ndarray]], reader: Reader) -> None:
    for place, (part, values) in enumerate(rows.items()):
        colour = BLUE if part == "total" else GREY if part == "remainder" else MID_BLUE
        axes.barh(place, values[0].mean(), height=0.56, color=colour, alpha=0.75)
        for shift, found, look in zip((0.0, 0.3), values, ({"color": INK}, MARKED), strict=False):
            axes.plot(np.percentile(found, [5, 95]), [place + shift] * 2, color=look["color"], lw=1.3)
        for found in values[1:]:
            axes.plot(found.mean(), place + 0.3, ls="", ms=5, **MARKED)
    axes.axvline(0, color=INK, lw=0.8)
    axes.set_yticks(range(len(rows)), [wrapped(named(part, kind, reader), 44, 2) for part in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, 1, signed=True)))
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    quiet(axes)
