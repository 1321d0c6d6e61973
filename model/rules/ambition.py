"""Step 3: the actor sets its level of ambition (M54-M56, M58, M60; pattern P21)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kraftsamling.model.rules import Array, Flags, Whole, gives, mean
from kraftsamling.model.vocabulary import COMPARED_DECIMALS, RESOURCE, ROOM, SEEN_LEGITIMACY, SEEN_RECEPTIVE

READINGS_KEPT = 4
"""Latest quarters that a gated step is decided on."""
MAX_LEVEL = 3
"""Highest level."""


def lowest_tenth(values: Array) -> Array:
    """Mean of the lowest tenth of members, at least one: means the same for 5 and for 290.

    Args:
        values: (municipality, run).
    """
    members = max(1, -(-values.shape[0] // 10))
    return mean(np.sort(values, axis=0)[:members])


def reading(picture: Array, mandate: Array, knowledge_of_needs: Array, ambition_gate: str) -> Array:
    """Return the conditions as read now, of the mean member or of the lowest tenth, then the mandate for room. (5, run)

    The mandate among the conditions is that for resources.
    """
    summary = lowest_tenth if ambition_gate == "minimum" else mean
    seen = summary(picture[SEEN_RECEPTIVE]), summary(picture[SEEN_LEGITIMACY])
    return np.stack([*seen, knowledge_of_needs, mandate[RESOURCE], mandate[ROOM]])


@gives("readings", "first_reading")
def first_conditions(
    picture: Array, mandate: Array, knowledge_of_needs: Array, ambition_gate: str
) -> tuple[Array, Array]:
    """What is there before any work: the window of readings is full of it (M54).

    Returns:
        readings (4 quarters, reading, run), first_reading (reading, run).
    """
    first = reading(picture, mandate, knowledge_of_needs, ambition_gate)
    return np.repeat(first[None], READINGS_KEPT, axis=0), first


@gives("readings")
def read_conditions(
    readings: Array, picture: Array, mandate: Array, knowledge_of_needs: Array, ambition_gate: str
) -> tuple[Array]:
    """Add this quarter's reading of the conditions of a step to the window of the latest four (M54).

    Returns:
        (readings,): (4 quarters, reading, run).
    """
    latest = reading(picture, mandate, knowledge_of_needs, ambition_gate)
    return (np.concatenate([readings[1:], latest[None]]),)


def of_gate(reading: Array, to_second: Flags) -> Array:
    """Conditions as the gate reads them: the mandate that the next level needs comes last; (condition, run)."""
    conditions: Array = reading[:-1].copy()
    conditions[-1] = np.where(to_second, reading[-2], reading[-1])
    return conditions


@gives("gate_shortfall", "gate_from_start", "gate_from_work", "footing")
def compare_conditions(
    readings: Array, first_reading: Array, ambition_level: Whole, gate_demands: Array,
) -> tuple[Array, Array, Array, Array]:
    """How far each condition falls short of what the next level demands, and how much of it came from work (M54, M55).

    The mandate is that for the form which the level adds: resources at level 2, room at level 3. At level 3 its own
    demands stand.

    Args:
        gate_demands: (gate: to level 2, to level 3; condition, run).

    Returns:
        gate_shortfall (share of the demand that is missing), gate_from_start and gate_from_work (parts of the mean
        reading), each (condition, run); footing (run: lowest reading against the demand of the level that the actor is
        on; level 1 demands nothing and has 1).
    """
    second, third = gate_demands
    to_second, on_second = ambition_level < 2, ambition_level <= 2
    latest = mean(readings)
    seen, at_first = of_gate(latest, to_second), of_gate(first_reading, to_second)
    footing = (of_gate(latest, on_second) / np.where(on_second, second, third)).min(axis=0)
    short = np.maximum(1 - seen / np.where(to_second, second, third), 0)
    return short, at_first, seen - at_first, np.where(to_second, 1, footing)


@gives("ambition_level", "level_change", "quarters_at_level")
def set_ambition(
    ambition_level: Whole,
    quarters_at_level: Array,
    gate_shortfall: Array,
    footing: Array,
    follow_up_quality: Array,
    quarter: int,
    support_now: Flags,
    ambition_policy: str,
    ambition_start: int,
    ambition_quarters: Sequence[int],
    ambition_dwell: float,
    ambition_step_down: bool,
    gate_margin: Array,
) -> tuple[Whole, Whole, Array]:
    """Choose the level: fixed, by calendar, or gated on the moving average of measured conditions (M54-M56).

    A gate needs all conditions over four readings, and the dwell time spent at work and followed up: without delivery
    or evaluation there is no informed step. A level whose own conditions have gone may be left again.

    Returns:
        (ambition_level, level_change, quarters_at_level), each (run,).
    """
    measured = follow_up_quality > 0
    if ambition_policy == "calendar":
        wanted = np.full_like(ambition_level, ambition_start)
        for level, first in enumerate(ambition_quarters, start=2):
            wanted = np.where(quarter >= first, np.maximum(wanted, level), wanted)
    elif ambition_policy == "gated" and quarter > 0:
        rested = measured & (quarters_at_level >= max(ambition_dwell, READINGS_KEPT))
        up = rested & (np.round(gate_shortfall, COMPARED_DECIMALS) == 0).all(axis=0) & (ambition_level < MAX_LEVEL)
        down = rested & (np.round(footing - gate_margin, COMPARED_DECIMALS) < 0) & ambition_step_down
        wanted = ambition_level + up - (down & ~up)
    else:
        wanted = np.full_like(ambition_level, ambition_start)
    wanted = np.where(support_now, wanted, 0).astype(int)
    change = np.abs(wanted - ambition_level)
    return wanted, change, np.where(change > 0, 0, quarters_at_level + measured)


@gives("reorganisation")
def reorganise(
    reorganisation: Array,
    level_change: Whole,
    project_share: float,
    reserve: float,
    dip_size: Array,
    dip_recovery: Array,
    dip_relief: Array,
    dip_slack: Array,
) -> tuple[Array]:
    """A change of level costs a dip in delivery that start-up money and slack soften and time heals (M118, P21).

    Returns:
        (reorganisation,): share of working time lost, (run,), 0 to 1.
    """
    softened = (1 - dip_relief * project_share) * np.maximum(1 - dip_slack * reserve, 0)
    dip = dip_size * level_change * softened
    return (np.minimum(reorganisation * (1 - dip_recovery) + dip, 1),)


@gives(
    "years_of_level",
    "fixed_years",
    "demand",
    "saving_of_level",
    "public_bonus",
    "rooting_of_level",
    "signal_cut",
    "decay_cut",
    "decisions_of_level",
)
def bring(ambition_level: Whole, level_items: Array, carried: Array) -> tuple[Array, ...]:
    """Costs, demands and additions of the level (M54-M58): every item of levels 2 and 3 is an assumption of its own.

    Costs are paid whole; what a level adds works only as far as mandate and formality carry it.

    Args:
        level_items: (level, item, run).

    Returns:
        years_of_level, fixed_years, demand, saving_of_level, public_bonus, rooting_of_level, signal_cut, decay_cut,
        decisions_of_level; each (run,).
    """
    second, third = carried
    years, fixed, demand, saving, bonus, rooting, signals, decay, decisions = level_items[
        ambition_level, :, np.arange(ambition_level.size)
    ].T
    return (
        years,
        fixed,
        demand,
        saving * second,
        1 + (bonus - 1) * second,
        rooting * third,
        signals * third,
        decay * third,
        decisions * third,
    )
