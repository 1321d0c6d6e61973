"""One assumption at a time in the world of default values: how far each end of its range moves an outcome.

The answer is local: it holds where all else stays at its default, shows no interplay, and says nothing of other worlds.
Seeds are the same at every point, so an effect is paired by seed. Its interval is Student's t over seeds, with the
level shared among all effects that are tried (Bonferroni): chance alone names one in 5 % of studies at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.sensitivity.indices import LEVEL
from kraftsamling.analysis.statistics.ties import tied_groups
from kraftsamling.model.inputs.parameters import Parameter

ENDS = ("low", "high")
KEYS = ["parameter", "end"]


@finding
@dataclass(frozen=True)
class Effects:
    """Effects on one outcome, in its unit, of moving one parameter at a time.

    Attributes:
        table: by parameter and end, parameters that differ from chance first, then by size: the parameter's `default`
            and its `value` at the end; effect, low and high end of its interval; `told` (the interval does not hold
            zero); `group` of the parameter (1 moves most; parameters of one group cannot be told apart; 0 is
            indistinguishable from chance at both ends).
        mean, low, high: the outcome at the defaults, mean over seeds with its 95 % interval.
        deviation: standard deviation over seeds there.
        seeds: their number.
    """

    outcome: str
    table: pd.DataFrame
    mean: float
    low: float
    high: float
    deviation: float
    seeds: int

    @property
    def strongest(self) -> pd.DataFrame:
        """Each parameter of the first group at the end that moves more: columns as in `table`, and end."""
        rows = self.table[(self.table["group"] == 1) & self.table["told"]].reset_index("end")
        size = rows["effect"].abs()
        larger = rows[size == size.groupby(level="parameter").transform("max")]
        return larger[~larger.index.duplicated()]

    @property
    def tried(self) -> int:
        """Number of parameters moved."""
        return self.table.index.get_level_values("parameter").nunique()

    @property
    def distinct(self) -> int:
        """Number of parameters of which an end differs from chance."""
        return self.table.index[self.table["group"] > 0].get_level_values("parameter").nunique()


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


def effects(points: pd.DataFrame, values: np.ndarray, outcome: str = "") -> Effects:
    """Effect of each end on an outcome, in the outcome's unit.

    Args:
        points: as `one_at_a_time` gives them.
        values: the outcome, (point, seed), the same seeds at all points.

    Raises:
        ValueError: fewer than two seeds, or another number of points.
    """
    if len(values) != len(points) or values.shape[1] < 2:
        raise ValueError("values: must hold one row per point and at least two seeds")
    differences = (values[1:] - values[0]).round(9)
    effect, margin = mean_of(differences, tried=len(differences))
    moved = points.index[1:]
    at = {"default": [points[name].iloc[0] for name, _ in moved], "value": [points.loc[key, key[0]] for key in moved]}
    limits = {"effect": effect, "effect_low": effect - margin, "effect_high": effect + margin}
    table = pd.DataFrame(at | limits, moved).assign(told=np.abs(effect) > margin)
    sizes = table.assign(size=np.abs(effect), margin=margin).sort_values(["told", "size"], ascending=False)
    largest = sizes.reset_index("end").groupby(level="parameter", sort=False).first()
    distinct = largest[largest["told"]]
    size, reach = distinct["size"], distinct["margin"]
    groups = tied_groups(size, size - reach, size + reach)
    table["group"] = groups.reindex(table.index.get_level_values("parameter"), fill_value=0).to_numpy().astype(int)
    (mean,), (half,) = mean_of(values[:1])
    deviation = float(values[0].std(ddof=1))
    ordered = table.loc[list(largest.index)]
    return Effects(
        outcome=outcome,
        table=ordered,
        mean=float(mean),
        low=float(mean - half),
        high=float(mean + half),
        deviation=deviation,
        seeds=values.shape[1],
    )
