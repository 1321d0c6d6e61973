"""Figure of the evidence ledger: one bar per answer, what its variance rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from kraftsamling.analysis.ledger.shares import CHANCE, INTERPLAY, PARTS, Ledger
from kraftsamling.analysis.ledger.words import named
from kraftsamling.analysis.page.figure import BLUE, GREY, INK, LIGHT_BLUE, MID_BLUE, PALE, canvas, quiet, wrapped
from kraftsamling.analysis.words.reader import Reader, hundredths

MIN_MARKED = 0.12
"""Share below which a piece of a bar has no room for its figures."""
_LOOKS: dict[str, dict[str, Any]] = {
    "assumption": {"facecolor": "#7f2704"},
    "one dialogue": {"facecolor": "#d94801", "hatch": "//"},
    "several": {"facecolor": "#fdae6b"},
    "theory": {"facecolor": LIGHT_BLUE, "hatch": ".."},
    "authors": {"facecolor": MID_BLUE},
    "fact": {"facecolor": BLUE},
    CHANCE: {"facecolor": PALE},
    INTERPLAY: {"facecolor": "#c7c0dd", "hatch": "\\\\"},
}


def series(ledgers: Mapping[str, Ledger]) -> pd.DataFrame:
    """Return what is drawn: one row per answer (from the top) and piece of its bar (from the left).

    Args:
        ledgers: by title of the answer.

    Returns:
        answer, part, left and width (per cent), share, low and high (0-1), sure; one row without part or figures where
        a ledger is refused.
    """
    rows: list[dict[str, Any]] = []
    for answer, ledger in ledgers.items():
        if ledger.refused:
            rows.append({"answer": answer, "part": None, "sure": False})
            continue
        table = ledger.table.loc[list(PARTS)]
        edges = np.cumsum([0.0, *(100 * table["share"])])
        for left, (part, row) in zip(edges, table.iterrows(), strict=False):
            piece = {"left": left, "width": 100 * row["share"], **row, "sure": ledger.sure}
            rows.append({"answer": answer, "part": part, **piece})
    return pd.DataFrame(rows, columns=["answer", "part", "left", "width", "share", "low", "high", "sure"])


def draw_ledger(ledgers: Mapping[str, Ledger], reader: Reader) -> Figure:
    """Draw `series` of these ledgers."""
    return draw(series(ledgers), reader)


def draw(table: pd.DataFrame, reader: Reader) -> Figure:
    """Draw one bar per answer from a table of `series`; a refused ledger has an empty bar."""
    bars = list(table.groupby("answer", sort=False))
    figure = canvas(1.9 + 0.62 * len(bars), reader.say("ledger.title"), reader.say("ledger.note"))
    axes = figure.subplots()
    for height, (_, pieces) in enumerate(bars):
        if pieces["part"].isna().all():
            axes.text(1, height, reader.say("ledger.not_told"), va="center", color=GREY)
            continue
        for piece in pieces.itertuples():
            look = _LOOKS[str(piece.part)]
            axes.barh(height, piece.width, 0.68, piece.left, edgecolor=INK, linewidth=0.5, **look)
            _mark(axes, height, piece, reader)
    axes.set_yticks(range(len(bars)), [_labelled(str(answer), pieces, reader) for answer, pieces in bars])
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlim(0, 100)
    axes.set_xlabel(reader.say("ledger.axis"))
    quiet(axes)
    keys = [Patch(edgecolor=INK, linewidth=0.5, label=named(part, reader), **_LOOKS[part]) for part in PARTS]
    figure.legend(handles=keys, loc="outside lower left", ncols=4, frameon=False)
    return figure


def _labelled(answer: str, pieces: pd.DataFrame, reader: Reader) -> str:
    """Title of a bar, with the reservation that its shares need."""
    sure = pieces["sure"].all() or pieces["part"].isna().all()
    return wrapped(answer, 40) + ("" if sure else "\n" + reader.say("ledger.unsure"))


def _mark(axes: Axes, height: int, piece: Any, reader: Reader) -> None:
    """Write a share, where it is sure, and its interval into its piece of the bar where there is room."""
    if piece.share < MIN_MARKED:
        return
    limits = f"({hundredths(piece.low)}–{hundredths(piece.high)})"
    shown = f"{reader.percent(piece.share)}\n{limits}" if piece.sure else limits
    dark = piece.part == "assumption"
    box = {"facecolor": "none" if dark else "white", "edgecolor": "none", "pad": 0.8}
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 8, "color": "white" if dark else INK}
    axes.text(piece.left + piece.width / 2, height, shown, bbox=box, **look)
