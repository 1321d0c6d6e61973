"""Names used everywhere: capitals, forms of support, levels, policies; and the catalogue of texts in two languages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

CAPITALS = ("political", "financial", "human", "relational", "dynamic", "organisational", "real")
POLITICAL, FINANCIAL, HUMAN, RELATIONAL, DYNAMIC, ORGANISATIONAL, REAL = range(7)

FORMS = ("knowledge", "resource", "room")
KNOWLEDGE, RESOURCE, ROOM = range(3)

SIZE_CLASSES = ("small", "medium", "large")
SMALL, MEDIUM, LARGE = range(3)

INGREDIENTS = ("interest", "slack", "relational", "organisational")
"""Ingredients of receptive capacity, in the order of `weakest_link`."""

REASONS_NOT = ("takes_part", "unable", "unwilling", "not_offered")
"""Why a municipality takes no part, in the order of `reason_not` (M27)."""
TAKES_PART, UNABLE, UNWILLING, NOT_OFFERED = range(4)

READINGS = ("receptive_capacity", "legitimacy", "capacity", "participation", *FORMS)
"""What the actor's picture holds of each member, the forms being their bases."""
SEEN_RECEPTIVE, SEEN_LEGITIMACY, SEEN_CAPACITY, SEEN_PARTICIPATION, SEEN_BASES = range(5)

LEVELS = (0, 1, 2, 3)
LANGUAGES = ("sv", "en")


@cache
def _texts() -> dict[str, dict]:
    fast = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((files("model") / "data" / "texts.yaml").read_text(encoding="utf-8"), Loader=fast)


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
