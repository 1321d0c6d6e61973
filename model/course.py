"""A course: all terms of a run besides chance and assumptions."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kraftsamling.model.engine.tables import QUARTERS_PER_YEAR
from kraftsamling.model.inputs.reader import run_year
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.terms import Terms


@dataclass(frozen=True)
class Course(Terms):
    """One strategy on its terms: with a world and a seed, they decide every number of a run."""

    region: Region
    strategy: Strategy
    scenario: Scenario
    budget: str = "own"

    @property
    def parts(self) -> tuple[tuple[int, Course], ...]:
        """The course that holds from each quarter on, counted from the start of the run; the first from 0."""
        return tuple(
            ((run_year(year, self.region.start_year) - 1) * QUARTERS_PER_YEAR, replace(self, strategy=strategy))
            for year, strategy in self.strategy.in_parts()
        )
