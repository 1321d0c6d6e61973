"""The Mesa model: one region, one run, for reading, watching and teaching."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from kraftsamling.model.agents.agents import Members, MobilisingActor, MunicipalityAgent
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import Inputs, settings_of
from kraftsamling.model.engine.lookup import traits
from kraftsamling.model.engine.schedule import QUARTER, START, bind, read_by_municipalities
from kraftsamling.model.engine.shocks import ShockRecord
from kraftsamling.model.engine.state import ACTOR, MUNICIPALITY, VARIABLES
from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.results.measures import OF_RUN, REGIONAL, of_region, takes_part
from kraftsamling.model.run_of import MAX_SEED, run_of
from kraftsamling.model.terms import Terms
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR
from kraftsamling.model.worlds.worlds import world_values

MEASURED = (
    "capital_level",
    "person_bound",
    "rooted",
    "understanding",
    "backing",
    "distance",
    "capacity",
    "receptive_capacity",
    "participation",
    "slack",
    "measures_own",
    "measures_shared",
    "dose",
    "take_up",
    "reason_not",
    "project_money",
    "projects",
    "results",
    "handed_over",
    "lost_results",
    "replicated",
    "partners",
    "legitimacy",
)
"""Variables of the municipalities from which measures of the region are taken."""
COLLECTED = {
    "municipality": "code",
    **{
        f"municipality_{name}": name
        for name in (
            "capacity",
            "receptive_capacity",
            "participation",
            "legitimacy",
            "interest",
            "slack",
            "measures_own",
            "measures_shared",
        )
    },
}
"""Attributes of each municipality that are collected every quarter, by column: beside the region's in one table."""


class _Collector(mesa.DataCollector):  # type: ignore[misc]  # Mesa has no types
    """Collects the region and its agents under one count of quarters, whatever the Mesa.

    `batch_run` before Mesa 3.5 counts the measures of the region from 0 and those of the agents from 1, so that a row
    would join two quarters (mesa/mesa issue 2514).
    """

    def collect(self, model: RegionModel) -> None:
        """Collect a quarter."""
        super().collect(model)
        if not hasattr(self, "_collection_steps"):
            self._agent_records[model.steps - 1] = self._agent_records.pop(model.steps)


def _measure_of(name: str, model: RegionModel) -> float:
    return model.measures[name]


def _attribute_of(name: str, agent: mesa.Agent) -> Any:
    """Return an attribute of a municipality; the actor, which is collected beside them, has none."""
    return getattr(agent, name) if isinstance(agent, MunicipalityAgent) else None


