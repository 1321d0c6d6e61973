"""Mesa's batch_run steps RegionModel over strategies and seeds; pandas sums up, matplotlib draws.

python examples/mesa_batch_run.py [FIGURE.png]
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence

import mesa
import pandas as pd
from matplotlib.figure import Figure

from kraftsamling.model.agents.region_model import RegionModel


def batch(
    strategies: Sequence[str] = ("no_support", "level_1", "level_2", "level_3"),
    seeds: Sequence[int] = (1, 2, 3),
    years: int = 15,
) -> pd.DataFrame:
    """Run every strategy with every seed in the world of default values; one row per run: the measures at its end."""
    settings = {"region": "goteborgsregionen", "strategy": list(strategies), "years": years}
    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    repeated = {"rng": list(seeds)} if newer else {}
    settings |= {} if newer else {"seed": list(seeds)}
    rows = pd.DataFrame(mesa.batch_run(RegionModel, settings, number_processes=1, display_progress=False, **repeated))
    # A row for each agent of a run (its municipalities and the actor), with the measures of the region in every one.
    agents = ["AgentID", *(name for name in rows if name.startswith("municipality"))]
    return rows.drop_duplicates("RunId").drop(columns=agents).reset_index(drop=True)


def draw(found: pd.DataFrame) -> Figure:
    """Mean capacity at the end: each seed, and the mean of the seeds."""
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    means = found.groupby("strategy", sort=False)["capacity_mean"].mean()
    places = found["strategy"].map({strategy: place for place, strategy in enumerate(means.index)})
    axes.plot(found["capacity_mean"], places, "o", fillstyle="none", label="one seed each")
    axes.plot(means, range(len(means)), "|", markersize=16, markeredgewidth=3, label="mean of the seeds")
    axes.set_yticks(range(len(means)), list(means.index))
    axes.set_ylim(len(means) - 0.5, -0.5)
    axes.set_xlabel("transition capacity at the end, mean of municipalities (points, 0-100)")
    axes.set_title("The Gothenburg Region in one world of assumptions", loc="left")
    axes.legend(loc="upper right")
    return figure


if __name__ == "__main__":
    table = batch()
    print(table.groupby("strategy", sort=False)["capacity_mean"].agg(["mean", "min", "max"]).round(1).to_string())
    for path in sys.argv[1:]:
        draw(table).savefig(path, dpi=150)
