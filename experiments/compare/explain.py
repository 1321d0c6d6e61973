"""What the ordinary report runs besides its courses: a small split of a difference, and other worlds for its ledger."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kraftsamling.analysis.why.split import LEVERS, MECHANISMS, REGION, Split, split
from kraftsamling.experiments.examine.why import Runs, levers
from kraftsamling.experiments.runs.bench import Bench
from kraftsamling.experiments.runs.progress import Progress
from kraftsamling.experiments.setting.design import Design
from kraftsamling.model.inputs.parameters import groups

WORLDS = 40
"""Worlds of the run that the split takes, evenly spaced, with one seed each."""
MOST_LEVERS = 4
"""Settings up to which every combination is run, so that no order of them has to be drawn."""
LARGE = (0.05, 0.1)
"""A mechanism that moves less than this (points; share of the difference) stays in place in all runs."""
ORDERS = (2, 4)
"""Pairs of orders that are drawn where mechanisms are too many for every combination."""


def small_splits(
    design: Design, course: str, other: str, budget: str, *, place: int = 0, progress: Progress | None = None
) -> dict[str, Split]:
    """Split the final mean capacity of one course less another's over mechanisms, and over settings if few differ.

    Args:
        course, other: names of strategies of the design; budget: "own" or "equal".
        place: a part that matters there is split, too: 0 for the region, then its municipalities in order.
        progress: counts the runs.

    Returns:
        by kind, "mechanisms" and "levers"; nothing where a run has several scenarios or lacks a course.
    """
    known = {strategy.name: strategy for strategy in design.strategies}
    if len(design.scenarios) > 1 or not {course, other} <= set(known):
        return {}
    first, second = known[course], known[other]
    worlds = design.sample.worlds.iloc[:: -(-len(design.sample) // WORLDS)]
    bench = Bench(design.region, worlds, 1, design.years, progress)
    expect = progress.expect if progress else _unheard
    given = {"parameters": design.parameters, "scenario": design.scenarios[0], "funding": design.funding}
    runs = Runs(bench, budget, seeds=design.seeds[:1], **given)
    places, parts = [REGION, *design.region.codes], levers(first, second)
    found = {
        MECHANISMS: split(
            lambda on: list(runs.between(first, second, on)),
            list(groups()),
            places,
            watched=sorted({0, place}),
            drop=LARGE,
            pairs=ORDERS,
            expect=lambda combinations: expect(2 * len(worlds) * combinations),
        )
    }
    if 0 < len(parts) <= MOST_LEVERS:
        found[LEVERS] = split(lambda on: runs.swapped(first, second, on), parts, places, drop=(0, 0))
    return found


def rerun(
    design: Design, course: str, other: str, budget: str, *, progress: Progress | None = None
) -> Callable[[pd.DataFrame], np.ndarray] | None:
    """Return what gives the difference in final mean capacity, points, in any worlds, (world,), with the first seed.

    Args:
        course, other: names of strategies of the design; budget: "own" or "equal".
        progress: counts the runs.

    Returns:
        None where a run has several scenarios or lacks a course.
    """
    known = {strategy.name: strategy for strategy in design.strategies}
    if len(design.scenarios) > 1 or not {course, other} <= set(known):
        return None
    given = {"parameters": design.parameters, "scenario": design.scenarios[0], "funding": design.funding}

    def ends(worlds: pd.DataFrame) -> np.ndarray:
        if progress:
            progress.expect(2 * len(worlds))
        bench = Bench(design.region, worlds, 1, design.years, progress)
        found = Runs(bench, budget, seeds=design.seeds[:1], **given).ends([known[course], known[other]])
        return found[0, 0] - found[1, 0]

    return ends


def _unheard(runs: int) -> None:
    """Nobody asks how many runs there will be."""
