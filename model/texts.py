"""The catalogue of texts that leadership and classes see, each in Swedish and in English."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("model") / "data" / "texts.yaml").read_text(encoding="utf-8")
    catalogue: dict[str, dict[str, dict[str, str]]] = yaml.load(text, Loader=fast)
    return catalogue


def text(key: str, language: str, **values: object) -> str:
    """Return the text `section.name` in Swedish ("sv") or English ("en"), with `values` filled in.

    Raises:
        KeyError: the catalogue has no such text.
    """
    section, name = key.split(".", 1)
    phrase = _texts()[section][name][language]
    return phrase.format(**values) if values else phrase


def texts(section: str, language: str) -> dict[str, str]:
    """Return all texts of a section by name, with nothing filled in.

    Raises:
        KeyError: the catalogue has no such section.
    """
    return {name: phrases[language] for name, phrases in _texts()[section].items()}
