"""Which estimates are tied: those whose intervals overlap, also through others between them."""

from __future__ import annotations

import numpy as np
import pandas as pd


def tied_groups(estimate: pd.Series, low: pd.Series, high: pd.Series) -> pd.Series:
    """Group of each estimate, 1 the largest: a new one begins where no interval above reaches down to it."""
    groups: dict[str, int] = {}
    number, floor = 1, np.inf
    for name in estimate.sort_values(ascending=False, kind="stable").index:
        if high[name] < floor and groups:
            number, floor = number + 1, np.inf
        floor = np.fmin(floor, low[name])
        groups[name] = number
    return pd.Series(groups).reindex(estimate.index)
