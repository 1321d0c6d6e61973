"""The two result tables that analysis reads, and what their measures mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kraftsamling.model.results.measures import REGIONAL

RUN = ["strategy", "budget", "world", "seed"]
"""Columns that name one run."""

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
    `municipalities` has one row per strategy, budget, world, seed and municipality with start and end values.
    """

    trajectories: pd.DataFrame
    municipalities: pd.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "trajectories", _plain(self.trajectories))
        object.__setattr__(self, "municipalities", _plain(self.municipalities))

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """Read both tables from an output folder."""
        folder = Path(folder)
        return cls(pd.read_parquet(folder / "trajectories.parquet"), pd.read_parquet(folder / "municipalities.parquet"))

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
