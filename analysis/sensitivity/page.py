"""The page on what carries an outcome: sentences never stronger than the sample, figures and tables in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.shares import Ledger
from kraftsamling.analysis.ledger.words import named, sentence
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table, tag
from kraftsamling.analysis.page.page import document, footer, header
from kraftsamling.analysis.sensitivity.indices import (
    CONSTANT,
    DEAD_SCREEN,
    DEAD_TOTAL,
    ENOUGH,
    SETTLED_CHANGE,
    SETTLED_WIDTH,
    Indices,
    Study,
)
from kraftsamling.analysis.words.assumptions import meaning, quoted_meaning
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import parameters

SHOWN = 15
"""Most factors in a table of the page."""
MOST_NAMED = 6
"""Most factors named in one sentence."""


def sensitivity_page(
    found: Study,
    ledgers: Mapping[str, Ledger],
    titles: Mapping[str, str],
    drawings: Mapping[str, Markup],
    subtitle: str,
    reader: Reader,
) -> str:
    """Return the page as HTML that needs no network.

    Args:
        ledgers: by outcome.
        titles: by outcome, the one that is asked about first.
        drawings: figures by outcome, and "settling" and "ledger".
    """
    first = next(iter(titles))
    title = reader.say("sensitivity.title")
    parts = [tag("p", reader.say("sensitivity.intro"), class_="question")]
    parts.append(_told(found, first, ledgers, titles[first], reader, id="answer", class_="answer"))
    parts += [drawings["ledger"]] if "ledger" in drawings else []
    parts.append(tag("p", reader.say("sensitivity.caveat"), class_="caveat"))
    parts += [drawings[first], _table(found.indices[first], reader), drawings["settling"]]
    for name in list(titles)[1:]:
        parts.append(_told(found, name, ledgers, titles[name], reader, id=name))
        parts += [drawings[name], _table(found.indices[name], reader)]
    parts += [tag("h2", reader.say("sensitivity.method")), tag("p", method(reader))]
    rows = footer(reader.say("sensitivity.rows"))
    return document(title, [header(title, subtitle), tag("main", joined(parts)), rows], reader)


def sentences(found: Study, outcome: str, reader: Reader) -> Iterator[str]:
    """Yield what is known of an outcome: the verdict, what weighs most, what moves nothing, and chance."""
    indices = found.indices[outcome]
    if indices.verdict == CONSTANT:
        yield reader.say("sensitivity.constant")
        return
    numbers = {"size": reader.number(indices.size), "width": reader.number(indices.width, 3)}
    change = reader.number(indices.change, 3)
    yield reader.say(f"sensitivity.{indices.verdict}", **numbers, change=change)
    yield _strongest(indices, reader)
    yield _unmoving(found, outcome, reader)
    noise, left = (reader.number(100 * share, 1) for share in (indices.noise, indices.noise_left))
    spread = {"mean": reader.number(indices.mean, 1), "spread": reader.number(indices.spread, 1)}
    yield reader.say("sensitivity.noise", noise=noise, left=left, **spread)


def method(reader: Reader) -> str:
    """Return the criteria in words."""
    return reader.say(
        "sensitivity.criteria",
        change=reader.number(SETTLED_CHANGE, 2),
        width=reader.number(SETTLED_WIDTH, 2),
        dead=reader.number(DEAD_TOTAL, 2),
        screen=reader.percent(DEAD_SCREEN),
    )


def _strongest(indices: Indices, reader: Reader) -> str:
    """Name the strongest group; a group too large to name is what the sample cannot tell apart."""
    groups = indices.groups
    if len(groups) < 2 or not np.isfinite(indices.table["total"]).all():
        return reader.say("sensitivity.no_order")
    members = [f"{meaning(name, reader)} ({_index(indices.table.loc[name], 'total', reader)})" for name in groups[0]]
    more = [reader.say("sensitivity.more", count=len(members) - MOST_NAMED)] if len(members) > MOST_NAMED else []
    key = "strongest" if len(members) == 1 else "tied"
    return reader.say(f"sensitivity.{key}", names=reader.listing(members[:MOST_NAMED] + more))


def _unmoving(found: Study, outcome: str, reader: Reader) -> str:
    """Name what moves nothing; where the sample is not enough only what looks small, and that it is no finding."""
    small = reader.listing([quoted_meaning(name, reader) for name in found.small(outcome)])
    if found.indices[outcome].verdict == ENOUGH:
        return reader.say("sensitivity.dead", names=small or reader.say("sensitivity.none"))
    looks = " " + reader.say("sensitivity.small", names=small) if small else ""
    return reader.say("sensitivity.dead_unsure") + looks


def _told(
    found: Study, outcome: str, ledgers: Mapping[str, Ledger], title: str, reader: Reader, **attributes: str
) -> Markup:
    lines = list(sentences(found, outcome, reader))
    lines += [sentence(ledgers[outcome], reader)] if outcome in ledgers else []
    return tag("section", tag("h2", title), joined(tag("p", line) for line in lines), **attributes)


def _table(indices: Indices, reader: Reader) -> Markup:
    """Table of the strongest factors: group, total and first index with intervals, grade and meaning."""
    columns = ("factor", "group", "total", "first", "grade", "name")
    heads = [Head(reader.say(f"sensitivity.head_{name}")) for name in columns]
    rows = []
    for factor, row in indices.table.sort_values("total", ascending=False).head(SHOWN).iterrows():
        known = parameters()[str(factor)]
        group = reader.say("sensitivity.nothing") if row["moves_nothing"] else reader.number(row["group"])
        numbers = [Cell(reader.number(row[name], 2), _interval(row, name, reader)) for name in ("total", "first")]
        cells = [Cell(named(known.evidence, reader)), Cell(known.name)]
        rows.append([Cell(meaning(str(factor), reader)), Cell(group), *numbers, *cells])
    title = reader.say("sensitivity.table")
    return table(title, [heads], rows, title)


def _index(row: pd.Series, name: str, reader: Reader) -> str:
    return f"{reader.number(row[name], 2)}; {_interval(row, name, reader)}"


def _interval(row: pd.Series, name: str, reader: Reader) -> str:
    return reader.interval(row[f"{name}_low"], row[f"{name}_high"], 2)
