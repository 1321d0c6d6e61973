"""Figure of effects around the default values: a tornado."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.page.figure import BLUE, GREY, INK, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.sensitivity.figure import MAX_SHOWN
from kraftsamling.analysis.sensitivity.one_at_a_time import ENDS, Effects
from kraftsamling.analysis.words.assumptions import meaning, value_range
from kraftsamling.analysis.words.reader import Reader

_LOOKS: dict[str, dict[str, Any]] = {
    "low": {"facecolor": "#fdae6b", "hatch": "//", "edgecolor": INK, "linewidth": 0.5},
    "high": {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.5},
}


def series(effects: Effects) -> pd.DataFrame:
    """Return what figure and table show, what moves most first.

    Returns:
        by parameter and end of its range: effect (points), effect_low, effect_high (ends of its 95 % interval), told
        (differs from chance), group, default (value of the parameter).
    """
    names = list(effects.table.index.get_level_values("parameter").unique()[:MAX_SHOWN])
    return effects.table.loc[names, ["effect", "effect_low", "effect_high", "told", "group", "default"]]


def draw(shown: pd.DataFrame, title: str, reader: Reader) -> Figure:
    """Draw the effect of the low (hatched) and of the high end (filled) with intervals, what moves most on top.

    Args:
        shown: as `series` gives it.
    """
    names = list(shown.index.get_level_values("parameter").unique())
    figure = canvas(2.1 + 0.5 * len(names), title, reader.say("one_at_a_time.note"))
    axes = figure.subplots()
    for end, shift in zip(ENDS, (-0.19, 0.19), strict=True):
        rows = shown.xs(end, level="end").reindex(names)
        places = np.arange(len(names)) + shift
        axes.barh(places, rows["effect"], 0.34, label=reader.say(f"one_at_a_time.{end}"), **_LOOKS[end])
        axes.hlines(places, rows["effect_low"], rows["effect_high"], color=INK, lw=1.6)
    labels = [wrapped(f"{meaning(name, reader)} ({value_range(name, reader)})", 52) for name in names]
    axes.set_yticks(range(len(names)), labels)
    for tick, name in zip(axes.yaxis.get_major_ticks(), names, strict=True):
        sure = shown.loc[name, "told"].any()
        tick.label1.set(color=INK if sure else GREY, style="normal" if sure else "italic")
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.axvline(0, color=INK, lw=0.8)
    axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, 1, signed=True)))
    axes.grid(axis="x", color=PALE, lw=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel(reader.say("one_at_a_time.axis"))
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=2, frameon=False)
    return figure
