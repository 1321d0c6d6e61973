"""Step 1: the environment moves (M15, M74, M80, M81, M91)."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from kraftsamling.model.rules import Array, gives


def expected_strain(deficit_rate: Array | float) -> tuple[Array, Array]:
    """Mean strain of a municipality whose result is negative in `deficit_rate` of years (fact: 7-24 %).

    Returns:
        (threshold, expected strain), both in standard deviations of the financial result.
    """
    threshold = ndtri(deficit_rate)
    density = np.exp(-threshold * threshold / 2) / np.sqrt(2 * np.pi)
    return threshold, threshold * ndtr(threshold) + density


@gives("finance", "strain")
def move_finances(
    finance: Array, shock_finance: Array, shock_finance_region: Array, event_finance: Array,
    deficit_threshold: Array, strain_expected: Array, finance_memory: Array, finance_common: Array,
    finance_event_size: Array,
) -> tuple[Array, Array]:
    """Financial result and its strain, each against the municipality's own long-run mean (M80, M81).

    An autoregressive result in standard deviations; strain is its shortfall below the deficit threshold. Reading
    strain as a deviation from its mean keeps a municipality without support where it started.

    Returns:
        (finance, strain), each (municipality, run).
    """
    news = np.sqrt(finance_common) * shock_finance_region + np.sqrt(1 - finance_common) * shock_finance
    finance = finance_memory * finance + np.sqrt(1 - finance_memory * finance_memory) * news
    shortfall = deficit_threshold - finance + finance_event_size * event_finance
    return finance, np.maximum(shortfall, 0) - strain_expected


def wear(
    capacity: Array, slack: Array, slack_start: Array, wear_out: Array, reference_capacity: float
) -> Array:
    """How much likelier key persons are to leave for what they carry, 1 in the ordinary municipality (M15).

    What is not there as capacity, or as staff time against the start, enthusiasts make up for, until they leave.

    Returns:
        (municipality, run), 0 and up.
    """
    missing = (1 - capacity / reference_capacity) + (1 - slack / slack_start)
    worn: Array = np.maximum(1 + wear_out * missing, 0)
    return worn


@gives("leavers", "worn_leavers")
def count_leavers(
    shock_turnover: Array, leaver_thresholds: Array, key_persons_here: Array, event_leavers: Array, capacity: Array,
    slack: Array, slack_start: Array, wear_out: Array, reference_capacity: float,
) -> tuple[Array, Array]:
    """Share of the municipality's key persons who leave this quarter, in lumps, more where they are worn (M15, M74).

    `leaver_thresholds` (key person, municipality, run) is the binomial distribution function, so one uniform gives the
    number of leavers; wear multiplies the chance of each number from one up, and an event adds its own share.

    Returns:
        leavers (as expected at the start, which upkeep replaces), worn_leavers (with wear: what support brought and
        what layers have changed goes with them), each (municipality, run), 0 to 1.
    """
    worn = np.maximum(wear(capacity, slack, slack_start, wear_out, reference_capacity), np.finfo(float).tiny)
    draws = shock_turnover, 1 - (1 - shock_turnover) / worn
    shares = ((draw > leaver_thresholds).sum(axis=0) / key_persons_here for draw in draws)
    leavers, more = (np.minimum(share + event_leavers, 1) for share in shares)
    return leavers, more


@gives("changed_rule")
def hold_elections(
    shock_election: Array, election_now: bool, event_change_of_rule: Array, election_probability: Array,
) -> tuple[Array]:
    """Whether the rule changes hands this quarter: at elections by chance, or by an event (M91).

    Returns:
        (municipality, run), share of a full change of rule, 0 to 1.
    """
    changed = election_now * (shock_election < election_probability)
    return (np.maximum(changed, event_change_of_rule),)
