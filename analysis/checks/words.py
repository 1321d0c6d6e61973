"""Findings of the checks in plain words, Swedish or English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from kraftsamling.analysis.checks.sanity import DOMINATES, Finding
from kraftsamling.analysis.words.assumptions import meaning, quoted_meaning
from kraftsamling.analysis.words.numbers import capitalised, listing, number, percent
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import CAPITALS


@cache
def _texts() -> dict[str, dict]:
    return yaml.safe_load((files("kraftsamling.analysis") / "check_texts.yaml").read_text(encoding="utf-8"))


def say(key: str, language: str, **values: object) -> str:
    """Return the text `section.name` in "sv" or "en", filled in."""
    section, name = key.split(".", 1)
    return _texts()[section][name][language].format(**values)


def named(key: object, language: str) -> str:
    """Return what a case or column is called: a strategy or region by its title, an assumption by its meaning.

    What has no name of its own, such as a number, stays as it is.
    """
    known = _texts()["name"]
    if key in known:
        return known[key][language]
    if key in built_in("strategy", ".yaml"):
        return load_strategy(key).title[language]
    if key in built_in("region", ".csv"):
        return load_region(str(key)).titles[language]
    capital, _, layer = str(key).rpartition("_")
    if capital in CAPITALS and f"layer_{layer}" in known:
        return f"{text(f'capital.{capital}', language)}, {known[f'layer_{layer}'][language]}"
    return meaning(str(key), language)


def verdict(finding: Finding, language: str) -> str:
    """Return the verdict in words."""
    return say(f"page.{finding.verdict}", language)


def sentences(finding: Finding, language: str) -> list[str]:
    """Return what the check found, one paragraph each."""
    own = {"forms": _forms, "levels": _levels, "ignition": _ignition, "copy": _copy, "pledges": _pledges}
    return list(own.get(finding.check, _plain)(finding, language))


def _plain(finding: Finding, language: str) -> Iterator[str]:
    shown = {name: _shown(value, language) for name, value in finding.told.items()}
    yield say(f"{finding.check}.answer", language, **shown)


def _shown(value: object, language: str) -> str:
    if isinstance(value, list):
        return listing([named(entry, language) for entry in value], language) or say("page.none", language)
    return named(value, language) if isinstance(value, str) else percent(float(value), language)  # type: ignore[arg-type]


def _row(shares: Iterable[float], language: str) -> str:
    return " / ".join(percent(float(share), language) for share in shares)


def _forms(finding: Finding, language: str) -> Iterator[str]:
    told = finding.told
    lead = " / ".join(number(value, language, 2) for value in told["lead"].values())
    unhurt = [
        say("forms.unhurt", language, form=named(form, language), measure=named(measure, language), level=level)
        for form, measure, level in told["unhurt"]
    ]
    yield say(
        "forms.answer",
        language,
        shares=_row(told["shares"].values(), language),
        lead=lead,
        clear=_row(told["clear"].values(), language),
        unhurt=listing(unhurt, language) or say("page.none", language),
    )
    for level in told["high"]:
        yield say(
            "forms.where",
            language,
            level=level,
            where=named(told[f"where_{level}"], language),
            as_is=percent(told[f"as_is_{level}"], language),
            left=percent(told[f"left_{level}"], language),
        )


def _levels(finding: Finding, language: str) -> Iterator[str]:
    told, tables = finding.told, finding.tables
    yield say(
        "levels.answer",
        language,
        equal=_row(told["equal"].values(), language),
        own=_row(told["own"].values(), language),
        clear=percent(told["clear"], language),
        moved=percent(told["moved"], language),
    )
    for budget in ("equal", "own"):
        top = max(told[budget], key=told[budget].get)
        if told[budget][top] > DOMINATES:
            left = tables["best"].loc[(budget, "neither_adds"), top]
            yield say(
                "levels.dominated",
                language,
                level=capitalised(named(top.removeprefix("best_"), language)),
                left=percent(left, language),
                budget=say(f"levels.{budget}", language),
            )
    strongest = tables["deciders_equal"]["rank_correlation"].abs().sort_values(ascending=False)
    if len(strongest):
        names = [quoted_meaning(name, language) for name in dict.fromkeys(strongest.index.get_level_values(1))][:3]
        shown = {key: percent(told["tree_equal"][key], language) for key in ("tree_right", "commonest")}
        yield say("levels.deciders", language, names=listing(names, language), **shown)
    thin = tables["thin"].iloc[-1]
    yield say(
        "levels.thin",
        language,
        thin=number(thin["gain_thin_median"], language, 1),
        own=number(thin["gain_own_cost_median"], language, 1),
    )


def _ignition(finding: Finding, language: str) -> Iterator[str]:
    shown = {name: _shown(value, language) for name, value in finding.told.items()}
    yield say("ignition.answer", language, **shown)
    if "reason" in shown:
        yield say("ignition.where", language, **shown)
        if finding.told["single"] in ("slowest_rooting", "level_3_adds_nothing"):
            yield say("ignition.rooting", language)


def _copy(finding: Finding, language: str) -> Iterator[str]:
    yield say("copy.answer", language, **{name: f"{value:g}" for name, value in finding.told.items()})


def _pledges(finding: Finding, language: str) -> Iterator[str]:
    shown = {name: _shown(value, language) for name, value in finding.told.items()}
    shown["pledges_mean"] = number(
        finding.tables["pledges"]["median"].xs("pledges_mean", level="fact").iloc[0], language, 1
    )
    yield say("pledges.answer", language, **shown)


def cell(value: float, language: str) -> str:
    """Return a figure of a table: three decimals, fewer where it is large."""
    if not np.isfinite(value):
        return number(value, language)
    return number(value, language, 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 3)
