"""Every free parameter as one row of `data/parameters.csv`, and the mechanism groups that can be switched off."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from kraftsamling.model.errors import InputError, check_number, nearest
from kraftsamling.model.paths import DATA

SWITCH = "switch_"
"""Prefix of the parameter that switches a mechanism group on (1) or off (0)."""
PROBE = "probe_"
"""Prefix of the parameters that only tests of patterns turn."""
PRICES = ("person_year_cost", "equal_person_years")
"""Parameters that set the terms of a comparison (price, equal budget): no uncertain assumptions, and never sampled."""

LEVERS = (
    *(f"{what}_{level}" for what in ("person_years", "fixed_years") for level in (1, 2, 3)),
    *("breadth_per_year", "staff_saving_2", "public_bonus_2", "targeting_strength"),
)
"""Parameters that the actor decides on, or can look up: settings with a default, varied on request only."""


@dataclass(frozen=True)
class Parameter:
    """One free parameter: an assumption with a range.

    `group` names the mechanism group that, switched off, sets the parameter to `off`; `meaning` is by language.
    """

    name: str
    unit: str
    default: float
    low: float
    high: float
    distribution: str
    swept: bool
    mechanisms: str
    evidence: str
    group: str
    off: float | None
    meaning: Mapping[str, str]


@dataclass(frozen=True)
class MechanismGroup:
    """Mechanisms that are switched off together, and the measure that they exist for."""

    name: str
    mechanisms: str
    measure: str
    meaning: str


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


@cache
def parameters() -> dict[str, Parameter]:
    """All parameters by name, in the order of the file."""
    table = {}
    for row in _rows("parameters.csv"):
        table[row["name"]] = Parameter(
            name=row["name"],
            unit=row["unit"],
            default=float(row["default"]),
            low=float(row["low"]),
            high=float(row["high"]),
            distribution=row["distribution"],
            swept=row["swept"] == "yes",
            mechanisms=row["mechanisms"],
            evidence=row["evidence"],
            group=row["group"],
            off=float(row["off"]) if row["off"] else None,
            meaning={"sv": row["meaning_sv"], "en": row["meaning"]},
        )
    return table


@cache
def groups() -> dict[str, MechanismGroup]:
    """All mechanism groups by name."""
    return {
        row["group"]: MechanismGroup(row["group"], **{k: row[k] for k in ("mechanisms", "measure", "meaning")})
        for row in _rows("mechanisms.csv")
    }


@cache
def allowed_names() -> tuple[str, ...]:
    """Names that may be overridden: parameters, and one switch per mechanism group."""
    return (*parameters(), *(SWITCH + name for name in groups()))


def swept() -> list[Parameter]:
    """Parameters that a sample of worlds varies: those marked as swept, then the structural switches."""
    table = parameters().values()
    return [p for p in table if p.swept] + [p for p in table if p.unit == "switch"]


def drawable() -> list[Parameter]:
    """Uncertainties with a range that worlds could vary: all but switches, probes of tests, prices and levers."""
    return [
        row
        for row in parameters().values()
        if row.low < row.high
        and row.unit != "switch"
        and not row.name.startswith(PROBE)
        and row.name not in (*PRICES, *LEVERS)
    ]


def limits(name: str, where: str) -> tuple[float, float]:
    """Lowest and highest value of a parameter or a group's switch.

    Raises:
        InputError: there is no such parameter or switch; the nearest one is suggested.
    """
    if name in parameters():
        return parameters()[name].low, parameters()[name].high
    if name not in allowed_names():
        near = [SWITCH + group for group in groups()] if str(name).startswith(SWITCH) else list(parameters())
        raise InputError(f"{where}: unknown parameter; {nearest(name, near)}")
    return 0, 1


def check_overrides(overrides: Mapping[str, object] | None) -> dict[str, float]:
    """Return the overrides as numbers within their ranges; a group's switch may be anything from 0 to 1.

    Raises:
        InputError: unknown name (the nearest one suggested), value out of range, or a structural switch at a fraction.
    """
    if not isinstance(overrides or {}, Mapping):
        raise InputError(f"parameters: {overrides!r} is no mapping; allowed: values by parameter name")
    return {name: _check_value(name, value, f"parameters.{name}") for name, value in (overrides or {}).items()}


def _check_value(name: str, value: object, where: str) -> float:
    """Return the value as a number within its range; a structural switch is 0 or 1 and nothing between."""
    low, high = limits(name, where)
    structural = name in parameters() and parameters()[name].unit == "switch"
    return float(check_number(value, low, high, where, whole=structural))


def values(
    overrides: Mapping[str, float] | None = None, worlds: Mapping[str, np.ndarray] | None = None
) -> dict[str, np.ndarray | float]:
    """Values of all parameters: the default, replaced by the world's, replaced by the override, then switches applied.

    Args:
        overrides: checked values by name, also `switch_GROUP`.
        worlds: samples by name, each (run,).

    Returns:
        by name: a float, or an array (run,) where worlds differ.
    """
    given: dict[str, np.ndarray | float] = {**(worlds or {}), **(overrides or {})}
    result: dict[str, np.ndarray | float] = {}
    for name, row in parameters().items():
        value = given.get(name, row.default)
        if row.off is not None and SWITCH + row.group in given:
            on = given[SWITCH + row.group]
            value = on * value + (1 - on) * row.off
        result[name] = value
    return result
