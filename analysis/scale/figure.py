"""Every line of the scale at a glance: its bracket as a band, its worlds as an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import BLUE, INK, LIGHT_BLUE, canvas, quiet, wrapped
from kraftsamling.analysis.scale.find import HOLDS, ScaleFinding
from kraftsamling.analysis.scale.words import amount, between, name_of, say
from kraftsamling.analysis.words.reader import MISSING, Reader

REACH = 1.5
"""Widths of the bracket shown on either side of it; what lies further out stands at the edge."""
PLACED = ("p05", "median", "p95")


def series(finding: ScaleFinding) -> pd.DataFrame:
    """Return what is drawn, by line: low, high, unit, verdict; p05, median and p95 in the line's unit.

    place_p05, place_median and place_p95 are where they stand: 0 at the low end of the bracket, 1 at the high end, cut
    off at `REACH` beyond.
    """
    drawn = finding.table[["number", "low", "high", "unit", "verdict", *PLACED]].copy()
    size = drawn["high"] - drawn["low"]
    for name in PLACED:
        drawn[f"place_{name}"] = ((drawn[name].astype(float) - drawn["low"]) / size).clip(-REACH, 1 + REACH)
    return drawn


def draw(series: pd.DataFrame, note: str, reader: Reader) -> Figure:
    """Draw each line as a row, from `series` above, with a note below the title."""
    figure = canvas(1.7 + 0.31 * len(series), say("figure_title", reader), note)
    axes = figure.subplots()
    axes.axvspan(0, 1, color=LIGHT_BLUE, lw=0, label=say("figure_bracket", reader))
    for place, row in enumerate(series.to_dict("records")):
        _row(axes, place, row, reader)
    axes.set_yticks(
        range(len(series)),
        [f"{wrapped(name_of(str(line), reader), 62, 1)}  {row['number']}" for line, row in series.iterrows()],
    )
    axes.set_ylim(len(series) - 0.4, -0.6)
    axes.set_xlim(-REACH, 1 + REACH)
    axes.set_xticks([0, 1], [say("figure_low", reader), say("figure_high", reader)])
    quiet(axes)
    handles, labels = axes.get_legend_handles_labels()
    kept = dict(zip(labels, handles, strict=True))
    figure.legend(kept.values(), kept.keys(), loc="outside lower left", ncols=3, frameon=False)
    return figure


def _row(axes: Axes, place: int, row: dict[str, object], reader: Reader) -> None:
    low, middle, high = (float(row[f"place_{name}"]) for name in PLACED)  # type: ignore[arg-type]
    held = row["verdict"] in HOLDS
    if np.isfinite(low):
        axes.plot([low, high], [place] * 2, color=BLUE if held else INK, lw=1.8)
    label = say("figure_held" if held else "figure_failed", reader)
    if np.isfinite(middle):
        axes.plot(middle, place, "o", color=BLUE if held else INK, mfc=BLUE if held else "white", ms=6, label=label)
    beside = ("axes fraction", "data")
    axes.annotate(
        numbers(row, reader), (1.01, place), xycoords=beside, va="center", fontsize=8.5, annotation_clip=False
    )


def numbers(row: dict[str, object], reader: Reader) -> str:
    """Return the figures of a line beside its bracket: "5 – 50 – 95 % (bracket)"."""
    unit = str(row["unit"])
    shown = [float(row[name]) for name in PLACED if np.isfinite(float(row[name]))]  # type: ignore[arg-type]
    seen = " / ".join(amount(value, unit, reader) for value in shown) or MISSING
    low, high = float(row["low"]), float(row["high"])  # type: ignore[arg-type]
    return f"{seen}  ({between(low, high, unit, reader)})"
