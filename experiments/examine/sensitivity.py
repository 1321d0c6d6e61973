"""`kraftsamling experiment=sensitivity`: which assumptions carry the difference between two strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kraftsamling.analysis.ledger.shares import ledgers_from_worlds
from kraftsamling.analysis.sensitivity.find import (
    DIFFERENCE,
    GivenFinding,
    OneAtATimeFinding,
    SensitivityFinding,
    StrategyPair,
    find_on_design,
    find_one_at_a_time,
)
from kraftsamling.analysis.sensitivity.given import dependence, given_indices
from kraftsamling.analysis.sensitivity.one_at_a_time import one_at_a_time
from kraftsamling.analysis.sensitivity.study import least_budget, study
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model.errors import InputError, check_choice
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.worlds.sampling import spread
from kraftsamling.model.worlds.worlds import DEFAULT

PAIR = ("level_3", "level_1")
BATCH = 4000
"""Worlds that are simulated at once."""
MIN_SEEDS = 64
"""Fewest seeds in the world of default values, where only chance between seeds sets a limit; `seeds=` may be larger."""


def examine(
    setting: Examination, *, strategies: Sequence[str] = PAIR, budget: str = "equal"
) -> SensitivityFinding | GivenFinding | OneAtATimeFinding:
    """Study the final mean capacity of two strategies, their difference first.

    A number of worlds is the most points of a design. A sample that has a name is no design, nor is one too small for
    it: it is analysed as it is. In the world of default values one assumption is moved at a time.

    Args:
        setting: at least two seeds, so that chance can be separated from the parameters.
        strategies: two; the difference is the first less the second.
        budget: "equal" or "own".

    Raises:
        InputError: too few seeds, not two strategies, or an unknown one.
    """
    name = setting.sample.name
    if setting.seeds < 2 and name != DEFAULT:
        raise InputError(f"seeds: {setting.seeds}; allowed: at least 2, so that chance can be told from the parameters")
    if name == DEFAULT:
        setting = replace(setting, seeds=max(setting.seeds, MIN_SEEDS))
    runs = PairRuns(setting, _pair_of(strategies), check_choice(budget, ("equal", "own"), "budget"))
    if name == DEFAULT:
        return _one_at_a_time(runs)
    return _given(runs) if name != SAMPLED or len(setting.sample) < least_points() else _on_design(runs)


@dataclass
class PairRuns:
    """Runs two strategies in worlds of its setting and counts the runs that it starts."""

    setting: Examination
    strategies: Sequence[Strategy]
    budget: str
    started: int = 0

    @property
    def pair(self) -> StrategyPair:
        """The strategies, as a finding has them."""
        return StrategyPair({each.name: dict(each.title) for each in self.strategies}, self.budget)

    def count(self, worlds: int) -> int:
        """Return the number of runs that so many worlds take."""
        return len(self.strategies) * self.setting.seeds * worlds

    def outcomes(self, worlds: pd.DataFrame) -> dict[str, np.ndarray]:
        """Final mean capacity in points: the difference and both levels, (world, seed).

        Every world and strategy meets the same seeds.
        """
        self.started += self.count(len(worlds))
        parts = []
        for first in range(0, len(worlds), BATCH):
            batch = worlds.iloc[first : first + BATCH]
            data = self.setting.runs.run(self.strategies, worlds=batch, budget=self.budget)
            parts.append(data["capacity_mean"].to_numpy()[..., -1])
        ends = np.concatenate(parts, axis=1)
        names = [each.name for each in self.strategies]
        return {DIFFERENCE: ends[0] - ends[1], names[0]: ends[0], names[1]: ends[1]}

    def at_points(self, points: np.ndarray) -> dict[str, np.ndarray]:
        """Outcomes at design points of the unit cube, (point, seed).

        Args:
            points: (point, parameter), parameters in the order of `swept()`.
        """
        return self.outcomes(pd.DataFrame({row.name: spread(row, points[:, at]) for at, row in enumerate(swept())}))


def least_points() -> int:
    """Fewest worlds that a design of all drawn assumptions takes; fewer are analysed as they are."""
    return least_budget(len(swept()), len(_grades()))


def _grades() -> set[str]:
    return {row.evidence for row in swept()}


def _pair_of(strategies: Sequence[str]) -> list[Strategy]:
    """Load two strategies that differ."""
    if len(strategies) != 2:
        raise InputError(f"strategies: {len(strategies)} given; allowed: exactly two, whose difference is studied")
    pair = [load_strategy(source) for source in strategies]
    if pair[0].name == pair[1].name:
        raise InputError(f"strategies: {pair[0].name} given twice; allowed: two that differ")
    return pair


def _on_design(runs: PairRuns) -> SensitivityFinding:
    """Study outcomes on a design of its own, on at most as many points as there are worlds."""
    setting, grades = runs.setting, {row.name: row.evidence for row in swept()}
    setting.expect(runs.count(len(setting.sample)))
    studied = study(runs.at_points, list(grades), grades, len(setting.sample))
    setting.expect(runs.started)
    return find_on_design(runs.pair, studied)


def _given(runs: PairRuns) -> GivenFinding:
    """Analyse outcomes in the sample's own worlds; their ledgers take each world once more for each grade."""
    setting, worlds = runs.setting, runs.setting.sample.worlds
    setting.expect(runs.count(len(worlds) * (1 + len(_grades()))))
    values = runs.outcomes(worlds)
    ledgers = ledgers_from_worlds(
        worlds,
        {name: pd.Series(mean, worlds.index) for name, mean in _over_seeds(values).items()},
        lambda others: _over_seeds(runs.outcomes(others)),
    )
    setting.expect(runs.started)
    given = {name: given_indices(worlds, values[name], name) for name in setting.each(list(values))}
    points = least_points() if setting.sample.name == SAMPLED else 0
    return GivenFinding(runs.pair, given, dependence(worlds), ledgers, points)


def _over_seeds(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: value.mean(axis=1) for name, value in values.items()}


def _one_at_a_time(runs: PairRuns) -> OneAtATimeFinding:
    """Move each assumption to the ends of its range; both strategies are run at all points."""
    points = one_at_a_time(swept())
    runs.setting.expect(runs.count(len(points)))
    return find_one_at_a_time(runs.pair, points, runs.outcomes(points.reset_index(drop=True)))
