"""One assumption at a time in the world of default values: how far each end of its range moves an outcome.

The answer is local: it holds where all else stays at its default, shows no interplay, and says nothing of other worlds.
Seeds are the same at every point, so an effect is paired by seed. Student's t over seeds tells it from chance, with the
level shared among all effects that are tried (Bonferroni), so that chance alone names one in 5 % of studies at most.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t

from kraftsamling.analysis.sensitivity.indices import LEVEL, tied_groups
from kraftsamling.model.inputs.parameters import Parameter

ENDS = ("low", "high")
KEYS = ["parameter", "end"]


def one_at_a_time(rows: Sequence[Parameter]) -> pd.DataFrame:
    """Design points, the defaults first: one column per parameter, indexed by parameter and end ("", "" for defaults).

    A parameter is moved to the low and the high end of its range, all else at default. An end at which the default lies
    is left out, so that a switch is moved to its other position.
    """
    defaults = {row.name: row.default for row in rows}
    points = {("", ""): defaults}
    for row in rows:
        for end in ENDS:
            if getattr(row, end) != row.default:
                points[row.name, end] = {**defaults, row.name: getattr(row, end)}
    return pd.DataFrame(list(points.values()), index=pd.MultiIndex.from_tuples(points, names=KEYS))


def mean_of(values: np.ndarray, tried: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Mean over seeds and half-width of its 95 % interval, so many of which must hold together; (point, seed)."""
    seeds = values.shape[1]
    width = t.ppf(1 - (1 - LEVEL) / (2 * tried), seeds - 1) / np.sqrt(seeds)
    return values.mean(axis=1), width * values.std(axis=1, ddof=1)


def effects(points: pd.DataFrame, values: np.ndarray) -> pd.DataFrame:
    """Effect of each end on an outcome, in the outcome's unit; parameters told from chance first, then by size.

    Args:
        points: as `one_at_a_time` gives them.
        values: the outcome, (point, seed), the same seeds at all points.

    Returns:
        by parameter and end: effect, low and high end of its interval, `told` (the interval does not hold zero), and
        `group` of the parameter (1 moves most; parameters of one group cannot be told apart; 0 is not told from chance
        at either end).

    Raises:
        ValueError: fewer than two seeds, or another number of points.
    """
    if len(values) != len(points) or values.shape[1] < 2:
        raise ValueError("values: must hold one row per point and at least two seeds")
    apart = (values[1:] - values[0]).round(9)
    effect, margin = mean_of(apart, tried=len(apart))
    limits = {"effect": effect, "effect_low": effect - margin, "effect_high": effect + margin}
    table = pd.DataFrame(limits, points.index[1:]).assign(told=np.abs(effect) > margin)
    sizes = table.assign(size=np.abs(effect), margin=margin).sort_values(["told", "size"], ascending=False)
    largest = sizes.reset_index("end").groupby(level="parameter", sort=False).first()
    told = largest[largest["told"]]
    groups = tied_groups(told["size"], told["size"] - told["margin"], told["size"] + told["margin"])
    table["group"] = groups.reindex(table.index.get_level_values("parameter"), fill_value=0).to_numpy().astype(int)
    return table.loc[list(largest.index)]
