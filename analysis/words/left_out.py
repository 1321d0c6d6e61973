"""What the assumptions that no world varies would change, as `make screening` stored it."""

from __future__ import annotations

from functools import cache

import pandas as pd

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import drawable, swept
from kraftsamling.model.paths import DATA

STORED = "left_out.csv"


@cache
def left_out() -> pd.DataFrame:
    """Return, by comparison of two built-in courses, standard deviation and share of worlds with a point or more.

    As the worlds are drawn (sd, share) and with every assumption drawn that could be (sd_all, share_all).
    """
    return pd.read_csv(DATA / STORED, index_col="comparison")


def sentence(reader: Reader) -> str:
    """Return how many assumptions the worlds vary, how many not, and what varying those too would change."""
    drawn = {row.name for row in swept()}
    shift = 100 * (left_out()["share_all"] - left_out()["share"]).abs()
    return reader.say(
        "left_out.told",
        drawn=reader.number(len(drawn)),
        switches=reader.number(sum(row.unit == "switch" for row in swept())),
        fixed=reader.number(sum(row.name not in drawn for row in drawable())),
        typical=reader.number(shift.median(), 0),
        most=reader.number(shift.max(), 0),
    )
