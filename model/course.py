"""A course: all terms of a run besides chance and assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy


@dataclass(frozen=True)
class Course:
    """One strategy on its terms: with a world and a seed, they decide every number of a run."""

    region: Region
    strategy: Strategy
    scenario: Scenario
    years: int
    budget: str = "own"
    funding: str = "given"
