"""`kraftsamling experiment=facts`: published figures beside what the model gives, in the built-in regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks import facts
from kraftsamling.analysis.checks.result import ChecksFinding
from kraftsamling.analysis.results.expected import INPUTS, PLEDGES
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.runs import SLICE, Runs, at_end
from kraftsamling.model import load_region
from kraftsamling.model.engine.lookup import elections
from kraftsamling.model.inputs.parameters import parameters, values
from kraftsamling.model.paths import built_in
from kraftsamling.model.rules.act import carry_out
from kraftsamling.model.rules.environment import expected_strain

ROUND = 4
"""Quarters of a round of pledges."""
PLEDGES_REST_ON = ("agreement_climate", "slack")
CHANCE_SEEDS = 200
"""Seeds for what rests on chance alone: few seeds would compare noise to the published figures."""


def examine(setting: Examination) -> ChecksFinding:
    """Compare to published figures.

    The region that is examined stands first, the other built-in ones after it. A round of pledges is always one year.
    """
    region, sample = setting.region, setting.sample.worlds
    names = [name for name in sorted(built_in("region", ".csv")) if name != region.name]
    members = {place.name: place for place in (region, *map(load_region, names))}
    inputs, rounds, day_one, rates = {}, {}, {}, {}
    spread: dict[tuple[str, str], np.ndarray] = {}
    for name, place in setting.steps(list(members.items())):
        runs = replace(setting, region=place).runs
        left, start = _simulated(runs)
        single = {fact: shares for fact, shares in _by_chance(runs).items() if shares.size}
        inputs[name] = {"turnover_staff": left, "turnover_strategists": left, "change_of_rule": np.array([])}
        inputs[name] |= {fact: shares.mean(keepdims=True).ravel() for fact, shares in single.items()}
        spread |= {(name, fact): shares for fact, shares in single.items()}
        rounds[name] = facts.round_of_pledges(*carry_out_round(start, sample))
        day_one[name] = facts.round_of_pledges(*carry_out_round(start, sample, all_pledged=True))["carried_out"]
        if place is region:
            rates = _at_ends(start, sample)
    pledges = facts.pledge_check(rounds, day_one, pd.DataFrame.from_dict(rates, orient="index"))
    sources = tuple(fact.source for fact in (*INPUTS, *PLEDGES))
    return ChecksFinding("facts", (facts.input_check(inputs, spread), pledges), sources)


def _simulated(runs: Runs) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Yearly turnover by world, and the start values that pledges rest on."""
    parts: list[tuple[np.ndarray, ...]] = []
    for first in range(0, len(runs.worlds), SLICE):
        part = runs.worlds.iloc[first : first + SLICE]
        data = runs.run(["no_support"], "full", worlds=part).isel(strategy=0)
        starts = (data[f"{name}_start"].to_numpy() for name in PLEDGES_REST_ON)
        parts.append((facts.yearly_turnover(data["leavers"].to_numpy()), *starts))
    left, *begun = (np.concatenate(column) for column in zip(*parts, strict=True))
    return left, dict(zip(PLEDGES_REST_ON, begun, strict=True))


def start_of_pledges(runs: Runs) -> dict[str, np.ndarray]:
    """The start values that pledges rest on, (world, seed, municipality)."""
    data = runs.run(["no_support"], "full", years=1).isel(strategy=0)
    return {name: data[f"{name}_start"].to_numpy() for name in PLEDGES_REST_ON}


def _by_chance(runs: Runs) -> dict[str, np.ndarray]:
    """Shares of municipalities in each single election and year, at the default parameters."""
    data = runs.run(["no_support"], "full", worlds=None, seeds=CHANCE_SEEDS).isel(strategy=0)
    threshold, _ = expected_strain(parameters()["deficit_rate"].default)
    held = elections(runs.region, 4 * runs.years)
    changed = facts.rule_changes(data["changed_rule"].to_numpy(), held)
    return {"change_of_rule": changed, "deficits": facts.deficits(data["finance"].to_numpy(), threshold)}


def parameter(name: str, worlds: pd.DataFrame) -> np.ndarray:
    """A parameter in each world, (world,): as sampled, else its default."""
    return np.broadcast_to(values(None, {column: worlds[column].to_numpy() for column in worlds})[name], (len(worlds),))


def carry_out_round(
    start: Mapping[str, np.ndarray],
    worlds: pd.DataFrame,
    *,
    quarters: int = ROUND,
    all_pledged: bool = False,
    rates: Mapping[str, float] = MappingProxyType({}),
) -> tuple[np.ndarray, np.ndarray]:
    """Let the rule for own-control measures run for one round of pledges, nothing carried out before it.

    Agreement on climate goals and staff time stay at each municipality's start, real capital too; no campaign, no
    projects, nothing is copied, nothing becomes obsolete within the round.

    Args:
        start: agreement_climate and slack, (world, seed, municipality).
        quarters: how long it runs, if not one round.
        all_pledged: everything on offer is pledged on the first day, rather than nothing.
        rates: pledging_rate and completion_rate where they are not the world's own.

    Returns:
        pledged and still open, carried out: shares of what is on offer, (world, seed, municipality).
    """
    none = np.zeros_like(start["slack"])
    given: dict[str, Any] = {
        name: rates.get(name, parameter(name, worlds)[:, None, None]) for name in ("pledging_rate", "completion_rate")
    }
    still: dict[str, Any] = dict(
        measures_own_start=none,
        measures_shared_start=none,
        busy=none,
        copied=none,
        drive=1.0,
        capacity=none,
        capital_level=np.ones((7, *none.shape)),
        capital_start=np.ones((7, *none.shape)),
        base=np.ones((3, *none.shape)),
        partners=none,
        projects=none,
        projects_start=none,
        shared_measure_rate=0.0,
        obsolescence=0.0,
        own_visibility=1.0,
        project_visibility=0.0,
    )
    pledged, own, shared = none + all_pledged, none, none
    for _ in range(quarters):
        pledged, own, shared, *_ = carry_out(
            pledged=pledged, measures_own=own, measures_shared=shared, **start, **given, **still
        )
    return pledged, own


def _at_ends(start: Mapping[str, np.ndarray], worlds: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Medians over worlds of a round with each rate at the ends of its range: how far the assumption reaches."""
    rows = {}
    for name in ("pledging_rate", "completion_rate"):
        for end in ("low", "high"):
            measures = facts.round_of_pledges(*carry_out_round(start, worlds, rates=at_end(end, name)))
            rows[f"{name}_{end}"] = {measure: float(np.nanmedian(value)) for measure, value in measures.items()}
    return rows
