"""The catalogue of texts that leadership and classes see, each in Swedish and in English.

A text names its values in braces and chooses between wordings by one of them: in
`{count, one {a world} other {{count} worlds}}` the case that equals the value is taken, `one` for 1, else `other`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import yaml

from kraftsamling.model.paths import DATA

_CHOICE = re.compile(r"\{(\w+), ")
_CASE = re.compile(r"\s*(\w+) \{")
_NAME = re.compile(r"(?<!one )(?<!other )(?<!\d )\{(\w+)(?:\}|, )")
"""A value in a text; the wordings of a choice stand in braces as well, after their case."""
_ONE = ("1", "-1", "−1")


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    paths = sorted((DATA / "texts").glob("*.yaml"))
    files: list[dict[str, dict[str, dict[str, str]]]]
    files = [yaml.load(path.read_text(encoding="utf-8"), Loader=fast) for path in paths]
    return {section: phrases for file in files for section, phrases in file.items()}


def text(key: str, language: str, **values: object) -> str:
    """Return the text `section.name` in Swedish ("sv") or English ("en"), with `values` filled in.

    Raises:
        KeyError: the catalogue has no such text.
    """
    section, name = key.split(".", 1)
    phrase = _texts()[section][name][language]
    return chosen(phrase, values).format(**values) if values else phrase


def names_in(key: str, language: str) -> set[str]:
    """Return the names of the values that a text needs.

    Raises:
        KeyError: the catalogue has no such text.
    """
    section, name = key.split(".", 1)
    return set(_NAME.findall(_texts()[section][name][language]))


def texts(section: str, language: str) -> dict[str, str]:
    """Return all texts of a section by name, with nothing filled in.

    Raises:
        KeyError: the catalogue has no such section.
    """
    return {name: phrases[language] for name, phrases in _texts()[section].items()}


def chosen(phrase: str, values: Mapping[str, object]) -> str:
    """Return the text with every choice made."""
    while choice := _CHOICE.search(phrase):
        cases, end = _cases(phrase, choice.end())
        value = str(values[choice[1]])
        case = value if value in cases else "one" if value in _ONE and "one" in cases else "other"
        phrase = phrase[: choice.start()] + cases[case] + phrase[end:]
    return phrase


def _cases(phrase: str, place: int) -> tuple[dict[str, str], int]:
    """Return the wordings of a choice by case, and where it ends; `place` is where its first case begins."""
    cases = {}
    while case := _CASE.match(phrase, place):
        depth, place = 1, case.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(phrase[place], 0)
            place += 1
        cases[case[1]] = phrase[case.end() : place - 1]
    return cases, place + 1
