"""What the assumptions that no world varies would change, as `make screening` stored it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import drawable, swept
from kraftsamling.model.paths import DATA
from kraftsamling.model.worlds.plausible import LEFT_OUT


@dataclass(frozen=True)
class LeftOut:
    """Assumptions that worlds vary and do not vary, and what varying those too would change.

    Attributes:
        drawn: assumptions that worlds vary, switches included; switches: choices between ways to reckon among them.
        fixed: assumptions that worlds do not vary though they could.
        typical, largest: change of the share of worlds in which one built-in course is at least a point better than
            another, percentage points whichever way, over pairs of courses.
    """

    drawn: int
    switches: int
    fixed: int
    typical: float
    largest: float


@cache
def left_out() -> LeftOut:
    """Return what worlds leave out, as it was stored."""
    return counted(pd.read_csv(DATA / LEFT_OUT, index_col="comparison"))


def counted(stored: pd.DataFrame) -> LeftOut:
    """Return what worlds leave out.

    Args:
        stored: by comparison of two built-in courses, share of worlds with a point or more, as the worlds are drawn
            (share) and with every assumption drawn that could be (share_all).
    """
    drawn = {row.name for row in swept()}
    shift = 100 * (stored["share_all"] - stored["share"]).abs()
    return LeftOut(
        drawn=len(drawn),
        switches=sum(row.unit == "switch" for row in swept()),
        fixed=sum(row.name not in drawn for row in drawable()),
        typical=float(shift.median()),
        largest=float(shift.max()),
    )


def sentence(reader: Reader) -> str:
    """Return how many assumptions the worlds vary, how many not, and what varying those too would change."""
    counts = left_out()
    return reader.say(
        "left_out.told",
        drawn=reader.number(counts.drawn),
        switches=reader.number(counts.switches),
        fixed=reader.number(counts.fixed),
        typical=reader.number(counts.typical),
        most=reader.number(counts.largest),
    )
