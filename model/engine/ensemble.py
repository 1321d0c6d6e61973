"""The array ensemble: many runs at once, run axis last."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np

from kraftsamling.model.course import Course
from kraftsamling.model.engine.levels import agreed_terms, gate_table, level_tables
from kraftsamling.model.engine.lookup import decided, elections, events, plan, project_money, support, traits
from kraftsamling.model.engine.schedule import QUARTER, START, Step, bind, read_by_municipalities
from kraftsamling.model.engine.shocks import ShockRecord
from kraftsamling.model.engine.state import ACTOR, MUNICIPALITY, VARIABLES
from kraftsamling.model.engine.tables import constant_tables, shared_parameters
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR


class Recorder(Protocol):
    """Notes any part of the state; reads, never writes."""

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Called once, before the first quarter."""

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Called after each quarter."""


class Inputs:
    """Inputs from outside in each quarter: chance, events, decisions of municipalities, elections and money.

    Args:
        record: shocks of the distinct seeds.
        p: all parameters by name, floats or (run,).
        seed_of_run: index into the seeds of the record, (run,).
    """

    def __init__(self, course: Course, record: ShockRecord, p: Mapping[str, Any], seed_of_run: np.ndarray):
        quarters = course.years * QUARTERS_PER_YEAR
        self._record, self._seed_of_run = record, seed_of_run
        self._local, self._common = events(course.scenario, course.region, quarters)
        decisions, self._contributions = decided(course.decisions, course.region, quarters)
        self._local |= decisions
        self._election = elections(course.region, quarters)
        self._charter = elections(course.region, quarters, years_after=1)
        self._earned = course.funding == "earned"
        per_run = {kind: record.regional[kind][:, seed_of_run] for kind in ("project_phase", "calls")}
        equal = course.budget == "equal"
        self._pulse, self._ended = project_money(per_run, quarters, self._earned, p["call_success"], yearly=equal)
        self._years = [p["equal_person_years"]] * quarters if equal else [np.nan] * quarters
        self._support = np.zeros(quarters, bool)
        for first, part in course.parts:
            own = part.strategy.budget.person_years
            if not equal:
                self._years[first:] = [np.nan if own is None else own] * len(self._years[first:])
            self._support[first:] = support(part.strategy, course.region, quarters)[first:]

    def municipal(self, now: int) -> dict[str, np.ndarray]:
        """Inputs of each municipality in a quarter by variable, (municipality, run) or (municipality, 1)."""
        chance = {
            f"shock_{kind}": draws[now][:, self._seed_of_run]
            for kind, draws in self._record.municipal.items()
            if kind != "start"
        }
        return chance | {name: by_quarter[now][:, None] for name, by_quarter in self._local.items()}

    def regional(self, now: int) -> dict[str, Any]:
        """Inputs of the region in a quarter by variable, numbers or (run,)."""
        common, chance = self._common, self._record.regional
        return {
            **{
                name: common[name][now]
                for name in ("event_project_money", "event_signals", "event_actor_leaves", "national_law")
            },
            "quarter": now,
            "support_now": self._support[now] & ((np.asarray(self._years[now]) != 0) | (self._contributions[now] > 0)),
            "election_now": self._election[now],
            "charter_now": self._charter[now],
            "shock_finance_region": chance["finance_region"][now][self._seed_of_run],
            "shock_forms": chance["forms"][now][self._seed_of_run],
            "project_pulse": self._pulse[now],
            "project_ended": np.maximum(self._ended[now], common["event_project_ended"][now]),
            "funding_earned": float(self._earned),
            "budget_person_years": self._years[now],
            "contributions": self._contributions[now],
        }


def settings_of(course: Course, p: Mapping[str, Any], trailing: int, runs: int) -> dict[str, Any]:
    """Return parameters, tables and settings of the strategy, all that rules take besides variables, by name.

    Args:
        trailing: axes of length one after capital or form: 2 for arrays (..., municipality, run), 0 for one
            municipality.
        runs: length of the run axis of the tables by level.
    """
    strategy = course.strategy
    terms = agreed_terms(strategy.governance, strategy.budget.project_share, p, runs)
    planned = plan(strategy, course.region)
    gates = gate_table(p, planned.ambition_thresholds, runs)
    tables = (planned, constant_tables(trailing), level_tables(p, runs), gates, terms)
    return {**{name: value for table in tables for name, value in vars(table).items()}, **shared_parameters(p), **p}


def run_ensemble(
    course: Course,
    p: Mapping[str, np.ndarray | float],
    seeds: np.ndarray,
    seed_of_run: np.ndarray,
    recorder: Recorder,
    *,
    quarter: tuple[Step, ...] = QUARTER,
    given: Mapping[str, Any] | None = None,
) -> None:
    """Run one course many times at once and hand each quarter to `recorder`.

    Args:
        p: all parameters by name, floats or (run,).
        seeds: distinct seeds; seed_of_run: index into them, (run,).
        quarter: steps of a quarter, where they are not the usual ones.
        given: tables and settings, by the names that rules take, in the place of the usual ones.

    Raises:
        InputError: a rule takes or gives a name that does not exist.
    """
    region, quarters = course.region, course.years * QUARTERS_PER_YEAR
    record = ShockRecord(region.codes, seeds, quarters)
    settings = {**settings_of(course, p, 2, len(seed_of_run)), **(given or {})}
    steps = bind((*START, *quarter), settings)
    visible = read_by_municipalities(quarter)
    m = SimpleNamespace(**{name: value[:, None] for name, value in traits(region).items()})
    m.shock_start = record.municipal["start"][..., seed_of_run]
    a = SimpleNamespace()
    stocks = {MUNICIPALITY: vars(m), ACTOR: vars(a)}
    by_municipalities, by_actor = {**settings, **vars(m)}, {**settings, **vars(m)}
    seen = {MUNICIPALITY: by_municipalities, ACTOR: by_actor, "region": by_actor}

    def keep(name: str, value: Any) -> None:
        owner = VARIABLES[name].owner
        stocks[owner][name] = by_actor[name] = value
        if owner == MUNICIPALITY:
            by_municipalities[name] = value
        elif name in visible:
            by_municipalities[name] = value[..., None, :]

    for step in START:
        steps[step.name].perform(seen[step.who], keep)
    recorder.start(m, a)
    schedule = [(steps[step.name].perform, seen[step.who]) for step in quarter]
    inputs, parameters = Inputs(course, record, p, seed_of_run), SimpleNamespace(**p)
    later = {first: {**settings_of(part, p, 2, len(seed_of_run)), **(given or {})} for first, part in course.parts[1:]}
    for now in range(quarters):
        for view in (by_municipalities, by_actor) if now in later else ():
            view.update(later[now])
        municipal, regional = inputs.municipal(now), inputs.regional(now)
        vars(m).update(municipal)
        for view in (by_municipalities, by_actor):
            view.update(municipal)
            view.update(regional)
        for perform, view in schedule:
            perform(view, keep)
        recorder.take(now, m, a, parameters)
