"""The tables of the report: courses in numbers, measures side by side, each against each, and by municipality."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, table
from kraftsamling.analysis.report.answer import MEASURES_COMPARED
from kraftsamling.analysis.report.figure_places import shown, unreached
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import MEASURES, POINTS, RATIO, SHARE
from kraftsamling.analysis.words.reader import MISSING, hundredths

Column = tuple[str, Callable[[TableEvidence, str, str], Cell]]


def _spread(evidence: TableEvidence, row: pd.Series, prefix: str = "", *, scale: float = 1.0, digits: int = 1) -> Cell:
    """Return median over its 5-95 interval; the interval is left out when it says nothing more."""
    reader, signed = evidence.context.reader, bool(prefix)
    median, low, high = (scale * row[f"{prefix}{column}"] for column in ("median", "p05", "p95"))
    label = reader.number(median, digits, signed=signed)
    if round(low, digits) == round(high, digits) or label == MISSING:
        return Cell(label)
    return Cell(label, reader.interval(low, high, digits, signed=signed))


def _end(evidence: TableEvidence, name: str, budget: str) -> Cell:
    return _spread(evidence, evidence.row(name, budget, "capacity_mean"))


def _difference(evidence: TableEvidence, name: str, budget: str, measure: str = "capacity_mean") -> Cell:
    if name == evidence.context.reference:
        return Cell(evidence.context.reader.say("report.is_reference"))
    return _spread(evidence, evidence.row(name, budget, measure), "diff_")


def _worlds(evidence: TableEvidence, name: str, budget: str) -> Cell:
    if name == evidence.context.reference:
        return Cell(MISSING)
    row = evidence.row(name, budget, "capacity_mean")
    shares = (hundredths(row[f"worlds_{outcome}"]) for outcome in ("better", "tie", "worse"))
    return Cell("/".join(shares))


def _money(measure: str) -> Callable[[TableEvidence, str, str], Cell]:
    def cost(evidence: TableEvidence, name: str, budget: str) -> Cell:
        return _spread(evidence, evidence.row(name, budget, measure), scale=1e-6, digits=0)

    return cost


def _ratio(evidence: TableEvidence, name: str, budget: str) -> Cell:
    return _spread(evidence, evidence.row(name, budget, "gain_per_100_msek"))


def courses_table(evidence: TableEvidence) -> Markup:
    """Return the main table: level, difference, worlds, cost and gain per money, for each budget mode."""
    context, say = evidence.context, evidence.context.reader.say
    columns: list[Column] = [
        (say("report.end", year=evidence.tables.end), _end),
        (say("report.difference"), _difference),
        (say("report.worlds"), _worlds),
        (say("report.cost"), _money("cost_total_sek")),
        (say("report.ratio"), _ratio),
    ]
    if evidence.runs["municipal_cost_total_sek"].max() > 0:
        columns.insert(4, (say("report.municipal_cost"), _money("municipal_cost_total_sek")))
    least, reference = context.reader.threshold(context.smallest_difference), evidence.courses[context.reference]
    told = {"year": evidence.tables.end, "least": least, "reference": reference, "shown": evidence.over("shown")}
    caption = say("report.table_caption", **told)
    return _by_budget(evidence, caption, columns, "report.table")


def measures_table(evidence: TableEvidence) -> Markup:
    """Return differences in mean, population-weighted mean and minimum side by side, the largest stressed."""
    say = evidence.context.reader.say
    titles = [say(f"report.{name}") for name in ("mean", "weighted", "minimum")]
    columns = [(title, _lead(measure)) for title, measure in zip(titles, MEASURES_COMPARED, strict=True)]
    reference = evidence.courses[evidence.context.reference]
    told = {"year": evidence.tables.end, "reference": reference, "shown": evidence.over("shown")}
    caption = say("report.measures_caption", **told)
    return _by_budget(evidence, caption, columns, "report.measures")


def _lead(measure: str) -> Callable[[TableEvidence, str, str], Cell]:
    def lead(evidence: TableEvidence, name: str, budget: str) -> Cell:
        cell = _difference(evidence, name, budget, measure)
        return Cell(cell.shown, cell.below, strong=name == evidence.ranked(budget, measure)[0])

    return lead


def _by_budget(evidence: TableEvidence, caption: str, columns: list[Column], label: str) -> Markup:
    """Return a table with one row per course and the same columns under each budget mode."""
    say = evidence.context.reader.say
    groups = [Head(say(f"figure.budget_{budget}"), len(columns)) for budget in evidence.budgets]
    heads = [Head(title) for _ in evidence.budgets for title, _ in columns]
    rows = (
        [Cell(title), *(cell(evidence, name, budget) for budget in evidence.budgets for _, cell in columns)]
        for name, title in evidence.courses.items()
    )
    return table(caption, [[Head(""), *groups], [Head(say("report.course")), *heads]], rows, say(label))


def pairwise_tables(evidence: TableEvidence) -> Markup:
    """Return, per budget mode, the share of worlds in which each course beats each other one."""
    context, say = evidence.context, evidence.context.reader.say
    heads = [[Head(say("report.course")), *(Head(title) for title in evidence.courses.values())]]
    least = context.reader.threshold(context.smallest_difference)
    tables = []
    for budget in evidence.budgets:
        where = say(f"report.pairwise_{budget}")
        caption = say("report.pairwise_caption", least=least, year=evidence.tables.end, budget=where)
        rows = [[Cell(title), *_beaten(evidence, budget, name)] for name, title in evidence.courses.items()]
        tables.append(table(caption, heads, rows, f"{say('report.pairwise')}: {where}"))
    return joined(tables)


def _beaten(evidence: TableEvidence, budget: str, name: str) -> list[Cell]:
    cells = []
    for other in evidence.courses:
        pair = evidence.pair(budget, name, other)
        share = evidence.context.reader.percent(pair.better / pair.worlds) if pair.worlds else MISSING
        cells.append(Cell(MISSING if other == name else share))
    return cells


def places_table(evidence: TableEvidence) -> Markup:
    """Return what each municipality gains, how often it is never reached and what its weakest link is."""
    context, say = evidence.context, evidence.context.reader.say
    budget, total = evidence.budgets[0], len(context.region.codes)
    supported = [name for name in evidence.courses if name not in evidence.free]
    leader = next(name for name in evidence.ranked(budget) if name in (supported or evidence.courses))
    never = unreached(evidence)
    codes = shown(evidence, never)
    rows = evidence.tables.municipalities
    chosen = rows[(rows["strategy"] == leader) & (rows["budget"] == budget)]
    members = {code: member for code, member in chosen.groupby("code")}
    lines = [
        [
            Cell(context.reader.labels[code]),
            _size(evidence, code),
            _gained(evidence, members[code]),
            _weakest(evidence, members[code]),
        ]
        + [_never(evidence, never, name, code) for name in supported]
        for code in codes
    ]
    caption = say("report.places_caption", budgets=len(evidence.budgets), shown=evidence.over("shown"))
    if len(codes) < total:
        caption += " " + say("report.places_some", shown=len(codes), total=total)
    return table(caption, _places_heads(evidence, leader, supported), lines, say("report.participation"))


def _places_heads(evidence: TableEvidence, leader: str, supported: list[str]) -> list[list[Head]]:
    say, title = evidence.context.reader.say, evidence.courses[leader]
    with_leader = say("report.course_with", course=title, budget=say(f"answer.budget_{evidence.budgets[0]}"))
    groups = [Head(""), Head(""), Head(with_leader, 2)]
    if supported:
        groups.append(Head(say("report.never"), len(supported)))
    size = say("report.size_class" if evidence.context.reader.anonymous else "report.population")
    names = [say("report.place"), size, say("report.gained"), say("report.weakest")]
    return [groups, [Head(name) for name in [*names, *(evidence.courses[name] for name in supported)]]]


def _size(evidence: TableEvidence, code: str) -> Cell:
    region, place = evidence.context.region, evidence.context.region.codes.index(code)
    if evidence.context.reader.anonymous:
        return Cell(
            evidence.context.reader.say(f"report.{('small', 'medium', 'large')[int(region.size_class[place])]}")
        )
    return Cell(evidence.context.reader.number(region.population[place]))


def _gained(evidence: TableEvidence, rows: pd.DataFrame) -> Cell:
    gained = (rows["capacity_end"] - rows["capacity_start"]).groupby(rows["world"]).mean()
    row = pd.Series(gained.quantile([0.05, 0.5, 0.95]).to_numpy(), index=["diff_p05", "diff_median", "diff_p95"])
    return _spread(evidence, row, "diff_")


def _weakest(evidence: TableEvidence, rows: pd.DataFrame) -> Cell:
    shares = rows["weakest_link"].value_counts(normalize=True).sort_index()
    return Cell(
        evidence.context.reader.say(f"ingredient.{shares.idxmax()}"), evidence.context.reader.percent(shares.max())
    )


def _never(evidence: TableEvidence, never: pd.Series, name: str, code: str) -> Cell:
    return Cell("/".join(hundredths(never.loc[(name, budget, code)]) for budget in evidence.budgets))


def everything_table(evidence: TableEvidence) -> Markup:
    """Return every measure of the summary, one row each, for each course and budget mode."""
    say = evidence.context.reader.say
    groups = [Head(say(f"figure.budget_{budget}"), len(evidence.courses)) for budget in evidence.budgets]
    heads = [
        Head(say("report.measure")),
        *(Head(title) for _ in evidence.budgets for title in evidence.courses.values()),
    ]
    rows = []
    for measure in evidence.runs.columns:
        unit, scale, digits = _unit(evidence, measure)
        capital = measure.startswith("capital_")
        label = say(measure.replace("_", ".", 1) if capital else f"measure.{measure}")
        courses = ((name, budget) for budget in evidence.budgets for name in evidence.courses)
        cells = (_spread(evidence, evidence.row(*course, measure), scale=scale, digits=digits) for course in courses)
        rows.append([Cell(f"{label}, {unit}" if unit else label), *cells])
    caption = say("report.everything_caption", year=evidence.tables.end, shown=evidence.over("shown"))
    return table(caption, [[Head(""), *groups], heads], rows, say("report.everything"))


def _unit(evidence: TableEvidence, measure: str) -> tuple[str, float, int]:
    """Return the unit a measure is shown in, the factor to it and the number of decimals."""
    say, unit = evidence.context.reader.say, MEASURES[measure].unit
    if unit == SHARE:
        return say("report.unit_share"), 100.0, 1
    if unit.startswith("SEK"):
        return say("report.unit_money"), 1e-6, 1
    if unit == RATIO:
        return "", 1.0, 1
    return say({POINTS: "report.unit_points", "level": "report.unit_level"}.get(unit, "report.unit_effort")), 1.0, 1
