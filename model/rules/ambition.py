"""Step 3: the actor sets its level of ambition (M54-M56, M58, M60; pattern P21)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kraftsamling.model.rules import Array, Flags, Whole, gives
from kraftsamling.model.vocabulary import RESOURCE, ROOM, SEEN_LEGITIMACY, SEEN_RECEPTIVE

GRID = 9
"""Decimals to which gates and rankings are compared, so that both engines decide alike."""
LAST_STEP = 2
"""Level from which the next step is the last one."""
MANDATE = 2
"""Place of the mandate among the conditions."""
READINGS_KEPT, CONDITIONS = 4, 4
"""Latest quarters and measured conditions that a gated step is decided on."""


def lowest_tenth(values: Array) -> Array:
    """Mean of the lowest tenth of members, at least one: means the same for 5 and for 290.

    Args:
        values: (municipality, run).
    """
    members = max(1, -(-values.shape[0] // 10))
    lowest: Array = np.sort(values, axis=0)[:members].mean(axis=0)
    return lowest


@gives("readings", "first_reading")
def read_conditions(
    readings: Array, first_reading: Array, picture: Array, mandate: Array, knowledge_of_needs: Array,
    ambition_level: Whole, ambition_gate: str, quarter: int,
) -> tuple[Array, Array]:
    """Add this quarter's reading of the four conditions of a step up to the window of the latest four (M54).

    The mandate is that for the form which the next level adds: resources, then room. The first reading tells later
    how much came from the start.

    Returns:
        readings (4 quarters, 4 conditions: receptive capacity, legitimacy, mandate, knowledge of needs; run),
        first_reading (condition, run; of the mandate by the next level's form).
    """
    summary = lowest_tenth if ambition_gate == "minimum" else lambda values: values.mean(axis=0)
    seen = summary(picture[SEEN_RECEPTIVE]), summary(picture[SEEN_LEGITIMACY])
    asked = np.where(ambition_level < LAST_STEP, mandate[RESOURCE], mandate[ROOM])
    latest = np.stack([*seen, asked, knowledge_of_needs])
    if quarter == 0:
        first_reading = np.stack([*seen, mandate[RESOURCE], knowledge_of_needs, mandate[ROOM]])
    return np.concatenate([readings[1:], latest[None]]), first_reading


@gives("threshold", "gate_shortfall", "gate_from_work")
def compare_conditions(
    readings: Array, first_reading: Array, ambition_level: Whole, ambition_thresholds: Array, gate_receptive_2: Array,
    gate_receptive_3: Array, gate_legitimacy_2: Array, gate_legitimacy_3: Array, gate_mandate_2: Array,
    gate_mandate_3: Array, gate_needs_2: Array, gate_needs_3: Array,
) -> tuple[Array, Array, Array]:
    """What the next level demands, how far each condition falls short, and how much of each reading came from work.

    Args:
        ambition_thresholds: thresholds that the course gives itself, nan where the next level's own demand holds.

    Returns:
        threshold, gate_shortfall (share of the demand that is missing), gate_from_work (reading less that of the
        start); each (condition, run).
    """
    first = ambition_level < LAST_STEP
    demands = (
        (gate_receptive_2, gate_receptive_3),
        (gate_legitimacy_2, gate_legitimacy_3),
        (gate_mandate_2, gate_mandate_3),
        (gate_needs_2, gate_needs_3),
    )
    own = np.stack([np.where(first, second, third) for second, third in demands])
    given = ambition_thresholds[:, None]
    threshold = np.where(np.isnan(given), own, given)
    reading = readings.mean(axis=0)
    started = np.stack([*first_reading[:MANDATE], np.where(first, first_reading[MANDATE], first_reading[-1]),
                        first_reading[MANDATE + 1]])
    missing = np.maximum(1 - reading / np.maximum(threshold, np.finfo(float).tiny), 0)
    return threshold, missing, reading - started


@gives("ambition_level", "level_change", "quarters_at_level")
def set_ambition(
    ambition_level: Whole, quarters_at_level: Array, readings: Array, threshold: Array, quarter: int,
    support_now: Flags, follow_up: float, ambition_policy: str, ambition_start: int,
    ambition_quarters: Sequence[int], ambition_dwell: float, ambition_step_down: bool, gate_margin: Array,
) -> tuple[Whole, Whole, Array]:
    """Choose the level: fixed, by calendar, or gated on the moving average of measured conditions (M54-M56).

    A gate needs all four conditions over four readings, the dwell time, and follow-up: without evaluation there is no
    informed step. A level whose conditions have gone may be left again.

    Returns:
        (ambition_level, level_change, quarters_at_level), each (run,).
    """
    if ambition_policy == "calendar":
        wanted = np.full_like(ambition_level, ambition_start)
        for level, first in enumerate(ambition_quarters, start=2):
            wanted = np.where(quarter >= first, np.maximum(wanted, level), wanted)
    elif ambition_policy == "gated" and quarter > 0:
        reading, demand = np.round(readings.mean(axis=0), GRID), np.round(threshold, GRID)
        measured = follow_up > 0 and quarter + 1 >= len(readings)
        rested = (quarters_at_level >= ambition_dwell) & measured
        up = rested & (reading >= demand).all(axis=0) & (ambition_level < 3)
        below = reading < np.round(demand * gate_margin, GRID)
        down = rested & below.any(axis=0) & (ambition_level > 1) & ambition_step_down
        wanted = ambition_level + up - (down & ~up)
    else:
        wanted = np.full_like(ambition_level, ambition_start)
    wanted = np.where(support_now, wanted, 0).astype(int)
    change = np.abs(wanted - ambition_level)
    return wanted, change, np.where(change > 0, 0, quarters_at_level + 1)


@gives("reorganisation")
def reorganise(
    reorganisation: Array, level_change: Whole, project_share: float, reserve: float, dip_size: Array,
    dip_recovery: Array, dip_relief: Array, dip_slack: Array,
) -> tuple[Array]:
    """A change of level costs a dip in delivery that start-up money and slack soften and time heals (M118, P21).

    Returns:
        (reorganisation,): share of working time lost, (run,), 0 to 1.
    """
    softened = (1 - dip_relief * project_share) * np.maximum(1 - dip_slack * reserve, 0)
    dip = dip_size * level_change * softened
    return (np.minimum(reorganisation * (1 - dip_recovery) + dip, 1),)


@gives(
    "years_of_level", "fixed_years", "demand", "saving_of_level", "public_bonus", "rooting_of_level", "signal_cut",
    "decay_cut", "decisions_of_level",
)
def bring(ambition_level: Whole, level_items: Array, carried_2: Array, carried_3: Array) -> tuple[Array, ...]:
    """Costs, demands and additions of the level (M54-M58): every item of levels 2 and 3 is an assumption of its own.

    Costs are paid whole; what a level adds works only as far as mandate and formality carry it.

    Args:
        level_items: (level, item, run).

    Returns:
        years_of_level, fixed_years, demand, saving_of_level, public_bonus, rooting_of_level, signal_cut, decay_cut,
        decisions_of_level; each (run,).
    """
    years, fixed, demand, saving, bonus, rooting, signals, decay, decisions = level_items[
        ambition_level, :, np.arange(ambition_level.size)
    ].T
    return (
        years, fixed, demand, saving * carried_2, 1 + (bonus - 1) * carried_2, rooting * carried_3,
        signals * carried_3, decay * carried_3, decisions * carried_3,
    )
