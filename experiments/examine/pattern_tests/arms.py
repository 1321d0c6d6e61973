"""What the tests of patterns share: arms run side by side, seeds averaged within each world."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.experiments.runs.bench import Bench
from kraftsamling.model import load_scenario, load_strategy
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.inputs.measures import load_measures
from kraftsamling.model.inputs.parameters import check_overrides, parameters, values
from kraftsamling.model.vocabulary import SIZE_CLASSES

FEW = 100
"""Worlds of the tests that need many arms or many seeds."""
NONE = {"none": "no_support"}
Effects = dict[str, np.ndarray]


def run_arms(bench: Bench, strategies: Mapping[str, Any], **options: Any) -> dict[str, SimpleNamespace]:
    """Run strategies under the same options; by arm, every measure averaged over seeds.

    Returns:
        measures of the region (world, year), the start being year 0, and of municipalities (world, municipality).
    """
    data = bench.run(list(strategies.values()), **options)
    averaged = {str(name): variable.mean("seed").to_numpy() for name, variable in data.data_vars.items()}
    return {
        arm: SimpleNamespace(**{name: values[place] for name, values in averaged.items()})
        for place, arm in enumerate(strategies)
    }


def run_one(bench: Bench, strategy: Any, **options: Any) -> SimpleNamespace:
    """Run one strategy."""
    return run_arms(bench, {"arm": strategy}, **options)["arm"]


def lead(bench: Bench, strategies: Mapping[str, Any], **options: Any) -> dict[str, np.ndarray]:
    """Mean capacity over the course without actor under the same options, by arm: points, (world, year)."""
    runs = run_arms(bench, {**NONE, **strategies}, **options)
    none = runs.pop("none").capacity_mean
    return {arm: measures.capacity_mean - none for arm, measures in runs.items()}


def paired(bench: Bench, first: Any, second: Any, measure: str = "capacity_mean", **options: Any) -> np.ndarray:
    """Return `first` less `second` at the end, (world,)."""
    runs = run_arms(bench, {"first": first, "second": second}, **options)
    return getattr(runs["first"], measure)[:, -1] - getattr(runs["second"], measure)[:, -1]


@dataclass
class Watcher:
    """A recorder that keeps what one function sees of the municipalities each quarter."""

    look: Callable[[SimpleNamespace], np.ndarray]
    seen: list[np.ndarray] = field(default_factory=list)

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Begin with the first quarter, not with the start."""

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Look at a quarter."""
        self.seen.append(self.look(m))


def watched(
    bench: Bench, strategy: Any, look: Callable[[SimpleNamespace], np.ndarray], years: int, **fixed: float
) -> np.ndarray:
    """What `look` sees of the municipalities by quarter, for what no record keeps; the first seed of the first worlds.

    Returns:
        (quarter, ..., world), where `look` gives (..., world).
    """
    worlds = bench.worlds.iloc[:FEW]
    p = values(check_overrides(fixed), {name: column.to_numpy() for name, column in worlds.items()})
    watcher, count = Watcher(look), len(worlds)
    course = Course(bench.region, load_strategy(strategy), load_scenario(None), years)
    run_ensemble(course, p, np.array([0]), np.zeros(count, int), watcher)
    if bench.progress:
        bench.progress(count)
    return np.stack(watcher.seen)


def few(bench: Bench) -> dict[str, Any]:
    """Options of a costly test: the first of the worlds only."""
    return {"worlds": bench.worlds.iloc[:FEW]}


def ends(name: str) -> tuple[float, float]:
    """Return the low and the high end of a parameter's range."""
    return parameters()[name].low, parameters()[name].high


def of_class(bench: Bench, values: np.ndarray, size_class: str) -> np.ndarray:
    """Mean over the municipalities of a size class: (world, municipality) -> (world,)."""
    return values[:, bench.region.size_class == SIZE_CLASSES.index(size_class)].mean(axis=1)


def even_effort(level: int, form: str, capitals: Sequence[str]) -> dict[str, float]:
    """Weights with which a form's time is spread evenly over some capitals at a level, whatever measures are open."""
    opened = Counter(m.capital for m in load_measures() if m.form == form and m.level <= level and m.is_free)
    return {capital: max(opened.values()) / opened[capital] for capital in capitals}
