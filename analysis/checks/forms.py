"""The check that each form of support has its own job and whether a bundle is ahead, from arrays to a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kraftsamling.analysis.checks.result import ANSWERED, CheckResult
from kraftsamling.model.vocabulary import FORMS

EXISTS_FOR = {
    "knowledge": ("person_bound", "vocabulary"),
    "resource": ("participation", "slack"),
    "room": ("rooted_share", "measures_shared"),
}
"""What each form of support exists for (section 8 of the model's description)."""
Ends = Mapping[str, np.ndarray]
"""Capacity at the end by mix of forms, points, (world,)."""


def single_against_bundles(ends: Mapping[str, np.ndarray], singles: Sequence[str]) -> dict[str, float]:
    """How often the best single form beats every bundle, and by how much.

    Args:
        ends: by mix, capacity at the end (world,).
        singles: which of the mixes are single forms; the others are bundles.
    """
    best = np.max([ends[name] for name in singles], axis=0)
    bundle = np.max([value for name, value in ends.items() if name not in singles], axis=0)
    lead = best - bundle
    return {
        "single_beats_all": (lead > 0).mean(),
        "single_by_half_a_point": (lead >= 0.5).mean(),
        "bundle_by_half_a_point": (lead <= -0.5).mean(),
        "lead_median": float(np.median(lead)),
    }


def effects(
    base: Mapping[str, np.ndarray], off: Mapping[str, np.ndarray], measures: Sequence[str]
) -> dict[str, dict[str, float]]:
    """What switching something off does to measures, (world,) each: median change and share of worlds it falls in."""
    rows = {}
    for measure in measures:
        change = off[measure] - base[measure]
        rows[measure] = {
            "base_median": np.median(base[measure]),
            "change_median": np.median(change),
            "worlds_lower": (change < 0).mean(),
            "worlds_changed": (change != 0).mean(),
        }
    return rows


def forms_check(
    measured: Mapping[int, Mapping[str, Ends]], ends: Mapping[int, Ends], singles: Sequence[str]
) -> CheckResult:
    """Whether forms differ: is a bundle ahead or a single form, and does each form do what no other does.

    Args:
        measured: by level, by what is switched off ("none" first; a form, or FORM_job), the measures that forms exist
            for, (world,).
        ends: by level; "even" is the even bundle.
        singles: which of the mixes are single forms.
    """
    single = pd.DataFrame.from_dict({level: _alone(by_mix, singles) for level, by_mix in ends.items()}, orient="index")
    single = single.rename_axis("level")
    off = _switched_off(measured)
    details = {
        "bundle": single["bundle_by_half_a_point"].to_dict(),
        "single": single["single_by_half_a_point"].to_dict(),
        "lead": single["lead_median"].to_dict(),
        "unhurt": _unhurt(off),
    }
    return CheckResult("forms", ANSWERED, {"switched_off": off, "single_forms": single}, details)


def _alone(ends: Ends, singles: Sequence[str]) -> dict[str, float]:
    best = np.array(list(ends))[np.stack(list(ends.values())).argmax(axis=0)]
    return single_against_bundles(ends, singles) | {
        "K_beats_even": (ends["K"] > ends["even"]).mean(),
        **{f"best_{name}": (best == name).mean() for name in singles},
    }


def _switched_off(measured: Mapping[int, Mapping[str, Ends]]) -> pd.DataFrame:
    rows = {}
    for level, variants in measured.items():
        for name in list(variants)[1:]:
            measures = EXISTS_FOR[name.removesuffix("_job")]
            for measure, row in effects(variants["none"], variants[name], measures).items():
                rows[level, name, measure] = row
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(["level", "off", "measure"])


def _unhurt(off: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return form, measure and level where taking the form away lowers the measure in no more than half the worlds."""
    forms = off[off.index.get_level_values("off").isin(FORMS)]
    unhurt = forms.index[forms["worlds_lower"] <= 0.5]
    return sorted({(form, measure, level) for level, form, measure in unhurt})
