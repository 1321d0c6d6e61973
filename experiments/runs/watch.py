"""Looks at every quarter of a run, for what no record keeps: how long decisions take to have effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.model import load_scenario, load_strategy
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.inputs.parameters import check_overrides, values

FEW = 100
"""Worlds of what needs many arms, many seeds or a look at every quarter."""


@dataclass
class Watcher:
    """A recorder that keeps what one function sees of the municipalities each quarter."""

    look: Callable[[SimpleNamespace], np.ndarray]
    seen: list[np.ndarray] = field(default_factory=list)

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Begin with the first quarter, not with the start."""

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Look at a quarter."""
        self.seen.append(self.look(m))


def watched(
    runs: Runs, strategy: Any, look: Callable[[SimpleNamespace], np.ndarray], years: int, **fixed: float
) -> np.ndarray:
    """What `look` sees of the municipalities by quarter, for what no record keeps; the first seed of the first worlds.

    Returns:
        (quarter, ..., world), where `look` gives (..., world).
    """
    worlds = runs.worlds.iloc[:FEW]
    p = values(check_overrides(fixed), {name: column.to_numpy() for name, column in worlds.items()})
    watcher, count = Watcher(look), len(worlds)
    course = Course(runs.region, load_strategy(strategy), load_scenario(None), years=years)
    run_ensemble(course, p, np.array([0]), np.zeros(count, int), watcher)
    if runs.progress:
        runs.progress(count)
    return np.stack(watcher.seen)


def decided_and_done(m: SimpleNamespace) -> np.ndarray:
    """Share of the offer decided on and taken up, by weight of the offer: (2, municipality, world)."""
    return np.stack([(m.dose * share).sum(axis=0) for share in (m.decided, m.take_up)])


def time_to_effect(decided: np.ndarray, done: np.ndarray) -> np.ndarray:
    """Quarters until what is done first reaches nine tenths of what is decided; the whole span where it never does.

    One that decides to take no part waits for nothing: 0.

    Args:
        decided, done: (quarter, municipality, world).
    """
    reached = (done >= 0.9 * decided) & (decided > 0)
    waits = np.where(reached.any(axis=0), reached.argmax(axis=0) + 1, len(decided))
    return np.where((decided > 0).any(axis=0), waits, 0)
