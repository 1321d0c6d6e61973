# ruff: noqa: RUF009 (the calls declare fields, they make no shared default)
"""Events that happen to any strategy: what, when, how hard, for how long and to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import Any

from kraftsamling.model.errors import InputError, check_number, nearest
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.reader import Place, run_year

DURATION = {
    "change_of_rule": 0.25,
    "strained_finances": 3.0,
    "coordinator_leaves": 1.0,
    "project_money_ends": 2.0,
    "national_law": 50.0,
    "signals": 3.0,
    "crisis": 2.0,
    "trust": 2.0,
}
"""Years that each kind of event lasts where the scenario gives none: a quarter for events of a moment, the rest of any
run for a law. Assumptions."""

EVENT_KINDS = tuple(DURATION)

COMPETING_SIGNALS = 3
"""Competing signals that `signals` brings where the scenario gives no number. An assumption."""

CALM = "calm"


def _check_strength(value: Any, place: Place) -> Any:
    """Return the value as it is: the event, which knows its kind, checks it."""
    return reader.unwrap(value)


def _check_municipalities(value: Any, place: Place) -> tuple[str, ...]:
    entries = [reader.unwrap(entry) for entry in reader.check_list(value, place)]
    return tuple(reader.check_text(str(entry) if type(entry) is int else entry, place) for entry in entries)


def _check_events(value: Any, place: Place) -> tuple[Event, ...]:
    events = reader.check_list(value, place)
    return tuple(reader.read(Event, event, place / row) for row, event in enumerate(events, start=1))


@dataclass(frozen=True)
class Event:
    """One event of a scenario.

    Attributes:
        kind: one of EVENT_KINDS.
        year: when it begins, a run year or a calendar year.
        strength: 0 to 1; of trust -1 to 1, added to legitimacy while it lasts (M38).
        years: how long it lasts; left out, the DURATION of its kind.
        municipalities: codes or names it strikes; none named means all.
        number: how many competing signals there are; 0 for other kinds (M112).
        synchronised: whether the senders of the signals act together (M113).
    """

    kind: str = reader.choice(EVENT_KINDS)
    year: int = reader.checked(reader.check_year, 5)
    strength: float = reader.checked(_check_strength, 0.5)
    years: float = reader.number(None, 0.25, 50, blank=True)
    municipalities: tuple[str, ...] = reader.checked(_check_municipalities, ())
    number: int = reader.number(None, 0, 20, whole=True, blank=True)
    synchronised: bool = reader.flag(False)

    def __post_init__(self) -> None:
        reader.complete(self, "years", DURATION[self.kind])
        reader.complete(self, "number", COMPETING_SIGNALS if self.kind == "signals" else 0)

    def check(self, place: Place) -> None:
        """Refuse a strength out of range, a sign without trust, and keys that only competing signals have."""
        check_number(self.strength, -1 if self.kind == "trust" else 0, 1, str(place / "strength"))
        for name in ("number", "synchronised"):
            if getattr(self, name) and self.kind != "signals":
                raise InputError(f"{place / name}: does not go with kind {self.kind}; allowed: only with kind signals")

    def check_start(self, start_year: int) -> None:
        """Refuse an event before the first year of the run.

        Raises:
            InputError: names the event, its year and what is allowed.
        """
        if run_year(self.year, start_year) < 1:
            allowed = f"allowed: a run year from 1, or a calendar year from {start_year}"
            raise InputError(f"scenario: {self.kind}: year {self.year} lies before the run; {allowed}")

    def comes_within(self, years: int, start_year: int) -> bool:
        """Whether the event comes within a run of that many years."""
        return run_year(self.year, start_year) <= years

    def members(self, codes: Sequence[str], names: Sequence[str]) -> tuple[int, ...]:
        """Return the indices of the municipalities that the event strikes, given a region's codes and names.

        Raises:
            InputError: the region has no municipality of such a code or name.
        """
        for wanted in self.municipalities:
            if wanted not in codes and wanted not in names:
                raise InputError(f"scenario: {self.kind}: no municipality {wanted!r}; {nearest(wanted, names)}")
        pairs = enumerate(zip(codes, names, strict=True))
        return tuple(i for i, pair in pairs if not self.municipalities or set(pair) & set(self.municipalities))


@dataclass(frozen=True)
class Scenario:
    """A named list of events that happen to any strategy."""

    name: str = reader.checked(reader.check_text)
    title: dict[str, str] = reader.titles()
    events: tuple[Event, ...] = reader.checked(_check_events, ())

    def __post_init__(self) -> None:
        reader.complete_titles(self)

    def to_dict(self) -> dict[str, Any]:
        """Return every key as plain values, enough for `load_scenario` to give an equal scenario."""
        keys: dict[str, Any] = reader.plain(self)
        return keys


def load_scenario(source: str | PathLike[str] | Mapping[str, Any] | Scenario | None) -> Scenario:
    """Return the scenario of a name, a path to a YAML file or a dict (which may be partial); None is calm.

    Raises:
        InputError: one line that names the file (or "scenario dict"), field, value and what is allowed.
    """
    if isinstance(source, Scenario):
        return source
    return reader.read(Scenario, *reader.find(CALM if source is None else source, "scenario"))
