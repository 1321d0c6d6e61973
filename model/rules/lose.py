"""Step 10: capital is lost to time, turnover, project endings and elections (M15, M39, M74, M77, M78, M91, M94)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.vocabulary import KEEPING, ORGANISATIONAL, POLITICAL


@gives("kept_person", "kept_rooted")
def take_apart(
    person_bound: Array, rooted: Array, brought_person: Array, brought_rooted: Array
) -> tuple[Array, Array]:
    """What was there, as each layer less what support or own building brought; upkeep keeps the one, not the other.

    Returns:
        kept_person, kept_rooted, each (capital, municipality, run).
    """
    return np.maximum(person_bound - brought_person, 0), np.maximum(rooted - brought_rooted, 0)


def turnover_loss(
    leavers: Array, organisational: Array, structures: float, leaver_loss: Array, turnover_buffer: Array,
    structures_buffer: Array,
) -> Array:
    """Share of the person-bound layer that leaves with key persons; structures are the buffer (M74, M78)."""
    kept = turnover_buffer * organisational + structures_buffer * structures
    return leaver_loss * leavers * np.maximum(1 - kept, 0)


def election_share(changed: Array | float, shared_decisions: Array | float, election_loss: Array) -> Array:
    """Share of person-bound political capital lost at a change of rule, less where decided jointly (M91, M94)."""
    share: Array = election_loss * changed * np.maximum(1 - shared_decisions, 0)
    return share


@gives("kept_person", "kept_rooted", "brought_person", "brought_rooted")
def lose(
    kept_person: Array, kept_rooted: Array, brought_person: Array, brought_rooted: Array, capital_level: Array,
    capital_start: Array, leavers: Array, worn_leavers: Array, changed_rule: Array, shared_decisions: Array,
    participation: Array, project_ended: Array, project_share: float, handover: float, structures: float, strain: Array,
    depreciation_person: Array, depreciation_rooted: Array, brought_fade: Array, use_keeps: Array, leaver_loss: Array,
    turnover_buffer: Array, structures_buffer: Array, election_loss: Array, rooted_election_share: Array,
    project_end_loss: Array, turnover_capitals: Array, finance_capital: Array, financial_swing: Array,
    steered: Array,
) -> tuple[Array, Array, Array, Array]:
    """Depreciate every layer; lose lumps to turnover, project endings, elections and deficits.

    What was there depreciates at a rate that upkeep replaces; what support brought and has not rooted fades, more
    slowly while it is used; what has been made of it as routine lasts longer under rule-bound steering (M119d). All
    lose the same share to a person who leaves or a change of rule; what was brought meets more leavers where they are
    worn, while upkeep replaces the loss expected at the start and no other (M15).

    Returns:
        kept_person, kept_rooted, brought_person, brought_rooted; each (capital, municipality, run).
    """
    lump = turnover_capitals * turnover_loss(
        leavers, capital_start[ORGANISATIONAL], structures, leaver_loss, turnover_buffer, structures_buffer
    )
    lump_brought = turnover_capitals * turnover_loss(
        worn_leavers, capital_level[ORGANISATIONAL], structures, leaver_loss, turnover_buffer, structures_buffer
    )
    deficits = finance_capital * financial_swing * strain
    projects = project_end_loss * project_ended * project_share * participation * (1 - handover)
    fade = brought_fade * (1 - use_keeps * participation)
    kept_person = kept_person * np.maximum(1 - depreciation_person - lump - deficits, 0)
    brought_person = brought_person * np.maximum(1 - fade - lump_brought - deficits - projects, 0)
    kept_rooted = kept_rooted * (1 - depreciation_rooted)
    brought_rooted = brought_rooted * (1 - depreciation_rooted * steered[KEEPING])
    election = election_share(changed_rule, shared_decisions, election_loss)
    for stock, hit in (
        (kept_person, election),
        (brought_person, election),
        (kept_rooted, rooted_election_share * election),
        (brought_rooted, rooted_election_share * election),
    ):
        stock[POLITICAL] = stock[POLITICAL] * (1 - hit)
    return kept_person, kept_rooted, brought_person, brought_rooted


@gives("brought_person", "brought_rooted", "person_bound", "rooted", "capital_level", "capacity")
def settle(
    kept_person: Array, kept_rooted: Array, brought_person: Array, brought_rooted: Array, capacity_weights: Array
) -> tuple[Array, ...]:
    """Keep the level of each capital within [0, 1]: an excess is taken from what was brought, the rooted part last.

    Returns:
        brought_person, brought_rooted, person_bound, rooted, capital_level (capital, municipality, run), capacity
        (municipality, run; 0-100).
    """
    kept_rooted = np.minimum(kept_rooted, 1)
    brought_rooted = np.clip(brought_rooted, 0, 1 - kept_rooted)
    rooted = kept_rooted + brought_rooted
    brought_person = np.clip(brought_person, 0, np.maximum(1 - rooted - kept_person, 0))
    person_bound = np.minimum(kept_person + brought_person, 1 - rooted)
    level = person_bound + rooted
    return brought_person, brought_rooted, person_bound, rooted, level, 100 * (capacity_weights * level).sum(axis=0)
