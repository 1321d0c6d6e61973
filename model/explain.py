"""Origin of each number: its owner, the rules that take and give it, and the mechanisms behind it; in English."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import wraps
from typing import Any, TypeAlias

import numpy as np

from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.engine.schedule import QUARTER, START, Rule, Step
from kraftsamling.model.engine.state import MUNICIPALITY, VARIABLES, Variable
from kraftsamling.model.errors import InputError, did_you_mean, plain
from kraftsamling.model.inputs.parameters import SWITCH, Parameter, parameters, values
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL, Measure
from kraftsamling.model.results.recorders import SummaryRecorder
from kraftsamling.model.texts import text

SCHEDULE = "schedule"
STEPS = (*START, *QUARTER)
MECHANISM = re.compile(r"M(\d{2,3})([a-e]?)(?:-M?(\d{2,3}))?\b")
ROUNDS = 5
"""Runs that the schedule is timed over; the fastest counts."""

Rows: TypeAlias = list[tuple[str, str]]
"""Lines of an explanation: label and content."""


def mechanisms_in(words: str, *, spans: bool = True) -> list[str]:
    """Return the mechanism ids that a text cites, in order; a span such as M03-M05 gives each id in it.

    Args:
        words: any text.
        spans: whether to count ids that are cited by a span only.
    """
    ids: set[tuple[int, str]] = set()
    for match in MECHANISM.finditer(words):
        first, part, last = match.groups()
        if last is None:
            ids.add((int(first), part))
        elif spans:
            ids |= {(i, "") for i in range(int(first), int(last) + 1)}
    return [f"M{i:02d}{part}" for i, part in sorted(ids)]


def cited_by(function: Callable[..., Any]) -> list[str]:
    """Return the mechanisms that a rule's docstring cites, or else its file's, spans left out."""
    heading = inspect.getdoc(inspect.getmodule(function)) or ""
    return mechanisms_in(inspect.getdoc(function) or "") or mechanisms_in(heading, spans=False)


def explain(name: str) -> str:
    """Return the meaning of a variable, a parameter, a measure or a rule, and its connections with the others.

    Raises:
        InputError: there is no such name; the nearest one is suggested.
    """
    parts = []
    if name in VARIABLES:
        parts.append(_explain_variable(VARIABLES[name]))
    if name in parameters():
        parts.append(_explain_parameter(parameters()[name]))
    if name in REGIONAL:
        parts.append(_explain_measure(REGIONAL[name], "region, once a year"))
    elif name in MUNICIPAL and name not in VARIABLES:
        parts.append(_explain_measure(MUNICIPAL[name], "each municipality, at the start and at the end"))
    if name in _others():
        parts.append(_explain_other(name))
    parts += [_explain_rule(step, rule) for step, rule in _rules() if rule.name == name]
    if not parts:
        names = [
            *VARIABLES,
            *parameters(),
            *REGIONAL,
            *MUNICIPAL,
            *_others(),
            *(rule.name for _, rule in _rules()),
            SCHEDULE,
        ]
        hint = did_you_mean(name, names) or "allowed: a variable, a parameter, a measure, a rule, or schedule"
        raise InputError(f"explain: nothing is called {name!r}; {hint.strip()}")
    return "\n\n".join(parts)


def schedule(*, timed: bool = False) -> str:
    """Return the rules of a quarter in order: step, performer, rule, variables taken and given.

    Args:
        timed: whether to add each rule's share of the time of a small run (one world, one seed, 15 years); rules of the
            start are part of the rest.
    """
    shares = _shares_of_time() if timed else {}
    rows = [("step", "who", "rule", "share of time" if timed else "", "takes (variables) -> gives")]
    for step, rule in _rules():
        share = f"{shares.pop(rule.name):.1%}" if step in QUARTER and rule.name in shares else ""
        takes = ", ".join(name for name in rule.reads if name in VARIABLES)
        rows.append((f"{step.number} {step.name}", step.who, rule.name, share, f"{takes} -> {', '.join(rule.writes)}"))
    rows += [("", "", name, f"{share:.1%}", "") for name, share in shares.items()]
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return "\n".join(
        "".join(f"{cell:<{width + 2}}" for cell, width in zip(row, widths, strict=False) if width) + row[-1]
        for row in rows
    )


def _rules() -> Iterator[tuple[Step, Rule]]:
    return ((step, rule) for step in STEPS for rule in step.rules)


def _written(title: str, rows: Rows) -> str:
    width = max(len(name) for name, _ in rows)
    return "\n".join([title, *(f"  {name:<{width}}  {words}".rstrip() for name, words in rows)])


def _with_rules(label: str, wanted: Callable[[Rule], bool], none: str) -> Rows:
    """Return a line for each rule that is wanted, with its step, or `none`."""
    lines = [f"{rule.name} (step {step.number} {step.name}, {step.who})" for step, rule in _rules() if wanted(rule)]
    return _listed(label, lines or [none])


def _listed(label: str, lines: Iterable[str]) -> Rows:
    """Return one row a line, the label before the first."""
    return [(label if place == 0 else "", line) for place, line in enumerate(lines)]


def _with_mechanisms(ids: Iterable[str]) -> Rows:
    lines = [f"{name} {text(f'mechanism.{name}', 'en')}" for name in sorted(set(ids), key=_order)]
    return _listed("mechanisms", lines or ["none of its own"])


def _order(mechanism: str) -> tuple[int, str]:
    number = mechanism[1:].rstrip("abcde")
    return int(number), mechanism


def _explain_variable(variable: Variable) -> str:
    name = variable.name
    writers = [rule for _, rule in _rules() if name in rule.writes]
    axes = (*variable.axes, *((MUNICIPALITY,) if variable.owner == MUNICIPALITY else ()), "run")
    rows = [
        ("held by", f"{variable.owner} ({variable.kind})"),
        ("axes", ", ".join(axes)),
        ("unit", f"{variable.unit}, {variable.low:g} to {variable.high:g}"),
        *_with_rules("given by", lambda rule: name in rule.writes, "no rule: it comes from outside"),
        *_with_rules("taken by", lambda rule: name in rule.reads, "no rule: it is for results only"),
        *_with_mechanisms(m for rule in writers for m in cited_by(rule.function)),
    ]
    return _written(f"{name}: {variable.meaning}", rows)


def _explain_parameter(row: Parameter) -> str:
    how = "swept" if row.swept else "structural switch" if row.unit == "switch" else "stays at its default"
    rows = [
        ("unit", row.unit),
        ("default", plain(row.default)),
        ("range", f"{plain(row.low)} to {plain(row.high)}, {row.distribution}, {how}"),
        ("evidence", row.evidence),
        *([("switch", f"{SWITCH}{row.group}=0 sets it to {plain(row.off)}")] if row.off is not None else []),
        *_with_rules("taken by", lambda rule: row.name in rule.reads, "no rule by itself: it prepares a run"),
        *_with_mechanisms(mechanisms_in(row.mechanisms)),
    ]
    return _written(f"{row.name}: {row.meaning['en']}", rows)


def _explain_measure(measure: Measure, of: str) -> str:
    return _written(f"{measure.name}: {measure.meaning}", [("measure of", of), ("unit", measure.unit)])


def _others() -> set[str]:
    """Return the names of tables and settings that rules take."""
    return {name for _, rule in _rules() for name in rule.reads if name not in VARIABLES and name not in parameters()}


def _explain_other(name: str) -> str:
    takers = _with_rules("taken by", lambda rule: name in rule.reads, "no rule")
    return _written(f"{name}: a constant table, or a setting of the strategy or the region", takers)


def _explain_rule(step: Step, rule: Rule) -> str:
    meaning = (inspect.getdoc(rule.function) or "").partition("\n")[0]
    by_kind = {
        "variables": [name for name in rule.reads if name in VARIABLES],
        "parameters": [name for name in rule.reads if name in parameters()],
        "other": [name for name in rule.reads if name not in VARIABLES and name not in parameters()],
    }
    rows = [
        ("step", f"{step.number} {step.name}, carried out by {step.who}"),
        ("file", "/".join(rule.function.__module__.split(".")[-3:]) + ".py"),
        ("takes", ", ".join(by_kind["variables"])),
        ("parameters", ", ".join(by_kind["parameters"])),
        ("tables and settings", ", ".join(by_kind["other"])),
        ("gives", ", ".join(rule.writes)),
        *_with_mechanisms(cited_by(rule.function)),
    ]
    return _written(f"{rule.name}: {meaning}", [(label, words or "none") for label, words in rows])


def _shares_of_time() -> dict[str, float]:
    """Return the share of each rule of the quarter in the time of a small run, and of all the rest."""
    course = Course(load_region("goteborgsregionen"), load_strategy("level_2"), load_scenario(None))
    p = values()
    seconds: dict[str, float] = {}

    def clocked(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def measured(*arguments: Any) -> Any:
            began = time.perf_counter()
            results = function(*arguments)
            seconds[function.__name__] = seconds.get(function.__name__, 0.0) + time.perf_counter() - began
            return results

        return measured

    quarter = tuple(replace(step, rules=tuple(Rule(clocked(rule.function)) for rule in step.rules)) for step in QUARTER)
    best: tuple[float, dict[str, float]] = (float("inf"), {})
    for _ in range(ROUNDS):
        seconds.clear()
        recorder = SummaryRecorder(course.region, course.years, p)
        began = time.perf_counter()
        run_ensemble(course, p, np.arange(1), np.zeros(2, int), recorder, quarter=quarter)
        best = min(best, (time.perf_counter() - began, dict(seconds)), key=lambda entry: entry[0])
    whole, parts = best
    rest = {"(start, chance, binding, record)": whole - sum(parts.values())}
    return {name: spent / whole for name, spent in {**parts, **rest}.items()}
