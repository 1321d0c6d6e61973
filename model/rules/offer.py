"""Step 4: the actor turns its person-years into an offer.

Mechanisms M21, M46, M47, M48, M51, M60, M61, M68, M69, M77, M113, M118.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Flags, Whole, gives
from kraftsamling.model.rules.ambition import GRID
from kraftsamling.model.vocabulary import KNOWLEDGE, RESOURCE, ROOM, SEEN_BASES, SEEN_CAPACITY, SEEN_PARTICIPATION


FORM_LAYERS = np.array([[.15, .1, .25], [.2, .2, .35], [.1, .2, .1], [.3, .3, .2], [.25, .2, .1]])


@gives("person_years", "working_years", "project_part")
def staff_time(
    years_of_level: Array, fixed_years: Array, support_now: Flags, reorganisation: Array, project_pulse: Array,
    event_project_money: Array, funding_core: Array, budget_person_years: Array, project_share: float,
    handover: float, follow_up: float, reserve: float, project_yield: Array,
) -> tuple[Array, Array, Array]:
    """Split the quarter's person-years: fixed cost of the level first, then follow-up, then work with members (M118).

    Project money comes in pulses and yields more while it lasts (M77); a hand-over share of it is kept for embedding.
    Time that the actor holds in reserve is not worked.

    Returns:
        person_years (run, a year), working_years (run, a year: left for measures),
        project_part (run, share of this quarter's person-years that is project money).
    """
    granted = support_now * np.where(np.isnan(budget_person_years), years_of_level, budget_person_years)
    core = granted * (1 - project_share) * funding_core
    project = granted * project_share * project_pulse * (1 - event_project_money)
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


@gives("feeding")
def spread_capitals(
    ambition_level: Whole, picture_need: Array, quarter: int, level_cells: Array, capital_policy: str,
    capital_weights: Array, first_capital: int | None, first_quarters: int, first_focus: float,
) -> tuple[Array]:
    """Share of each form's time that goes to each capital, within the cells that the catalogue emphasises.

    One capital may come first: forms that feed it give it `first_focus` of their time for the first quarters (M03-M05).

    Args:
        level_cells: (level, capital, form) number of open measures, zero where a form does not feed a capital.

    Returns:
        (feeding,): (capital, form, run); sums to 1 over capitals, or to 0 where no measure is open.
    """
    cells = np.moveaxis(level_cells[ambition_level], 0, -1)
    if capital_policy == "need":
        weight = cells * picture_need[:, None, :]
    elif capital_policy == "equal":
        weight = np.ones_like(cells) * (cells > 0)
    else:
        weight = cells * capital_weights[:, None, None]
    feeding = weight / np.maximum(weight.sum(axis=0), np.finfo(float).tiny)
    if first_capital is None or quarter >= first_quarters:
        return (feeding,)
    focus = first_focus * (cells[first_capital] > 0)
    chosen = (np.arange(len(cells)) == first_capital)[:, None, None]
    return (feeding * (1 - focus) + chosen * focus,)


@gives("target_weight")
def target(picture: Array, size_index: Array, targeting: str, targeting_strength: Array) -> tuple[Array]:
    """Weights on rival time over municipalities, mean 1: a weight, never exclusion (M21, M60, M69).

    Returns:
        (target_weight,): (municipality, run).
    """
    if targeting in ("even", "size_adapted"):
        return (np.ones_like(picture[0]),)
    if targeting in ("small_first", "large_first"):
        lean = size_index * np.ones_like(picture[0])
        sign = 1 if targeting == "large_first" else -1
    else:
        lean = picture[SEEN_PARTICIPATION if targeting == "willing_first" else SEEN_CAPACITY]
        sign = 1 if targeting == "willing_first" else -1
    spread = np.sqrt(((lean - lean.mean(axis=0)) ** 2).mean(axis=0))
    score = (lean - lean.mean(axis=0)) / np.maximum(spread, 10.0**-GRID)
    weight = np.exp(sign * targeting_strength * score)
    return (weight / weight.mean(axis=0),)


@gives("dose", "actor_time", "initiatives")
def share_out(
    working_years: Array, form_share: Array, target_weight: Array, collaboration: Array, mandate: Array,
    ambition_level: Whole, unlikeness_region: float, targeting: str, level_actor_share: Array,
    level_public_share: Array, public_bonus: Array, breadth_of_level: Array, breadth: float | None,
    public_time: Array, public_efficiency: Array, unlikeness_penalty: Array, ability_floor: Array,
    coverage_scale: Array, adaptation_cost: Array,
) -> tuple[Array, Array, Array]:
    """The dose on offer to each municipality, in person-years a year by form (M48, M51, M61, M118).

    A public good is made once and reaches all, with an efficiency that falls as the group grows more unlike; the rest
    is rival time, divided among members. Mandate and collaboration capital bound the delivery (M118a).

    Returns:
        dose (form, municipality, run), actor_time (form, run; person-years a year on the actor itself),
        initiatives (run: measures at once).
    """
    initiatives = breadth_of_level if breadth is None else np.full_like(breadth_of_level, breadth)
    effort = working_years * form_share
    actor_part = level_actor_share[ambition_level].T
    ability = ability_floor + (1 - ability_floor) * collaboration.sum(axis=0)
    coverage = 1 - np.exp(-initiatives / coverage_scale)
    delivered = effort * (1 - actor_part) * ability * mandate * coverage
    public = level_public_share[ambition_level].T * public_time
    efficiency = public_efficiency * (1 - unlikeness_penalty * unlikeness_region) * public_bonus
    rival = (1 - public) * (1 - adaptation_cost * (targeting == "size_adapted"))
    members = target_weight.shape[0]
    dose = (delivered * rival / members)[:, None, :] * target_weight + (delivered * public * efficiency)[:, None, :]
    return dose, effort * actor_part, initiatives


@gives(
    "signals", "application_help", "documentation", "network_effort", "staff_saving", "rooting_bonus",
    "shared_decisions", "addressing", "channels", "fit",
)
def describe_offer(
    ambition_level: Whole, working_years: Array, quarter: int, signal_cut: Array, help_of_level: Array,
    level_applications: Array, level_documentation: Array, level_network: Array, saving_of_level: Array,
    rooting_of_level: Array, decisions_of_level: Array, pooled_applications: bool, networks_quarters: float,
    signals_outside: Array, event_signals: Array, form_share: Array, knowledge_of_needs: Array,
) -> tuple[Array, ...]:
    """The offer besides the dose: other signals, help with applications, examples, networks (M68, M113).

    Additions of a level count once its fixed cost is paid; networks are tended until the strategy ends it (M106).

    Returns:
        signals, application_help, documentation, network_effort, staff_saving, rooting_bonus, shared_decisions; each
        (run,).
    """
    active = (working_years > 0) * 1.0
    signals = (signals_outside + event_signals) * (1 - signal_cut * active)
    pooled = np.maximum(pooled_applications * 1.0, help_of_level) * (level_applications[ambition_level] > 0)
    return (
        signals,
        active * pooled,
        active * level_documentation[ambition_level],
        working_years * level_network[ambition_level] * (quarter < networks_quarters),
        active * saving_of_level,
        active * rooting_of_level,
        active * decisions_of_level,
        active * (FORM_LAYERS @ form_share),
        np.ones((13, 5, 1)) * (1 - np.exp(-working_years / 6)) * (FORM_LAYERS @ form_share) * 5,
        0.6 + 0.4 * knowledge_of_needs,
    )
