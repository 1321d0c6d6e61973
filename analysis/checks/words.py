"""Findings of the checks in plain words, Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from kraftsamling.analysis.checks.sanity import DOMINATES, Finding
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

    What has no name of its own, such as a number, stays as it is.
    """
    known: dict[Any, str] = {**texts("check_name", reader.language)}
    if key in known:
        return known[key]
    if key in built_in("strategy", ".yaml"):
        return load_strategy(key).title[reader.language]
    if key in built_in("region", ".csv"):
        return load_region(str(key)).titles[reader.language]
    capital, _, layer = str(key).rpartition("_")
    if capital in CAPITALS and f"layer_{layer}" in known:
        return f"{reader.say(f'capital.{capital}')}, {known[f'layer_{layer}']}"
    return meaning(str(key), reader)


def verdict(finding: Finding, reader: Reader) -> str:
    """Return the verdict in words."""
    return say(f"page.{finding.verdict}", reader)


def sentences(finding: Finding, reader: Reader) -> list[str]:
    """Return what the check found, one paragraph each."""
    own = {"forms": _forms, "levels": _levels, "ignition": _ignition, "copy": _copy, "pledges": _pledges}
    return list(own.get(finding.check, _plain)(finding, reader))


def _plain(finding: Finding, reader: Reader) -> Iterator[str]:
    shown = {name: _shown(value, reader) for name, value in finding.told.items()}
    yield say(f"{finding.check}.answer", reader, **shown)


def _shown(value: object, reader: Reader) -> str:
    if isinstance(value, list):
        return reader.listing([named(entry, reader) for entry in value]) or say("page.none", reader)
    return named(value, reader) if isinstance(value, str) else reader.percent(float(value))  # type: ignore[arg-type]


def _row(shares: Iterable[float], reader: Reader) -> str:
    return " / ".join(reader.percent(float(share)) for share in shares)


def _forms(finding: Finding, reader: Reader) -> Iterator[str]:
    told = finding.told
    lead = " / ".join(reader.number(value, 2) for value in told["lead"].values())
    unhurt = [
        say("forms.unhurt", reader, form=named(form, reader), measure=named(measure, reader), level=level)
        for form, measure, level in told["unhurt"]
    ]
    yield say(
        "forms.answer",
        reader,
        shares=_row(told["shares"].values(), reader),
        lead=lead,
        clear=_row(told["clear"].values(), reader),
        unhurt=reader.listing(unhurt) or say("page.none", reader),
    )
    for level in told["high"]:
        yield say(
            "forms.where",
            reader,
            level=level,
            where=named(told[f"where_{level}"], reader),
            as_is=reader.percent(told[f"as_is_{level}"]),
            left=reader.percent(told[f"left_{level}"]),
        )


def _levels(finding: Finding, reader: Reader) -> Iterator[str]:
    told, tables = finding.told, finding.tables
    yield say(
        "levels.answer",
        reader,
        equal=_row(told["equal"].values(), reader),
        own=_row(told["own"].values(), reader),
        clear=reader.percent(told["clear"]),
        moved=reader.percent(told["moved"]),
    )
    for budget in ("equal", "own"):
        top = max(told[budget], key=told[budget].get)
        if told[budget][top] > DOMINATES:
            left = tables["best"].loc[(budget, "neither_adds"), top]
            yield say(
                "levels.dominated",
                reader,
                level=capitalised(named(top.removeprefix("best_"), reader)),
                left=reader.percent(left),
                budget=say(f"levels.{budget}", reader),
            )
    strongest = tables["deciders_equal"]["rank_correlation"].abs().sort_values(ascending=False)
    if len(strongest):
        names = [quoted_meaning(name, reader) for name in dict.fromkeys(strongest.index.get_level_values(1))][:3]
        shown = {key: reader.percent(told["tree_equal"][key]) for key in ("tree_right", "commonest")}
        yield say("levels.deciders", reader, names=reader.listing(names), **shown)
    thin = tables["thin"].iloc[-1]
    yield say(
        "levels.thin",
        reader,
        thin=reader.number(thin["gain_thin_median"], 1),
        own=reader.number(thin["gain_own_cost_median"], 1),
    )


def _ignition(finding: Finding, reader: Reader) -> Iterator[str]:
    shown = {name: _shown(value, reader) for name, value in finding.told.items()}
    yield say("ignition.answer", reader, **shown)
    if "reason" in shown:
        yield say("ignition.where", reader, **shown)
        if finding.told["single"] in ("slowest_rooting", "level_3_adds_nothing"):
            yield say("ignition.rooting", reader)


def _copy(finding: Finding, reader: Reader) -> Iterator[str]:
    yield say("copy.answer", reader, **{name: f"{value:g}" for name, value in finding.told.items()})


def _pledges(finding: Finding, reader: Reader) -> Iterator[str]:
    shown = {name: _shown(value, reader) for name, value in finding.told.items()}
    shown["pledges_mean"] = reader.number(
        finding.tables["pledges"]["median"].xs("pledges_mean", level="fact").iloc[0], 1
    )
    yield say("pledges.answer", reader, **shown)


def cell(value: float, reader: Reader) -> str:
    """Return a figure of a table: three decimals, fewer where it is large."""
    if not np.isfinite(value):
        return reader.number(value)
    return reader.number(value, 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 3)
