"""Patterns of size and links: P08 elections, P13 size, P15 application costs, P17 replication, P18 linked networks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.experiments.examine.pattern_tests.arms import NONE, Effects, ends, of_class, run_arms
from kraftsamling.experiments.runs.runs import Runs, level

CHANGE_YEAR, RECOVERY = 3, 4
"""The change of rule comes in a year without election in the built-in regions; recovery is read four years later."""
CHANGE = {"name": "change", "events": [{"kind": "change_of_rule", "year": CHANGE_YEAR, "strength": 1}]}
UNPOOLED = {"staff_saving_2": 0.0}
UNANCHORED = {"mandate_room": 0.05, "rooting_bonus_3": 0.0}
"""Level 2 without pooled staff; level 3 with the least mandate for room at the start and no better rooting."""
NETWORK_YEARS, FADE_YEARS = 5, 5
ADOPTION_YEARS = 5
PROVEN = 2.0
"""Points of capacity gained that make a proven case."""


def p08(runs: Runs, loose: int = 0, agreed: int = 1) -> Effects:
    """A change of rule everywhere, where agreement on building capacity is low and where it is high."""

    def setback(start: float) -> np.ndarray:
        options: dict[str, Any] = {"parameters": {"start_agreement_capacity": start}, "years": CHANGE_YEAR + RECOVERY}
        calm, struck = (run_arms(runs, {"a": level(2)}, scenario=s, **options)["a"] for s in (None, CHANGE))
        return 100 * (calm.capital_political - struck.capital_political)

    lost, buffered = (setback(ends("start_agreement_capacity")[end]) for end in (loose, agreed))
    return {"loss": (lost - buffered)[:, CHANGE_YEAR], "recovery": (lost - buffered)[:, -1]}


def p13(runs: Runs, uniform: str = "even", adapted: str = "size_adapted") -> Effects:
    """A uniform and an adapted offer; pooled staff and applications for small, mandate and rooting for large ones."""
    offers = {name: level(2, name=name, targeting=name) for name in (uniform, adapted)}
    by_arm = run_arms(runs, NONE | offers)
    gap, gini = (
        {arm: getattr(each, name)[:, -1] for arm, each in by_arm.items()} for name in ("gap_large_small", "gini")
    )
    pooled, anchored = (class_effect(runs, number, without) for number, without in ((2, UNPOOLED), (3, UNANCHORED)))
    return {
        "widens": gap[uniform] - gap["none"],
        "uneven": gini[uniform] - gini["none"],
        "closes": gap[uniform] - gap[adapted],
        "small_pooled": pooled["small"] - pooled["large"],
        "large_anchored": anchored["large"] - anchored["small"],
    }


def class_effect(runs: Runs, number: int, less: dict[str, float]) -> dict[str, np.ndarray]:
    """What some items of a level bring to small and to large municipalities, points, (world,)."""
    with_it, without = (
        run_arms(runs, {"a": level(number)}, parameters=fixed)["a"].capacity_end for fixed in ({}, less)
    )
    return {size: of_class(runs, with_it - without, size) for size in ("small", "large")}


def p15(runs: Runs, pooled: bool = True) -> Effects:
    """A fixed cost of applying for money, with and without pooled applications, at level 1."""
    helped = {"helped": level(1, pooled_applications=pooled), "alone": level(1, pooled_applications=not pooled)}
    costly = run_arms(runs, helped)
    free = run_arms(runs, helped, parameters={"switch_application_cost": 0})
    gini = {arm: measures.project_money_gini[:, -1] for arm, measures in costly.items()}
    return {
        "concentrates": gini["alone"] - free["alone"].project_money_gini[:, -1],
        "spreads": gini["alone"] - gini["helped"],
        "inflow": costly["helped"].project_money[:, -1] - costly["alone"].project_money[:, -1],
    }


def p17(runs: Runs, documented: float = 1.0, silent: float = 0.0, near: str = "alike", far: str = "random") -> Effects:
    """Large ones first; examples documented or not (project bank), without support, among alike or random peers."""
    arms = {
        matching: level(2, name=matching, targeting="large_first", matching=matching)
        for matching in ("linked", near, far)
    }
    bank, without = (
        run_arms(
            runs,
            NONE | arms,
            years=ADOPTION_YEARS,
            parameters={"switch_documentation": switch},
        )
        for switch in (documented, silent)
    )
    small = {
        name: of_class(runs, arms["linked"].capacity_end, "small") for name, arms in (("bank", bank), ("not", without))
    }
    copied = {
        name: of_class(runs, arm.measures_shared_end + arm.measures_own_end, "small")
        for name, arm in (("bank", bank["linked"]), ("not", without["linked"]), ("none", bank["none"]))
    }
    return {
        "small": small["bank"] - small["not"],
        "copied": copied["bank"] - copied["not"],
        "supported": copied["bank"] - copied["none"],
        "alike": adopters(bank[near]) - adopters(bank[far]),
    }


def adopters(measures: SimpleNamespace) -> np.ndarray:
    """Share of municipalities that have gained as much capacity as makes a proven case, (world,)."""
    gain = np.round(measures.capacity_end - measures.capacity_start, 9)
    return (gain >= PROVEN).mean(axis=1)


def p18(runs: Runs, linked: float = 1, parallel: float = 0) -> Effects:
    """Profession networks across municipalities: tended throughout, for five years, or not at all; all else goes on."""
    stop = NETWORK_YEARS
    arms = {"always": level(2), "five": level(2, networks_end_year=stop)}
    on, off = (run_arms(runs, arms, parameters={"switch_networks": switch}) for switch in (linked, parallel))
    spillover = {arm: on[arm].capacity_mean - off[arm].capacity_mean for arm in arms}
    return {
        "linked": spillover["always"][:, -1],
        "fades": faded(runs, stop),
        "upkeep": spillover["always"][:, -1] - spillover["five"][:, -1],
        "after": spillover["five"][:, stop] - spillover["five"][:, -1],
    }


def faded(runs: Runs, stop: int) -> np.ndarray:
    """Share of the strength of networks that is gone five years after the actor stops tending them, (world,)."""
    course = level(2, networks_end_year=stop)
    data = runs.run([course], "full", years=stop + FADE_YEARS, seeds=1)["professions"].to_numpy()[0, :, 0]
    before = data[:, 4 * stop - 1]
    return 1 - data[:, -1] / np.maximum(before, 1e-9)
