"""Figures of a sensitivity study: indices with intervals, and how they settle as the sample grows."""

from __future__ import annotations

from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.sensitivity.indices import DEAD_TOTAL, Indices, Study
from kraftsamling.analysis.sensitivity.page import SHOWN
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader

FOLLOWED = 6
"""Factors whose indices are followed as the sample grows."""


def draw_indices(indices: Indices, title: str, reader: Reader) -> Figure:
    """Draw total (filled) and first index (open) with 95 % intervals, strongest on top; bands part what is tied."""
    shown = indices.table.sort_values("total", ascending=False).head(SHOWN)
    figure = canvas(1.9 + 0.3 * len(shown), title, reader.say(f"sensitivity.note_{indices.verdict}"))
    axes = figure.subplots()
    marks: tuple[tuple[str, float, dict[str, Any]], ...] = (
        ("total", -0.13, {"color": BLUE, "marker": "o"}),
        ("first", 0.17, {"color": GREY, "marker": "s", "markerfacecolor": "white"}),
    )
    for place, (_, row) in enumerate(shown.iterrows()):
        if row["group"] % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, lw=0, alpha=0.6)
        for name, shift, look in marks:
            low, high = row[f"{name}_low"], row[f"{name}_high"]
            axes.plot([low, high], [place + shift] * 2, color=look["color"], lw=1.4)
            label = reader.say(f"sensitivity.head_{name}") if place == 0 else None
            axes.plot(row[name], place + shift, ls="", ms=5.5, label=label, **look)
    axes.axvline(DEAD_TOTAL, color=INK, lw=0.8, ls=":", label=reader.say("sensitivity.dead_line"))
    axes.set_yticks(range(len(shown)), [wrapped(meaning(str(name), reader), 60, 2) for name in shown.index])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    _tenths(axes.xaxis, reader)
    axes.set_xlabel(reader.say("sensitivity.axis"))
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=3, frameon=False)
    return figure


def draw_settling(found: Study, outcome: str, reader: Reader) -> Figure:
    """Draw the strongest total indices of an outcome with their intervals against the size of the sample."""
    table = found.indices[outcome].table.sort_values("total", ascending=False)
    followed = list(table.index[:FOLLOWED])
    figure = canvas(3.6, reader.say("sensitivity.settling"), reader.say("sensitivity.note_settling"))
    panels = figure.subplots(1, len(followed), sharey=True, squeeze=False)[0]
    rows = found.history[found.history["outcome"] == outcome]
    for axes, factor in zip(panels, followed, strict=True):
        own = rows[rows["factor"] == factor]
        axes.fill_between(own["size"], own["total_low"], own["total_high"], color=MID_BLUE, lw=0, alpha=0.6)
        axes.plot(own["size"], own["total"], color=BLUE, marker="o", ms=3.5)
        axes.set_xscale("log", base=2)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value)))
        axes.set_title(wrapped(meaning(str(factor), reader), 28, 4), loc="left", fontsize=8)
        axes.set_xlabel(reader.say("sensitivity.axis_size"))
        axes.grid(axis="y", color=PALE, lw=0.7)
    panels[0].set_ylabel(reader.say("sensitivity.head_total"))
    _tenths(panels[0].yaxis, reader)
    return figure


def _tenths(axis: Axis, reader: Reader) -> None:
    """Write ticks of an index with one decimal, at places that need no more."""
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, 1)))
