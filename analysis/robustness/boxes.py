"""Boxes of few limits on assumptions, and two searches for the box that holds the worlds in which a course fails.

PRIM (Friedman and Fisher 1999; for scenario discovery Bryant and Lempert 2010) comes from the EMA Workbench, an
optional extra, and CART from scikit-learn. Both give candidates; the same rule then chooses and prunes the box.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.tree import DecisionTreeClassifier

from kraftsamling.analysis.results.findings import finding

METHODS = ("prim", "cart")
ENDS = ((0, "low"), (1, "high"))
MAX_SCREENED = 8
"""Parameters that a search sees at most: those whose ranks alone separate the failing worlds best."""
MIN_MASS = 0.05
"""Share of worlds that a box holds at least."""
PEEL = 0.1
"""Share of its worlds that PRIM peels off a box, or pastes on, at a time."""
PRUNE = 0.03
"""A limit that adds less than this to coverage minus false alarms is dropped."""
MAX_SHIFT = 0.15
"""A limit is found again when the new one stands within this share of the worlds from it."""


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
        return same and abs(self.place - other.place) <= MAX_SHIFT


Box = tuple[Limit, ...]


def available() -> tuple[str, ...]:
    """Searches that can be run here: PRIM needs the extra `discovery`."""
    return METHODS if find_spec("ema_workbench") else METHODS[1:]


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
    difference = np.abs(ranks[fails].mean(axis=0) - ranks[~fails].mean(axis=0))
    return [worlds.columns[place] for place in np.argsort(-difference, kind="stable")[:MAX_SCREENED]]


def box_of(worlds: pd.DataFrame, sides: Sequence[tuple[str, str, float]]) -> Box:
    """Return the box of these sides (parameter, end, value), each with its place among the worlds."""
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
    options = {"mass_min": MIN_MASS, "peel_alpha": PEEL, "paste_alpha": PEEL}
    options |= {"threshold": 0.0} if "threshold" in inspect.signature(prim).parameters else {}
    trajectory = prim(worlds.astype(float), fails.astype(int), **options).find_box()
    start = trajectory.box_lims[0]
    for limits in trajectory.box_lims:
        ends = [
            (name, end, limits[name].iloc[place], start[name].iloc[place]) for name in limits for place, end in ENDS
        ]
        yield box_of(worlds, [(name, end, value) for name, end, value, first in ends if value != first])


def _cart(worlds: pd.DataFrame, fails: np.ndarray) -> Iterator[Box]:
    """Every node of a small classification tree, as a box."""
    least = max(2, int(MIN_MASS * len(worlds)))
    classifier = DecisionTreeClassifier(max_depth=4, min_samples_leaf=least, class_weight="balanced", random_state=0)
    tree = classifier.fit(worlds.to_numpy(float), fails).tree_

    def walk(node: int, bounds: dict[tuple[str, str], float]) -> Iterator[Box]:
        yield box_of(worlds, [(*key, value) for key, value in bounds.items()])
        if tree.children_left[node] != tree.children_right[node]:
            name, cut = worlds.columns[tree.feature[node]], float(tree.threshold[node])
            yield from walk(tree.children_left[node], bounds | {(name, "high"): cut})
            yield from walk(tree.children_right[node], bounds | {(name, "low"): cut})

    yield from walk(0, {})
