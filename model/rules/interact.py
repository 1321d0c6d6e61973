"""Step 8: capitals lift and drag each other, and each municipality maintains its own (M01-M10)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives


@gives("lift")
def interact(capital_level: Array, capital_start: Array, coupling: Array, coupling_table: Array) -> tuple[Array]:
    """Lift and drag along a few named entries, on deviations from each municipality's own start: zero at start.

    Returns:
        (lift,): (capital, municipality, run).
    """
    return (coupling * np.einsum("ij,j...->i...", coupling_table, capital_level - capital_start),)


@gives("person_bound")
def maintain(
    person_bound: Array, lift: Array, effort: Array, own_constant: Array, braking: Array, learning: float,
    structures: float, learning_gain: Array, upkeep_capitals: Array,
) -> tuple[Array]:
    """Add own effort and lift to the person-bound layer, braked near the top; lift may also drag.

    `own_constant` replaces the loss expected at the start. Set-asides of a municipality for learning and
    structures (the report's recommendations) come on top.

    Returns:
        (person_bound,): (capital, municipality, run).
    """
    own = own_constant * effort * (1 + learning_gain * upkeep_capitals * (learning + structures))
    return (np.maximum(person_bound + own * braking + lift * np.where(lift > 0, braking, 1), 0),)
