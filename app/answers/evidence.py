"""What the sentences of the answer read, straight from two ensembles: the same numbers as from tables, much sooner."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.compare import Pair, judge
from kraftsamling.analysis.results.evidence import Context, TableEvidence
from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.ensemble import LEAST
from kraftsamling.app.answers.state import Question
from kraftsamling.model.worlds.worlds import PLAUSIBLE


class Pictured(TableEvidence):
    """Evidence of two courses without tables; course A is the reference.

    Args:
        a, b: ensembles of the same worlds and seeds.
        partial: whether these worlds are a part of all that will be judged.
    """

    def __init__(self, question: Question, a: Ensemble, b: Ensemble, *, partial: bool = False):
        object.__setattr__(self, "context", context_of(question, a.seeds))
        object.__setattr__(self, "question", question)
        object.__setattr__(self, "partial", partial)
        object.__setattr__(self, "found", {question.a.name: a.values, question.b.name: b.values})

    found: dict[str, dict[str, np.ndarray]]
    question: Question
    partial: bool

    @property
    def end(self) -> int:
        """Last calendar year."""
        return self.question.region.start_year - 1 + self.question.years

    @cached_property
    def names(self) -> list[str]:
        """Names of both strategies."""
        return list(self.found)

    @cached_property
    def budgets(self) -> list[str]:
        """The one budget mode."""
        return [self.question.budget]

    @cached_property
    def free(self) -> set[str]:
        """Courses that cost nothing."""
        return {name for name, values in self.found.items() if values["cost_sek"][1:].max() <= 0}

    def size(self, name: str, budget: str) -> int:
        """Return in how many worlds a course was run."""
        return self.found[name]["capacity_mean"].shape[-1]

    def pair(self, budget: str, course: str, other: str, measure: str = "capacity_mean") -> Pair:
        """Judge one course against another at the end year."""
        difference = self.found[course][measure][-1] - self.found[other][measure][-1]
        return replace(judge(pd.Series(difference), measure, LEAST), partial=self.partial)

    def ranked(self, budget: str, measure: str = "capacity_mean") -> list[str]:
        """Return both courses by their median difference to course A, larger first."""
        leads = {name: round(self.pair(budget, name, self.context.reference, measure).median, 9) for name in self.found}
        return sorted(self.found, key=lambda name: -leads[name])

    def left_out(self, name: str, budget: str, base: str | None) -> tuple[float, float]:
        """Return how many municipalities a course never reaches, and how many gain little by it; means over worlds."""
        values = self.found[name]
        ends = values["capacity"][-1]
        added = None if base is None else ends - self.found[base]["capacity"][-1]
        little = values["left_behind"] if added is None else added.round(9) < LEAST
        never = 1 - values["reached"][-1]
        return float(never.mean() * len(ends)), float(little.mean() * len(ends))


def context_of(question: Question, seeds: int = 1) -> Context:
    """Return what words about the question need to know: its region, courses and language."""
    return Context(
        region=question.region,
        title={},
        question={},
        strategies=(question.a, question.b),
        reference=question.a.name,
        reader=question.reader,
        command="",
        worlds="",
        seeds=seeds,
        years=question.years,
        smallest_difference=LEAST,
        sample=PLAUSIBLE,
    )
