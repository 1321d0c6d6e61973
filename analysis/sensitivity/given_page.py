"""Figure and sentences on what carries an outcome in given worlds; nothing is ordered that they cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kraftsamling.analysis.ledger.shares import named
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.sensitivity.given import FEWEST, RESAMPLES, SHUFFLES, TOO_FEW, Given
from kraftsamling.analysis.sensitivity.indices import CONSTANT, SETTLED_WIDTH
from kraftsamling.analysis.words.assumptions import meaning
from kraftsamling.analysis.words.numbers import interval, listing, number
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.texts import text

SHOWN = 15
"""Most parameters in a figure or table."""
MOST_NAMED = 6
"""Most parameters named in one sentence."""
_MARKS: dict[str, tuple[float, dict[str, Any]]] = {
    "delta": (-0.13, {"color": BLUE, "marker": "o"}),
    "first": (0.17, {"color": GREY, "marker": "s", "markerfacecolor": "white"}),
}


def sentences(found: Given, language: str) -> Iterator[str]:
    """Yield what is known of an outcome: the verdict, what weighs most, what shows at all, and chance."""
    worlds = number(found.worlds, language)
    if found.verdict == CONSTANT:
        yield text("given.constant", language)
        return
    if found.verdict == TOO_FEW:
        yield text("given.too_few", language, worlds=worlds, least=FEWEST)
    else:
        width, least = number(found.width, language, 2), number(SETTLED_WIDTH, language, 2)
        yield text(f"given.{found.verdict}", language, worlds=worlds, width=width, least=least)
        yield _strongest(found, language)
        told, every = (number(count, language) for count in (found.table["told"].sum(), len(found.table)))
        yield text("given.told", language, told=told, all=every, worlds=worlds)
    if np.isfinite(found.noise):
        noise, left = (number(100 * share, language, 1) for share in (found.noise, found.noise_left))
        spread = {"mean": number(found.mean, language, 1), "spread": number(found.spread, language, 1)}
        yield text("given.noise", language, noise=noise, left=left, **spread)


def dependence_in_words(pairs: pd.DataFrame, by_chance: float, language: str) -> str:
    """Return whether parameters of the sample depend on each other, pair by pair; see `dependence`."""
    beyond = int((pairs["rank_correlation"].abs() > by_chance).sum())
    first = pairs.iloc[0]
    told = {"size": first["rank_correlation"], "chance": by_chance}
    shown = {name: number(value, language, 2) for name, value in told.items()}
    pair = listing([meaning(first[name], language) for name in ("parameter", "other")], language)
    counts = {"count": number(beyond, language), "all": number(len(pairs), language)}
    return text(f"given.{'dependent' if beyond else 'independent'}", language, pair=pair, **counts, **shown)


def method(language: str) -> str:
    """Return how it was counted."""
    return text("given.criteria", language, resamples=RESAMPLES, shuffles=SHUFFLES)


def table_of(found: Given, language: str) -> Markup:
    """Return the table of the strongest parameters that can be told from noise."""
    heads = [Head(text(f"sensitivity.head_{name}", language)) for name in ("factor", "group")]
    heads += [Head(text(f"given.{kind}", language)) for kind in _MARKS]
    heads += [Head(text(f"sensitivity.head_{name}", language)) for name in ("grade", "name")]
    rows = []
    for name, row in _ordered(found)[lambda all_of_them: all_of_them["told"]].head(SHOWN).iterrows():
        known = parameters()[str(name)]
        ends = {kind: interval(row[f"{kind}_low"], row[f"{kind}_high"], language, 2) for kind in _MARKS}
        numbers = [Cell(number(row[kind], language, 2), ends[kind]) for kind in _MARKS]
        rest = [Cell(named(known.evidence, language)), Cell(str(name))]
        rows.append([Cell(meaning(str(name), language)), Cell(number(row["group"], language)), *numbers, *rest])
    title = text("given.table", language)
    return table(title, [heads], rows, title)


def draw_given(found: Given, title: str, language: str) -> Figure:
    """Draw delta (filled) and first index (open) with 95 % intervals, strongest on top, and the limits of noise."""
    shown = _ordered(found).head(SHOWN)
    figure = canvas(1.9 + 0.46 * len(shown), title, text(f"given.note_{found.verdict}", language))
    axes = figure.subplots()
    for place, (_, row) in enumerate(shown.iterrows()):
        if row["group"] % 2 == 0 and row["told"]:
            axes.axhspan(place - 0.5, place + 0.5, color=PALE, lw=0, alpha=0.6)
        for kind, (shift, look) in _MARKS.items():
            axes.plot([row[f"{kind}_low"], row[f"{kind}_high"]], [place + shift] * 2, color=look["color"], lw=1.4)
            label = text(f"given.{kind}", language) if place == 0 else None
            axes.plot(row[kind], place + shift, ls="", ms=5.5, label=label, **look)
    for kind, line in (("delta", ":"), ("first", "--")):
        label = text(f"given.dummy_{kind}", language)
        axes.axvline(found.dummy[kind], color=_MARKS[kind][1]["color"], lw=1.0, ls=line, label=label)
    axes.set_yticks(range(len(shown)), [wrapped(meaning(str(name), language), 44) for name in shown.index])
    for tick, told in zip(axes.yaxis.get_major_ticks(), shown["told"], strict=True):
        tick.label1.set(color=INK if told else GREY, style="normal" if told else "italic")
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, language, 2)))
    axes.set_xlabel(text("given.axis", language))
    quiet(axes)
    figure.legend(loc="outside lower left", ncols=4, frameon=False)
    return figure


def _ordered(found: Given) -> pd.DataFrame:
    """Parameters told from noise first, then by delta."""
    return found.table.sort_values(["told", "delta"], ascending=False, kind="stable")


def _strongest(found: Given, language: str) -> str:
    """Name the strongest group; one group alone is no order."""
    groups = found.groups
    if not groups:
        return text("given.nothing_told", language)
    if len(groups) == 1 and len(groups[0]) > 1:
        return text("given.no_order", language, count=number(len(groups[0]), language))
    members = [
        f"{meaning(name, language)} (delta {number(found.table.loc[name, 'delta'], language, 2)})" for name in groups[0]
    ]
    more = [text("sensitivity.more", language, count=len(members) - MOST_NAMED)] if len(members) > MOST_NAMED else []
    key = "strongest" if len(members) == 1 else "tied"
    return text(f"given.{key}", language, names=listing(members[:MOST_NAMED] + more, language))
