"""The options of a sweep: each declared once, read from the command line or from Python into lists of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Transformer
from hydra.errors import HydraException

from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.sweep.design.points import SEQUENCES
from kraftsamling.model.errors import InputError, check_choice, nearest
from kraftsamling.model.results.measures import REGIONAL
from kraftsamling.model.terms import TERMS
from kraftsamling.model.vocabulary import BUDGET_MODES
from kraftsamling.model.worlds.worlds import NAMED

FACTORIAL = "factorial"
DESIGNS = (FACTORIAL, *SEQUENCES)
OF_STRATEGY, OF_PARAMETER = "strategy.", "parameters."
"""Prefixes of keys of every strategy, and of parameters."""
VARIED = {
    "region": "names or CSV files",
    "strategies": "names or YAML files",
    "scenario": "names or YAML files",
    "budget": "own, equal or both",
    **{name: term.metadata["allowed"] for name, term in TERMS.items()},
    "seeds": "a number (that many, from 0) or a list: [1,5]",
    f"{OF_STRATEGY}KEY": "values for a key of every strategy: strategy.budget.person_years=4,8",
    f"{OF_PARAMETER}NAME": "values for a parameter (see `kraftsamling list parameters`)",
}
"""What a design crosses: each may have several values, between commas."""
SAMPLED = {
    "design": f"{', '.join(DESIGNS)}, or a CSV or Parquet file with one row a run",
    "points": "how many points of lhs, sobol (base points) or morris (paths), or FIRST-LAST of them",
    "worlds": f"{', '.join(NAMED)}, a number, FIRST-LAST, or a CSV or Parquet file, FILE:FIRST-LAST of it",
}
"""What chooses the worlds."""
TOTALS = ("capacity_gained", "cost_total_sek", "municipal_cost_total_sek")
"""Measures of a whole run that a record of its end holds beside the yearly ones."""
RECORDS = ("end", "years")


@dataclass(frozen=True)
class Form:
    """What is kept of each row: which measures, at the end or for every year, in single or double precision.

    Raises:
        InputError: a measure that does not exist, or a total in a record of years.
    """

    measures: tuple[str, ...] = (*REGIONAL, *TOTALS)
    record: str = "end"
    float32: bool = False

    def __post_init__(self) -> None:
        check_choice(self.record, RECORDS, "record")
        if not isinstance(self.float32, bool):
            raise InputError(f"float32: {self.float32!r}; allowed: true or false")
        known = (*REGIONAL, *TOTALS) if self.record == "end" else tuple(REGIONAL)
        if self.measures == (*REGIONAL, *TOTALS):
            object.__setattr__(self, "measures", known)
        if not self.measures or len(set(self.measures)) < len(self.measures):
            raise InputError(f"measures: {','.join(self.measures)!r}; allowed: one or several, none twice")
        for name in self.measures:
            check_choice(name, known, "measures")


OF_FORM = {
    "measures": "yearly measures and, at the end, " + ", ".join(TOTALS) + "; default: all",
    "record": "end (one row a run) or years (one row a run and year)",
    "float32": "true (half the size) or false",
}


@dataclass(frozen=True)
class Asked:
    """What a sweep is asked for.

    Attributes:
        values: by name of `VARIED`, the values to cross.
        design, points, worlds: as `SAMPLED` has them; None where not given.
    """

    values: Mapping[str, list[Any]]
    design: Any = FACTORIAL
    points: Any = None
    worlds: Any = None
    form: Form = field(default_factory=Form)


def check_names(names: Iterable[str]) -> None:
    """Refuse what is no option that a design crosses.

    Raises:
        InputError: names the nearest.
    """
    for name in names:
        if name not in VARIED and not re.match(r"(strategy|parameters)\.[\w.]+$", name):
            raise InputError(f"sweep: unknown option {name!r}; {nearest(name, VARIED)}")


def varied_words(words: Mapping[str, str]) -> dict[str, list[Any]]:
    """Return values by option, given each option's text on the command line.

    Raises:
        InputError: an unknown option, or a text that cannot be read.
    """
    words = dict(words)
    found = _of_experiment(words.pop("experiment")) if "experiment" in words else {}
    check_names(words)
    return found | {name: entries(name, text) for name, text in words.items()}


def entries(name: str, text: str) -> list[Any]:
    """Return the values between commas; Hydra's grammar holds: quotes, [lists] and range(1,5).

    Raises:
        InputError: the text cannot be read.
    """
    textual = name in ("region", "strategies", "scenario", "budget", "funding", "measures")
    if textual and not re.search(r"['\"{(\[]", text):
        text = ",".join(f"'{entry.strip()}'" for entry in text.split(","))
    try:
        override = OverridesParser.create().parse_override(f"x={text}")
        if not override.is_sweep_override():
            value = override.value()
            return list(value) if textual and isinstance(value, list) else [value]
        return [getattr(value, "text", value) for value in override.sweep_iterator(transformer=Transformer.identity)]
    except HydraException:
        raise InputError(
            f"{name}={text}: cannot be read; allowed: {VARIED.get(name, 'values between commas')}"
        ) from None


def several(value: Any) -> list[Any]:
    """Return one or several values, as Python gives them, as a list."""
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _of_experiment(name: str) -> dict[str, list[Any]]:
    """Return the settings of a comparison as values to cross."""
    config = compose_config(rewritten([f"experiment={name}"]))
    if config.kind != "compare" or config.targeting:
        raise InputError(f"experiment: {name!r} is no plain comparison; allowed: strategies=A,B instead")
    found = {"region": [config.region], "strategies": config.strategies, "scenario": several(config.scenario)}
    found |= {"budget": list(BUDGET_MODES[config.budget]), "seeds": [config.seeds]}
    found |= {term: [getattr(config, term)] for term in TERMS}
    return found | {f"{OF_PARAMETER}{key}": [value] for key, value in config.parameters.items()}
