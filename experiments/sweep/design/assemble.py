"""From what is asked for to the table of rows: everything is read and checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.experiments.sweep.design.identity import computes
from kraftsamling.experiments.sweep.design.options import DESIGNS, OF_PARAMETER, OF_STRATEGY, VARIED, Asked, several
from kraftsamling.experiments.sweep.design.points import SEQUENCES, span_of, worlds_of
from kraftsamling.experiments.sweep.design.rows import Rows, check_course, check_rows, check_seed_column, crossed
from kraftsamling.experiments.sweep.design.table import SEED, is_table, parts_of, read_table, worlds_in
from kraftsamling.model.course import Course
from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.parameters import check_overrides, parameters
from kraftsamling.model.inputs.reader import Place
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.run_of import check_seeds
from kraftsamling.model.terms import TERMS
from kraftsamling.model.vocabulary import BUDGET_MODES, BUDGETS
from kraftsamling.model.worlds.worlds import DEFAULT, PLAUSIBLE

DEFAULTS: dict[str, list[Any]] = {
    "region": ["goteborgsregionen"],
    "scenario": ["calm"],
    "budget": ["own"],
    **{name: [term.default] for name, term in TERMS.items()},
    "seeds": [3],
}
Settings = dict[str, Any]


def assemble(asked: Asked) -> Rows:
    """Return the rows of a sweep; a row that stands twice is kept once.

    Raises:
        InputError: anything that does not exist, does not fit or is out of range.
    """
    given = read_table(asked.design, "design") if is_table(asked.design) else None
    values = {**DEFAULTS, **asked.values}
    if given is None:
        check_choice(asked.design, DESIGNS, "design", ", or a CSV or Parquet file")
        rows = _product(values, asked)
    else:
        rows = _listed(given, values, asked)
    for course in rows.courses:
        check_course(course)
    return rows.once()


def _product(values: Mapping[str, list[Any]], asked: Asked) -> Rows:
    courses, settings = _courses(_combinations(values))
    worlds = _with_parameters(_sampled(asked, PLAUSIBLE), values)
    columns = crossed(len(courses), len(worlds), _seeds(values["seeds"]))
    return Rows(courses, settings, worlds, *columns, computes())


def _listed(table: pd.DataFrame, values: Mapping[str, list[Any]], asked: Asked) -> Rows:
    """Return the rows of a design that lists them, each crossed with what it leaves to other options."""
    chosen, own = parts_of(table, "design")
    has_worlds = own.columns.size > 0
    if asked.points is not None or (has_worlds and asked.worlds is not None):
        raise InputError(
            "design: a table has points of its own; allowed: leave out points, and worlds or its parameters"
        )
    seeds = check_seed_column(chosen.pop(SEED), "design") if SEED in chosen else None
    kinds, kind_of_entry = _distinct(chosen)
    combinations = [_combinations({**values, **_set_in(row)}) for _, row in kinds.iterrows()]
    each = len(combinations[0])
    if any(len(those) != each for those in combinations):
        raise InputError("design: budget: 'both' stands in some rows; allowed: own or equal in a table")
    base, base_of_entry = _distinct(own) if has_worlds else (_sampled(asked, DEFAULT), np.zeros(len(table), int))
    worlds = _with_parameters(base, values)
    in_block = len(worlds) // len(base) if has_worlds else len(worlds)
    every = _seeds(values["seeds"]) if seeds is None else (0,)
    check_rows(len(table) * in_block * each * len(every))
    axes = (np.arange(len(table)), np.arange(in_block), np.arange(each), np.array(every, np.int64))
    entry, world, part, seed = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    courses, settings = _courses([settings for those in combinations for settings in those])
    return Rows(
        courses,
        settings,
        worlds,
        course=(kind_of_entry[entry] * each + part).astype(np.int32),
        world=(base_of_entry[entry] * in_block + world).astype(np.int32),
        seed=seed if seeds is None else seeds[entry],
        model=computes(),
    )


def _distinct(table: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the rows that differ, in order of appearance, and which of them each row is, (row,)."""
    if not table.columns.size:
        return table.iloc[:1], np.zeros(len(table), int)
    groups = table.groupby(list(table.columns), dropna=False, sort=False).ngroup()
    return table[~table.duplicated()], groups.to_numpy()


def _set_in(row: pd.Series) -> dict[str, list[Any]]:
    """Return what a row sets; a blank cell leaves it to the option."""
    return {str(name): [_scalar(value)] for name, value in row.items() if not pd.isna(value)}


