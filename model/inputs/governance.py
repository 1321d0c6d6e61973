# ruff: noqa: RUF009 (the calls declare fields, they make no shared default)
"""Governance of the mobilising actor: the mandates and the formality that it begins with, and how members decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kraftsamling.model.errors import check_choice
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.reader import Place

NAMES = (
    "voluntary_network", "project_funded", "federation", "statutory", "agreement_all_directors", "capped_secretariat",
    "own",
)  # fmt: skip
RULES = ("mean", "two_thirds", "lowest")
"""Whose acceptance counts: the mean member, the least willing third, the lowest tenth."""


@dataclass(frozen=True)
class Governance:
    """What the actor's owners have agreed on (M26, M41-M45, M54, M118); None: the parameters' start values.

    Attributes:
        preset: what it is called: one of PRESETS, or "own" for values of one's own.
        knowledge, resource, room: mandate for each form at the start, 0 to 1.
        formality: agreement, roles and duty to follow up at the start, 0 to 1.
        bound: share of mandate and formality that law or statute binds, so that no decision moves it.
        most_person_years: the most that the actor may grow to, a year; None: no limit.
        rule: one of RULES.
    """

    preset: str = reader.choice(NAMES, "own")
    knowledge: float | None = reader.number(None, 0, 1, blank=True)
    resource: float | None = reader.number(None, 0, 1, blank=True)
    room: float | None = reader.number(None, 0, 1, blank=True)
    formality: float | None = reader.number(None, 0, 1, blank=True)
    bound: float = reader.number(0.0, 0, 1)
    most_person_years: float | None = reader.number(None, 0, 200, blank=True)
    rule: str = reader.choice(RULES, "mean")

    @property
    def mandate(self) -> tuple[float | None, ...]:
        """Mandates in the order of the forms."""
        return self.knowledge, self.resource, self.room


PRESETS: Mapping[str, Mapping[str, Any]] = {
    "voluntary_network": {"knowledge": 0.8, "resource": 0.35, "room": 0.05, "formality": 0.1},
    "project_funded": {"knowledge": 0.85, "resource": 0.5, "room": 0.1, "formality": 0.2},
    "federation": {},
    "statutory": {"knowledge": 0.95, "resource": 0.7, "room": 0.5, "formality": 0.8, "bound": 0.8},
    "agreement_all_directors": {"knowledge": 0.9, "resource": 0.65, "room": 0.35, "formality": 0.6},
    "capped_secretariat": {"knowledge": 0.9, "resource": 0.45, "room": 0.1, "formality": 0.35, "most_person_years": 4},
}
"""Six kinds of actor; their values are assumptions by rank, the federation's being the parameters."""


def read_governance(value: Any, place: Place) -> Governance:
    """Return the governance that the name of a preset, or a group of values, stands for.

    Raises:
        InputError: no such preset, an unknown key, or a value out of its range.
    """
    if not isinstance(value, Mapping):
        name = check_choice(value, tuple(PRESETS), place, ", or values of one's own")
        return Governance(**{"preset": name, **PRESETS[name]})
    return reader.read(Governance, value, place)
