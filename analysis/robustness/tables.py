"""Robustness and scenario discovery in tables."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.robustness.boxes import Limit
from kraftsamling.analysis.robustness.criteria import CRITERIA, SHARES, Robustness
from kraftsamling.analysis.robustness.discovery import Discovery
from kraftsamling.analysis.robustness.series import box_series, criterion_series, limit_series
from kraftsamling.analysis.robustness.words import criterion_name, limit_in_words, limits_in_words
from kraftsamling.analysis.words.reader import MISSING, Reader


def scores_table(result: Robustness, titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return every criterion of every course, with its limits and how often the course stays first."""
    heads = [Head(""), *(Head(criterion_name(name, result, reader)) for name in CRITERIA)]
    rows = []
    for course, scores in criterion_series(result).groupby("course", sort=False):
        cells = [Cell(titles[str(course)])]
        for row in scores.itertuples():
            share = row.criterion in SHARES
            shown = reader.percent(row.value) if share else reader.number(row.value, 1)
            best = reader.say("robustness.first", share=reader.percent(row.steady))
            below = f"{limits_in_words(row.low, row.high, reader)}; {best}" if share else best
            cells.append(Cell(shown, below, strong=row.first))
        rows.append(cells)
    caption = reader.say("robustness.scores_table")
    return table(caption, [heads], rows, caption)


def boxes_table(searches: Mapping[tuple[str, str], Discovery], titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return what recurs in each search, by course and method, box or not."""
    columns = ("course", "failing", "verdict", "limits", "dimensions", "again")
    heads = [Head(reader.say(f"discovery.column_{name}")) for name in columns]
    heads += [Head(reader.say(f"discovery.{name}")) for name in ("covered", "dense")]
    all_limits = limit_series(searches)
    rows = []
    for row in box_series(searches).itertuples():
        limits = all_limits[(all_limits["course"] == row.course) & (all_limits["method"] == row.method)]
        rows.append(
            [
                Cell(f"{titles[row.course]}, {reader.say(f'discovery.{row.method}')}"),
                Cell(reader.percent(row.failing)),
                Cell(reader.say("discovery.holds" if row.holds else "discovery.not_box"), strong=row.holds),
                Cell(_limits_in_words(limits, reader) or MISSING, words=len(limits) > 0),
                Cell(str(row.dimensions)),
                Cell("; ".join(reader.percent(share) for share in limits["again"]) or MISSING),
                Cell(reader.percent(row.coverage), reader.percent(row.coverage_unseen)),
                Cell(reader.percent(row.density), reader.percent(row.density_unseen)),
            ]
        )
    caption = reader.say("discovery.table")
    return table(caption, [heads], rows, caption)


def _limits_in_words(limits: pd.DataFrame, reader: Reader) -> str:
    return "; ".join(
        limit_in_words(Limit(row.parameter, row.end, row.value, row.place), reader) for row in limits.itertuples()
    )


def one_world_table(series: pd.DataFrame, titles: Mapping[str, str], reader: Reader) -> Markup:
    """Return what each course gains in the one world, and how far it is behind the best; see `one_world_series`."""
    heads = [Head(""), *(Head(reader.say(f"robustness.one_world_{name}")) for name in ("gained", "behind"))]
    rows = [
        [Cell(titles[row.course]), Cell(reader.number(row.gained, 1)), Cell(reader.number(row.behind, 1))]
        for row in series.itertuples()
    ]
    caption = reader.say("robustness.one_world_table")
    return table(caption, [heads], rows, caption)
