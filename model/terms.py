"""Terms of a run: each option that holds for all its courses, declared once with its default and what it allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from kraftsamling.model.errors import check_choice, check_number
from kraftsamling.model.inputs.decisions import ALLOWED, Decision, load_decisions
from kraftsamling.model.inputs.reader import plain
from kraftsamling.model.vocabulary import FUNDINGS

MAX_YEARS = 50


def _number(default: float, low: float, high: float, *, whole: bool = False) -> Any:
    """Declare a number within [low, high]."""
    allowed = f"a {'whole ' if whole else ''}number from {low} to {high}"
    check = {"low": low, "high": high, "whole": whole}
    return field(default=default, metadata={"allowed": allowed, "number": check})


def _choice(default: str, options: tuple[str, ...]) -> Any:
    """Declare a choice among options."""
    return field(default=default, metadata={"allowed": " or ".join(options), "options": options})


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What holds for every course of a run; Python, the command line, run.json and links of the page read it here.

    Attributes:
        years: length of the run.
        funding: core funding of the actor, "given" (constant) or "earned" (following what it achieves, M87).
        decisions: of municipalities, see `load_decisions`: a path, or a list of dicts.

    Raises:
        InputError: a value that is not allowed.
    """

    years: int = _number(15, 1, MAX_YEARS, whole=True)
    funding: str = _choice("given", FUNDINGS)
    decisions: tuple[Decision, ...] = field(default=(), metadata={"allowed": ALLOWED, "load": load_decisions})

    def __post_init__(self) -> None:
        for name, term in TERMS.items():
            value = getattr(self, name)
            if "options" in term.metadata:
                check_choice(value, term.metadata["options"], name)
            elif "load" in term.metadata:
                object.__setattr__(self, name, term.metadata["load"](value))
            else:
                object.__setattr__(self, name, check_number(value, where=name, **term.metadata["number"]))

    @property
    def terms(self) -> dict[str, Any]:
        """Value of each term by name, as plain numbers, words and lists."""
        return {name: plain(getattr(self, name)) for name in TERMS}

    @property
    def unusual(self) -> bool:
        """Whether a term besides the length departs from its default."""
        return any(getattr(self, name) != term.default for name, term in TERMS.items() if name != "years")


TERMS = {term.name: term for term in fields(Terms)}
"""Declaration of each term by name: its default, and in `metadata` what it allows."""


def terms_in(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms among what is given; what is left out has its default, so that older records stay readable."""
    return {name: given[name] for name in TERMS if name in given}
