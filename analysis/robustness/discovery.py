"""Scenario discovery: in which worlds does a course fail, as a box of few limits, or none when none holds.

Two searches give candidates: PRIM (Friedman and Fisher 1999; for scenario discovery Bryant and Lempert 2010) from the
EMA Workbench, an optional extra, and CART from scikit-learn. The same rule then chooses and prunes the box, and the
same resampling asks whether it would be found again.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.tree import DecisionTreeClassifier

from kraftsamling.analysis.results.findings import finding
from kraftsamling.model.errors import InputError, check_number, nearest

METHODS = ("prim", "cart")
ENDS = ((0, "low"), (1, "high"))
INSTALL = '.venv/bin/python -m pip install ".[discovery]"'
SCREENED = 8
"""Parameters that a search sees: those whose ranks alone tell the failing worlds apart best."""
SMALLEST_MASS = 0.05
"""Share of worlds that a box holds at least."""
PEEL = 0.1
"""Share of its worlds that PRIM peels off a box, or pastes on, at a time."""
PRUNE = 0.03
"""A limit that adds less than this to coverage minus false alarms is dropped."""
RESAMPLES = 20
DRAWN = 2 / 3
"""Share of the worlds in a resample, none twice: PRIM settles ties by counts, which doubled worlds would upset."""
NEAR = 0.15
"""A limit is found again when the new one stands within this share of the worlds from it."""
FEWEST = 15
"""Failing, and other, worlds below which no search is made."""


@dataclass(frozen=True)
class Demands:
    """What a box must reach to be reported, in worlds that were not used to find it where it says unseen.

    Attributes:
        stability: share of resamples in which each limit is found again.
        coverage: unseen share of the failing worlds that lie in the box.
        density: unseen share of the worlds in the box that fail.
        lift: how far density comes from the share that fails anyway towards 1.
    """

    stability: float = 0.7
    coverage: float = 0.4
    density: float = 0.6
    lift: float = 0.33


@finding
@dataclass(frozen=True)
class Limit:
    """A side of a box: `parameter` at least (low) or at most (high) `value`; `place` is the share of worlds below."""

    parameter: str
    end: str
    value: float
    place: float

    def holds(self, worlds: pd.DataFrame) -> np.ndarray:
        """Whether each world is within the limit, (world,)."""
        column = worlds[self.parameter].to_numpy()
        return column >= self.value if self.end == "low" else column <= self.value

    def again(self, other: Limit) -> bool:
        """Whether the other limit is the same one, found again."""
        same = (self.parameter, self.end) == (other.parameter, other.end)
        return same and abs(self.place - other.place) <= NEAR


Box = tuple[Limit, ...]


@finding
@dataclass(frozen=True)
class Discovery:
    """What one search says about one course.

    Attributes:
        method: "prim" or "cart".
        worlds, failing: number of worlds and of those in which the course fails.
        reason: "box" when it meets all demands, else why there is none: "few", "stability", "coverage", "density".
        box: limits found again often enough; () when there is none to show.
        dropped: limits of the first box that were not found again often enough.
        coverage, density: of the box over all worlds; *_unseen: medians over resamples, of the limits each of them
            puts where the box has its own, in worlds left out of it.
        again: share of resamples in which each limit of `box` and `dropped` was found, by (parameter, end).
    """

    method: str
    worlds: int
    failing: int
    reason: str
    box: Box = ()
    dropped: Box = ()
    coverage: float = np.nan
    density: float = np.nan
    coverage_unseen: float = np.nan
    density_unseen: float = np.nan
    again: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def found(self) -> bool:
        """Whether there is a box to trust."""
        return self.reason == "box"

    @property
    def dimensions(self) -> int:
        """Number of parameters that the box limits."""
        return len({limit.parameter for limit in self.box})

    def to_frame(self) -> pd.DataFrame:
        """Return one row per limit (one without limit when there is none), with the figures of its box."""
        about = {key: value for key, value in vars(self).items() if key not in ("box", "dropped", "again")}
        limits = [(limit, True) for limit in self.box] + [(limit, False) for limit in self.dropped]
        again = [self.again[limit.parameter, limit.end] for limit, _ in limits]
        rows = [
            asdict(limit) | {"kept": kept, "found_again": a} for (limit, kept), a in zip(limits, again, strict=True)
        ]
        return pd.DataFrame([about | {"dimensions": self.dimensions} | row for row in rows or [{}]])


def available() -> tuple[str, ...]:
    """Searches that can be run here: PRIM needs the extra `discovery`."""
    return METHODS if find_spec("ema_workbench") else METHODS[1:]


def discover(
    worlds: pd.DataFrame,
    fails: np.ndarray,
    method: str = "cart",
    *,
    demands: Demands | None = None,
    resamples: int = RESAMPLES,
) -> Discovery:
    """Search for the worlds in which a course fails.

    Args:
        worlds: numbers, one row per world, one column per parameter.
        fails: (world,), of bool.
        method: "prim" or "cart".
        demands: what a box must reach; those of `Demands` when none are given.
        resamples: repeated searches, each in `DRAWN` of the worlds.

    Raises:
        InputError: an unknown method, PRIM without the extra, or sizes that do not fit.
    """
    if method not in METHODS:
        raise InputError(f"method: {method!r} is unknown; {nearest(method, METHODS)}")
    if method not in available():
        raise InputError(f"method: 'prim' needs EMA Workbench; install it from the project's folder with: {INSTALL}")
    fails = np.asarray(fails, bool)
    if fails.shape != (len(worlds),):
        raise InputError(f"fails: shape {fails.shape}; allowed: one value for each of {len(worlds)} worlds")
    check_number(resamples, 1, 10_000, "resamples", whole=True)
    demands = demands or Demands()
    worlds = worlds.loc[:, worlds.nunique() > 1].reset_index(drop=True)
    nothing = Discovery(method, len(worlds), int(fails.sum()), reason="few")
    if min(fails.sum(), (~fails).sum()) < FEWEST or worlds.shape[1] == 0:
        return nothing
    first = search(worlds, fails, method)
    again, trials = _resampled(worlds, fails, method, first, resamples)
    kept = tuple(limit for limit in first if again[limit.parameter, limit.end] >= demands.stability)
    result = replace(nothing, reason="stability", dropped=first, again=again)
    if not kept:
        return result
    covered, dense = coverage(worlds, fails, kept)
    unseen = np.median([coverage(worlds.iloc[left], fails[left], _like(box, kept)) for box, left in trials], axis=0)
    result = replace(
        result,
        box=kept,
        dropped=tuple(limit for limit in first if limit not in kept),
        coverage=covered,
        density=dense,
        coverage_unseen=float(unseen[0]),
        density_unseen=float(unseen[1]),
    )
    return replace(result, reason=_reason(result, demands))


def _like(box: Box, kept: Box) -> Box:
    """Those limits of a box that limit what the kept ones do."""
    wanted = {(limit.parameter, limit.end) for limit in kept}
    return tuple(limit for limit in box if (limit.parameter, limit.end) in wanted)


def _reason(found: Discovery, demands: Demands) -> str:
    anyway = found.failing / found.worlds
    enough = max(demands.density, anyway + demands.lift * (1 - anyway))
    if min(found.coverage, found.coverage_unseen) < demands.coverage:
        return "coverage"
    return "box" if min(found.density, found.density_unseen) >= enough else "density"


def inside(worlds: pd.DataFrame, box: Box) -> np.ndarray:
    """Whether each world lies in the box, (world,)."""
    return np.logical_and.reduce([np.ones(len(worlds), bool), *(limit.holds(worlds) for limit in box)])


def coverage(worlds: pd.DataFrame, fails: np.ndarray, box: Box) -> tuple[float, float]:
    """Coverage and density of a box: share of failing worlds inside it, share of its worlds that fail."""
    within = inside(worlds, box)
    both = (within & fails).sum()
    return float(both / max(fails.sum(), 1)), float(both / within.sum()) if within.any() else 0.0


def search(worlds: pd.DataFrame, fails: np.ndarray, method: str) -> Box:
    """Return the candidate with the most coverage minus false alarms, without limits that add next to nothing.

    False alarms are the share of worlds without failure that lie in the box, so a box drawn blindly scores 0 however
    common failure is.
    """
    candidates = (_prim if method == "prim" else _cart)(worlds[_screened(worlds, fails)], fails)
    best = max(candidates, key=lambda box: _score(worlds, fails, box))
    while len(best) > 1:
        shorter = max((best[:i] + best[i + 1 :] for i in range(len(best))), key=lambda box: _score(worlds, fails, box))
        if _score(worlds, fails, shorter) < _score(worlds, fails, best) - PRUNE:
            break
        best = shorter
    return best


def _score(worlds: pd.DataFrame, fails: np.ndarray, box: Box) -> float:
    within = inside(worlds, box)
    return float(within[fails].mean() - within[~fails].mean())


def _screened(worlds: pd.DataFrame, fails: np.ndarray) -> list[str]:
    ranks = rankdata(worlds.to_numpy(float), axis=0)
    apart = np.abs(ranks[fails].mean(axis=0) - ranks[~fails].mean(axis=0))
    return [worlds.columns[place] for place in np.argsort(-apart, kind="stable")[:SCREENED]]


def _box(worlds: pd.DataFrame, sides: Sequence[tuple[str, str, float]]) -> Box:
    below = {"low": np.less, "high": np.less_equal}
    return tuple(Limit(name, end, float(cut), float(below[end](worlds[name], cut).mean())) for name, end, cut in sides)


@cache
def _ema() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("ema_workbench.analysis.prim")


def _prim(worlds: pd.DataFrame, fails: np.ndarray) -> Iterator[Box]:
    """Every box that PRIM passes through; the older EMA Workbench also asks for a threshold, which is left open."""
    prim = _ema().Prim
    options = {"mass_min": SMALLEST_MASS, "peel_alpha": PEEL, "paste_alpha": PEEL}
    options |= {"threshold": 0.0} if "threshold" in inspect.signature(prim).parameters else {}
    found = prim(worlds.astype(float), fails.astype(int), **options).find_box()
    start = found.box_lims[0]
    for limits in found.box_lims:
        ends = [
            (name, end, limits[name].iloc[place], start[name].iloc[place]) for name in limits for place, end in ENDS
        ]
        yield _box(worlds, [(name, end, value) for name, end, value, first in ends if value != first])


def _cart(worlds: pd.DataFrame, fails: np.ndarray) -> Iterator[Box]:
    """Every node of a small classification tree, as a box."""
    least = max(2, int(SMALLEST_MASS * len(worlds)))
    grown = DecisionTreeClassifier(max_depth=4, min_samples_leaf=least, class_weight="balanced", random_state=0)
    tree = grown.fit(worlds.to_numpy(float), fails).tree_

    def walk(node: int, bounds: dict[tuple[str, str], float]) -> Iterator[Box]:
        yield _box(worlds, [(*key, value) for key, value in bounds.items()])
        if tree.children_left[node] != tree.children_right[node]:
            name, cut = worlds.columns[tree.feature[node]], float(tree.threshold[node])
            yield from walk(tree.children_left[node], bounds | {(name, "high"): cut})
            yield from walk(tree.children_right[node], bounds | {(name, "low"): cut})

    yield from walk(0, {})


def _resampled(
    worlds: pd.DataFrame, fails: np.ndarray, method: str, first: Box, resamples: int
) -> tuple[dict[tuple[str, str], float], list[tuple[Box, np.ndarray]]]:
    """How often each limit is found again; each repeated search's box and the worlds left out of it."""
    rng = np.random.default_rng(0)
    counts = dict.fromkeys(((limit.parameter, limit.end) for limit in first), 0)
    trials = []
    for _ in range(resamples):
        drawn, left = np.split(rng.permutation(len(worlds)), [round(DRAWN * len(worlds))])
        if not 0 < fails[drawn].sum() < len(drawn) or not fails[left].any():
            continue
        box = search(worlds.iloc[drawn].reset_index(drop=True), fails[drawn], method)
        placed = _box(worlds, [(limit.parameter, limit.end, limit.value) for limit in box])
        for limit in first:
            counts[limit.parameter, limit.end] += any(limit.again(other) for other in placed)
        trials.append((placed, left))
    return {key: count / resamples for key, count in counts.items()}, trials
