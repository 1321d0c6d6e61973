"""Measures left out in words, Swedish or English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from kraftsamling.analysis.measures_left_out.find import Group, MeasuresLeftOut, groups
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.measures import load_measures


def say(key: str, reader: Reader, **values: object) -> str:
    """Return a text of the topic, filled in."""
    return reader.say(f"without.{key}", **values)


def title_of(measure: str, reader: Reader) -> str:
    """Return what a measure is called, by its id."""
    return next(each.titles[reader.language] for each in load_measures() if each.id == measure)


def name_of(group: Group, reader: Reader) -> str:
    """Return what a group is called, with its kind."""
    kind, name = group
    return say(kind, reader, name=reader.say(f"{kind}.{name}").lower())


def own_of(group: Group, reader: Reader) -> str:
    """Return what the own measure of a group is called."""
    first, *others = (_measure(name, reader) for name in groups()[group])
    if len(others) > 1:
        return say("mean_of", reader, first=first)
    return reader.listing([first, *(f"{other[:1].lower()}{other[1:]}" for other in others)])


def _measure(name: str, reader: Reader) -> str:
    return reader.say(name.replace("_", ".", 1) if name.startswith("capital_") else f"measure.{name}")


def levels(finding: MeasuresLeftOut) -> list[int]:
    """Return the levels at which measures were left out."""
    return list(finding.groups.index.unique("level"))


def sentences(finding: MeasuresLeftOut, reader: Reader) -> list[str]:
    """Return what leaving out comes to, one paragraph a level."""
    return [" ".join(_of_level(finding, level, reader)) for level in levels(finding)]


def _of_level(finding: MeasuresLeftOut, level: int, reader: Reader) -> Iterator[str]:
    table = finding.groups.loc[level]
    told = table[table["in_play"] > 0]
    most = told["moves"] > 1 / 2
    yield say("moves", reader, level=level, most=int(most.sum()), groups=len(told))
    if not most.all():
        yield say("moves_not", reader, names=_names(told.index[~most], reader))
    if len(told) < len(table):
        yield say("never", reader, names=_names(table.index[table["in_play"] == 0], reader))
    yield _order(finding, level, reader)


def _names(index: Sequence[Group] | pd.MultiIndex, reader: Reader) -> str:
    return "; ".join(name_of((str(kind), str(name)), reader) for kind, name in index)


def _order(finding: MeasuresLeftOut, level: int, reader: Reader) -> str:
    draws = finding.stability.loc[level]
    low, middle, high = draws["correlation"].quantile([0.05, 0.5, 0.95])
    return say(
        "order",
        reader,
        correlation=reader.number(middle, 2),
        interval=reader.interval(low, high, 2),
        kept=reader.number(draws["kept"].median()),
        least=reader.number(draws["kept"].min()),
        missed=int(draws["missed"].iloc[0]),
        felt=int((finding.measures.loc[level, "in_play"] > 0).sum()),
        opened=int(finding.measures.loc[level, "place"].notna().sum()),
    )
