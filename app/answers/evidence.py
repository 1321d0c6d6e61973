"""What the sentences of the answer read, straight from two ensembles: the same numbers as from tables, much sooner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.compare import Pair, judge
from kraftsamling.analysis.results.evidence import titles_of
from kraftsamling.analysis.results.outcomes import Alone
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.ensemble import LEAST
from kraftsamling.app.answers.state import Question
from kraftsamling.model.worlds.worlds import PLAUSIBLE


@dataclass(frozen=True)
class LiveEvidence:
    """Evidence of two courses without tables; course A is the reference. See `Evidence`.

    Attributes:
        a, b: ensembles of the same worlds and seeds.
        partial: whether these worlds are a part of all that will be judged.
    """

    question: Question
    a: Ensemble
    b: Ensemble
    partial: bool = False

    smallest_difference = LEAST
    sample = PLAUSIBLE

    @cached_property
    def values(self) -> dict[str, dict[str, np.ndarray]]:
        """Numbers of both courses by name."""
        return {self.question.a.name: self.a.values, self.question.b.name: self.b.values}

    @property
    def reader(self) -> Reader:
        """Who reads the page."""
        return self.question.reader

    @property
    def reference(self) -> str:
        """Course A."""
        return self.question.a.name

    @property
    def municipalities(self) -> int:
        """Number of municipalities in the region."""
        return len(self.question.region.codes)

    @property
    def end(self) -> int:
        """Last calendar year."""
        return self.question.region.start_year - 1 + self.question.years

    @cached_property
    def courses(self) -> dict[str, str]:
        """Titles of both strategies."""
        return titles_of((self.question.a, self.question.b), self.values, self.reader)

    @property
    def budgets(self) -> list[str]:
        """The one budget mode."""
        return [self.question.budget]

    @cached_property
    def free(self) -> set[str]:
        """Courses that cost nothing."""
        return {name for name, values in self.values.items() if values["cost_sek"][1:].max() <= 0}

    def size(self, name: str, budget: str) -> int:
        """Return in how many worlds a course was run."""
        return self.values[name]["capacity_mean"].shape[-1]

    def alone(self, name: str, budget: str) -> Alone:
        """Return where a course starts and ends, read by itself."""
        capacity = self.values[name]["capacity_mean"]
        low, end, high = np.quantile(capacity[-1], (0.05, 0.5, 0.95))
        return Alone(float(np.median(capacity[0])), float(end), float(low), float(high))

    def pair(self, budget: str, course: str, other: str, measure: str = "capacity_mean") -> Pair:
        """Judge one course against another at the end year."""
        difference = self.values[course][measure][-1] - self.values[other][measure][-1]
        return replace(judge(pd.Series(difference), measure, LEAST), partial=self.partial)

    def ranked(self, budget: str, measure: str = "capacity_mean") -> list[str]:
        """Return both courses by their median difference to course A, larger first."""
        leads = {name: round(self.pair(budget, name, self.reference, measure).median, 9) for name in self.values}
        return sorted(self.values, key=lambda name: -leads[name])

    def left_out(self, name: str, budget: str, base: str | None) -> tuple[float, float]:
        """Return how many municipalities a course never reaches, and how many gain little by it; means over worlds."""
        values = self.values[name]
        ends = values["capacity"][-1]
        added = None if base is None else ends - self.values[base]["capacity"][-1]
        little = values["left_behind"] if added is None else added.round(9) < LEAST
        never = 1 - values["reached"][-1]
        return float(never.mean() * len(ends)), float(little.mean() * len(ends))
