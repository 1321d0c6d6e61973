"""How far an answer holds: what that part of the report tells, computed once from the run's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kraftsamling.analysis.enough_runs.looks import Answer, Question, given_worlds
from kraftsamling.analysis.ledger.shares import Ledger, ledgers_from_worlds
from kraftsamling.analysis.results.compare import difference
from kraftsamling.analysis.results.evidence import Evidence
from kraftsamling.analysis.robustness.boxes import available
from kraftsamling.analysis.robustness.criteria import Robustness, robustness
from kraftsamling.analysis.robustness.discovery import Discovery, discover
from kraftsamling.analysis.why.split import Split
from kraftsamling.model.worlds.plausible import is_current, pattern_verdicts, verdicts
from kraftsamling.model.worlds.worlds import ALL, PLAUSIBLE

_DIGITS = 9


@dataclass(frozen=True)
class Holds:
    """What the run's worlds say about how far its answer holds.

    What cannot be told is None or empty: with one world or one course nearly nothing can.
    """

    evidence: Evidence

    @property
    def budget(self) -> str:
        """The budget mode that the answer takes first."""
        return self.evidence.budgets[0]

    @property
    def count(self) -> int:
        """Number of worlds with results."""
        return self.evidence.count

    @cached_property
    def ranked(self) -> list[str]:
        """Courses in the order of the answer."""
        return self.evidence.ranked(self.budget)

    @cached_property
    def pair(self) -> tuple[str, str]:
        """The first difference asked: the course put first against the reference, or, where it is that, the next.

        The same course twice where there is only one.
        """
        leader, reference = self.ranked[0], self.evidence.context.reference
        return (leader, self.ranked[:2][-1] if leader == reference else reference)

    @cached_property
    def rivals(self) -> tuple[str, str]:
        """The course put first and the next one that is not the reference; the reference where there is no other."""
        others = [name for name in self.ranked[1:] if name != self.evidence.context.reference]
        return (self.ranked[0], others[0]) if others else self.pair

    def apart(self, course: str, other: str) -> pd.Series:
        """Difference in mean capacity at the end year, points, by world."""
        runs = self.evidence.runs[["capacity_mean"]]
        return difference(runs, self.budget, course, other)["capacity_mean"].dropna()

    @property
    def many(self) -> bool:
        """Whether there is a pair of courses and more than one world."""
        return len(self.ranked) > 1 and len(self.apart(*self.pair)) > 1

    @cached_property
    def robust(self) -> dict[str, Robustness]:
        """The criteria of robustness by budget mode, from points gained in the worlds that all courses have."""
        gained = self.evidence.worlds["capacity_gained"]
        found = {}
        for budget in self.evidence.budgets:
            gains = gained.xs(budget, level="budget").unstack("strategy").dropna()
            gains = gains[[name for name in self.evidence.courses if name in gains]]
            if min(gains.shape) > 1:
                found[budget] = robustness(gains, self.evidence.context.smallest_difference)
        return found

    @cached_property
    def searched(self) -> dict[tuple[str, str], dict[str, Discovery]]:
        """Searches for the worlds in which the course put first is not better, by method: against the reference.

        Where worlds of one kind or the other are too few for that, against its rival as well.
        """
        assumptions, found = self.evidence.context.assumptions, {}
        if not self.many or assumptions is None:
            return {}
        for pair in dict.fromkeys((self.pair, self.rivals)):
            found[pair] = dict(self._searches(assumptions, *pair))
            if any(each.reason != "few" for each in found[pair].values()):
                break
        return found

    def _searches(self, assumptions: pd.DataFrame, course: str, other: str) -> Iterator[tuple[str, Discovery]]:
        apart = self.apart(course, other)
        fails = apart.round(_DIGITS) < self.evidence.context.smallest_difference
        for method in available():
            found = discover(assumptions.loc[apart.index], fails.to_numpy(), method)
            yield method, found
            if found.reason == "few":
                return

    @cached_property
    def ledger(self) -> Ledger | None:
        """What the spread of the first difference rests on, where the run can be run in other worlds."""
        assumptions, rerun = self.evidence.context.assumptions, self.evidence.context.rerun
        evaluate = rerun(*self.pair, self.budget) if rerun is not None and self.many else None
        if assumptions is None or evaluate is None:
            return None
        apart = self.apart(*self.pair)
        return ledgers_from_worlds(assumptions.loc[apart.index], {0: apart}, lambda worlds: {0: evaluate(worlds)})[0]

    @cached_property
    def enough(self) -> dict[tuple[str, str, Question], Answer]:
        """What precision these worlds give for the first difference: in how many worlds, and typically."""
        if not self.many:
            return {}
        least, values = self.evidence.context.smallest_difference, self.apart(*self.pair).to_numpy()
        questions = (Question("share", 0.05, least, looks=1), Question("median", 0.5, least, looks=1))
        return {(*self.pair, question): given_worlds(question, values) for question in questions}

    @cached_property
    def splits(self) -> dict[str, Split]:
        """The difference to the rival split over mechanisms and over settings, where the run can do so."""
        explain = self.evidence.context.explain
        return explain(*self.rivals, self.budget) if explain is not None and self.many else {}

    @property
    def filtered(self) -> pd.DataFrame | None:
        """The filter's verdicts on the stored sample; None for runs on other worlds or a filter of another model."""
        return verdicts() if self.evidence.context.sample in (ALL, PLAUSIBLE) and is_current() else None

    @cached_property
    def patterns(self) -> pd.DataFrame | None:
        """Verdicts on the report's patterns; None where they were judged with a model that computes other numbers."""
        return pattern_verdicts()
