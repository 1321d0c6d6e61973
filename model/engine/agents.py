"""Agents for Mesa. They own their stocks and decide by the rules; the equations live in `rules/`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from kraftsamling.model.engine.state import ACTOR, MUNICIPALITY, VARIABLES
from kraftsamling.model.vocabulary import FORMS

if TYPE_CHECKING:
    from kraftsamling.model.engine.region_model import RegionModel


class MunicipalityAgent(mesa.Agent):
    """A municipality: stocks of seven transition capitals in two layers, will, time and measures.

    Every variable that `state.py` gives to the municipality is an attribute; override a step to let it act otherwise.
    A subclass that decides otherwise sets `decided` (form; share of each form of support on offer that it takes up);
    where its `decide` sets nothing, it decides not to take part that quarter:

        class Abstainer(MunicipalityAgent):
            def decide(self):
                pass

    Attributes:
        code, name, population: who it is.
        person_bound, rooted: the two layers, float arrays of seven in the order of `vocabulary.CAPITALS`.
    """

    model: RegionModel

    def __init__(self, model: RegionModel, code: str, name: str, population: float, traits: dict[str, float]):
        super().__init__(model)
        self.code, self.name, self.population = code, name, population
        self.__dict__.update(traits)

    @property
    def capitals(self) -> np.ndarray:
        """Level of each capital: person-bound + rooted, (capital,); read-only."""
        level = np.asarray(self.person_bound) + np.asarray(self.rooted)
        level.flags.writeable = False
        return level

    def _perform(self, name: str) -> None:
        self.model.perform(name, self, {MUNICIPALITY: self})

    def start(self) -> None:
        """Draw the start values (step 0)."""
        self._perform("start")

    def environment(self) -> None:
        """Step 1: finances swing, key persons leave, elections are held; nothing is decided yet."""
        self.capital_level = self.capitals
        self.decided, self.load, self.will, self.ability = np.zeros(len(FORMS)), 0.0, 0.0, 1.0
        self._perform("environment")

    def decide(self) -> None:
        """Step 5: decide how much of the offer to take up."""
        self._perform("decide")

    def engage(self) -> None:
        """Step 5: let the decision take effect."""
        self._perform("engage")

    def receive(self) -> None:
        """Step 6: turn support to use."""
        self._perform("receive")

    def root(self) -> None:
        """Step 7: let person-bound capital take root."""
        self._perform("root")

    def interact(self) -> None:
        """Step 8: capitals interact and are maintained."""
        self._perform("interact")

    def learn(self) -> None:
        """Step 9: learn from peers."""
        self._perform("learn")

    def lose(self) -> None:
        """Step 10: lose capital."""
        self._perform("lose")

    def update(self) -> None:
        """Step 11: update will and means."""
        self._perform("update")

    def act(self) -> None:
        """Step 12: carry out measures."""
        self._perform("act")


class Members:
    """The municipalities as the actor meets them: any of their variables as one array (..., municipality, run)."""

    def __init__(self, agents: list[MunicipalityAgent]):
        self._agents = agents

    def __getattr__(self, name: str) -> np.ndarray:
        return np.stack([np.asarray(getattr(agent, name)) for agent in self._agents], axis=-1)[..., None]

    def tell(self, name: str, value: np.ndarray) -> None:
        """Hand each municipality its own part of an array (..., municipality, run)."""
        for index, agent in enumerate(self._agents):
            part = value[..., index, 0]
            setattr(agent, name, part if part.ndim else float(part))


class MobilisingActor(mesa.Agent):
    """The mobilising actor: collaboration capitals, mandate, a picture of its members, money.

    Every variable that `state.py` gives to the actor is an attribute: an array whose last axis, the run, has length 1.
    """

    model: RegionModel

    def __init__(self, model: RegionModel, stocks: dict[str, Any]):
        super().__init__(model)
        self.__dict__.update(stocks)

    @property
    def level(self) -> int:
        """Level of ambition, 0 to 3."""
        return int(self.ambition_level[0])

    def _perform(self, name: str) -> None:
        self.model.perform(name, self, {MUNICIPALITY: self.model.members, ACTOR: self})

    def observe(self) -> None:
        """Step 2: observe members with error and delay."""
        self._perform("observe")

    def set_ambition(self) -> None:
        """Step 3: set the level of ambition."""
        self._perform("set_ambition")

    def offer(self) -> None:
        """Step 4: make the offer."""
        self._perform("offer")

    def fund_and_learn(self) -> None:
        """Step 13: be funded and learn."""
        self._perform("fund_and_learn")


def told(actor: MobilisingActor, heard: frozenset[str]) -> SimpleNamespace:
    """What municipalities hear of the actor: its variables without the axis of runs."""
    names = [name for name in heard if name in VARIABLES and VARIABLES[name].owner == ACTOR and hasattr(actor, name)]
    return SimpleNamespace(**{name: np.asarray(getattr(actor, name))[..., 0] for name in names})
