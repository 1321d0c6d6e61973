"""`kraftsamling experiment=sanity`: the checks that the model itself must pass, on sampled worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from kraftsamling.analysis.checks import sanity
from kraftsamling.analysis.checks.levels import AS_IS, levels_check, thin_offers
from kraftsamling.analysis.checks.result import CheckResult, ChecksFinding
from kraftsamling.experiments.examine.expected.forms import check_forms
from kraftsamling.experiments.examine.expected.signs import check_bounds, check_signs
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.runs import SLICE, Runs, at_end, level
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import CAPITALS, FORMS, LAYERS

LEVELS = (1, 2, 3)
STOPS = (4, 6, 8)
STOCKS = (
    "base",
    "understanding",
    "backing",
    "interest",
    "legitimacy",
    "agreement_capacity",
    "agreement_climate",
    "vocabulary",
    "slack",
    "pledged",
    "measures_own",
    "measures_shared",
    "receptive_capacity",
    "project_money",
    "mandate",
)
PARTS = {"form": FORMS, "layer": LAYERS}
"""Axes along which a stock has parts."""
THIN = 0.1
"""Person-years beyond a level's fixed cost that make a thin offer."""


def examine(setting: Examination) -> ChecksFinding:
    """Run the eight checks; ignition, signs after the end and bounds set the years of their runs themselves."""
    runs = setting.runs
    checks = (
        check_null,
        check_bounds,
        check_copy,
        check_signs,
        check_degeneracy,
        check_forms,
        check_levels,
        check_ignition,
    )
    return ChecksFinding("sanity", tuple(check(runs) for check in setting.steps(checks)))


def check_null(runs: Runs) -> CheckResult:
    """Check 1: without actor and events every stock stays within 10 % of its start."""
    start: dict[str, list[np.ndarray]] = {}
    end: dict[str, list[np.ndarray]] = {}
    for first in range(0, len(runs.worlds), SLICE):
        part = runs.worlds.iloc[first : first + SLICE]
        data = runs.run(["no_support"], "full", worlds=part).isel(strategy=0)
        for name, begun, ended in stocks(data):
            start.setdefault(name, []).append(begun)
            end.setdefault(name, []).append(ended)
    return sanity.null_check(*({name: np.concatenate(parts) for name, parts in side.items()} for side in (start, end)))


def stocks(data: xr.Dataset) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Yield each stock's name, start and end, (world, seed, municipality)."""
    last = data.isel(quarter=-1)
    for place, name in enumerate(CAPITALS):
        for layer in ("level", "person", "rooted"):
            stock = f"capital_{layer}"
            begun, ended = (side.isel(capital=place).to_numpy() for side in (data[f"{stock}_start"], last[stock]))
            yield f"{name}_{layer}", begun, ended
    for name in STOCKS:
        first, final = data[f"{name}_start"], last[name]
        axis = next((axis for axis in PARTS if axis in final.dims), None)
        if axis is None:
            yield name, _by_place(first), _by_place(final)
            continue
        for place, part in enumerate(PARTS[axis]):
            yield f"{name}_{part}", _by_place(first.isel({axis: place})), _by_place(final.isel({axis: place}))


def _by_place(values: xr.DataArray) -> np.ndarray:
    """Return values as (world, seed, municipality), the actor's own as if of one municipality."""
    return values.to_numpy() if "municipality" in values.dims else values.to_numpy()[..., None]


def check_degeneracy(runs: Runs) -> CheckResult:
    """Check 5: over all built-in policies, each at its own cost."""
    names = sorted(built_in("strategy", ".yaml"))
    return sanity.degeneracy(runs.courses({name: name for name in names}), "no_support")


def check_levels(runs: Runs) -> CheckResult:
    """Check 7: what a level adds changes the comparison; which level is best, at equal money and at own cost."""
    strategies = {f"level_{number}": level(number) for number in LEVELS}
    switches = {AS_IS: (), "level_2_adds_nothing": (2,), "level_3_adds_nothing": (3,), "neither_adds": (2, 3)}
    ends = {}
    for budget in ("equal", "own"):
        for name, groups in switches.items():
            off = {f"switch_level_{group}_adds": 0 for group in groups}
            ends[budget, name] = runs.ends(strategies, budget=budget, parameters=off)
    for end in ("low", "high"):
        extreme = at_end(end, "equal_person_years")
        ends["equal", f"person_years_{end}"] = runs.ends(strategies, budget="equal", parameters=extreme)
    return levels_check(ends, runs.worlds, _thin_offers(runs))


def _thin_offers(runs: Runs) -> pd.DataFrame:
    """What each level gives with next to no working time beyond its fixed cost, against its own cost (probe worlds)."""
    none = runs.ends({"none": "no_support"}, **runs.probe)["none"]
    gains = {}
    for number in LEVELS:
        years = parameters()[f"fixed_years_{number}"].default + THIN
        courses = {"own": level(number), "thin": level(number, budget={"person_years": years, "project_share": 0})}
        ends = runs.ends(courses, **runs.probe)
        gains[f"level_{number}"] = years, {name: end - none for name, end in ends.items()}
    return thin_offers(gains)


def check_ignition(runs: Runs) -> CheckResult:
    """Check 8: share of worlds that go on by themselves once support is withdrawn, by own pace."""
    row = parameters()["own_pace"]
    paces = (0, row.default, row.high)
    shares = {pace: _ignites(runs, LEVELS, STOPS, parameters={"own_pace": pace}) for pace in paces}
    return sanity.ignition(pd.DataFrame(shares).rename_axis(index=["level", "stop"], columns="own_pace"))


def _ignites(runs: Runs, levels: Sequence[int], stops: Sequence[int], **options: Any) -> dict[tuple[int, int], float]:
    """Share of worlds that ignite, by level and year of the stop; seeds averaged first."""
    length = max(stops) + sanity.IGNITION_YEARS
    none = runs.courses({"none": "no_support"}, years=length, **options)["none"].mean(axis=1)
    shares = {}
    for stop in stops:
        strategies = {f"level_{number}": level(number, budget={"end_year": stop}) for number in levels}
        length = stop + sanity.IGNITION_YEARS
        courses = runs.courses(strategies, years=length, **options)
        for number in levels:
            course = courses[f"level_{number}"].mean(axis=1)
            shares[number, stop] = float(sanity.ignited(course, none[:, : length + 1], stop).mean())
    return shares


def check_copy(runs: Runs) -> CheckResult:
    """Check 3: a strategy against its copy, and the cost of no support, in both budget modes."""
    difference = cost = 0.0
    for budget in ("own", "equal"):
        for name in ("level_1", "level_3", "gated_mean"):
            data = runs.run([name, name], **runs.probe, budget=budget)
            for variable in data.data_vars.values():
                pair = variable.to_numpy().astype(float)
                difference = max(difference, float(np.nanmax(np.abs(pair[0] - pair[1]))))
        free = runs.run(["no_support"], **runs.probe, budget=budget)
        cost = max(cost, float(free["cost_sek"].max()), float(free["municipal_cost_sek"].max()))
    return sanity.copy_and_cost(difference, cost)
