"""What the figures and tables of robustness show, as tables: shares 0-1, points, one row per cell, point or limit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kraftsamling.analysis.robustness.criteria import Robustness
from kraftsamling.analysis.robustness.discovery import Discovery

SHADES_FROM = (0.1, 0.5, 0.9)
"""Shares of worlds from which a cell of pairs has the next darker shade."""
LIMITS = ["course", "method", "parameter", "end", "value", "place", "low", "high", "again", "holds"]
_DIGITS = 9


def pair_series(result: Robustness) -> pd.DataFrame:
    """Return one row per ordered pair of courses.

    Columns: course, other; share, of worlds (0-1) in which the course is better by the smallest difference or more;
    shade, 0 the palest.
    """
    frame = result.to_frame().query("kind == 'pair'").rename(columns={"value": "share"})
    shade = np.searchsorted(SHADES_FROM, frame["share"], side="right")
    return frame[["course", "other", "share"]].assign(shade=shade).reset_index(drop=True)


def criterion_series(result: Robustness) -> pd.DataFrame:
    """Return one row per course and criterion.

    Columns: course, criterion; value, points or a share of worlds (0-1); low, high, 95 % limits of a share, nan for
    points; first, whether the course is first or level; steady, share of resamples (0-1) in which it is.
    """
    frame = result.to_frame().query("kind == 'criterion'")
    frame = frame.rename(columns={"figure": "criterion", "first": "steady"})
    first = [row.course in result.firsts[row.criterion] for row in frame.itertuples()]
    columns = ["course", "criterion", "value", "low", "high", "first", "steady"]
    return frame.assign(first=first)[columns].reset_index(drop=True)


def box_series(searches: Mapping[tuple[str, str], Discovery]) -> pd.DataFrame:
    """Return one row per search, by course and method.

    Columns: course, method; failing, share of worlds (0-1); holds, whether there is a box to trust; dimensions, its
    assumptions; coverage, density and the same in unseen worlds (0-1), nan where nothing recurs.
    """
    rows = [
        {"course": course, "method": method, "failing": each.failing / each.worlds, "holds": each.holds}
        | {"dimensions": each.dimensions, "coverage": each.coverage, "density": each.density}
        | {"coverage_unseen": each.coverage_unseen, "density_unseen": each.density_unseen}
        for (course, method), each in searches.items()
    ]
    return pd.DataFrame(rows)


def limit_series(searches: Mapping[tuple[str, str], Discovery]) -> pd.DataFrame:
    """Return one row per limit of every box.

    Columns: course, method; parameter; end, "low" or "high"; value, in the parameter's unit; place, share of worlds
    (0-1) below it; low, high, ends of the worlds within the limit, in the order of the assumption (0-1); again, share
    of resamples (0-1) that find it; holds, whether the box is to be trusted.
    """
    rows = []
    for (course, method), each in searches.items():
        for limit in each.box:
            low, high = (limit.place, 1.0) if limit.end == "low" else (0.0, limit.place)
            again = each.again[limit.parameter, limit.end]
            row = (limit.parameter, limit.end, limit.value, limit.place, low, high, again, each.holds)
            rows.append((course, method, *row))
    return pd.DataFrame(rows, columns=LIMITS)


def one_world_series(gains: pd.Series, smallest_difference: float) -> pd.DataFrame:
    """Return one row per course, the one that gains most first.

    Columns: course; gained and behind (the best), points; first, whether it is the best or behind by less than a tie.

    Args:
        gains: points by course in the one world.
    """
    order = gains.sort_values(ascending=False, kind="stable")
    behind = (order.iloc[0] - order).round(_DIGITS)
    first = (behind < smallest_difference) | (behind == 0)
    columns = {"course": order.index, "gained": order, "behind": behind, "first": first}
    return pd.DataFrame(columns).reset_index(drop=True)
