"""Mesa's SolaraViz shows a region as it runs: step it, change what it starts from and what it assumes, reset it.

make viz                                     (or: pip install ".[viz]" and solara run examples/watch_region.py)
"""

from __future__ import annotations

from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz, make_plot_component

from kraftsamling.model.agents.region_model import RegionModel
from kraftsamling.model.inputs.parameters import parameters

SHOWN = (
    "start_political",
    "start_legitimacy",
    "turnover",
    "dead_band",
    "own_pace",
    "support_gain",
    "fear",
)
"""Parameters that have a slider; any other of `kraftsamling list parameters` can be added, here and in `Region`."""


class Region(RegionModel):
    """A region whose parameters are given one by one, as sliders give them: Mesa reads their names here."""

    def __init__(
        self,
        *,
        region: str,
        strategy: str,
        scenario: str,
        seed: int,
        years: int,
        start_political: float,
        start_legitimacy: float,
        turnover: float,
        dead_band: float,
        own_pace: float,
        support_gain: float,
        fear: float,
    ):
        given = {
            "start_political": start_political,
            "start_legitimacy": start_legitimacy,
            "turnover": turnover,
            "dead_band": dead_band,
            "own_pace": own_pace,
            "support_gain": support_gain,
            "fear": fear,
        }
        super().__init__(region, strategy, scenario=scenario, seed=seed, years=years, parameters=given)


def slider(name: str) -> dict[str, Any]:
    """Return a slider over a parameter's range, at its default."""
    known = parameters()[name]
    ends = {"value": known.default, "min": known.low, "max": known.high, "step": (known.high - known.low) / 100}
    return {"type": "SliderFloat", "label": f"{name} ({known.unit})", **ends}


SETTINGS = {
    "region": {"type": "Select", "label": "Region", "value": "goteborgsregionen"}
    | {"values": ["goteborgsregionen", "varmland", "vestregionen"]},
    "strategy": {"type": "Select", "label": "Strategy", "value": "level_2"}
    | {"values": ["no_support", "level_1", "level_2", "level_3", "gated_minimum"]},
    "scenario": {"type": "Select", "label": "Scenario", "value": "calm"}
    | {"values": ["calm", "strained_finances", "project_money_ends", "crisis"]},
    "seed": {"type": "SliderInt", "label": "Seed", "value": 0, "min": 0, "max": 20, "step": 1},
    **{name: slider(name) for name in SHOWN},
    "years": 15,
}


def municipalities(region: RegionModel):
    """Capacity of each municipality now, 0-100, beside where it started."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    names = [agent.name for agent in region.municipalities]
    axes.barh(names, [float(agent.capacity) for agent in region.municipalities], color="#7aa6c2")
    axes.plot([float(agent.capacity_start) for agent in region.municipalities], names, "k|", label="start")
    axes.set(xlim=(0, 100), xlabel="transition capacity", title=f"After {region.quarter} quarters")
    figure.suptitle("illustrative start values, not measured", fontsize=9)
    axes.legend()
    return solara.FigureMatplotlib(figure)


def chosen() -> dict[str, Any]:
    """Return what the model starts with: every setting at the value it is shown with."""
    return {name: setting["value"] if isinstance(setting, dict) else setting for name, setting in SETTINGS.items()}


model = solara.reactive(Region(**chosen()))
page = SolaraViz(
    model,
    components=[make_plot_component("capacity_mean"), municipalities],
    model_params=SETTINGS,
    name="Kraftsamling",
)
