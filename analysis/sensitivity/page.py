"""The page on what carries an outcome: sentences never stronger than the sample, figures and tables in one file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.shares import Ledger, named, sentence
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table, tag
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
from kraftsamling.analysis.words.numbers import interval, listing, number, percent
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.texts import text

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
    language: str,
) -> str:
    """Return the page as HTML that needs no network.

    Args:
        ledgers: by outcome.
        titles: by outcome, the one that is asked about first.
        drawings: figures by outcome, and "settling" and "ledger".
        language: "sv" or "en".
    """
    first = next(iter(titles))
    title = text("sensitivity.title", language)
    css = Markup((files("kraftsamling.analysis.page") / "report.css").read_text(encoding="utf-8"))
    meta = [Markup('<meta charset="utf-8">')]
    meta += [Markup('<meta name="viewport" content="width=device-width, initial-scale=1">')]
    head = joined([*meta, tag("title", title), tag("style", css)])
    parts = [tag("p", text("sensitivity.intro", language), class_="question")]
    parts.append(_told(found, first, ledgers, titles[first], language, id="answer", class_="answer"))
    parts += [drawings["ledger"]] if "ledger" in drawings else []
    parts.append(tag("p", text("sensitivity.caveat", language), class_="caveat"))
    parts += [drawings[first], _table(found.indices[first], language), drawings["settling"]]
    for name in list(titles)[1:]:
        parts.append(_told(found, name, ledgers, titles[name], language, id=name))
        parts += [drawings[name], _table(found.indices[name], language)]
    parts += [tag("h2", text("sensitivity.method", language)), tag("p", method(language))]
    header = tag("header", tag("h1", title), tag("p", subtitle, class_="subtitle"))
    footer = tag("footer", tag("p", text("sensitivity.rows", language)))
    body = joined([header, tag("main", joined(parts)), footer])
    return f'<!doctype html>\n<html lang="{language}">\n{tag("head", head)}\n{tag("body", body)}\n</html>\n'


def sentences(found: Study, outcome: str, language: str) -> Iterator[str]:
    """Yield what is known of an outcome: the verdict, what weighs most, what moves nothing, and chance."""
    indices = found.indices[outcome]
    if indices.verdict == CONSTANT:
        yield text("sensitivity.constant", language)
        return
    numbers = {"size": number(indices.size, language), "width": number(indices.width, language, 3)}
    change = number(indices.change, language, 3)
    yield text(f"sensitivity.{indices.verdict}", language, **numbers, change=change)
    yield _strongest(indices, language)
    yield _unmoving(found, outcome, language)
    noise, left = (number(100 * share, language, 1) for share in (indices.noise, indices.noise_left))
    spread = {"mean": number(indices.mean, language, 1), "spread": number(indices.spread, language, 1)}
    yield text("sensitivity.noise", language, noise=noise, left=left, **spread)


def method(language: str) -> str:
    """Return the criteria in words."""
    return text(
        "sensitivity.criteria",
        language,
        change=number(SETTLED_CHANGE, language, 2),
        width=number(SETTLED_WIDTH, language, 2),
        dead=number(DEAD_TOTAL, language, 2),
        screen=percent(DEAD_SCREEN, language),
    )


def _strongest(indices: Indices, language: str) -> str:
    """Name the strongest group; a group too large to name is what the sample cannot tell apart."""
    groups = indices.groups
    if len(groups) < 2 or not np.isfinite(indices.table["total"]).all():
        return text("sensitivity.no_order", language)
    members = [
        f"{meaning(name, language)} ({_index(indices.table.loc[name], 'total', language)})" for name in groups[0]
    ]
    more = [text("sensitivity.more", language, count=len(members) - MOST_NAMED)] if len(members) > MOST_NAMED else []
    key = "strongest" if len(members) == 1 else "tied"
    return text(f"sensitivity.{key}", language, names=listing(members[:MOST_NAMED] + more, language))


def _unmoving(found: Study, outcome: str, language: str) -> str:
    """Name what moves nothing; where the sample is not enough only what looks small, and that it is no finding."""
    small = listing([quoted_meaning(name, language) for name in found.small(outcome)], language)
    if found.indices[outcome].verdict == ENOUGH:
        return text("sensitivity.dead", language, names=small or text("sensitivity.none", language))
    looks = " " + text("sensitivity.small", language, names=small) if small else ""
    return text("sensitivity.dead_unsure", language) + looks


def _told(
    found: Study, outcome: str, ledgers: Mapping[str, Ledger], title: str, language: str, **attributes: str
) -> Markup:
    lines = list(sentences(found, outcome, language))
    lines += [sentence(ledgers[outcome], language)] if outcome in ledgers else []
    return tag("section", tag("h2", title), joined(tag("p", line) for line in lines), **attributes)


def _table(indices: Indices, language: str) -> Markup:
    """Table of the strongest factors: group, total and first index with intervals, grade and meaning."""
    columns = ("factor", "group", "total", "first", "grade", "name")
    heads = [Head(text(f"sensitivity.head_{name}", language)) for name in columns]
    rows = []
    for factor, row in indices.table.sort_values("total", ascending=False).head(SHOWN).iterrows():
        known = parameters()[str(factor)]
        group = text("sensitivity.nothing", language) if row["moves_nothing"] else number(row["group"], language)
        numbers = [Cell(number(row[name], language, 2), _interval(row, name, language)) for name in ("total", "first")]
        cells = [Cell(named(known.evidence, language)), Cell(known.name)]
        rows.append([Cell(meaning(str(factor), language)), Cell(group), *numbers, *cells])
    title = text("sensitivity.table", language)
    return table(title, [heads], rows, title)


def _index(row: pd.Series, name: str, language: str) -> str:
    return f"{number(row[name], language, 2)}; {_interval(row, name, language)}"


def _interval(row: pd.Series, name: str, language: str) -> str:
    return interval(row[f"{name}_low"], row[f"{name}_high"], language, 2)
