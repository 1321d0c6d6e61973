"""A small split of the difference between two courses for the ordinary report: over their settings, in a few worlds."""

from __future__ import annotations

import numpy as np

from analysis.why import Split, split
from experiments.design import Design
from experiments.why import REGION, levers, with_levers
from model.simulation import simulate

WORLDS = 60
"""Worlds of the run that the split takes, evenly spaced, with one seed each."""
MOST_LEVERS = 4
"""Settings up to which every combination is run, so that no order of them has to be drawn."""


def settings_split(design: Design, course: str, other: str, budget: str) -> Split | None:
    """Split the final mean capacity of one course less another's over the settings in which they differ.

    Every combination of settings is run in `WORLDS` of the run's worlds with its first seed.

    Args:
        course, other: names of strategies of the design; budget: "own" or "equal".

    Returns:
        None where a run has several scenarios, or the courses differ in more than `MOST_LEVERS` settings.
    """
    known = {strategy.name: strategy for strategy in design.strategies}
    if len(design.scenarios) > 1 or not {course, other} <= set(known):
        return None
    first, second = known[course], known[other]
    parts = levers(first, second)
    if not 0 < len(parts) <= MOST_LEVERS:
        return None
    step = -(-len(design.sample) // WORLDS)
    worlds = design.sample.worlds.iloc[::step]

    def gained(taken: frozenset[str]) -> np.ndarray:
        data = simulate(
            design.region,
            [with_levers(first, second, taken), second],
            seeds=design.seeds[:1],
            worlds=worlds,
            parameters=design.parameters,
            scenario=design.scenarios[0],
            years=design.years,
            budget=budget,
            funding=design.funding,
            record="summary",
        ).dataset
        ends = data["capacity_mean"].isel(year=-1).mean("seed").transpose("strategy", "world").to_numpy()
        return (ends[0] - ends[1])[None]

    return split(gained, parts, [REGION], drop=(0, 0))
