"""A run: region, strategies, scenarios, worlds, seeds and terms, each read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import pandas as pd

from kraftsamling.model.course import Course
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.inputs.decisions import check_decisions
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.terms import Terms
from kraftsamling.model.vocabulary import BUDGETS


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
