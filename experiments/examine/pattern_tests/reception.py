"""Patterns of reception and delay: P01 unequal yield, P02 weakest link, P03 evaporating training, P14 mandate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kraftsamling.experiments.examine.pattern_tests.arms import (
    Effects,
    ends,
    few,
    lead,
    run_arms,
    run_one,
)
from kraftsamling.experiments.runs.runs import Runs, level
from kraftsamling.experiments.runs.watch import decided_and_done, time_to_effect, watched
from kraftsamling.model.vocabulary import INGREDIENTS, QUARTERS_PER_YEAR, SIZE_CLASSES

PROBED = INGREDIENTS[:4]
"""Ingredients of receptive capacity that a probe can be added to."""

PROBE = 0.1
"""What the probe of P02 adds to one ingredient of receptive capacity."""
TRAINING_YEARS, LATER = 5, 4
MONTHLY = 3
"""Meetings a quarter where delegates meet each month."""
SETTLED = 40
"""Quarters within which a joint decision may take effect."""


def p01(runs: Runs, low: float = 0.0, high: float = 0.3) -> Effects:
    """One package to twins that differ in receptive capacity only (probes), then in its inputs only."""
    inputs = ("start_backing", "start_slack")

    def gain(parameters: dict[str, float]) -> np.ndarray:
        return lead(runs, {"package": level(2)}, parameters=parameters)["package"][:, -1]

    received = [gain({f"probe_{name}": size for name in PROBED}) for size in (low, high)]
    fed = [gain({name: ends(name)[end] for name in inputs}) for end in (low < high, low > high)]
    return {"received": received[1] - received[0], "inputs": fed[0] - fed[1]}


def p02(runs: Runs, better: int = 0, worse: int = -1) -> Effects:
    """A probe on the lowest ingredient of receptive capacity against the same probe on the highest."""

    def edge(**fixed: float) -> np.ndarray:
        gains = [
            lead(runs, {"package": level(2)}, worlds=probed(runs.worlds, rank), parameters=fixed)["package"][:, -1]
            for rank in (better, worse)
        ]
        return gains[0] - gains[1]

    return {"lowest": edge(), "form": edge(receptive_exponent=-4) - edge(receptive_exponent=0.5)}


def probed(worlds: pd.DataFrame, rank: int) -> pd.DataFrame:
    """Worlds with the probe on the ingredient of that rank at the start (0 lowest, -1 highest).

    Slack stands back where the switch leaves it out of the aggregate; relational stands for organisational capital,
    which starts at the same level.
    """
    names = ("interest", "slack", "relational")
    starts = worlds[["start_backing", "start_slack", "start_capital"]].to_numpy()
    order = np.argsort(starts, axis=1)
    counted = [
        [i for i in row if i != 1 or in_use]
        for row, in_use in zip(order, worlds["slack_in_receptive"] > 0, strict=True)
    ]
    chosen = np.array([row[rank] for row in counted])
    return worlds.assign(**{f"probe_{name}": PROBE * (chosen == place) for place, name in enumerate(names)})


def p03(runs: Runs, beside: str = "real", instead: str = "organisational") -> Effects:
    """Training for five years, the same effort in human capital, the rest in real or in organisational capital."""

    def programme(other: str) -> dict[str, object]:
        return level(
            1,
            name=other,
            forms={"mix": {"knowledge": 1}},
            capitals={"human": 1, other: 1},
            budget={"person_years": 8, "end_year": TRAINING_YEARS},
        )

    def falls(**fixed: float) -> list[np.ndarray]:
        arms = {"none": "no_support", "alone": programme(beside), "with": programme(instead)}
        by_arm = run_arms(runs, arms, parameters=fixed, years=TRAINING_YEARS + LATER)
        human = [100 * (by_arm[arm].capital_human - by_arm["none"].capital_human) for arm in ("alone", "with")]
        return [gain[:, TRAINING_YEARS] - gain[:, -1] for gain in human]

    alone, joined = falls()
    slow, fast = (np.subtract(*falls(turnover=rate)) for rate in ends("turnover"))
    return {"falls": alone, "kept": alone - joined, "turnover": fast - slow}


def p14(runs: Runs, expert: int = 0, mandated: int = 1, often: float = MONTHLY) -> Effects:
    """Quarters until nine tenths of what is decided takes effect: by size, with a mandate, with more meetings."""
    mandates = ends("delegates_start")
    classes = runs.region.size_class

    def quarters(which: int, course: dict[str, object]) -> np.ndarray:
        seen = watched(runs, course, decided_and_done, SETTLED // QUARTERS_PER_YEAR, delegates_start=mandates[which])
        return time_to_effect(*np.moveaxis(seen, 1, 0))

    def capacity(which: int, course: dict[str, object]) -> np.ndarray:
        fixed = {"delegates_start": mandates[which]}
        return run_one(runs, course, parameters=fixed, **few(runs)).capacity_mean[:, -1]

    plain, frequent = level(1), level(1, meetings=often)
    slow = quarters(expert, plain)
    small, large = (slow[classes == SIZE_CLASSES.index(name)].max(axis=0) for name in ("small", "large"))
    waits, quick, often_met = (
        quarter.max(axis=0) for quarter in (slow, quarters(mandated, plain), quarters(expert, frequent))
    )
    return {
        "large": large - small,
        "mandate": waits - quick,
        "more": often_met - quick,
        "meetings": waits - often_met,
        "capacity": capacity(mandated, plain) - capacity(expert, frequent),
    }
