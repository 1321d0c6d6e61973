"""Step 2: the actor observes its members with error and delay (M56, M87, M117)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives


@gives("picture", "picture_need", "knowledge_of_needs")
def observe(
    picture: Array, picture_need: Array, knowledge_of_needs: Array, receptive_capacity: Array, legitimacy: Array,
    capacity: Array, participation: Array, base: Array, capital_level: Array, shock_observation: Array,
    follow_up: float, measurement_sd: Array, observation_delay: Array, follow_up_half: Array, needs_learning: Array,
    needs_decay: Array,
) -> tuple[Array, Array, Array]:
    """Update the noisy, delayed picture of members; its quality comes from the time spent on follow-up.

    The picture follows the truth as a first-order information delay; one assessor's error per municipality and quarter
    falls on all it measures. Without follow-up the picture stays as it was.

    Returns:
        picture (7: receptive, legitimacy, capacity, participation, three bases; municipality, run),
        picture_need (capital, run): mean shortfall of each capital, knowledge_of_needs (run).
    """
    quality = follow_up / (follow_up + follow_up_half)
    rate = quality / observation_delay
    truth = np.concatenate([np.stack([receptive_capacity, legitimacy, capacity / 100, participation]), base])
    error = measurement_sd * shock_observation
    picture = picture + rate * (truth + error - picture)
    need = np.clip(1 - (capital_level + error).mean(axis=-2), 0, 1)
    picture_need = picture_need + rate * (need - picture_need)
    knowledge_of_needs = knowledge_of_needs + needs_learning * quality * (1 - knowledge_of_needs)
    return picture, picture_need, knowledge_of_needs * (1 - needs_decay)
