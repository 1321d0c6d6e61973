"""Which world the default one is, and where what it gains lies among the plausible worlds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.worlds.medoid import rounded
from kraftsamling.model.worlds.plausible import is_current, outcomes, plausible_worlds

NONE, MOST = "no_support", "level_3"
"""Courses whose stored outcomes the gain is taken from."""


@dataclass(frozen=True)
class Standing:
    """What is known of the default world from the stored filter, on the region that worlds were filtered on.

    Attributes:
        world: its number in the stored sample; its values, rounded, are the defaults.
        gain: what level 3 gains over no support there, points; median: the same, median of the plausible worlds.
        below: share of the plausible worlds that gain less, 0 to 1; worlds: how many there are.
    """

    world: int
    gain: float
    median: float
    below: float
    worlds: int


@cache
def default_standing() -> Standing | None:
    """Return where the default world stands.

    None where no plausible world has the defaults for its values, or the stored filter is of another model.
    """
    if not is_current():
        return None
    kept = plausible_worlds()
    for name, column in kept.items():
        default = parameters()[str(name)].default
        kept = kept[[rounded(str(name), value) == default for value in column.loc[kept.index]]]
    if len(kept) != 1:
        return None
    ends = outcomes()
    gains = ends[MOST] - ends[NONE]
    gain = float(gains[kept.index[0]])
    return Standing(int(kept.index[0]), gain, float(gains.median()), float((gains < gain).mean()), len(gains))
