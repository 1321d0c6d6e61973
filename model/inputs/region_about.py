"""Facts about a region as a whole: the YAML beside its table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kraftsamling.model.errors import InputError, check_keys, check_number
from kraftsamling.model.inputs.reader import load_yaml
from kraftsamling.model.inputs.region_file import KNOWN, read_text
from kraftsamling.model.vocabulary import LANGUAGES

COUNTRIES = ("SE", "NO")

_YEARS = (1900, 2200)
_WHOLE_NUMBERS = {
    "first_election": (2026, *_YEARS),
    "election_quarter": (3, 1, 4),
    "term": (4, 1, 10),
    "start_year": (2026, *_YEARS),
}
"""Default (Swedish), smallest and largest of each number in the YAML."""


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


def read_about(path: Path, stem: str, columns: Iterable[str]) -> About:
    """Read the YAML beside a table, or give Swedish defaults with the stem as title where there is none.

    Raises:
        InputError: not YAML, an unknown key, a value of the wrong type or out of range.
    """
    given = _load_yaml(path) if path.exists() else {}
    check_keys(given, ("titles", "country", *_WHOLE_NUMBERS, "illustrative", "sources"), str(path))
    country = given.get("country", "SE")
    if country not in COUNTRIES:
        allowed = " or ".join(f'"{name}"' for name in COUNTRIES)
        raise InputError(f"{path}: country: {country!r} is not known; allowed: {allowed}, in quotes")
    numbers = {
        key: int(check_number(given.get(key, default), low, high, f"{path}: {key}", whole=True))
        for key, (default, low, high) in _WHOLE_NUMBERS.items()
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


def _load_yaml(path: Path) -> dict[str, Any]:
    """Return the keys of a YAML file, none where it is empty."""
    try:
        content = load_yaml(read_text(path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"row {mark.line + 1}: " if mark else ""
        raise InputError(f"{path}: {place}not YAML ({error.problem}); allowed: lines of 'key: value'") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        problem = " ".join(str(error).split())
        raise InputError(f"{path}: not YAML ({problem}); allowed: lines of 'key: value'") from None
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
