"""Signs and bounds of the model's sanity: what must hold in nearly every world, and the arms that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks.result import CheckResult
from kraftsamling.analysis.checks.signs import Sides, bounds_check, signs_check
from kraftsamling.experiments.runs.arms import Arm, Arms
from kraftsamling.experiments.runs.runs import Runs, at_end, level
from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.inputs.measures import PLAN, load_measures
from kraftsamling.model.vocabulary import FORMS

Read = Callable[[Arms], np.ndarray]
END, PROJECTS_DONE, LATER = 6, 9, 13
"""Years: the last one with support, the one in which projects under way have ended, and the last that is looked at."""
FOLLOW_UP = 1 / 12
"""Share of working time on follow-up that is compared to none."""
GIVEN = (*PLAN, *(measure.id for measure in load_measures() if measure.level == 2 and measure.is_free))
"""The report's list for level 1, and after it all that level 2 opens."""
COURSES = ("no_support", "level_1", "level_2", "level_3")


def _package(**more: Any) -> dict[str, Any]:
    """Level 2 with its measures given beforehand, since a policy would answer to what an arm changes."""
    return level(2, portfolio={"policy": "given", "pinned": list(GIVEN)}, **more)


PACKAGE = _package()


@dataclass(frozen=True)
class Sign:
    """What may never be passed (`more`), and what may never pass it (`less`)."""

    name: str
    more: Read
    less: Read


def gain(**parameters: float) -> Read:
    """Points that the package gains under these parameters."""
    return lambda arms: arms.gain(Arm(PACKAGE, parameters=parameters))


def lead(year: int) -> Read:
    """Lead of a package that ended, at own pace 0, after so many years."""
    ended = Arm(_package(budget={"end_year": END}), years=LATER, parameters={"own_pace": 0})
    return lambda arms: arms.change(ended)[:, year]


def funding(follow_up: float) -> Read:
    """Person-years of the last year where funding is earned."""
    arm = Arm(_package(follow_up=follow_up), funding="earned")
    return lambda arms: arms.run(arm).person_years[:, -1]


def pledges(strategy: Any) -> Read:
    """Share of own-control measures carried out at the end."""
    return lambda arms: arms.run(Arm(strategy)).measures_own[:, -1]


def crisis_takes(arms: Arms) -> np.ndarray:
    """Points that a crisis takes from the package beyond what it takes without an actor."""
    return arms.gain(Arm(PACKAGE)) - arms.gain(Arm(PACKAGE, scenario="crisis"))


def mandates(end: str) -> dict[str, float]:
    """Mandate for every form at one end of its range."""
    return at_end(end, *(f"mandate_{form}" for form in FORMS))


def _rising(name: str, *rows: str) -> Sign:
    """More of these never lowers the gain."""
    return Sign(name, more=gain(**at_end("high", *rows)), less=gain(**at_end("low", *rows)))


def _falling(name: str, *rows: str) -> Sign:
    """More of these never raises the gain."""
    return Sign(name, more=gain(**at_end("low", *rows)), less=gain(**at_end("high", *rows)))


SIGNS = (
    Sign("lead_after_the_end", more=lead(PROJECTS_DONE), less=lead(LATER)),
    _falling("faster_fading", "brought_fade"),
    _falling("faster_loss_of_roots", "depreciation_rooted"),
    _falling("faster_turnover", "turnover"),
    _rising("lower_understanding", "start_understanding"),
    _rising("lower_backing", "start_backing", "start_agreement_capacity"),
    _rising("lower_legitimacy", "start_legitimacy"),
    Sign("no_follow_up", more=funding(FOLLOW_UP), less=funding(0)),
    Sign("pledges_without_support", more=pledges(PACKAGE), less=pledges("no_support")),
    Sign("networks_off", more=gain(), less=gain(switch_networks=0)),
    Sign("less_mandate", more=gain(**mandates("high")), less=gain(**mandates("low"))),
    Sign("crisis", more=gain(), less=crisis_takes),
)
"""Of each, what is on the side that may never pass."""


def check_signs(runs: Runs) -> CheckResult:
    """Check 4: signs, in live worlds."""
    arms = Arms(runs)
    return signs_check({sign.name: Sides(sign.more(arms), sign.less(arms)) for sign in SIGNS}, gain()(arms))


def check_bounds(runs: Runs) -> CheckResult:
    """Check 2: every recorded variable of every course stays within its bounds (probe worlds)."""
    data = runs.run(COURSES, "full", **runs.probe)
    known = {str(name): value.to_numpy() for name, value in data.data_vars.items() if name in VARIABLES}
    rows = {
        name: {"lowest": value.min(), "highest": value.max(), "low": VARIABLES[name].low, "high": VARIABLES[name].high}
        for name, value in known.items()
    }
    return bounds_check(pd.DataFrame.from_dict(rows, orient="index"))
