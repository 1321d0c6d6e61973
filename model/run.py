"""A run: region, strategies, scenarios, worlds, seeds and terms, each checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.simulation import BUDGETS, FUNDINGS, check_choice

MAX_YEARS = 50


@dataclass(frozen=True, eq=False)
class Run:
    """Every strategy under every scenario and budget, in every world with every seed.

    Attributes:
        parameters: overrides by name.
        worlds: one row a world, one column a parameter.
        budgets: among "own" (each strategy at its own cost) and "equal" (the same SEK a year).
        funding: "given" or "earned".
        smallest_difference: capacity points below which courses tie.

    Raises:
        InputError: a part is empty, out of range, or an event does not fit the region.
    """

    region: Region
    strategies: tuple[Strategy, ...]
    scenarios: tuple[Scenario, ...]
    parameters: Mapping[str, float]
    worlds: pd.DataFrame
    seeds: tuple[int, ...]
    years: int = 15
    budgets: tuple[str, ...] = ("own",)
    funding: str = "given"
    smallest_difference: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "years", int(check_number(self.years, 1, MAX_YEARS, "years", whole=True)))
        check_number(self.smallest_difference, 0, 100, "smallest_difference")
        check_choice(self.funding, FUNDINGS, "funding")
        for budget in self.budgets:
            check_choice(budget, BUDGETS, "budget")
        for name in ("strategies", "scenarios", "budgets"):
            if not getattr(self, name):
                raise InputError(f"{name}: none given; allowed: one or several")
        for event in (event for scenario in self.scenarios for event in scenario.events):
            event.check_start(self.region.start_year)
            event.members(self.region.codes, self.region.names)

    @property
    def terms(self) -> dict[str, Any]:
        """Options of `simulate` that hold for every course."""
        return {"parameters": self.parameters, "years": self.years, "funding": self.funding}

    @property
    def runs(self) -> int:
        """Number of runs of all courses."""
        courses = len(self.strategies) * len(self.scenarios) * len(self.budgets)
        return courses * len(self.worlds) * len(self.seeds)
