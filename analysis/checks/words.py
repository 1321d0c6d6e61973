"""Results of the checks in plain words, Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from kraftsamling.analysis.checks.result import CheckResult
from kraftsamling.analysis.words.assumptions import meaning, quoted_meaning
from kraftsamling.analysis.words.reader import Reader, capitalised
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.texts import texts
from kraftsamling.model.vocabulary import CAPITALS


def say(key: str, reader: Reader, **values: object) -> str:
    """Return the text `section.name` of the checks, filled in."""
    return reader.say(f"check_{key}", **values)


def named(key: object, reader: Reader) -> str:
    """Return what a case or column is called: a strategy or region by its title, an assumption by its meaning.

    With letters, a region goes by its size. What has no name of its own, such as a number, stays as it is.
    """
    known: dict[Any, str] = {**texts("measure", reader.language), **texts("check_name", reader.language)}
    if key in known:
        return known[key]
    if key in built_in("strategy", ".yaml"):
        return load_strategy(key).title[reader.language]
    if key in built_in("region", ".csv"):
        return replace(reader, region=load_region(str(key))).region_title
    capital, _, layer = str(key).rpartition("_")
    if capital in CAPITALS and f"layer_{layer}" in known:
        return f"{reader.say(f'capital.{capital}')}, {known[f'layer_{layer}']}"
    return meaning(str(key), reader)


def verdict(result: CheckResult, reader: Reader) -> str:
    """Return the verdict in words."""
    return say(f"page.{result.verdict}", reader)


def sentences(result: CheckResult, reader: Reader) -> list[str]:
    """Return what the check comes to, one paragraph each."""
    own = {
        "forms": _forms,
        "levels": _levels,
        "bounds": _counted,
        "signs": _counted,
        "copy": _copy,
        "pledges": _pledges,
    }
    return list(own.get(result.check, _plain)(result, reader))


def _plain(result: CheckResult, reader: Reader) -> Iterator[str]:
    shown = {name: _shown(value, reader) for name, value in result.details.items()}
    yield say(f"{result.check}.answer", reader, **shown)


def _shown(value: object, reader: Reader) -> str:
    if isinstance(value, list):
        return reader.listing([named(entry, reader) for entry in value]) or say("page.none", reader)
    return named(value, reader) if isinstance(value, str) else reader.percent(float(value))  # type: ignore[arg-type]


def _row(shares: Iterable[float], reader: Reader) -> str:
    return " / ".join(reader.percent(float(share)) for share in shares)


def _forms(result: CheckResult, reader: Reader) -> Iterator[str]:
    details = result.details
    lead = " / ".join(reader.number(value, 2) for value in details["lead"].values())
    unhurt = [
        say("forms.unhurt", reader, form=named(form, reader), measure=named(measure, reader), level=level)
        for form, measure, level in details["unhurt"]
    ]
    yield say(
        "forms.answer",
        reader,
        bundle=_row(details["bundle"].values(), reader),
        single=_row(details["single"].values(), reader),
        lead=lead,
        unhurt=reader.listing(unhurt) or say("page.none", reader),
    )


def _levels(result: CheckResult, reader: Reader) -> Iterator[str]:
    details = result.details
    yield say(
        "levels.answer",
        reader,
        equal=_row(details["equal"].values(), reader),
        own=_row(details["own"].values(), reader),
        clear=reader.percent(details["clear"]),
        moved=reader.percent(details["moved"]),
    )
    for budget, (level, left) in details["dominant"].items():
        yield say(
            "levels.dominated",
            reader,
            level=capitalised(named(level.removeprefix("best_"), reader)),
            left=reader.percent(left),
            budget=say(f"levels.{budget}", reader),
        )
    if details["strongest"]:
        names = reader.listing([quoted_meaning(name, reader) for name in details["strongest"]])
        shown = {key: reader.percent(details["tree_equal"][key]) for key in ("tree_right", "commonest")}
        yield say("levels.deciders", reader, names=names, **shown)
    thin = result.tables["thin"].iloc[-1]
    yield say(
        "levels.thin",
        reader,
        thin=reader.number(thin["gain_thin_median"], 1),
        own=reader.number(thin["gain_own_cost_median"], 1),
    )


def _counted(result: CheckResult, reader: Reader) -> Iterator[str]:
    """Counts as they are; shares and lists as words have them."""
    counts = {name: value for name, value in result.details.items() if isinstance(value, int)}
    others = {name: _shown(value, reader) for name, value in result.details.items() if name not in counts}
    yield say(f"{result.check}.answer", reader, **counts, **others)


def _copy(result: CheckResult, reader: Reader) -> Iterator[str]:
    yield say("copy.answer", reader, **{name: f"{value:g}" for name, value in result.details.items()})


def _pledges(result: CheckResult, reader: Reader) -> Iterator[str]:
    shown = {name: _shown(value, reader) for name, value in result.details.items()}
    shown["pledges_mean"] = reader.number(
        result.tables["pledges"]["median"].xs("pledges_mean", level="fact").iloc[0], 1
    )
    yield say("pledges.answer", reader, **shown)


def cell(value: float, reader: Reader) -> str:
    """Return a figure of a table: three decimals, fewer where it is large."""
    if not np.isfinite(value):
        return reader.number(value)
    return reader.number(value, 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 3)
