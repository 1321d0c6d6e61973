"""Samples of worlds: joint draws of all swept parameters and structural switches."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import qmc

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import Parameter, swept

SAMPLE_SEED = 20260101
"""The sample of worlds is fixed: the same number of worlds is always the same worlds."""


def spread(row: Parameter, share: np.ndarray) -> np.ndarray:
    """Values of a parameter at shares of its distribution, (world,): uniform, log-uniform, or 0/1 for a switch."""
    if row.unit == "switch":
        return np.round(share)
    if row.distribution == "log":
        value = row.low * (row.high / row.low) ** share
    else:
        value = row.low + (row.high - row.low) * share
    return np.clip(value, row.low, row.high)  # what rounding adds at the ends


def _strata(name: str, number: int) -> np.ndarray:
    """Shares of a parameter's distribution, one in each of `number` strata, in chance order."""
    stream = np.random.default_rng([SAMPLE_SEED, *name.encode()])
    shares: np.ndarray = qmc.LatinHypercube(d=1, rng=stream).random(number)[:, 0]
    return shares


def sample_worlds(number: int, rows: Sequence[Parameter] | None = None) -> pd.DataFrame:
    """Latin hypercube over all swept parameters, or over those given: one row per world, one column per parameter.

    Each column is drawn by itself, from a stream of its own, so that one more swept parameter changes no other draw.

    Raises:
        InputError: fewer than one world.
    """
    if number < 1:
        raise InputError(f"worlds: {number!r} is out of range; allowed: a whole number from 1")
    worlds = pd.DataFrame({row.name: spread(row, _strata(row.name, number)) for row in rows or swept()})
    worlds.index.name = "world"
    return worlds
