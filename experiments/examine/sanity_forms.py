"""Check 3 of the model's sanity: each form of support has its own job, and none replaces the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from kraftsamling.analysis.checks.forms import EXISTS_FOR, forms_check, substitutes
from kraftsamling.analysis.checks.result import CheckResult
from kraftsamling.experiments.runs.bench import Bench, at_end, level, mixed
from kraftsamling.model.engine.tables import LEVEL_MIX
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.vocabulary import FORMS

LEVELS = (1, 2, 3)
SINGLES = {"K": (1, 0, 0), "R": (0, 1, 0), "A": (0, 0, 1)}
BUNDLES = {
    "even": (1, 1, 1),
    "KR": (1, 1, 0),
    "KA": (1, 0, 1),
    "RA": (0, 1, 1),
    "mostly_K": (3, 1, 1),
    "mostly_R": (1, 3, 1),
    "mostly_A": (1, 1, 3),
    "nearly_K": (8, 1, 1),
}


def check_forms(bench: Bench) -> CheckResult:
    """Check 3: each form does what no other does, and no single form replaces the bundle."""
    measured, ends = {}, {}
    for number in LEVELS:
        measured[number] = _switched_off(bench, number)
        mixes = SINGLES | BUNDLES | {"by_level": LEVEL_MIX[number]}
        ends[number] = bench.ends({name: mixed(number, weights) for name, weights in mixes.items()})
    singles = list(SINGLES)
    return forms_check(measured, ends, _without_causes(bench, substitutes(ends, singles)), singles)


def _switched_off(bench: Bench, number: int) -> dict[str, dict[str, np.ndarray]]:
    """The measures that forms exist for, with nothing, each form and each form's job taken away (probe worlds)."""
    mix = dict(zip(FORMS, LEVEL_MIX[number], strict=True))
    variants: dict[str, tuple[Any, dict]] = {"none": (level(number), {})}
    variants |= {form: (mixed(number, list((mix | {form: 0}).values())), {}) for form in FORMS}
    variants |= {job: (level(number), {f"switch_{job}": 0}) for job in ("knowledge_job", "resource_job")}
    return {
        name: _measured(bench.run([strategy], "full", **bench.probe, parameters=override))
        for name, (strategy, override) in variants.items()
    }


def _measured(data: xr.Dataset) -> dict[str, np.ndarray]:
    """The measures that forms exist for, at the end, (world,)."""
    last = data.isel(strategy=0, quarter=-1)
    last["person_bound"] = last["capital_person"].sum("capital")
    names = [name for measures in EXISTS_FOR.values() for name in measures]
    return {name: last[name].mean(["seed", "municipality"]).to_numpy() for name in names}


def without_cause() -> dict[str, dict[str, float]]:
    """What is taken away to find why a single form can replace the bundle."""
    near = min(parameters()[f"mandate_{form}_{number}"].high for form in ("resource", "room") for number in LEVELS)
    mandates = {
        f"mandate_{form}_{number}": max(near, parameters()[f"mandate_{form}_{number}"].low)
        for form in ("resource", "room")
        for number in LEVELS
    } | at_end("low", "mandate_knowledge")
    return {
        "as_is": {},
        "collaboration_off": {"switch_collaboration": 0},
        "public_goods_off": {"switch_public_goods": 0},
        "fear_off": {"switch_fear": 0},
        "order_and_vocabulary_off": {"switch_order_of_forms": 0, "switch_vocabulary": 0},
        "mandates_near": mandates,
        "knowledge_job_off": {"switch_knowledge_job": 0},
        "resource_job_off": {"switch_resource_job": 0},
        "gains_high": at_end("high", "capital_gain", "base_gain"),
        "collaboration_off_gains_high": {"switch_collaboration": 0, **at_end("high", "capital_gain", "base_gain")},
    }


def _without_causes(bench: Bench, levels: Sequence[int]) -> dict[tuple[int, str], dict[str, np.ndarray]]:
    """Ends of every mix, for levels at which one form does for all, once each cause is taken away (probe worlds)."""
    ends = {}
    for number in levels:
        strategies = {name: mixed(number, weights) for name, weights in (SINGLES | BUNDLES).items()}
        for cause, override in without_cause().items():
            ends[number, cause] = bench.ends(strategies, **bench.probe, parameters=override)
    return ends
