"""Robustness and scenario discovery in tables and words, as every page that tells of them has them."""

from __future__ import annotations

from collections.abc import Mapping

from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.robustness.criteria import CRITERIA, SHARES, Robustness, criterion_name, share_limits
from kraftsamling.analysis.robustness.discovery import Discovery, Limit
from kraftsamling.analysis.words.assumptions import quoted_meaning, value_of
from kraftsamling.analysis.words.numbers import listing, number, percent, quoted
from kraftsamling.analysis.words.numbers import worlds as worlds_in_words
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.texts import text


def scores_table(found: Robustness, titles: Mapping[str, str], language: str) -> Markup:
    """Return every criterion of every course, with its limits and how often the course stays first."""
    heads = [Head(""), *(Head(criterion_name(name, found, language)) for name in CRITERIA)]
    rows = []
    for course, scores in found.scores.iterrows():
        cells = [Cell(titles[str(course)])]
        for name, value in scores.items():
            share = name in SHARES
            shown = percent(value, language) if share else number(value, language, 1)
            best = text("robustness.first", language, share=percent(found.steady.loc[course, name], language))
            below = f"{share_limits(value, len(found.gains), language)}; {best}" if share else best
            cells.append(Cell(shown, below, strong=str(course) in found.firsts[str(name)]))
        rows.append(cells)
    caption = text("robustness.scores_table", language)
    return table(caption, [heads], rows, caption)


def limit_in_words(limit: Limit, language: str) -> str:
    """Return one limit of a box, the assumption by its meaning; a switch is on or off."""
    name = quoted_meaning(limit.parameter, language)
    if limit.parameter in parameters() and parameters()[limit.parameter].unit == "switch":
        return text(f"discovery.{'is_on' if limit.end == 'low' else 'is_off'}", language, name=name)
    value = value_of(limit.parameter, limit.value, language)
    return text(f"discovery.{limit.end}", language, name=name, value=value)


def box_sentence(found: Discovery, title: str, language: str) -> str:
    """Return in which worlds a course fails, or that no box holds and why."""
    if found.failing in (0, found.worlds):
        key = "discovery.always" if found.failing else "discovery.never"
        return text(key, language, course=quoted(title, language), worlds=number(found.worlds, language))
    told = {
        "course": quoted(title, language),
        "failing": worlds_in_words(found.failing, found.worlds, language),
        "method": text(f"discovery.{found.method}", language),
    }
    if not found.found:
        return text("discovery.none", language, reason=text(f"discovery.{found.reason}", language), **told)
    again = [percent(found.again[limit.parameter, limit.end], language) for limit in found.box]
    shares = ("coverage", "density", "coverage_unseen", "density_unseen")
    return text(
        "discovery.box",
        language,
        limits=listing([limit_in_words(limit, language) for limit in found.box], language),
        dimensions=found.dimensions,
        again=listing(again, language),
        **{name: percent(getattr(found, name), language) for name in shares},
        **told,
    )


def boxes_table(searched: Mapping[tuple[str, str], Discovery], titles: Mapping[str, str], language: str) -> Markup:
    """Return what recurs in each search, by course and method, box or not."""
    columns = ("course", "failing", "verdict", "limits", "dimensions", "again")
    shares = {"coverage": "covered", "density": "dense"}
    heads = [Head(text(f"discovery.column_{name}", language)) for name in columns]
    heads += [Head(text(f"discovery.{name}", language)) for name in shares.values()]
    rows = []
    for (course, method), each in searched.items():
        limits = "; ".join(limit_in_words(limit, language) for limit in each.box)
        again = "; ".join(percent(each.again[limit.parameter, limit.end], language) for limit in each.box)
        rows.append(
            [
                Cell(f"{titles[course]}, {text(f'discovery.{method}', language)}"),
                Cell(percent(each.failing / each.worlds, language)),
                Cell(text("discovery.holds" if each.found else "discovery.not_box", language), strong=each.found),
                Cell(limits or "–", words=bool(limits)),
                Cell(str(each.dimensions)),
                Cell(again or "–"),
                *(
                    Cell(percent(getattr(each, name), language), percent(getattr(each, f"{name}_unseen"), language))
                    for name in shares
                ),
            ]
        )
    caption = text("discovery.table", language)
    return table(caption, [heads], rows, caption)
