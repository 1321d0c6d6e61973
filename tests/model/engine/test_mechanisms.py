"""Mechanisms move what level 2 gains in a measure of their own, in most worlds in which it gains something."""

from functools import cache

import numpy as np

from kraftsamling.model import simulate

LIVE = 1.0
"""Points of capacity that level 2 gains in a live world, at least."""
MOVED = 0.01
"""Least change of what it gains in the measure, as a share of that gain."""
WORLDS, YEARS = 20, 10


@cache
def lead(measure, scenario=None, **fixed):
    """What level 2 has gained over no support in sampled worlds, by the last year; (world,)."""
    found = simulate(
        "goteborgsregionen", ["level_2", "no_support"], scenario=scenario, seeds=1, worlds=WORLDS, years=YEARS,
        record="summary", parameters=fixed, processes=1,
    )  # fmt: skip
    ends = found.dataset[measure].isel(year=-1).squeeze()
    return (ends.sel(strategy="level_2") - ends.sel(strategy="no_support")).values


def moved(measure, one, other, scenario=None):
    """Share of live worlds in which the gain in the measure is another under the second setting."""
    live = lead("capacity_mean", scenario, **one) >= LIVE
    assert live.mean() > 0.5
    first, second = (lead(measure, scenario, **setting)[live] for setting in (one, other))
    return (np.abs(second / first - 1) > MOVED).mean()


def test_whether_the_weakest_holder_decides_moves_political_capital():
    assert moved("capital_political", {"weakest_holder": 1}, {"weakest_holder": 0}) > 0.8
