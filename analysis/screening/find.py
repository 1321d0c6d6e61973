"""Which assumptions the worlds are to vary, and what varying the others too would change."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

MAX_DRAWN = 40
"""Assumptions that the worlds vary, at most."""
MUST_BE_DRAWN = ("turnover", "likeness_gain")
"""Assumptions that the worlds vary, however weak: `turnover` because a criterion of plausible worlds depends on it
(fixed, every world would pass), `likeness_gain` because it is the strength of a mechanism that was added for a pattern,
from zero."""
STAYS_FROM = 0.4
"""Share of another's importance from which an assumption that is drawn already stays drawn beside it: three screenings
of 40 paths each, while two ranges were moved by a fifth, differed by as much as 2.3 times for single assumptions."""
SMALLEST_DIFFERENCE = 1.0
"""Smallest difference worth mentioning, points."""
_DIGITS = 9


def ranked(effects: pd.DataFrame, drawn_now: Collection[str] = ()) -> pd.DataFrame:
    """Rank parameters by how much they move comparisons between courses.

    Args:
        effects: mean absolute effects by parameter and comparison, called "QUESTION BUDGET COURSE less COURSE".
        drawn_now: parameters that the worlds vary as it is; each stays unless another is worth more than it by
            `STAYS_FROM`, so that what a screening cannot tell apart changes no world.

    Returns:
        by parameter, largest first: one column per question and budget, the root mean square over its comparisons of
        the parameter's share (its mean absolute effect over the root of the summed squares of all of them); importance,
        the largest of these; and drawn, whether the worlds are to vary it.
    """
    size = np.sqrt((effects**2).sum()).replace(0.0, np.nan)
    question = [" ".join(name.split()[:2]) for name in effects]
    table = np.sqrt((effects.div(size).fillna(0.0) ** 2).T.groupby(question).mean().T)
    table["importance"] = table.max(axis=1)
    table = table.sort_values("importance", ascending=False, kind="stable")
    claim = table["importance"].where(~table.index.isin(drawn_now), table["importance"] / STAYS_FROM)
    rest = claim.drop(list(MUST_BE_DRAWN), errors="ignore").sort_values(ascending=False, kind="stable").index
    table["drawn"] = table.index.isin([*MUST_BE_DRAWN, *rest[: MAX_DRAWN - len(MUST_BE_DRAWN)]])
    return table


def spreads(drawn: Mapping[str, np.ndarray], all_drawn: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Compare what comparisons come to as the worlds are drawn, and with all assumptions drawn.

    Args:
        drawn, all_drawn: by comparison, difference in points, (world,).

    Returns:
        by comparison: standard deviation over worlds and share of worlds in which it is at least a point, as the worlds
        are drawn (sd, share) and with all of them drawn (sd_all, share_all).
    """
    rows: dict[str, dict[str, float]] = {}
    for end, differences in (("", drawn), ("_all", all_drawn)):
        for name, values in differences.items():
            share = (values.round(_DIGITS) >= SMALLEST_DIFFERENCE).mean()
            rows.setdefault(name, {}).update({f"sd{end}": values.std(), f"share{end}": share})
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("comparison")
