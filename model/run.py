"""A run: region, strategies, scenarios, worlds, seeds and terms, each read and checked once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.model.course import Course
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.inputs.decisions import check_decisions
from kraftsamling.model.inputs.parameters import check_overrides
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import Scenario, load_scenario
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.terms import Terms
from kraftsamling.model.vocabulary import BUDGETS
from kraftsamling.model.worlds.worlds import as_worlds

MAX_SEEDS = 1_000_000
MAX_SEED = 2**62


@dataclass(frozen=True, eq=False)
class Run(Terms):
    """Every strategy under every scenario and budget, in every world with every seed.

    Attributes:
        parameters: overrides by name.
        worlds: one row a world, one column a parameter.
        budgets: among "own" (each strategy at its own cost) and "equal" (the same SEK a year).
        smallest_difference: capacity points below which courses tie.

    Raises:
        InputError: a part is empty, out of range, or an event or a decision does not fit the region.
    """

    region: Region
    strategies: tuple[Strategy, ...]
    scenarios: tuple[Scenario, ...]
    parameters: Mapping[str, float]
    worlds: pd.DataFrame
    seeds: tuple[int, ...]
    budgets: tuple[str, ...] = ("own",)
    smallest_difference: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number(self.smallest_difference, 0, 100, "smallest_difference")
        for budget in self.budgets:
            check_choice(budget, BUDGETS, "budget")
        for name in ("strategies", "scenarios", "budgets"):
            if not getattr(self, name):
                raise InputError(f"{name}: none given; allowed: one or several")
        for event in (event for scenario in self.scenarios for event in scenario.events):
            event.check_start(self.region.start_year)
            event.members(self.region.codes, self.region.names)
        for strategy in self.strategies:
            strategy.check_start(self.region.start_year)
        check_decisions(self.decisions, self.region)

    @property
    def courses(self) -> tuple[Course, ...]:
        """Every strategy on every term, strategies innermost."""
        return tuple(
            Course(self.region, strategy, scenario, budget, **self.terms)
            for budget, scenario, strategy in product(self.budgets, self.scenarios, self.strategies)
        )

    @property
    def runs_of_course(self) -> int:
        """Number of runs of each course: worlds x seeds."""
        return len(self.worlds) * len(self.seeds)

    @property
    def runs(self) -> int:
        """Number of runs of all courses."""
        return len(self.strategies) * len(self.scenarios) * len(self.budgets) * self.runs_of_course


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
