"""A study of an outcome: screening, then Sobol' indices on a sample that grows until they settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.sensitivity.indices import (
    NOT_ENOUGH,
    Evaluate,
    Indices,
    design,
    evaluated,
    screen,
    sobol,
)
from kraftsamling.model.errors import InputError, plain

FIRST_POINTS = 16
"""Base points of the first Sobol' sample; every later one is twice as large and holds the one before."""
MIN_PATHS, MAX_PATHS = 4, 20
"""Morris paths, as the budget allows."""


@finding
@dataclass(frozen=True)
class Study:
    """Screening and indices of all outcomes.

    Attributes:
        screening: one row per outcome and parameter: mu_star, mu_star_conf, sigma, of_spread (mu_star as a share of the
            outcome's spread, 5th to 95th percentile), of_spread_high (the same of the upper end of its interval) and
            looks_small.
        indices: by outcome, of every parameter.
        by_grade: by outcome, of evidence grades: all parameters of a grade as one factor, on the same sample. The first
            index of a grade is what it carries by itself, interplay within it included, so that the first indices of
            all grades and the interplay between grades add up to 1.
        history: one row per outcome, size and factor: total, total_low, total_high.
        points: design points used, screening included.
    """

    screening: pd.DataFrame
    indices: Mapping[str, Indices]
    by_grade: Mapping[str, Indices]
    history: pd.DataFrame
    points: int

    def small(self, outcome: str) -> list[str]:
        """Parameters that look small in an outcome by screening and by total index: no claim by itself.

        Screening alone may miss what moves the outcome in a narrow place; a total index alone is a share of variance,
        and one under a hundredth may still be a tenth of the spread.
        """
        screened = set(self.screening.query("outcome == @outcome and looks_small")["parameter"])
        table = self.indices[outcome].table
        return [name for name in table.index[table["looks_small"]] if name in screened]

    def dead(self, outcome: str) -> list[str]:
        """Parameters that move nothing in an outcome: those that look small in a sample that is enough."""
        return [] if self.indices[outcome].verdict == NOT_ENOUGH else self.small(outcome)

    def without_draws(self) -> Study:
        """Return the study as it is stored: without bootstrap resamples, which nothing that is shown needs."""
        indices, by_grade = (
            {name: replace(each, draws=None) for name, each in part.items()} for part in (self.indices, self.by_grade)
        )
        return replace(self, indices=indices, by_grade=by_grade)

    def to_frame(self) -> pd.DataFrame:
        """One row per outcome and factor, with the outcome's verdict."""
        parts = [
            each.table.reset_index().assign(outcome=name, verdict=each.verdict, size=each.size)
            for name, each in self.indices.items()
        ]
        return pd.concat(parts)[["outcome", "verdict", "size", *parts[0].columns[:-3]]].reset_index(drop=True)


def least_budget(parameters: int, grades: int) -> int:
    """Fewest design points that a study of so many parameters of so many grades can need."""
    return MIN_PATHS * (parameters + 1) + FIRST_POINTS * (parameters + grades + 2)


def study(evaluate: Evaluate, names: Sequence[str], grades: Mapping[str, str], budget: int) -> Study:
    """Screen, then let a Sobol' sample grow until all outcomes settle or the budget is used up.

    Args:
        names: parameters, in the order of the columns that `evaluate` gets.
        grades: evidence grade by parameter.
        budget: most design points.

    Raises:
        InputError: a budget too small for any answer.
        ValueError: an outcome is not finite.
    """
    graded = {name: grades[name] for name in names}
    least = least_budget(len(names), len(set(graded.values())))
    if budget < least:
        raise InputError(f"worlds: {budget} are too few for {len(names)} parameters; allowed: at least {plain(least)}")
    paths = int(np.clip(budget // (10 * (len(names) + 1)), MIN_PATHS, MAX_PATHS))
    screening = screen(evaluate, names, paths)
    all_grades = list(dict.fromkeys(graded.values()))
    block = len(names) + len(all_grades) + 2
    used = paths * (len(names) + 1)
    values: dict[str, np.ndarray] = {}
    indices: dict[str, Indices] = {}
    by_grade: dict[str, Indices] = {}
    history, size = [], 0
    while not indices or any(each.verdict == NOT_ENOUGH for each in indices.values()):
        following = 2 * size or FIRST_POINTS
        if used + (following - size) * block > budget:
            break
        fresh = evaluated(evaluate, _joint(graded, following)[size:].reshape(-1, len(names)))
        used += (following - size) * block
        size = following
        for name, value in fresh.items():
            rows = value.reshape(-1, block, value.shape[1])
            values[name] = np.concatenate([values[name], rows]) if name in values else rows
            of_each, of_grades = np.split(values[name][:, 1:-1], [len(names)], axis=1)
            ends = values[name][:, [0]], values[name][:, [-1]]
            indices[name] = sobol(_between(ends, of_each), names, name, indices.get(name))
            by_grade[name] = sobol(_between(ends, of_grades), all_grades, name, by_grade.get(name))
            history.append(indices[name].table.assign(outcome=name, size=size).reset_index())
    grown = pd.concat(history)[["outcome", "size", "factor", "total", "total_low", "total_high"]]
    return Study(screening, indices, by_grade, grown.reset_index(drop=True), used)


def _joint(grades: Mapping[str, str], size: int) -> np.ndarray:
    """Design of parameters and of grades on one set of base points, (base point, point, parameter).

    Points of a base point: A, A with each parameter and then with each grade from B in turn, B.
    """
    points = design(list(grades), size).reshape(size, -1, len(grades))
    one, other, of = points[:, [0]], points[:, [-1]], np.array(list(grades.values()))
    with_grade = [np.where(of == grade, other, one) for grade in dict.fromkeys(grades.values())]
    return np.concatenate([points[:, :-1], *with_grade, other], axis=1)


def _between(ends: tuple[np.ndarray, np.ndarray], middle: np.ndarray) -> np.ndarray:
    return np.concatenate([ends[0], middle, ends[1]], axis=1)
