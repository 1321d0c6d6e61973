"""Step 6: support is received, as far as receptive capacity lets it be.

Mechanisms M03-M05, M07, M13, M16, M20, M25, M32, M33, M46, M55, M63, M112, M119.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Whole, bounded, gives, mean
from kraftsamling.model.rules.layers import held
from kraftsamling.model.rules.offer import gate_of_order
from kraftsamling.model.vocabulary import (
    DYNAMIC,
    FINANCIAL,
    KNOWLEDGE,
    ORGANISATIONAL,
    POLITICAL,
    RELATIONAL,
)


@gives("receptive_capacity", "weakest_link")
def receptive_capacity(
    interest: Array, slack: Array, legitimacy: Array, capital_level: Array, receptive_exponent: Array,
    slack_in_receptive: Array, ingredient_floor: Array, probe_interest: Array, probe_slack: Array,
    probe_relational: Array, probe_organisational: Array,
) -> tuple[Array, Whole]:
    """Weakest-link aggregate of interest, staff slack, relational and organisational capital, legitimacy (M13, M16).

    A power mean; its exponent is uncertain, mostly negative (towards the minimum). Whether slack enters here besides
    the decision to take part is a stated switch: at 0 the mean is over the other four. The probes add to one
    ingredient here and nowhere else, to test the aggregate by itself (pattern P02).

    Returns:
        receptive_capacity (municipality, run), weakest_link (municipality, run; index of INGREDIENTS).
    """
    slack = slack + probe_slack
    others = np.stack([
        interest + probe_interest,
        capital_level[RELATIONAL] + probe_relational,
        capital_level[ORGANISATIONAL] + probe_organisational,
        legitimacy,
    ])
    floored = np.maximum(others, ingredient_floor), np.maximum(slack, ingredient_floor)
    aggregate = np.minimum(power_mean(*floored, slack_in_receptive, receptive_exponent), 1)
    counted = np.where(slack_in_receptive > 0, slack, np.inf)
    return aggregate, np.stack([others[0], counted, *others[1:]]).argmin(axis=0)


def power_mean(parts: Array, further: Array, weight: Array, exponent: Array) -> Array:
    """Power mean of `parts` (first axis) and one `further` part of its own weight; at 0 the geometric mean."""
    near_zero = np.sqrt(np.finfo(float).eps)
    exponent = np.where(np.abs(exponent) < near_zero, near_zero, exponent)
    powers = np.exp(exponent * np.log(parts)).sum(axis=0) + weight * np.exp(exponent * np.log(further))
    mean: Array = np.exp(np.log(powers / (len(parts) + weight)) / exponent)
    return mean


@gives("attention", "attention_left")
def attention(
    signals: Array, initiatives: Array, participation: Array, addressing: Array, capital_level: Array,
    capital_start: Array, sender_layers: Array, attention_limit: Array, attention_growth: Array,
) -> tuple[Array, Array]:
    """Attention that each layer has left, 1 where the senders that address it are no more than it can follow (M112).

    Senders and the actor's own measures compete in the layers that they address; organisational capital gained lets
    more be followed.

    Returns:
        attention (layer, municipality, run), attention_left (municipality, run: that of the layers which the offer
        addresses, 1 where it addresses none); 0 to 1.
    """
    growth = capital_level[ORGANISATIONAL] - capital_start[ORGANISATIONAL]
    limit = attention_limit * np.maximum(1 + attention_growth * growth, 0)
    busy = signals * sender_layers + initiatives * participation * addressing
    left = np.minimum(limit / np.maximum(busy, np.finfo(float).tiny), 1)
    return left, (addressing * left).sum(axis=0) + (1 - addressing.sum(axis=0))


@gives("received", "landing", "useful")
def receive(
    dose: Array, take_up: Array, participation: Array, receptive_capacity: Array, demand: Array, base: Array,
    vocabulary: Array, misfit: Array, adapted: float, fit: Array, collaboration: Array, attention_left: Array,
    expertise_missing: Array, staff_saving: Array, order_strength: Array, order_or_vocabulary: Array,
    vocabulary_cost: Array, prerequisite_level: Array, misfit_size: Array, knowledge_floor: Array,
    ability_floor: Array, expertise_cost: Array, reference_receptive: float, reference_take_up: float,
    reference_vocabulary: float, reference_knowledge: float, reference_fit: float, reference_ability: float,
) -> tuple[Array, Array, Array]:
    """Support that lands, by form, in person-years a year as an ordinary municipality would receive them.

    Receptive capacity, take-up, fit, knowledge, vocabulary and the actor's ability each count against the ordinary
    municipality, in one bounded product. Gates stand outside it: attention of the layers addressed (M112), order of
    forms (M46), special skills that are missing unless staff is pooled (M25, M63), and ambition beyond what the
    municipality can receive (M55). Order of forms and vocabulary (M119) both tax skipping knowledge: a switch chooses.

    Returns:
        received (form, municipality, run); landing (municipality, run: the same for the offer as a whole, apart from
        attention and order, which are counted by layer and by form); useful (municipality, run: 1 - idle share of the
        ambition).
    """
    useful = np.minimum(receptive_capacity / np.maximum(demand, np.finfo(float).tiny), 1)
    spoken = 1 - vocabulary_cost * (1 - order_or_vocabulary) * (1 - vocabulary)
    spoken_ordinary = 1 - vocabulary_cost * (1 - order_or_vocabulary) * (1 - reference_vocabulary)
    known = knowledge_floor + (1 - knowledge_floor) * base[KNOWLEDGE]
    known_ordinary = knowledge_floor + (1 - knowledge_floor) * reference_knowledge
    suited = fit * (1 - misfit_size * misfit * (1 - adapted)) / reference_fit
    able = ability_floor + (1 - ability_floor) * collaboration.sum(axis=0)
    able = able / (ability_floor + (1 - ability_floor) * reference_ability)
    common = receptive_capacity / reference_receptive * suited * (known / known_ordinary) * (spoken / spoken_ordinary)
    order = 1 - order_strength * order_or_vocabulary * (1 - gate_of_order(base, prerequisite_level))
    skilled = 1 - expertise_cost * expertise_missing * (1 - staff_saving)
    gate = useful * skilled * attention_left
    received = dose * bounded(common * able * take_up / reference_take_up) * order * gate
    return received, bounded(common * mean(able) * participation / reference_take_up) * skilled * useful, useful


def ceiling(base: Array, capital_start: Array, ceiling_top: Array, base_weights: Array, base_floor: Array) -> Array:
    """Ceiling of each capital: start + (1 - start) x top x weighted geometric mean of the bases.

    Which base binds differs by capital (weights from the catalogue; Annex 2).

    Returns:
        (capital, municipality, run).
    """
    reach: Array = np.exp(np.einsum("cf...,f...->c...", base_weights, np.log(np.maximum(base, base_floor))))
    return capital_start + (1 - capital_start) * ceiling_top * reach


def soft_gate(level: Array, gate_level: Array, gate_strength: Array) -> Array:
    """Growth left where a prerequisite at `level` is short of `gate_level`: 1 when met, 1 - strength when absent."""
    left: Array = 1 - gate_strength * (1 - np.minimum(level / gate_level, 1))
    return left


@gives("brought_person")
def grow_by_support(
    brought_person: Array, capital_level: Array, capital_start: Array, backing: Array, received: Array, feeding: Array,
    base: Array, lift: Array, braking: Array, gate_strength: Array, gate_level: Array, control_strength: Array,
    control_level: Array, weakest_holder: Array, support_gain: Array, ceiling_top: Array, base_weights: Array,
    base_floor: Array, gated_capitals: Array, control_capitals: Array, reference_room_below: float,
    point_a_year: float,
) -> tuple[Array]:
    """Support lands, carried by persons, in the capitals that its forms feed (M20).

    Gain = points of 100 a year per person-year received x gates x room below the ceiling. Politics and money come
    before the others as one gate, the lower of the two (M03-M05); organisational and political capital grow only as
    those who hold control take part, the weakest of them or by a switch their mean (M32); organisational before dynamic
    (M07).

    Returns:
        (brought_person,): (capital, municipality, run).
    """
    dose = np.einsum("cf...,f...->c...", feeding, received)
    below = np.maximum(ceiling(base, capital_start, ceiling_top, base_weights, base_floor) - capital_level, 0)
    first = np.minimum(capital_level[POLITICAL], capital_level[FINANCIAL])
    gates = (1 - gated_capitals * (1 - soft_gate(first, gate_level, gate_strength))) * (
        1 - control_capitals * (1 - soft_gate(held(backing, weakest_holder), control_level, control_strength))
    )
    gates[DYNAMIC] = gates[DYNAMIC] * soft_gate(capital_level[ORGANISATIONAL], gate_level, gate_strength)
    gain = point_a_year * support_gain * dose * gates * lift * (below / reference_room_below)
    return (brought_person + gain * braking,)


@gives("base")
def grow_bases(
    base: Array, base_start: Array, received: Array, base_gain: Array, base_decay: Array, base_use_half: Array,
    reference_base_room: float, point_a_year: float,
) -> tuple[Array]:
    """The three bases grow with the support received and decay towards their start without use (M46, M51, M77).

    What has been gained brakes, since the next of the same gives less (M53); a low start by itself speeds nothing.

    Returns:
        (base,): (form, municipality, run).
    """
    idle = base_use_half / (base_use_half + received)
    room = np.maximum(1 - (base - base_start) / reference_base_room, 0)
    gain = point_a_year * base_gain * received * room
    return (np.minimum(base + gain, 1) - base_decay * idle * (base - base_start),)
