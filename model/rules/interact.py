"""Step 8: capitals lift and drag each other, and each municipality maintains and builds its own (M01-M10)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives


@gives("lift")
def interact(
    capital_level: Array, capital_start: Array, interplay: Array, coupling_table: Array, lift_most: float,
) -> tuple[Array]:
    """Lift and drag along a few named entries: what one capital has changed speeds or slows the growth of another.

    It multiplies gains and adds nothing by itself, so that nothing grows where nobody acts.

    Returns:
        (lift,): (capital, municipality, run), 1 at the start.
    """
    moved = np.einsum("ij,j...->i...", coupling_table, capital_level - capital_start)
    return (np.clip(1 + interplay * moved, 1 / lift_most, lift_most),)


@gives("kept_person")
def maintain(kept_person: Array, own_constant: Array) -> tuple[Array]:
    """Upkeep replaces the loss that was expected at the start, and nothing else.

    Returns:
        (kept_person,): (capital, municipality, run).
    """
    return (kept_person + own_constant,)


@gives("brought_person", "brought_rooted")
def build(
    brought_person: Array, brought_rooted: Array, building: Array, braking: Array, lift: Array, learning: float,
    structures: float, own_pace: Array, learning_gain: Array, structures_gain: Array, human_capital: Array,
    structure_capital: Array, point_a_year: float,
) -> tuple[Array, Array]:
    """Own building comes on top of upkeep, and so do the set-asides that the report recommends (M31, M78, M102).

    Structures are built as routines at once; learning is carried by persons.

    Args:
        building: will and means above their start (municipality, run).

    Returns:
        brought_person, brought_rooted; each (capital, municipality, run).
    """
    own = own_pace * building * lift + learning_gain * human_capital * learning
    routines = structures_gain * structure_capital * structures
    return (
        brought_person + point_a_year * own * braking,
        brought_rooted + point_a_year * routines * braking,
    )
