"""All that a run's report says beyond its tables: gathered with every run done, so that drawing it starts none."""

from __future__ import annotations

from dataclasses import dataclass

from kraftsamling.analysis.report.holds import Holds
from kraftsamling.analysis.report.setbacks import Setbacks
from kraftsamling.analysis.results.findings import finding


@finding
@dataclass(frozen=True)
class ComparisonFinding:
    """Results of a run besides its tables.

    Attributes:
        failures: one line on each part that failed.
        unequal_money: whether strategies with equal budgets cost different amounts in some year.
        setbacks: what events move, where there are several scenarios.
        holds: how far the answer holds; None where the run was to have no report.
        default_fails: the filter's criteria that the world at the defaults fails, where the run is in that world.
    """

    failures: tuple[str, ...]
    unequal_money: bool
    setbacks: Setbacks | None = None
    holds: Holds | None = None
    default_fails: tuple[str, ...] = ()
