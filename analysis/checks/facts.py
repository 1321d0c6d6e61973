"""Comparisons to published figures: what went in (input checks), and what the model gives of itself (validation)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks.result import ANSWERED, FAILS, HOLDS, CheckResult
from kraftsamling.analysis.results.expected import INPUTS, PLEDGES, Fact
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR

ON_OFFER = 20
"""Pledges on offer in each of the two rounds."""
TAKES_PART = 0.5
"""Expected number of pledges from which a municipality counts as taking part: an expectation rounds to one pledge."""
NEAR_TAUTOLOGICAL = ("carried_out_or_begun",)
FOR_REFERENCE = ("turnover_staff",)
"""Shown but not judged: key persons are strategists, who leave their posts more often than staff leave the employer."""


def yearly_turnover(leavers: np.ndarray) -> np.ndarray:
    """Share of key persons who are gone after a year, mean over municipalities, seeds and years: (world,).

    As published figures count, and the parameter `turnover`: a post that is left twice in a year counts once.

    Args:
        leavers: share per quarter, (world, seed, quarter, municipality).
    """
    return 1 - (1 - leavers.mean(axis=(1, 2, 3))) ** QUARTERS_PER_YEAR


def rule_changes(changed: np.ndarray, elections: np.ndarray) -> np.ndarray:
    """Share of municipalities whose rule changes, by world, seed and election; nothing if the run holds no election.

    Args:
        changed: share of a full change, (world, seed, quarter, municipality); elections: flag by quarter.
    """
    return changed[:, :, elections].mean(axis=-1)


def deficits(finance: np.ndarray, threshold: np.ndarray | float) -> np.ndarray:
    """Share of municipalities whose result in a year's last quarter is a deficit, by world, seed and year.

    Args:
        finance: (world, seed, quarter, municipality), standard deviations; threshold: (world,) or a number.
    """
    last = finance[:, :, 3::4]
    return (last < np.reshape(threshold, (-1, 1, 1, 1))).mean(axis=-1)


def round_of_pledges(pledged: np.ndarray, carried_out: np.ndarray) -> dict[str, np.ndarray]:
    """What a round of pledges comes to, by world.

    A municipality takes part if its expected number of pledges is at least a half. Shares are of the pledges that
    participants took. The model does not separate begun from pledged, so carried out or begun is all that was pledged.

    Args:
        pledged, carried_out: shares of what is on offer at the end of the round, still open and done;
            (world, seed, municipality).
    """
    taken = ON_OFFER * (pledged + carried_out)
    part = taken >= TAKES_PART
    count = part.sum(axis=(1, 2))
    total = np.where(part, taken, 0).sum(axis=(1, 2))
    done = ON_OFFER * np.where(part, carried_out, 0).sum(axis=(1, 2))
    with np.errstate(invalid="ignore"):
        share = done / total
        mean = total / count
        begun = total / total
    return {
        "participants": part.mean(axis=(1, 2)),
        "pledges_mean": mean,
        "carried_out": share,
        "carried_out_or_begun": begun,
    }


def distance(value: float, fact: Fact) -> float:
    """How far a value lies outside a fact's range, signed; 0 inside."""
    return min(value - fact.low, 0) + max(value - fact.high, 0)


def compare(facts: tuple[Fact, ...], simulated: Mapping[str, Mapping[str, np.ndarray]]) -> pd.DataFrame:
    """Facts beside what is simulated: one row per region and fact, quantiles over worlds.

    Args:
        simulated: by region, by name of the fact, (world,).
    """
    rows = {}
    for region, by_fact in simulated.items():
        for fact in facts:
            values = by_fact[fact.name][np.isfinite(by_fact[fact.name])]
            low, middle, high = np.percentile(values, [5, 50, 95]) if len(values) else (np.nan,) * 3
            inside = ((values >= fact.low) & (values <= fact.high)).mean() if len(values) else np.nan
            rows[region, fact.name] = {
                "fact_low": fact.low,
                "fact_high": fact.high,
                "median": middle,
                "p05": low,
                "p95": high,
                "distance": distance(middle, fact),
                "worlds_inside": inside,
            }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["region", "fact"])


def input_check(
    simulated: Mapping[str, Mapping[str, np.ndarray]], spread: Mapping[tuple[str, str], np.ndarray]
) -> CheckResult:
    """Whether what went in comes out: turnover, change of rule, deficits.

    Args:
        spread: by region and fact, share of municipalities in each single year or election (any shape).
    """
    table = compare(INPUTS, simulated)
    names = ["p05", "p25", "median", "p75", "p95"]
    single = pd.DataFrame(
        {key: dict(zip(names, np.percentile(share, [5, 25, 50, 75, 95]), strict=True)) for key, share in spread.items()}
    ).T
    off = table.index[table["distance"].abs() > 0].get_level_values("fact")
    verdict = HOLDS if set(off) <= set(FOR_REFERENCE) else FAILS
    return CheckResult("inputs", verdict, {"inputs": table, "single_years": single}, {"outside": sorted(set(off))})


def pledge_check(
    simulated: Mapping[str, Mapping[str, np.ndarray]], day_one: Mapping[str, np.ndarray], ranges: pd.DataFrame
) -> CheckResult:
    """Climate pledges of Västra Götaland beside the own-control part of the model: nothing was tuned to them.

    Args:
        day_one: by region, share carried out if every pledge had been made on the first day, (world,).
        ranges: the same measures with the two rates at the ends of their ranges.
    """
    table = compare(PLEDGES, simulated)
    own = tuple(fact for fact in PLEDGES if fact.name == "carried_out")
    first = compare(own, {region: {"carried_out": share} for region, share in day_one.items()})
    judged = table[~table.index.get_level_values("fact").isin(NEAR_TAUTOLOGICAL)]
    hits = judged["distance"] == 0
    verdict = HOLDS if hits.all() else ANSWERED if hits.any() else FAILS
    region = table.index[0][0]
    details = {name: table.loc[(region, name), "median"] for _, name in table.loc[[region]].index}
    details |= {"day_one": first["median"].iloc[0]}
    return CheckResult("pledges", verdict, {"pledges": table, "day_one": first, "rates": ranges}, details)
