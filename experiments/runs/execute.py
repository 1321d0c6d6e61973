"""Runs a design: every strategy under every scenario and budget mode, always under the same shocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.tables import JOIN, RUN
from kraftsamling.experiments.setting.design import Design, label
from kraftsamling.model.errors import InputError, in_one_line
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.results.results import Results
from kraftsamling.model.simulation import simulate
from kraftsamling.model.vocabulary import SIZE_CLASSES

SAME_MONEY = 1e-9
"""Share of a year's money under which two sums are the same."""
MUST_BE_FINITE = ("capacity_mean", "cost_sek")


@dataclass(frozen=True)
class Outcome:
    """The tables of a run and one line on each part that failed."""

    trajectories: pd.DataFrame
    municipalities: pd.DataFrame
    portfolios: pd.DataFrame
    failures: tuple[str, ...]


class NothingRan(RuntimeError):
    """Every run failed: there is nothing to write."""


def execute(design: Design, progress: Callable[[int], Any] | None = None) -> Outcome:
    """Run the design; `progress` is called with the number of runs done since the last call.

    A strategy that fails is left out and named among the failures; the others are kept. Runs that end in numbers that
    are not finite count as failed too.

    Raises:
        InputError: bad input.
        NothingRan: not one run came through.
    """
    courses, failures = [], []
    for scenario in design.run.scenarios:
        for budget in design.run.budgets:
            parts, failed = _attempt(design, design.run.strategies, scenario, budget, progress)
            courses += parts
            failures += failed
    if not courses:
        raise NothingRan(failures[0])
    tables = [pd.concat(parts, ignore_index=True) for parts in zip(*courses, strict=True)]
    keys = [name for name in ("strategy", "scenario", "budget") if name in tables[0]]
    trajectories, municipalities, portfolios = (_categorical(table, keys) for table in tables)
    return _finite(trajectories, municipalities, portfolios, failures)


def _attempt(
    design: Design,
    strategies: Sequence[Strategy],
    scenario: Scenario,
    budget: str,
    progress: Callable[[int], Any] | None,
) -> tuple[list[tuple[pd.DataFrame, ...]], list[str]]:
    """Run strategies together; where that fails, each on its own, so that one does not take the others with it."""
    try:
        results = simulate(
            design.run.region,
            list(strategies),
            seeds=design.run.seeds,
            worlds=design.run.worlds,
            scenario=scenario,
            budget=budget,
            record="summary",
            progress=progress,
            parameters=design.run.parameters,
            **design.run.terms,
        )
    except InputError:
        raise
    except Exception as error:
        if len(strategies) == 1:
            return [], [f"{label(strategies[0], scenario, design.run.scenarios)} ({budget}): {in_one_line(error)}"]
        alone = [_attempt(design, [strategy], scenario, budget, None) for strategy in strategies]
        return [part for parts, _ in alone for part in parts], [line for _, lines in alone for line in lines]
    return [_tables(results, design, scenario, budget)], []


def _tables(results: Results, design: Design, scenario: Scenario, budget: str) -> tuple[pd.DataFrame, ...]:
    """Return the tables of one call, with the columns that name a course."""
    region = design.run.region
    trajectories, portfolios = results.trajectories(), results.portfolios()
    municipalities = results.municipalities().rename(columns={"municipality": "code", "municipality_name": "name"})
    place = pd.Index(region.codes).get_indexer(municipalities["code"])
    municipalities["population"] = region.population[place]
    municipalities["size_class"] = pd.Categorical.from_codes(region.size_class[place], SIZE_CLASSES)
    courses = {s.name: label(s, scenario, design.run.scenarios) for s in design.run.strategies}
    for table in (trajectories, municipalities, portfolios):
        table["strategy"] = table["strategy"].map(courses)
        table.insert(1, "budget", budget)
        if len(design.run.scenarios) > 1:
            table.insert(1, "scenario", scenario.name)
    first = [name for name in ("strategy", "scenario", "budget", "world", "seed") if name in municipalities]
    first += ["code", "name", "population", "size_class"]
    return trajectories, municipalities[first + [name for name in municipalities if name not in first]], portfolios


def _categorical(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return the table with texts that repeat as categories, in order of appearance."""
    texts = [*keys, *(name for name in ("code", "name", "measure") if name in table)]
    return table.astype({name: pd.CategoricalDtype(list(dict.fromkeys(table[name]))) for name in texts})


def _finite(
    trajectories: pd.DataFrame, municipalities: pd.DataFrame, portfolios: pd.DataFrame, failures: list[str]
) -> Outcome:
    """Leave out the runs that hold a number that is not finite, and name them among the failures."""
    sound = np.isfinite(trajectories[list(MUST_BE_FINITE)]).all(axis=1)
    if sound.all():
        return Outcome(trajectories, municipalities, portfolios, tuple(failures))
    bad = pd.MultiIndex.from_frame(trajectories.loc[~sound, RUN]).unique()
    failures = [*failures, f"runs left out since they end in numbers that are not finite: {len(bad)}"]
    kept, places = (table[~pd.MultiIndex.from_frame(table[RUN]).isin(bad)] for table in (trajectories, municipalities))
    if kept.empty:
        raise NothingRan(failures[-1])
    return Outcome(kept.reset_index(drop=True), places.reset_index(drop=True), portfolios, tuple(failures))


def unequal_money(trajectories: pd.DataFrame) -> bool:
    """Whether, in some year, strategies with equal budgets cost different amounts (strategies without cost ignored).

    Events may strike project money, funding may have to be earned, support may end.
    """
    rows = trajectories[(trajectories["budget"] == "equal") & (trajectories["year"] > trajectories["year"].min())]
    labels = rows["strategy"].astype(str)
    paid = rows.assign(strategy=labels, scenario=[name.partition(JOIN)[2] for name in labels])
    paid = paid[paid.groupby("strategy")["cost_sek"].transform("sum") > 0]
    ends = paid.groupby(["scenario", "world", "seed", "year"])["cost_sek"].agg(["min", "max"])
    return bool((ends["max"] - ends["min"] > SAME_MONEY * ends["max"]).any())
