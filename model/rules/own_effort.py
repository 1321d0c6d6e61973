"""Own effort: will and means of each municipality, from which it builds capital itself (M01, M23, M31, M120)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives, mean, taper
from kraftsamling.model.rules.layers import change
from kraftsamling.model.vocabulary import CONTROL_HOLDERS, POLITICAL


@gives("building")
def will_and_means(
    understanding: Array, understanding_start: Array, backing: Array, backing_start: Array, capital_level: Array,
    capital_start: Array, slack: Array, slack_start: Array, dead_band: Array, change_cap: Array,
) -> tuple[Array]:
    """Will and means above their start, by more than a dead band: the mean of four changes (M01, M23).

    Backing of those who hold control, political capital, staff time and understanding. Below the band, zero: chance
    alone builds nothing.

    Returns:
        (building,): (municipality, run), 0 and up.
    """
    will = mean(change(backing, backing_start, change_cap)[CONTROL_HOLDERS])
    knowing = mean(change(understanding, understanding_start, change_cap))
    political = change(capital_level[POLITICAL], capital_start[POLITICAL], change_cap)
    means = change(slack, slack_start, change_cap)
    return (np.maximum((will + knowing + political + means) / 4 - dead_band, 0),)


@gives("braking")
def brake(capital_level: Array, taper_width: float) -> tuple[Array]:
    """Brake near the top of each capital; 1 until close to it.

    Returns:
        (braking,): (capital, municipality, run), 0 to 1.
    """
    return (taper(capital_level, taper_width),)
