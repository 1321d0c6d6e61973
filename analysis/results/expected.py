"""What a run should keep to: published figures, and bounds beyond which a course has run away, died or drifted."""

from __future__ import annotations

from dataclasses import dataclass

NULL_BAND = 0.10
"""Largest change of a stock without actor and events, as a share of its start."""
HIGH, LOW = 90.0, 0.5
"""Capacity in points above which a course has run away, and share of its start below which it has died."""


@dataclass(frozen=True)
class Fact:
    """A published figure as a range over the sources or years that there are."""

    name: str
    low: float
    high: float
    source: str


INPUTS = (
    Fact("turnover_staff", 0.09, 0.15, "11 municipalities in north-west Skåne 2018; KS, Norway, 2017-2022"),
    Fact("turnover_strategists", 0.10, 0.27, "KS, Norway, advisers 2017-2022; Akademikerförbundet SSR 2016-2017"),
    Fact("change_of_rule", 0.37, 0.44, "SKR: elections of 2018 and 2022, 290 municipalities"),
    Fact("deficits", 0.07, 0.24, "SCB, SKR and others: years 2015-2025"),
)
"""Figures that parameters were set by."""
PLEDGES = (
    Fact("participants", 48 / 49, 49 / 49, "Klimat 2030: 48 of 49 in 2021, 49 of 49 in 2022"),
    Fact("pledges_mean", 326 / 48, 426 / 49, "Klimat 2030: 326 pledges in 2021, 426 in 2022"),
    Fact("carried_out", 219 / 426, 178 / 326, "Klimat 2030: 178 of 326, 219 of 426"),
    Fact("carried_out_or_begun", 290 / 326, 0.90, "Klimat 2030: 290 of 326, about 90 %"),
)
"""Figures that no parameter was set by."""
