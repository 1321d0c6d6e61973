"""Mechanisms move what level 2 gains in a measure of their own, in most worlds in which it gains something."""

from functools import cache

import numpy as np

from kraftsamling.model import load_region, load_scenario, load_strategy, simulate
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.worlds.sampling import sample_worlds

REGION = "goteborgsregionen"
LIVE = 1.0
"""Points of capacity that level 2 gains in a live world, at least."""
MOVED = 0.01
"""Least change of what it gains in the measure, as a share of that gain."""
WORLDS, YEARS = 20, 10


@cache
def lead(measure, scenario=None, **fixed):
    """What level 2 has gained over no support in sampled worlds, by the last year; (world,)."""
    found = simulate(
        REGION, ["level_2", "no_support"], scenario=scenario, seeds=1, worlds=WORLDS, years=YEARS,
        record="summary", parameters=fixed, processes=1,
    )  # fmt: skip
    ends = found.dataset[measure].isel(year=-1).squeeze()
    return (ends.sel(strategy="level_2") - ends.sel(strategy="no_support")).values


GAP = "largest_gap_first"


def run_weights(fixed, targeting):
    """Weight on each municipality's rival time in the last quarter; (municipality, world)."""
    course = Course(
        load_region(REGION),
        load_strategy({"name": "aimed", "ambition": {"level": 2}, "targeting": targeting}),
        load_scenario(None),
        "own",
        years=4,
        funding="given",
    )
    worlds = sample_worlds(WORLDS)
    p = values(fixed, {name: column.to_numpy() for name, column in worlds.items()})
    last = Last()
    run_ensemble(course, p, np.arange(1), np.zeros(WORLDS, int), last)
    return last.weight


class Last:
    """Keeps the latest weights on rival time."""

    def start(self, m, a):
        pass

    def take(self, now, m, a, p):
        self.weight = m.target_weight


def moved(measure, one, other, scenario=None):
    """Share of live worlds in which the gain in the measure is another under the second setting."""
    live = lead("capacity_mean", scenario, **one) >= LIVE
    assert live.mean() > 0.5
    first, second = (lead(measure, scenario, **setting)[live] for setting in (one, other))
    return (np.abs(second / first - 1) > MOVED).mean()


def test_a_diagnosed_gap_leads_the_time_elsewhere_than_the_truth_does():
    """Measured with a large error, the time leans to others than measured well, and where it leans is another order."""
    shares = [
        run_weights({"measurement_sd": sd}, targeting)
        for sd, targeting in ((0.02, GAP), (0.25, GAP), (0.02, "weakest_first"))
    ]
    exact, blurred, weakest = shares
    assert (np.abs(exact - blurred).max(axis=0) > 0.05).mean() > 0.8
    assert (np.abs(exact - weakest).max(axis=0) > 0.05).mean() > 0.8


def test_whether_the_weakest_holder_decides_moves_political_capital():
    assert moved("capital_political", {"weakest_holder": 1}, {"weakest_holder": 0}) > 0.7


def test_crowded_attention_bounds_who_can_take_part():
    """Under six senders less is taken up than where crowding is off: attention is scarcer than staff time."""
    crowded = {"signals_outside": 6}
    assert moved("participation", crowded, crowded | {"switch_crowding": 0}) > 0.6


def test_wear_moves_what_persons_carry():
    assert moved("capital_human", {"wear_out": 0}, {"wear_out": 1}) > 0.7


def test_steering_moves_what_lasts():
    assert moved("capacity_integrated", {"steering_strength": 0}, {"steering_strength": 0.6}) > 0.8
