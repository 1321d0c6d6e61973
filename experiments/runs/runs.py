"""Runs of strategies, always in the same worlds and with the same seeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kraftsamling.model import simulate
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.vocabulary import FORMS

PROBE = 100
"""Worlds on which causes are searched, one seed each."""
SLICE = 300
"""Worlds whose full record is held at once."""


@dataclass(frozen=True)
class Runs:
    """Runs strategies on the same worlds and seeds."""

    region: Region
    worlds: pd.DataFrame
    seeds: int
    years: int
    progress: Callable[[int], None] | None

    def run(self, strategies: Sequence[Any], record: str = "summary", **options: Any) -> xr.Dataset:
        """Simulate; every option of `simulate` may be given."""
        given = {"worlds": self.worlds, "years": self.years, "seeds": self.seeds, **options}
        return simulate(self.region, list(strategies), record=record, progress=self.progress, **given).dataset

    def courses(self, strategies: Mapping[str, Any], **options: Any) -> dict[str, np.ndarray]:
        """Mean capacity by name of the strategy, (world, seed, year)."""
        found = self.run(list(strategies.values()), **options)["capacity_mean"].to_numpy()
        return dict(zip(strategies, found, strict=True))

    def ends(self, strategies: Mapping[str, Any], **options: Any) -> dict[str, np.ndarray]:
        """Mean capacity at the end, seeds averaged, (world,)."""
        return {name: course[..., -1].mean(axis=1) for name, course in self.courses(strategies, **options).items()}

    @property
    def probe(self) -> dict[str, Any]:
        """Options of a search for causes: a sample of the sample."""
        return {"worlds": self.worlds.iloc[:PROBE], "seeds": 1}


def level(number: int, **more: Any) -> dict[str, Any]:
    """Return a strategy that stays at one level."""
    return {"name": f"level_{number}", "ambition": {"level": number}, **more}


def mixed(number: int, weights: Sequence[float]) -> dict[str, Any]:
    """Return a level with other weights of the forms."""
    return level(number, forms={"mix": dict(zip(FORMS, weights, strict=True))})


def at_end(end: str, *names: str) -> dict[str, float]:
    """Parameters at the "low" or the "high" end of their range."""
    return {name: getattr(parameters()[name], end) for name in names}
