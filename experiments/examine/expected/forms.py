"""Check 6 of the model's sanity: whether forms of support differ, and a bundle is ahead of each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from kraftsamling.analysis.checks.forms import EXISTS_FOR, forms_check
from kraftsamling.analysis.checks.result import CheckResult
from kraftsamling.experiments.runs.runs import Runs, level, mixed
from kraftsamling.model.engine.levels import LEVEL_MIX
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


def check_forms(runs: Runs) -> CheckResult:
    """Check 6: each form does what no other does, and whether a bundle or a single form is ahead."""
    measured, ends = {}, {}
    for number in LEVELS:
        measured[number] = _switched_off(runs, number)
        mixes = SINGLES | BUNDLES | {"by_level": LEVEL_MIX[number]}
        ends[number] = runs.ends({name: mixed(number, weights) for name, weights in mixes.items()})
    return forms_check(measured, ends, list(SINGLES))


def _switched_off(runs: Runs, number: int) -> dict[str, dict[str, np.ndarray]]:
    """The measures that forms exist for, with nothing, each form and each form's job taken away (probe worlds)."""
    mix = dict(zip(FORMS, LEVEL_MIX[number], strict=True))
    variants: dict[str, tuple[Any, dict[str, Any]]] = {"none": (level(number), {})}
    variants |= {form: (mixed(number, list((mix | {form: 0}).values())), {}) for form in FORMS}
    variants |= {job: (level(number), {f"switch_{job}": 0}) for job in ("knowledge_job", "resource_job")}
    return {
        name: _measured(runs.run([strategy], "full", **runs.probe, parameters=override))
        for name, (strategy, override) in variants.items()
    }


def _measured(data: xr.Dataset) -> dict[str, np.ndarray]:
    """The measures that forms exist for, at the end, (world,)."""
    last = data.isel(strategy=0, quarter=-1)
    last["person_bound"] = last["capital_person"].sum("capital")
    names = [name for measures in EXISTS_FOR.values() for name in measures]
    return {name: last[name].mean(["seed", "municipality"]).to_numpy() for name in names}
