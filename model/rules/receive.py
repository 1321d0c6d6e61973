"""Step 6: support is received, as far as receptive capacity lets it be.

Mechanisms M03-M05, M07, M13, M16, M20, M25, M46, M55, M93, M112, M119.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Whole, gives
from kraftsamling.model.rules.offer import gate_of_order
from kraftsamling.model.vocabulary import DYNAMIC, FINANCIAL, KNOWLEDGE, ORGANISATIONAL, POLITICAL, RELATIONAL


@gives("receptive_capacity", "weakest_link")
def receptive_capacity(
    interest: Array, slack: Array, capital_level: Array, receptive_exponent: Array, slack_in_receptive: Array,
    ingredient_floor: Array, probe_interest: Array, probe_slack: Array, probe_relational: Array,
    probe_organisational: Array,
) -> tuple[Array, Whole]:
    """Weakest-link aggregate of interest, staff slack, relational and organisational capital (M13, M16, M25).

    A power mean; its exponent is uncertain, mostly negative (towards the minimum). Whether slack enters here besides
    the decision to take part is a stated switch: at 0 the mean is over the other three. The probes add to one
    ingredient here and nowhere else, to test the aggregate by itself (pattern P02).

    Returns:
        receptive_capacity (municipality, run), weakest_link (municipality, run; index of INGREDIENTS).
    """
    slack = slack + probe_slack
    others = np.stack([
        interest + probe_interest,
        capital_level[RELATIONAL] + probe_relational,
        capital_level[ORGANISATIONAL] + probe_organisational,
    ])
    floored = np.maximum(others, ingredient_floor), np.maximum(slack, ingredient_floor)
    aggregate = np.minimum(power_mean(*floored, slack_in_receptive, receptive_exponent), 1)
    counted = np.where(slack_in_receptive > 0, slack, np.inf)
    return aggregate, np.stack([others[0], counted, others[1], others[2]]).argmin(axis=0)


def power_mean(parts: Array, further: Array, weight: Array, exponent: Array) -> Array:
    """Power mean of `parts` (first axis) and one `further` part of its own weight; at 0 the geometric mean."""
    near_zero = np.sqrt(np.finfo(float).eps)
    exponent = np.where(np.abs(exponent) < near_zero, near_zero, exponent)
    powers = np.exp(exponent * np.log(parts)).sum(axis=0) + weight * np.exp(exponent * np.log(further))
    mean: Array = np.exp(np.log(powers / (len(parts) + weight)) / exponent)
    return mean


@gives("received", "useful")
def receive(
    dose: Array, take_up: Array, participation: Array, receptive_capacity: Array, demand: Array, initiatives: Array,
    signals: Array, base: Array, vocabulary: Array, misfit: Array, adapted: float, capital_level: Array,
    capital_start: Array, attention_limit: Array, attention_growth: Array, order_strength: Array,
    order_or_vocabulary: Array, vocabulary_cost: Array, prerequisite_level: Array, misfit_size: Array,
) -> tuple[Array, Array]:
    """Support that lands, by form, in effective person-years a year.

    Dose taken up x receptive capacity x share not idle x crowding (here, once: M112) x fit x prerequisites. Order of
    forms (M46) and vocabulary (M119) both tax skipping knowledge: a switch chooses between them.

    Returns:
        received (form, municipality, run), useful (municipality, run: 1 - idle share of the ambition, M55).
    """
    useful = np.minimum(receptive_capacity / np.maximum(demand, np.finfo(float).tiny), 1)
    growth = capital_level[ORGANISATIONAL] - capital_start[ORGANISATIONAL]
    attention = attention_limit * np.maximum(1 + attention_growth * growth, 0)
    crowding = np.minimum(attention / (initiatives * participation + signals), 1)
    order = 1 - order_strength * order_or_vocabulary * (1 - gate_of_order(base, prerequisite_level))
    dialogue = 1 - vocabulary_cost * (1 - order_or_vocabulary) * (1 - vocabulary)
    fit = 1 - misfit_size * misfit * (1 - adapted)
    return dose * take_up * order * (receptive_capacity * useful * crowding * dialogue * fit), useful


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


@gives("person_bound")
def grow_by_support(
    person_bound: Array, capital_level: Array, capital_start: Array, agreement_capacity: Array,
    agreement_capacity_start: Array, received: Array, feeding: Array, base: Array, gate_strength: Array,
    gate_level: Array, capital_gain: Array, ceiling_top: Array, base_weights: Array, base_floor: Array,
    knowledge_floor: Array, gated_capitals: Array,
) -> tuple[Array]:
    """Support lands in the person-bound layer of the capitals that its forms feed (M20).

    Gain = dose x knowledge base x gates x room below the ceiling. Political and financial capital come before the
    others as one soft gate, whose political floor agreement on building capacity lifts (M03-M05, M93); organisational
    before dynamic (M07).

    Returns:
        (person_bound,): (capital, municipality, run).
    """
    dose = np.einsum("cf...,f...->c...", feeding, received)
    room = np.maximum(ceiling(base, capital_start, ceiling_top, base_weights, base_floor) - capital_level, 0)
    political = np.maximum(capital_level[POLITICAL] + agreement_capacity - agreement_capacity_start, 0)
    start = np.sqrt(political * capital_level[FINANCIAL])
    gates = 1 - gated_capitals * (1 - soft_gate(start, gate_level, gate_strength))
    gates[DYNAMIC] = gates[DYNAMIC] * soft_gate(capital_level[ORGANISATIONAL], gate_level, gate_strength)
    knowledge = knowledge_floor + (1 - knowledge_floor) * base[KNOWLEDGE]
    gain = capital_gain * knowledge
    return (person_bound + gain * dose * gates * room,)


@gives("base")
def grow_bases(
    base: Array, base_start: Array, received: Array, hold: Array, base_gain: Array, base_decay: Array,
    base_use_half: Array,
) -> tuple[Array]:
    """The three bases grow with the support received and decay towards their start without use.

    Returns:
        (base,): (form, municipality, run).
    """
    idle = base_use_half / (base_use_half + received)
    gain = np.minimum(base_gain * received, 1) * (1 - base)
    return (base + gain - base_decay * idle * hold * (base - base_start),)
