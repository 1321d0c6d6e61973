"""The table of municipalities: what each gains, its weakest link, and how often it is never reached."""

from __future__ import annotations

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, table
from kraftsamling.analysis.report.figures.places import shown, unreached
from kraftsamling.analysis.report.tables import spread
from kraftsamling.analysis.results.evidence import Labels, TableEvidence
from kraftsamling.analysis.words.reader import hundredths
from kraftsamling.model.vocabulary import SIZE_CLASSES

ABOUT = ["course", "population", "size_class", "median", "p05", "p95", "weakest", "weakest_share"]
"""Columns of a municipality; those that follow tell of it by strategy and budget."""


def places_series(evidence: TableEvidence) -> pd.DataFrame:
    """Return one row per municipality shown, by code.

    Columns course: the course put first among those with support; population, size_class; median, p05, p95: capacity
    gained with that course since the start, points, over worlds; weakest, weakest_share: its most frequent weakest link
    and the share of runs in which it is that; then by strategy with support and budget, the share of runs in which the
    municipality is never reached.
    """
    budget, region = evidence.budgets[0], evidence.context.region
    supported = [name for name in evidence.names if name not in evidence.free]
    leader = next(name for name in evidence.ranked(budget) if name in (supported or evidence.names))
    never = unreached(evidence)
    rows = evidence.tables.municipalities
    chosen = dict(list(rows[(rows["strategy"] == leader) & (rows["budget"] == budget)].groupby("code")))
    lines = {}
    for code in shown(evidence, never):
        members, place = chosen[code], region.codes.index(code)
        gained = (members["capacity_end"] - members["capacity_start"]).groupby(members["world"]).mean()
        low, median, high = gained.quantile([0.05, 0.5, 0.95])
        links = members["weakest_link"].value_counts(normalize=True).sort_index()
        lines[code] = [leader, region.population[place], SIZE_CLASSES[int(region.size_class[place])]]
        lines[code] += [median, low, high, links.idxmax(), links.max()]
        lines[code] += [never.loc[(name, mode, code)] for name in supported for mode in evidence.budgets]
    shares = [(name, mode) for name in supported for mode in evidence.budgets]
    columns = pd.MultiIndex.from_tuples([*((name, "") for name in ABOUT), *shares])
    return pd.DataFrame(list(lines.values()), index=pd.Index(lines, name="code"), columns=columns)


def places_table(places: pd.DataFrame, labels: Labels) -> Markup:
    """Return what each municipality gains, how often it is never reached and what its weakest link is."""
    reader, say = labels.reader, labels.reader.say
    about = places[ABOUT].droplevel(1, axis=1)
    shares = places.drop(columns=ABOUT, level=0)
    supported = [name for name in labels.courses if name in shares]
    lines = []
    for code, row in about.iterrows():
        gained = spread(row.add_prefix("diff_"), reader, "diff_")
        weakest = Cell(say(f"ingredient.{row['weakest']}"), reader.percent(row["weakest_share"]))
        never = [[hundredths(shares.loc[code, (name, budget)]) for budget in labels.budgets] for name in supported]
        cells = [Cell(reader.labels[str(code)]), _size(row, labels), gained, weakest]
        lines.append([*cells, *(Cell("/".join(each)) for each in never)])
    caption = say("report.places_caption", budgets=len(labels.budgets), shown=labels.over("shown"))
    total = len(reader.labels)
    if len(lines) < total:
        caption += " " + say("report.places_some", shown=len(lines), total=total)
    heads = _heads(about["course"].iloc[0], supported, labels)
    return table(caption, heads, lines, say("report.participation"))


def _heads(leader: str, supported: list[str], labels: Labels) -> list[list[Head]]:
    say = labels.reader.say
    with_leader = say(
        "report.course_with", course=labels.courses[leader], budget=say(f"answer.budget_{labels.budgets[0]}")
    )
    groups = [Head(""), Head(""), Head(with_leader, 2)]
    if supported:
        groups.append(Head(say("report.never"), len(supported)))
    size = say("report.size_class" if labels.reader.anonymous else "report.population")
    names = [say("report.place"), size, say("report.gained"), say("report.weakest")]
    return [groups, [Head(name) for name in [*names, *(labels.courses[name] for name in supported)]]]


def _size(row: pd.Series, labels: Labels) -> Cell:
    """Return the population, or the size class where the reader is to see letters."""
    if labels.reader.anonymous:
        return Cell(labels.reader.say(f"report.{row['size_class']}"))
    return Cell(labels.reader.number(row["population"]))
