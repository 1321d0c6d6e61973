"""Reader of settings: from YAML or a dict to a frozen dataclass, every key and value checked.

A dataclass declares its fields with `number`, `choice`, `flag` and so on: each pairs a default with a check.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np

from kraftsamling.model.errors import InputError, check_choice, check_keys, check_number, is_line, nearest
from kraftsamling.model.inputs.yaml_file import read_yaml
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import LANGUAGES

Settings = TypeVar("Settings")

LAST_RUN_YEAR = 50
FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR = 1900, 2200
MAX_TEXT_LENGTH = 200


class Place(NamedTuple):
    """Place of a value: a file (or "strategy dict") and the path of its field."""

    source: str
    path: str = ""

    def __truediv__(self, key: object) -> Place:
        return Place(self.source, f"{self.path}.{key}" if self.path else str(key))

    def __str__(self) -> str:
        return f"{self.source}: {self.path}" if self.path else self.source


Check = Callable[[Any, Place], Any]


def checked(check: Check, default: Any = dataclasses.MISSING, *, key: str | None = None) -> Any:
    """Declare a field of a settings dataclass: its default and its check; without a default it must be given.

    Args:
        key: what files call it, where Python cannot.
    """
    return dataclasses.field(default=default, metadata={"check": check} | ({"key": key} if key else {}))


def number(default: float | None, low: float, high: float, *, whole: bool = False, blank: bool = False) -> Any:
    """Declare a number within [low, high]; with `blank`, null stands for "not set"."""

    def check(value: Any, place: Place) -> float | None:
        if value is None and blank:
            return None
        return check_number(unwrap(value), low, high, str(place), whole=whole)

    allowed = {"low": low, "high": high, "whole": whole, "blank": blank}
    return dataclasses.field(default=default, metadata={"check": check, "allowed": allowed})


def choice(options: Iterable[str], default: Any = dataclasses.MISSING) -> Any:
    """Declare one word out of `options`; with None as default, null stands for "not set"."""
    known = tuple(options)

    def check(value: Any, place: Place) -> str | None:
        if value is None and default is None:
            return None
        return check_choice(value, known, place)

    return dataclasses.field(default=default, metadata={"check": check, "allowed": {"choices": known}})


def flag(default: bool) -> Any:
    """Declare a yes or no."""

    def check(value: Any, place: Place) -> bool:
        if not isinstance(value, bool | np.bool_):
            raise InputError(f"{place}: {value!r} is neither yes nor no; allowed: yes (true), no (false)")
        return bool(value)

    return checked(check, default)


def part(cls: type[Settings]) -> Any:
    """Declare a nested group of settings, all defaults where it is left out."""
    return dataclasses.field(default_factory=cls, metadata={"check": lambda value, place: read(cls, value, place)})


def titles() -> Any:
    """Declare titles by language, each one line of text."""
    return dataclasses.field(default_factory=dict, metadata={"check": check_titles})


def words_or_weights(words: tuple[str, ...], keys: tuple[str, ...], default: str) -> Any:
    """Declare one of `words`, or weights by key: 0 or more, at least one above 0; a key left out weighs 0."""

    def check(value: Any, place: Place) -> str | dict[str, float]:
        if not isinstance(value, Mapping):
            return check_choice(value, words, place, f", or weights of {', '.join(keys)}")
        check_keys(value, keys, str(place))
        weights = {key: check_number(unwrap(value.get(key, 0)), 0, 1000, str(place / key)) for key in keys}
        if not any(weights.values()):
            raise InputError(f"{place}: all weights are 0; allowed: at least one above 0")
        return weights

    return checked(check, default)


def shares(weights: Mapping[str, float]) -> tuple[float, ...]:
    """Return weights as shares that sum to 1, in their own order."""
    total = math.fsum(weights.values())
    return tuple(weight / total for weight in weights.values())


def unwrap(value: Any) -> Any:
    """Return a NumPy scalar as the Python number it holds, anything else as it is."""
    return value.item() if isinstance(value, np.generic) else value


def check_text(value: object, place: Place) -> str:
    """Return `value` when it is one line of text that is not empty."""
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT_LENGTH or not is_line(value):
        raise InputError(f"{place}: {value!r} is no text; allowed: one line of 1 to {MAX_TEXT_LENGTH} characters")
    return value.strip()


def check_titles(value: object, place: Place) -> dict[str, str]:
    """Return titles by language, each one line of text."""
    given = check_mapping(value, place)
    check_keys(given, LANGUAGES, str(place))
    return {language: check_text(given[language], place / language) for language in LANGUAGES if language in given}


def complete(settings: object, name: str, default: object) -> None:
    """Set a field of frozen settings that was left blank (None) to a default that depends on other fields."""
    if getattr(settings, name) is None:
        object.__setattr__(settings, name, default)


def complete_titles(settings: Any) -> None:
    """Give frozen settings a title in each language; the name stands in for one that is not given."""
    title = {language: settings.title.get(language, settings.name) for language in LANGUAGES}
    object.__setattr__(settings, "title", title)


def check_year(value: Any, place: Place) -> int:
    """Return a year as given: a run year (1 is the first) or a calendar year."""
    year = unwrap(value)
    whole = isinstance(year, int | float) and not isinstance(year, bool) and year % 1 == 0
    if not whole or not (1 <= year <= LAST_RUN_YEAR or FIRST_CALENDAR_YEAR <= year <= LAST_CALENDAR_YEAR):
        allowed = f"a run year 1 to {LAST_RUN_YEAR} or a calendar year {FIRST_CALENDAR_YEAR} to {LAST_CALENDAR_YEAR}"
        raise InputError(f"{place}: {value!r} is not a year; allowed: {allowed}")
    return int(year)


def run_year(value: int, start_year: int) -> int:
    """Return the year of the run, 1 being the first, of a run year or a calendar year (1900 or later).

    A calendar year before the run gives 0 or less.
    """
    return value - start_year + 1 if value >= FIRST_CALENDAR_YEAR else value


def check_list(value: object, place: Place) -> list[Any]:
    """Return `value` when it is a list (or tuple)."""
    if not isinstance(value, list | tuple):
        raise InputError(f"{place}: {value!r} is not a list; allowed: a list")
    return list(value)


def check_mapping(value: object, place: Place) -> dict[str, Any]:
    """Return `value` as a dict when it is a group of keys and values."""
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: {value!r} is not a group of keys; allowed: keys with values")
    return dict(value)


def _key(field: dataclasses.Field[Any]) -> str:
    """Return what files call a field of settings."""
    key: str = field.metadata.get("key", field.name)
    return key


def read(cls: type[Settings], given: object, place: Place) -> Settings:
    """Build the settings dataclass `cls` from keys and values; a key left out takes its default.

    A method `check(place)` of the class, where there is one, then judges the fields together.

    Raises:
        InputError: an unknown key at any depth, a missing key without default, or a value that its check refuses.
    """
    values = check_mapping(given, place)
    fields = {_key(field): field for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
    check_keys(values, fields, str(place))
    for name, field in fields.items():
        if name not in values and field.default is field.default_factory is dataclasses.MISSING:
            raise InputError(f"{place}: {name!r} is missing; allowed keys: {', '.join(fields)}")
    settings = cls(
        **{fields[key].name: fields[key].metadata["check"](value, place / key) for key, value in values.items()}
    )
    if hasattr(settings, "check"):
        settings.check(place)
    return settings


def plain(value: Any) -> Any:
    """Return settings as plain dicts, lists and scalars, ready for YAML or JSON."""
    if dataclasses.is_dataclass(value):
        return {_key(field): plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, tuple) else value


def find(source: object, group: str) -> tuple[dict[str, Any], Place]:
    """Return the settings that a name, a path or a dict stands for, unchecked, and where they stand.

    A path ends with .yaml or .yml or contains a separator; any other text is the name of a built-in file of `group`.
    A file that gives no name is named by its stem, a dict by its group.

    Raises:
        InputError: no such name, an unreadable file, or something else altogether.
    """
    if isinstance(source, Mapping):
        return {"name": group, **source}, Place(f"{group} dict")
    if not isinstance(source, str | os.PathLike):
        raise InputError(f"{group}: {source!r} is not a {group}; allowed: a name, a path or a dict")
    named = str(source)
    if named.lower().endswith((".yaml", ".yml")) or "/" in named or "\\" in named:
        path = Path(named)
    else:
        known = built_in(group, ".yaml")
        if named not in known:
            raise InputError(f"{group}: no {group} is named {named!r}; {nearest(named, known)}")
        path = known[named]
    return {"name": path.stem, **read_yaml(path)}, Place(str(path))
