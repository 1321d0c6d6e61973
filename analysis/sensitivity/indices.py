"""Morris screening and Sobol' indices of one design, with the chance of the model taken out.

Designs and screening are SALib's. The Sobol' formulas are those of SALib (Saltelli 2010, Jansen 1999), but not its
`analyze`: that counts the chance of the model as an effect of every factor, and here several seeds per point take it
out. Without chance both give the same numbers. All design points lie in the unit cube; the caller gives them meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from SALib.analyze import morris as morris_analysis
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.statistics.first_order import MIN_BASE_POINTS
from kraftsamling.analysis.statistics.ties import tied_groups

ENOUGH, NOT_ENOUGH, CONSTANT = "enough", "not_enough", "constant"
DEAD_TOTAL = 0.01
"""A factor whose total index lies below this, upper end of its interval included, looks small; see `Indices`."""
DEAD_SCREEN = 0.01
"""A parameter whose mean absolute effect (mu*), upper end of its interval included, is below this share of the
outcome's spread looks small."""
SETTLED_CHANGE = SETTLED_WIDTH = 0.05
"""Settled: no total index moves by more at the last doubling, and none has an interval that reaches further."""
LEVEL = 0.95
RESAMPLES = 500
SEED = 20260201
FIRST = 16
"""Base points of the first Sobol' sample; every later one is twice as large and holds the one before."""
LEAST_PATHS, MOST_PATHS = 4, 20
GRID = 4
"""Levels of a parameter in Morris paths."""

Evaluate = Callable[[np.ndarray], Mapping[str, np.ndarray]]
"""Points of the unit cube, (point, parameter) -> by outcome its value, (point, seed)."""


@finding
@dataclass(frozen=True)
class Indices:
    """Sobol' indices of one outcome.

    Attributes:
        table: by factor, a parameter or all of a grade: first and total index with the ends of their intervals,
            `group` (1 is the strongest; factors of one group cannot be told apart), `looks_small` (the whole interval
            of the total index lies below `DEAD_TOTAL`) and `moves_nothing` (the same, once the sample is enough: the
            factor is below the threshold of the total index, and no more is claimed here; see `Study.dead`).
        draws: first indices in bootstrap resamples, one row each; None in what is stored.
        size: base points of the sample.
        mean, spread: mean and standard deviation of the outcome over the sample, chance taken out.
        noise: share of the variance of a single run that is chance; nan with one seed.
        noise_left: the same of a mean over the seeds.
        change, width: largest move of a total index at the last doubling, largest half-width.
        verdict: enough, not_enough or constant.
    """

    outcome: str
    table: pd.DataFrame
    draws: pd.DataFrame | None
    size: int
    mean: float
    spread: float
    noise: float
    noise_left: float
    change: float
    width: float
    verdict: str

    @property
    def groups(self) -> list[list[str]]:
        """Factors by group, strongest first, those that move nothing left out."""
        moving = self.table[~self.table["moves_nothing"]].sort_values("total", ascending=False)
        return [list(part.index) for _, part in moving.groupby("group")]


def screen(evaluate: Evaluate, names: Sequence[str], paths: int) -> pd.DataFrame:
    """Morris screening with so many paths; see `Study.screening`."""
    problem = _problem(names)
    points = morris_sample.sample(problem, paths, num_levels=GRID, seed=SEED)
    parts = []
    for outcome, value in evaluated(evaluate, points).items():
        mean = value.mean(axis=1)
        low, high = np.percentile(mean, [5, 95])
        screened = morris_analysis.analyze(problem, points, mean, num_levels=GRID, seed=SEED)
        table = pd.DataFrame({name: np.asarray(screened[name], float) for name in ("mu_star", "mu_star_conf", "sigma")})
        scale = 1 / (high - low) if high > low else 0.0
        table["of_spread"] = scale * table["mu_star"]
        table["of_spread_high"] = scale * (table["mu_star"] + table["mu_star_conf"])
        table["looks_small"] = table["of_spread_high"] < DEAD_SCREEN
        parts.append(table.assign(outcome=outcome, parameter=list(names)))
    columns = ["outcome", "parameter", "mu_star", "mu_star_conf", "sigma", "of_spread", "of_spread_high", "looks_small"]
    return pd.concat(parts)[columns].reset_index(drop=True)


def design(names: Sequence[str], size: int) -> np.ndarray:
    """Sobol' design of so many base points, (size * (parameters + 2), parameter); a larger begins with a smaller."""
    return sobol_sample.sample(_problem(names), size, calc_second_order=False, seed=SEED)


