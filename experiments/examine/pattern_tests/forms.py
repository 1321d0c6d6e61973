"""Patterns of forms: P04 order, P05 diagnosis, P06 bundling, P07 political gate, P16 pledges, P19 avoidance."""

from __future__ import annotations

from typing import Any

import numpy as np

from kraftsamling.analysis.patterns.claims import SIZES
from kraftsamling.experiments.examine.pattern_tests.arms import Effects, ends, few, lead, paired, run_arms
from kraftsamling.experiments.runs.runs import Runs, level, mixed
from kraftsamling.model.vocabulary import CAPITALS

SINGLES = {"knowledge": (1, 0, 0), "resource": (0, 1, 0), "room": (0, 0, 1)}
BUNDLES = {"even": (1, 1, 1), "without_room": (1, 1, 0), "without_resource": (1, 0, 1), "without_knowledge": (0, 1, 1)}
EARLY_YEAR = 3
BREADTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30)
EMPHASIS = 6
"""Weight of the capital that P07 emphasises throughout, against 1 for each other."""
BOTH_BASES = {
    "low": {"start_base": 0.1, "start_resource_ratio": 0.6},
    "high": {"start_base": 0.4, "start_resource_ratio": 1.0},
}
"""Both lower bases, knowledge and resource, at the ends of their ranges."""
PUSHED, SPAN = 1, 5
"""Years: before the law, and over which pledges climb at first or at last."""
LAW = {"name": "law", "events": [{"kind": "national_law", "year": 2, "strength": 1}]}


def by(policy: str, **more: Any) -> dict[str, Any]:
    """Return level 3 with a policy of forms."""
    return level(3, name=policy, forms={"policy": policy, **more})


def p04(runs: Runs, right: str = "sequence", wrong: str = "reverse") -> Effects:
    """Knowledge, resource, room against the reverse, where both lower bases are low and where they are high."""
    edge = {
        start: paired(runs, by(right, focus=1), by(wrong, focus=1), parameters=bases)
        for start, bases in BOTH_BASES.items()
    }
    return {"low": edge["low"], "only_low": edge["low"] - np.abs(edge["high"])}


def p05(runs: Runs, diagnosis: str = "gap", recipe: str = "sequence") -> Effects:
    """Form by largest usable measured gap against a fixed order; unlike municipalities and noisy pictures."""

    def edge(**fixed: float) -> np.ndarray:
        return paired(runs, by(diagnosis), by(recipe), parameters=fixed)

    alike, unlike = (edge(start_spread=spread) for spread in ends("start_spread"))
    clear, noisy = (edge(measurement_sd=noise) for noise in ends("measurement_sd"))
    random = paired(runs, by(diagnosis), by("random"))
    return {
        "edge": edge() + SIZES["points"].minimum,
        "spread": unlike - alike,
        "noise": clear - noisy,
        "random": random,
    }


def p06(runs: Runs) -> Effects:
    """Bundles against single forms at the same cost, and breadth at two limits of attention."""
    mixes = {name: mixed(2, mix) for name, mix in (SINGLES | BUNDLES).items()}
    gains = {name: gain[:, -1] for name, gain in lead(runs, mixes, **few(runs)).items()}
    best = [np.max([gains[name] for name in names], axis=0) for names in (BUNDLES, SINGLES)]
    sweep = breadths(runs)
    narrow, wide = (breadths(runs, attention_limit=limit) for limit in ends("attention_limit"))
    hump = sweep.max(axis=0) - np.maximum(sweep[0], sweep[-1])
    peaks = [np.array(BREADTHS)[curve.argmax(axis=0)] for curve in (narrow, wide)]
    return {"bundle": best[0] - best[1], "hump": hump, "attention": peaks[1] - peaks[0]}


def breadths(runs: Runs, **fixed: float) -> np.ndarray:
    """Gain at the end by number of measures at once, (breadth, world)."""
    arms = {str(number): level(2, portfolio={"breadth": number}) for number in BREADTHS}
    return np.stack([gain[:, -1] for gain in lead(runs, arms, parameters=fixed, **few(runs)).values()])