class RegionModel(mesa.Model):  # type: ignore[misc]  # Mesa has no types
    """One region under one strategy: agents that own their stocks and take the steps of `quarter.QUARTER` in order.

    It computes by the rules and never replays the ensemble; with the same seed, strategy and scenario both agree.

    Args:
        region: a region, its name, or the path of its CSV.
        strategy: a name, path, dict or `Strategy`.
        scenario: events, as for `simulate`.
        parameters: overrides by name.
        world: number of a world of the stored sample, or values by parameter; None is the default world, the plausible
            one that lies nearest to all others. A model is one world: `default_standing` of `model.worlds.standing`
            and docs/ODD.md say which, and where its gain lies among the plausible ones.
        seed: position in the shock record; None draws one, so that replicates of Mesa's `batch_run` differ.
        municipality_class: `MunicipalityAgent` or a subclass that acts otherwise.
        budget, years, funding, decisions: as for `simulate`.

    Attributes:
        municipalities: the agents in the order of their codes; actor: the one `MobilisingActor`.
        seed: given or drawn; with it the run can be made again.
        quarter: quarters done so far.
        measures: measures of the region (`measures.REGIONAL`) after the latest quarter; money and person-years are
            those of the quarter.
        datacollector: the seed and all measures of the region after each quarter, and those of each municipality.
            Nothing is collected at the start: of a model that does so, `batch_run` of Mesa before 3.5 leaves out the
            end (mesa/mesa issue 2514).

    Raises:
        InputError: bad input.
    """

    scenario = None  # Mesa 3.5 keeps an experiment of its own here, and SolaraViz would hand it back as our events

    def __init__(
        self,
        region: Region | str | Path = "goteborgsregionen",
        strategy: Any = "level_1",
        *,
        scenario: Any = None,
        parameters: Mapping[str, float] | None = None,
        world: int | Mapping[str, float] | None = None,
        seed: int | None = None,
        municipality_class: type[MunicipalityAgent] = MunicipalityAgent,
        budget: str = "own",
        years: int = Terms.years,
        funding: str = Terms.funding,
        decisions: Any = Terms.decisions,
    ):
        seed = int(np.random.SeedSequence().generate_state(1)[0]) if seed is None else seed
        self.seed = int(check_number(seed, 0, MAX_SEED, "seed", whole=True))
        super().__init__(rng=self.seed)
        self.scenario = None
        events = load_scenario(scenario)
        run = run_of(
            region,
            [strategy],
            [events],
            seeds=[self.seed],
            parameters={**world_values(world), **(parameters or {})},
            budgets=(budget,),
            years=years,
            funding=funding,
            decisions=decisions,
        )
        (course,) = run.courses
        self.region, self.strategy, self.given_scenario = course.region, course.strategy, course.scenario
        self.parameters = values(run.parameters)
        self.quarter, self.quarters = 0, run.years * QUARTERS_PER_YEAR
        self.measures: dict[str, float] = {}
        record = ShockRecord(self.region.codes, np.array([self.seed]), self.quarters)
        self._inputs = Inputs(course, record, self.parameters, np.array([0]))
        self._reached = np.zeros((self.region.size, 1), bool)
        self._prepare_rules(course)
        self._create_agents(municipality_class, record)
        self.datacollector = _Collector(
            model_reporters={"seed": "seed", **{name: partial(_measure_of, name) for name in REGIONAL}},
            agent_reporters={column: partial(_attribute_of, name) for column, name in COLLECTED.items()},
        )

    def __repr__(self) -> str:
        about = f"{self.region.name}, {self.strategy.name}, {self.given_scenario.name}, seed {self.seed}"
        capacity = np.mean([agent.capacity for agent in self.municipalities])
        now = (
            f"quarter {self.quarter} of {self.quarters}, level {self.actor.level}, mean capacity {capacity:.1f} points"
        )
        return f"{type(self).__name__}({about}; {now})"

    def _prepare_rules(self, course: Course) -> None:
        self._read = names = read_by_municipalities((*START, *QUARTER))
        self._later = dict(course.parts[1:])
        self._seen: dict[str, dict[str, Any]] = {MUNICIPALITY: {}, ACTOR: {}}
        self._hold(course)
        self._steps = bind((*START, *QUARTER), self._seen[ACTOR])
        self._visible = tuple(name for name in names if name in VARIABLES and VARIABLES[name].owner == ACTOR)
        owners = {MUNICIPALITY: (MUNICIPALITY,), ACTOR: (MUNICIPALITY, ACTOR), "region": (MUNICIPALITY, ACTOR)}
        self._needs = {
            name: [(need, owner) for need in step.needs if (owner := VARIABLES[need].owner) in owners[step.who]]
            for name, step in self._steps.items()
        }

    def _hold(self, course: Course) -> None:
        """Let the agents see the settings of a course from now on."""
        municipal = settings_of(course, self.parameters, 0, 1)
        self._seen[MUNICIPALITY].update({name: value for name, value in municipal.items() if name in self._read})
        self._seen[ACTOR].update(settings_of(course, self.parameters, 2, 1))

    def _create_agents(self, municipality_class: type[MunicipalityAgent], record: ShockRecord) -> None:
        region, facts = self.region, traits(self.region)
        self.municipalities = [
            municipality_class(
                self,
                region.codes[i],
                region.names[i],
                float(region.population[i]),
                {name: float(value[i]) for name, value in facts.items()},
            )
            for i in range(region.size)
        ]
        self.members = Members(self.municipalities)
        for i, agent in enumerate(self.municipalities):
            agent.shock_start = record.municipal["start"][:, i, 0]
            agent.start()
        self.actor = MobilisingActor(self)
        self.actor.start()

    def perform(self, step: str, agent: mesa.Agent) -> None:
        """Carry out the rules of one step for an agent; their results become attributes of their owner."""
        alone = isinstance(agent, MunicipalityAgent)
        holders = {MUNICIPALITY: agent if alone else self.members, ACTOR: agent}
        seen = dict(self._seen[MUNICIPALITY if alone else ACTOR])
        for name, owner in self._needs[step]:
            seen[name] = getattr(holders[owner], name)

        def keep(name: str, value: Any) -> None:
            seen[name] = value
            if not alone and VARIABLES[name].owner == MUNICIPALITY:
                self.members.assign(name, value)
            else:
                setattr(agent, name, value)

        self._steps[step].perform(seen, keep)

    def meet_peers(self) -> None:
        """Step 9: municipalities meet along the links, and across the region in the actor's profession networks."""
        self.perform("meet_peers", self.actor)

    def step(self) -> None:
        """One quarter: each step is taken by all who take it before the next begins.

        Raises:
            InputError: the run is over.
        """
        if self.quarter >= self.quarters:
            raise InputError(f"step: the run is over after {self.quarters} quarters; allowed: a model of more years")
        if self.quarter in self._later:
            self._hold(self._later[self.quarter])
        local, common = self._inputs.municipal(self.quarter), self._inputs.regional(self.quarter)
        for name, value in local.items():
            for index, agent in enumerate(self.municipalities):
                setattr(agent, name, float(value[index, 0]))
        self._seen[MUNICIPALITY].update(_one_run(common))
        self._seen[ACTOR].update(common)
        for step in QUARTER:
            if step.who == MUNICIPALITY:
                for agent in self.municipalities:
                    getattr(agent, step.name)()
            else:
                getattr(self.actor if step.who == ACTOR else self, step.name)()
                self._show()
        self.quarter += 1
        self.running = self.quarter < self.quarters
        self._measure()
        self.datacollector.collect(self)

    def _measure(self) -> None:
        """Take the measures of the region, by the formulas of a summary record."""
        m = SimpleNamespace(**{name: getattr(self.members, name) for name in MEASURED})
        self._reached |= takes_part(m.participation)
        region, person_years = self.region, self.parameters["municipal_person_years"]
        measures = of_region(m, self.actor, self._reached, region.population, region.size_class, person_years)
        measures |= {name: getattr(self.actor, name) for name in OF_RUN}
        self.measures = {name: float(value[0]) for name, value in measures.items()}

    def _show(self) -> None:
        """Show the municipalities the variables of the actor that their rules take, without the axis of runs."""
        held = vars(self.actor)
        visible = {name: np.asarray(held[name])[..., 0] for name in self._visible if name in held}
        self._seen[MUNICIPALITY].update(visible)


def _one_run(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Regional inputs as one municipality reads them: numbers without the axis of runs."""
    return {name: value[0] if np.ndim(value) else value for name, value in inputs.items()}
