"""Intervals of what is counted over worlds."""

from __future__ import annotations

from scipy.stats import beta


def share_interval(count: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Exact two-sided (Clopper-Pearson) interval of a share of `total` independent worlds."""
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, count, total - count + 1)) if count else 0.0
    high = float(beta.ppf(1 - tail, count + 1, total - count)) if count < total else 1.0
    return low, high
