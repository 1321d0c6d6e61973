"""Sentences on what carries an outcome: never stronger than the sample, nothing ordered that it cannot order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kraftsamling.analysis.sensitivity.find import DIFFERENCE, StrategyPair
from kraftsamling.analysis.sensitivity.given import MIN_WORLDS, RESAMPLES, SHUFFLES, TOO_FEW, Dependence, Given
from kraftsamling.analysis.sensitivity.indices import (
    CONSTANT,
    DEAD_SCREEN,
    DEAD_TOTAL,
    ENOUGH,
    SETTLED_CHANGE,
    SETTLED_WIDTH,
    Indices,
)
from kraftsamling.analysis.sensitivity.one_at_a_time import Effects
from kraftsamling.analysis.sensitivity.study import Study
from kraftsamling.analysis.words.assumptions import meaning, plain, quoted_meaning
from kraftsamling.analysis.words.reader import Reader

MAX_NAMED = 6
"""Most parameters named in one sentence."""
MAX_MOVERS = 4
"""Most parameters named in one sentence, each with its effect and the value at which it has it."""


def outcome_titles(pair: StrategyPair, reader: Reader) -> dict[str, str]:
    """Return the outcomes' titles by name: the difference, then the level of each strategy."""
    names = {strategy: title[reader.language] for strategy, title in pair.titles.items()}
    first, second = names.values()
    difference = reader.say("sensitivity.difference", first=first, second=second)
    return {DIFFERENCE: difference} | {
        strategy: reader.say("sensitivity.level", course=name) for strategy, name in names.items()
    }


def study_sentences(study: Study, outcome: str, reader: Reader) -> list[str]:
    """Return what is known of an outcome: the verdict, what weighs most, what moves nothing, and chance."""
    indices = study.indices[outcome]
    if indices.verdict == CONSTANT:
        return [reader.say("sensitivity.constant")]
    numbers = {"size": reader.number(indices.size), "width": reader.number(indices.width, 3)}
    change = reader.number(indices.change, 3)
    return [
        reader.say(f"sensitivity.{indices.verdict}", **numbers, change=change),
        _strongest_index(indices, reader),
        _unmoving(study, outcome, reader),
        reader.say("sensitivity.noise", **_chance(indices, reader)),
    ]


def study_method(reader: Reader) -> str:
    """Return the criteria of a study in words."""
    return reader.say(
        "sensitivity.criteria",
        change=reader.number(SETTLED_CHANGE, 2),
        width=reader.number(SETTLED_WIDTH, 2),
        dead=reader.number(DEAD_TOTAL, 2),
        screen=reader.percent(DEAD_SCREEN),
    )


def given_sentences(given: Given, reader: Reader) -> list[str]:
    """Return what is known of an outcome: the verdict, what weighs most, what shows at all, and chance."""
    worlds = reader.number(given.worlds)
    if given.verdict == CONSTANT:
        return [reader.say("given.constant")]
    if given.verdict == TOO_FEW:
        lines = [reader.say("given.too_few", worlds=worlds, least=MIN_WORLDS)]
    else:
        width, least = reader.number(given.width, 2), reader.number(SETTLED_WIDTH, 2)
        distinct, every = reader.number(len(given.distinct)), reader.number(len(given.table))
        lines = [
            reader.say(f"given.{given.verdict}", worlds=worlds, width=width, least=least),
            _strongest_delta(given, reader),
            reader.say("given.told", told=distinct, all=every, worlds=worlds),
        ]
    return [*lines, reader.say("given.noise", **_chance(given, reader))] if np.isfinite(given.noise) else lines


def dependence_sentence(dependence: Dependence, reader: Reader) -> str:
    """Return whether parameters of the sample depend on each other."""
    strongest = dependence.pairs.iloc[0]
    pair = reader.listing([meaning(strongest[name], reader) for name in ("parameter", "other")])
    counts = {"count": reader.number(dependence.beyond), "all": reader.number(len(dependence.pairs))}
    sizes = {"size": strongest["rank_correlation"], "chance": dependence.by_chance}
    shown = {name: reader.number(value, 2) for name, value in sizes.items()}
    return reader.say(f"given.{'dependent' if dependence.beyond else 'independent'}", pair=pair, **counts, **shown)


