"""Signs that must hold: what may never raise the gain, or lower what it serves, in worlds where there is a gain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks.result import FAILS, HOLDS, CheckResult

LIVE = 1.0
"""Points that the reference package gains, at least, in a live world; in others nothing can be told."""
SIGN_WORLDS = 0.95
"""Share of live worlds in which a sign must hold."""
TOLERANCE = 0.01
"""Share of the larger side by which the other may pass it."""


@dataclass(frozen=True)
class Sides:
    """Two sides of a sign in every world, (world,): `less` may never pass `more`."""

    more: np.ndarray
    less: np.ndarray


def passed(sides: Sides) -> np.ndarray:
    """How far `less` passes `more`, as a share of the size of `more`; negative where it stays below. (world,)"""
    size = np.maximum(np.abs(sides.more), np.finfo(float).tiny)
    return (sides.less - sides.more) / size


def signs_check(signs: Mapping[str, Sides], gain: np.ndarray) -> CheckResult:
    """Whether each sign holds in nearly all live worlds.

    Args:
        signs: by name.
        gain: of the reference package in each world as it is, points, (world,).

    Returns:
        with the table "signs": by sign, share of live worlds in which it holds, and median and 95th percentile over
        them of how far it is passed; "live": share of worlds that are live.
    """
    live = gain >= LIVE
    rows = {name: _row(passed(sides)[live]) for name, sides in signs.items()}
    table = pd.DataFrame.from_dict(rows, orient="index")
    failing = [str(name) for name in table.index[~(table["sign_holds"] >= SIGN_WORLDS)]]
    details = {"failing": failing, "live": float(live.mean()), "signs": len(table), "held": len(table) - len(failing)}
    shares = pd.DataFrame({"live": {"reference_package": float(live.mean())}})
    return CheckResult("signs", FAILS if failing else HOLDS, {"signs": table, "live": shares}, details)


def _row(over: np.ndarray) -> dict[str, float]:
    if not len(over):
        return dict.fromkeys(("sign_holds", "passed_median", "passed_p95"), np.nan)
    middle, high = np.nanpercentile(over, [50, 95])
    return {"sign_holds": (over <= TOLERANCE).mean(), "passed_median": middle, "passed_p95": high}


def bounds_check(extremes: pd.DataFrame) -> CheckResult:
    """Whether every variable stays a number within its bounds.

    Args:
        extremes: by variable: lowest and highest value of all runs, not a number where any is not; bounds low, high.
    """
    inside = (extremes["lowest"] >= extremes["low"]) & (extremes["highest"] <= extremes["high"])
    outside = [str(name).replace("_", " ") for name in extremes.index[~inside]]
    within = pd.DataFrame({"within_bounds": {"variables": float(inside.mean())}})
    details = {"outside": outside, "looked_at": len(extremes)}
    return CheckResult("bounds", FAILS if outside else HOLDS, {"bounds": within}, details)
