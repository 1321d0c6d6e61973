"""Check 3 of the model's sanity: each form of support has its own job, and none replaces the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kraftsamling.analysis.checks import sanity
from kraftsamling.analysis.checks.sanity import FAILS, HOLDS, Finding
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
EXISTS_FOR = {
    "knowledge": ("person_bound", "vocabulary"),
    "resource": ("participation", "slack"),
    "room": ("rooted_share", "measures_shared"),
}
"""What each form of support exists for (section 8 of the model's description)."""


def check_forms(bench: Bench) -> Finding:
    """Check 3: each form does what no other does, and no single form replaces the bundle."""
    rows: dict[tuple, dict] = {}
    alone: dict[int, dict] = {}
    for number in LEVELS:
        rows |= _forms_switched_off(bench, number)
        mixes = SINGLES | BUNDLES | {"by_level": LEVEL_MIX[number]}
        ends = bench.ends({name: mixed(number, weights) for name, weights in mixes.items()})
        best = np.array(list(mixes))[np.stack(list(ends.values())).argmax(axis=0)]
        alone[number] = sanity.single_against_bundles(ends, list(SINGLES)) | {
            "K_beats_even": (ends["K"] > ends["even"]).mean(),
            **{f"best_{name}": (best == name).mean() for name in SINGLES},
        }
    single = pd.DataFrame.from_dict(alone, orient="index").rename_axis("level")
    high = [number for number in LEVELS if single.loc[number, "single_beats_all"] > sanity.SUBSTITUTES]
    where = _where_substitutes(bench, high)
    off = pd.DataFrame.from_dict(rows, orient="index").rename_axis(["level", "off", "measure"])
    forms_off = off[off.index.get_level_values("off").isin(FORMS)]
    unhurt = sorted(
        {(form, measure, number) for number, form, measure in forms_off.index[forms_off["worlds_lower"] <= 0.5]}
    )
    told = {
        "shares": single["single_beats_all"].to_dict(),
        "clear": single["single_by_half_a_point"].to_dict(),
        "lead": single["lead_median"].to_dict(),
        "high": high,
        "unhurt": unhurt,
    }
    for number in high:
        shares = where.loc[number]["single_beats_all"]
        told |= {
            f"where_{number}": shares.iloc[1:].idxmin(),
            f"left_{number}": shares.iloc[1:].min(),
            f"as_is_{number}": shares.iloc[0],
        }
    tables = {"switched_off": off, "single_forms": single, **({"where": where} if high else {})}
    return Finding("forms", FAILS if high or unhurt else HOLDS, tables, told)


def _forms_switched_off(bench: Bench, number: int) -> dict[tuple, dict]:
    """What taking away each form, and each form's job, does to the measures it exists for (probe worlds)."""
    mix = dict(zip(FORMS, LEVEL_MIX[number], strict=True))
    variants: dict[str, tuple[Any, dict]] = {"none": (level(number), {})}
    variants |= {form: (mixed(number, list((mix | {form: 0}).values())), {}) for form in FORMS}
    variants |= {job: (level(number), {f"switch_{job}": 0}) for job in ("knowledge_job", "resource_job")}
    found = {
        name: _measured(bench.run([strategy], "full", **bench.probe, parameters=override))
        for name, (strategy, override) in variants.items()
    }
    rows = {}
    for name in list(variants)[1:]:
        measures = EXISTS_FOR[name.removesuffix("_job")]
        for measure, row in sanity.effects(found["none"], found[name], measures).items():
            rows[number, name, measure] = row
    return rows


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


def _where_substitutes(bench: Bench, levels: Sequence[int]) -> pd.DataFrame:
    """For levels at which one form does for all: the share once a cause is taken away (probe worlds)."""
    rows = {}
    for number in levels:
        strategies = {name: mixed(number, weights) for name, weights in (SINGLES | BUNDLES).items()}
        for cause, override in without_cause().items():
            ends = bench.ends(strategies, **bench.probe, parameters=override)
            rows[number, cause] = sanity.single_against_bundles(ends, list(SINGLES))
    return pd.DataFrame.from_dict(rows, orient="index")
