"""How the number of each line of the scale is taken from its arms: every reader gives (world,)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.analysis.checks.facts import round_of_pledges
from kraftsamling.experiments.examine.facts import carry_out_round, start_of_pledges
from kraftsamling.experiments.runs.arms import Arm, Arms
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.experiments.runs.watch import decided_and_done, time_to_effect, watched
from kraftsamling.model.vocabulary import LARGE

LEAST = 0.1
"""Gain in points below which no share of it is taken."""
LEAST_CAPITAL = 0.001
"""The same for one capital, as a share of 1."""
LEAST_RESULTS = 0.01
"""The same for results of projects, points."""
HIGH = 90.0
"""Points that few worlds may pass."""
Line = Mapping[str, Arm]
Take = Callable[[Arms, Line], np.ndarray]


def share(part: np.ndarray, whole: np.ndarray, least: float = LEAST) -> np.ndarray:
    """Return part / whole; not a number where the whole is below `least`."""
    counts = whole >= least
    return np.where(counts, part / np.where(counts, whole, 1), np.nan)


def gain_of_participants(arms: Arms, line: Line) -> np.ndarray:
    """Points gained, mean of the municipalities that have taken part; not a number where none has."""
    support = arms.run(line["support"])
    gained = support.capacity_end - arms.run(line["support"].without).capacity_end
    took = support.reached
    return share((gained * took).sum(axis=1), took.sum(axis=1), 1 / took.shape[1])


def gain(arms: Arms, line: Line) -> np.ndarray:
    """Points gained, mean of all municipalities."""
    return arms.gain(line["support"])


def above_high(arms: Arms, line: Line) -> np.ndarray:
    """Whether mean capacity ends above `HIGH` points."""
    return 1.0 * (arms.run(line["support"]).capacity_mean[:, -1] > HIGH)


def change_of(measure: str) -> Take:
    """Change of a measure of the region against no actor, at the end."""
    return lambda arms, line: arms.change(line["support"], measure)[:, -1]


def since_start(measure: str) -> Take:
    """Change of a measure of the region since the start."""

    def take(arms: Arms, line: Line) -> np.ndarray:
        course: np.ndarray = getattr(arms.run(line["support"]), measure)
        return np.asarray(course[:, -1] - course[:, 0])

    return take


def left_after(year: int, measure: str = "capacity_mean", least: float = LEAST) -> Take:
    """Share of the lead at the end of a year that is left at the end of the run."""

    def take(arms: Arms, line: Line) -> np.ndarray:
        lead = arms.change(line["support"], measure)
        return share(lead[:, -1], lead[:, year], least)

    return take


def gate_opens(arms: Arms, line: Line) -> np.ndarray:
    """Share of runs in which the actor has stepped up."""
    level = arms.data(line["support"])["actor_level"]
    return np.asarray((level.max("year") >= 2).mean("seed"))


def lost(arms: Arms, line: Line) -> np.ndarray:
    """Share of the gain of `full` that is missing in `less`."""
    full = arms.gain(line["full"])
    return share(full - arms.gain(line["less"]), full)


def change_in_gain(arms: Arms, line: Line) -> np.ndarray:
    """What `less` gains more than `full`, as a share of the latter."""
    return -lost(arms, line)


def extra_gain(size: str) -> Take:
    """Share of the gain of a size class in `full` that is missing in `less`."""

    def take(arms: Arms, line: Line) -> np.ndarray:
        full, less = (arms.change(line[name], f"capacity_{size}")[:, -1] for name in ("full", "less"))
        return share(full - less, full)

    return take


def change_in_funding(arms: Arms, line: Line) -> np.ndarray:
    """Person-years of the last year that `less` has more than `full`, as a share of the latter."""
    full, less = (arms.run(line[name]).person_years[:, -1] for name in ("full", "less"))
    return share(less - full, full)


def replicated(arms: Arms, line: Line) -> np.ndarray:
    """Expected share of municipalities that have copied a success: what is copied of what is newly done elsewhere.

    Copying is expected and not drawn, so a share of it in each stands for a share of municipalities. First worlds only.
    """
    arm, runs = line["support"], arms.runs
    seen = watched(runs, arm.strategy, _copied_and_done, arm.years, **arm.parameters)
    copied, done = seen[:, 0].sum(axis=0), seen[:, 1].sum(axis=0)
    return _of_first(runs, share(copied, done, LEAST_CAPITAL))


def _copied_and_done(m: SimpleNamespace) -> np.ndarray:
    """What is copied, and what is newly done and made routine, mean of municipalities: (2, world)."""
    return np.stack([m.copied.mean(axis=0), (m.newly_done + m.newly_routine).mean(axis=0)])


def _of_first(runs: Runs, known: np.ndarray) -> np.ndarray:
    """What is known of the first worlds, not a number in the others, since every quarter is looked at."""
    return np.concatenate([known, np.full(len(runs.worlds) - len(known), np.nan)])


def results_left(arms: Arms, line: Line) -> np.ndarray:
    """Share of what projects brought that is not lost: waiting to be handed over, or handed over."""
    waiting, handed, gone = (
        arms.change(line["support"], name)[:, -1] for name in ("results", "handed_over", "lost_results")
    )
    return share(waiting + handed, waiting + handed + gone, LEAST_RESULTS)


def _setback(arms: Arms, line: Line, year: int) -> np.ndarray:
    """Points of political capital that an event has cost, from the end of its year on, (world, year)."""
    calm, struck = (arms.run(line[name]).capital_political for name in ("calm", "struck"))
    return np.asarray(100 * (calm - struck)[:, year:])


def capital_lost(year: int) -> Take:
    """Points of political capital that an event costs in its year."""
    return lambda arms, line: _setback(arms, line, year)[:, 0]


def years_to_half(year: int) -> Take:
    """Years until half of what an event cost is regained."""
    return lambda arms, line: half_life(_setback(arms, line, year))


def half_life(course: np.ndarray) -> np.ndarray:
    """Years until a course (world, year) first falls to half of its first value, by lines between years.

    The whole span where it never does; not a number where it does not begin above zero.
    """
    half = course[:, :1] / 2
    below = course <= half
    first = np.where(below.any(axis=1), below.argmax(axis=1), course.shape[1] - 1)
    rows = np.arange(len(course))
    before, after = course[rows, np.maximum(first - 1, 0)], course[rows, first]
    fallen = (before - half[:, 0]) / np.where(before > after, before - after, 1)
    years = np.where(below.any(axis=1), first - 1 + fallen, course.shape[1] - 1)
    return np.where(course[:, 0] > 0, years, np.nan)


def quarters_saved(arms: Arms, line: Line) -> np.ndarray:
    """Quarters sooner that what is decided has effect in `mandated` than in `expert`, large ones; first worlds only."""
    runs = arms.runs
    large = runs.region.size_class == LARGE

    def quarters(arm: Arm) -> np.ndarray:
        seen = watched(runs, arm.strategy, decided_and_done, arm.years, **arm.parameters)
        return np.asarray(time_to_effect(*np.moveaxis(seen, 1, 0))[large].mean(axis=0))

    return _of_first(runs, quarters(line["expert"]) - quarters(line["mandated"]))


def pledges(measure: str, **terms: Any) -> Take:
    """What rounds of pledges come to, as published figures count; `terms` are those of `carry_out_round`."""

    def take(arms: Arms, line: Line) -> np.ndarray:
        start, worlds = start_of_pledges(arms.runs), arms.runs.worlds
        return round_of_pledges(*carry_out_round(start, worlds, **terms))[measure]

    return take


def rises(arms: Arms, line: Line) -> np.ndarray:
    """Whether each arm gains more than the one before."""
    gains = np.stack([arms.gain(arm) for arm in line.values()])
    steps = np.diff(gains, axis=0)
    return np.where(np.isfinite(steps).all(axis=0), 1.0 * (steps > 0).all(axis=0), np.nan)


def less_than_twice(arms: Arms, line: Line) -> np.ndarray:
    """Whether the last arm gains less than twice as much as the one before."""
    *_, before, last = (arms.gain(arm) for arm in line.values())
    return np.where(before >= LEAST, 1.0 * (last < 2 * before), np.nan)
