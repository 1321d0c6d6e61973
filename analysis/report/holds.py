"""How far an answer holds: what that part of the report says, in numbers, from a run's tables and its further runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kraftsamling.analysis.enough_runs.looks import Answer, Question, given_worlds
from kraftsamling.analysis.ledger.shares import Ledger, ledgers_from_worlds
from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.results.outcomes import Outcomes
from kraftsamling.analysis.robustness.boxes import available
from kraftsamling.analysis.robustness.criteria import Robustness, robustness
from kraftsamling.analysis.robustness.discovery import Discovery, discover
from kraftsamling.analysis.why.split import Split
from kraftsamling.model.vocabulary import COMPARED_DECIMALS
from kraftsamling.model.worlds.plausible import is_current, pattern_verdicts, verdicts
from kraftsamling.model.worlds.worlds import ALL, PLAUSIBLE

Courses = tuple[str, str]
"""A course and the one that it is set against."""


@dataclass(frozen=True)
class Sides:
    """The courses that the questions on how far an answer holds are about.

    Attributes:
        budget: the budget mode that the answer takes first.
        pair: the first difference: the course put first against the reference, or, where it is that, the next; the same
            course twice where there is only one.
        rivals: the course put first and the next one that is not the reference; `pair` where there is no other.
        comparable: whether there is a pair of courses and more than one world.
    """

    budget: str
    pair: Courses
    rivals: Courses
    comparable: bool


@finding
@dataclass(frozen=True)
class Holds:
    """How far the answer of a run holds. Empty or None when there are too few worlds or courses.

    Attributes:
        budget, pair, rivals, comparable: as in `Sides`.
        count: number of worlds with results.
        robust: the criteria of robustness by budget mode.
        failure_boxes: by pair and method, searches for the worlds in which the first course is not better.
        enough: what precision the worlds give for the first difference: in how many worlds, and typically.
        ledger: what the spread of the first difference rests on; splits: the difference to the rival by mechanisms and
            by settings. Both come from further runs: None and empty where there were none.
        filtered: the filter's verdicts on the stored sample; None for other worlds or a filter of another model.
        patterns: verdicts on the report's patterns; None where they were judged with a model of other numbers.
    """

    budget: str
    pair: Courses
    rivals: Courses
    comparable: bool
    count: int
    robust: Mapping[str, Robustness]
    failure_boxes: Mapping[Courses, Mapping[str, Discovery]]
    enough: tuple[Answer, ...]
    ledger: Ledger | None = None
    splits: Mapping[str, Split] = field(default_factory=dict)
    filtered: pd.DataFrame | None = None
    patterns: pd.DataFrame | None = None


def sides(outcomes: Outcomes) -> Sides:
    """Return the courses whose differences are looked into."""
    budget, reference = outcomes.budgets[0], outcomes.reference
    ranked = outcomes.ranked(budget)
    leader = ranked[0]
    pair = (leader, ranked[:2][-1] if leader == reference else reference)
    others = [name for name in ranked[1:] if name != reference]
    comparable = len(ranked) > 1 and len(outcomes.difference(budget, *pair)) > 1
    return Sides(budget, pair, (leader, others[0]) if others else pair, comparable)


def find(
    outcomes: Outcomes,
    sample: str,
    assumptions: pd.DataFrame | None,
    *,
    ledger: Ledger | None = None,
    splits: Mapping[str, Split] | None = None,
) -> Holds:
    """Gather how far the answer holds.

    Args:
        sample: the name under which the worlds were asked for.
        assumptions: their parameters, one row per world by its number in the tables; None where they are not known.
        ledger, splits: results of further runs, see `Holds`.
    """
    asked = sides(outcomes)
    return Holds(
        **vars(asked),
        count=outcomes.count,
        robust=_robust(outcomes),
        failure_boxes={} if assumptions is None or not asked.comparable else _boxes(outcomes, asked, assumptions),
        enough=_enough(outcomes, asked) if asked.comparable else (),
        ledger=ledger,
        splits=splits or {},
        filtered=verdicts() if sample in (ALL, PLAUSIBLE) and is_current() else None,
        patterns=pattern_verdicts(),
    )


def rests_on(outcomes: Outcomes, assumptions: pd.DataFrame, evaluate: Callable[[pd.DataFrame], np.ndarray]) -> Ledger:
    """Return what the spread of the first difference rests on.

    Args:
        evaluate: runs any worlds; the difference in each of them, points, (world,).
    """
    asked = sides(outcomes)
    difference = outcomes.difference(asked.budget, *asked.pair)
    worlds = assumptions.loc[difference.index]
    return ledgers_from_worlds(worlds, {0: difference}, lambda others: {0: evaluate(others)})[0]


def _robust(outcomes: Outcomes) -> dict[str, Robustness]:
    """Judge the courses by points gained in the worlds that all of them have, by budget mode."""
    gained = outcomes.worlds["capacity_gained"]
    results = {}
    for budget in outcomes.budgets:
        gains = gained.xs(budget, level="budget").unstack("strategy").dropna()
        gains = gains[[name for name in outcomes.names if name in gains]]
        if min(gains.shape) > 1:
            results[budget] = robustness(gains, outcomes.smallest_difference)
    return results


def _boxes(outcomes: Outcomes, asked: Sides, assumptions: pd.DataFrame) -> dict[Courses, dict[str, Discovery]]:
    """Search by each method against the reference; against the rival as well where worlds of one kind are too few."""
    results: dict[Courses, dict[str, Discovery]] = {}
    for pair in dict.fromkeys((asked.pair, asked.rivals)):
        results[pair] = dict(_searches(outcomes, assumptions, asked.budget, pair))
        if any(each.reason != "few" for each in results[pair].values()):
            break
    return results


def _searches(
    outcomes: Outcomes, assumptions: pd.DataFrame, budget: str, pair: Courses
) -> Iterator[tuple[str, Discovery]]:
    difference = outcomes.difference(budget, *pair)
    fails = difference.round(COMPARED_DECIMALS) < outcomes.smallest_difference
    for method in available():
        result = discover(assumptions.loc[difference.index], fails.to_numpy(), method)
        yield method, result
        if result.reason == "few":
            return


def _enough(outcomes: Outcomes, asked: Sides) -> tuple[Answer, ...]:
    least, values = outcomes.smallest_difference, outcomes.difference(asked.budget, *asked.pair).to_numpy()
    questions = (Question("share", 0.05, least, looks=1), Question("median", 0.5, least, looks=1))
    return tuple(given_worlds(question, values) for question in questions)
