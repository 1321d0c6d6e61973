"""Guards: what the model should not show."""

from __future__ import annotations

import itertools

import numpy as np

from kraftsamling.experiments.examine.pattern_tests.arms import NONE, Effects, few, lead, run_arms, run_one
from kraftsamling.experiments.examine.pattern_tests.forms import SINGLES, breadths
from kraftsamling.experiments.runs.runs import Runs, level, mixed
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.vocabulary import CAPITALS

LONGEST, MUCH, CEILING = 50, 40, 95.0
"""Years, person-years a year and points: fifty years of forty person-years must stay below 95 points."""
STOP, AFTER = 10, 20
"""Support for ten years, then twenty without, own effort not answering: no lead may grow by half a point."""
ROOM_FOR_GROWTH = 0.5


def g1(runs: Runs) -> Effects:
    """Capacity neither grows without bound nor without upkeep."""
    rich = run_one(runs, level(3, budget={"person_years": MUCH}), years=LONGEST, seeds=1, **few(runs))
    off = {"own_pace": 0}
    left = lead(runs, {"a": level(3, budget={"end_year": STOP})}, years=STOP + AFTER, parameters=off, **few(runs))["a"]
    return {"bounded": CEILING - rich.capacity_mean[:, -1], "upkeep": ROOM_FOR_GROWTH - (left[:, -1] - left[:, STOP])}


def g2(runs: Runs) -> Effects:
    """More measures at once do not always help: how far the most falls below the best number."""
    sweep = breadths(runs)
    return {"turns": sweep.max(axis=0) - sweep[-1]}


def g3(runs: Runs) -> Effects:
    """Not all forms raise the same capitals: greatest distance between the profiles of two (0 alike, 1 disjoint)."""
    arms = NONE | {name: mixed(3, mix) for name, mix in SINGLES.items()}
    by_arm = run_arms(runs, arms, **few(runs))
    none = by_arm.pop("none")
    gains = [
        np.stack(
            [
                np.maximum(getattr(arm, f"capital_{name}")[:, -1] - getattr(none, f"capital_{name}")[:, -1], 0)
                for name in CAPITALS
            ]
        )
        for arm in by_arm.values()
    ]
    profiles = [gain / np.maximum(gain.sum(axis=0), 1e-9) for gain in gains]
    distances = [np.abs(one - other).sum(axis=0) / 2 for one, other in itertools.combinations(profiles, 2)]
    return {"profiles": np.max(distances, axis=0)}


def g4(runs: Runs) -> Effects:
    """No step up where nothing is evaluated; with evaluation, steps there are."""
    gated = {"policy": "gated", "level": 1}
    arms = {"blind": level(1, ambition=gated, follow_up=0), "seeing": level(1, ambition=gated)}
    rise = {arm: measures.actor_level.max(axis=1) - 1 for arm, measures in run_arms(runs, arms).items()}
    return {"blind": -rise["blind"], "seeing": rise["seeing"]}


def g5(runs: Runs) -> Effects:
    """No person-years: nothing delivered and nothing paid; twice the person-years: twice the money."""
    arms = NONE | {str(years): level(2, budget={"person_years": years, "project_share": 0}) for years in (0, 8, 16)}
    by_arm = run_arms(runs, arms, **few(runs))
    cost = {arm: measures.cost_sek.sum(axis=1) for arm, measures in by_arm.items()}
    unpaid = np.abs(by_arm["0"].capacity_mean - by_arm["none"].capacity_mean).max(axis=1) + cost["0"]
    price = parameters()["person_year_cost"]
    dear = cost["16"] - 2 * cost["8"]
    return {
        "nothing": -unpaid,
        "paid": np.where(cost["8"] >= 8 * price.low * runs.years, -np.abs(np.round(dear)), -price.high),
    }
