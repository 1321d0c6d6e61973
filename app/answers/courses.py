"""Ensembles of courses: run once, shared by all who ask for them, kept for a while, given up when nobody waits."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from kraftsamling.app.answers.ensemble import Course, run_course, worlds_of
from kraftsamling.app.answers.sizes import Sizes, cut, representative_order, sizes
from kraftsamling.app.workers import Job, WorkerPool
from kraftsamling.model.worlds.plausible import outcomes
from kraftsamling.model.worlds.worlds import PLAUSIBLE

MEMORY = 192_000_000
"""Bytes of ensembles that are kept: some 35 courses of an ordinary region."""
STAGES = FIRST, FULL = "first", "full"
"""Pictures of a course: few worlds with one seed, and all worlds with every seed."""
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
    """Which runs the pictures of a course are made of; those of the first are among those of the full one."""

    order: np.ndarray
    of_worlds: int
    sizes: Sizes

    def runs(self, stage: str) -> tuple[np.ndarray, range]:
        """Worlds and seeds of a stage."""
        if stage == FIRST:
            return self.order[: self.sizes.first], range(1)
        return self.order, range(self.sizes.seeds)


def plan_of(course: Course) -> Plan:
    """Return which runs the course's pictures are made of."""
    count = len(worlds_of(course.sample))
    chosen = sizes(course.region.size, course.years, count)
    order = order_of(course.sample, chosen.first if chosen.worlds == count else chosen.worlds)
    return Plan(order[: chosen.worlds], count, chosen)


@cache
def order_of(sample: str | int, count: int) -> np.ndarray:
    """Return the worlds of a sample, the first `count` in their representative order."""
    return representative_order(traits_of_worlds(sample), count)


def traits_of_worlds(sample: str | int) -> pd.DataFrame:
    """Return the traits by which worlds of a sample are chosen, one row per world.

    Of plausible worlds that is capacity at the end without support, and what level 3 adds to it; of others, for which
    no outcome is stored, every parameter.
    """
    if sample != PLAUSIBLE:
        return worlds_of(sample)
    ends = outcomes()
    return pd.DataFrame({"without": ends["no_support"], "added": ends["level_3"] - ends["no_support"]})


class _Flight:
    """A stage that is being run, and how many wait for it."""

    def __init__(self, task: asyncio.Task[Sums]):
        self.task, self.waiting = task, 0


class Courses:
    """Runs stages of courses on a pool; used from one event loop.

    Args:
        memory: bytes of stages that are kept; those used longest ago go first.
    """

    def __init__(self, pool: WorkerPool, memory: int = MEMORY):
        self.pool, self.memory = pool, memory
        self.held = 0
        self._kept: OrderedDict[tuple[str, str], Sums] = OrderedDict()
        self._flights: dict[tuple[str, str], _Flight] = {}
        self._requests = 0

    def request(self) -> int:
        """Return the number of a new request; later ones are newer."""
        self._requests += 1
        return self._requests

    def known(self, course: Course, stage: str) -> bool:
        """Whether a stage of the course is kept."""
        return (course.key, stage) in self._kept

    async def ensemble(self, course: Course, stage: str, request: int) -> Ensemble:
        """Return the course at a stage, run if it is not kept; given up when every caller is cancelled."""
        plan = plan_of(course)
        worlds, seeds = plan.runs(stage)
        sums = await self._sums(course, (course.key, stage), plan, request)
        values = {name: value / len(seeds) for name, value in sums.items()}
        return Ensemble(worlds, plan.of_worlds, len(seeds), values)

    async def _sums(self, course: Course, key: tuple[str, str], plan: Plan, request: int) -> Sums:
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
                # Removed at once, so that the next request starts a run instead of joining a cancelled one.
                self._flights.pop(key, None)
                flight.task.cancel()

    async def _fly(self, course: Course, key: tuple[str, str], plan: Plan, request: int) -> Sums:
        """Run a stage in chunks and keep it."""
        jobs: list[Job] = []
        try:
            worlds, seeds = plan.runs(key[1])
            chunks = cut(worlds, len(seeds), plan.sizes.chunk)
            # First pictures in the order of their requests, then full ones, those of the newest request first.
            urgency = (0, request) if key[1] == FIRST else (1, -request)
            jobs = [self.pool.submit(urgency, run_course, course, part, seeds) for part in chunks]
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


def _bytes(sums: Sums) -> int:
    return sum(value.nbytes for value in sums.values())
