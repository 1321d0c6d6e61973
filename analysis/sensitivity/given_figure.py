"""Figure of indices in given worlds, with the limits of noise."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.sensitivity.figure import MAX_SHOWN
from kraftsamling.analysis.sensitivity.given import KINDS, Given
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader

_LOOKS: dict[str, tuple[float, dict[str, Any], str]] = {
    "delta": (-0.13, {"color": BLUE, "marker": "o"}, ":"),
    "first": (0.17, {"color": GREY, "marker": "s", "markerfacecolor": "white"}, "--"),
}
"""By index: height of its mark beside the row, its look, and the line of its limit of noise."""


def series(given: Given) -> pd.DataFrame:
    """Return what figure and table show: parameters that differ from noise first, then by delta.

    Returns:
        by parameter: delta, first (0-1) and the ends of their 95 % intervals (_low, _high), told (differs from noise),
        group.
    """
    columns = [f"{kind}{end}" for kind in KINDS for end in ("", "_low", "_high")]
    ordered = given.table.sort_values(["told", "delta"], ascending=False, kind="stable").head(MAX_SHOWN)
    return ordered[[*columns, "told", "group"]]


def draw(shown: pd.DataFrame, limits: pd.Series, title: str, verdict: str, reader: Reader) -> Figure:
    """Draw delta (filled) and first index (open) with 95 % intervals, strongest on top, and the limits of noise.

    Args:
        shown: as `series` gives it.
        limits: of noise, by index.
        verdict: of the outcome.
    """
    figure = canvas(1.9 + 0.46 * len(shown), title, reader.say(f"given.note_{verdict}"))
    axes = figure.subplots()
    for place, (_, row) in enumerate(shown.iterrows()):
        if row["group"] % 2 == 0 and row["told"]:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, lw=0, alpha=0.6)
        for kind, (shift, look, _) in _LOOKS.items():
            axes.plot([row[f"{kind}_low"], row[f"{kind}_high"]], [place + shift] * 2, color=look["color"], lw=1.4)
            label = reader.say(f"given.{kind}") if place == 0 else None
            axes.plot(row[kind], place + shift, ls="", ms=5.5, label=label, **look)
    for kind, (_, look, line) in _LOOKS.items():
        label = reader.say(f"given.dummy_{kind}")
        axes.axvline(limits[kind], color=look["color"], lw=1.0, ls=line, label=label)
    axes.set_yticks(range(len(shown)), [wrapped(meaning(str(name), reader), 44) for name in shown.index])
    for tick, sure in zip(axes.yaxis.get_major_ticks(), shown["told"], strict=True):
        tick.label1.set(color=INK if sure else GREY, style="normal" if sure else "italic")
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, 2)))
    axes.set_xlabel(reader.say("given.axis"))
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=4, frameon=False)
    return figure
