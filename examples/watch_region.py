"""Mesa's SolaraViz shows a region as it runs: step it, change what it starts from, reset it.

pip install ".[viz]"
solara run examples/watch_region.py
"""

from __future__ import annotations

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz, make_plot_component

from model.region_model import RegionModel

SETTINGS = {
    "region": {"type": "Select", "label": "Region", "value": "goteborgsregionen"}
    | {"values": ["goteborgsregionen", "varmland", "vestregionen"]},
    "strategy": {"type": "Select", "label": "Strategy", "value": "level_2"}
    | {"values": ["no_support", "level_1", "level_2", "level_3", "gated_minimum"]},
    "scenario": {"type": "Select", "label": "Scenario", "value": "calm"}
    | {"values": ["calm", "strained_finances", "project_money_ends", "crisis"]},
    "seed": {"type": "SliderInt", "label": "Seed", "value": 0, "min": 0, "max": 20, "step": 1},
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
    axes.legend()
    return solara.FigureMatplotlib(figure)


model = solara.reactive(RegionModel(strategy="level_2"))
page = SolaraViz(
    model,
    components=[make_plot_component("capacity_mean"), municipalities],
    model_params=SETTINGS,
    name="Kraftsamling",
)
