"""Figures of a study: indices with intervals, and how they settle as the sample grows."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.sensitivity.indices import DEAD_TOTAL, Indices
from kraftsamling.analysis.sensitivity.study import Study
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader

MAX_SHOWN = 15
"""Most factors in a figure or table."""
MAX_FOLLOWED = 6
"""Most factors whose indices are followed as the sample grows."""
MARKS: dict[str, tuple[float, dict[str, Any]]] = {
    "total": (-0.13, {"color": BLUE, "marker": "o"}),
    "first": (0.17, {"color": GREY, "marker": "s", "markerfacecolor": "white"}),
}
"""Height of a mark beside its row, and its look, by index."""


def series(indices: Indices) -> pd.DataFrame:
    """Return what figure and table show, strongest factor first.

    Returns:
        by factor: total, first (shares of the variance, 0-1) and the ends of their 95 % intervals (_low, _high), group,
        moves_nothing.
    """
    columns = [f"{name}{end}" for name in MARKS for end in ("", "_low", "_high")]
    ordered = indices.table.sort_values("total", ascending=False).head(MAX_SHOWN)
    return ordered[[*columns, "group", "moves_nothing"]]


def draw(shown: pd.DataFrame, title: str, verdict: str, reader: Reader) -> Figure:
    """Draw total (filled) and first index (open) with 95 % intervals, strongest on top; bands part what is tied.

    Args:
        shown: as `series` gives it.
        verdict: of the outcome.
    """
    figure = canvas(1.9 + 0.3 * len(shown), title, reader.say(f"sensitivity.note_{verdict}"))
    axes = figure.subplots()
    for place, (_, row) in enumerate(shown.iterrows()):
        if row["group"] % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, lw=0, alpha=0.6)
        for name, (shift, look) in MARKS.items():
            axes.plot([row[f"{name}_low"], row[f"{name}_high"]], [place + shift] * 2, color=look["color"], lw=1.4)
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


def settling_series(study: Study, outcome: str) -> pd.DataFrame:
    """Return the strongest factors' total indices as the sample grows, strongest first.

    Returns:
        one row per factor and size: factor, size (base points), total (share of the variance, 0-1), total_low,
        total_high (ends of its 95 % interval).
    """
    table = study.indices[outcome].table.sort_values("total", ascending=False)
    rows = study.history[study.history["outcome"] == outcome].set_index("factor")
    return rows.loc[list(table.index[:MAX_FOLLOWED])].drop(columns="outcome").reset_index()


def draw_settling(shown: pd.DataFrame, reader: Reader) -> Figure:
    """Draw total indices with their intervals against the size of the sample, a panel for each factor.

    Args:
        shown: as `settling_series` gives it.
    """
    figure = canvas(3.6, reader.say("sensitivity.settling"), reader.say("sensitivity.note_settling"))
    followed = list(shown.groupby("factor", sort=False))
    panels = figure.subplots(1, len(followed), sharey=True, squeeze=False)[0]
    for axes, (factor, own) in zip(panels, followed, strict=True):
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
