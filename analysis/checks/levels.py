"""The check that levels differ and that none is always best, from arrays to a result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr
from sklearn.tree import DecisionTreeClassifier, export_text

from kraftsamling.analysis.checks.result import ANSWERED, FAILS, HOLDS, CheckResult
from kraftsamling.analysis.checks.sanity import MARK

DOMINATES = 0.8
"""Share of worlds from which a level that is best in more of them dominates."""
NAMED = 3
"""Assumptions that are named as deciding, at most."""
AS_IS, WITHOUT = "as_is", ("level_2_adds_nothing", "level_3_adds_nothing", "neither_adds")
"""Cases of the comparison: the model as it is, and what levels add taken away; the last takes all of it."""
Ends = Mapping[str, np.ndarray]
"""Capacity at the end by level ("level_1" ...), points, (world,)."""


def levels_check(ends: Mapping[tuple[str, str], Ends], worlds: pd.DataFrame, thin: pd.DataFrame) -> CheckResult:
    """Whether what a level adds changes the comparison, and which level is best, at equal money and at own cost.

    Args:
        ends: by budget and case: `AS_IS` and `WITHOUT` at either budget, and any other case at equal money.
        worlds: one row per world, one column per parameter.
        thin: `thin_offers`.
    """
    best = pd.DataFrame.from_dict({key: best_shares(by_level) for key, by_level in ends.items()}, orient="index")
    tables: dict[str, pd.DataFrame] = {"best": best, "thin": thin}
    details: dict[str, Any] = {}
    for budget in ("equal", "own"):
        tables[f"deciders_{budget}"], details[f"tree_{budget}"] = deciders(worlds, ends[budget, AS_IS])
    wins = best[[f"best_{name}" for name in ends["equal", AS_IS]]]
    base, moved = wins.loc["equal", AS_IS], wins.loc["equal"].loc[list(WITHOUT)]
    details |= {
        "equal": base.to_dict(),
        "own": wins.loc["own", AS_IS].to_dict(),
        "clear": best.loc["equal", AS_IS].filter(like="clearly").sum(),
        "largest": base.max(),
        "moved": (moved - base).abs().max().max(),
        "dominant": _dominant(wins),
        "strongest": _strongest(tables["deciders_equal"]),
    }
    changes = bool(details["moved"] > 0) and (moved != base).any(axis=1).all()
    verdict = FAILS if not changes else ANSWERED if base.max() > DOMINATES else HOLDS
    return CheckResult("levels", verdict, tables, details)


def _dominant(wins: pd.DataFrame) -> dict[str, tuple[str, float]]:
    """Return by budget the level that dominates, if any, and the share of worlds it keeps when no level adds any."""
    best = {budget: wins.loc[budget, AS_IS] for budget in ("equal", "own")}
    tops = {budget: str(shares.idxmax()) for budget, shares in best.items() if shares.max() > DOMINATES}
    return {budget: (top, wins.loc[(budget, WITHOUT[-1]), top]) for budget, top in tops.items()}


def _strongest(table: pd.DataFrame) -> list[str]:
    """Return the parameters with the largest rank correlations, without regard to sign."""
    ordered = table["rank_correlation"].abs().sort_values(ascending=False)
    return list(dict.fromkeys(ordered.index.get_level_values(1)))[:NAMED] if len(ordered) else []


def thin_offers(gains: Mapping[str, tuple[float, Ends]]) -> pd.DataFrame:
    """Return what each level gives with next to no working time beyond its fixed cost, against its own cost.

    Args:
        gains: by level: person-years of the thin offer, and points gained over no support: "thin" and "own", (world,).
    """
    rows = {
        level: {
            "person_years": years,
            "gain_thin_median": np.median(gain["thin"]),
            "gain_own_cost_median": np.median(gain["own"]),
        }
        for level, (years, gain) in gains.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def best_shares(ends: Mapping[str, np.ndarray], tie: float = MARK) -> dict[str, float]:
    """Share of worlds in which each course ends highest, and in which it leads all others by `tie` points or more."""
    names, values = list(ends), np.stack(list(ends.values()))
    ordered = np.sort(values, axis=0)
    clear = ordered[-1] - ordered[-2] >= tie
    best = values.argmax(axis=0)
    shares = {f"best_{name}": (best == place).mean() for place, name in enumerate(names)}
    return shares | {f"clearly_{name}": ((best == place) & clear).mean() for place, name in enumerate(names)}


def deciders(
    worlds: pd.DataFrame, ends: Mapping[str, np.ndarray], count: int = 5
) -> tuple[pd.DataFrame, dict[str, Any]]:
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
        by_column = {column: float(spearmanr(worlds[column], lead).statistic) for column in varying}
        strongest = sorted(by_column, key=lambda column: -abs(by_column[column]))[:count]
        rows |= {(f"{names[-1]} - {name}", column): {"rank_correlation": by_column[column]} for column in strongest}
    best = np.array(names)[np.stack(list(ends.values())).argmax(axis=0)]
    tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=max(1, len(best) // 20), random_state=0)
    tree.fit(worlds, best)
    commonest = pd.Series(best).value_counts(normalize=True).iloc[0]
    text = export_text(tree, feature_names=list(worlds), decimals=2)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["rank_correlation"])
    return table, {"tree": text, "tree_right": float(tree.score(worlds, best)), "commonest": float(commonest)}
