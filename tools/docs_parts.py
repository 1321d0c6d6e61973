"""Parts of the documentation that follow from the code, each as Markdown: rules, variables, measures, constants."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from scipy.sparse import issparse

import kraftsamling.model.rules
from kraftsamling.analysis.words.filtered import default_note
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.engine import constants as held
from kraftsamling.model.engine import levels, lookup, schedule, shocks, state, tables
from kraftsamling.model.errors import plain
from kraftsamling.model.explain import cited_by, mechanisms_in
from kraftsamling.model.inputs import links
from kraftsamling.model.inputs.governance import PRESETS, Governance
from kraftsamling.model.inputs.measures import emphasis, load_measures
from kraftsamling.model.inputs.parameters import MechanismGroup, groups, parameters, values
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.results.measures import MUNICIPAL, OF_RUN, REGIONAL
from kraftsamling.model.vocabulary import CAPITALS, CHANNELS, FORMS, LAYERS, LOGICS, STEERED

RULES = kraftsamling.model.rules.__name__
STEPS = (*schedule.START, *schedule.QUARTER)


def table(header: str, rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table; `header` has its columns between commas."""
    lines = [header.split(", "), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def code(names: Iterable[str]) -> str:
    """Return names set as code, between commas."""
    return ", ".join(f"`{name}`" for name in names)


def bounds(low: float, high: float) -> str:
    """Return a range."""
    return f"{number(low)} to {number(high)}"


def number(value: float) -> str:
    """Return a number as short as it can be said."""
    return "∞" if value == np.inf else "−∞" if value == -np.inf else plain(value).replace("-", "−")


def linked(ids: Iterable[str]) -> str:
    """Return mechanism ids, each a link to its line in the list of mechanisms."""
    return ", ".join(f"[{name}](mechanisms.md#{name.lower()})" for name in ids)


# Rules


@cache
def rule_modules() -> list[ModuleType]:
    """Modules that hold the rules, in order of name."""
    modules = dict(inspect.getmembers(kraftsamling.model.rules, inspect.ismodule))
    return [module for _, module in sorted(modules.items()) if module.__name__.startswith(RULES)]


def functions_of(module: ModuleType) -> list[FunctionType]:
    """Functions that a module defines, in order of the file."""
    own = [f for _, f in inspect.getmembers(module, inspect.isfunction) if f.__module__ == module.__name__]
    return sorted(own, key=lambda function: function.__code__.co_firstlineno)


@cache
def readers() -> dict[str, list[str]]:
    """Rules that take each name, in order of the quarter."""
    found: dict[str, list[str]] = defaultdict(list)
    for step in STEPS:
        for rule in step.rules:
            for name in rule.reads:
                found[name].append(rule.function.__name__)
    return found


@cache
def names_of_settings() -> frozenset[str]:
    """Names that rules may take from the strategy and the region."""
    return frozenset(vars(lookup.plan(load_strategy("level_1"), load_region("goteborgsregionen"))))


def _first_line(function: Callable[..., Any]) -> str:
    return re.sub(r" \([^()]*M\d[^()]*\)", "", (inspect.getdoc(function) or "").partition("\n")[0]).rstrip(".")


def file_of(function: Callable[..., Any]) -> str:
    """Return the file that defines a function, as seen from docs/."""
    return f"../{function.__module__.removeprefix('kraftsamling.').replace('.', '/')}.py"


def order_of_rules() -> str:
    """Return the rules of a quarter in order."""

    def row(step: schedule.Step, rule: schedule.Rule) -> tuple[object, ...]:
        reads = (name for name in rule.reads if name in state.VARIABLES)
        link = f"[{rule.function.__name__}]({file_of(rule.function)})"
        cited = linked(cited_by(rule.function))
        return step.number, step.name, step.who, link, code(reads), code(rule.writes), cited

    header = "step, name, who, rule, reads (variables), writes, mechanisms"
    return table(header, (row(step, rule) for step in STEPS for rule in step.rules))


def rules_of(module: ModuleType) -> str:
    """Return the functions of a rule file, and what they take besides variables."""
    scheduled = {rule.function.__name__: step.number for step in STEPS for rule in step.rules}

    def row(function: FunctionType) -> tuple[object, ...]:
        takes = inspect.signature(function).parameters
        others = [name for name in takes if name not in parameters() and name not in state.VARIABLES]
        chosen = [name for name in others if name in names_of_settings()]
        fixed = [name for name in others if name in names_of_constants() and name not in chosen]
        swept = [name for name in takes if name in parameters()]
        step = scheduled.get(function.__name__, "helper")
        return f"`{function.__name__}`", step, _first_line(function), code(swept), code(chosen), code(fixed)

    path = file_of(functions_of(module)[0])
    header = "function, step, in one line, parameters, settings, tables"
    return f"File: [{path.removeprefix('../')}]({path})\n\n" + table(header, map(row, functions_of(module)))


# State, measures, constants


def variables(kinds: tuple[str, ...]) -> str:
    """Return the variables of some kinds and the rules that read each."""

    def row(v: state.Variable) -> tuple[object, ...]:
        read = code(readers()[v.name]) or "results only"
        return f"`{v.name}`", v.owner, v.kind, ", ".join(v.axes), v.unit, bounds(v.low, v.high), v.meaning, read

    header = "name, holder, kind, axes, unit, bounds, meaning, read by"
    return table(header, (row(v) for v in state.VARIABLES.values() if v.kind in kinds))


def measures() -> str:
    """Return the measures of a region and of a municipality."""
    yearly = {"mean": "mean over the year", "sum": "sum over the year"}
    region = (
        (f"`{m.name}`", m.unit, m.meaning, yearly.get(OF_RUN.get(m.name, ""), "end of year")) for m in REGIONAL.values()
    )
    municipality = ((f"`{m.name}`", m.unit, m.meaning) for m in MUNICIPAL.values())
    return (
        table("measure of a region, unit, meaning, read", region)
        + "\n"
        + table("measure of a municipality at start and end, unit, meaning", municipality)
    )


def mechanism_groups() -> str:
    """Return what can be switched off as a group."""

    def row(group: MechanismGroup) -> tuple[object, ...]:
        members = code(p.name for p in parameters().values() if p.group == group.name)
        ids = linked(mechanisms_in(group.mechanisms))
        return f"`switch_{group.name}`", group.meaning, ids, f"`{group.measure}`", members

    return table("switch, mechanism, ids, exists for, parameters set to their off value", map(row, groups().values()))


@cache
def _constants() -> dict[str, Any]:
    return vars(tables.constant_tables(0))


def names_of_constants() -> frozenset[str]:
    """Names of the constant tables that rules may take."""
    return frozenset(_constants()) | frozenset(vars(levels.level_tables(values(), 1)))


def constants() -> str:
    """Return the constant tables: weights over capitals and forms, couplings, single numbers."""
    weights = {name: value for name, value in _constants().items() if np.shape(value) == (len(CAPITALS),)}
    single = {
        f"`{name}`": value
        for name, value in _constants().items()
        if not issparse(value) and np.shape(value) == () and name not in held.FIXED
    }
    single |= {
        "quarters from one project to the next": held.PROJECT_PERIOD,
        "quarters that a project lasts": held.PROJECT_LENGTH,
        "person-bound share of the actor's collaboration capital at the start": held.START_LAYERS[0],
        "widening of spread where a fact is missing": lookup.WIDER,
        "km at which nearness falls to 1/e": links.REACH_KM,
        "weight of a common border": links.BORDER,
        "weight of a water link": links.WATER,
        "most peers of a municipality": links.MAX_PEERS,
    }
    capitals, forms, layers = ", ".join(CAPITALS), ", ".join(FORMS), ", ".join(LAYERS)
    by_layer = {"`mandate_to_join`": held.MANDATE_TO_JOIN, "`sender_layers`": held.SENDER_LAYERS}
    control = ("`form_control`", *map(number, _constants()["form_control"]))
    named = ((CAPITALS[source], CAPITALS[to], number(strength)) for source, to, strength in held.COUPLINGS)
    logics, steering = ", ".join(LOGICS), zip(STEERED, held.STEERING_EFFECTS, strict=True)
    parts = (
        table(f"weight over capitals, {capitals}", ((f"`{name}`", *map(number, v)) for name, v in weights.items())),
        table("coupling from, to, relative strength", named),
        _base_weights(forms),
        table(f"default mix at level, {forms}", ((n, *map(number, mix)) for n, mix in levels.LEVEL_MIX.items())),
        table(f"touch on control, {forms}", [control]),
        table(f"weight over layers, {layers}", ((n, *map(number, each.values())) for n, each in by_layer.items())),
        table(f"steering effect, {logics}", ((f"`{n}`", *map(number, v)) for n, v in steering)),
        table("held at one value, value", ((f"`{name}`", number(value)) for name, value in held.FIXED.items())),
        table("rate, is the parameter", ((f"`{name}`", f"`{shared}`") for name, shared in held.SHARED.items())),
        table("constant, value", ((name, number(value)) for name, value in single.items())),
    )
    return "\n".join(parts)


def _base_weights(forms: str) -> str:
    rows = ((capital, *(f"{w:.2f}" for w in weights)) for capital, weights in zip(CAPITALS, emphasis(), strict=True))
    return table(f"base weights, {forms}", rows)


def level_items() -> str:
    """Return what each level costs, demands and adds: default and range."""
    rows = parameters()
    units = {name[:-2]: row.unit for name, row in rows.items() if re.search(r"_[123]$", name)}

    def cell(name: str) -> str:
        return f"{number(rows[name].default)} ({bounds(rows[name].low, rows[name].high)})" if name in rows else ""

    items = ((f"`{stem}_…`", unit, *(cell(f"{stem}_{n}") for n in (1, 2, 3))) for stem, unit in units.items())
    return table("item, unit, level 1, level 2, level 3", items)


def measures_by_level() -> str:
    """Return how many measures each level opens, of which forms, and how many are public goods."""

    def row(level: int) -> tuple[object, ...]:
        opened = [m for m in load_measures() if m.level <= level and m.is_free]
        forms = (sum(m.form == form for m in opened) for form in FORMS)
        return level, len(opened), *forms, sum(m.public for m in opened)

    return table(", ".join(["level", "open", *FORMS, "public goods"]), map(row, (1, 2, 3)))


def channels() -> str:
    """Return the channels of the portfolio: how many measures act through each, and which rules read it."""

    def row(channel: str) -> tuple[object, ...]:
        weighted = [m for m in load_measures() if m.channels[channel] and m.is_free]
        main = sum(m.channels[channel] == 1 for m in weighted)
        return channel.replace("_", " "), len(weighted), main, code(_readers_of_channel(channel))

    return table("channel, measures, there for it, read by", map(row, CHANNELS))


def _readers_of_channel(channel: str) -> list[str]:
    reading = re.compile(rf"channels(_of_year)?\[{channel.upper()}\]")
    rules = (rule.function for step in STEPS for rule in step.rules)
    return [function.__name__ for function in rules if reading.search(inspect.getsource(function))]


def default_world() -> str:
    """Return which world the default one is, and where its gain lies among the plausible worlds."""
    return "".join(f"{line}\n" for line in default_note(Reader("en")))


def presets() -> str:
    """Return the kinds of governance, with what each lays down; an empty cell is the parameter's or the budget's."""
    keys = [field.name for field in fields(Governance) if field.name not in ("preset", "rule")]
    rows = (
        (f"`{name}`", *(number(values[key]) if key in values else "" for key in keys))
        for name, values in PRESETS.items()
    )
    return table(", ".join(["governance", *(f"`{key}`" for key in keys)]), rows)


def chance() -> str:
    """Return the kinds of shock."""
    kinds = {"municipality": shocks.MUNICIPAL, "region": shocks.REGIONAL}
    rows = ((f"`{kind}`", holder, form) for holder, found in kinds.items() for kind, form in found.items())
    return table("shock, drawn for each, distribution", rows)
