"""The two result tables that analysis reads, and what their measures mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from kraftsamling.model.results.measures import REGIONAL

RUN = ["strategy", "budget", "world", "seed"]
"""Columns that name one run."""

PORTFOLIO = ["strategy", "budget", "year", "measure", "share"]
"""Columns of the portfolios by year."""

BUDGETS = ("own", "equal")
NO_SUPPORT = "no_support"
"""The course without support, which others are held against where it was run."""
JOIN = "@"
"""Between strategy and scenario in the label of a course, where there are several scenarios."""

POINTS, SHARE, SEK, RATIO = "points", "share", "SEK", "points per 100 MSEK"


@dataclass(frozen=True)
class Measure:
    """Unit of a measure and whether more of it is better (1), worse (-1) or neither (0)."""

    unit: str
    better: int

    def tie_below(self, smallest_difference: float) -> float:
        """Return the difference, in this unit, under which two courses tie: shares count 0-1, points 0-100."""
        return smallest_difference / 100 if self.unit == SHARE else smallest_difference


_NEITHER = ("gap_large_small", "actor_level", "activity", "person_years", "cost_sek", "municipal_cost_sek")
_WORSE = ("gini", "never_reached", "willing_unable", "able_unwilling", "project_money_gini")

YEARLY = {
    name: Measure(known.unit, 0 if name in _NEITHER else -1 if name in _WORSE else 1)
    for name, known in REGIONAL.items()
}
"""Measures that stand as columns in the trajectories."""

DERIVED: dict[str, Measure] = {
    "capacity_gained": Measure(POINTS, 1),
    "kept_after_2_years": Measure(POINTS, 1),
    "kept_after_4_years": Measure(POINTS, 1),
    "least_gain": Measure(POINTS, 1),
    "left_behind": Measure(SHARE, -1),
    "cost_total_sek": Measure(SEK, 0),
    "municipal_cost_total_sek": Measure(SEK, 0),
    "gain_per_100_msek": Measure(RATIO, 1),
}
"""Measures computed from a whole run."""

MEASURES = {**YEARLY, **DERIVED}


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with categories read back as ordinary values."""
    categorical = [name for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype({name: table[name].cat.categories.dtype for name in categorical})


@dataclass(frozen=True)
class Tables:
    """Results of one experiment.

    `trajectories` has one row per strategy, budget, world, seed and year, the first year of a run being its start;
    `municipalities` has one row per strategy, budget, world, seed and municipality with start and end values;
    `portfolios` one per strategy, budget, year and measure of support that the course ever runs, with the share of runs
    in which it does (none for a run that did not keep them).
    """

    trajectories: pd.DataFrame
    municipalities: pd.DataFrame
    portfolios: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=PORTFOLIO))

    def __post_init__(self) -> None:
        for name in ("trajectories", "municipalities", "portfolios"):
            object.__setattr__(self, name, _plain(getattr(self, name)))

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """Read both tables from an output folder."""
        folder = Path(folder)
        names = ["trajectories", "municipalities", "portfolios"]
        return cls(*(pd.read_parquet(path) for name in names if (path := folder / f"{name}.parquet").exists()))

    @property
    def budgets(self) -> list[str]:
        """Budget modes present, own first."""
        present = set(self.trajectories["budget"])
        return [mode for mode in BUDGETS if mode in present]

    @property
    def start(self) -> int:
        """Calendar year of the start values, the year before the first simulated one."""
        return int(self.trajectories["year"].min())

    @property
    def end(self) -> int:
        """Last calendar year."""
        return int(self.trajectories["year"].max())
