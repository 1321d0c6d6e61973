"""Several scenarios in one run: what each event costs each strategy, and one report over them all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from kraftsamling.analysis.report.setbacks import MEASURE, Setbacks
from kraftsamling.analysis.results.compare import difference, run_measures, summarise
from kraftsamling.analysis.results.tables import JOIN, PORTFOLIO, Tables
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.setting.design import Design, label
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.vocabulary import LANGUAGES


def losses(tables: Tables, design: Design) -> pd.DataFrame:
    """Return the summary in which each strategy is compared to itself under the first scenario."""
    parts = []
    for strategy in design.run.strategies:
        names = {label(strategy, scenario, design.run.scenarios): scenario.name for scenario in design.run.scenarios}
        own, places = (table[table["strategy"].isin(names)] for table in (tables.trajectories, tables.municipalities))
        if own.empty:
            continue
        part = summarise(own, places, own["strategy"].iloc[0], design.run.smallest_difference)
        part.insert(1, "scenario", part["strategy"].map(names))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def setbacks(tables: Tables, design: Design) -> Setbacks:
    """Return what the events move, of the courses with support: one without it has next to nothing to lose."""
    calm, *events = design.run.scenarios
    runs = run_measures(tables.trajectories, tables.municipalities, design.run.smallest_difference)
    cost = runs["cost_total_sek"].groupby("strategy").max()
    names = {
        s.name: [label(s, scenario, design.run.scenarios) for scenario in design.run.scenarios]
        for s in design.run.strategies
    }
    courses = {name: all_of for name, all_of in names.items() if cost.reindex(all_of).gt(0).all()}
    moved = {
        budget: pd.DataFrame(
            {
                (name, event.name): difference(runs[[MEASURE]], budget, struck, base)[MEASURE]
                for name, (base, *labels) in courses.items()
                for event, struck in zip(events, labels, strict=True)
            }
        )
        for budget in design.run.budgets
    }
    return Setbacks(
        moved={budget: table for budget, table in moved.items() if not table.empty},
        courses={strategy.name: strategy.title for strategy in design.run.strategies if strategy.name in courses},
        events={event.name: event.title for event in events},
        calm=calm.title,
        year=tables.end,
        smallest_difference=design.run.smallest_difference,
    )


def for_report(tables: Tables, design: Design) -> tuple[Tables, tuple[Strategy, ...], str]:
    """Return tables, courses and reference as the report presents them.

    Several scenarios of one strategy are its courses. Of several strategies the scenarios are averaged as seeds are, so
    that a world still is one sample of assumptions. The first course that has results stands in for a reference that
    has none.
    """
    tables, courses, reference = _pooled(tables, design)
    present = list(tables.trajectories["strategy"].unique())
    return tables, courses, reference if reference in present else present[0]


def _pooled(tables: Tables, design: Design) -> tuple[Tables, tuple[Strategy, ...], str]:
    if len(design.run.scenarios) == 1:
        return tables, design.run.strategies, design.reference
    if len(design.run.strategies) == 1:
        return (
            tables,
            tuple(_courses(design)),
            label(design.run.strategies[0], design.run.scenarios[0], design.run.scenarios),
        )
    place = {scenario.name: number for number, scenario in enumerate(design.run.scenarios)}
    stride = max(design.run.seeds) + 1
    pooled = []
    for table in (tables.trajectories, tables.municipalities):
        seeds = table["seed"] + stride * table["scenario"].map(place)
        pooled.append(table.assign(strategy=table["strategy"].str.rsplit(JOIN, n=1).str[0], seed=seeds))
    chosen = tables.portfolios.assign(strategy=tables.portfolios["strategy"].str.rsplit(JOIN, n=1).str[0])
    shares = chosen.groupby(PORTFOLIO[:-1], sort=False, as_index=False)["share"].sum()
    shares["share"] /= len(design.run.scenarios)
    trajectories, municipalities = pooled
    return Tables(trajectories, municipalities, shares), design.run.strategies, design.reference


def loss_sentences(summary: pd.DataFrame, design: Design, reader: Reader) -> Iterator[str]:
    """Yield per strategy and budget mode which event costs most, in capacity points."""
    calm, *events = design.run.scenarios
    titles = {event.name: reader.quoted(event.title[reader.language]) for event in design.run.scenarios}
    rows = summary[(summary["measure"] == "capacity_mean") & summary["scenario"].isin([e.name for e in events])]
    for strategy in design.run.strategies:
        names = [label(strategy, event, design.run.scenarios) for event in events]
        for budget in design.run.budgets:
            own = rows[rows["strategy"].isin(names) & (rows["budget"] == budget)].dropna(subset=["diff_median"])
            if own.empty:
                continue
            worst = own.loc[own["diff_median"].idxmin()]
            yield reader.say(
                "command.loss" if worst["diff_median"] < 0 else "command.no_loss",
                course=strategy.title[reader.language],
                budget=reader.say(f"command.{budget}"),
                event=titles[worst["scenario"]],
                calm=titles[calm.name],
                median=reader.points(worst["diff_median"]),
                interval=reader.interval(worst["diff_p05"], worst["diff_p95"], 1),
            )


def loss_table(summary: pd.DataFrame, design: Design, reader: Reader, worlds: int, seeds: str) -> str:
    """Return, as text, the median difference in capacity to the first scenario: strategies down, events across.

    Args:
        worlds: how many the summary is over; seeds: how many in each, in words.
    """
    _, *events = design.run.scenarios
    rows = summary[summary["measure"] == "capacity_mean"].set_index(["budget", "strategy"])["diff_median"]
    typical = reader.over("typical", worlds, seeds=seeds)
    lines = [reader.say("command.losses", calm=design.run.scenarios[0].title[reader.language], typical=typical)]
    width = max(len(strategy.name) for strategy in design.run.strategies)
    for budget in design.run.budgets:
        lines += ["", f"{reader.say(f'command.{budget}'):<{width}}  {'  '.join(event.name for event in events)}"]
        for strategy in design.run.strategies:
            names = [(budget, label(strategy, event, design.run.scenarios)) for event in events]
            cells = [reader.number(rows.get(name, float("nan")), 1, signed=True) for name in names]
            shown = "  ".join(f"{cell:>{len(event.name)}}" for cell, event in zip(cells, events, strict=True))
            lines.append(f"{strategy.name:<{width}}  {shown}")
    return "\n".join(lines)


def _courses(design: Design) -> Iterator[Strategy]:
    """Yield the strategy once per scenario, named as in the tables and titled after the scenario."""
    for scenario in design.run.scenarios:
        strategy = design.run.strategies[0]
        title = {language: f"{strategy.title[language]} / {scenario.title[language]}" for language in LANGUAGES}
        yield replace(strategy, name=label(strategy, scenario, design.run.scenarios), title=title)
