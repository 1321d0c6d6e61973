"""Step 4: the actor turns its person-years into an offer.

Mechanisms M21, M46, M47, M48, M51, M60, M61, M68, M69, M77, M82, M113, M118.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Flags, Whole, gives, mean
from kraftsamling.model.rules.ambition import GRID
from kraftsamling.model.rules.portfolio import GRAIN
from kraftsamling.model.vocabulary import (
    KNOWLEDGE,
    RESOURCE,
    ROOM,
    SEEN_BASES,
    SEEN_CAPACITY,
    SEEN_PARTICIPATION,
)


@gives("person_years", "working_years", "project_part")
def staff_time(
    years_of_level: Array, fixed_years: Array, support_now: Flags, reorganisation: Array, project_pulse: Array,
    event_project_money: Array, funding_core: Array, budget_person_years: Array, project_share: Array,
    most_person_years: float, handover: float, follow_up: float, reserve: float, project_yield: Array,
    contributions: float, person_year_cost: Array,
) -> tuple[Array, Array, Array]:
    """Split the quarter's person-years: fixed cost of the level first, then follow-up, then work with members (M118).

    Project money comes in pulses and yields more while it lasts (M77); a hand-over share of it is kept for embedding.
    Time that the actor holds in reserve is not worked. A secretariat that may not grow has a most that it can hold of
    its own; what it is granted beyond that becomes projects that members carry. What municipalities have decided to pay
    is staff of its own, on top of what it is granted (M82).

    Returns:
        person_years (run, a year), working_years (run, a year: left for measures),
        project_part (run, share of this quarter's person-years that is project money).
    """
    granted = support_now * np.where(np.isnan(budget_person_years), years_of_level, budget_person_years)
    contributed = support_now * contributions / person_year_cost
    most = np.maximum(most_person_years - contributed, 0)
    share = np.maximum(project_share, 1 - most / np.maximum(granted, np.finfo(float).tiny))
    core = granted * (1 - share) * funding_core + contributed
    project = granted * share * project_pulse * (1 - event_project_money)
    person_years = core + project
    delivered = core + project * (1 + project_yield) * (1 - handover)
    free = np.maximum(delivered - fixed_years, 0)
    working = free * ((1 - follow_up) * (1 - reserve)) * (1 - reorganisation)
    return person_years, working, project / np.maximum(person_years, np.finfo(float).tiny)


def gate_of_order(base: Array, prerequisite_level: Array) -> Array:
    """Degree to which each form's prerequisite is met: knowledge for resource, resource for room (M46).

    Args:
        base: (form, ...).

    Returns:
        (form, ...), 0 to 1.
    """
    met = np.minimum(base / prerequisite_level, 1)
    return np.stack([np.ones_like(met[KNOWLEDGE]), met[KNOWLEDGE], met[RESOURCE]])


@gives("form_share")
def mix_forms(
    picture: Array, mandate: Array, ambition_level: Whole, quarter: int, shock_forms: Array, form_policy: str,
    form_mix: Array, form_focus: float, form_phase: int, prerequisite_level: Array,
) -> tuple[Array]:
    """Share of working time that goes to each form of support (M46, M47).

    mix: as given (one row per level); sequence and reverse: one form after the other; gap: the form with the largest
    *usable* gap, that is 1 - measured base, where its prerequisite is met and the mandate held; random: by the record.

    Returns:
        (form_share,): (form, run), sums to 1.
    """
    runs = ambition_level.shape[0]
    mix = form_mix[ambition_level].T
    if form_policy == "mix":
        return (mix,)
    if form_policy in ("sequence", "reverse"):
        phase = min(quarter // form_phase, ROOM)
        chosen = np.full(runs, phase if form_policy == "sequence" else ROOM - phase)
    elif form_policy == "gap":
        measured = picture[SEEN_BASES:].mean(axis=-2)
        usable = (1 - measured) * gate_of_order(measured, prerequisite_level) * mandate
        chosen = np.round(usable, GRID).argmax(axis=0)
    else:
        chosen = np.minimum((shock_forms * len(mix)).astype(int), ROOM)
    focus = (np.arange(len(mix))[:, None] == chosen) * 1.0
    even = np.full_like(mix, 1 / len(mix))
    return (form_focus * focus + (1 - form_focus) * even,)


def diagnosed_gap(picture: Array, form_share: Array, prerequisite_level: Array) -> Array:
    """What the forms on offer could still do in each municipality, as its own bases were measured (M47, M54).

    A form counts by its share of the working time and as far as its prerequisite was seen to be met.

    Returns:
        (municipality, run), 0 to 1.
    """
    measured = np.clip(picture[SEEN_BASES:], 0, 1)
    usable = (1 - measured) * gate_of_order(measured, prerequisite_level)
    gap: Array = (form_share[:, None] * usable).sum(axis=0)
    return gap


@gives("target_weight")
def target(
    picture: Array, size_index: Array, form_share: Array, targeting: str, targeting_strength: Array,
    prerequisite_level: Array,
) -> tuple[Array]:
    """Weights on rival time over municipalities, mean 1: a weight, never exclusion (M21, M60, M69).

    Whom it leans to is what was seen and not what is so: it errs as the picture does, and without follow-up it rests on
    nothing (M47, M54). size_adapted and even do not lean.

    Returns:
        (target_weight,): (municipality, run).
    """
    if targeting in ("even", "size_adapted"):
        return (np.ones_like(picture[0]),)
    if targeting in ("small_first", "large_first"):
        lean = size_index * np.ones_like(picture[0])
        sign = 1 if targeting == "large_first" else -1
    elif targeting == "largest_gap_first":
        lean, sign = diagnosed_gap(picture, form_share, prerequisite_level), 1
    else:
        lean = picture[SEEN_PARTICIPATION if targeting == "willing_first" else SEEN_CAPACITY]
        sign = 1 if targeting == "willing_first" else -1
    spread = np.sqrt(mean((lean - mean(lean)) ** 2))
    score = (lean - mean(lean)) / np.maximum(spread, 10.0**-GRID)
    weight = np.exp(sign * targeting_strength * score)
    return (weight / mean(weight),)


@gives("dose", "feeding", "actor_time", "addressing", "channels", "channel_means", "fit")
def share_out(
    supply: Array, addressing_of_year: Array, channels_of_year: Array, actor_effort: Array, planned_years: Array,
    working_years: Array, knowledge_of_needs: Array, target_weight: Array, public_bonus: Array,
    unlikeness_region: float, targeting: str, public_reach: Array, unlikeness_penalty: Array, tailored_worth: Array,
    adaptation_cost: Array, fit_unknown: Array,
) -> tuple[Array, ...]:
    """The dose on offer to each municipality, in person-years a year by form (M48, M51, M61, M118).

    A public measure gives every municipality its effort x reach, and reach falls as the group grows more unlike; what
    is delivered in municipalities is divided among them, each hour worth more. Nothing is given while nobody works.

    Returns:
        dose (form, municipality, run), feeding (capital, form, run: share of each form that goes to each capital),
        actor_time (form, run; person-years a year on the actor itself), addressing (layer, run; shares), channels
        (channel, layer, run), channel_means (channel, run: over the layers), fit (run: how well the portfolio
        meets what members need, M54).
    """
    worked = np.minimum(working_years, planned_years) / np.maximum(planned_years, np.finfo(float).tiny)
    at_work = np.where(planned_years > 0, worked, working_years > 0)
    reach = public_reach * (1 - unlikeness_penalty * unlikeness_region) * public_bonus
    members = target_weight.shape[0]
    worth = tailored_worth * (1 - adaptation_cost * (targeting == "size_adapted")) / members
    common, rival = (part.reshape(-1, len(actor_effort), working_years.shape[0]) for part in supply)
    common, rival = common * reach * at_work, rival * worth * at_work
    given = common + rival
    channels = channels_of_year * at_work
    dose = common.sum(axis=0)[:, None, :] + rival.sum(axis=0)[:, None, :] * target_weight
    return (
        dose,
        given / np.maximum(given.sum(axis=0), GRAIN),
        actor_effort * at_work,
        addressing_of_year * (at_work > 0),
        channels,
        np.add.reduce(channels, axis=1) / channels.shape[1],
        fit_unknown + (1 - fit_unknown) * knowledge_of_needs,
    )


@gives("signals", "staff_saving", "rooting_bonus", "shared_decisions")
def describe_offer(
    working_years: Array, signal_cut: Array, saving_of_level: Array, rooting_of_level: Array, decisions_of_level: Array,
    signals_outside: Array, event_signals: Array,
) -> tuple[Array, ...]:
    """What else reaches municipalities: other signals, and what the level adds once its fixed cost is paid (M113).

    Returns:
        signals, staff_saving, rooting_bonus, shared_decisions; each (run,).
    """
    active = (working_years > 0) * 1.0
    signals = (signals_outside + event_signals) * (1 - signal_cut * active)
    return (
        signals,
        active * saving_of_level,
        active * rooting_of_level,
        active * decisions_of_level,
    )
