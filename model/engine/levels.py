"""Tables of the actor's levels: costs, demands, gates, the mix of forms, and the terms that its owners agree on."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from kraftsamling.model.engine.constants import FIXED
from kraftsamling.model.inputs.governance import Governance
from kraftsamling.model.vocabulary import FORMS

GATE = ("gate_receptive", "gate_legitimacy", "gate_needs", "gate_mandate")
"""Parameters of what a gate demands, less the level; in the order of `vocabulary.CONDITIONS`."""

LEVEL_MIX = {1: (0.6, 0.25, 0.15), 2: (0.4, 0.4, 0.2), 3: (0.3, 0.35, 0.35)}
"""Default mix of forms by level: knowledge leads at level 1 (section 5.1); all forms exist at every level."""


def agreed_terms(
    governance: Governance, project_share: float, p: Mapping[str, np.ndarray | float], runs: int
) -> SimpleNamespace:
    """Terms that the actor's owners have agreed on: the governance's own, else the parameters' and the budget's.

    Returns:
        agreed (term, run), agreed_horizon (run, years).
    """
    usual = (
        *(p[name] for name in ("mandate_knowledge", "mandate_resource", "mandate_room", "start_formality")),
        1 - project_share,
        FIXED["funding_horizon"],
    )
    given = (*governance.mandate, governance.formality, governance.core_share, governance.horizon)
    held = [np.broadcast_to(u if own is None else own, (runs,)) for u, own in zip(usual, given, strict=True)]
    return SimpleNamespace(agreed=np.stack(held[:-1]), agreed_horizon=held[-1] * 1.0)


def level_tables(p: Mapping[str, np.ndarray | float], runs: int) -> SimpleNamespace:
    """Costs, demands and additions of each level.

    Returns:
        level_items (level 0-3, item in the order of `rules.ambition.bring`, run).
    """

    def rows(of_1: Any, of_2: Any, of_3: Any, none: float = 0.0) -> np.ndarray:
        given = (p[value] if isinstance(value, str) else value for value in (none, of_1, of_2, of_3))
        return np.stack([np.broadcast_to(np.asarray(value, dtype=float), (runs,)) for value in given])

    items = [
        rows("person_years_1", "person_years_2", "person_years_3"),
        rows("fixed_years_1", "fixed_years_2", "fixed_years_3"),
        rows(0, "gate_receptive_2", "gate_receptive_3"),
        rows(0, "staff_saving_2", "staff_saving_2"),
        rows(1, "public_bonus_2", "public_bonus_2", 1),
        rows(0, 0, "rooting_bonus_3"),
        rows(0, 0, "signal_cut_3"),
        rows(0, 0, FIXED["decay_cut_3"]),
        rows(0, 0, "shared_decisions_3"),
    ]
    return SimpleNamespace(level_items=np.stack(items, axis=1))


def gate_table(p: Mapping[str, np.ndarray | float], thresholds: np.ndarray, runs: int) -> SimpleNamespace:
    """What each gate demands: what the course sets for both, else the level's own.

    Args:
        thresholds: (condition,), nan where the level's own demand holds.

    Returns:
        gate_demands (gate: to level 2, to level 3; condition, run), above zero.
    """
    own = [[np.broadcast_to(p[f"{name}_{level}"], (runs,)) for name in GATE] for level in (2, 3)]
    demands = np.where(np.isnan(thresholds)[:, None], np.array(own), thresholds[:, None])
    return SimpleNamespace(gate_demands=np.maximum(demands, np.finfo(float).tiny))


def mix_by_level(mix: dict[str, float] | None) -> np.ndarray:
    """Shares of the forms at each level (level 0-3, form); the same row when a mix is given."""
    given = tuple(mix[form] for form in FORMS) if mix else None
    return np.array([given or LEVEL_MIX[max(level, 1)] for level in range(4)])
