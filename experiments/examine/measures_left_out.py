"""`kraftsamling experiment=measures_left_out`: what is lost without one measure, one family, one channel, one layer.

A single measure is left out: the actor may not choose it, and takes another in its place. A group loses its effect: its
measures are still chosen and paid for, else the freed money is what one measures. All under the same shocks, at level 1
and at level 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.analysis.measures_left_out.find import (
    CHANNEL,
    FAMILY,
    Effect,
    Group,
    MeasuresLeftOut,
    find,
    groups,
)
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.runs import Runs, level
from kraftsamling.experiments.runs.trials import Trial, ends, trials
from kraftsamling.model.engine.tables import tables_of_measures
from kraftsamling.model.inputs.measures import (
    FAMILIES,
    FULL_WEIGHT,
    Measure,
    MeasureTable,
    load_measures,
    measure_table,
    table_of,
)
from kraftsamling.model.vocabulary import CHANNELS, LAYERS, QUARTERS_PER_YEAR

LEVELS = (1, 3)
GROUP_WORLDS, SINGLE_WORLDS, MOVED_WORLDS = 200, 100, 20
"""Worlds of the sample, evenly spaced, for groups, for single measures, and for each draw of moved numbers."""
DRAWS = 10
"""Draws in which every number of the table of measures moves."""
NONE, WHOLE, REPLACED = "none", "whole", "replaced"
"""Trials without support, with all of it, and in which others may take the place of a family."""

SETUP = tuple(quarters / QUARTERS_PER_YEAR for quarters in (0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12))
RUNNING = (0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2)
LIFE = (0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
NEEDS = tuple(round(0.05 * step, 2) for step in range(21))
WEIGHTS = tuple(weight / FULL_WEIGHT for weight in range(FULL_WEIGHT + 1))
"""The grids on which the table of measures was filled in: one step is the least difference that was meant."""


def examine(setting: Examination) -> MeasuresLeftOut:
    """Leave out every measure and every group in turn at each of `LEVELS`; once more with moved numbers."""
    several, single, few = (_on(setting.runs, count) for count in (GROUP_WORLDS, SINGLE_WORLDS, MOVED_WORLDS))
    batches: dict[tuple[Any, ...], list[Trial]] = {}
    for number in LEVELS:
        batches[number, "single"] = without_each(single, number)
        batches[number, "still"] = without_each(few, number)
        for draw in range(DRAWS):
            moved = table_of(moved_one_step(load_measures(), np.random.default_rng(draw)))
            batches[number, "moved", draw] = without_each(few, number, moved)
        batches |= {(number, *part): trial for part, trial in without_groups(several, number).items()}
    setting.expect(sum(trial.runs for batch in batches.values() for trial in batch))
    done = dict(zip(batches, ends(list(batches.values()), setting.progress), strict=True))
    worlds = (len(single.worlds), len(several.worlds), len(few.worlds))
    return find(
        {number: _lost(done[number, "single"]) for number in LEVELS},
        {number: _lost(done[number, "still"]).mean(axis=1) for number in LEVELS},
        {n: np.stack([_lost(done[n, "moved", draw]).mean(axis=1) for draw in range(DRAWS)]) for n in LEVELS},
        {number: {group: _effect(done, number, group) for group in groups()} for number in LEVELS},
        {n: (done[n, WHOLE].capacity_mean - done[n, NONE].capacity_mean)[0] for n in LEVELS},
        worlds,
    )


def without_each(runs: Runs, number: int, table: MeasureTable | None = None) -> list[Trial]:
    """Return the trials of a level: first with every measure, then without each in turn."""
    left_out = np.eye(len(load_measures()), 1 + len(load_measures()), k=1, dtype=bool)
    return trials(runs, level(number), tables_of_measures(table or measure_table()), {"left_out": left_out})


def without_groups(runs: Runs, number: int) -> dict[tuple[str, ...], list[Trial]]:
    """Return the trials of a level: without support, with all of it, without each group's effect, without families."""
    found: dict[tuple[str, ...], list[Trial]] = {}
    found |= {(NONE,): trials(runs, "no_support", {}), (WHOLE,): trials(runs, level(number), {})}
    for group in groups():
        found[group] = trials(runs, level(number), tables_of_measures(silenced(*group)))
    for name, members in FAMILIES.items():
        found[REPLACED, name] = trials(runs, level(number, portfolio={"leave_out": list(members)}), {})
    return found


def _lost(done: SimpleNamespace) -> np.ndarray:
    """Points of mean capacity that go without each measure, (measure, world)."""
    lost: np.ndarray = done.capacity_mean[:1] - done.capacity_mean[1:]
    return lost


def _effect(done: Mapping[tuple[Any, ...], SimpleNamespace], number: int, group: Group) -> Effect:
    none, whole, without = (_own(done[(number, *part)], groups()[group]) for part in ((NONE,), (WHOLE,), group))
    points = done[number, WHOLE].capacity_mean[0]
    replaced = np.full_like(points, np.nan)
    if group[0] == FAMILY:
        replaced = points - done[number, REPLACED, group[1]].capacity_mean[0]
    return Effect(points - done[(number, *group)].capacity_mean[0], replaced, whole - without, whole - none)


def _own(done: SimpleNamespace, names: Sequence[str]) -> np.ndarray:
    return np.mean([getattr(done, name)[0] for name in names], axis=0)


def silenced(kind: str, name: str) -> MeasureTable:
    """Return the table of measures in which a group is chosen and paid for as before, without effect."""
    table = measure_table()
    acts = np.ones((len(CHANNELS), len(LAYERS), len(load_measures())))
    speaks, brings = np.ones(acts.shape[1:]), np.ones(acts.shape[2])
    if kind == FAMILY:
        brings[[measure.id in FAMILIES[name] for measure in load_measures()]] = 0
    elif kind == CHANNEL:
        acts[CHANNELS.index(name)] = 0
    else:
        acts[:, LAYERS.index(name)] = speaks[LAYERS.index(name)] = 0
    return replace(
        table,
        by_capital=csr_array(table.by_capital.toarray() * brings),
        by_layer=csr_array(table.by_layer.toarray() * speaks * brings),
        by_channel=csr_array(table.by_channel.toarray() * acts.reshape(-1, len(brings)) * brings),
        actor=csr_array(table.actor.toarray() * brings),
        proposes=table.proposes * brings,
    )


def moved_one_step(measures: Sequence[Measure], rng: np.random.Generator) -> list[Measure]:
    """Return measures with every number one step of its grid up or down, each as likely.

    Numbers are the working time to set up and to keep up, the life without upkeep, the mandate and the formality that
    are needed, and each weight on a channel. A number at the end of its grid stays where a step would leave the grid,
    and a channel that a measure does not work through stays without weight; one of the least weight may lose it.
    """

    def moved(value: float, grid: Sequence[float]) -> float:
        place = int(np.abs(np.array(grid) - value).argmin()) + rng.choice((-1, 1))
        return grid[min(max(place, 0), len(grid) - 1)]

    return [
        replace(
            measure,
            setup=moved(measure.setup, SETUP),
            running=moved(measure.running, RUNNING),
            life=moved(measure.life, LIFE),
            needs_mandate=moved(measure.needs_mandate, NEEDS),
            needs_formality=moved(measure.needs_formality, NEEDS),
            channels={name: moved(w, WEIGHTS) if w else w for name, w in measure.channels.items()},
        )
        for measure in measures
    ]


def _on(runs: Runs, count: int) -> Runs:
    return replace(runs, worlds=runs.worlds.iloc[:: -(-len(runs.worlds) // count)])
