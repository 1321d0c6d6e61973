"""Step 2: the actor observes its members with error and delay, as well as it follows up (M54, M56, M87, M117)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Flags, gives, mean
from kraftsamling.model.vocabulary import EVALUATION


@gives("follow_up_quality")
def judge_follow_up(
    follow_up: float, working_years: Array, support_now: Flags, channels_of_year: Array, evaluation_gain: Array,
    follow_up_half: Array,
) -> tuple[Array]:
    """Quality of follow-up: working time spent on it, made more of by measures for evaluation (M56, M87).

    Returns:
        (follow_up_quality,): (run,), 0 without follow-up or without work in the quarter before, towards 1.
    """
    spent = follow_up * support_now * (working_years > 0)
    effort = spent * (1 + evaluation_gain * mean(channels_of_year[EVALUATION]))
    return (effort / (effort + follow_up_half),)


@gives("picture", "picture_need", "knowledge_of_needs")
def observe(
    picture: Array, picture_need: Array, knowledge_of_needs: Array, receptive_capacity: Array, legitimacy: Array,
    capacity: Array, participation: Array, base: Array, capital_level: Array, shock_observation: Array,
    follow_up_quality: Array, start_knowledge_of_needs: Array, measurement_sd: Array, observation_delay: Array,
    needs_learning: Array, needs_decay: Array,
) -> tuple[Array, Array, Array]:
    """Update the noisy, delayed picture of members, and what is known of their needs (M54, M118c).

    The picture follows the truth as a first-order information delay; one assessor's error per municipality and quarter
    falls on all it measures. Without follow-up the picture stays as it was, and knowledge of needs goes back to what
    it was at the start.

    Returns:
        picture (7: receptive, legitimacy, capacity, participation, three bases; municipality, run),
        picture_need (capital, run): mean shortfall of each capital, knowledge_of_needs (run).
    """
    rate = follow_up_quality / observation_delay
    truth = np.concatenate([np.stack([receptive_capacity, legitimacy, capacity / 100, participation]), base])
    error = measurement_sd * shock_observation
    picture = picture + rate * (truth + error - picture)
    need = np.clip(1 - (capital_level + error).mean(axis=-2), 0, 1)
    picture_need = picture_need + rate * (need - picture_need)
    learnt = needs_learning * follow_up_quality * (1 - knowledge_of_needs)
    faded = needs_decay * (knowledge_of_needs - start_knowledge_of_needs)
    return picture, picture_need, knowledge_of_needs + learnt - faded
