"""Constant tables, declared in one place: weights over capitals and forms, couplings, and items of each level.

They are assumptions too, swept by group multipliers (parameters) rather than entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace

import numpy as np

from kraftsamling.model.inputs.governance import Governance
from kraftsamling.model.inputs.measures import emphasis, measure_table
from kraftsamling.model.vocabulary import (
    CAPITALS,
    DYNAMIC,
    FINANCIAL,
    FORMS,
    HUMAN,
    LAYERS,
    MANAGERS,
    ORGANISATIONAL,
    POLITICAL,
    POLITICIANS,
    REAL,
    RELATIONAL,
    STRATEGISTS,
    SUPPORT_FUNCTIONS,
    TERMS,
)

QUARTERS_PER_YEAR = 4
PROJECT_PERIOD = 12
"""Quarters from the start of one project to the start of the next."""
PROJECT_LENGTH = 10
"""Quarters that project money flows in each period."""

START_LAYERS = (0.5, 0.5)
"""Person-bound and rooted share of the actor's collaboration capital at the start. An assumption."""

CAPACITY_WEIGHTS = dict(zip(CAPITALS, (0.15, 0.15, 0.16, 0.16, 0.16, 0.17, 0.05), strict=True))
"""Weights in transition capacity; low for real capital (M11)."""

COUPLINGS = (
    (POLITICAL, FINANCIAL, 1.0),  # M04
    (POLITICAL, ORGANISATIONAL, 0.5),  # M05
    (FINANCIAL, HUMAN, 0.5),  # M05
    (FINANCIAL, DYNAMIC, 0.5),  # M05
    (DYNAMIC, FINANCIAL, 0.5),  # M06
    (DYNAMIC, HUMAN, 0.5),  # M08
    (DYNAMIC, RELATIONAL, 0.5),  # M08
    (RELATIONAL, POLITICAL, 0.5),  # M10
    (RELATIONAL, ORGANISATIONAL, 0.5),  # M10
    (RELATIONAL, HUMAN, 0.5),  # M10
)
"""Named entries: from, to, relative strength (M02). No source names a negative pair; deviations below zero drag."""


MANDATE_TO_JOIN = dict(zip(LAYERS, (0.3, 0.4, 0.1, 0.15, 0.05), strict=True))
"""Weight of each layer in the decision to join, by rank (M17, M32, M102). An assumption."""

TERM_CONTROL = dict(zip(TERMS, (0.1, 0.35, 1.0, 0.35, 0.35), strict=True))
"""How far each term that the actor's owners decide on touches control, by rank (M36). An assumption."""

NEEDED_FORMALITY = (0.3, 0.5)
"""Formality that carries what level 2, and what level 3, adds, by rank (M26, M55). An assumption."""

SENDER_LAYERS = dict(zip(LAYERS, (0.5, 1.0, 1.0, 1.0, 0.5), strict=True))
"""Share of other senders that address each layer (M112). An assumption."""

REFERENCES = {
    "reference_receptive": 0.23,
    "reference_take_up": 0.30,
    "reference_vocabulary": 0.33,
    "reference_knowledge": 0.21,
    "reference_fit": 0.82,
    "reference_ability": 0.31,
    "reference_held": 0.20,
    "reference_room": 0.14,
    "reference_organisational": 0.21,
    "reference_relational": 0.25,
    "reference_room_below": 0.11,
    "reference_managers": 0.31,
    "reference_structure": 0.145,
    "reference_likeness": 0.4,
}
"""What modifiers are measured against: a municipality of 30,000 in its third year of taking part in level 1.

Medians of the default world; a modifier divided by its reference is 1 there.
"""


GOLDEN = (5**0.5 - 1) / 2
"""Multiples of it, taken modulo 1, spread evenly: an order of measures that one draw turns into another."""


def _over_layers(layers: Iterable[int]) -> np.ndarray:
    return np.isin(np.arange(len(LAYERS)), list(layers)) * 1.0


def _over_capitals(entries: Mapping[int, float]) -> np.ndarray:
    weights = np.zeros(len(CAPITALS))
    for capital, weight in entries.items():
        weights[capital] = weight
    return weights


