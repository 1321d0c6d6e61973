"""Step 3, once a year: the actor chooses measures, sets them up and keeps them up.

Mechanisms M46-M48, M51, M54, M59-M61, M69, M118. A portfolio changes once a year; in other quarters it stands.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.model.rules import Array, Whole, gives
from kraftsamling.model.rules.ambition import GRID

MOST_AT_ONCE = 60
"""Measures that can run at once; more money is delivered rather than spread."""
ROUNDS = 3
"""Turns in which a year's free places are filled, each with an eye to what the turns before have covered."""
NOT_YET = np.iinfo(np.int16).max
GRAIN = 1e-9
"""Person-years that stand for nothing, where something is divided by."""
UNTOUCHED = 1000.0
"""Score that puts what is pinned or planned before all else."""


@gives("initiatives")
def breadth_of_portfolio(
    working_years: Array, initiatives: Array, quarter: int, breadth: float | None, breadth_per_year: Array,
    quarters_per_year: int,
) -> tuple[Array]:
    """Measures that the actor runs at once: as many as its working time can carry, or as the course says (M61).

    Returns:
        (initiatives,): (run,), measures.
    """
    if quarter % quarters_per_year:
        return (initiatives,)
    wanted = breadth_per_year * working_years if breadth is None else breadth * np.ones_like(working_years)
    return (np.clip(np.round(wanted), 0, MOST_AT_ONCE) * (working_years > 0),)


@gives("openness")
def open_measures(
    openness: Array, quarter: int, ambition_level: Whole, mandate: Array, formality: Array, open_from: Array,
    measure_form: Whole, needs_mandate: Array, needs_formality: Array, included: Array, left_out: Array,
    mandate_ramp: float, quarters_per_year: int,
) -> tuple[Array]:
    """How far each measure is open: by level, and by a ramp where mandate or formality falls short of its needs.

    Args:
        open_from, needs_mandate, needs_formality, measure_form, included, left_out: (measure,).

    Returns:
        (openness,): (measure, run), 0 to 1.
    """
    if quarter % quarters_per_year:
        return (openness,)
    reached = (open_from[:, None] <= ambition_level) | (included[:, None] & (ambition_level > 0))
    granted = np.clip((mandate[measure_form] - needs_mandate[:, None]) / mandate_ramp + 1, 0, 1)
    formal = np.clip((formality - needs_formality[:, None]) / mandate_ramp + 1, 0, 1)
    return (reached * ~left_out[:, None] * granted * formal,)


@gives("turn")
def choose_measures(
    turn: Whole, readiness: Array, openness: Array, initiatives: Array, picture_need: Array, form_share: Array,
    shock_forms: Array, quarter: int, portfolio_policy: str, wish: Array, given_only: bool, capital_weights: Array,
    first_capital: int | None, first_quarters: int, first_focus: float,
    by_capital: csr_array, by_form: csr_array, by_channel: csr_array, channel_reference: Array, measure_required: csr_array,
    setup_years: Array, running_years: Array, life_years: Array, scatter: Array, coverage_scale: Array,
    channel_saturation: Array, renewal: float, quarters_per_year: int,
) -> tuple[Whole]:
    """Choose what runs this year (M48, M54, M59-M61): what runs is kept, the least valuable part is contested anew.

    need: what adds most to the measured gaps and to channels not yet covered, per yearly cost; plan: in the order of
    the plan, then by need; forms: by need, the forms in the shares of the course; random: by the record; given: what
    the course lists. Pinned measures come first. A measure waits for those without which it cannot be thought.

    Args:
        turn: when each measure was chosen, 0 where it does not run; (measure, run).
        wish: place of a measure in the course's own order, 0 where it has none; (measure,).
        capital_weights: weight of each capital, or None where measured need decides; (capital,).
        first_capital: capital whose need counts for `first_focus` of all needs in the first quarters, or None.
        scatter: fixed numbers between 0 and 1 that make an order out of one draw; (measure,).

    Returns:
        (turn,): (measure, run).
    """
    if quarter % quarters_per_year:
        return (turn,)
    policy = portfolio_policy
    running = (turn > 0) & (openness > 0)
    yearly = running_years + setup_years / life_years
    cost = yearly[:, None] + setup_years[:, None] * (1 - readiness)
    need = picture_need if capital_weights is None else capital_weights[:, None] * np.ones_like(picture_need)
    if first_capital is not None and quarter < first_quarters:
        alone = (np.arange(len(need)) == first_capital)[:, None] * need.sum(axis=0)
        need = (1 - first_focus) * need + first_focus * alone
    listed = np.where(wish > 0, UNTOUCHED - wish, 0)[:, None]
    can = openness * ((wish > 0)[:, None] if given_only else 1)

    def score(running: Array) -> Array:
        if policy == "random":
            worth = np.mod(shock_forms + scatter[:, None], 1) + 1 / UNTOUCHED
        else:
            covered = by_capital @ (running * yearly[:, None])
            left = need.repeat(len(form_share), axis=0) * np.exp(-covered / coverage_scale)
            heard = by_channel @ running
            scale = channel_saturation * channel_reference[:, None]
            fresh = np.exp(-heard / scale) / channel_reference.sum()
            worth = (yearly[:, None] * (by_capital.T @ left) + by_channel.T @ fresh) / cost
            if policy == "forms":
                used = by_form @ (running * yearly[:, None])
                share = used / np.maximum(used.sum(axis=0), np.finfo(float).tiny)
                worth = worth * (by_form.T @ np.exp((form_share - share) * len(form_share) ** 2))
        there = (running | (readiness > 1 / 2)) * 1.0
        thinkable = measure_required @ there >= measure_required.sum(axis=1)[:, None]
        return np.where(running, -1, np.round(can * thinkable * (worth + listed), GRID))

    if running.any():
        value = np.where(running, score(np.zeros_like(running)) + readiness, np.inf)
        most = np.ceil(initiatives * (1 - renewal))
        rank = np.argsort(np.argsort(-np.where(running, value, -np.inf), axis=0, kind="stable"), axis=0, kind="stable")
        running = running & (rank < most)
    latest = np.where(running, turn, 0)
    for left in range(ROUNDS, 0, -1):
        take = np.ceil((initiatives - running.sum(axis=0)) / left)
        points = score(running)
        order = np.argsort(-points, axis=0, kind="stable")[:MOST_AT_ONCE]
        places = np.arange(len(order))[:, None]
        picked = (places < take) & (np.take_along_axis(points, order, axis=0) > 0)
        first = latest.max(axis=0) + 1
        np.put_along_axis(
            latest, order, np.where(picked, first + places, np.take_along_axis(latest, order, axis=0)), axis=0
        )
        running = latest > 0
    packed = np.argsort(np.argsort(np.where(running, latest, NOT_YET), axis=0, kind="stable"), axis=0, kind="stable")
    return (np.where(running, packed + 1, 0).astype(np.int16),)


