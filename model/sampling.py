"""Samples of worlds: joint draws of all swept parameters and structural switches."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import qmc

from model.errors import InputError
from model.parameters import Parameter, swept

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
