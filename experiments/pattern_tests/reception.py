"""Patterns of reception, rooting and delay: P01 unequal yield, P02 weakest link, P03 evaporating training, P14 mandate."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.pattern_tests.arms import Effects, ends, even_effort, lead, run_arms
from experiments.workbench import Bench, level
from model.vocabulary import INGREDIENTS, SIZE_CLASSES

PROBE = 0.1
"""What the probe of P02 adds to one ingredient of receptive capacity."""
TRAINING_YEARS, LATER = 5, 4
SETTLED = 16
"""Quarters after which participation counts as settled, for the time that a joint decision takes."""


def p01(bench: Bench, low: float = 0.0, high: float = 0.3) -> Effects:
    """One package to twins that differ in receptive capacity only (probes), then in its inputs only."""
    inputs = ("start_interest", "start_slack")

    def gain(parameters: dict[str, float]) -> np.ndarray:
        return lead(bench, {"package": level(2)}, parameters=parameters)["package"][:, -1]

    received = [gain({f"probe_{name}": size for name in INGREDIENTS}) for size in (low, high)]
    fed = [gain({name: ends(name)[end] for name in inputs}) for end in (low < high, low > high)]
    return {"received": received[1] - received[0], "inputs": fed[0] - fed[1]}


def p02(bench: Bench, better: int = 0, worse: int = -1) -> Effects:
    """A probe on the lowest ingredient of receptive capacity against the same probe on the highest."""

    def edge(**fixed: float) -> np.ndarray:
        gains = [
            lead(bench, {"package": level(2)}, worlds=probed(bench.worlds, rank), parameters=fixed)["package"][:, -1]
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
    starts = worlds[["start_interest", "start_slack", "start_capital"]].to_numpy()
    order = np.argsort(starts, axis=1)
    counted = [[i for i in row if i != 1 or in_use] for row, in_use in zip(order, worlds["slack_in_receptive"] > 0, strict=True)]
    chosen = np.array([row[rank] for row in counted])
    return worlds.assign(**{f"probe_{name}": PROBE * (chosen == place) for place, name in enumerate(names)})


def p03(bench: Bench, beside: str = "real", instead: str = "organisational") -> Effects:
    """Training for five years, the same effort in human capital, the rest in real or in organisational capital."""

    def programme(other: str) -> dict[str, object]:
        return level(1, name=other, forms={"mix": {"knowledge": 1}}, capitals=even_effort(1, "knowledge", ("human", other)),
                     budget={"person_years": 8, "end_year": TRAINING_YEARS})

    def fall_avoided(**fixed: float) -> np.ndarray:
        arms = {"none": "no_support", "alone": programme(beside), "with": programme(instead)}
        found = run_arms(bench, arms, parameters=fixed, years=TRAINING_YEARS + LATER)
        human = {arm: 100 * (found[arm].capital_human - found["none"].capital_human) for arm in arms}
        falls = {arm: human[arm][:, TRAINING_YEARS] - human[arm][:, -1] for arm in ("alone", "with")}
        return falls["alone"] - falls["with"]

    slow, fast = (fall_avoided(turnover=rate) for rate in ends("turnover"))
    return {"kept": fall_avoided(), "turnover": fast - slow}


def p14(bench: Bench, expert: float | None = None, mandated: float | None = None) -> Effects:
    """Quarters until nine tenths of what is decided takes effect: large against small, and delegates with a mandate."""
    low, high = ends("delegate_pace")
    classes = bench.region.size_class

    def quarters(pace: float) -> np.ndarray:
        data = bench.run([level(1)], "full", years=SETTLED // 4 + 1, seeds=1, parameters={"delegate_pace": pace})
        return time_to_effect(data["participation"].to_numpy()[0, :, 0])

    with_expert, with_mandate = quarters(low if expert is None else expert), quarters(high if mandated is None else mandated)
    small, large = (with_expert[:, classes == SIZE_CLASSES.index(name)] for name in ("small", "large"))
    return {"large": large.max(axis=1) - small.max(axis=1), "mandate": with_expert.max(axis=1) - with_mandate.max(axis=1)}


def time_to_effect(participation: np.ndarray) -> np.ndarray:
    """Quarters until participation first reaches nine tenths of its settled value; 0 where none takes part.

    Args:
        participation: (world, quarter, municipality).
    """
    settled = participation[:, SETTLED - 1 : SETTLED]
    reached = participation[:, :SETTLED] >= 0.9 * settled
    return np.where(settled[:, 0] > 0, reached.argmax(axis=1) + 1, 0)