def p07(runs: Runs, first: str = "political", rivals: tuple[str, ...] = ("human", "organisational")) -> Effects:
    """Support to all but political capital where that is low or high; one capital first, or emphasised throughout."""
    others = {name: 1.0 for name in CAPITALS if name != "political"}
    gains = [other_capitals_gain(runs, others, start) for start in ends("start_political")]
    emphasis = {
        name: {"capitals": {capital: EMPHASIS if capital == name else 1 for capital in CAPITALS}}
        for name in (first, *rivals)
    }
    begun = {
        name: {"capitals": {name: 1}, "parts": [{"from": EARLY_YEAR + 1, "capitals": "need"}]}
        for name in (first, *rivals)
    }
    throughout, at_first = (
        {name: measures.capacity_mean for name, measures in run_arms(runs, arms).items()}
        for arms in ({name: level(2, **keys) for name, keys in given.items()} for given in (emphasis, begun))
    )

    def leads(course: dict[str, np.ndarray]) -> np.ndarray:
        return course[first][:, -1] - np.max([course[name][:, -1] for name in rivals], axis=0)

    last_rival = np.min([at_first[name][:, EARLY_YEAR] for name in rivals], axis=0)
    return {
        "gate": gains[1] - gains[0],
        "first_late": leads(at_first),
        "first_early": last_rival - at_first[first][:, EARLY_YEAR],
        "late": leads(throughout),
        "early": throughout[rivals[0]][:, EARLY_YEAR] - throughout[first][:, EARLY_YEAR],
    }


def other_capitals_gain(runs: Runs, weights: dict[str, float], start_political: float) -> np.ndarray:
    """Mean gain over the course without actor of the supported capitals at the end, points, (world,)."""
    arms = {"none": "no_support", "support": level(2, capitals=weights)}
    by_arm = run_arms(runs, arms, parameters={"start_political": start_political})
    level_of = {
        arm: np.mean([getattr(by_arm[arm], f"capital_{name}")[:, -1] for name in weights], axis=0) for arm in arms
    }
    return 100 * (level_of["support"] - level_of["none"])


def p16(
    runs: Runs,
    crossing: tuple[str, ...] = ("relational", "organisational"),
    others: tuple[str, ...] = ("human", "financial", "dynamic"),
) -> Effects:
    """Pledges pushed by a national law: alone, and with support to relations and organisation or to other capitals."""
    forms = {"relational": {"knowledge": 1, "room": 1}, "human": {"knowledge": 1, "resource": 1}}

    def support(capitals: tuple[str, ...]) -> dict[str, Any]:
        weights, mix = dict.fromkeys(capitals, 1), forms[capitals[0]]
        return level(3, name=capitals[0], capitals=weights, forms={"mix": mix})

    arms = {"alone": "no_support", "cross": support(crossing), "other": support(others)}
    by_arm = run_arms(runs, arms, scenario=LAW)
    pledges = by_arm["alone"].measures_own
    climb = pledges[:, PUSHED + SPAN] - pledges[:, PUSHED]
    later = pledges[:, -1] - pledges[:, -1 - SPAN]
    reopened = by_arm["cross"].measures_shared[:, -1] - by_arm["other"].measures_shared[:, -1]
    return {"climbs": climb, "stalls": climb - later, "reopens": reopened}


def p19(runs: Runs, narrative: str = "sequence", plan: str = "mix") -> Effects:
    """Where agreement, vocabulary and trust are low: a planning offer at once, or half the time for knowledge first."""
    names = (
        "start_agreement_capacity",
        "start_agreement_climate",
        "start_understanding",
        "start_legitimacy",
        "start_backing",
    )
    zones = [{name: ends(name)[end] for name in names} for end in (0, 1)]
    half = runs.years / 2
    offers = {
        "sequence": level(2, name="narrative", forms={"policy": "sequence", "focus": 1, "phase_years": half}),
        "mix": level(2, name="plan", forms={"mix": {"resource": 1}}),
    }
    arms = {"narrative": offers[narrative], "plan": offers[plan]}
    chaos, order = (run_arms(runs, arms, parameters=zone) for zone in zones)
    edge = [zone["narrative"].capacity_mean[:, -1] - zone["plan"].capacity_mean[:, -1] for zone in (chaos, order)]
    ignored = order["plan"].participation[:, -1] - chaos["plan"].participation[:, -1]
    return {"narrative": edge[0], "only_there": edge[0] - edge[1], "ignored": ignored}
