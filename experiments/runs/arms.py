"""Arms of a comparison: courses on terms of their own, each run once however many questions read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import xarray as xr

from kraftsamling.experiments.runs.runs import Runs


@dataclass(frozen=True)
class Arm:
    """One arm: a strategy (a name or a dict), and what holds for it alone.

    Attributes:
        years: length of the run; scenario: None for no events.
        parameters: overrides by name, `switch_GROUP` among them; funding: "given" or "earned".
    """

    strategy: Any
    years: int = 15
    parameters: Mapping[str, float] = field(default_factory=dict)
    scenario: Any = None
    funding: str = "given"

    @property
    def without(self) -> Arm:
        """The same without an actor."""
        return replace(self, strategy="no_support")


class Arms:
    """Runs arms in the same worlds and remembers them."""

    def __init__(self, runs: Runs):
        self.runs = runs
        self._seen: dict[str, SimpleNamespace] = {}

    def data(self, arm: Arm) -> xr.Dataset:
        """Run an arm: measures with each seed by itself."""
        terms = {name: getattr(arm, name) for name in ("years", "parameters", "scenario", "funding")}
        return self.runs.run([arm.strategy], **terms).isel(strategy=0)

    def run(self, arm: Arm) -> SimpleNamespace:
        """Measures averaged over seeds: of the region (world, year), the start being year 0; of each (world, place)."""
        key = json.dumps(asdict(arm), sort_keys=True)
        if key not in self._seen:
            averaged = self.data(arm).mean("seed").data_vars
            self._seen[key] = SimpleNamespace(**{str(name): value.to_numpy() for name, value in averaged.items()})
        return self._seen[key]

    def change(self, arm: Arm, measure: str = "capacity_mean") -> np.ndarray:
        """A measure of the region less the same without an actor, (world, year)."""
        change: np.ndarray = getattr(self.run(arm), measure) - getattr(self.run(arm.without), measure)
        return change

    def gain(self, arm: Arm) -> np.ndarray:
        """Capacity at the end less the same without an actor, points, (world,)."""
        return self.change(arm)[:, -1]
