"""Step 3: the actor sets its level of ambition (M54-M56, M58, M60; pattern P21)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.vocabulary import SEEN_LEGITIMACY, SEEN_RECEPTIVE

GRID = 9
"""Decimals to which gates and rankings are compared, so that both engines decide alike."""


def lowest_tenth(values):
    """Mean of the lowest tenth of members, at least one: means the same for 5 and for 290.

    Args:
        values: (municipality, run).
    """
    members = max(1, -(-values.shape[0] // 10))
    return np.sort(values, axis=0)[:members].mean(axis=0)


def read_conditions(readings, picture, mandate, knowledge_of_needs, ambition_gate):
    """Add this quarter's reading of the four conditions of a step up to the window of the latest four (M54).

    The mandate is read as its mean over the forms: to ask for the mandate that only the next level brings would shut
    the gate for good.

    Returns:
        readings (4 quarters, 4 conditions: receptive capacity, legitimacy, mandate, knowledge of needs; run).
    """
    summary = lowest_tenth if ambition_gate == "minimum" else lambda values: values.mean(axis=0)
    seen = summary(picture[SEEN_RECEPTIVE]), summary(picture[SEEN_LEGITIMACY])
    latest = np.stack([*seen, mandate.mean(axis=0), knowledge_of_needs])
    return (np.concatenate([readings[1:], latest[None]]),)


def set_ambition(
    ambition_level, quarters_at_level, readings, quarter, support_now, follow_up, ambition_policy, ambition_start,
    ambition_quarters, ambition_thresholds, ambition_dwell, ambition_step_down, gate_rise, gate_margin,
):
    """Choose the level: fixed, by calendar, or gated on the moving average of measured conditions (M54-M56).

    A gate needs all four conditions over four readings, the dwell time, and follow-up: without evaluation there is no
    informed step.

    Returns:
        (ambition_level, level_change, quarters_at_level), each (run,).
    """
    if ambition_policy == "calendar":
        wanted = np.full_like(ambition_level, ambition_start)
        for level, first in enumerate(ambition_quarters, start=2):
            wanted = np.where(quarter >= first, np.maximum(wanted, level), wanted)
    elif ambition_policy == "gated" and quarter > 0:
        rise = 1 + gate_rise * (ambition_level - 1)
        reading = np.round(readings.mean(axis=0), GRID)
        threshold = np.round(ambition_thresholds[:, None] * rise, GRID)
        measured = follow_up > 0 and quarter + 1 >= len(readings)
        rested = (quarters_at_level >= ambition_dwell) & measured
        up = rested & (reading >= threshold).all(axis=0) & (ambition_level < 3)
        below = reading < np.round(threshold * gate_margin, GRID)
        down = rested & below.any(axis=0) & (ambition_level > 1) & ambition_step_down
        wanted = ambition_level + up - (down & ~up)
    else:
        wanted = np.full_like(ambition_level, ambition_start)
    wanted = np.where(support_now, wanted, 0).astype(int)
    change = np.abs(wanted - ambition_level)
    return wanted, change, np.where(change > 0, 0, quarters_at_level + 1)


def reorganise(
    reorganisation, level_change, project_share, reserve, dip_size, dip_recovery, dip_relief, dip_slack,
):
    """A change of level costs a dip in delivery that start-up money and slack soften and time heals (M118, P21).

    Returns:
        (reorganisation,): share of working time lost, (run,), 0 to 1.
    """
    softened = (1 - dip_relief * project_share) * np.maximum(1 - dip_slack * reserve, 0)
    dip = dip_size * level_change * softened
    return (np.minimum(reorganisation * (1 - dip_recovery) + dip, 1),)


def bring(ambition_level, level_items):
    """What the level costs, demands and adds (M54-M58): every item of levels 2 and 3 is an assumption of its own.

    Args:
        level_items: (level, item, run).

    Returns:
        years_of_level, fixed_years, demand, breadth_of_level, saving_of_level, public_bonus, help_of_level,
        rooting_of_level, signal_cut, decay_cut, decisions_of_level; each (run,).
    """
    return tuple(level_items[ambition_level, :, np.arange(ambition_level.size)].T)
