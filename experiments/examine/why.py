"""`kraftsamling experiment=why`: why one strategy ends above another, split over mechanisms and over settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.why.find import WhyFinding
from kraftsamling.analysis.why.split import LEVERS, MECHANISMS, REGION, split
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.model.errors import InputError, check_choice, nearest
from kraftsamling.model.inputs.parameters import SWITCH, groups
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.strategy import Strategy, load_strategy

PAIR = ("level_3", "level_1")
AT_ONCE = 12_000
"""Swaps whose results are held at once, at least one combination."""
BUDGET_PARTS = ("person_years", "project_share", "end_year")
WHOLE = (
    "ambition",
    "forms",
    "capitals",
    "targeting",
    "matching",
    "portfolio",
    "tailored",
    "governance",
    "meetings",
    "follow_up",
    "reserve",
    "pooled_applications",
    "handover",
    "networks_end_year",
)
"""Settings that make one lever each, beside the parts of the budget."""
LAST = ("municipal",)
JOINT = "ambition_person_years"
"""Lever of ambition and person-years together, where one strategy gives no support and the two cannot be parted."""


def examine(
    setting: Examination, *, strategies: Sequence[Any] = PAIR, municipality: str | None = None, budget: str = "own"
) -> WhyFinding:
    """Split the final capacity of the first strategy less that of the second, over mechanisms and over settings.

    Args:
        strategies: two: names, paths, dicts or `Strategy`.
        municipality: code or name of one that the page tells about beside the region.
        budget: "own" or "equal".

    Raises:
        InputError: not two strategies that differ, or an unknown municipality or budget.
    """
    if len(strategies) != 2:
        raise InputError(f"strategies: {len(strategies)} given; allowed: exactly two, whose difference is split")
    check_choice(budget, ("own", "equal"), "budget")
    first, second = (load_strategy(source) for source in strategies)
    settings = levers(first, second)
    if not settings:
        raise InputError(f"strategies: {first.name} and {second.name} are alike; allowed: two that differ in a setting")
    code = None if municipality is None else _code(setting.region, municipality)
    places = [REGION, *setting.region.codes]
    watched = [0] if code is None else [0, places.index(code)]
    swaps = Swaps(setting.runs, budget)
    money = budget == "own" and takes_money(first) and takes_money(second)
    expect = _expecting(setting, {MECHANISMS: 0, LEVERS: 3 + 2 * len(settings), "money": 2 * money})
    mechanisms = split(
        lambda on: list(swaps.between(first, second, on)),
        list(groups()),
        places,
        watched=watched,
        expect=lambda combinations: expect(MECHANISMS, 2 * combinations),
    )
    swapped = split(
        lambda on: swaps.swapped(first, second, on),
        settings,
        places,
        drop=(0, 0),
        expect=lambda combinations: expect(LEVERS, combinations + 1),
    )
    same_money = swaps.at_equal_money(first, second) if money else None
    splits = {MECHANISMS: mechanisms, LEVERS: swapped}
    return WhyFinding(first.title, second.title, budget, code, splits, same_money)


def _expecting(setting: Examination, courses: dict[str, int]) -> Callable[[str, int], None]:
    """Return what announces anew how many courses one part of the examination takes; `courses` are the first guess."""

    def expect(part: str, count: int) -> None:
        courses[part] = count
        setting.expect(sum(courses.values()) * len(setting.sample) * setting.seeds)

    return expect


class Swaps:
    """Counterfactual runs, all in the same worlds and with the same seeds."""

    def __init__(self, runs: Runs, budget: str, **options: Any):
        self.runs, self.options = runs, {"budget": budget, **options}
        self.base: tuple[Strategy, np.ndarray] | None = None

    def ends(self, strategies: Sequence[Strategy], **more: Any) -> np.ndarray:
        """Final capacity, seeds averaged, (strategy, place, world); the first place is the mean of municipalities."""
        data = self.runs.run(strategies, **{**self.options, **more})
        capacity = data["capacity_end"].transpose("strategy", "municipality", "world", "seed").to_numpy().mean(axis=-1)
        return np.concatenate([capacity.mean(axis=1, keepdims=True), capacity], axis=1)

    def between(
        self, first: Strategy, second: Strategy, combinations: Sequence[frozenset[str]]
    ) -> Iterator[np.ndarray]:
        """Difference with only these mechanism groups on, (place, world), for each combination.

        Combinations are run as further worlds, since many runs at once cost less than few runs many times.
        """
        worlds = self.runs.worlds
        at_once = max(1, AT_ONCE // (2 * len(worlds) * self.runs.seeds))
        for begin in range(0, len(combinations), at_once):
            some = combinations[begin : begin + at_once]
            stacked = [
                worlds.assign(**{SWITCH + group: float(group in on) for group in groups()}).reset_index(drop=True)
                for on in some
            ]
            ends = self.ends([first, second], worlds=pd.concat(stacked, ignore_index=True))
            yield from np.split(ends[0] - ends[1], len(some), axis=-1)

    def swapped(self, first: Strategy, second: Strategy, combinations: Sequence[frozenset[str]]) -> list[np.ndarray]:
        """What the second strategy gains by taking these levers from the first, (place, world), per combination.

        The second strategy as it is gets run once, before the first of them.
        """
        if self.base is None or self.base[0] != second:
            self.base = second, self.ends([second])[0]
        return list(self.ends([with_levers(first, second, taken) for taken in combinations]) - self.base[1])

    def at_equal_money(self, first: Strategy, second: Strategy) -> np.ndarray:
        """Difference in the region at the same money, (world,)."""
        ends = self.ends([first, second], budget="equal")
        return ends[0, 0] - ends[1, 0]


def takes_money(strategy: Strategy) -> bool:
    """Whether a strategy gives any support, so that it can be given as much money as another."""
    return strategy.ambition.policy != "none"


def levers(first: Strategy, second: Strategy) -> list[str]:
    """Settings in which two strategies differ, each of which can be swapped by itself."""
    differing = [name for name in (*WHOLE, *LAST) if getattr(first, name) != getattr(second, name)]
    differing += [name for name in BUDGET_PARTS if getattr(first.budget, name) != getattr(second.budget, name)]
    parted = {"ambition", "person_years"}
    if parted <= set(differing) and not (takes_money(first) and takes_money(second)):
        return [JOINT, *(name for name in differing if name not in parted)]
    return differing


def with_levers(first: Strategy, second: Strategy, taken: frozenset[str]) -> Strategy:
    """Return the second strategy with these levers set as in the first."""
    mixed, source = second.to_dict(), first.to_dict()
    for name in taken:
        for key in ("ambition", "person_years") if name == JOINT else (name,):
            if key in BUDGET_PARTS:
                mixed["budget"][key] = source["budget"][key]
            else:
                mixed[key] = source[key]
    return load_strategy(mixed)


def _code(region: Region, municipality: str) -> str:
    """Code of a municipality that is given by code or name."""
    for known in (region.codes, region.names):
        if municipality in known:
            return region.codes[known.index(municipality)]
    raise InputError(f"municipality: {municipality!r} is not in the region; {nearest(municipality, region.names)}")
