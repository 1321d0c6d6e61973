"""Checks that nothing moves by itself, that courses are of all kinds and that something outlives the actor.

Arrays are (world, seed, ...) with years on the last axis where there are any: the first is the start.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks.result import ANSWERED, FAILS, HOLDS, CheckResult
from kraftsamling.analysis.results.expected import HIGH, LOW, NULL_BAND

NULL_WORLDS = 0.90
"""Share of worlds in which a stock must stay within `NULL_BAND`."""
DEGENERATE = 0.10
"""Share of runs that may end at either extreme, at most."""
MARK = 1.0
"""Points of lead under which a supported course lies in the dead zone."""
FLAT = 0.10
"""Largest change of a flat course, as a share of its start."""
SLOW = 0.5
"""Points of lead a year under which a course is slow."""
EVEN_PACE = 0.4
"""Share of the gain that no third of the period may carry in a steady course (an even pace would give a third)."""
OCCURS = 0.01
"""Smallest share of runs in which a kind of course occurs."""
IGNITION_LEAD, IGNITION_YEARS = 0.5, 4
"""Points by which a lead must grow, and in how many years after support is withdrawn."""

REACHES = ("set_back", "falling", "dead_zone", "flat", "slow", "marked")
SHAPES = ("levelling_off", "s_shaped", "accelerating", "steady", "none")


def null_check(start: Mapping[str, np.ndarray], end: Mapping[str, np.ndarray]) -> CheckResult:
    """Without actor and events every stock stays where it started.

    Per world the median over municipalities and seeds of end/start - 1 lies within 10 %, in at least 90 % of worlds.
    Beside it the harsher reading: median of the ends against median of the starts, which also sees sampling noise.

    Args:
        start, end: by stock, (world, seed, municipality).
    """
    rows, inside = {}, []
    for stock, first in start.items():
        last = end[stock]
        change = np.median(last / first - 1, axis=(1, 2))
        medians = np.median(last, axis=(1, 2)) / np.median(first, axis=(1, 2)) - 1
        inside.append(np.abs(change) <= NULL_BAND)
        low, middle, high = np.percentile(change, [5, 50, 95])
        rows[stock] = {
            "worlds_within": inside[-1].mean(),
            "change_p05": low,
            "change_median": middle,
            "change_p95": high,
            "worlds_within_medians": (np.abs(medians) <= NULL_BAND).mean(),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    together = float(np.mean(np.all(inside, axis=0)))
    worst = table["worlds_within"].idxmin()
    verdict = HOLDS if table["worlds_within"].min() >= NULL_WORLDS else FAILS
    details = {
        "stock": worst,
        "share": table.loc[worst, "worlds_within"],
        "together": together,
        "harsh": table["worlds_within_medians"].min(),
        "harsh_stock": table["worlds_within_medians"].idxmin(),
    }
    return CheckResult("null", verdict, {"stocks": table}, details)


def reach(course: np.ndarray, none: np.ndarray | None) -> np.ndarray:
    """How far a course gets, as index of `REACHES`.

    Of a supported course the lead over the course without actor counts, under the same shocks: set back (a point or
    more behind at the end), dead zone (a lead below a point: paid for, no mark), flat (a mark, yet capacity changes by
    a tenth of its start at most), slow (less than half a point of lead a year), marked (more). A course without actor
    is falling, flat, slow or marked by its own change.

    Args:
        course: capacity in points, (..., year).
        none: the same without actor; None when `course` has none itself.

    Returns:
        (...), of integers.
    """
    change = course[..., -1] - course[..., 0]
    gain = change if none is None else course[..., -1] - none[..., -1]
    index = {name: place for place, name in enumerate(REACHES)}
    small = np.abs(change) <= FLAT * course[..., 0]
    reached = np.where(gain < SLOW * (course.shape[-1] - 1), index["slow"], index["marked"])
    reached = np.where(small, index["flat"], np.where(change < 0, index["falling"], reached))
    if none is None:
        return reached
    reached = np.where(gain < MARK, index["dead_zone"], reached)
    return np.where(gain <= -MARK, index["set_back"], reached)


def shape(lead: np.ndarray) -> np.ndarray:
    """Shape of a course by which third of the period carries most of its gain, as index of `SHAPES`.

    First: levelling off. Middle: S-shaped. Last: accelerating. Steady if no third carries more than 40 %. None if the
    lead ends below one point.

    Args:
        lead: points over the course without actor, (..., year).
    """
    last = lead.shape[-1] - 1
    marks = lead[..., [0, round(last / 3), round(2 * last / 3), last]]
    gains = np.diff(marks, axis=-1)
    total = lead[..., -1] - lead[..., 0]
    steady = gains.max(axis=-1) <= EVEN_PACE * total
    third = np.where(steady, SHAPES.index("steady"), gains.argmax(axis=-1))
    return np.where(total < MARK, SHAPES.index("none"), third)


def degeneracy(courses: Mapping[str, np.ndarray], none: str) -> CheckResult:
    """Runs neither all blow up nor all collapse, and flat, slow, S-shaped and dead-zone courses all occur.

    Args:
        courses: by policy, capacity (world, seed, year).
        none: name of the course without actor.
    """
    ends, reaches, shapes = {}, {}, {}
    for policy, course in courses.items():
        other = None if policy == none else courses[none]
        ends[policy] = {
            "above_90": (course[..., -1] > HIGH).mean(),
            "below_half_start": (course[..., -1] < LOW * course[..., 0]).mean(),
        }
        reached = reach(course, other)
        reaches[policy] = {name: (reached == place).mean() for place, name in enumerate(REACHES)}
        if other is not None:
            drawn = shape(course - other)
            shapes[policy] = {name: (drawn == place).mean() for place, name in enumerate(SHAPES)}
    tables = {
        name: pd.DataFrame.from_dict(rows, orient="index")
        for name, rows in (("ends", ends), ("reach", reaches), ("shape", shapes))
    }
    pooled = pd.concat([tables["reach"].mean(), tables["shape"].mean()])
    kinds = {name: pooled[name] for name in ("dead_zone", "flat", "slow", "s_shaped", "accelerating")}
    missing = [name for name in ("dead_zone", "flat", "slow", "s_shaped") if kinds[name] < OCCURS]
    worst = tables["ends"].stack().idxmax()
    share = float(tables["ends"].loc[worst])
    verdict = HOLDS if share < DEGENERATE and not missing else FAILS
    return CheckResult("degenerate", verdict, tables, {"policy": worst[0], "share": share, "missing": missing, **kinds})


def ignited(course: np.ndarray, none: np.ndarray, stop: int) -> np.ndarray:
    """Whether a course goes on by itself once support is withdrawn at the end of year `stop`.

    Sixteen quarters later mean capacity is at least what it was, and the lead over the course without actor has grown
    by half a point or more.

    Args:
        course, none: mean capacity in points, (..., year), the first being the start.
    """
    later = stop + IGNITION_YEARS
    kept = course[..., later] >= course[..., stop]
    lead = (course - none)[..., [stop, later]]
    return kept & (np.round(lead[..., 1] - lead[..., 0], 9) >= IGNITION_LEAD)


def ignition(table: pd.DataFrame) -> CheckResult:
    """Whether something can outlive the actor, by how fast will and means build capital of their own.

    Args:
        table: share of worlds that ignite; rows (level, year of the stop), columns own paces, the first being 0.
    """
    at_zero, above = table[table.columns[0]], table[table.columns[1:]]
    ends = {"zero_high": at_zero.max(), "low": above.min().min(), "high": above.max().max()}
    return CheckResult("ignition", ANSWERED, {"ignites": table}, ends)


def copy_and_cost(difference: float, cost: float) -> CheckResult:
    """A strategy against its copy differs by exactly nothing, and no support costs exactly nothing."""
    verdict = HOLDS if difference == 0 and cost == 0 else FAILS
    table = pd.DataFrame({"largest": {"largest_difference_to_copy": difference, "sek_without_support": cost}})
    return CheckResult("copy", verdict, {"exact": table}, {"difference": difference, "cost": cost})
