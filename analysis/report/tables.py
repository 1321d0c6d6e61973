"""The tables of the report: courses in numbers, measures side by side, each against each, and every measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table
from kraftsamling.analysis.report.answer import MEASURES_COMPARED
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.results.tables import MEASURES, POINTS, RATIO, SHARE
from kraftsamling.analysis.words.reader import MISSING, Reader, hundredths

Course = tuple[str, str]
"""Budget mode and strategy."""
Column = tuple[str, Callable[[pd.DataFrame, Course, Labels], Cell]]
"""Heading, and what makes a cell from rows of the summary."""

COST, MUNICIPAL_COST, PRICE = "cost_total_sek", "municipal_cost_total_sek", "gain_per_100_msek"


def rows_of(evidence: TableEvidence, measures: Sequence[str]) -> pd.DataFrame:
    """Return rows of the summary by budget, strategy and measure; see `summarise` for its columns and units."""
    rows = evidence.summary[evidence.summary["measure"].isin(measures)]
    return rows.set_index(["budget", "strategy", "measure"])


def courses_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the numbers of the main table; what municipalities set aside themselves only where that is anything."""
    paid = evidence.runs[MUNICIPAL_COST].max() > 0
    return rows_of(evidence, ["capacity_mean", COST, *([MUNICIPAL_COST] if paid else []), PRICE])


def courses_table(rows: pd.DataFrame, labels: Labels) -> Markup:
    """Return the main table: level, difference, worlds, cost and gain per money, for each budget mode."""
    say = labels.reader.say
    columns: list[Column] = [
        (say("report.end", year=labels.end), _level("capacity_mean")),
        (say("report.difference"), _difference("capacity_mean")),
        (say("report.worlds"), _worlds),
        (say("report.cost"), _level(COST, scale=1e-6, digits=0)),
        (say("report.ratio"), _level(PRICE)),
    ]
    if MUNICIPAL_COST in rows.index.unique("measure"):
        columns.insert(4, (say("report.municipal_cost"), _level(MUNICIPAL_COST, scale=1e-6, digits=0)))
    values = {"year": labels.end, "least": labels.least, "reference": labels.courses[labels.reference]}
    caption = say("report.table_caption", **values, shown=labels.over("shown"))
    return _by_budget(rows, labels, caption, columns, "report.table")


def measures_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the numbers of the mean, the population-weighted mean and the minimum; `first`: the largest difference."""
    rows = rows_of(evidence, MEASURES_COMPARED)
    leaders = {(b, evidence.ranked(b, measure)[0], measure) for b in evidence.budgets for measure in MEASURES_COMPARED}
    return rows.assign(first=[key in leaders for key in rows.index])


def measures_table(rows: pd.DataFrame, labels: Labels) -> Markup:
    """Return differences in mean, population-weighted mean and minimum side by side, the largest stressed."""
    say = labels.reader.say
    titles = [say(f"report.{name}") for name in ("mean", "weighted", "minimum")]
    columns = [(title, _difference(measure)) for title, measure in zip(titles, MEASURES_COMPARED, strict=True)]
    values = {"year": labels.end, "reference": labels.courses[labels.reference], "shown": labels.over("shown")}
    return _by_budget(rows, labels, say("report.measures_caption", **values), columns, "report.measures")


def pairwise_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the share of worlds in which the row's course beats the column's, by budget and strategy.

    Missing against itself, and where no world has both.
    """
    names, shares = evidence.names, {}
    for budget in evidence.budgets:
        for name in names:
            pairs = [evidence.pair(budget, name, other) for other in names]
            shares[budget, name] = [
                pair.better / pair.worlds if pair.worlds and other != name else np.nan
                for other, pair in zip(names, pairs, strict=True)
            ]
    index = pd.MultiIndex.from_tuples(shares, names=["budget", "strategy"])
    return pd.DataFrame(list(shares.values()), index=index, columns=names)


def pairwise_tables(shares: pd.DataFrame, labels: Labels) -> Markup:
    """Return, per budget mode, the share of worlds in which each course beats each other one."""
    reader, say = labels.reader, labels.reader.say
    heads = [[Head(say("report.course")), *(Head(title) for title in labels.courses.values())]]
    tables = []
    for budget in labels.budgets:
        where = say(f"report.pairwise_{budget}")
        caption = say("report.pairwise_caption", least=labels.least, year=labels.end, budget=where)
        rows = [
            [Cell(title), *(Cell(reader.percent(shares.loc[(budget, name), other])) for other in labels.courses)]
            for name, title in labels.courses.items()
        ]
        tables.append(table(caption, heads, rows, f"{say('report.pairwise')}: {where}"))
    return joined(tables)


