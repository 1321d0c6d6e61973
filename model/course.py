"""What one run is about, apart from chance and assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from model.region import Region
from model.scenario import Scenario
from model.strategy import Strategy


@dataclass(frozen=True)
class Course:
    """One strategy on its terms: all that decides a run's numbers besides its world and its seed."""

    region: Region
    strategy: Strategy
    scenario: Scenario
    years: int
    budget: str = "own"
    funding: str = "given"
