"""Findings on what carries an outcome: numbers only, one class for each way in which the worlds can be asked.

On a design of its own (`SensitivityFinding`), in worlds that are given (`GivenFinding`), around the world of default
values (`OneAtATimeFinding`). All three are about the same outcomes: the difference of two strategies, then each level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.shares import Ledger, ledger_from_indices
from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.sensitivity.given import Dependence, Given
from kraftsamling.analysis.sensitivity.indices import CONSTANT, ENOUGH, Indices
from kraftsamling.analysis.sensitivity.one_at_a_time import Effects, effects
from kraftsamling.analysis.sensitivity.study import Study
from kraftsamling.model.inputs.parameters import parameters

DIFFERENCE = "difference"
"""Name of the first outcome; the others have the strategies' names."""
UNIT = "points"
"""Unit of the outcomes."""


@finding
@dataclass(frozen=True)
class StrategyPair:
    """Two strategies of which the final mean capacity is studied: the first less the second, then each level.

    Attributes:
        titles: by strategy, by language.
        budget: "equal" or "own".
    """

    titles: Mapping[str, Mapping[str, str]]
    budget: str

    def __repr__(self) -> str:
        return f"{' less '.join(self.titles)}, {self.budget} budget"


@finding
@dataclass(frozen=True)
class SensitivityFinding:
    """What carries the outcomes over the whole ranges of all assumptions.

    Attributes:
        study: screening and indices, without resamples.
        ledgers: evidence ledger of each outcome that varies.
    """

    pair: StrategyPair
    study: Study
    ledgers: Mapping[str, Ledger]

    def __repr__(self) -> str:
        verdict = self.study.indices[DIFFERENCE].verdict
        return f"SensitivityFinding({self.pair}: {verdict}, {self.study.points} design points)"

    def to_frame(self) -> pd.DataFrame:
        """One row per outcome and parameter."""
        return self.study.to_frame()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the run's folder, by name."""
        study, columns = self.study, ("verdict", "size", "mean", "spread", "noise", "noise_left", "change", "width")
        outcomes = [{"outcome": name, **_fields(each, columns)} for name, each in study.indices.items()]
        claims = [
            {"parameter": name, "evidence": parameters()[name].evidence}
            | {f"moves_nothing_{outcome}": name in study.dead(outcome) for outcome in study.indices}
            for name in study.indices[DIFFERENCE].table.index
        ]
        tables = {
            "outcomes": pd.DataFrame(outcomes),
            "indices": study.to_frame(),
            "screening": study.screening,
            "parameters": pd.DataFrame(claims),
            "settling": study.history,
        }
        return tables | ({"ledger": _accounts(self.ledgers)} if self.ledgers else {})


def find_on_design(pair: StrategyPair, study: Study) -> SensitivityFinding:
    """Return the finding of a study; its ledgers tell no more than the sample of the outcome suffices for."""
    return SensitivityFinding(pair, study.without_draws(), ledgers_of(study))


@finding
@dataclass(frozen=True)
class GivenFinding:
    """What carries the outcomes in worlds that were not chosen for the question.

    Attributes:
        given: indices by outcome.
        dependence: of the worlds' parameters on each other.
        ledgers: by outcome.
        design_points: worlds that a design takes at least, where fewer were asked for; 0 where the worlds are stored.
    """

    pair: StrategyPair
    given: Mapping[str, Given]
    dependence: Dependence
    ledgers: Mapping[str, Ledger]
    design_points: int

    def __repr__(self) -> str:
        given = self.given[DIFFERENCE]
        return f"GivenFinding({self.pair}: {given.verdict}, {given.worlds} worlds)"

    def to_frame(self) -> pd.DataFrame:
        """One row per outcome and parameter."""
        rows = pd.concat([each.table.reset_index().assign(outcome=name) for name, each in self.given.items()])
        evidence = {name: row.evidence for name, row in parameters().items()}
        return rows.assign(evidence=rows["parameter"].map(evidence))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the run's folder, by name."""
        columns = ("verdict", "worlds", "mean", "spread", "noise", "noise_left", "width")
        outcomes = [
            {"outcome": name, **_fields(each, columns)} | each.dummy.add_prefix("dummy_").to_dict()
            for name, each in self.given.items()
        ]
        return {
            "outcomes": pd.DataFrame(outcomes),
            "indices": self.to_frame(),
            "dependence": self.dependence.pairs,
            "ledger": _accounts(self.ledgers),
        }


@finding
@dataclass(frozen=True)
class OneAtATimeFinding:
    """What moves the outcomes around the default values: effects by outcome."""

    pair: StrategyPair
    effects: Mapping[str, Effects]

    def __repr__(self) -> str:
        effects = self.effects[DIFFERENCE]
        return f"OneAtATimeFinding({self.pair}: {effects.distinct} of {effects.tried} parameters differ from chance)"

    def to_frame(self) -> pd.DataFrame:
        """One row per outcome, parameter and end of its range."""
        rows = pd.concat([each.table.reset_index().assign(outcome=name) for name, each in self.effects.items()])
        known = rows["parameter"].map(parameters())
        rows = rows.assign(evidence=[row.evidence for row in known], unit=[row.unit for row in known], effect_unit=UNIT)
        about = ["outcome", "parameter", "evidence", "unit", "default", "end", "value"]
        return rows[[*about, "effect", "effect_low", "effect_high", "effect_unit", "told", "group"]]

    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the run's folder, by name."""
        outcomes = [
            {"outcome": name, "unit": UNIT, "value": each.mean, "value_low": each.low, "value_high": each.high}
            | {"standard_deviation": each.deviation, "seeds": each.seeds}
            for name, each in self.effects.items()
        ]
        return {"outcomes": pd.DataFrame(outcomes), "tornado": self.to_frame()}


def find_one_at_a_time(pair: StrategyPair, points: pd.DataFrame, values: Mapping[str, np.ndarray]) -> OneAtATimeFinding:
    """Return the finding at design points; see `one_at_a_time.effects`.

    Args:
        values: by outcome, (point, seed).
    """
    return OneAtATimeFinding(pair, {name: effects(points, value, name) for name, value in values.items()})


def ledgers_of(study: Study) -> dict[str, Ledger]:
    """Evidence ledger of each outcome that varies."""
    return {
        name: ledger_from_indices(
            grades.table["first"],
            grades.draws,
            points=grades.size,
            noise=study.indices[name].noise_left,
            enough=study.indices[name].verdict == ENOUGH,
        )
        for name, grades in study.by_grade.items()
        if grades.verdict != CONSTANT
    }


def _fields(result: Indices | Given, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(result, name) for name in names}


def _accounts(ledgers: Mapping[str, Ledger]) -> pd.DataFrame:
    return pd.concat([ledger.to_frame().assign(outcome=name) for name, ledger in ledgers.items()], ignore_index=True)
