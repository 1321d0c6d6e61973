"""Step 10: capital is lost to time, turnover, project endings and elections (M15, M74, M78, M91, M94)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.vocabulary import ORGANISATIONAL, POLITICAL


def turnover_loss(
    leavers: Array, organisational: Array, structures: float, leaver_loss: Array, turnover_buffer: Array,
    structures_buffer: Array,
) -> Array:
    """Share of the person-bound layer that leaves with key persons; structures are the buffer (M74, M78)."""
    kept = turnover_buffer * organisational + structures_buffer * structures
    return leaver_loss * leavers * np.maximum(1 - kept, 0)


def election_share(
    changed: Array | float, agreement_capacity: Array, shared_decisions: Array | float, election_loss: Array,
    agreement_buffer: Array,
) -> Array:
    """Share of person-bound political capital lost at a change of rule, less where agreed and decided jointly (M94)."""
    return election_loss * changed * np.maximum(1 - agreement_buffer * agreement_capacity - shared_decisions, 0)


@gives("person_bound", "rooted")
def lose(
    person_bound: Array, rooted: Array, capital_level: Array, leavers: Array, changed_rule: Array,
    agreement_capacity: Array, shared_decisions: Array, engagement: Array, project_ended: Array,
    project_share: float, handover: float, structures: float, strain: Array, depreciation_person: Array,
    depreciation_rooted: Array, leaver_loss: Array, turnover_buffer: Array, structures_buffer: Array,
    election_loss: Array, agreement_buffer: Array, rooted_election_share: Array, project_end_loss: Array,
    turnover_capitals: Array, finance_capital: Array, financial_swing: Array,
) -> tuple[Array, Array]:
    """Depreciate both layers, person-bound faster; lose lumps to turnover, project endings, elections and deficits.

    Returns:
        person_bound, rooted, each (capital, municipality, run).
    """
    turnover = turnover_loss(
        leavers, capital_level[ORGANISATIONAL], structures, leaver_loss, turnover_buffer, structures_buffer
    )
    projects = project_end_loss * project_ended * project_share * engagement * (1 - handover)
    deficits = finance_capital * financial_swing * strain
    kept = 1 - depreciation_person - turnover_capitals * turnover - projects - deficits
    person_bound = person_bound * np.maximum(kept, 0)
    rooted = rooted * (1 - depreciation_rooted)
    election = election_share(changed_rule, agreement_capacity, shared_decisions, election_loss, agreement_buffer)
    person_bound[POLITICAL] = person_bound[POLITICAL] * (1 - election)
    rooted[POLITICAL] = rooted[POLITICAL] * (1 - rooted_election_share * election)
    return person_bound, rooted


@gives("person_bound", "capital_level", "capacity")
def settle(person_bound: Array, rooted: Array, capacity_weights: Array) -> tuple[Array, Array, Array]:
    """Keep the level of each capital within [0, 1]: an excess is taken from the person-bound layer.

    Returns:
        person_bound, capital_level (capital, municipality, run), capacity (municipality, run; 0-100).
    """
    person_bound = np.minimum(person_bound, 1 - rooted)
    level = person_bound + rooted
    return person_bound, level, 100 * (capacity_weights * level).sum(axis=0)
