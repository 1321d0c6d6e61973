"""Indicators of the state, which they read and never write."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from kraftsamling.model.engine.constants import CAPACITY_WEIGHTS, FIXED
from kraftsamling.model.vocabulary import CAPITALS, CONDITIONS, FORMS, LAYERS, SIZE_CLASSES


@dataclass(frozen=True)
class Measure:
    """One indicator of a region: its name, unit and meaning."""

    name: str
    unit: str
    meaning: str


_PLAIN = {name: name.replace("_", " ") for name in LAYERS}
_SAID = {name: name.replace("_", " ") for name in CONDITIONS}
_WEIGHTS = np.array(list(CAPACITY_WEIGHTS.values()))

REGIONAL = {
    measure.name: measure
    for measure in (
        Measure("capacity_mean", "points", "transition capacity, mean of municipalities (0-100)"),
        Measure("capacity_weighted", "points", "transition capacity, weighted by population"),
        Measure("capacity_min", "points", "transition capacity of the lowest municipality"),
        Measure("capacity_small", "points", "transition capacity, mean of small municipalities"),
        Measure("capacity_medium", "points", "transition capacity, mean of medium-sized municipalities"),
        Measure("capacity_large", "points", "transition capacity, mean of large municipalities"),
        Measure("gap_large_small", "points", "transition capacity, large less small municipalities"),
        Measure("gini", "share", "inequality of transition capacity between municipalities (Gini)"),
        Measure("receptive_capacity", "share", "receptive capacity, mean"),
        Measure("participation", "share", "share of the offer taken up, mean"),
        Measure("staff_time", "share", "staff time free for cross-sector work, mean"),
        Measure("rooted_share", "share", "share of capital that is rooted, mean"),
        Measure("capacity_integrated", "points", "transition capacity that is rooted, mean"),
        Measure("capacity_person", "points", "transition capacity that is carried by persons, mean"),
        *(Measure(f"understanding_{name}", "share", f"understanding of {_PLAIN[name]}, mean") for name in LAYERS),
        *(Measure(f"backing_{name}", "share", f"backing of {_PLAIN[name]}, mean") for name in LAYERS),
        Measure("distance", "share", "backing of strategists less that of those who hold control, mean"),
        *(Measure(f"mandate_{name}", "share", f"mandate of the actor for the {name} form") for name in FORMS),
        Measure("formality", "share", "formality of the actor: agreement, roles, duty to follow up"),
        Measure("acceptance", "share", "members who accept what the actor proposes, less those who refuse"),
        Measure("knowledge_of_needs", "share", "the actor's knowledge of needs"),
        *(Measure(f"missing_{name}", "share", f"missing for the next level: {_SAID[name]}") for name in CONDITIONS),
        *(
            Measure(f"started_{name}", "share", f"at the start, for the next level: {_SAID[name]}")
            for name in CONDITIONS
        ),
        *(Measure(f"worked_{name}", "share", f"gained for the next level: {_SAID[name]}") for name in CONDITIONS),
        Measure("activity", "person-years a year", "offer taken up and own project work, sum over municipalities"),
        Measure("measures_own", "share", "own-control climate measures carried out, share of what is attainable"),
        Measure("measures_shared", "share", "shared-control climate measures carried out, share of what is attainable"),
        Measure("never_reached", "share", "share of municipalities that have never taken part so far"),
        Measure("willing_unable", "share", "share of municipalities willing but unable to take part"),
        Measure("able_unwilling", "share", "share of municipalities able but unwilling to take part"),
        Measure("project_money", "share", "share of calls for project money won, mean"),
        Measure("project_money_gini", "share", "inequality of project money between municipalities (Gini)"),
        Measure("projects", "share", "own projects under way, 1 where every call is won, mean"),
        Measure("results", "points", "capital that projects beyond the usual brought and that waits, mean"),
        Measure("handed_over", "points", "capital of such results made routine so far, mean"),
        Measure("lost_results", "points", "capital of such results lost so far, mean"),
        Measure("replicated", "share", "measures copied from peers so far, mean"),
        Measure("partners", "share", "acceptance of partners: firms, residents, other public bodies; mean"),
        Measure("professions", "share", "strength of profession networks"),
        Measure("actor_level", "level", "ambition level of the mobilising actor"),
        Measure("actor_legitimacy", "share", "legitimacy of the support, mean of municipalities"),
        Measure("collaboration", "share", "the actor's collaboration capital, mean of the forms"),
        Measure("person_years", "person-years a year", "the actor's person-years"),
        Measure("cost_sek", "SEK a year", "cost of the actor"),
        Measure("municipal_cost_sek", "SEK a year", "cost of what municipalities set aside themselves"),
        *(Measure(f"capital_{name}", "share", f"{name} capital, mean of municipalities") for name in CAPITALS),
    )
}
"""Measures of a region, once a year."""

OF_RUN = {"person_years": "mean", "cost_sek": "sum", "municipal_cost_sek": "sum"}
"""Measures that add up or average over the quarters of a year; the rest are read at its end."""

MUNICIPAL = {
    measure.name: measure
    for measure in (
        Measure("capacity", "points", "transition capacity (0-100)"),
        Measure("rooted_share", "share", "share of capital that is rooted"),
        Measure("receptive_capacity", "share", "receptive capacity"),
        Measure("participation", "share", "share of the offer taken up"),
        Measure("measures_own", "share", "own-control climate measures carried out"),
        Measure("measures_shared", "share", "shared-control climate measures carried out"),
        *(Measure(f"capital_{name}", "share", f"{name} capital") for name in CAPITALS),
    )
}
"""Measures of a municipality, at the start and at the end."""


def gini(values: np.ndarray) -> np.ndarray:
    """Gini coefficient over the first axis: (municipality, run) -> (run,)."""
    n = values.shape[0]
    rank = np.arange(1, n + 1)[:, None]
    ordered = np.sort(values, axis=0)
    total = np.maximum(ordered.sum(axis=0), np.finfo(float).tiny)
    coefficient: np.ndarray = ((2 * rank - n - 1) * ordered).sum(axis=0) / (n * total)
    return coefficient


def of_municipalities(m: SimpleNamespace) -> dict[str, np.ndarray]:
    """Measures of each municipality, (municipality, run)."""
    level = m.capital_level
    rooted = m.rooted.sum(axis=0) / np.maximum(level.sum(axis=0), np.finfo(float).tiny)
    measures = {
        "capacity": m.capacity,
        "rooted_share": rooted,
        "receptive_capacity": m.receptive_capacity,
        "participation": m.participation,
        "measures_own": m.measures_own,
        "measures_shared": m.measures_shared,
    }
    return measures | {f"capital_{name}": level[i] for i, name in enumerate(CAPITALS)}


def takes_part(participation: np.ndarray) -> np.ndarray:
    """Whether each municipality takes part, (municipality, run): it takes up at least the least share that counts."""
    taking: np.ndarray = participation >= FIXED["take_part_least"]
    return taking


def activity(m: SimpleNamespace, municipal_person_years: np.ndarray | float) -> np.ndarray:
    """Offer taken up and own project work, person-years a year summed over municipalities (M33). (run,)"""
    taken = (m.dose * m.take_up).sum(axis=0) if hasattr(m, "dose") else 0.0
    person_years: np.ndarray = (taken + municipal_person_years * m.projects).sum(axis=0)
    return person_years


def of_region(
    m: SimpleNamespace,
    a: SimpleNamespace,
    reached: np.ndarray,
    population: np.ndarray,
    size_class: np.ndarray,
    municipal_person_years: np.ndarray | float,
) -> dict[str, np.ndarray]:
    """Measures of the region at a quarter's end, (run,), less the books (`OF_RUN`).

    Args:
        reached: whether each municipality has ever taken part, (municipality, run).
        population, size_class: (municipality,).
    """
    each = of_municipalities(m)
    return {
        **_of_capacity(m.capacity, population, size_class),
        **{
            name: each[name].mean(axis=0)
            for name in ("receptive_capacity", "participation", "rooted_share", "measures_own", "measures_shared")
        },
        "staff_time": m.slack.mean(axis=0),
        "capacity_integrated": _points(m.rooted),
        "capacity_person": _points(m.person_bound),
        **_of_layers(m),
        **_of_mandate_and_gates(a),
        "activity": activity(m, municipal_person_years),
        "never_reached": 1 - reached.mean(axis=0),
        "willing_unable": (m.reason_not == 1).mean(axis=0),
        "able_unwilling": (m.reason_not == 2).mean(axis=0),
        "project_money": m.project_money.mean(axis=0),
        "project_money_gini": gini(m.project_money),
        "projects": m.projects.mean(axis=0),
        **{name: 100 * getattr(m, name).mean(axis=0) for name in ("results", "handed_over", "lost_results")},
        "replicated": m.replicated.mean(axis=0),
        "partners": m.partners.mean(axis=0),
        "professions": a.professions,
        "actor_level": a.ambition_level * 1.0,
        "actor_legitimacy": m.legitimacy.mean(axis=0),
        "collaboration": a.collaboration.sum(axis=0).mean(axis=0),
        **{f"capital_{name}": m.capital_level[i].mean(axis=0) for i, name in enumerate(CAPITALS)},
    }


def _of_capacity(capacity: np.ndarray, population: np.ndarray, size_class: np.ndarray) -> dict[str, np.ndarray]:
    """Level and spread of transition capacity; nan for a size class that the region lacks."""
    lacking = np.full(capacity.shape[1], np.nan)
    members = {name: capacity[size_class == i] for i, name in enumerate(SIZE_CLASSES)}
    by_class = {f"capacity_{name}": each.mean(axis=0) if len(each) else lacking for name, each in members.items()}
    return {
        "capacity_mean": capacity.mean(axis=0),
        "capacity_weighted": (population[:, None] * capacity).sum(axis=0) / population.sum(),
        "capacity_min": capacity.min(axis=0),
        **by_class,
        "gap_large_small": by_class["capacity_large"] - by_class["capacity_small"],
        "gini": gini(capacity),
    }


def _of_layers(m: SimpleNamespace) -> dict[str, np.ndarray]:
    return {
        **{f"understanding_{name}": m.understanding[i].mean(axis=0) for i, name in enumerate(LAYERS)},
        **{f"backing_{name}": m.backing[i].mean(axis=0) for i, name in enumerate(LAYERS)},
        "distance": m.distance.mean(axis=0),
    }


def _of_mandate_and_gates(a: SimpleNamespace) -> dict[str, np.ndarray]:
    return {
        **{f"mandate_{name}": a.mandate[i] for i, name in enumerate(FORMS)},
        "formality": a.formality,
        "acceptance": a.acceptance,
        "knowledge_of_needs": a.knowledge_of_needs,
        **{f"missing_{name}": a.gate_shortfall[i] for i, name in enumerate(CONDITIONS)},
        **{f"started_{name}": a.gate_from_start[i] for i, name in enumerate(CONDITIONS)},
        **{f"worked_{name}": a.gate_from_work[i] for i, name in enumerate(CONDITIONS)},
    }


def _points(capital: np.ndarray) -> np.ndarray:
    """Points of transition capacity that a layer of the capitals gives, mean of municipalities. (run,)"""
    points: np.ndarray = 100 * (_WEIGHTS[:, None, None] * capital).sum(axis=0).mean(axis=0)
    return points
