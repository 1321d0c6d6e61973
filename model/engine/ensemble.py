"""The array ensemble: many runs at once, run axis last."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Protocol

import numpy as np

from kraftsamling.model.engine import lookup, schedule, tables
from kraftsamling.model.engine.shocks import ShockRecord
from kraftsamling.model.engine.state import ACTOR, NOW, VARIABLES
from kraftsamling.model.inputs.catalogue import offer_tables
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import Scenario
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.vocabulary import FORMS

START_LAYERS = (0.5, 0.5)
"""Person-bound and rooted share of the actor's collaboration capital at the start. An assumption."""


class Recorder(Protocol):
    """Takes what it wants of the state; reads, never writes."""

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Called once, before the first quarter."""

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Called after each quarter."""


def source_of(name: str, who: str, p: Mapping, constants: SimpleNamespace, settings: SimpleNamespace) -> str:
    """Which namespace holds what a rule asks for; municipalities read the actor's variables as it tells them."""
    if name in VARIABLES:
        owner = VARIABLES[name].owner
        return "told" if owner == ACTOR and who == "municipality" else owner
    for source, holder in (("parameter", p), ("table", vars(constants)), ("plan", vars(settings))):
        if name in holder:
            return source
    raise LookupError(f"no variable, parameter, table or setting is called {name!r}")


def performers(steps, p: Mapping, constants: SimpleNamespace, settings: SimpleNamespace) -> list:
    """Pair each step with what carries it out."""
    return [
        (
            step,
            schedule.Performer(
                step,
                {name: source_of(name, step.who, p, constants, settings) for rule in step.rules for name in rule.reads},
            ),
        )
        for step in steps
    ]


def start_actor(members: Any, p: Mapping, settings: SimpleNamespace, constants: SimpleNamespace, runs: int) -> dict:
    """Stocks of the mobilising actor before its first quarter; it sees its members as the average it believes in.

    Args:
        members: start values of the municipalities, (..., municipality, run).
    """
    truth = np.concatenate(
        [
            np.stack([members.receptive_capacity, members.legitimacy, members.capacity / 100, members.participation]),
            members.base,
        ]
    )
    forms = np.ones((len(FORMS), runs))
    none = np.zeros(runs)
    return dict(
        collaboration=np.stack([forms * p["start_collaboration"] * share for share in START_LAYERS]),
        mandate=constants.level_mandate[1] * forms,
        picture=np.broadcast_to(truth.mean(axis=-2, keepdims=True), truth.shape),
        picture_need=1 - members.capital_level.mean(axis=-2),
        knowledge_of_needs=none + p["start_knowledge_of_needs"],
        readings=np.zeros((4, 4, runs)),
        professions=none,
        ambition_level=none.astype(int),
        quarters_at_level=none,
        reorganisation=none,
        funding_core=none + 1,
        shown_effect=none,
    )


def inputs_of_quarter(
    region: Region,
    strategy: Strategy,
    scenario: Scenario,
    record: ShockRecord,
    p: Mapping,
    seed_of_run: np.ndarray,
    quarters: int,
    budget: str,
    funding: str,
):
    """Function of the quarter that gives its inputs: (municipal, regional) dicts of arrays by variable name."""
    local, common = lookup.events(scenario, region, quarters)
    election, support = lookup.elections(region, quarters), lookup.support(strategy, region, quarters)
    earned = funding == "earned"
    per_run = {kind: record.regional[kind][:, seed_of_run] for kind in ("project_phase", "calls")}
    pulse, ended = lookup.project_money(per_run, quarters, earned, p["call_success"], yearly=budget == "equal")
    own = strategy.budget.person_years
    years = p["equal_person_years"] if budget == "equal" else (np.nan if own is None else own)

    def at(now: int) -> tuple[dict, dict]:
        municipal = {
            f"shock_{kind}": draws[now][:, seed_of_run] for kind, draws in record.municipal.items() if kind != "start"
        }
        municipal |= {name: by_quarter[now][:, None] for name, by_quarter in local.items()}
        regional = {
            name: common[name][now]
            for name in ("event_project_money", "event_signals", "event_actor_leaves", "national_law")
        }
        regional |= {
            "quarter": now,
            "support_now": support[now] & (np.asarray(years) != 0),
            "election_now": election[now],
            "shock_finance_region": record.regional["finance_region"][now][seed_of_run],
            "shock_forms": record.regional["forms"][now][seed_of_run],
            "project_pulse": pulse[now],
            "project_ended": np.maximum(ended[now], common["event_project_ended"][now]),
            "funding_earned": float(earned),
            "budget_person_years": years,
        }
        return municipal, regional

    return at


def run_ensemble(
    region: Region,
    strategy: Strategy,
    scenario: Scenario,
    p: Mapping[str, np.ndarray | float],
    seeds: np.ndarray,
    seed_of_run: np.ndarray,
    quarters: int,
    recorder: Recorder,
    *,
    budget: str = "own",
    funding: str = "given",
) -> None:
    """Run one strategy for many runs at once and hand each quarter to `recorder`.

    Args:
        p: all parameters by name, floats or (run,).
        seeds: distinct seeds; seed_of_run: index into them, (run,).
        budget: "own" or "equal"; funding: "given" or "earned".
    """
    runs = len(seed_of_run)
    record = ShockRecord(region.codes, seeds, quarters)
    settings = lookup.plan(strategy, region)
    offers = offer_tables(strategy.measures.include, strategy.measures.leave_out)
    constants = SimpleNamespace(**vars(tables.constant_tables(offers, 2)), **vars(tables.level_tables(p, runs)))
    m = SimpleNamespace(**{name: value[:, None] for name, value in lookup.traits(region).items()})
    m.shock_start = record.municipal["start"][..., seed_of_run]
    a, told, now = SimpleNamespace(), SimpleNamespace(), SimpleNamespace()
    places = {
        "municipality": m,
        ACTOR: a,
        "told": told,
        NOW: now,
        "parameter": SimpleNamespace(**p),
        "table": constants,
        "plan": settings,
    }
    homes = {name: vars(places[variable.owner]) for name, variable in VARIABLES.items()}
    heard = {name for name in schedule.read_by_municipalities() if homes.get(name) is vars(a)}

    def keep(name: str, value) -> None:
        homes[name][name] = value
        if name in heard:
            vars(told)[name] = value[..., None, :]

    for _, performer in performers([schedule.START], p, constants, settings):
        performer.perform(places, keep)
    for name, value in start_actor(m, p, settings, constants, runs).items():
        keep(name, value)
    recorder.start(m, a)
    quarter = performers(schedule.QUARTER, p, constants, settings)
    inputs = inputs_of_quarter(region, strategy, scenario, record, p, seed_of_run, quarters, budget, funding)
    for index in range(quarters):
        municipal, regional = inputs(index)
        vars(m).update(municipal)
        vars(now).update(regional)
        for _, performer in quarter:
            performer.perform(places, keep)
        recorder.take(index, m, a, places["parameter"])