def given_method(reader: Reader) -> str:
    """Return how indices of given worlds were counted."""
    return reader.say("given.criteria", resamples=RESAMPLES, shuffles=SHUFFLES)


def effects_sentences(effects: Effects, reader: Reader) -> list[str]:
    """Return what is known of an outcome: its value, what moves it most, and how many parameters show at all."""
    seeds, limits = reader.number(effects.seeds), reader.interval(effects.low, effects.high, 2)
    distinct, every = reader.number(effects.distinct), reader.number(effects.tried)
    return [
        reader.say("one_at_a_time.value", value=reader.points(effects.mean, 2), interval=limits, seeds=seeds),
        _strongest_effect(effects, reader),
        reader.say("one_at_a_time.told", told=distinct, all=every, seeds=seeds),
    ]


def _chance(result: Indices | Given, reader: Reader) -> dict[str, str]:
    """How much of the variance is chance, in per cent, and the outcome's mean and spread."""
    shown = {"noise": 100 * result.noise, "left": 100 * result.noise_left, "mean": result.mean, "spread": result.spread}
    return {name: reader.number(value, 1) for name, value in shown.items()}


def _strongest_index(indices: Indices, reader: Reader) -> str:
    """Name the strongest group; a group too large to name is what the sample cannot tell apart."""
    groups = indices.groups
    if len(groups) < 2 or not np.isfinite(indices.table["total"]).all():
        return reader.say("sensitivity.no_order")
    members = []
    for name in groups[0]:
        row = indices.table.loc[name]
        limits = reader.interval(row["total_low"], row["total_high"], 2)
        members.append(f"{meaning(name, reader)} ({reader.number(row['total'], 2)}; {limits})")
    return reader.say(f"sensitivity.{_tied(members)}", names=_first(members, MAX_NAMED, reader))


def _unmoving(study: Study, outcome: str, reader: Reader) -> str:
    """Name what moves nothing; where the sample is not enough only what looks small, and that it is no finding."""
    small = reader.listing([quoted_meaning(name, reader) for name in study.small(outcome)])
    if study.indices[outcome].verdict == ENOUGH:
        return reader.say("sensitivity.dead", names=small or reader.say("sensitivity.none"))
    looks = " " + reader.say("sensitivity.small", names=small) if small else ""
    return reader.say("sensitivity.dead_unsure") + looks


def _strongest_delta(given: Given, reader: Reader) -> str:
    """Name the strongest group; one group alone is no order."""
    groups = given.groups
    if not groups:
        return reader.say("given.nothing_told")
    if len(groups) == 1 and len(groups[0]) > 1:
        return reader.say("given.no_order", count=reader.number(len(groups[0])))
    members = [
        f"{meaning(name, reader)} (delta {reader.number(given.table.loc[name, 'delta'], 2)})" for name in groups[0]
    ]
    return reader.say(f"given.{_tied(members)}", names=_first(members, MAX_NAMED, reader))


def _strongest_effect(effects: Effects, reader: Reader) -> str:
    """Name what moves the outcome most, each with its larger effect; a group that cannot be told apart as such."""
    strongest = effects.strongest
    if strongest.empty:
        return reader.say("one_at_a_time.nothing_told")
    members = [
        reader.say(
            "one_at_a_time.member",
            name=quoted_meaning(str(name), reader),
            effect=reader.number(row["effect"], 2, signed=True),
            value=plain(row["value"], reader),
        )
        for name, row in strongest.iterrows()
    ]
    return reader.say(f"one_at_a_time.{_tied(members)}", names=_first(members, MAX_MOVERS, reader))


def _tied(members: Sequence[str]) -> str:
    return "strongest" if len(members) == 1 else "tied"


def _first(members: Sequence[str], limit: int, reader: Reader) -> str:
    """List so many members, and the number of others."""
    more = [reader.say("sensitivity.more", count=len(members) - limit)] if len(members) > limit else []
    return reader.listing([*members[:limit], *more])