def sobol(values: np.ndarray, factors: Sequence[str], outcome: str = "", before: Indices | None = None) -> Indices:
    """Sobol' indices with chance taken out, bootstrap intervals, tied groups and a verdict.

    Seeds of one point are independent of each other, so a product of two different seeds holds no chance: means of
    squares and products over seeds are lowered by what their scatter within points accounts for.

    Args:
        values: (base point, 2 + factor, seed) in SALib's order: A, A with each factor from B in turn, B.
        factors: names.
        before: of half the sample, for the change at the last doubling.
    """
    size, _, seeds = values.shape
    centred = values - values.mean(axis=(0, 1))
    if not np.ptp(centred) > 1e-12 * (1 + np.abs(values).max()):
        return _constant(values, factors, outcome)
    first, last = centred[:, [0]], centred[:, [-1]]
    step = centred[:, 1:-1] - first
    ends = (first + last)[:, 0].mean(axis=1) / 2
    squares = (_clean(first, first) + _clean(last, last))[:, 0] / 2
    terms = np.column_stack([_clean(last, step), _clean(step, step) / 2, squares, ends])
    weights = np.random.default_rng(SEED).multinomial(size, np.full(size, 1 / size), RESAMPLES) / size
    point, draws = terms.mean(axis=0), weights @ terms
    count = len(factors)
    variance, shares = point[-2] - point[-1] ** 2, _shares(draws, count)
    own = _shares(point[None], count)[0]
    tails = [50 * (1 - LEVEL), 50 * (1 + LEVEL)]
    low, high = np.percentile(shares, tails, axis=0)
    columns = {"first": own[:count], "first_low": low[:count], "first_high": high[:count]}
    columns |= {"total": own[count:], "total_low": low[count:], "total_high": high[count:]}
    table = pd.DataFrame(columns, index=pd.Index(factors, name="factor"))
    ordered = tied_groups(table["total"], table["total_low"], table["total_high"])
    table["group"] = ordered if size >= MIN_BASE_POINTS else 1
    table["looks_small"] = table["total_high"] < DEAD_TOTAL
    change = np.nan if before is None else float((table["total"] - before.table["total"]).abs().max(skipna=False))
    width = float(((table["total_high"] - table["total_low"]) / 2).max(skipna=False))
    settled = size >= MIN_BASE_POINTS and change <= SETTLED_CHANGE and width <= SETTLED_WIDTH
    verdict = ENOUGH if settled else NOT_ENOUGH
    table["moves_nothing"] = table["looks_small"] & (verdict == ENOUGH)
    within = float(np.mean(centred.var(axis=2, ddof=1))) if seeds > 1 else np.nan
    return Indices(
        outcome=outcome,
        table=table,
        draws=pd.DataFrame(shares[:, :count], columns=list(factors)),
        size=size,
        mean=float(values.mean()),
        spread=float(np.sqrt(max(variance, 0.0))),
        noise=_share(within, variance),
        noise_left=_share(within / seeds, variance),
        change=change,
        width=width,
        verdict=verdict,
    )


def _clean(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Product of two means over seeds less the chance in it, (base point, factor)."""
    product = one.mean(axis=2) * other.mean(axis=2)
    seeds = one.shape[2]
    if seeds == 1:
        return product
    scatter = ((one - one.mean(axis=2, keepdims=True)) * (other - other.mean(axis=2, keepdims=True))).sum(axis=2)
    return product - scatter / (seeds * (seeds - 1))


def _shares(means: np.ndarray, count: int) -> np.ndarray:
    """First and total indices from means of terms, (resample, 2 * factor); nan where no variance is left."""
    variance = means[:, [-2]] - means[:, [-1]] ** 2
    return means[:, : 2 * count] / np.where(variance > 0, variance, np.nan)


def _share(part: float, rest: float) -> float:
    return part / (part + max(rest, 0.0)) if part > 0 else part


def _constant(values: np.ndarray, factors: Sequence[str], outcome: str) -> Indices:
    columns = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    table = pd.DataFrame(0.0, pd.Index(factors, name="factor"), columns)
    table = table.assign(group=1, looks_small=True, moves_nothing=True)
    return Indices(
        outcome=outcome,
        table=table,
        draws=pd.DataFrame(0.0, range(RESAMPLES), list(factors)),
        size=len(values),
        mean=float(values.mean()),
        spread=0.0,
        noise=0.0,
        noise_left=0.0,
        change=0.0,
        width=0.0,
        verdict=CONSTANT,
    )


def _problem(names: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0, 1]] * len(names)}


def evaluated(evaluate: Evaluate, points: np.ndarray) -> dict[str, np.ndarray]:
    """Return the outcomes at design points, by name, (point, seed).

    Raises:
        ValueError: an outcome is not finite.
    """
    values = {name: np.asarray(value, dtype=float) for name, value in evaluate(points).items()}
    for name, value in values.items():
        if not np.isfinite(value).all():
            raise ValueError(f"{name}: {np.sum(~np.isfinite(value).all(axis=1))} of {len(value)} points are not finite")
    return values
