"""Step 3, once a year: the actor chooses measures, sets them up and keeps them up.

Mechanisms M46-M48, M51, M54, M59-M61, M69, M118. A portfolio changes once a year; in other quarters it stands.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from kraftsamling.model.rules import Array, Flags, Whole, gives
from kraftsamling.model.vocabulary import COMPARED_DECIMALS

GRAIN = 10.0**-COMPARED_DECIMALS
"""Person-years that stand for nothing, where something is divided by."""


@gives("initiatives")
def breadth_of_portfolio(
    working_years: Array, initiatives: Array, quarter: int, breadth: float | None, breadth_per_year: Array,
    quarters_per_year: int, most_at_once: int,
) -> tuple[Array]:
    """Measures that the actor runs at once: as many as its working time can carry, or as the course says (M61).

    Returns:
        (initiatives,): (run,), measures.
    """
    if quarter % quarters_per_year:
        return (initiatives,)
    wanted = breadth_per_year * working_years if breadth is None else breadth * np.ones_like(working_years)
    return (np.clip(np.round(wanted), 0, most_at_once) * (working_years > 0),)


@gives("openness")
def open_measures(
    openness: Array, quarter: int, ambition_level: Whole, mandate: Array, formality: Array, open_from: Array,
    measure_form: Whole, needs_mandate: Array, needs_formality: Array, included: Flags, left_out: Flags,
    mandate_ramp: float, quarters_per_year: int,
) -> tuple[Array]:
    """How far each measure is open: by level, and by a ramp where mandate or formality falls short of its needs.

    Args:
        open_from, needs_mandate, needs_formality, measure_form, included: (measure,).
        left_out: never to be chosen, (measure, run) or (measure, 1).

    Returns:
        (openness,): (measure, run), 0 to 1.
    """
    if quarter % quarters_per_year:
        return (openness,)
    reached = (open_from[:, None] <= ambition_level) | (included[:, None] & (ambition_level > 0))
    granted = np.clip((mandate[measure_form] - needs_mandate[:, None]) / mandate_ramp + 1, 0, 1)
    formal = np.clip((formality - needs_formality[:, None]) / mandate_ramp + 1, 0, 1)
    return (reached * ~left_out * granted * formal,)


@gives("queue", "chosen")
def let_go(
    queue: Whole, chosen: Flags, readiness: Array, openness: Array, initiatives: Array, served_need: Array,
    quarter: int, serves: csr_array, setup_years: Array, running_years: Array, life_years: Array, renewal: float,
    quarters_per_year: int,
) -> tuple[Whole, Flags]:
    """Once a year the least valuable part of what runs gives its place up, and may win it back (M59, M61).

    Args:
        queue: measure at each place, in the order chosen; (place, run). Places from the number chosen on say nothing.

    Returns:
        queue (place, run), chosen (measure, run).
    """
    if quarter % quarters_per_year or not chosen.any():
        return queue, chosen
    places = np.arange(len(queue))[:, None]
    cost = yearly_cost(readiness, setup_years, running_years, life_years)
    value = np.take_along_axis(openness * (serves.T @ served_need) / cost + readiness, queue, axis=0)
    runs = (places < chosen.sum(axis=0)) & (np.take_along_axis(openness, queue, axis=0) > 0)
    order = np.argsort(np.where(runs, -np.round(value, COMPARED_DECIMALS), np.inf), axis=0, kind="stable")
    stays = np.zeros_like(runs)
    np.put_along_axis(stays, order, places < np.ceil(initiatives * (1 - renewal)), axis=0)
    stays = stays & runs
    queue = np.take_along_axis(queue, np.argsort(~stays, axis=0, kind="stable"), axis=0)
    there = np.zeros_like(chosen)
    column = np.broadcast_to(np.arange(queue.shape[1]), queue.shape)
    left = places < stays.sum(axis=0)
    there[queue[left], column[left]] = True
    return queue, there


def yearly_cost(readiness: Array, setup_years: Array, running_years: Array, life_years: Array) -> Array:
    """Person-years a year of each measure: kept up, renewed over its life, and what is left of setting it up."""
    cost: Array = (running_years + setup_years / life_years)[:, None] + setup_years[:, None] * (1 - readiness)
    return cost


@gives("served_need")
def weigh_needs(
    served_need: Array, picture_need: Array, quarter: int, capital_weights: Array | None, channel_reference: Array,
    serves: csr_array, quarters_per_year: int,
) -> tuple[Array]:
    """What measures could serve: each capital's measured gap through each form, and each channel by layer (M49, M54).

    Args:
        capital_weights: weight of each capital, or None where the measured need decides; (capital,).
        channel_reference: what the reference portfolio brings to each channel and layer.

    Returns:
        (served_need,): (capital x form, then channel x layer; run).
    """
    if quarter % quarters_per_year:
        return (served_need,)
    need = picture_need if capital_weights is None else capital_weights[:, None] * np.ones_like(picture_need)
    cells = serves.shape[0] - len(channel_reference)
    channels = np.full((len(channel_reference), need.shape[-1]), 1 / channel_reference.sum())
    return (np.concatenate([need.repeat(cells // len(need), axis=0), channels]),)


@gives("queue", "chosen")
def choose_measures(
    queue: Whole, chosen: Flags, readiness: Array, openness: Array, initiatives: Array, served_need: Array,
    form_share: Array, shock_forms: Array, quarter: int, portfolio_policy: str, wish: Array, by_form: csr_array,
    serves: csr_array, served_by: Array, channel_reference: Array, waiting: Whole, awaited: Whole,
    setup_years: Array, running_years: Array, life_years: Array, scatter: Array, coverage_scale: Array,
    channel_saturation: Array, listed_first: float, quarters_per_year: int,
) -> tuple[Whole, Flags]:
    """Fill free places one by one, each time after what is chosen already has its due (M48, M54, M59-M61).

    need: what adds most per yearly cost to gaps and channels not yet served, so that the second of a family adds
    less; plan: in the order of the plan, then by need; forms: by need, the forms in the shares of the course; random:
    by the record; given: as much of what the course lists as there are places, a measure that is not open keeping its
    place empty, and nothing else. What the course lists comes first. A measure waits for those without which it cannot
    be thought.

    Args:
        wish: place of a measure in the course's own order, 0 where it has none; (measure,).
        serves: (need, measure); served_by: the same, dense and turned, (measure, need).
        waiting, awaited: measures that need another first, and which.
        scatter: fixed numbers between 0 and 1 that make an order out of one draw; (measure,).

    Returns:
        queue (place, run), chosen (measure, run).
    """
    if quarter % quarters_per_year:
        return queue, chosen
    queue, chosen, count, run = queue.copy(), chosen.copy(), chosen.sum(axis=0), np.arange(chosen.shape[1])
    yearly = running_years + setup_years / life_years
    holds_place = (wish[:, None] > 0) & (wish[:, None] <= initiatives) if portfolio_policy == "given" else True
    can = np.where(chosen, 0, openness * holds_place)
    per_cost = can / yearly_cost(readiness, setup_years, running_years, life_years)
    listed = can * np.where(wish > 0, listed_first - wish, 0)[:, None]
    by_chance = can * (np.mod(shock_forms + scatter[:, None], 1) + GRAIN)
    cells = len(served_need) - len(channel_reference)
    scale = np.concatenate([
        coverage_scale * np.ones((cells, len(run))), channel_saturation * channel_reference[:, None] + 0 * run,
    ])  # fmt: skip
    served, by_need = serves @ (chosen * 1.0), serves.T.tocsr()
    while (room := count < initiatives).any():
        if portfolio_policy == "random":
            points = by_chance + listed
        else:
            points = by_need @ (served_need * np.exp(-served / scale))
            points *= per_cost
            if portfolio_policy == "forms":
                points *= by_form.T @ lean_to_forms(by_form @ (chosen * yearly[:, None]), form_share)
            points += listed
        points[waiting] *= chosen[awaited] | (readiness[awaited] > 1 / 2)
        best = np.round(points, COMPARED_DECIMALS).argmax(axis=0)
        take = room & (points[best, run] > GRAIN / 2)
        if not take.any():
            break
        picked, where = best[take], run[take]
        chosen[picked, where] = True
        per_cost[picked, where] = listed[picked, where] = by_chance[picked, where] = 0
        queue[count[take], where] = picked
        count = count + take
        served[:, take] += served_by[picked].T
    return queue, chosen


def lean_to_forms(used: Array, form_share: Array) -> Array:
    """Weight of each form: above 1 where less of it runs than its share, below 1 where more does; (form, run)."""
    share = used / np.maximum(used.sum(axis=0), GRAIN)
    lean: Array = np.exp((form_share - share) * len(form_share) ** 2)
    return lean


@gives("readiness", "delivered", "upheld")
def set_up_measures(
    readiness: Array, queue: Whole, chosen: Flags, delivered: Array, upheld: Array, working_years: Array, quarter: int,
    tailored: float, public: Array, setup_years: Array, running_years: Array, life_years: Array,
    quarters_per_year: int,
) -> tuple[Array, Array, Array]:
    """Spend a year's working time: keep up what is ready, set up in turn, deliver with what is left (M51, M118).

    Two purses: the common one for public measures, the tailored one for rival ones, so that some are always ready.
    What is set up in a year works from the next. What is not kept up is lost over the life of the measure.

    Returns:
        readiness (measure, run), delivered (run: person-years a year of delivery in municipalities), upheld (2, run:
        share of what runs that the common and the tailored purse keep up).
    """
    if (quarter + 1) % quarters_per_year:
        return readiness, delivered, upheld
    count = chosen.sum(axis=0)
    queue = queue[: count.max()]
    there = np.arange(len(queue))[:, None] < count
    ready, kept = np.take_along_axis(readiness, queue, axis=0), np.zeros(queue.shape)
    paid, left, shares = np.zeros(queue.shape), np.zeros_like(working_years), []
    for kind, share in ((1, 1 - tailored), (0, tailored)):
        mine = there & (public[queue] == kind)
        purse = share * working_years
        upkeep = (mine * running_years[queue] * ready).sum(axis=0)
        part = np.where(upkeep > purse, purse / np.maximum(upkeep, purse + GRAIN), 1)
        rest = purse - part * upkeep
        need = mine * setup_years[queue] * (1 - ready)
        spent = np.clip(rest - (np.cumsum(need, axis=0) - need), 0, need)
        kept, paid, left = kept + mine * part, paid + spent, left + np.maximum(rest - spent.sum(axis=0), 0)
        shares.append(part)
    lasting = np.exp(-1 / life_years)
    after = ready * (kept + (1 - kept) * lasting[queue]) + paid / setup_years[queue]
    worn, column = readiness * lasting[:, None], np.broadcast_to(np.arange(queue.shape[1]), queue.shape)
    worn[queue[there], column[there]] = np.minimum(after[there], 1)
    return worn, left, np.stack(shares)


@gives("supply", "addressing_of_year", "channels_of_year", "actor_effort", "proposal", "planned_years")
def describe_portfolio(
    supply: Array, addressing_of_year: Array, channels_of_year: Array, actor_effort: Array, proposal: Array,
    planned_years: Array, working_years: Array, readiness: Array, chosen: Flags, openness: Array,
    delivered: Array, quarter: int, public: Array, proposes: Array,
    setup_years: Array, running_years: Array, life_years: Array, by_capital: csr_array, by_form: csr_array,
    by_layer: csr_array, by_channel: csr_array, actor_measures: csr_array, channel_reference: Array,
    channel_saturation: Array, quarters_per_year: int,
) -> tuple[Array, ...]:
    """What the portfolio gives for a year: by capital and form, by layer, by channel (M48, M51).

    A public measure counts with its effort, running and as set up over its life; a rival one with its part of the
    delivered time. Channels saturate, so that the second of a family gives less; they are measured against all of
    levels 1 and 2.

    Returns:
        supply (2: public, rival; capital x form, run; person-years a year), addressing_of_year (layer, run; shares),
        channels_of_year (channel, layer, run), actor_effort (form, run; person-years a year on the actor itself),
        proposal (run: what acts by a proposal), planned_years (run: working time that the year was planned with).
    """
    if quarter % quarters_per_year:
        return supply, addressing_of_year, channels_of_year, actor_effort, proposal, planned_years
    ready = readiness * openness
    yearly = (running_years + setup_years / life_years)[:, None]
    common = ready * public[:, None] * yearly
    rival = ready * (1 - public)[:, None] * chosen * yearly
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
        spoken / np.maximum(spoken.sum(axis=0), GRAIN),
        channel,
        actor_measures @ (common + shared),
        (proposes[:, None] * ready).sum(axis=0),
        working_years,
    )


@gives(
    "initiatives", "openness", "queue", "chosen", "served_need", "readiness", "delivered", "upheld", "supply",
    "addressing_of_year", "channels_of_year", "actor_effort", "proposal", "planned_years",
)
def start_portfolio(
    working_years: Array, collaboration: Array, life_years: Array, by_capital: csr_array, by_layer: csr_array,
    channel_reference: Array, serves: csr_array, most_at_once: int,
) -> tuple[Array | Whole | Flags, ...]:
    """A portfolio in which nothing is chosen or ready yet.

    Returns:
        as declared, each of its variable's axes.
    """
    none = np.zeros_like(working_years)
    runs, layers = len(none), by_layer.shape[0]
    measures, layer = np.zeros((len(life_years), runs)), np.zeros((layers, runs))
    return (
        none, measures, np.zeros((most_at_once, runs), int), measures > 0, np.zeros((serves.shape[0], runs)), measures,
        none, np.ones((2, runs)), np.zeros((2, by_capital.shape[0], runs)), layer,
        np.zeros((len(channel_reference) // layers, layers, runs)), np.zeros_like(collaboration[0]), none, none,
    )
