"""The verdicts on the patterns in words, Swedish or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from kraftsamling.analysis.patterns.claims import FILTERS
from kraftsamling.analysis.patterns.judge import (
    DEPENDS,
    NOT,
    OPEN,
    RECURS,
    REPRODUCED,
    Outcome,
    PatternsFinding,
    min_worlds,
)
from kraftsamling.analysis.words.assumptions import quoted_meaning
from kraftsamling.analysis.words.reader import Reader


def say(key: str, reader: Reader, **values: object) -> str:
    """Return a text of the patterns."""
    return reader.say(f"patterns.{key}", **values)


def sentences(finding: PatternsFinding, reader: Reader) -> list[str]:
    """Return the number of patterns by verdict, after warnings where the worlds are too few or filtered."""
    warned = [say("filtered", reader, names=reader.listing(list(FILTERS)))] if finding.filtered else []
    return [*too_few(finding, reader), *warned, counts(finding.counted, reader)]


def too_few(finding: PatternsFinding, reader: Reader) -> list[str]:
    """Return that the worlds are too few for any verdict, where they are."""
    needed = min_worlds()
    if finding.worlds >= needed:
        return []
    return [say("too_few", reader, worlds=finding.worlds, needed=needed, guarded=min_worlds(guard=True))]


def counts(outcomes: Sequence[Outcome], reader: Reader) -> str:
    """Return the number of patterns by verdict, those that only verify the code and guards by themselves."""
    groups: dict[str, Counter[str]] = {name: Counter() for name in ("validation", "verification", "guards")}
    for outcome in outcomes:
        checked = "verification" if outcome.pattern.kind == "verification" else "validation"
        groups["guards" if outcome.pattern.guard else checked][outcome.verdict] += 1
    words = {
        name: say(
            "count_guards" if name == "guards" else "count",
            reader,
            **{key: group[key] for key in (REPRODUCED, DEPENDS, NOT, OPEN)},
        )
        for name, group in groups.items()
    }
    return say("counts", reader, **words)


def verdict(outcome: Outcome, reader: Reader) -> str:
    """Return the verdict in words, with the parameters that it depends on where a tree names any."""
    if outcome.verdict == OPEN:
        low, high = outcome.interval
        return say("open_between", reader, interval=reader.interval(100 * low, 100 * high, 0))
    if outcome.pattern.guard:
        return say(f"guard_{outcome.verdict}", reader)
    if outcome.verdict == NOT:
        return _not_because(*outcome.shortfall(), reader)
    if outcome.verdict != DEPENDS:
        return say(outcome.verdict, reader)
    if outcome.deciders is None:
        return say("depends_unknown", reader)
    return say("depends_on", reader, names=_named(outcome.deciders.names, reader))


def short_verdict(row: pd.Series, reader: Reader) -> str:
    """Return the verdict in as few words as a figure has room for, and the kind; `row` is one of `figure.shares`."""
    if row["verdict"] == NOT and row["kind"] != "guard":
        words = _not_because(row["held"], row["shortfall"], reader)
    else:
        words = say(f"guard_{row['verdict']}" if _of_guard(row) else row["verdict"], reader)
    return f"{words} ({say(row['kind'], reader)})"


def _of_guard(row: pd.Series) -> bool:
    return row["kind"] == "guard" and row["verdict"] != OPEN


def _not_because(held: str, shortfall: str, reader: Reader) -> str:
    return say("not_because", reader, part=held, why=say(shortfall, reader))


def kind(outcome: Outcome, reader: Reader) -> str:
    """Return whether a pattern is verification, validation, mixed or a guard, in words."""
    return say(outcome.pattern.kind, reader)


def trees(finding: PatternsFinding, reader: Reader) -> list[str]:
    """Return the parameters that decide a pattern, one sentence per pattern for which a tree names any."""
    lines = []
    for outcome in finding.outcomes:
        if outcome.deciders is not None:
            names, accuracy = _named(outcome.deciders.names, reader), reader.percent(outcome.deciders.accuracy)
            line = say("tree", reader, names=names, accuracy=accuracy, recurs=reader.percent(RECURS))
            lines.append(f"{outcome.pattern.id}: {line}")
    return lines


def unit(name: str, reader: Reader) -> str:
    """Return a unit of effects in words."""
    return say(f"unit_{name.replace(' ', '_')}", reader)


def _named(names: Sequence[str], reader: Reader) -> str:
    return reader.listing([quoted_meaning(name, reader) for name in names])