def constant_tables(trailing: int) -> SimpleNamespace:
    """Tables by the names that rules take, with `trailing` axes of length one after capital or form.

    Args:
        trailing: 2 for arrays (…, municipality, run), 0 for one municipality.
    """

    def shaped(weights: Sequence[float] | np.ndarray) -> np.ndarray:
        table = np.asarray(weights, dtype=float)
        return table.reshape(table.shape + (1,) * trailing)

    coupling = np.zeros((len(CAPITALS), len(CAPITALS)))
    for source, to, strength in COUPLINGS:
        coupling[to, source] = strength
    after_start = {HUMAN: 1, RELATIONAL: 1, DYNAMIC: 1, ORGANISATIONAL: 1, REAL: 1}
    people = {HUMAN: 1, RELATIONAL: 1, DYNAMIC: 1, ORGANISATIONAL: 0.5, POLITICAL: 0.25}
    measures = measure_table()
    return SimpleNamespace(
        quarters_per_year=QUARTERS_PER_YEAR,
        capacity_weights=shaped(list(CAPACITY_WEIGHTS.values())),
        gated_capitals=shaped(_over_capitals(after_start)),
        turnover_capitals=shaped(_over_capitals(people)),
        human_capital=shaped(_over_capitals({HUMAN: 1})),
        structure_capital=shaped(_over_capitals({ORGANISATIONAL: 1})),
        control_capitals=shaped(_over_capitals({POLITICAL: 1, ORGANISATIONAL: 1})),
        mandate_to_join=shaped(list(MANDATE_TO_JOIN.values())),
        sender_layers=shaped(list(SENDER_LAYERS.values())),
        turnover_layers=shaped(_over_layers((MANAGERS, STRATEGISTS))),
        control_layers=shaped(_over_layers((POLITICIANS, MANAGERS, SUPPORT_FUNCTIONS))),
        **REFERENCES,
        point_a_year=1 / (100 * QUARTERS_PER_YEAR),
        taper_width=0.2,
        lift_most=1.5,
        expertise_most=0.9,
        finance_capital=shaped(_over_capitals({FINANCIAL: 1})),
        peer_capitals=shaped(
            _over_capitals({HUMAN: 1, RELATIONAL: 1, ORGANISATIONAL: 0.5, POLITICAL: 0.5, DYNAMIC: 0.5})
        ),
        network_capitals=shaped(_over_capitals({HUMAN: 1, RELATIONAL: 1})),
        practice_capitals=shaped(_over_capitals({RELATIONAL: 1, ORGANISATIONAL: 1})),
        project_capitals=shaped(_over_capitals({FINANCIAL: 1, HUMAN: 0.5, DYNAMIC: 0.5})),
        form_control=shaped([TERM_CONTROL[form] for form in FORMS]),
        base_weights=shaped(emphasis()),
        coupling_table=coupling,
        political_capital=shaped(_over_capitals({POLITICAL: 1})),
        start_layers=np.array(START_LAYERS),
        start_low=0.02,
        start_high=0.9,
        large_misfit=0.5,
        key_persons_most=12,
        open_from=measures.open_from,
        measure_form=measures.form,
        measure_required=measures.required,
        needs_mandate=measures.needs_mandate,
        needs_formality=measures.needs_formality,
        setup_years=measures.setup,
        running_years=measures.running,
        life_years=measures.life,
        public=measures.public,
        proposes=measures.proposes,
        by_capital=measures.by_capital,
        by_form=measures.by_form,
        by_layer=measures.by_layer,
        by_channel=measures.by_channel,
        actor_measures=measures.actor,
        channel_reference=measures.reference,
        scatter=np.mod(np.arange(len(measures.form)) * GOLDEN, 1),
        mandate_ramp=0.1,
        renewal=0.2,
        ordinary_quality=0.6,
        term_control=np.array(list(TERM_CONTROL.values())),
        needed_formality=np.array(NEEDED_FORMALITY),
    )


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
        p["funding_horizon"],
    )
    given = (*governance.mandate, governance.formality, governance.core_share, governance.horizon)
    held = [np.broadcast_to(u if own is None else own, (runs,)) for u, own in zip(usual, given, strict=True)]
    return SimpleNamespace(agreed=np.stack(held[:-1]), agreed_horizon=held[-1] * 1.0)


def level_tables(p: Mapping[str, np.ndarray | float], runs: int) -> SimpleNamespace:
    """Costs, demands and additions of each level.

    Returns:
        level_items (level 0-3, item in the order of `rules.ambition.bring`, run).
    """

    def rows(stem: str, first: float = 0.0, levels: tuple[int, ...] = (1, 2, 3)) -> np.ndarray:
        given = [p[f"{stem}_{level}"] if level in levels else first for level in (1, 2, 3)]
        return np.stack([np.broadcast_to(np.asarray(v, dtype=float), (runs,)) for v in (first, *given)])

    upper = (2, 3)
    items = [
        rows("person_years"),
        rows("fixed_years"),
        rows("demand"),
        rows("staff_saving", levels=upper),
        rows("public_bonus", first=1.0, levels=upper),
        rows("rooting_bonus", levels=(3,)),
        rows("signal_cut", levels=(3,)),
        rows("decay_cut", levels=(3,)),
        rows("shared_decisions", levels=(3,)),
    ]
    return SimpleNamespace(level_items=np.stack(items, axis=1))


LEVEL_MIX = {1: (0.6, 0.25, 0.15), 2: (0.4, 0.4, 0.2), 3: (0.3, 0.35, 0.35)}
"""Default mix of forms by level: knowledge leads at level 1 (section 5.1); all forms exist at every level."""


def mix_by_level(mix: dict[str, float] | None) -> np.ndarray:
    """Shares of the forms at each level (level 0-3, form); the same row when a mix is given."""
    given = tuple(mix[form] for form in FORMS) if mix else None
    return np.array([given or LEVEL_MIX[max(level, 1)] for level in range(4)])