def everything_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return the whole summary by budget, strategy and measure."""
    return rows_of(evidence, list(evidence.runs.columns))


def everything_table(rows: pd.DataFrame, labels: Labels) -> Markup:
    """Return every measure of the summary, one row each, for each course and budget mode."""
    say = labels.reader.say
    groups = [Head(say(f"figure.budget_{budget}"), len(labels.courses)) for budget in labels.budgets]
    titles = [Head(title) for _ in labels.budgets for title in labels.courses.values()]
    courses = [(budget, name) for budget in labels.budgets for name in labels.courses]
    lines = []
    for measure in rows.index.unique("measure"):
        unit, scale, digits = _unit(measure, labels.reader)
        capital = measure.startswith("capital_")
        label = say(measure.replace("_", ".", 1) if capital else f"measure.{measure}")
        cell = _level(measure, scale=scale, digits=digits)
        lines.append([Cell(f"{label}, {unit}" if unit else label), *(cell(rows, course, labels) for course in courses)])
    caption = say("report.everything_caption", year=labels.end, shown=labels.over("shown"))
    heads = [[Head(""), *groups], [Head(say("report.measure")), *titles]]
    return table(caption, heads, lines, say("report.everything"))


def spread(row: pd.Series, reader: Reader, prefix: str = "", *, scale: float = 1.0, digits: int = 1) -> Cell:
    """Return median over its 5-95 interval; the interval is left out when it says nothing more.

    Args:
        row: with median, p05 and p95, each after the prefix; differences have one, and a sign.
    """
    signed = bool(prefix)
    median, low, high = (scale * row[f"{prefix}{column}"] for column in ("median", "p05", "p95"))
    label = reader.number(median, digits, signed=signed)
    if round(low, digits) == round(high, digits) or label == MISSING:
        return Cell(label)
    return Cell(label, reader.interval(low, high, digits, signed=signed))


def _level(measure: str, *, scale: float = 1.0, digits: int = 1) -> Callable[[pd.DataFrame, Course, Labels], Cell]:
    def level(rows: pd.DataFrame, course: Course, labels: Labels) -> Cell:
        return spread(rows.loc[(*course, measure)], labels.reader, scale=scale, digits=digits)

    return level


def _difference(measure: str) -> Callable[[pd.DataFrame, Course, Labels], Cell]:
    def difference(rows: pd.DataFrame, course: Course, labels: Labels) -> Cell:
        row = rows.loc[(*course, measure)]
        known = course[1] == labels.reference
        cell = Cell(labels.reader.say("report.is_reference")) if known else spread(row, labels.reader, "diff_")
        return Cell(cell.shown, cell.below, strong=bool(row.get("first", False)))

    return difference


def _worlds(rows: pd.DataFrame, course: Course, labels: Labels) -> Cell:
    if course[1] == labels.reference:
        return Cell(MISSING)
    row = rows.loc[(*course, "capacity_mean")]
    return Cell("/".join(hundredths(row[f"worlds_{outcome}"]) for outcome in ("better", "tie", "worse")))


def _by_budget(rows: pd.DataFrame, labels: Labels, caption: str, columns: Sequence[Column], label: str) -> Markup:
    """Return a table with one row per course and the same columns under each budget mode."""
    say = labels.reader.say
    groups = [Head(say(f"figure.budget_{budget}"), len(columns)) for budget in labels.budgets]
    heads = [Head(title) for _ in labels.budgets for title, _ in columns]
    lines = (
        [Cell(title), *(cell(rows, (budget, name), labels) for budget in labels.budgets for _, cell in columns)]
        for name, title in labels.courses.items()
    )
    return table(caption, [[Head(""), *groups], [Head(say("report.course")), *heads]], lines, say(label))


def _unit(measure: str, reader: Reader) -> tuple[str, float, int]:
    """Return the unit a measure is shown in, the factor to it and the number of decimals."""
    say, unit = reader.say, MEASURES[measure].unit
    if unit == SHARE:
        return say("report.unit_share"), 100.0, 1
    if unit.startswith("SEK"):
        return say("report.unit_money"), 1e-6, 1
    if unit == RATIO:
        return "", 1.0, 1
    return say({POINTS: "report.unit_points", "level": "report.unit_level"}.get(unit, "report.unit_effort")), 1.0, 1
