"""The catalogue of texts that leadership and classes see, each in Swedish and in English."""

from __future__ import annotations

from functools import cache

import yaml

from kraftsamling.model.paths import DATA


@cache
def _texts() -> dict[str, dict]:
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((DATA / "texts.yaml").read_text(encoding="utf-8"), Loader=fast)


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