@gives("readiness", "delivered", "upheld")
def set_up_measures(
    readiness: Array, turn: Whole, delivered: Array, upheld: Array, working_years: Array, quarter: int, tailored: float,
    public: Array, setup_years: Array, running_years: Array, life_years: Array, quarters_per_year: int,
) -> tuple[Array, Array, Array]:
    """Spend a year's working time: keep up what is ready, set up in turn, deliver with what is left (M51, M118).

    What is set up in a year works from the next. Two purses: the common one for public measures, the tailored one for rival ones, so that some are always ready.
    What is not kept up is lost over the life of the measure.

    Returns:
        readiness (measure, run), delivered (run: person-years a year of delivery in municipalities), upheld (2, run:
        share of what runs that the common and the tailored purse keep up).
    """
    if (quarter + 1) % quarters_per_year:
        return readiness, delivered, upheld
    runs = turn > 0
    order = np.argsort(np.where(runs, turn, NOT_YET), axis=0, kind="stable")[:MOST_AT_ONCE]
    lasting = np.exp(-1 / life_years)[:, None]
    paid, left, shares, kept = np.zeros_like(readiness), 0.0, [], np.zeros_like(readiness)
    for mine, share in ((public > 0, 1 - tailored), (public == 0, tailored)):
        purse = share * working_years
        upkeep = (runs * mine[:, None] * running_years[:, None] * readiness).sum(axis=0)
        part = np.where(upkeep > purse, purse / np.maximum(upkeep, purse + GRAIN), 1)
        kept = kept + runs * mine[:, None] * part
        rest = purse - part * upkeep
        need = np.take_along_axis(runs * mine[:, None] * setup_years[:, None] * (1 - readiness), order, axis=0)
        spent = np.clip(rest - (np.cumsum(need, axis=0) - need), 0, need)
        np.put_along_axis(paid, order, np.take_along_axis(paid, order, axis=0) + spent, axis=0)
        left = left + rest - spent.sum(axis=0)
        shares.append(part)
    worn = readiness * (kept + (1 - kept) * lasting)
    return np.minimum(worn + paid / setup_years[:, None], 1), left, np.stack(shares)


@gives("supply", "addressing_of_year", "channels_of_year", "actor_effort", "proposal", "planned_years")
def describe_portfolio(
    supply: Array, addressing_of_year: Array, channels_of_year: Array, actor_effort: Array, proposal: Array,
    planned_years: Array, working_years: Array, readiness: Array, turn: Whole, openness: Array, delivered: Array, quarter: int, public: Array, proposes: Array,
    running_years: Array, by_capital: csr_array, by_layer: csr_array, by_channel: csr_array, actor_measures: csr_array, channel_reference: Array,
    channel_saturation: Array, quarters_per_year: int,
) -> tuple[Array, ...]:
    """What the portfolio gives for a year: by capital and form, by layer, by channel (M48, M51).

    A public measure counts with its running effort, a rival one with its part of the delivered time. Channels saturate, so that the second of a family gives less; they are measured against all of
    levels 1 and 2.

    Returns:
        supply (2: public, rival; capital x form, run; person-years a year), addressing_of_year (layer, run; shares),
        channels_of_year (channel, layer, run), actor_effort (form, run; person-years a year on the actor itself),
        proposal (run: what acts by a proposal), planned_years (run: working time that the year was planned with).
    """
    if quarter % quarters_per_year:
        return supply, addressing_of_year, channels_of_year, actor_effort, proposal, planned_years
    ready = readiness * openness
    common = ready * (public * running_years)[:, None]
    rival = ready * ((1 - public) * running_years)[:, None] * (turn > 0)
    total = rival.sum(axis=0)
    worked = np.minimum(delivered / np.maximum(total, GRAIN), 1)
    shared = rival / np.maximum(total, GRAIN) * np.where(total > GRAIN, delivered, 0)
    cells = np.stack([by_capital @ common, by_capital @ shared])
    spoken = by_layer @ (common + shared)
    heard = by_channel @ (ready * (public[:, None] + (1 - public)[:, None] * worked))
    scale = channel_saturation * channel_reference[:, None]
    full = 1 - np.exp(-1 / channel_saturation)
    channel = ((1 - np.exp(-heard / scale)) / full).reshape(channels_of_year.shape)
    return (
        cells,
        spoken / np.maximum(spoken.sum(axis=0), np.finfo(float).tiny),
        channel,
        actor_measures @ (common + shared),
        (proposes[:, None] * ready).sum(axis=0),
        working_years,
    )
