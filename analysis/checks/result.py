"""What checks of the model come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kraftsamling.analysis.results.findings import finding

HOLDS, FAILS, ANSWERED = "holds", "does_not_hold", "answered"


@finding
@dataclass(frozen=True)
class CheckResult:
    """What one check comes to.

    Attributes:
        check: its name.
        verdict: holds, does_not_hold or answered.
        tables: wide tables by name, one row per case.
        details: numbers and names that the verdict in words needs.
    """

    check: str
    verdict: str
    tables: Mapping[str, pd.DataFrame]
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_frame(self) -> pd.DataFrame:
        """One row per figure: check, verdict, table, case, figure, value."""
        parts = []
        for name, table in self.tables.items():
            cases = [" / ".join(map(str, key if isinstance(key, tuple) else (key,))) for key in table.index]
            long = table.set_axis(cases).rename_axis("case").reset_index().melt("case", var_name="figure")
            parts.append(long.assign(check=self.check, verdict=self.verdict, table=name))
        return pd.concat(parts)[["check", "verdict", "table", "case", "figure", "value"]].reset_index(drop=True)

    def __repr__(self) -> str:
        return f"CheckResult({self.check}: {self.verdict})"


@finding
@dataclass(frozen=True)
class ChecksFinding:
    """All checks of an experiment.

    Attributes:
        name: of the experiment: "sanity" or "facts".
        checks: in the order in which they are reported.
        sources: of published figures, if any.
    """

    name: str
    checks: tuple[CheckResult, ...]
    sources: tuple[str, ...] = ()

    def to_frame(self) -> pd.DataFrame:
        """One row per figure of all checks."""
        return pd.concat([check.to_frame() for check in self.checks], ignore_index=True)

    def __repr__(self) -> str:
        return f"ChecksFinding({self.name}: {', '.join(f'{each.check} {each.verdict}' for each in self.checks)})"
