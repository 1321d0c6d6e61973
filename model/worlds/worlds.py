"""The worlds of a run: one at the defaults, sampled ones, plausible ones, or a table of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.model.errors import InputError, check_number, plain
from kraftsamling.model.inputs.parameters import limits
from kraftsamling.model.worlds.plausible import KEPT, plausible_worlds, stored_sample
from kraftsamling.model.worlds.sampling import sample_worlds

DEFAULT, ALL, PLAUSIBLE = "default", "all", "plausible"
NAMED = (DEFAULT, ALL, PLAUSIBLE)
"""Samples that have a name: one world at the defaults, the stored sample, and the worlds that the filter left of it."""


def as_worlds(worlds: int | str | Mapping[str, Any] | pd.DataFrame | None) -> pd.DataFrame:
    """Worlds as a table: None or "default" is one world at the defaults, a number that many sampled ones.

    "all" is the stored sample, "plausible" the worlds that the filter left of it (see `model.plausible`).

    Raises:
        InputError: a column that is no parameter, a value out of its range, or a filter of another model.
    """
    if worlds is None or isinstance(worlds, str):
        return _named(DEFAULT if worlds is None else worlds)
    if isinstance(worlds, int | np.integer) and not isinstance(worlds, bool):
        return sample_worlds(int(worlds))
    if not isinstance(worlds, Mapping | pd.DataFrame):
        allowed = f"a number, {', '.join(NAMED)}, None, or a table with a column per parameter"
        raise InputError(f"worlds: {worlds!r} is no sample; allowed: {allowed}")
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
                f"worlds: row {wrong.index[0]}: {name}: {wrong.iloc[0]!r} is out of range; "
                f"allowed: {plain(low)} to {plain(high)}"
            )
        table[name] = values.astype(float)
    table.index.name = "world"
    return table


def world_values(world: int | Mapping[str, float] | None) -> dict[str, float]:
    """Return the values of one world by parameter: one of the stored sample by its number, or those given.

    Raises:
        InputError: the sample has no world of that number.
    """
    if world is None or isinstance(world, Mapping):
        return dict(world or {})
    number = int(check_number(world, 0, KEPT - 1, "world", whole=True))
    return {str(name): float(value) for name, value in stored_sample().loc[number].items()}


def _named(name: str) -> pd.DataFrame:
    """Return a sample that has a name, its worlds numbered from 0."""
    if name == DEFAULT:
        return pd.DataFrame(index=pd.RangeIndex(1, name="world"))
    samples = {ALL: stored_sample, PLAUSIBLE: plausible_worlds}
    if name not in samples:
        raise InputError(f"worlds: {name!r}; allowed: {', '.join(NAMED)}, or a whole number from 1")
    return samples[name]().reset_index(drop=True).rename_axis("world")
