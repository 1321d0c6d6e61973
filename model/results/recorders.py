"""Records of a run: everything by quarter, or yearly measures and the end state."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.model.inputs.region import Region
from kraftsamling.model.results.measures import MUNICIPAL, OF_RUN, REGIONAL, of_municipalities, of_region, takes_part
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR


class SummaryRecorder:
    """Yearly regional measures, and each municipality at the start and at the end.

    Args:
        p: all parameters by name.

    Attributes:
        regional: name -> (year, run), the first row being the start.
        municipal: name -> (municipality, run), with `_start` and `_end` names, and reached, weakest_link, reason_not.
        portfolio: whether each measure of support runs, (year, measure, run), the first row being the start.
    """

    def __init__(self, region: Region, years: int, p: Mapping[str, Any]):
        self.region, self.years = region, years
        self._municipal_person_years = p["municipal_person_years"]
        self.regional: dict[str, np.ndarray] = {}
        self.municipal: dict[str, np.ndarray] = {}
        self.portfolio = np.zeros(0, bool)

    def _note(self, row: int, m: SimpleNamespace, a: SimpleNamespace) -> None:
        region, person_years = self.region, self._municipal_person_years
        measures = of_region(m, a, self.reached, region.population, region.size_class, person_years)
        for name, value in measures.items():
            self.regional[name][row] = value
        self.portfolio[row] = a.chosen

    def keep_runs(self, runs: int) -> None:
        """Keep the first `runs` runs."""
        self.regional = {name: value[..., :runs] for name, value in self.regional.items()}
        self.municipal = {name: value[..., :runs] for name, value in self.municipal.items()}
        self.portfolio = self.portfolio[..., :runs]

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Note the start."""
        self.reached = np.zeros(m.capacity.shape, bool)
        self.portfolio = np.zeros((self.years + 1, *a.chosen.shape), bool)
        self.regional = {name: np.zeros((self.years + 1, m.capacity.shape[1])) for name in REGIONAL}
        self.municipal = {f"{name}_start": value.copy() for name, value in of_municipalities(m).items()}
        self._note(0, m, a)

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Note a quarter; the measures at the end of each year."""
        row = now // QUARTERS_PER_YEAR + 1
        self.reached |= takes_part(m.participation)
        for name, kind in OF_RUN.items():
            self.regional[name][row] += getattr(a, name) / (QUARTERS_PER_YEAR if kind == "mean" else 1)
        if now % QUARTERS_PER_YEAR == QUARTERS_PER_YEAR - 1:
            self._note(row, m, a)
        if row == self.years:
            self.municipal |= {f"{name}_end": value for name, value in of_municipalities(m).items()}
            self.municipal |= {"reached": self.reached, "weakest_link": m.weakest_link, "reason_not": m.reason_not}


STOCKS = (
    "interest",
    "distance",
    "legitimacy",
    "agreement_capacity",
    "agreement_climate",
    "vocabulary",
    "slack",
    "pledged",
    "project_money",
    "changed_rule",
    "leavers",
    "finance",
)
"""Further variables of a municipality that a full record keeps."""
ACTOR = ("person_years", "cost_sek", "municipal_cost_sek", "knowledge_of_needs", "professions")


class FullRecorder:
    """Every quarter of every municipality.

    Attributes:
        kept: name -> (quarter, [capital or form,] municipality, run), or (quarter, run) for the actor.
        started: name -> the same without quarter, at the start.
    """

    def __init__(self, quarters: int):
        self.quarters = quarters
        self.kept: dict[str, np.ndarray] = {}
        self.started: dict[str, np.ndarray] = {}

    @staticmethod
    def _look(m: SimpleNamespace, a: SimpleNamespace) -> dict[str, np.ndarray]:
        each = of_municipalities(m)
        looked = {name: each[name] for name in MUNICIPAL if not name.startswith("capital_")}
        looked |= {
            "capital_person": m.person_bound,
            "capital_rooted": m.rooted,
            "base": m.base,
            "understanding": m.understanding,
            "backing": m.backing,
            "weakest_link": m.weakest_link,
            "reason_not": m.reason_not,
        }
        looked |= {name: getattr(m, name) for name in STOCKS if hasattr(m, name)}
        return looked | {
            "actor_level": a.ambition_level * 1.0,
            "actor_legitimacy": m.legitimacy.mean(axis=0),
            "mandate": a.mandate,
            "collaboration": a.collaboration.sum(axis=0),
        }

    def keep_runs(self, runs: int) -> None:
        """Keep the first `runs` runs."""
        self.kept = {name: value[..., :runs] for name, value in self.kept.items()}
        self.started = {name: value[..., :runs] for name, value in self.started.items()}

    def start(self, m: SimpleNamespace, a: SimpleNamespace) -> None:
        """Note the start."""
        self.started = {name: np.array(value) for name, value in self._look(m, a).items()}

    def take(self, now: int, m: SimpleNamespace, a: SimpleNamespace, p: SimpleNamespace) -> None:
        """Note a quarter."""
        for name, value in (self._look(m, a) | {name: getattr(a, name) for name in ACTOR}).items():
            if now == 0:
                self.kept[name] = np.empty((self.quarters, *value.shape), value.dtype)
            self.kept[name][now] = value
