"""Figure, table and sentences on what moves an outcome in the world of default values, one assumption at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.ledger.words import named
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.sensitivity.one_at_a_time import ENDS, mean_of
from kraftsamling.analysis.words.assumptions import meaning, plain, quoted_meaning, value_range
from kraftsamling.analysis.words.reader import MISSING, Reader
from kraftsamling.model.inputs.parameters import parameters

SHOWN = 15
"""Most parameters in a figure or table."""
MOST_NAMED = 4
"""Most parameters named in one sentence."""
_LOOKS: dict[str, dict[str, Any]] = {
    "low": {"facecolor": "#fdae6b", "hatch": "//", "edgecolor": INK, "linewidth": 0.5},
    "high": {"facecolor": BLUE, "edgecolor": INK, "linewidth": 0.5},
}


def sentences(found: pd.DataFrame, at_defaults: np.ndarray, reader: Reader) -> Iterator[str]:
    """Yield what is known of an outcome: its value, what moves it most, and how much is not told from chance.

    Args:
        found: as `one_at_a_time.effects` gives it.
        at_defaults: the outcome at the defaults, (seed,).
    """
    (mean,), (margin,) = mean_of(at_defaults[None])
    seeds = reader.number(len(at_defaults))
    limits = reader.interval(mean - margin, mean + margin, 2)
    yield reader.say("one_at_a_time.value", value=reader.points(mean, 2), interval=limits, seeds=seeds)
    yield _strongest(found, reader)
    groups = found["group"].groupby(level="parameter").first()
    told, every = (reader.number(count) for count in ((groups > 0).sum(), len(groups)))
    yield reader.say("one_at_a_time.told", told=told, all=every, seeds=seeds)


def _strongest(found: pd.DataFrame, reader: Reader) -> str:
    """Name what moves the outcome most, each with its larger effect; a group that cannot be told apart as such."""
    first = found[(found["group"] == 1) & found["told"]].reset_index("end")
    if first.empty:
        return reader.say("one_at_a_time.nothing_told")
    members = []
    for name, rows in first.groupby(level="parameter", sort=False):
        row = rows.loc[rows["effect"].abs().to_numpy() == rows["effect"].abs().max()].iloc[0]
        value = plain(getattr(parameters()[str(name)], row["end"]), reader)
        effect = reader.number(row["effect"], 2, signed=True)
        named_so = quoted_meaning(str(name), reader)
        members.append(reader.say("one_at_a_time.member", name=named_so, effect=effect, value=value))
    more = [reader.say("sensitivity.more", count=len(members) - MOST_NAMED)] if len(members) > MOST_NAMED else []
    key = "strongest" if len(members) == 1 else "tied"
    return reader.say(f"one_at_a_time.{key}", names=reader.listing(members[:MOST_NAMED] + more))


def draw_tornado(found: pd.DataFrame, title: str, reader: Reader) -> Figure:
    """Draw the effect of the low (hatched) and of the high end (filled) with intervals, what moves most on top."""
    names = list(found.index.get_level_values("parameter").unique()[:SHOWN])
    figure = canvas(2.1 + 0.5 * len(names), title, reader.say("one_at_a_time.note"))
    axes = figure.subplots()
    for end, shift in zip(ENDS, (-0.19, 0.19), strict=True):
        rows = found.xs(end, level="end").reindex(names)
        places = np.arange(len(names)) + shift
        axes.barh(places, rows["effect"], 0.34, label=reader.say(f"one_at_a_time.{end}"), **_LOOKS[end])
        axes.hlines(places, rows["effect_low"], rows["effect_high"], color=INK, lw=1.6)
    labels = [wrapped(f"{meaning(name, reader)} ({value_range(name, reader)})", 52) for name in names]
    axes.set_yticks(range(len(names)), labels)
    for tick, name in zip(axes.yaxis.get_major_ticks(), names, strict=True):
        told = found.loc[name, "told"].any()
        tick.label1.set(color=INK if told else GREY, style="normal" if told else "italic")
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


def table_of(found: pd.DataFrame, reader: Reader) -> Markup:
    """Return the table of the parameters that move most and are told from chance."""
    heads = [Head(reader.say("sensitivity.head_factor")), Head(reader.say("sensitivity.head_group"))]
    heads += [Head(reader.say(f"one_at_a_time.{end}")) for end in ENDS]
    heads += [Head(reader.say(f"one_at_a_time.{name}")) for name in ("default", "range")]
    heads += [Head(reader.say(f"sensitivity.head_{name}")) for name in ("grade", "name")]
    rows = []
    for name, ends in list(found[found["group"] > 0].groupby(level="parameter", sort=False))[:SHOWN]:
        known = parameters()[str(name)]
        by_end = ends.droplevel("parameter")
        cells = [_effect(by_end.loc[end], reader) if end in by_end.index else Cell(MISSING) for end in ENDS]
        cells += [Cell(plain(known.default, reader)), Cell(value_range(known.name, reader))]
        cells += [Cell(named(known.evidence, reader)), Cell(known.name)]
        rows.append([Cell(meaning(known.name, reader)), Cell(reader.number(ends["group"].iloc[0])), *cells])
    title = reader.say("one_at_a_time.table")
    return table(title, [heads], rows, title)


def _effect(row: pd.Series, reader: Reader) -> Cell:
    limits = reader.interval(row["effect_low"], row["effect_high"], 2, signed=True)
    return Cell(reader.number(row["effect"], 2, signed=True), limits, strong=bool(row["told"]))