def _scalar(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _sampled(asked: Asked, unsaid: str) -> pd.DataFrame:
    if isinstance(asked.design, str) and asked.design in SEQUENCES:
        if asked.points is None or asked.worlds is not None:
            raise InputError(f"design: {asked.design} goes with points=N, and without worlds; allowed: points=64")
        return worlds_of(asked.design, span_of(asked.points))
    if asked.points is not None:
        raise InputError(f"points: {asked.points!r} goes with design={'|'.join(SEQUENCES)}; allowed: worlds=N")
    return worlds_in(unsaid if asked.worlds is None else asked.worlds)


def _with_parameters(worlds: pd.DataFrame, values: Mapping[str, list[Any]]) -> pd.DataFrame:
    """Return every world with every combination of the parameters that are given values."""
    names = [name for name in values if name.startswith(OF_PARAMETER)]
    bare = [name.removeprefix(OF_PARAMETER) for name in names]
    combinations = [
        check_overrides(dict(zip(bare, each, strict=True))) for each in product(*(values[name] for name in names))
    ]
    repeated = worlds.loc[worlds.index.repeat(len(combinations))] if len(combinations) > 1 else worlds.copy()
    for name in bare:
        repeated[name] = np.tile([each[name] for each in combinations], len(worlds))
    if not repeated.columns.size:  # a table needs a column to have rows: any parameter at its default
        first = next(iter(parameters().values()))
        repeated[first.name] = first.default
    return repeated


def _combinations(values: Mapping[str, list[Any]]) -> list[Settings]:
    """Return every combination of the settings that make a course."""
    names = [name for name in VARIED if name in values and name != "seeds"]
    names += [name for name in values if name.startswith(OF_STRATEGY)]
    if "strategies" not in names:
        raise InputError("strategies: none given; allowed: one or several (see `kraftsamling list strategies`)")
    several_budgets = [budget for mode in values["budget"] for budget in BUDGET_MODES.get(str(mode), (mode,))]
    lists = {name: values[name] for name in names} | {"budget": several_budgets}
    for name, listed in lists.items():
        if not listed:
            raise InputError(f"{name}: none given; allowed: one or several")
    return [dict(zip(lists, each, strict=True)) for each in product(*lists.values())]


def _courses(combinations: Sequence[Settings]) -> tuple[tuple[Course, ...], pd.DataFrame]:
    """Return a course for each combination, and what tells them apart."""
    regions: dict[str, Region] = {}
    courses, told = [], []
    for settings in combinations:
        source = settings["region"]
        known = source.name if isinstance(source, Region) else str(source)
        region = regions.setdefault(known, source if isinstance(source, Region) else load_region(source))
        keys = {k.removeprefix(OF_STRATEGY): v for k, v in settings.items() if k.startswith(OF_STRATEGY)}
        course = Course(
            region=region,
            strategy=_with_keys(load_strategy(settings["strategies"]), keys),
            scenario=load_scenario(settings["scenario"]),
            budget=check_choice(settings["budget"], BUDGETS, "budget"),
            **{name: settings[name] for name in TERMS},
        )
        courses.append(course)
        named = {"region": region.name, "strategy": course.strategy.name, "scenario": course.scenario.name}
        told.append({**named, "budget": course.budget, **course.terms, **keys})
    table = pd.DataFrame(told)
    for name in table:
        if table[name].dtype == object:  # a column of a file holds one kind of value
            table[name] = table[name].map(str, na_action="ignore")
    return tuple(courses), table.rename_axis("course")


def _with_keys(strategy: Strategy, keys: Mapping[str, Any]) -> Strategy:
    """Return a strategy with some keys set, each by its path between dots."""
    if not keys:
        return strategy
    held = strategy.to_dict()
    for path, value in keys.items():
        *above, last = path.split(".")
        group = held
        for name in above:
            group = group.setdefault(name, {}) if isinstance(group, dict) else {}
            if not isinstance(group, dict):
                raise InputError(f"strategy.{path}: {name!r} has no keys of its own; allowed: strategy.{name}=VALUE")
        group[last] = list(value) if isinstance(value, tuple) else value
    return replace(reader.read(Strategy, held, Place(f"strategy {strategy.name}")), title=strategy.title)


def _seeds(values: list[Any]) -> tuple[int, ...]:
    flat = [seed for value in values for seed in several(value)]
    return check_seeds(flat[0] if len(values) == 1 and not isinstance(values[0], list | tuple) else flat)
