"""The run that names, paths and numbers stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.inputs.parameters import check_overrides
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.run import Run
from kraftsamling.model.worlds.worlds import as_worlds

MAX_SEEDS = 1_000_000
MAX_SEED = 2**62


def run_of(
    region: Region | str | Path,
    strategies: Any,
    scenarios: Any = None,
    *,
    seeds: int | Sequence[int],
    worlds: Any = None,
    parameters: Mapping[str, float] | None = None,
    **terms: Any,
) -> Run:
    """Return the run that names, paths and numbers stand for.

    Args:
        region: a region, its name, or the path of its CSV.
        strategies, scenarios: one or several: names, paths, dicts or objects.
        seeds: a number (that many, from 0) or a sequence of non-negative integers.
        worlds: anything that `as_worlds` takes.
        parameters: overrides by name.
        terms: those of `Terms`, budgets and smallest difference, as `Run` has them.

    Raises:
        InputError: bad input.
    """
    return Run(
        region if isinstance(region, Region) else load_region(region),
        tuple(load_strategy(source) for source in _several(strategies)),
        tuple(load_scenario(source) for source in _several(scenarios)),
        check_overrides(parameters),
        as_worlds(worlds),
        check_seeds(seeds),
        **terms,
    )


def _several(given: Any) -> Sequence[Any]:
    return given if isinstance(given, list | tuple) else [given]


def check_seeds(seeds: int | Sequence[int]) -> tuple[int, ...]:
    """Return seeds as distinct non-negative integers: a number means that many, from 0.

    Raises:
        InputError: none, negative, repeated or not whole.
    """
    if isinstance(seeds, int | np.integer) and not isinstance(seeds, bool):
        return tuple(range(int(check_number(int(seeds), 1, MAX_SEEDS, "seeds", whole=True))))
    if not isinstance(seeds, Iterable):
        raise InputError(f"seeds: {seeds!r}; allowed: a whole number, or a sequence of whole numbers from 0")
    given = tuple(int(check_number(seed, 0, MAX_SEED, "seeds", whole=True)) for seed in seeds)
    if not given or len(set(given)) != len(given):
        raise InputError(f"seeds: {list(given)!r}; allowed: at least one, none twice")
    return given
