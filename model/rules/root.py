"""Step 7: person-bound capital takes root (M31, M38, M39, M70, M72, M76, M78)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.vocabulary import ORGANISATIONAL, ROOM


def rooting_share(base: Array, capital_level: Array, legitimacy: Array, rooting_rate: Array) -> Array:
    """Share of the person-bound layer that takes root in a quarter, before what support and set-asides change.

    Room base lets in those who hold control, organisational capital gives structure, legitimacy lets it stand: the
    geometric mean of the three, since structure and legitimacy need each other (M38).

    Returns:
        (municipality, run).
    """
    share: Array = rooting_rate * np.cbrt(base[ROOM] * capital_level[ORGANISATIONAL] * legitimacy)
    return share


@gives("person_bound", "rooted")
def root(
    person_bound: Array, rooted: Array, base: Array, capital_level: Array, legitimacy: Array, engagement: Array,
    rooting_bonus: Array, project_part: Array, earmarked_time: float, structures: float, handover: float,
    rooting_rate: Array, project_rooting_loss: Array, handover_gain: Array, earmarked_gain: Array,
    structures_gain: Array,
) -> tuple[Array, Array]:
    """Move part of the person-bound layer into routines, structures and budgets.

    Support in project form lowers it, hand-over money and earmarked time raise it (M31, M70, M76).

    Returns:
        person_bound, rooted, each (capital, municipality, run).
    """
    project = project_rooting_loss * project_part * (1 - handover)
    support = engagement * (rooting_bonus + handover_gain * handover * project_part - project)
    own = earmarked_gain * earmarked_time + structures_gain * structures
    share = rooting_share(base, capital_level, legitimacy, rooting_rate) * np.maximum(1 + support + own, 0)
    moved = np.minimum(share, 1) * person_bound
    return person_bound - moved, rooted + moved
