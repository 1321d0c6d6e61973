"""Own effort: each municipality maintains and builds capital itself (M01, M23, M31, M120)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.vocabulary import POLITICAL

PARTS = 4
"""Parts of will x means: agreement on building capacity, political capital, slack, vocabulary."""


def soft(x: Array, dead_band: Array, limit: Array) -> Array:
    """Dead band of half-width `dead_band` around zero, then linear, within +-`limit`."""
    return np.clip(x - np.clip(x, -dead_band, dead_band), -limit, limit)


@gives("effort", "hold")
def will_and_means(
    agreement_capacity: Array, slack: Array, vocabulary: Array, capital_level: Array, will_start: Array,
    own_effort_elasticity: Array, dead_band: Array, effort_limit: Array, ingredient_floor: Array,
) -> tuple[Array, Array]:
    """Own effort relative to its start: will x means (M01).

    x is the log geometric mean of agreement on building capacity, political capital, slack and vocabulary relative to
    their start; effort = exp(elasticity x soft(x)). While it exceeds 1, gains fade more slowly.

    Returns:
        effort (municipality, run; 1 at start), hold (municipality, run; 1 or below: how fast stocks return to start).
    """
    product = agreement_capacity * capital_level[POLITICAL] * slack * vocabulary
    x = np.log(np.maximum(product, ingredient_floor**PARTS) / will_start) / PARTS
    effort = np.exp(own_effort_elasticity * soft(x, dead_band, effort_limit))
    return effort, 1 / np.maximum(effort, 1)


@gives("braking")
def brake(capital_level: Array, capital_start: Array, ceiling_top: Array, brake_width: Array) -> tuple[Array]:
    """Brake near each capital's absolute top, never by the ceiling of the bases; 1 until close to it.

    Returns:
        (braking,): (capital, municipality, run), 0 to 1.
    """
    span = (1 - capital_start) * ceiling_top
    return (np.clip((capital_start + span - capital_level) / (brake_width * span), 0, 1),)
