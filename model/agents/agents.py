"""Agents for Mesa. They own their stocks and decide by the rules; the equations live in `rules/`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import mesa
import numpy as np

from kraftsamling.model.vocabulary import FORMS


class Performer(Protocol):
    """The model, as its agents see it."""

    def perform(self, step: str, agent: mesa.Agent) -> None:
        """Carry out the rules of a step for an agent; their results become attributes of their owner."""


class MunicipalityAgent(mesa.Agent):  # type: ignore[misc]  # Mesa has no types
    """A municipality: stocks of seven transition capitals in two layers, will, time and measures.

    Every variable that `state.py` gives to the municipality is an attribute; override a step to let it act otherwise.
    A subclass that decides otherwise sets `decided` (form; share of each form of support on offer that it takes up);
    where its `decide` sets nothing, it decides not to take part that quarter:

        class Abstainer(MunicipalityAgent):
            def decide(self):
                pass

    Attributes:
        code, name, population: its identity.
        person_bound, rooted: the two layers, float arrays of seven in the order of `vocabulary.CAPITALS`.
    """

    model: Performer

    def __init__(self, model: Performer, code: str, name: str, population: float, traits: dict[str, float]):
        super().__init__(model)
        self.code, self.name, self.population = code, name, population
        self.__dict__.update(traits)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, {self.name!r})"

    @property
    def capitals(self) -> np.ndarray:
        """Level of each capital: person-bound + rooted, (capital,); read-only."""
        level: np.ndarray = np.asarray(self.person_bound) + np.asarray(self.rooted)
        level.flags.writeable = False
        return level

    def start(self) -> None:
        """Draw the start values (step 0)."""
        self.model.perform("start", self)

    def environment(self) -> None:
        """Step 1: finances swing, key persons leave, elections are held; nothing is decided yet."""
        self.capital_level = self.capitals
        self.decided, self.load, self.will, self.ability = np.zeros(len(FORMS)), 0.0, 0.0, 1.0
        self.model.perform("environment", self)

    def decide(self) -> None:
        """Step 5: decide how much of the offer to take up."""
        self.model.perform("decide", self)

    def engage(self) -> None:
        """Step 5: let the decision take effect."""
        self.model.perform("engage", self)

    def receive(self) -> None:
        """Step 6: turn support to use."""
        self.model.perform("receive", self)

    def root(self) -> None:
        """Step 7: let person-bound capital take root."""
        self.model.perform("root", self)

    def interact(self) -> None:
        """Step 8: capitals interact and are maintained."""
        self.model.perform("interact", self)

    def learn(self) -> None:
        """Step 9: learn from peers."""
        self.model.perform("learn", self)

    def lose(self) -> None:
        """Step 10: lose capital."""
        self.model.perform("lose", self)

    def update(self) -> None:
        """Step 11: update will and means."""
        self.model.perform("update", self)

    def act(self) -> None:
        """Step 12: carry out measures."""
        self.model.perform("act", self)


class Members:
    """The municipalities as the actor meets them: any of their variables as one array (..., municipality, run)."""

    def __init__(self, agents: Sequence[MunicipalityAgent]):
        self._agents = agents

    def __getattr__(self, name: str) -> np.ndarray:
        if name.startswith("_"):
            raise AttributeError(name)  # while a copy is made, there are no agents yet
        values = np.array([getattr(agent, name) for agent in self._agents])  # each has one axis at most
        return np.ascontiguousarray(values.T)[..., None]

    def assign(self, name: str, value: np.ndarray) -> None:
        """Give each municipality its own part of an array (..., municipality, run)."""
        for index, agent in enumerate(self._agents):
            part = value[..., index, 0]
            setattr(agent, name, part if part.ndim else float(part))


class MobilisingActor(mesa.Agent):  # type: ignore[misc]  # Mesa has no types
    """The mobilising actor: collaboration capitals, mandate, a picture of its members, money.

    Every variable that `state.py` gives to the actor is an attribute: an array whose last axis, the run, has length 1.
    """

    model: Performer
    ambition_level: np.ndarray

    @property
    def level(self) -> int:
        """Level of ambition, 0 to 3."""
        return int(self.ambition_level[0])

    def start(self) -> None:
        """Set the start values (step 0)."""
        self.model.perform("start_actor", self)

    def observe(self) -> None:
        """Step 2: observe members with error and delay."""
        self.model.perform("observe", self)

    def set_ambition(self) -> None:
        """Step 3: set the level of ambition."""
        self.model.perform("set_ambition", self)

    def offer(self) -> None:
        """Step 4: make the offer."""
        self.model.perform("offer", self)

    def fund_and_learn(self) -> None:
        """Step 13: be funded and learn."""
        self.model.perform("fund_and_learn", self)
