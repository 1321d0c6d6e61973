"""Ensembles of courses: run once, shared by all who ask for them, kept for a while, given up when nobody waits."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from app.ensemble import Course, run_course, worlds_of
from app.sizes import Sizes, cut, representative_order, sizes
from app.workers import Crew, Job
from model.plausible import outcomes
from model.worlds import PLAUSIBLE

MEMORY = 192_000_000
"""Bytes of ensembles that are kept: some 35 courses of an ordinary region."""
FIRST, MORE, FULL = "first", "more", "full"
STAGES = (FIRST, MORE, FULL)
"""Pictures of a course: few worlds, all worlds, and all worlds with every seed."""
Sums = dict[str, np.ndarray]


@dataclass(frozen=True)
class Ensemble:
    """What a course comes to, by world, seeds averaged.

    Attributes:
        worlds: positions in the sample, in the order of the arrays' last axis.
        of_worlds: worlds of the sample.
        seeds: seeds behind each world.
        values: see `app.ensemble.run_course`.
    """

    worlds: np.ndarray
    of_worlds: int
    seeds: int
    values: Sums


@dataclass(frozen=True)
class Plan:
    """How a course's runs are divided into the layers that its pictures are made of."""

    order: np.ndarray
    of_worlds: int
    sizes: Sizes

    def layer(self, stage: str) -> tuple[np.ndarray, range]:
        """Worlds and seeds that a stage adds to the ones before it."""
        first, seeds = self.sizes.first, range(self.sizes.seeds)
        return {
            FIRST: (self.order[:first], seeds[:1]),
            MORE: (self.order[first:], seeds[:1]),
            FULL: (self.order, seeds[1:]),
        }[stage]

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Stages that add something."""
        return tuple(stage for stage in STAGES if all(len(part) for part in self.layer(stage)))


def plan_of(course: Course) -> Plan:
    """Return how the course's runs are divided."""
    count = len(worlds_of(course.sample))
    chosen = sizes(course.region.size, course.years, count)
    order = order_of(course.sample, chosen.first if chosen.worlds == count else chosen.worlds)
    return Plan(order[: chosen.worlds], count, chosen)


@cache
def order_of(sample: str | int, count: int) -> np.ndarray:
    """Return the worlds of a sample, the first `count` in their representative order."""
    return representative_order(told_apart_by(sample), count)


def told_apart_by(sample: str | int) -> pd.DataFrame:
    """Return what tells the worlds of a sample apart, one row per world.

    Of plausible worlds that is capacity at the end without support, and what level 3 adds to it; of others, for which
    no outcome is stored, every parameter.
    """
    if sample != PLAUSIBLE:
        return worlds_of(sample)
    ends = outcomes()
    return pd.DataFrame({"without": ends["no_support"], "added": ends["level_3"] - ends["no_support"]})


class _Flight:
    """A layer that is being run, and how many wait for it."""

    def __init__(self, task: asyncio.Task[Sums]):
        self.task, self.waiting = task, 0


class Courses:
    """Runs layers of courses on a crew; used from one event loop.

    Args:
        memory: bytes of layers that are kept; those used longest ago go first.
    """

    def __init__(self, crew: Crew, memory: int = MEMORY):
        self.crew, self.memory = crew, memory
        self.held = 0
        self._kept: OrderedDict[tuple[str, str], Sums] = OrderedDict()
        self._flights: dict[tuple[str, str], _Flight] = {}
        self._requests = 0

    def request(self) -> int:
        """Return the number of a new request; later ones are newer."""
        self._requests += 1
        return self._requests

    def known(self, course: Course, stage: str) -> bool:
        """Whether everything for a stage of the course is kept."""
        return all((course.key, earlier) in self._kept for earlier in _upto(plan_of(course), stage))

    async def ensemble(self, course: Course, stage: str, request: int) -> Ensemble:
        """Return the course at a stage, running what is missing; given up when every caller is cancelled."""
        plan = plan_of(course)
        wanted = _upto(plan, stage)
        layers = await asyncio.gather(*(self._layer(course, (course.key, name), plan, request) for name in wanted))
        return _joined(dict(zip(wanted, layers, strict=True)), plan)

    async def _layer(self, course: Course, key: tuple[str, str], plan: Plan, request: int) -> Sums:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._flights:
            self._flights[key] = _Flight(asyncio.create_task(self._fly(course, key, plan, request)))
        flight = self._flights[key]
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                # Out of sight at once: who asks the moment after must not board a flight that is called off.
                self._flights.pop(key, None)
                flight.task.cancel()

    async def _fly(self, course: Course, key: tuple[str, str], plan: Plan, request: int) -> Sums:
        """Run a layer in chunks and keep it."""
        jobs: list[Job] = []
        try:
            worlds, seeds = plan.layer(key[1])
            urgency, chunks = _urgency(key[1], request), cut(worlds, len(seeds), plan.sizes.chunk)
            jobs = [self.crew.submit(urgency, run_course, course, part, seeds) for part in chunks]
            parts = await asyncio.gather(*(asyncio.wrap_future(job.result) for job in jobs))
            sums = {name: np.concatenate([part[name] for part in parts], axis=-1) for name in parts[0]}
            self._keep(key, sums)
            return sums
        finally:
            for job in jobs:
                job.drop()

    def _keep(self, key: tuple[str, str], sums: Sums) -> None:
        self.held += _bytes(sums) - _bytes(self._kept.pop(key, {}))
        self._kept[key] = sums
        while self.held > self.memory and len(self._kept) > 1:
            self.held -= _bytes(self._kept.popitem(last=False)[1])


def _urgency(stage: str, request: int) -> tuple[float, ...]:
    """First pictures go in the order in which they were asked for, then refinements, the newest request's first."""
    return (0, request) if stage == FIRST else (1, -request, STAGES.index(stage))


def _upto(plan: Plan, stage: str) -> tuple[str, ...]:
    """Stages whose layers make up a stage."""
    return tuple(name for name in plan.stages if STAGES.index(name) <= STAGES.index(stage))


def _joined(layers: dict[str, Sums], plan: Plan) -> Ensemble:
    """Put layers together and average over seeds."""
    one_seed = [layers[stage] for stage in (FIRST, MORE) if stage in layers]
    values = {name: np.concatenate([layer[name] for layer in one_seed], axis=-1) for name in one_seed[0]}
    seeds = 1
    if FULL in layers:
        seeds = plan.sizes.seeds
        values = {name: value + layers[FULL][name] for name, value in values.items()}
    values = {name: value / seeds for name, value in values.items()}
    worlds = plan.order[: values["left_behind"].shape[-1]]
    return Ensemble(worlds, plan.of_worlds, seeds, values)


def _bytes(sums: Sums) -> int:
    return sum(value.nbytes for value in sums.values())
