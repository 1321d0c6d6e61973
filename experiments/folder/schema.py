# ruff: noqa: RUF009 (the calls declare fields, they make no shared default)
"""What run.json may hold, each value checked before anything is run; with the records of region, courses and events."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences
from kraftsamling.experiments.setting.sample import MAX_WORLDS, SAMPLED
from kraftsamling.model.errors import InputError, check_keys, is_line
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.decisions import Decision, load_decisions
from kraftsamling.model.inputs.parameters import check_overrides
from kraftsamling.model.inputs.reader import Place
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.region_record import in_languages, read_region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.limits import check_count, content
from kraftsamling.model.run_of import check_seeds
from kraftsamling.model.terms import MAX_YEARS
from kraftsamling.model.texts import names_in
from kraftsamling.model.vocabulary import BUDGET_MODES, FUNDINGS, LANGUAGES
from kraftsamling.model.worlds.worlds import NAMED, as_worlds

ALLOWED = "allowed: run.json of an earlier run"
FINGERPRINT = "fingerprint"
Settings = TypeVar("Settings", Strategy, Scenario)


@dataclass(frozen=True)
class Known:
    """A built-in region of which an anonymous run records no more than which it was."""

    name: str = reader.checked(reader.check_text)
    fingerprint: str = reader.checked(reader.check_text)


def _region(value: Any, place: Place) -> Region | Known:
    given = reader.check_mapping(value, place)
    if FINGERPRINT in given:
        return reader.read(Known, given, place)
    region = read_region(given, place)
    for remark in region.remarks:
        for name in sorted(names_in(f"region.{remark.kind}", "en")):
            if name not in remark.values:
                raise InputError(f"{place / 'remarks'}: {remark.kind} lacks {name}; allowed: with what its text needs")
    for language in LANGUAGES:
        try:
            all_sentences(region, Reader(language, region=region))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InputError(f"{place / 'remarks'}: no remarks on a file; allowed: those of an earlier run") from None
    return region


def _several(kind: type[Settings]) -> Any:
    """Declare one strategy or scenario or several, each with a name of its own."""

    def check(value: Any, place: Place) -> tuple[Settings, ...]:
        given = reader.check_list(value, place)
        check_count(len(given), "strategies", str(place))
        read = tuple(reader.read(kind, each, place / row) for row, each in enumerate(given, start=1))
        if not read or len({each.name for each in read}) != len(read):
            raise InputError(f"{place}: none, or two of one name; allowed: one or several, each with its own name")
        return read

    return reader.checked(check)


def _required(field: Any) -> Any:
    """Declare a field as it is, without its default."""
    return reader.checked(field.metadata["check"])


def _number(low: float, high: float, *, whole: bool = False) -> Any:
    return _required(reader.number(None, low, high, whole=whole))


def _worlds(value: Any, place: Place) -> pd.DataFrame:
    columns = reader.check_mapping(value, place)
    for name, column in columns.items():
        for number in reader.check_list(column, place / name):
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise InputError(f"{place / name}: {number!r} is not a number; allowed: numbers")
    return as_worlds(columns) if columns else as_worlds(None)


def _parameters(value: Any, place: Place) -> dict[str, float]:
    return check_overrides(reader.check_mapping(value, place))


def _seeds(value: Any, place: Place) -> tuple[int, ...]:
    return check_seeds(reader.check_list(value, place))


def _decisions(value: Any, place: Place) -> tuple[Decision, ...]:
    return load_decisions(reader.check_list(value, place))


def _line(value: Any, place: Place) -> str:
    if not isinstance(value, str) or not is_line(value):
        raise InputError(f"{place}: {value!r}; allowed: one line of text")
    return value


def _commit(value: Any, place: Place) -> str | None:
    return None if value is None else _line(value, place)


def _lines(value: Any, place: Place) -> list[str]:
    return [_line(each, place / row) for row, each in enumerate(reader.check_list(value, place), start=1)]


def _versions(value: Any, place: Place) -> dict[str, str]:
    given = reader.check_mapping(value, place)
    check_keys(given, ("kraftsamling", "python", "numpy", "scipy", "pandas", "pyarrow", "machine"), str(place))
    return {name: _line(each, place / name) for name, each in given.items()}


def _hashes(*names: str) -> Callable[[Any, Place], dict[str, str]]:
    """Return a check of hashes by name."""

    def check(value: Any, place: Place) -> dict[str, str]:
        given = reader.check_mapping(value, place)
        check_keys(given, names, str(place))
        return {name: _line(each, place / name) for name, each in given.items()}

    return check


@dataclass(frozen=True)
class Record:
    """All that run.json of a comparison holds."""

    experiment: str = reader.checked(reader.check_text)
    title: dict[str, str] = reader.checked(in_languages(reader.check_text))
    question: dict[str, str] = reader.checked(in_languages(reader.check_text))
    command: str = reader.checked(_line)
    created: str = reader.checked(_line)
    versions: dict[str, str] = reader.checked(_versions)
    git_commit: str | None = reader.checked(_commit)
    language: str = reader.choice(LANGUAGES)
    anonymous: bool = _required(reader.flag(False))
    report: bool = _required(reader.flag(False))
    failures: list[str] = reader.checked(_lines)
    region: Region | Known = reader.checked(_region)
    strategies: tuple[Strategy, ...] = _several(Strategy)
    reference: str = reader.checked(reader.check_text)
    scenarios: tuple[Scenario, ...] = _several(Scenario)
    parameters: dict[str, float] = reader.checked(_parameters)
    sample: str = reader.choice((*NAMED, SAMPLED))
    number_of_worlds: int = _number(1, MAX_WORLDS, whole=True)
    worlds: pd.DataFrame = reader.checked(_worlds)
    seeds: tuple[int, ...] = reader.checked(_seeds)
    years: int = _number(1, MAX_YEARS, whole=True)
    budget: str = reader.choice(tuple(BUDGET_MODES))
    smallest_difference: float = _number(0, 100)
    funding: str = reader.choice(FUNDINGS, FUNDINGS[0])
    decisions: tuple[Decision, ...] = reader.checked(_decisions, ())
    setting: dict[str, Any] = reader.checked(reader.check_mapping, None)
    model: dict[str, str] = reader.checked(_hashes("code", "tables"), None)
    results: dict[str, str] = reader.checked(_hashes("trajectories", "municipalities"), None)

    def check(self, place: Place) -> None:
        """Refuse a reference that was not run, and another number of worlds than there are."""
        if self.reference not in {strategy.name for strategy in self.strategies}:
            raise InputError(f"{place / 'reference'}: {self.reference!r} is not among the strategies")
        if self.number_of_worlds != len(self.worlds):
            told = f"{self.number_of_worlds} where there are {len(self.worlds)}"
            raise InputError(f"{place / 'number_of_worlds'}: {told}; allowed: their number")


def read_json(path: Path) -> dict[str, Any]:
    """Return what run.json holds, unchecked.

    Raises:
        InputError: no file, too large, or not JSON with keys.
    """
    try:
        held = json.loads(content(path, "record"), parse_constant=_no_number, object_pairs_hook=_once)
        if isinstance(held, dict):
            return held
    except OSError as error:
        raise InputError(f"run: {str(path)!r} cannot be read ({error.strerror}); {ALLOWED}") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise InputError(str(error) if str(path) in str(error) else f"{path}: {error}") from None
    raise InputError(f"run: {str(path)!r} is no record of a run; {ALLOWED}")


def _no_number(constant: str) -> None:
    raise InputError(f"{constant} is no number; allowed: finite numbers")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise InputError("a key stands twice; allowed: once")
    return held
