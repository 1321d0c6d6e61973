"""Robustness and scenario discovery in tables and words, as every page that tells of them has them."""

from __future__ import annotations

from collections.abc import Mapping

from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.robustness.criteria import CRITERIA, SHARES, Robustness, criterion_name, share_limits
from kraftsamling.analysis.robustness.discovery import Discovery, Limit
from kraftsamling.analysis.words.assumptions import quoted_meaning, value_of
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import parameters


def scores_table(found: Robustness, titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return every criterion of every course, with its limits and how often the course stays first."""
    heads = [Head(""), *(Head(criterion_name(name, found, reader)) for name in CRITERIA)]
    rows = []
    for course, scores in found.scores.iterrows():
        cells = [Cell(titles[str(course)])]
        for name, value in scores.items():
            share = name in SHARES
            shown = reader.percent(value) if share else reader.number(value, 1)
            best = reader.say("robustness.first", share=reader.percent(found.steady.loc[course, name]))
            below = f"{share_limits(value, len(found.gains), reader)}; {best}" if share else best
            cells.append(Cell(shown, below, strong=str(course) in found.firsts[str(name)]))
        rows.append(cells)
    caption = reader.say("robustness.scores_table")
    return table(caption, [heads], rows, caption)


def limit_in_words(limit: Limit, reader: Reader) -> str:
    """Return one limit of a box, the assumption by its meaning; a switch is on or off."""
    name = quoted_meaning(limit.parameter, reader)
    if limit.parameter in parameters() and parameters()[limit.parameter].unit == "switch":
        return reader.say(f"discovery.{'is_on' if limit.end == 'low' else 'is_off'}", name=name)
    value = value_of(limit.parameter, limit.value, reader)
    return reader.say(f"discovery.{limit.end}", name=name, value=value)


def box_sentence(found: Discovery, title: str, reader: Reader) -> str:
    """Return in which worlds a course fails, or that no box holds and why."""
    if found.failing in (0, found.worlds):
        key = "discovery.always" if found.failing else "discovery.never"
        return reader.say(key, course=reader.quoted(title), worlds=reader.number(found.worlds))
    told = {
        "course": reader.quoted(title),
        "failing": reader.worlds(found.failing, found.worlds),
        "method": reader.say(f"discovery.{found.method}"),
    }
    if not found.found:
        return reader.say("discovery.none", reason=reader.say(f"discovery.{found.reason}"), **told)
    again = [reader.percent(found.again[limit.parameter, limit.end]) for limit in found.box]
    shares = ("coverage", "density", "coverage_unseen", "density_unseen")
    return reader.say(
        "discovery.box",
        limits=reader.listing([limit_in_words(limit, reader) for limit in found.box]),
        dimensions=found.dimensions,
        again=reader.listing(again),
        **{name: reader.percent(getattr(found, name)) for name in shares},
        **told,
    )


def boxes_table(searched: Mapping[tuple[str, str], Discovery], titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return what recurs in each search, by course and method, box or not."""
    columns = ("course", "failing", "verdict", "limits", "dimensions", "again")
    shares = {"coverage": "covered", "density": "dense"}
    heads = [Head(reader.say(f"discovery.column_{name}")) for name in columns]
    heads += [Head(reader.say(f"discovery.{name}")) for name in shares.values()]
    rows = []
    for (course, method), each in searched.items():
        limits = "; ".join(limit_in_words(limit, reader) for limit in each.box)
        again = "; ".join(reader.percent(each.again[limit.parameter, limit.end]) for limit in each.box)
        rows.append(
            [
                Cell(f"{titles[course]}, {reader.say(f'discovery.{method}')}"),
                Cell(reader.percent(each.failing / each.worlds)),
                Cell(reader.say("discovery.holds" if each.found else "discovery.not_box"), strong=each.found),
                Cell(limits or "–", words=bool(limits)),
                Cell(str(each.dimensions)),
                Cell(again or "–"),
                *(
                    Cell(reader.percent(getattr(each, name)), reader.percent(getattr(each, f"{name}_unseen")))
                    for name in shares
                ),
            ]
        )
    caption = reader.say("discovery.table")
    return table(caption, [heads], rows, caption)
