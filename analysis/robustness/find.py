"""The finding of the examination of robustness: criteria over worlds, and searches for the worlds of failure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.robustness.boxes import available
from kraftsamling.analysis.robustness.criteria import Robustness, robustness
from kraftsamling.analysis.robustness.discovery import Discovery, discover

Searches = Mapping[tuple[str, str], Discovery]
"""Search by course and method."""


@finding
@dataclass(frozen=True, repr=False)
class RobustnessFinding:
    """How courses hold over worlds, by budget mode.

    Attributes:
        gains: points, one row per world, one column per course; mean over seeds.
        judged: the criteria; empty with one world, which carries none.
        searches: by course and method, for the worlds in which the course is not better than the reference; empty with
            one world.
        methods: those that could be searched with.
        reference: name of the course that the others must be better than.
        smallest_difference: points below which courses tie.
        titles: by name and language.
    """

    gains: Mapping[str, pd.DataFrame]
    judged: Mapping[str, Robustness]
    searches: Mapping[str, Searches]
    methods: Sequence[str]
    reference: str
    smallest_difference: float
    titles: Mapping[str, Mapping[str, str]]

    def __repr__(self) -> str:
        worlds, courses = next(iter(self.gains.values())).shape
        return f"RobustnessFinding({courses} courses in {worlds} worlds, budgets: {', '.join(self.gains)})"

    def to_frame(self) -> pd.DataFrame:
        """Return the criteria and pairs of every budget mode, as `Robustness.to_frame`; none with one world."""
        frames = [each.to_frame().assign(budget=budget) for budget, each in self.judged.items()]
        return pd.concat(frames) if frames else pd.DataFrame()

    def boxes(self) -> pd.DataFrame:
        """Return the searches of every budget mode, as `Discovery.to_frame`; none with one world."""
        frames = [
            each.to_frame().assign(course=course, budget=budget)
            for budget, searches in self.searches.items()
            for (course, _), each in searches.items()
        ]
        return pd.concat(frames) if frames else pd.DataFrame()

    def points(self) -> pd.DataFrame:
        """Return points gained by world and budget mode, one column per course."""
        return pd.concat([each.assign(budget=budget).reset_index() for budget, each in self.gains.items()])


def find(
    worlds: pd.DataFrame,
    gains: Mapping[str, pd.DataFrame],
    titles: Mapping[str, Mapping[str, str]],
    reference: str,
    *,
    smallest_difference: float = 1.0,
    enough: float = 5.0,
    each: Callable[[Sequence[tuple[str, str, str]]], Iterable[tuple[str, str, str]]] = iter,
) -> RobustnessFinding:
    """Judge courses by every criterion, and search for the worlds in which each is not better than the reference.

    Args:
        worlds: one row per world, one column per parameter.
        gains: by budget mode points, one row per world, one column per course.
        titles: by name and language; reference: name of a course.
        smallest_difference: points below which courses tie; enough: points that make a world satisfactory.
        each: goes through the searches (budget mode, course, method), which take time, and counts them.
    """
    judged: dict[str, Robustness] = {}
    searches: dict[str, dict[tuple[str, str], Discovery]] = {}
    if len(worlds) > 1:
        judged = {budget: robustness(table, smallest_difference, enough) for budget, table in gains.items()}
        searches = {budget: {} for budget in gains}
        courses = [(budget, str(course)) for budget, table in gains.items() for course in table if course != reference]
        for budget, course, method in each([(*which, method) for which in courses for method in available()]):
            fails = failures(gains[budget], course, reference, smallest_difference).to_numpy()
            searches[budget][course, method] = discover(worlds, fails, method)
    return RobustnessFinding(
        gains=gains,
        judged=judged,
        searches=searches,
        methods=available(),
        reference=reference,
        smallest_difference=smallest_difference,
        titles=titles,
    )


def failures(gains: pd.DataFrame, course: str, reference: str, smallest_difference: float) -> pd.Series:
    """Whether a course is not at least `smallest_difference` points better than the reference, by world."""
    return (gains[course] - gains[reference]).round(9) < smallest_difference
