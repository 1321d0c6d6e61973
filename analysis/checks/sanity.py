"""The checks that the model itself must pass: definitions as code, from arrays to small findings.

Arrays are (world, seed, ...) with years on the last axis where there are any: the first is the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from sklearn.tree import DecisionTreeClassifier, export_text

from kraftsamling.analysis.results.expected import HIGH, LOW, NULL_BAND

HOLDS, FAILS, ANSWERED = "holds", "does_not_hold", "answered"

NULL_WORLDS = 0.90
"""Share of worlds in which a stock must stay within `NULL_BAND`."""
DEGENERATE = 0.10
"""Share of runs that may end at either extreme, at most."""
MARK = 1.0
"""Points of lead under which a supported course lies in the dead zone."""
FLAT = 0.10
SLOW = 0.5
"""Points of lead a year under which a course is slow."""
EVEN_PACE = 0.4
"""Share of the gain that no third of the period may carry in a steady course (an even pace would give a third)."""
OCCURS = 0.01
SUBSTITUTES = DOMINATES = 0.8
IGNITION_LEAD = 0.5
IGNITION_YEARS = 4

REACHES = ("set_back", "falling", "dead_zone", "flat", "slow", "marked")
SHAPES = ("levelling_off", "s_shaped", "accelerating", "steady", "none")


@dataclass(frozen=True)
class Finding:
    """What one check found.

    Attributes:
        check: its name.
        verdict: holds, does_not_hold or answered.
        tables: wide tables by name, one row per case.
        told: what the verdict in words needs to know.
    """

    check: str
    verdict: str
    tables: Mapping[str, pd.DataFrame]
    told: Mapping[str, Any] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """One row per figure: check, verdict, table, case, figure, value."""
        parts = []
        for name, table in self.tables.items():
            cases = [" / ".join(map(str, key if isinstance(key, tuple) else (key,))) for key in table.index]
            long = table.set_axis(cases).rename_axis("case").reset_index().melt("case", var_name="figure")
            parts.append(long.assign(check=self.check, verdict=self.verdict, table=name))
        return pd.concat(parts)[["check", "verdict", "table", "case", "figure", "value"]].reset_index(drop=True)


def null_check(start: Mapping[str, np.ndarray], end: Mapping[str, np.ndarray]) -> Finding:
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
    told = {
        "stock": worst,
        "share": table.loc[worst, "worlds_within"],
        "together": together,
        "harsh": table["worlds_within_medians"].min(),
        "harsh_stock": table["worlds_within_medians"].idxmin(),
    }
    return Finding("null", verdict, {"stocks": table}, told)


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
    found = np.where(gain < SLOW * (course.shape[-1] - 1), index["slow"], index["marked"])
    found = np.where(small, index["flat"], np.where(change < 0, index["falling"], found))
    if none is None:
        return found
    found = np.where(gain < MARK, index["dead_zone"], found)
    return np.where(gain <= -MARK, index["set_back"], found)


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
    found = np.where(steady, SHAPES.index("steady"), gains.argmax(axis=-1))
    return np.where(total < MARK, SHAPES.index("none"), found)


def degeneracy(courses: Mapping[str, np.ndarray], none: str) -> Finding:
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
        found = reach(course, other)
        reaches[policy] = {name: (found == place).mean() for place, name in enumerate(REACHES)}
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
    return Finding("degenerate", verdict, tables, {"policy": worst[0], "share": share, "missing": missing, **kinds})


def single_against_bundles(ends: Mapping[str, np.ndarray], singles: Sequence[str]) -> dict[str, float]:
    """How often the best single form beats every bundle, and by how much.

    Args:
        ends: by mix, capacity at the end (world,).
        singles: which of the mixes are single forms; the others are bundles.
    """
    best = np.max([ends[name] for name in singles], axis=0)
    bundle = np.max([value for name, value in ends.items() if name not in singles], axis=0)
    lead = best - bundle
    return {
        "single_beats_all": (lead > 0).mean(),
        "single_by_half_a_point": (lead >= 0.5).mean(),
        "bundle_by_half_a_point": (lead <= -0.5).mean(),
        "lead_median": float(np.median(lead)),
    }


def effects(base: Mapping[str, np.ndarray], off: Mapping[str, np.ndarray], measures: Sequence[str]) -> dict[str, dict]:
    """What switching something off does to measures, (world,) each: median change and share of worlds it falls in."""
    rows = {}
    for measure in measures:
        change = off[measure] - base[measure]
        rows[measure] = {
            "base_median": np.median(base[measure]),
            "change_median": np.median(change),
            "worlds_lower": (change < 0).mean(),
            "worlds_changed": (change != 0).mean(),
        }
    return rows


def best_shares(ends: Mapping[str, np.ndarray], tie: float = MARK) -> dict[str, float]:
    """Share of worlds in which each course ends highest, and in which it leads all others by `tie` points or more."""
    names, values = list(ends), np.stack(list(ends.values()))
    ordered = np.sort(values, axis=0)
    clear = ordered[-1] - ordered[-2] >= tie
    best = values.argmax(axis=0)
    shares = {f"best_{name}": (best == place).mean() for place, name in enumerate(names)}
    return shares | {f"clearly_{name}": ((best == place) & clear).mean() for place, name in enumerate(names)}


def deciders(worlds: pd.DataFrame, ends: Mapping[str, np.ndarray], count: int = 5) -> tuple[pd.DataFrame, dict]:
    """Which assumptions decide the best course: rank correlations over worlds, and a decision tree of two questions.

    Returns:
        one row per parameter (the `count` strongest of each pair): correlation with the lead of the last course over
        each other; and the tree's text, accuracy and that of always naming the commonest (in sample).
    """
    names = list(ends)
    rows: dict[tuple[str, str], dict[str, float]] = {}
    for name in names[:-1]:
        lead = ends[names[-1]] - ends[name]
        varying = [column for column in worlds if worlds[column].nunique() > 1]
        found = {column: float(spearmanr(worlds[column], lead).statistic) for column in varying}
        strongest = sorted(found, key=lambda column: -abs(found[column]))[:count]
        rows |= {(f"{names[-1]} - {name}", column): {"rank_correlation": found[column]} for column in strongest}
    best = np.array(names)[np.stack(list(ends.values())).argmax(axis=0)]
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=max(1, len(best) // 20), random_state=0)
    tree.fit(worlds, best)
    commonest = pd.Series(best).value_counts(normalize=True).iloc[0]
    text = export_text(tree, feature_names=list(worlds), decimals=2)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["rank_correlation"])
    return table, {"tree": text, "tree_right": float(tree.score(worlds, best)), "commonest": float(commonest)}


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


def ignition(table: pd.DataFrame, reasons: pd.DataFrame) -> Finding:
    """Something can outlive the actor: nothing ignites at elasticity 0, above it some worlds do and some do not.

    Args:
        table: share of worlds that ignite; rows (level, year of the stop), columns elasticities 0, 1, ...
        reasons: share of worlds that ignite at elasticity 0 when something is taken away: as it is,
            one thing each, all of it.
    """
    at_zero, above = table[table.columns[0]], table[table.columns[1:]]
    some = bool(((above > 0) & (above < 1)).to_numpy().any())
    verdict = HOLDS if at_zero.max() == 0 and some else FAILS if at_zero.max() > 0 else ANSWERED
    told = {"zero_low": at_zero.min(), "zero_high": at_zero.max(), "low": above.min().min(), "high": above.max().max()}
    if len(reasons) > 1:
        shares = reasons["ignites"]
        told |= {
            "as_is": shares.iloc[0],
            "single": shares.iloc[1:-1].idxmin(),
            "single_left": shares.iloc[1:-1].min(),
            "reason": shares.index[-1],
            "left": shares.iloc[-1],
        }
    return Finding("ignition", verdict, {"ignites": table, "at_zero": reasons}, told)


def copy_and_cost(difference: float, cost: float) -> Finding:
    """A strategy against its copy differs by exactly nothing, and no support costs exactly nothing."""
    verdict = HOLDS if difference == 0 and cost == 0 else FAILS
    table = pd.DataFrame({"largest": {"largest_difference_to_copy": difference, "sek_without_support": cost}})
    return Finding("copy", verdict, {"exact": table}, {"difference": difference, "cost": cost})
