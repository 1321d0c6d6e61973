"""Step 7: capital that support brought takes root (M20, M31, M38, M39, M70, M72, M76, M78)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, bounded, gives
from kraftsamling.model.rules.layers import held
from kraftsamling.model.vocabulary import ORGANISATIONAL, ROOM, ROOTING, ROUTINES


def ground_for_roots(
    backing: Array, base: Array, capital_level: Array, weakest_holder: Array, reference_held: float,
    reference_held_mean: float, reference_room: float, reference_organisational: float,
) -> Array:
    """How well new capital takes root, 1 in the ordinary municipality: backing, room and structure together (M38, M39).

    Of politicians, managers and support functions the weakest backing counts, or by a switch the mean.

    Returns:
        (municipality, run), 0 to 3.
    """
    ordinary = reference_held_mean + weakest_holder * (reference_held - reference_held_mean)
    structure = capital_level[ORGANISATIONAL] / reference_organisational
    return bounded(held(backing, weakest_holder) / ordinary * (base[ROOM] / reference_room) * structure)


@gives("kept_person", "kept_rooted", "brought_person", "brought_rooted")
def root(
    kept_person: Array, kept_rooted: Array, brought_person: Array, brought_rooted: Array, backing: Array, base: Array,
    capital_level: Array, participation: Array, landing: Array, channel_means: Array, rooting_bonus: Array,
    project_part: Array, earmarked_time: float, structures: float, handover: float, rooting_rate: Array,
    routines_gain: Array, project_rooting_loss: Array, handover_gain: Array, earmarked_gain: Array,
    structures_rooting: Array, steered: Array, weakest_holder: Array, reference_held: float, reference_held_mean: float,
    reference_room: float, reference_organisational: float,
) -> tuple[Array, Array, Array, Array]:
    """Move part of what is person-bound into routines, structures and budgets.

    Support roots only what support brought; what was there roots at its own rate. Project form lowers it, hand-over
    money, earmarked time and structures raise it (M31, M70, M76, M78); collaborative steering roots less (M119d).

    Returns:
        kept_person, kept_rooted, brought_person, brought_rooted; each (capital, municipality, run).
    """
    project = project_rooting_loss * project_part * (1 - handover)
    support = participation * (rooting_bonus + handover_gain * handover * project_part - project)
    support = support + routines_gain * channel_means[ROUTINES] * landing
    own = earmarked_gain * earmarked_time + structures_rooting * structures
    ground = ground_for_roots(
        backing, base, capital_level, weakest_holder, reference_held=reference_held,
        reference_held_mean=reference_held_mean, reference_room=reference_room,
        reference_organisational=reference_organisational,
    )
    rate = rooting_rate * steered[ROOTING] * ground * np.maximum(1 + support + own, 0)
    moved = np.minimum(rate, 1) * brought_person
    own_moved = rooting_rate * kept_person
    return kept_person - own_moved, kept_rooted + own_moved, brought_person - moved, brought_rooted + moved
