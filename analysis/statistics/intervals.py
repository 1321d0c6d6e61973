"""Intervals of what is counted or ordered over worlds: exact, or free of any distribution."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import beta, binom


def share_interval(count: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Exact two-sided interval (Clopper and Pearson 1934) of a share of `total` independent worlds.

    The limits are quantiles of two beta distributions. `scipy.stats.binomtest` searches for the same limits step by
    step and comes within 1e-12 of them.
    """
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, count, total - count + 1)) if count else 0.0
    high = float(beta.ppf(1 - tail, count + 1, total - count)) if count < total else 1.0
    return low, high


def median_interval(values: np.ndarray, level: float = 0.95) -> tuple[float, float]:
    """Two-sided interval of a median from order statistics, free of distribution; infinite where values are too few."""
    ordered, total = np.sort(values), len(values)
    below = int(binom.ppf((1 - level) / 2, total, 0.5))
    return (float(ordered[below - 1]), float(ordered[total - below])) if below else (-math.inf, math.inf)
