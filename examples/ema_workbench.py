"""EMA Workbench drives the model: uncertainties are parameters, levers are settings of the strategy.

pip install ".[discovery]"
python examples/ema_workbench.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

if sys.path and Path(sys.path[0]).resolve() == Path(__file__).resolve().parent:
    del sys.path[0]  # this file bears the library's name and would be imported in its place

from ema_workbench import (
    CategoricalParameter,
    Constant,
    Model,
    RealParameter,
    ScalarOutcome,
    perform_experiments,
)

from kraftsamling.model import simulate
from kraftsamling.model.inputs.parameters import parameters

UNCERTAIN = ("start_legitimacy", "rooting_rate", "turnover", "person_years_2")
YEARS = 15


def outcomes(level=1, targeting="even", project_share=0.2, years=YEARS, seeds=2, **uncertain) -> dict[str, float]:
    """Final capacity, its gap between large and small municipalities, and mean cost a year, seeds averaged."""
    strategy = {
        "name": "ema",
        "ambition": {"level": int(level)},
        "targeting": str(targeting),
        "budget": {"project_share": float(project_share)},
    }
    given = {name: float(value) for name, value in uncertain.items()}
    data = simulate(
        "goteborgsregionen",
        strategy,
        parameters=given,
        seeds=int(seeds),
        years=int(years),
        record="summary",
        processes=1,
    ).dataset
    last = data.isel(strategy=0, world=0, year=-1)
    return {
        "capacity": float(last["capacity_mean"].mean()),
        "gap": float(last["gap_large_small"].mean()),
        "cost": float(data["cost_sek"].isel(year=slice(1, None)).mean()),
    }


def kraftsamling(years: int = YEARS) -> Model:
    """Describe the model as EMA Workbench has it."""
    model = Model("kraftsamling", function=outcomes)
    model.uncertainties = [RealParameter(name, parameters()[name].low, parameters()[name].high) for name in UNCERTAIN]
    model.levers = [
        CategoricalParameter("level", [1, 2, 3]),
        CategoricalParameter("targeting", ["even", "small_first", "weakest_first"]),
        RealParameter("project_share", 0, 0.6),
    ]
    model.constants = [Constant("years", years), Constant("seeds", 2)]
    model.outcomes = [ScalarOutcome(name) for name in ("capacity", "gap", "cost")]
    return model


def explore(scenarios: int = 10, policies: int = 4, years: int = YEARS):
    """Return EMA Workbench's experiments and outcomes; every policy meets every scenario."""
    return perform_experiments(kraftsamling(years), scenarios=scenarios, policies=policies)


if __name__ == "__main__":
    experiments, found = explore()
    for policy, rows in experiments.reset_index(drop=True).groupby("policy", observed=True):
        capacity = found["capacity"][rows.index]
        first = rows.iloc[0]
        settings = f"level {first['level']}, {first['targeting']}, project share {first['project_share']:.2f}"
        print(f"{policy}: {settings}: capacity {np.mean(capacity):.1f} ({capacity.min():.1f} to {capacity.max():.1f})")
