"""What the answers of a run rest on: the finding that is stored, and what its tables show, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.exchange import MIN_WORLDS
from kraftsamling.analysis.ledger.shares import MIN_SHARE, PARTS, Ledger, ledgers_from_runs
from kraftsamling.analysis.results.findings import finding
from kraftsamling.model.inputs.parameters import parameters

WEIGHTIEST = 5
"""Assumptions in the table of those that weigh most."""
QUANTILES = {"median": 0.5, "p05": 0.05, "p95": 0.95}


@finding
@dataclass(frozen=True)
class AnswerLedger:
    """One answer and what its spread rests on.

    Attributes:
        course: name of the course; other: of the one that it is set against, "" for the level of the course itself.
        budget: "own" or "equal".
        spread: median, p05 and p95 over worlds, points.
    """

    course: str
    other: str
    budget: str
    spread: pd.Series
    ledger: Ledger

    @property
    def key(self) -> dict[str, str]:
        """Columns that tell whose rows these are."""
        return {"budget": self.budget, "course": self.course, "other": self.other}


@finding
@dataclass(frozen=True)
class LedgerFinding:
    """What each difference to a reference, and each level, rests on.

    Attributes:
        titles: of the courses, by name and language.
        answers: by budget mode, differences first.
        assumptions: number of sampled assumptions by grade.
        worlds: their number.
    """

    titles: Mapping[str, Mapping[str, str]]
    answers: tuple[AnswerLedger, ...]
    assumptions: Mapping[str, int]
    worlds: int

    def __repr__(self) -> str:
        """One line: how many answers over how many worlds, and how many of them are refused."""
        refused = sum(answer.ledger.refused for answer in self.answers)
        return f"LedgerFinding({len(self.answers)} answers over {self.worlds} worlds, {refused} refused)"

    @property
    def few(self) -> bool:
        """Whether the worlds are too few for any share."""
        return self.worlds < MIN_WORLDS

    @property
    def by_budget(self) -> dict[str, list[AnswerLedger]]:
        """Answers by budget mode."""
        modes = dict.fromkeys(answer.budget for answer in self.answers)
        return {mode: [answer for answer in self.answers if answer.budget == mode] for mode in modes}

    def to_frame(self) -> pd.DataFrame:
        """One row per answer and part: shares, the answer's spread, and the number of assumptions of that grade."""
        rows = [each.ledger.to_frame().assign(**each.key, **each.spread) for each in self.answers]
        shares = pd.concat(rows, ignore_index=True)
        shares["assumptions"] = shares["part"].map(dict(self.assumptions)).astype("Int64")
        return shares

    def weights(self) -> pd.DataFrame:
        """One row per answer and parameter: what it carries alone; no row where the ledger gives no weights."""
        tables = [
            each.ledger.weights.rename_axis("parameter").reset_index().assign(**each.key)
            for each in self.answers
            if each.ledger.weights is not None
        ]
        columns = ["parameter", "share", "low", "high", *self.answers[0].key]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def find(
    worlds: pd.DataFrame,
    titles: Mapping[str, Mapping[str, str]],
    reference: str,
    ends: Mapping[str, pd.DataFrame],
    elsewhere: Mapping[str, pd.DataFrame],
) -> LedgerFinding:
    """Split the spread of each course's difference to the reference, and of its level, over grades of evidence.

    Args:
        worlds: one row per world, one column per sampled parameter.
        titles: by name of the course, each by language.
        reference: name of the course that differences are taken to.
        ends: by budget mode, final mean capacity, points, (world, course).
        elsewhere: the same in the worlds of `exchanged_worlds`; without rows where there are none.
    """
    answers = []
    for budget, table in ends.items():
        values = _answers(table.set_axis(worlds.index), reference)
        further = {key: answer.to_numpy() for key, answer in _answers(elsewhere[budget], reference).items()}
        for (course, other), ledger in ledgers_from_runs(worlds, values, further).items():
            spread = pd.Series({name: values[course, other].quantile(share) for name, share in QUANTILES.items()})
            answers.append(AnswerLedger(course, other, budget, spread, ledger))
    assumptions = dict(Counter(parameters()[name].evidence for name in worlds))
    return LedgerFinding(titles, tuple(answers), assumptions, len(worlds))


def _answers(ends: pd.DataFrame, reference: str) -> dict[tuple[str, str], pd.Series]:
    """Return the differences to the reference, then the levels, by course and what it is set against."""
    differences = {(name, reference): ends[name] - ends[reference] for name in ends if name != reference}
    return differences | {(name, ""): ends[name] for name in ends}


def parts_of(ledgers: Sequence[Ledger], assumptions: Mapping[str, int]) -> pd.DataFrame:
    """Return the table of shares: parts that hold an assumption or that an answer rests on.

    Returns:
        one row per part and ledger: part, assumptions (their number, nan where the part is no grade among them), answer
        (place of the ledger), share, low and high (0-1, nan where the ledger is refused), sure.
    """
    rows = [
        {"part": part, "assumptions": assumptions.get(part, np.nan), "answer": place, **ledger.table.loc[part]}
        | {"sure": ledger.sure}
        for part in PARTS
        if part in assumptions or any(ledger.table.loc[part, "high"] >= MIN_SHARE for ledger in ledgers)
        for place, ledger in enumerate(ledgers)
    ]
    return pd.DataFrame(rows, columns=["part", "assumptions", "answer", "share", "low", "high", "sure"])


def weightiest(ledger: Ledger) -> pd.DataFrame:
    """Return the assumptions that weigh most alone, by parameter: share, low, high, and grade where it has one.

    Raises:
        ValueError: the ledger gives no weights.
    """
    if ledger.weights is None:
        raise ValueError("ledger: gives no weights of parameters")
    rows, known = ledger.weights.head(WEIGHTIEST), parameters()
    return rows.assign(grade=[known[str(name)].evidence if name in known else None for name in rows.index])
