"""Patterns of the actor: P09 step-up, P10 plateau, P11 side-track, P12 projects, P20 spiral, P21 dip."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.experiments.examine.pattern_tests.arms import NONE, Effects, ends, few, lead, run_arms
from kraftsamling.experiments.runs.runs import Runs, level
from kraftsamling.experiments.runs.watch import FEW, watched
from kraftsamling.model.engine.constants import PROJECT_PERIOD
from kraftsamling.model.engine.shocks import REGION, uniforms
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR

GATED = {"name": "gated", "ambition": {"policy": "gated", "level": 1}}
LONG = 30
"""Years in which level 1 may level off."""
STOPS = (2, 4, 6, 8)
SEEDS = 10
NUDGE = 0.05
"""Small difference in the start value of legitimacy."""
FIRST_WHOLE, LAST_PROJECT, LATER = 3, 12, 2
"""Years: the first whole project period, the end of support (whole periods too), and how long after to look."""
MOVED_YEAR, MOVED_YEARS = 3, 4
"""When legitimacy is moved, and for how long: up from the low end of its start values to the high one, or down."""
STEP_YEAR = 5
AFTER_YEARS = 5
"""Years from the step on in which quarters of less delivery are counted."""
RESERVE = 0.25
"""Share of working time that the actor of P21 keeps free."""
LEAST_DELIVERY = 0.01
"""Person-years a year under which nothing is delivered that could dip."""
IGNITED = 1.0
"""Points of lead below which nothing has been lit that could go out."""


def calendar(first: int, second: int) -> dict[str, Any]:
    """Return a course that steps up in given years."""
    return {"name": f"calendar_{first}", "ambition": {"policy": "calendar", "level": 1, "years": [first, second]}}


def p09(runs: Runs, stepwise: Any = GATED, at_once: Any = None) -> Effects:
    """Level 3 at once against steps taken when the gate opens; early against late steps by calendar."""
    arms = NONE | {"steps": stepwise, "once": at_once or level(3), "early": calendar(3, 6), "late": calendar(7, 11)}
    own, equal = (run_arms(runs, arms, budget=budget) for budget in ("own", "equal"))
    none = own["none"].capacity_mean[:, -1]

    def per_money(arm: str) -> np.ndarray:
        return (own[arm].capacity_mean[:, -1] - none) / (own[arm].cost_sek.sum(axis=1) / 1e8)

    early_year = 5
    used_by_once, used_by_steps = (
        watched(runs, arms[arm], lambda m: m.useful, runs.years).mean(axis=(0, 1)) for arm in ("once", "steps")
    )
    return {
        "equal_money": equal["steps"].capacity_mean[:, -1] - equal["once"].capacity_mean[:, -1],
        "own_cost": per_money("steps") - per_money("once"),
        "legitimacy": equal["steps"].actor_legitimacy[:, early_year] - equal["once"].actor_legitimacy[:, early_year],
        "late": own["early"].capacity_mean[:, -1] - own["late"].capacity_mean[:, -1],
        "late_trust": own["late"].actor_legitimacy[:, -1] - own["early"].actor_legitimacy[:, -1],
        "calendar": equal["early"].capacity_mean[:, -1] - equal["once"].capacity_mean[:, -1],
        "idle": used_by_steps - used_by_once,
        "steps": equal["steps"].actor_level[:, -1] - 1,
    }


def p10(runs: Runs, low: Any = None, steps: Any = GATED) -> Effects:
    """Level 1 for thirty years: first third of its lead against the last, and against gated steps."""
    by_arm = run_arms(runs, {**NONE, "low": low or level(1), "steps": steps}, years=LONG)
    course, third = by_arm["low"].capacity_mean - by_arm["none"].capacity_mean, LONG // 3
    plateau = (course[:, third] - course[:, 0]) - (course[:, -1] - course[:, -1 - third])
    return {
        "plateau": plateau,
        "below": by_arm["steps"].capacity_mean[:, -1] - by_arm["low"].capacity_mean[:, -1],
        "steps": by_arm["steps"].actor_level[:, -1] - 1,
    }


def p11(runs: Runs, trust: int = 0) -> Effects:
    """Little legitimacy: does activity rise while capacity stays flat? Does capacity come back when legitimacy does?"""
    least = ends("start_legitimacy")[trust]
    most = ends("start_legitimacy")[1 - trust]
    wary, trusting = (
        run_arms(runs, {**NONE, "support": level(2)}, parameters={"start_legitimacy": s}) for s in (least, most)
    )
    gain, gain_trusted = (
        arms["support"].capacity_mean[:, -1] - arms["none"].capacity_mean[:, -1] for arms in (wary, trusting)
    )
    busy = wary["support"].activity[:, -1] - wary["none"].activity[:, -1]
    up, up_grows = moved(runs, least, most - least)
    down, down_grows = moved(runs, most, least - most)
    return {
        "busy": busy,
        "flat": IGNITED - gain,
        "lifted": gain_trusted - gain,
        "up": up,
        "down": down,
        "up_grows": up_grows,
        "down_grows": down_grows,
    }


def moved(runs: Runs, start: float, by: float) -> tuple[np.ndarray, np.ndarray]:
    """What is left, long after, of legitimacy moved for some years and let go, against never moved, (world,) each.

    Returns:
        points of capacity in the direction of the move, and how much more that is than when legitimacy was let go.
    """
    event = {"kind": "trust", "year": MOVED_YEAR, "years": MOVED_YEARS, "strength": by}
    never, then = (
        run_arms(runs, {"a": level(2)}, scenario=scenario, parameters={"start_legitimacy": start}, years=LONG)["a"]
        for scenario in (None, {"name": "moved", "events": [event]})
    )
    gap = np.sign(by) * (then.capacity_mean - never.capacity_mean)
    return gap[:, -1], gap[:, -1] - gap[:, MOVED_YEAR + MOVED_YEARS - 1]


def p12(runs: Runs, much: float = 0.9, little: float = 0.0) -> Effects:
    """Project money or none: one seed for every phase of the calls, read when all have had the same money."""
    end = LAST_PROJECT
    arms = {
        str(share): level(2, name=str(share), budget={"project_share": share, "end_year": end})
        for share in (much, little)
    }
    data = runs.run(list(arms.values()), seeds=every_phase(), years=end + LATER, **few(runs))[
        "capacity_mean"
    ].to_numpy()
    course = data.mean(axis=2)
    swing = np.diff(data[..., : end + 1], axis=-1).std(axis=-1).mean(axis=2)
    return {
        "early": course[0, :, FIRST_WHOLE] - course[1, :, FIRST_WHOLE],
        "swing": swing[0] - swing[1],
        "after": course[1, :, -1] - course[0, :, -1],
    }


def every_phase() -> list[int]:
    """Seeds that start at each phase of the project period once: the first of each."""
    drawn = uniforms("project_phase", REGION, np.arange(FEW * PROJECT_PERIOD), 1)[0]
    phases = np.floor(drawn * PROJECT_PERIOD).astype(int)
    return sorted(int(np.argmax(phases == phase)) for phase in range(PROJECT_PERIOD))


def p20(runs: Runs) -> Effects:
    """Support that stops after 2, 4, 6 or 8 years or never; a little more or less trust; ten seeds."""
    stops = {str(stop): level(3, budget={"end_year": stop}) for stop in STOPS}
    gains = {arm: course[:, -1] for arm, course in lead(runs, {**stops, "never": level(3)}).items()}
    steps = np.diff([np.zeros_like(gains["2"]), *(gains[arm] for arm in stops)], axis=0)
    start = runs.worlds["start_legitimacy"]
    nudged = [
        lead(
            runs,
            {"never": level(3)},
            worlds=runs.worlds.assign(start_legitimacy=(start + nudge).clip(*ends("start_legitimacy"))),
        )
        for nudge in (NUDGE, -NUDGE)
    ]
    trust = nudged[0]["never"][:, -1] - nudged[1]["never"][:, -1]
    return {
        "steep": of_lit(steps.max(axis=0), gains["never"]),
        "early_cut": 1 - of_lit(gains["2"], gains["never"], otherwise=1.0),
        "trust": of_lit(trust, gains["never"]),
        "seeds": range_over_seeds(runs),
    }


def range_over_seeds(runs: Runs) -> np.ndarray:
    """Range of capacity at the end over ten seeds of the same world, (world,)."""
    end = runs.run([level(3)], seeds=SEEDS)["capacity_mean"].to_numpy()[0, :, :, -1]
    return end.max(axis=1) - end.min(axis=1)


def of_lit(part: np.ndarray, whole: np.ndarray, otherwise: float = 0.0) -> np.ndarray:
    """Share of a lead, where there is a lead of a point; `otherwise` elsewhere."""
    return np.where(whole >= IGNITED, part / np.maximum(whole, IGNITED), otherwise)


def p21(runs: Runs, outside: float = 0.5, reserve: float = RESERVE) -> Effects:
    """The same person-years with and without a step to level 2: delivery in and after its year, capacity at the end.

    How much free working time softens the dip runs evenly over the worlds, from nothing to the end of its range.
    """
    worlds = runs.worlds.iloc[:FEW]
    uneven = replace(runs, worlds=worlds.assign(dip_slack=np.linspace(*ends("dip_slack"), len(worlds))))

    def arms(project_share: float, reserve: float = 0.0) -> list[dict[str, Any]]:
        given = {"budget": {"person_years": 8, "project_share": project_share}, "reserve": reserve}
        return [level(1, **given), calendar(STEP_YEAR, 50) | given]

    def lost(years: int, project_share: float, reserve: float = 0.0, **fixed: float) -> np.ndarray:
        """Share of delivery that the step costs, by quarter of so many years from it on, (quarter, world)."""
        last = STEP_YEAR - 1 + years
        stays, steps = (watched(uneven, arm, delivered, last, **fixed) for arm in arms(project_share, reserve))
        return ((stays - steps) / np.maximum(stays, LEAST_DELIVERY))[-years * QUARTERS_PER_YEAR :]

    def dip(project_share: float, reserve: float = 0.0, **fixed: float) -> np.ndarray:
        return lost(1, project_share, reserve, **fixed).max(axis=0)

    stays, steps = (
        course[:, -1]
        for course in lead(runs, dict(zip(("stays", "steps"), arms(0.0), strict=True)), **few(runs)).values()
    )
    alone = dip(0.0)
    tight, loose = (dip(0.0, free) - dip(0.0, free, switch_reorganisation=0) for free in (0.0, reserve))
    return {
        "dip": alone,
        "rise": steps - stays,
        "below": (lost(AFTER_YEARS, 0.0).round(9) > 0).sum(axis=0).astype(float),
        "change": tight,
        "startup": alone - dip(outside),
        "slack": tight - loose,
    }


def delivered(m: SimpleNamespace) -> np.ndarray:
    """Person-years a year that municipalities take up in a quarter, (world,)."""
    return (m.dose * m.take_up).sum(axis=(0, 1))
