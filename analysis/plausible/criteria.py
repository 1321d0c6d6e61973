"""Which worlds are not ruled out: criteria written down before the filter was first run, see docs/plausible.md."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from kraftsamling.analysis.patterns.claims import FILTERS, PATTERNS, Claim
from kraftsamling.analysis.patterns.judge import reaches
from kraftsamling.analysis.results.expected import HIGH, INPUTS, LOW, NULL_BAND
from kraftsamling.analysis.statistics.intervals import median_interval
from kraftsamling.model.vocabulary import COMPARED_DECIMALS

SCORED = ("P03", "P04", "P05", "P07", "P09", "P10", "P11", "P13", "P15", "P16", "P17", "P18", "P20")
"""Patterns that are tried in every world and not merely built in; a world's score counts their claims."""
CRITERIA = ("null", "bounds", "facts", *FILTERS)
KEY_PERSONS = ("turnover_staff", "turnover_strategists")
MIN_WORLDS = 6
"""Plausible worlds below which a median has no interval, and no change of ranking shows."""


def null_holds(start: Mapping[str, np.ndarray], end: Mapping[str, np.ndarray]) -> np.ndarray:
    """Whether every stock stays within 10 % of its start without actor and events, (world,).

    Args:
        start, end: by stock, (world, seed, municipality).
    """
    change = [np.median(end[stock] / first - 1, axis=(1, 2)) for stock, first in start.items()]
    return np.asarray((np.abs(change) <= NULL_BAND).all(axis=0))


def within_bounds(courses: Mapping[str, np.ndarray]) -> np.ndarray:
    """Whether no course runs away or dies: ends at 90 points or less and at half its start or more, (world,).

    Args:
        courses: mean capacity by strategy, points, (world, seed, year); seeds are averaged.
    """
    means = [course.mean(axis=1) for course in courses.values()]
    return np.all([(mean[:, -1] <= HIGH) & (mean[:, -1] >= LOW * mean[:, 0]) for mean in means], axis=0)


def as_published(turnover: np.ndarray) -> np.ndarray:
    """Whether yearly turnover of key persons lies within what is published for staff and strategists, (world,)."""
    known = [fact for fact in INPUTS if fact.name in KEY_PERSONS]
    return (turnover >= min(fact.low for fact in known)) & (turnover <= max(fact.high for fact in known))


def not_contradicted(effects: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Whether a world does not show the opposite of a filter pattern by its full smallest size: by pattern, (world,).

    Args:
        effects: by pattern, by claim, (world,).
    """
    return {name: ~reaches(-effects[name][claim], _claim(name, claim).size.minimum) for name, claim in FILTERS.items()}


def pattern_score(effects: Mapping[str, Mapping[str, np.ndarray]]) -> np.ndarray:
    """Share of a world's claims that show by their smallest size, (world,).

    Claims that are built in, mere asides or used by the filter do not count.
    """
    shown = [reaches(effects[name][claim.name], claim.size.minimum) for name, claim in scored_claims()]
    return np.mean(shown, axis=0)


def scored_claims() -> list[tuple[str, Claim]]:
    """Return the claims that a world's pattern score counts, each with the id of its pattern."""
    claims = [(name, claim) for name in SCORED for claim in PATTERNS[name].claims]
    return [(name, claim) for name, claim in claims if not (claim.built_in or claim.aside or claim.filters)]


def verdict_table(passed: Mapping[str, np.ndarray], score: np.ndarray) -> pd.DataFrame:
    """One row per world: whether it passes each of `CRITERIA`, whether all (plausible), and its score."""
    table = pd.DataFrame({name: passed[name] for name in CRITERIA}).rename_axis("world")
    return table.assign(plausible=table.all(axis=1), score=score)


def as_numbers(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Return a `verdict_table` as files have it: 1 for true, 0 for false."""
    return verdicts.astype({name: int for name in verdicts if name != "score"})


def shares(verdicts: pd.DataFrame) -> pd.DataFrame:
    """By criterion: share of worlds that pass it, and share that only this criterion rules out."""
    failed = ~verdicts[list(CRITERIA)]
    only = failed.mul(failed.sum(axis=1) == 1, axis=0)
    return pd.DataFrame({"passes": (~failed).mean(), "only_this": only.mean()})


def rankings(gains: pd.DataFrame, plausible: np.ndarray) -> pd.DataFrame:
    """Courses by median gain and by share of worlds in which they are first, in all and in plausible worlds.

    Args:
        gains: points, one row per world, one column per course; plausible: (world,).

    Returns:
        by course: median_all, median_plausible, first_all, first_plausible, rank_all, rank_plausible.
    """
    columns = {}
    for name, some in (("all", gains), ("plausible", gains[plausible])):
        best = some.eq(some.max(axis=1), axis=0)
        columns[f"median_{name}"] = some.median()
        columns[f"first_{name}"] = best.div(best.sum(axis=1), axis=0).mean()
        columns[f"rank_{name}"] = some.median().rank(ascending=False, method="min").astype("Int64")
    return pd.DataFrame(columns)


def ahead(gains: pd.DataFrame, smallest_difference: float) -> pd.DataFrame:
    """Whether the row's course is ahead of the column's in these worlds, by the median of their differences by world.

    Ahead is a median of at least `smallest_difference` points whose exact 95 % interval over worlds lies above zero;
    anything else is a tie. With fewer than `MIN_WORLDS` worlds everything is a tie.

    Args:
        gains: points, one row per world, one column per course.
    """
    table = pd.DataFrame(False, gains.columns, gains.columns)
    for course, other in permutations(gains.columns, 2):
        lead = (gains[course] - gains[other]).round(COMPARED_DECIMALS)
        table.loc[course, other] = median_interval(lead.to_numpy())[0] > 0 and lead.median() >= smallest_difference
    return table


def swapped(gains: pd.DataFrame, plausible: np.ndarray, smallest_difference: float) -> list[tuple[str, str]]:
    """Pairs of courses of which the first is ahead in all worlds and the second in plausible ones."""
    everywhere, some = (ahead(part, smallest_difference).to_numpy() for part in (gains, gains[plausible]))
    names = list(gains.columns)
    return [(names[row], names[column]) for row, column in np.argwhere(everywhere & some.T)]


def leaders(gains: pd.DataFrame, smallest_difference: float) -> list[str]:
    """The course with the largest median and those that it is not ahead of, in the order of medians."""
    order = gains.median().sort_values(ascending=False, kind="stable").index
    behind = ahead(gains, smallest_difference).loc[order[0]]
    return [str(name) for name in order if not behind[name]]


def agreement(ranked: pd.DataFrame) -> float:
    """Kendall's tau-b between the two rankings by median gain: 1 alike, -1 reversed; 1 where nothing is ranked."""
    tau = kendalltau(ranked["median_all"], ranked["median_plausible"]).statistic
    return float(tau) if np.isfinite(tau) else 1.0


def _claim(pattern: str, name: str) -> Claim:
    return next(claim for claim in PATTERNS[pattern].claims if claim.name == name)
