"""All patterns at a glance: effects in smallest sizes, shares of worlds, verdicts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import BLUE, INK, LIGHT_BLUE, PALE, canvas, quiet
from kraftsamling.analysis.patterns.judge import NOT, Outcome
from kraftsamling.analysis.patterns.words import say, short_verdict
from kraftsamling.analysis.words.reader import Reader

SPAN = 100.0
"""Smallest sizes at which the axis of effects ends."""
EFFECTS = ["median", "p05", "p95"]


def effects(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return the effects that are drawn, by pattern and claim: those that a verdict needs and that have a size.

    Columns median, p05 and p95 over worlds in smallest sizes, cut off at `SPAN`; p05 and p95 of a pattern's first
    claim only.
    """
    drawn = []
    for outcome in outcomes:
        needed = outcome.claims[~outcome.claims["aside"].astype(bool) & (outcome.claims["minimum"] > 0)]
        scaled = needed[EFFECTS].astype(float).div(needed["minimum"].astype(float), axis=0).clip(-SPAN, SPAN)
        scaled.iloc[1:, 1:] = np.nan
        drawn.append(scaled.rename_axis("claim"))
    return pd.concat(drawn, keys=[outcome.pattern.id for outcome in outcomes], names=["pattern"])


def shares(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Return what is drawn beside the effects, by pattern.

    Columns: share_sign (per cent of worlds in which the first claim has the expected sign; blank for a guard), share
    (per cent in which all claims reach their size), verdict, kind, and for a pattern that does not show: held ("1/3",
    claims that hold by themselves) and shortfall (what is wrong with the weakest).
    """
    rows = {}
    for outcome in outcomes:
        absent = outcome.verdict == NOT and not outcome.pattern.guard
        held, shortfall = outcome.shortfall() if absent else ("", "")
        rows[outcome.pattern.id] = {
            "share_sign": np.nan if outcome.pattern.guard else 100 * float(outcome.claims["share_sign"].iloc[0]),
            "share": 100 * outcome.share,
            "verdict": outcome.verdict,
            "kind": outcome.pattern.kind,
            "held": held,
            "shortfall": shortfall,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("pattern")


def draw(effects: pd.DataFrame, shares: pd.DataFrame, note: str, reader: Reader) -> Figure:
    """Draw each pattern as a row, from `effects` and `shares` above, with a note below the title."""
    figure = canvas(2.0 + 0.3 * len(shares), say("figure_title", reader), note)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for place, (name, row) in enumerate(shares.iterrows()):
        if name in effects.index:
            _effects(left, place, effects.loc[name])
        _shares(right, place, row, reader)
    left.set_xscale("symlog", linthresh=1, linscale=0.7)
    left.set_xlim(-SPAN, SPAN)
    ticks = [-100, -1, 0, 1, 100]
    left.set_xticks(ticks, [reader.number(tick) for tick in ticks])
    for mark, line in ((0, "-"), (1, "--")):
        left.axvline(mark, color=INK, lw=0.8, ls=line, zorder=0)
    left.set_xlabel(say("effect_axis", reader))
    left.set_yticks(range(len(shares)), [f"{say(str(name), reader)}  {name}" for name in shares.index])
    left.set_ylim(len(shares) - 0.4, -0.6)
    left.grid(axis="y", color=PALE, lw=0.7)
    right.set_xlim(0, 100)
    right.set_xlabel(say("worlds_axis", reader))
    for axes in (left, right):
        quiet(axes)
    figure.legend(loc="outside lower left", ncols=2, frameon=False)
    return figure


def _effects(axes: Axes, place: int, claims: pd.DataFrame) -> None:
    first, others = claims.iloc[0], claims["median"].iloc[1:]
    axes.plot([first["p05"], first["p95"]], [place] * 2, color=BLUE, lw=1.6)
    axes.plot(first["median"], place, "o", color=BLUE, ms=6)
    axes.plot(others, np.full(len(others), place), "o", mfc="white", mec=INK, ms=5, ls="")


def _shares(axes: Axes, place: int, row: pd.Series, reader: Reader) -> None:
    first = place == 0
    if np.isfinite(row["share_sign"]):
        label = say("bar_sign", reader) if first else None
        axes.barh(place, row["share_sign"], 0.76, color=LIGHT_BLUE, label=label)
    axes.barh(place, row["share"], 0.4, color=BLUE, label=say("bar_size", reader) if first else None)
    words, beside = short_verdict(row, reader), ("axes fraction", "data")
    axes.annotate(words, (1.03, place), xycoords=beside, va="center", annotation_clip=False)
