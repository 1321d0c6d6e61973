"""Worlds: joint samples of all swept parameters and structural switches."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import qmc

from model.errors import InputError
from model.parameters import Parameter, limits, swept

SAMPLE_SEED = 20260101
"""The sample of worlds is fixed: the same number of worlds is always the same worlds."""


def spread(row: Parameter, share: np.ndarray) -> np.ndarray:
    """Values of a parameter at shares of its distribution, (world,): uniform, log-uniform, or 0/1 for a switch."""
    if row.unit == "switch":
        return np.round(share)
    if row.distribution == "log":
        return row.low * (row.high / row.low) ** share
    return row.low + (row.high - row.low) * share


def sample_worlds(number: int) -> pd.DataFrame:
    """Latin hypercube over all swept parameters: one row per world, one column per parameter.

    Raises:
        InputError: fewer than one world.
    """
    if number < 1:
        raise InputError(f"worlds: {number!r} is out of range; allowed: a whole number from 1")
    rows = swept()
    shares = qmc.LatinHypercube(d=len(rows), rng=np.random.default_rng(SAMPLE_SEED)).random(number)
    worlds = pd.DataFrame({row.name: spread(row, shares[:, i]) for i, row in enumerate(rows)})
    worlds.index.name = "world"
    return worlds


def as_worlds(worlds: int | Mapping | pd.DataFrame | None) -> pd.DataFrame:
    """Worlds as a table: None is one world at the defaults, a number that many sampled ones.

    Raises:
        InputError: a column that is no parameter, or a value out of its range.
    """
    if worlds is None:
        return pd.DataFrame(index=pd.RangeIndex(1, name="world"))
    if isinstance(worlds, int | np.integer) and not isinstance(worlds, bool):
        return sample_worlds(int(worlds))
    if not isinstance(worlds, Mapping | pd.DataFrame):
        raise InputError(
            f"worlds: {worlds!r} is no sample; allowed: None, a number, or a table with a column per parameter"
        )
    try:
        table = pd.DataFrame(worlds).reset_index(drop=True)
    except ValueError:
        raise InputError(
            "worlds: the columns do not make a table; allowed: one list of values per parameter, equally long"
        ) from None
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        raise InputError(f"worlds: column {twice!r} stands twice; allowed: one column per parameter")
    if not len(table):
        raise InputError("worlds: no rows; allowed: at least one world")
    for name in table:
        low, high = limits(name, f"worlds: {name}")
        values = pd.to_numeric(table[name], errors="coerce")
        wrong = table[name][~values.between(low, high)]
        if len(wrong):
            raise InputError(
                f"worlds: row {wrong.index[0]}: {name}: {wrong.iloc[0]!r} is out of range; allowed: {low:g} to {high:g}"
            )
        table[name] = values.astype(float)
    table.index.name = "world"
    return table
