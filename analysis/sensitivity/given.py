"""Which assumptions carry an outcome in worlds that are given: a kept or filtered sample, which is no design.

Borgonovo's delta (how far knowing a parameter moves the whole distribution) and the first-order index, by the
given-data estimators of Plischke, Borgonovo and Smith (2013) as in SALib, which asks for no design and no independence.
SALib's `analyze` takes its estimate from one random resample; here it comes from the sample itself. An estimate is
above zero by chance alone: the same on shuffled outcomes tells by how much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.sensitivity.indices import CONSTANT, ENOUGH, LEVEL, NOT_ENOUGH, SEED, SETTLED_WIDTH
from kraftsamling.analysis.statistics.first_order import classes, first_of_classes
from kraftsamling.analysis.statistics.ties import tied_groups

MIN_WORLDS = 100
"""Worlds below which nothing is estimated: a class of worlds then holds fewer than 25."""
TOO_FEW = "too_few"
RESAMPLES = SHUFFLES = 200
GRID = 100
"""Points at which densities are compared."""
KINDS = ("delta", "first")


@finding
@dataclass(frozen=True)
class Given:
    """Given-data indices of one outcome.

    Attributes:
        table: by parameter (nan where worlds are too few):
            delta and first-order index with the ends of their 95 % intervals, which reach lower by
            what shuffled outcomes give on average, since an estimate is too high by up to that; `told` (whether it
            differs from a dummy) and `group` (1 is the strongest; parameters of one group cannot be told apart; 0 is
            indistinguishable from a dummy).
        dummy: delta and first-order index that the largest of as many dummies stays below in 95 % of shuffles.
        worlds: their number.
        mean, spread: of the outcome over worlds, seeds averaged.
        noise: share of the variance of a single run that is chance; noise_left: of a mean over the seeds.
        width: how far an interval reaches from its estimate at most.
        verdict: enough, not_enough, too_few or constant.
    """

    outcome: str
    table: pd.DataFrame
    dummy: pd.Series
    worlds: int
    mean: float
    spread: float
    noise: float
    noise_left: float
    width: float
    verdict: str

    @property
    def distinct(self) -> pd.DataFrame:
        """Rows of the parameters that differ from a dummy, strongest first."""
        return self.table[self.table["told"]].sort_values("delta", ascending=False)

    @property
    def groups(self) -> list[list[str]]:
        """Parameters by group, strongest first; those indistinguishable from a dummy are left out."""
        return [list(part.index) for _, part in self.distinct.groupby("group")]


@finding
@dataclass(frozen=True)
class Dependence:
    """How far parameters of a sample depend on each other.

    Attributes:
        pairs: one row per pair, strongest first: parameter, other, rank_correlation.
        by_chance: size that the largest correlation of independent ones passes in 5 % of samples (Bonferroni).
    """

    pairs: pd.DataFrame
    by_chance: float

    @property
    def beyond(self) -> int:
        """Pairs whose correlation is larger than chance gives."""
        return int((self.pairs["rank_correlation"].abs() > self.by_chance).sum())


def given_indices(worlds: pd.DataFrame, values: np.ndarray, outcome: str = "") -> Given:
    """Estimate both indices of every parameter that varies, set against dummies, from `MIN_WORLDS` worlds on.

    Args:
        worlds: one row per world, one column per parameter.
        values: the outcome, (world, seed); seeds are the same in all worlds.

    Raises:
        ValueError: an outcome that is not finite, or of another length.
    """
    if len(values) != len(worlds) or not np.isfinite(values).all():
        raise ValueError("values: must be finite, one row per world")
    varying = worlds.loc[:, worlds.nunique() > 1]
    names, mean = list(varying), values.mean(axis=1)
    noise, noise_left = chance(values)
    spread = float(mean.std(ddof=1)) if len(mean) > 1 else np.nan
    about = (len(worlds), float(mean.mean()), spread, noise, noise_left)
    few = len(worlds) < MIN_WORLDS
    if few or not np.ptp(mean) > 1e-12 * (1 + np.abs(mean).max()):
        size, verdict = (np.nan, TOO_FEW) if few else (0.0, CONSTANT)
        columns = [*KINDS, *(f"{kind}_{end}" for kind in KINDS for end in ("low", "high"))]
        nothing = pd.DataFrame(size, pd.Index(names, name="parameter"), columns).assign(told=False, group=0)
        return Given(outcome, nothing, pd.Series(size, list(KINDS)), *about, size, verdict)
    points, rng = varying.to_numpy(float), np.random.default_rng(SEED)
    estimates = _both(points, mean)
    drawn = [rng.integers(len(mean), size=len(mean)) for _ in range(RESAMPLES)]
    margin = norm.ppf((1 + LEVEL) / 2) * np.std([_both(points[some], mean[some]) for some in drawn], axis=0, ddof=1)
    shuffled = np.array([_both(points, rng.permutation(mean)) for _ in range(SHUFFLES)])
    by_chance = shuffled.mean(axis=0)
    # Two indices are tried: each at half the level, so that a parameter without effect is named in 5 % of samples.
    dummy = pd.Series(np.quantile(shuffled.max(axis=2), 1 - (1 - LEVEL) / len(KINDS), axis=0), list(KINDS))
    table = pd.DataFrame(index=pd.Index(names, name="parameter"))
    for kind, index, half, zero in zip(KINDS, estimates, margin, by_chance, strict=True):
        table[kind], table[f"{kind}_low"], table[f"{kind}_high"] = (
            index,
            np.maximum(index - half - zero, 0),
            index + half,
        )
    table["told"] = (table["delta"] > dummy["delta"]) | (table["first"] > dummy["first"])
    distinct = table[table["told"]]
    groups = tied_groups(distinct["delta"], distinct["delta_low"], distinct["delta_high"])
    table["group"] = groups.reindex(table.index, fill_value=0).astype(int)
    width = float((margin + by_chance).max())
    return Given(outcome, table, dummy, *about, width, ENOUGH if width <= SETTLED_WIDTH else NOT_ENOUGH)


def delta(x: np.ndarray, y: np.ndarray) -> float:
    """Borgonovo's delta of one parameter, 0-1: half the mean distance of its density in a class from that in all.

    Densities are Gaussian kernels by Silverman's rule; classes as in `classes`.
    """
    return _delta(classes(x), y, *_density(y))


def dependence(worlds: pd.DataFrame) -> Dependence:
    """Rank correlations of all pairs of parameters that vary."""
    varying = worlds.loc[:, worlds.nunique() > 1]
    ranks = varying.corr(method="spearman")
    one, other = np.triu_indices(len(ranks), 1)
    pairs = pd.DataFrame(
        {
            "parameter": ranks.index[one],
            "other": ranks.index[other],
            "rank_correlation": ranks.to_numpy()[one, other],
        }
    )
    by_chance = norm.ppf(1 - (1 - LEVEL) / (2 * max(len(pairs), 1))) / np.sqrt(max(len(worlds) - 1, 1))
    ordered = pairs.sort_values("rank_correlation", key=np.abs, ascending=False, ignore_index=True)
    return Dependence(ordered, float(by_chance))


def chance(values: np.ndarray) -> tuple[float, float]:
    """Share of the variance over worlds that is chance, of a single run and of a mean over seeds, (world, seed).

    Each seed's common shift is taken away first; nan with one seed or one world.
    """
    seeds = values.shape[1]
    if min(values.shape) == 1:
        return np.nan, np.nan
    within = float((values - values.mean(axis=0)).var(axis=1, ddof=1).mean())
    between = max(float(values.mean(axis=1).var(ddof=1)) - within / seeds, 0.0)
    whole = within + between
    return (within / whole, within / seeds / (within / seeds + between)) if whole > 0 else (0.0, 0.0)


def _both(points: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Delta and first-order index of every parameter, (2, parameter)."""
    grid, whole = _density(y)
    parted: Sequence[list[np.ndarray]] = [classes(x) for x in points.T]
    return np.array([[_delta(some, y, grid, whole) for some in parted], [first_of_classes(some, y) for some in parted]])


def _delta(parted: list[np.ndarray], y: np.ndarray, grid: np.ndarray, whole: np.ndarray) -> float:
    distances = [len(some) * np.trapezoid(np.abs(whole - _kernels(y[some], grid)), grid) for some in parted]
    return float(sum(distances) / (2 * len(y)))


def _density(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    grid = np.linspace(y.min(), y.max(), GRID)
    return grid, _kernels(y, grid)


def _kernels(y: np.ndarray, grid: np.ndarray) -> np.ndarray:
    """Density at the points of the grid; a class in which nothing varies stands at its point, far from no density."""
    width = (len(y) * 3 / 4) ** -0.2 * (y.std(ddof=1) if len(y) > 1 else 0.0)
    width = max(width, (grid[-1] - grid[0]) / GRID)
    kernels = np.exp(-0.5 * ((grid[:, None] - y) / width) ** 2)
    return kernels.sum(axis=1) / (len(y) * width * np.sqrt(2 * np.pi))
