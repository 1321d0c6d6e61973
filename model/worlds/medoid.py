"""The default world: the plausible world nearest to all others, so that what rests on one world is ordinary."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from kraftsamling.model.errors import plain
from kraftsamling.model.inputs.parameters import parameters

DIGITS = 2
"""Significant digits of a default: no source knows more."""


def medoid(worlds: pd.DataFrame) -> pd.Series:
    """Return the world whose summed distance to the others is least; each parameter counts as a share of its range.

    Args:
        worlds: one row a world, one column a drawn parameter; a range that is drawn evenly in logarithms counts so.
    """
    scaled = []
    for name, column in worlds.items():
        row = parameters()[str(name)]
        values = np.array([row.low, *column, row.high], dtype=float)
        values = np.log(values) if row.distribution == "log" else values
        scaled.append((values[1:-1] - values[0]) / (values[-1] - values[0]))
    table = np.array(scaled).T
    distance = np.array([np.abs(table - one).sum() for one in table])
    return worlds.iloc[int(distance.argmin())]


def rounded(name: str, value: float) -> float:
    """Return the value to two significant digits, within the range of its parameter."""
    row = parameters()[name]
    if row.unit == "switch":
        return float(np.round(value))
    return float(np.clip(float(f"{value:.{DIGITS}g}"), row.low, row.high))


def with_defaults(path: Path, world: pd.Series) -> str:
    """Return the table of parameters with the world's values, rounded, as defaults."""
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    place = rows[0].index("default")
    for row in rows[1:]:
        if row[0] in world.index:
            row[place] = plain(rounded(row[0], float(world[row[0]])))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
