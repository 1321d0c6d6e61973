"""The Mesa model: one region, one run, for reading, watching and teaching."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from kraftsamling.model.engine import lookup, schedule, tables
from kraftsamling.model.engine.agents import Members, MobilisingActor, MunicipalityAgent, told
from kraftsamling.model.engine.ensemble import inputs_of_quarter, performers, start_actor
from kraftsamling.model.engine.shocks import ShockRecord
from kraftsamling.model.engine.state import ACTOR, MUNICIPALITY, NOW, VARIABLES
from kraftsamling.model.engine.tables import QUARTERS_PER_YEAR
from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.inputs.catalogue import offer_tables
from kraftsamling.model.inputs.parameters import check_overrides, values
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.simulation import BUDGETS, FUNDINGS, check_choice


def _one_run(inputs: Mapping[str, Any]) -> SimpleNamespace:
    """Regional inputs as one municipality reads them: numbers without the axis of runs."""
    return SimpleNamespace(**{name: value[0] if np.ndim(value) else value for name, value in inputs.items()})


class RegionModel(mesa.Model):
    """One region under one strategy: agents that own their stocks and take the steps of `schedule.QUARTER` in order.

    It computes by the rules and never replays the ensemble; with the same seed, strategy and scenario both agree.

    Args:
        region: a region, its name, or the path of its CSV.
        strategy: a name, path, dict or `Strategy`.
        scenario: events, as for `simulate`.
        parameters: overrides by name.
        seed: position in the shock record; None, as Mesa's `batch_run` may give it, is 0.
        years: 1 to 50.
        municipality_class: `MunicipalityAgent` or a subclass that acts otherwise.
        budget, funding: as for `simulate`.

    Attributes:
        municipalities: the agents in the order of their codes; actor: the one `MobilisingActor`.
        quarter: quarters done so far.
        datacollector: level, capacity and costs after each quarter; participation and capacity of each municipality.
            Nothing is collected at the start: of a model that does so, `batch_run` of Mesa before 3.5 leaves out the
            end (mesa/mesa issue 2514).

    Raises:
        InputError: bad input.
    """

    scenario = None  # Mesa 3.5 keeps an experiment of its own here, and SolaraViz would hand it back as our events

    def __init__(
        self,
        region: Region | str = "goteborgsregionen",
        strategy="level_1",
        *,
        scenario=None,
        parameters: Mapping[str, float] | None = None,
        seed: int | None = 0,
        years: int = 15,
        municipality_class: type[MunicipalityAgent] = MunicipalityAgent,
        budget: str = "own",
        funding: str = "given",
    ):
        seed = 0 if seed is None else int(check_number(seed, 0, 2**62, "seed", whole=True))
        super().__init__(rng=seed)
        self.scenario = None
        self.region = region if isinstance(region, Region) else load_region(region)
        self.strategy, self.given_scenario = load_strategy(strategy), load_scenario(scenario)
        self.quarters = int(check_number(years, 1, 50, "years", whole=True)) * QUARTERS_PER_YEAR
        check_choice(budget, BUDGETS, "budget")
        check_choice(funding, FUNDINGS, "funding")
        for event in self.given_scenario.events:
            event.check_start(self.region.start_year)
        self.quarter = 0
        self.parameters = values(check_overrides(parameters))
        record = ShockRecord(self.region.codes, np.array([seed]), self.quarters)
        self._inputs = inputs_of_quarter(
            self.region,
            self.strategy,
            self.given_scenario,
            record,
            self.parameters,
            np.array([0]),
            self.quarters,
            budget,
            funding,
        )
        self._prepare_rules()
        self._create_agents(municipality_class, record)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "capacity_mean": lambda model: float(np.mean([agent.capacity for agent in model.municipalities])),
                "actor_level": lambda model: model.actor.level,
                "person_years": lambda model: float(model.actor.person_years[0]) if model.quarter else 0.0,
                "cost_sek": lambda model: float(model.actor.cost_sek[0]) if model.quarter else 0.0,
            },
            agenttype_reporters={
                municipality_class: {"code": "code", "capacity": "capacity", "participation": "participation"}
            },
        )

    def _prepare_rules(self) -> None:
        settings = lookup.plan(self.strategy, self.region)
        offers = offer_tables(self.strategy.measures.include, self.strategy.measures.leave_out)
        by_level = vars(tables.level_tables(self.parameters, 1))
        self._tables = {
            MUNICIPALITY: tables.constant_tables(offers, 0),
            ACTOR: SimpleNamespace(**vars(tables.constant_tables(offers, 2)), **by_level),
        }
        self._common = {"parameter": SimpleNamespace(**self.parameters), "plan": settings}
        steps = (schedule.START, *schedule.QUARTER)
        self._performers = {
            step.name: performer
            for step, performer in performers(steps, self.parameters, self._tables[ACTOR], settings)
        }
        self._heard = schedule.read_by_municipalities()
        self._now: dict[str, SimpleNamespace] = {}

    def _create_agents(self, municipality_class: type[MunicipalityAgent], record: ShockRecord) -> None:
        region, traits = self.region, lookup.traits(self.region)
        self.municipalities = [
            municipality_class(
                self,
                region.codes[i],
                region.names[i],
                float(region.population[i]),
                {name: float(value[i]) for name, value in traits.items()},
            )
            for i in range(region.size)
        ]
        self.members = Members(self.municipalities)
        for i, agent in enumerate(self.municipalities):
            agent.shock_start = record.municipal["start"][:, i, 0]
            agent.start()
        stocks = start_actor(self.members, self.parameters, self._common["plan"], self._tables[ACTOR], 1)
        self.actor = MobilisingActor(self, stocks)

    def perform(self, name: str, agent: mesa.Agent, who: Mapping[str, Any]) -> None:
        """Carry out the rules of one step for an agent; what they give becomes attributes of whom it belongs to."""
        kind = MUNICIPALITY if isinstance(agent, MunicipalityAgent) else ACTOR
        namespaces = {
            **who,
            **self._common,
            "table": self._tables[kind],
            NOW: self._now.get(kind),
            "told": self._now.get("told"),
        }

        def keep(written: str, value) -> None:
            if kind == ACTOR and VARIABLES[written].owner == MUNICIPALITY:
                self.members.tell(written, value)
            else:
                setattr(agent, written, value)

        self._performers[name].perform(namespaces, keep)

    def meet_peers(self) -> None:
        """Step 9: municipalities meet along the links, and across the region in the actor's profession networks."""
        self.perform("meet_peers", self.actor, {MUNICIPALITY: self.members, ACTOR: self.actor})

    def step(self) -> None:
        """One quarter: each step is taken by all who take it before the next begins.

        Raises:
            InputError: the run is over.
        """
        if self.quarter >= self.quarters:
            raise InputError(f"step: the run is over after {self.quarters} quarters; allowed: a model of more years")
        local, common = self._inputs(self.quarter)
        for name, value in local.items():
            for index, agent in enumerate(self.municipalities):
                setattr(agent, name, float(value[index, 0]))
        self._now = {ACTOR: SimpleNamespace(**common), MUNICIPALITY: _one_run(common)}
        for step in schedule.QUARTER:
            if step.who == "municipality":
                if "told" not in self._now and step.number > 1:
                    self._now["told"] = told(self.actor, self._heard)
                for agent in self.municipalities:
                    getattr(agent, step.name)()
            else:
                getattr(self.actor if step.who == "actor" else self, step.name)()
        self.quarter += 1
        self.running = self.quarter < self.quarters
        self.datacollector.collect(self)
