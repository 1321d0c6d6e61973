"""Governance of the mobilising actor: what its owners have agreed on, and how they decide on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kraftsamling.model.errors import check_choice
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.reader import Place

RULES = ("mean", "two_thirds", "lowest")
"""Whose acceptance counts: the mean member, the one who completes two thirds, the lowest tenth."""

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "voluntary_network": {
        "knowledge": 0.8, "resource": 0.35, "room": 0.05, "formality": 0.1, "core_share": 0.7, "horizon": 1,
    },
    "project_funded": {
        "knowledge": 0.85, "resource": 0.5, "room": 0.1, "formality": 0.2, "core_share": 0.2, "horizon": 2,
    },
    "federation": {},
    "statutory": {
        "knowledge": 0.95, "resource": 0.7, "room": 0.5, "formality": 0.8, "core_share": 1.0, "horizon": 10,
        "bound": 0.8,
    },
    "agreement_all_directors": {
        "knowledge": 0.9, "resource": 0.65, "room": 0.35, "formality": 0.6, "core_share": 0.8, "horizon": 4,
    },
    "capped_secretariat": {
        "knowledge": 0.9, "resource": 0.45, "room": 0.1, "formality": 0.35, "core_share": 0.5, "horizon": 3,
        "most_person_years": 3,
    },
}  # fmt: skip
"""Six kinds of actor; values are assumptions by rank, the federation's being the parameters and the budget."""

OWN = "own"
"""Name of a governance that is no preset."""


@dataclass(frozen=True)
class Governance:
    """What the actor's owners have agreed on (M26, M41-M45, M83, M89, M118).

    Attributes:
        preset: one of PRESETS, whose values hold where a key is left out, or "own".
        knowledge, resource, room: mandate for each form, 0 to 1; None: the parameter's.
        formality: agreement, roles and duty to follow up, 0 to 1; None: the parameter's.
        core_share: share of the budget that is no project money; None: as the budget says.
        horizon: years that core funding is promised; None: the usual.
        bound: share of every decision that law or statute forestalls.
        most_person_years: core person-years a year beyond which money becomes projects that members carry; None: no
            limit.
        rule: whose acceptance counts in a decision, one of RULES.
    """

    preset: str = reader.choice((*PRESETS, OWN), OWN)
    knowledge: float | None = reader.number(None, 0, 1, blank=True)
    resource: float | None = reader.number(None, 0, 1, blank=True)
    room: float | None = reader.number(None, 0, 1, blank=True)
    formality: float | None = reader.number(None, 0, 1, blank=True)
    core_share: float | None = reader.number(None, 0, 1, blank=True)
    horizon: float | None = reader.number(None, 0.5, 50, blank=True)
    bound: float = reader.number(0.0, 0, 1)
    most_person_years: float | None = reader.number(None, 0, 200, blank=True)
    rule: str = reader.choice(RULES, "mean")

    @property
    def mandate(self) -> tuple[float | None, ...]:
        """Mandates in the order of the forms."""
        return self.knowledge, self.resource, self.room

    def to_plain(self) -> str | dict[str, Any]:
        """Return the name of the preset that it is, else every value, enough to be read again."""
        preset = PRESETS.get(self.preset)
        whole = preset is not None and self == Governance(**{"preset": self.preset, **preset})
        return self.preset if whole else reader.plain(self)


def read_governance(value: Any, place: Place) -> Governance:
    """Return the governance that the name of a preset stands for, or a group of values, on top of a preset's.

    Raises:
        InputError: no such preset, an unknown key, or a value out of its range.
    """
    if not isinstance(value, Mapping):
        preset = check_choice(value, tuple(PRESETS), place, ", or values of one's own")
        return Governance(**{"preset": preset, **PRESETS[preset]})
    return reader.read(Governance, {**PRESETS.get(str(value.get("preset", OWN)), {}), **value}, place)


def laid_over(held: Governance, value: Any) -> Any:
    """Return what a later part of a course says of governance, on top of what held before; a preset starts afresh."""
    goes_on = isinstance(value, Mapping) and "preset" not in value
    return {**reader.plain(held), **value} if goes_on else value
