"""`kraftsamling experiment=robustness`: what holds in most worlds, by several criteria, and where courses fail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import xarray as xr

from kraftsamling.analysis.robustness.find import RobustnessFinding, find
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.design import distinct, reference_among
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.vocabulary import BUDGET_MODES

STRATEGIES = ("no_support", "level_1", "level_2", "level_3", "calendar", "gated_mean", "gated_minimum")
REFERENCE = "no_support"


def gains_of(data: xr.Dataset) -> pd.DataFrame:
    """Capacity gained, points, from a summary record: one row per world, one column per course; mean over seeds."""
    course = data["capacity_mean"]
    gained = (course.isel(year=-1) - course.isel(year=0)).mean("seed")
    return gained.transpose("world", "strategy").to_pandas()


def titles_of(sources: Iterable[Any]) -> dict[str, dict[str, str]]:
    """Titles of strategies in each language, by name."""
    return {strategy.name: dict(strategy.title) for strategy in map(load_strategy, sources)}


def examine(
    setting: Examination,
    *,
    strategies: Sequence[Any] = STRATEGIES,
    reference: str = "",
    budget: str = "both",
    smallest_difference: float = 1.0,
    enough_points: float = 5.0,
) -> RobustnessFinding:
    """Judge courses over worlds and search for the worlds in which they fail.

    Args:
        strategies: two or more: names, paths, dicts or `Strategy`.
        reference: name of the one that a course must be better than; none: no support, or the first.
        budget: "both", "own" or "equal".
        smallest_difference: points below which courses tie.
        enough_points: points that make a world satisfactory.

    Raises:
        InputError: fewer than two strategies, an unknown one, or a number out of range.
    """
    courses = _judged_together(strategies)
    names = [course.name for course in courses]
    compared_to = reference_among(reference, names) if reference else REFERENCE if REFERENCE in names else names[0]
    budgets = BUDGET_MODES[check_choice(budget, tuple(BUDGET_MODES), "budget")]
    check_number(smallest_difference, 0, 100, "smallest_difference")
    check_number(enough_points, -100, 100, "enough_points")
    setting.expect(len(budgets) * len(courses) * len(setting.sample) * setting.seeds)
    gains = {mode: gains_of(setting.runs.run(courses, budget=mode)) for mode in budgets}
    return find(
        setting.sample.worlds,
        gains,
        titles_of(courses),
        compared_to,
        smallest_difference=smallest_difference,
        enough=enough_points,
        each=setting.each,
    )


def _judged_together(strategies: Sequence[Any]) -> tuple[Strategy, ...]:
    """Return the courses, each under a name of its own.

    Raises:
        InputError: fewer than two, or an unknown one.
    """
    if len(strategies) < 2:
        raise InputError(f"strategies: {len(strategies)} given; allowed: two or more, which are judged together")
    return distinct([load_strategy(source) for source in strategies])
