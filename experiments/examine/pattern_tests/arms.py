"""What the tests of patterns share: arms run side by side, seeds averaged within each world."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.experiments.runs.watch import FEW
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.vocabulary import SIZE_CLASSES

NONE = {"none": "no_support"}
Effects = dict[str, np.ndarray]


def run_arms(runs: Runs, strategies: Mapping[str, Any], **options: Any) -> dict[str, SimpleNamespace]:
    """Run strategies under the same options; by arm, every measure averaged over seeds.

    Returns:
        measures of the region (world, year), the start being year 0, and of municipalities (world, municipality).
    """
    data = runs.run(list(strategies.values()), **options)
    averaged = {str(name): variable.mean("seed").to_numpy() for name, variable in data.data_vars.items()}
    return {
        arm: SimpleNamespace(**{name: values[place] for name, values in averaged.items()})
        for place, arm in enumerate(strategies)
    }


def run_one(runs: Runs, strategy: Any, **options: Any) -> SimpleNamespace:
    """Run one strategy."""
    return run_arms(runs, {"arm": strategy}, **options)["arm"]


def lead(runs: Runs, strategies: Mapping[str, Any], **options: Any) -> dict[str, np.ndarray]:
    """Mean capacity over the course without actor under the same options, by arm: points, (world, year)."""
    by_arm = run_arms(runs, {**NONE, **strategies}, **options)
    none = by_arm.pop("none").capacity_mean
    return {arm: measures.capacity_mean - none for arm, measures in by_arm.items()}


def paired(runs: Runs, first: Any, second: Any, measure: str = "capacity_mean", **options: Any) -> np.ndarray:
    """Return `first` less `second` at the end, (world,)."""
    by_arm = run_arms(runs, {"first": first, "second": second}, **options)
    return getattr(by_arm["first"], measure)[:, -1] - getattr(by_arm["second"], measure)[:, -1]


def few(runs: Runs) -> dict[str, Any]:
    """Options of a costly test: the first of the worlds only."""
    return {"worlds": runs.worlds.iloc[:FEW]}


def ends(name: str) -> tuple[float, float]:
    """Return the low and the high end of a parameter's range."""
    return parameters()[name].low, parameters()[name].high


def of_class(runs: Runs, values: np.ndarray, size_class: str) -> np.ndarray:
    """Mean over the municipalities of a size class: (world, municipality) -> (world,)."""
    return values[:, runs.region.size_class == SIZE_CLASSES.index(size_class)].mean(axis=1)
