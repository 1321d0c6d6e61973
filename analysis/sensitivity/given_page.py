"""Figure and sentences on what carries an outcome in given worlds; nothing is ordered that they cannot tell."""

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
from kraftsamling.analysis.sensitivity.given import FEWEST, RESAMPLES, SHUFFLES, TOO_FEW, Given
from kraftsamling.analysis.sensitivity.indices import CONSTANT, SETTLED_WIDTH
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import parameters

SHOWN = 15
"""Most parameters in a figure or table."""
MOST_NAMED = 6
"""Most parameters named in one sentence."""
_MARKS: dict[str, tuple[float, dict[str, Any]]] = {
    "delta": (-0.13, {"color": BLUE, "marker": "o"}),
    "first": (0.17, {"color": GREY, "marker": "s", "markerfacecolor": "white"}),
}


def sentences(found: Given, reader: Reader) -> Iterator[str]:
    """Yield what is known of an outcome: the verdict, what weighs most, what shows at all, and chance."""
    worlds = reader.number(found.worlds)
    if found.verdict == CONSTANT:
        yield reader.say("given.constant")
        return
    if found.verdict == TOO_FEW:
        yield reader.say("given.too_few", worlds=worlds, least=FEWEST)
    else:
        width, least = reader.number(found.width, 2), reader.number(SETTLED_WIDTH, 2)
        yield reader.say(f"given.{found.verdict}", worlds=worlds, width=width, least=least)
        yield _strongest(found, reader)
        told, every = (reader.number(count) for count in (found.table["told"].sum(), len(found.table)))
        yield reader.say("given.told", told=told, all=every, worlds=worlds)
    if np.isfinite(found.noise):
        noise, left = (reader.number(100 * share, 1) for share in (found.noise, found.noise_left))
        spread = {"mean": reader.number(found.mean, 1), "spread": reader.number(found.spread, 1)}
        yield reader.say("given.noise", noise=noise, left=left, **spread)


def dependence_in_words(pairs: pd.DataFrame, by_chance: float, reader: Reader) -> str:
    """Return whether parameters of the sample depend on each other, pair by pair; see `dependence`."""
    beyond = int((pairs["rank_correlation"].abs() > by_chance).sum())
    first = pairs.iloc[0]
    told = {"size": first["rank_correlation"], "chance": by_chance}
    shown = {name: reader.number(value, 2) for name, value in told.items()}
    pair = reader.listing([meaning(first[name], reader) for name in ("parameter", "other")])
    counts = {"count": reader.number(beyond), "all": reader.number(len(pairs))}
    return reader.say(f"given.{'dependent' if beyond else 'independent'}", pair=pair, **counts, **shown)


def method(reader: Reader) -> str:
    """Return how it was counted."""
    return reader.say("given.criteria", resamples=RESAMPLES, shuffles=SHUFFLES)


def table_of(found: Given, reader: Reader) -> Markup:
    """Return the table of the strongest parameters that can be told from noise."""
    heads = [Head(reader.say(f"sensitivity.head_{name}")) for name in ("factor", "group")]
    heads += [Head(reader.say(f"given.{kind}")) for kind in _MARKS]
    heads += [Head(reader.say(f"sensitivity.head_{name}")) for name in ("grade", "name")]
    rows = []
    for name, row in _ordered(found)[lambda all_of_them: all_of_them["told"]].head(SHOWN).iterrows():
        known = parameters()[str(name)]
        ends = {kind: reader.interval(row[f"{kind}_low"], row[f"{kind}_high"], 2) for kind in _MARKS}
        numbers = [Cell(reader.number(row[kind], 2), ends[kind]) for kind in _MARKS]
        rest = [Cell(named(known.evidence, reader)), Cell(str(name))]
        rows.append([Cell(meaning(str(name), reader)), Cell(reader.number(row["group"])), *numbers, *rest])
    title = reader.say("given.table")
    return table(title, [heads], rows, title)


def draw_given(found: Given, title: str, reader: Reader) -> Figure:
    """Draw delta (filled) and first index (open) with 95 % intervals, strongest on top, and the limits of noise."""
    shown = _ordered(found).head(SHOWN)
    figure = canvas(1.9 + 0.46 * len(shown), title, reader.say(f"given.note_{found.verdict}"))
    axes = figure.subplots()
    for place, (_, row) in enumerate(shown.iterrows()):
        if row["group"] % 2 == 0 and row["told"]:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, lw=0, alpha=0.6)
        for kind, (shift, look) in _MARKS.items():
            axes.plot([row[f"{kind}_low"], row[f"{kind}_high"]], [place + shift] * 2, color=look["color"], lw=1.4)
            label = reader.say(f"given.{kind}") if place == 0 else None
            axes.plot(row[kind], place + shift, ls="", ms=5.5, label=label, **look)
    for kind, line in (("delta", ":"), ("first", "--")):
        label = reader.say(f"given.dummy_{kind}")
        axes.axvline(found.dummy[kind], color=_MARKS[kind][1]["color"], lw=1.0, ls=line, label=label)
    axes.set_yticks(range(len(shown)), [wrapped(meaning(str(name), reader), 44) for name in shown.index])
    for tick, told in zip(axes.yaxis.get_major_ticks(), shown["told"], strict=True):
        tick.label1.set(color=INK if told else GREY, style="normal" if told else "italic")
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: reader.number(value, 2)))
    axes.set_xlabel(reader.say("given.axis"))
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=4, frameon=False)
    return figure


def _ordered(found: Given) -> pd.DataFrame:
    """Parameters told from noise first, then by delta."""
    return found.table.sort_values(["told", "delta"], ascending=False, kind="stable")


def _strongest(found: Given, reader: Reader) -> str:
    """Name the strongest group; one group alone is no order."""
    groups = found.groups
    if not groups:
        return reader.say("given.nothing_told")
    if len(groups) == 1 and len(groups[0]) > 1:
        return reader.say("given.no_order", count=reader.number(len(groups[0])))
    members = [
        f"{meaning(name, reader)} (delta {reader.number(found.table.loc[name, 'delta'], 2)})" for name in groups[0]
    ]
    more = [reader.say("sensitivity.more", count=len(members) - MOST_NAMED)] if len(members) > MOST_NAMED else []
    key = "strongest" if len(members) == 1 else "tied"
    return reader.say(f"given.{key}", names=reader.listing(members[:MOST_NAMED] + more))
