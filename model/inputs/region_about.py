"""Facts about a region as a whole: the YAML beside its table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kraftsamling.model.errors import InputError, check_keys, check_number
from kraftsamling.model.inputs.reading.region_file import KNOWN
from kraftsamling.model.inputs.reading.text import read_text
from kraftsamling.model.inputs.yaml_file import yaml_content
from kraftsamling.model.vocabulary import LANGUAGES

ELECTIONS = {
    "SE": {"first_election": 2026, "election_quarter": 3, "term": 4},
    "NO": {"first_election": 2027, "election_quarter": 3, "term": 4},
    "DK": {"first_election": 2029, "election_quarter": 4, "term": 4},
    "FI": {"first_election": 2029, "election_quarter": 2, "term": 4},
    "IS": {"first_election": 2026, "election_quarter": 2, "term": 4},
}
"""Municipal elections by country: the next one from 2026 on. Another country's own YAML must name its elections."""

_YEARS = (1900, 2200)
WHOLE_NUMBERS = {"first_election": _YEARS, "election_quarter": (1, 4), "term": (1, 10), "start_year": _YEARS}
"""Smallest and largest of each number in the YAML."""
_START_YEAR = 2026
_COLUMN_YEARS = (1900, 2099)
_KEYS = ("titles", "country", *WHOLE_NUMBERS, "illustrative", "sources", "columns", "year")


@dataclass(frozen=True)
class About:
    """Content of the YAML beside a table; the fields of `Region` with the same names."""

    titles: dict[str, str]
    country: str
    first_election: int
    election_quarter: int
    term: int
    start_year: int
    illustrative: dict[str, str] | None
    sources: dict[str, dict[str, str]]


def load_about(table: Path) -> tuple[Path, dict[str, Any]]:
    """Return the YAML beside a table, .yaml or .yml, and its keys; no keys where there is none.

    Raises:
        InputError: not YAML, or an unknown key.
    """
    beside = [table.parent / f"{table.stem}{end}" for end in (".yaml", ".yml")]
    path = next((path for path in beside if path.exists()), beside[0])
    given = _load_yaml(path) if path.exists() else {}
    check_keys(given, _KEYS, str(path))
    return path, given


def reading_keys(path: Path, given: dict[str, Any]) -> tuple[dict[str, str], int | None]:
    """Return what a YAML says of how its table is read: headers by column, and the year to take.

    Raises:
        InputError: an unknown column, a header that is no text, or no year.
    """
    columns = _texts(path, "columns", given.get("columns", {}))
    check_keys(columns, KNOWN, f"{path}: columns")
    year = given.get("year")
    return columns, None if year is None else int(check_number(year, *_COLUMN_YEARS, f"{path}: year", whole=True))


def read_about(path: Path, given: dict[str, Any], stem: str, columns: Iterable[str]) -> About:
    """Return what the YAML beside a table says; Swedish defaults, with the stem as title, for what it leaves out.

    Raises:
        InputError: a value of the wrong type or out of range.
    """
    country = given.get("country", "SE")
    defaults = {"start_year": _START_YEAR, **_elections(path, country, given)}
    numbers = {
        key: int(check_number(given.get(key, defaults.get(key)), low, high, f"{path}: {key}", whole=True))
        for key, (low, high) in WHOLE_NUMBERS.items()
    }
    sources = _keyed(path, "sources", given.get("sources", {}))
    check_keys(sources, (*dict.fromkeys((*KNOWN, *columns)), "borders"), f"{path}: sources")
    sources = {
        key: _in_languages(path, f"sources: {key}", source if isinstance(source, dict) else {LANGUAGES[0]: source})
        for key, source in sources.items()
    }
    titles = _in_languages(path, "titles", given.get("titles", {"sv": stem}))
    illustrative = given.get("illustrative")
    note = None if illustrative is None else _in_languages(path, "illustrative", illustrative)
    return About(titles=titles, country=country, illustrative=note, sources=sources, **numbers)


def _elections(path: Path, country: object, given: dict[str, Any]) -> dict[str, int]:
    """Return a country's elections; one that we do not know has to be given with its own."""
    if isinstance(country, str) and country in ELECTIONS:
        return ELECTIONS[country]
    keys = ELECTIONS["SE"]
    if isinstance(country, str) and re.fullmatch("[A-Z]{2}", country) and all(key in given for key in keys):
        return {}
    allowed = ", ".join(f'"{name}"' for name in ELECTIONS)
    raise InputError(
        f"{path}: country: {country!r} is not known; allowed: {allowed}, in quotes, or two capital letters together "
        f"with {', '.join(keys)}"
    )


def _load_yaml(path: Path) -> dict[str, Any]:
    """Return the keys of a YAML file, none where it is empty."""
    content = yaml_content(path, read_text(path, "settings"))
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise InputError(f"{path}: {content!r} is not a set of keys; allowed: lines of 'key: value'")
    return content


def _keyed(path: Path, field: str, given: object) -> dict[str, Any]:
    """Return it if it is a mapping."""
    if not isinstance(given, dict):
        raise InputError(f"{path}: {field}: {given!r} is not a set of keys; allowed: lines of 'key: text'")
    return given


def _texts(path: Path, field: str, given: object) -> dict[str, str]:
    """Return a mapping of texts, spaces tidied."""
    given = _keyed(path, field, given)
    for key, value in given.items():
        if not isinstance(value, str) or not value.strip():
            raise InputError(f"{path}: {field}: {key}: {value!r} is not a text; allowed: a text")
    return {key: " ".join(value.split()) for key, value in given.items()}


def _in_languages(path: Path, field: str, given: object) -> dict[str, str]:
    """Return a text in every language; one that is not given takes the one that is."""
    texts = _texts(path, field, given)
    check_keys(texts, LANGUAGES, f"{path}: {field}")
    if not texts:
        raise InputError(f"{path}: {field}: {given!r} is empty; allowed: {' and '.join(LANGUAGES)}")
    return {language: texts.get(language, next(iter(texts.values()))) for language in LANGUAGES}
