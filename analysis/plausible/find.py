"""What a filter of worlds comes to: verdicts by world, and whether leaving worlds out changes a ranking of courses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kraftsamling.analysis.plausible.criteria import (
    CRITERIA,
    MIN_WORLDS,
    agreement,
    leaders,
    rankings,
    shares,
    swapped,
)
from kraftsamling.analysis.results.findings import finding


@finding
@dataclass(frozen=True)
class Ranking:
    """How courses rank in all worlds and in the plausible ones, for one question at one budget.

    Attributes:
        gains: points, one row per world, one column per course.
        table: `rankings` of them, by course.
        leaders: in plausible worlds, the course with the largest median and those that it is not ahead of.
        swapped: pairs of which the first is ahead in all worlds and the second in plausible ones.
        agreement: Kendall's tau-b between the two rankings.
            With too few plausible worlds there are no leaders and no swaps, and agreement is 1.
    """

    question: str
    budget: str
    gains: pd.DataFrame
    table: pd.DataFrame
    leaders: tuple[str, ...]
    swapped: tuple[tuple[str, str], ...]
    agreement: float

    @property
    def alike(self) -> bool:
        """Whether every course has the same rank in both."""
        return bool((self.table["rank_all"] == self.table["rank_plausible"]).all())

    @property
    def largest_move(self) -> tuple[str, float]:
        """The course whose median changes most, and by how many points, whichever way."""
        moves = (self.table["median_plausible"] - self.table["median_all"]).abs()
        return str(moves.idxmax()), float(moves.max())


@finding
@dataclass(frozen=True)
class PlausibleFinding:
    """A filter of worlds and what it changes.

    Attributes:
        verdicts: one row per world: whether it passes each of `CRITERIA`, plausible, score (0-1).
        rankings: by question and budget.
        titles: of courses, by name and language.
        smallest_difference: points below which courses tie.
    """

    verdicts: pd.DataFrame
    rankings: tuple[Ranking, ...]
    titles: Mapping[str, Mapping[str, str]]
    smallest_difference: float

    @property
    def worlds(self) -> int:
        """Number of worlds."""
        return len(self.verdicts)

    @property
    def passed(self) -> int:
        """Number of plausible worlds."""
        return int(self.verdicts["plausible"].sum())

    @property
    def too_few(self) -> bool:
        """Whether the plausible worlds are too few for any change of ranking to show."""
        return self.passed < MIN_WORLDS

    @property
    def strictest(self) -> tuple[str, float]:
        """The criterion that rules out most worlds, and their share."""
        fails = 1 - shares(self.verdicts)["passes"]
        return str(fails.idxmax()), float(fails.max())

    @property
    def failed(self) -> list[str]:
        """Criteria that the first world fails."""
        return [name for name in CRITERIA if not self.verdicts[name].iloc[0]]

    def scores(self) -> dict[str, float]:
        """Return pattern scores: p05, median and p95 of all worlds, medians of plausible and of other ones."""
        score, passed = self.verdicts["score"], self.verdicts["plausible"]
        low, middle, high = score.quantile([0.05, 0.5, 0.95])
        return {
            "low": low,
            "median": middle,
            "high": high,
            "plausible": score[passed].median(),
            "other": score[~passed].median(),
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per question, budget and course: `rankings` of its gains."""
        tables = {(each.question, each.budget): each.table for each in self.rankings}
        return pd.concat(tables, names=["question", "budget", "course"])

    def __repr__(self) -> str:
        return f"PlausibleFinding({self.passed} of {self.worlds} worlds are plausible, {len(self.rankings)} rankings)"


def find(
    verdicts: pd.DataFrame,
    gains: Mapping[tuple[str, str], pd.DataFrame],
    titles: Mapping[str, Mapping[str, str]],
    smallest_difference: float,
) -> PlausibleFinding:
    """Rank courses in all worlds and in plausible ones.

    Args:
        verdicts: one row per world (`verdict_table`).
        gains: by question and budget: points by world and course.
        titles: of courses, by name and language.
        smallest_difference: points below which courses tie.
    """
    ranked = [_ranking(key, points, verdicts["plausible"], smallest_difference) for key, points in gains.items()]
    return PlausibleFinding(verdicts, tuple(ranked), titles, smallest_difference)


def _ranking(key: tuple[str, str], gains: pd.DataFrame, plausible: pd.Series, smallest_difference: float) -> Ranking:
    passed = plausible.to_numpy()
    table, enough = rankings(gains, passed), passed.sum() >= MIN_WORLDS
    return Ranking(
        question=key[0],
        budget=key[1],
        gains=gains,
        table=table,
        leaders=tuple(leaders(gains[passed], smallest_difference)) if enough else (),
        swapped=tuple(swapped(gains, passed, smallest_difference)) if enough else (),
        agreement=agreement(table) if enough else 1.0,
    )
