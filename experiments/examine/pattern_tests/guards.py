"""Guards: what the model should not show."""

from __future__ import annotations

import itertools

import numpy as np

from kraftsamling.experiments.examine.pattern_tests.arms import NONE, Effects, first_worlds, lead, run_arms, run_one
from kraftsamling.experiments.examine.pattern_tests.forms import SINGLES, breadths
from kraftsamling.experiments.runs.runs import Runs, level, mixed
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.vocabulary import CAPITALS

MAX_YEARS, HIGH_PERSON_YEARS, MAX_CAPACITY = 50, 40, 95.0
"""Years, person-years a year and points: fifty years of forty person-years must stay below 95 points."""
SUPPORT_YEARS, YEARS_AFTER = 10, 20
"""Support for ten years, then twenty without, own effort not answering: no lead may grow by half a point."""
ROOM_FOR_GROWTH = 0.5


def g1(runs: Runs) -> Effects:
    """Capacity neither grows without bound nor without upkeep."""
    shown, off = first_worlds(runs), {"own_pace": 0}
    rich = run_one(runs, level(3, budget={"person_years": HIGH_PERSON_YEARS}), years=MAX_YEARS, seeds=1, **shown)
    years = SUPPORT_YEARS + YEARS_AFTER
    left = lead(runs, {"a": level(3, budget={"end_year": SUPPORT_YEARS})}, years=years, parameters=off, **shown)["a"]
    grown = left[:, -1] - left[:, SUPPORT_YEARS]
    return {"bounded": MAX_CAPACITY - rich.capacity_mean[:, -1], "upkeep": ROOM_FOR_GROWTH - grown}


def g2(runs: Runs) -> Effects:
    """More measures at once do not always help: how far the most falls below the best number."""
    sweep = breadths(runs)
    return {"turns": sweep.max(axis=0) - sweep[-1]}


def g3(runs: Runs) -> Effects:
    """Not all forms raise the same capitals: greatest distance between the profiles of two (0 alike, 1 disjoint)."""
    arms = NONE | {name: mixed(3, mix) for name, mix in SINGLES.items()}
    by_arm = run_arms(runs, arms, **first_worlds(runs))
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
    """Without evaluation no level is raised; with it some are."""
    gated = {"policy": "gated", "level": 1}
    arms = {"blind": level(1, ambition=gated, follow_up=0), "seeing": level(1, ambition=gated)}
    rise = {arm: measures.actor_level.max(axis=1) - 1 for arm, measures in run_arms(runs, arms).items()}
    return {"blind": -rise["blind"], "seeing": rise["seeing"]}


def g5(runs: Runs) -> Effects:
    """No person-years: nothing delivered and nothing paid; twice the person-years: twice the money."""
    arms = NONE | {str(years): level(2, budget={"person_years": years, "project_share": 0}) for years in (0, 8, 16)}
    by_arm = run_arms(runs, arms, **first_worlds(runs))
    cost = {arm: measures.cost_sek.sum(axis=1) for arm, measures in by_arm.items()}
    unpaid = np.abs(by_arm["0"].capacity_mean - by_arm["none"].capacity_mean).max(axis=1) + cost["0"]
    price = parameters()["person_year_cost"]
    dear = cost["16"] - 2 * cost["8"]
    return {
        "nothing": -unpaid,
        "paid": np.where(cost["8"] >= 8 * price.low * runs.years, -np.abs(np.round(dear)), -price.high),
    }
