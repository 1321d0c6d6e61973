"""Start values, from facts where a mechanism links them, with spread; and the upkeep that keeps stocks there."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Whole, gives
from kraftsamling.model.rules.environment import expected_strain
from kraftsamling.model.rules.layers import readings_of_layers
from kraftsamling.model.rules.lose import election_share, turnover_loss
from kraftsamling.model.rules.receive import receptive_capacity
from kraftsamling.model.vocabulary import (
    CAPITALS,
    FINANCIAL,
    FORMS,
    LAYERS,
    NOT_OFFERED,
    ORGANISATIONAL,
    POLITICAL,
    REAL,
    STRATEGISTS,
    TERMS,
)


@gives(
    "capital_start", "base_start", "understanding_start", "backing_start", "legitimacy_start",
    "agreement_climate_start", "slack_start",
)
def draw_start(
    shock_start: Array, size_index: Array, fact_political: Array, fact_financial: Array, fact_real: Array,
    spread_political: Array, spread_financial: Array, spread_real: Array, start_political: Array,
    start_capital: Array, start_slack: Array, start_legitimacy: Array, start_backing: Array,
    start_backing_strategists: Array, start_agreement_capacity: Array, start_agreement_climate: Array,
    start_understanding: Array, start_understanding_strategists: Array, start_base: Array,
    start_resource_ratio: Array, start_room_ratio: Array, start_spread: Array, start_size_slope: Array,
    start_fact_slope: Array, start_low: float, start_high: float,
) -> tuple[Array, ...]:
    """Draw the start values of a municipality: assumption + pull of size and facts + spread (M03, M12, M63, M81).

    Strategists start high in understanding and backing, those who hold control start low (M17, M90, M96). Facts are
    standard deviations within the region; where a fact is missing it pulls nothing and the spread is wider.

    Args:
        shock_start: (start value, municipality, run), standard normal.

    Returns:
        capital_start (capital, ...), base_start (form, ...), understanding_start and backing_start (layer, ...),
        legitimacy_start, agreement_climate_start, slack_start.
    """
    noise = iter(start_spread * shock_start)

    def value(mean: Array, pull: Array | float = 0.0, wider: Array | float = 1.0) -> Array:
        drawn: Array = np.clip(mean + pull + wider * next(noise), start_low, start_high)
        return drawn

    facts = {POLITICAL: (fact_political, spread_political), FINANCIAL: (fact_financial, spread_financial),
             REAL: (fact_real, spread_real)}
    capitals = []
    for capital in range(len(CAPITALS)):
        fact, wider = facts.get(capital, (0.0, 1.0))
        mean = start_political if capital == POLITICAL else start_capital
        capitals.append(value(mean, start_size_slope * size_index + start_fact_slope * fact, wider))
    bases = [value(start_base * ratio) for ratio in (1, start_resource_ratio, start_room_ratio)]
    others = [value(mean) for mean in (start_legitimacy, start_agreement_climate, start_slack)]
    understanding = [start_understanding] * len(LAYERS)
    understanding[STRATEGISTS] = start_understanding_strategists
    backing = [start_agreement_capacity, *[start_backing] * (len(LAYERS) - 1)]
    backing[STRATEGISTS] = start_backing_strategists
    layers = [np.stack([value(mean) for mean in means]) for means in (understanding, backing)]
    return np.stack(capitals), np.stack(bases), *layers, *others


@gives("staff", "complexity", "expertise_missing", "misfit")
def size_traits(
    size_index: Array, log_size: Array, size_small: Array, size_large: Array, staff_size_elasticity: Array,
    complexity_elasticity: Array, expertise_gap: Array, expertise_size_slope: Array, large_misfit: float,
    expertise_most: float,
) -> tuple[Array, Array, Array, Array]:
    """Traits that follow from size: staff, complexity, special skills that are missing, misfit (M21, M63-M69).

    Returns:
        staff and complexity (relative to a municipality of 30,000), expertise_missing (share of the special skills that
        work across sectors needs), misfit (0-1, one-sided by class).
    """
    missing = np.clip(expertise_gap - expertise_size_slope * log_size, 0, expertise_most)
    misfit = size_small + large_misfit * size_large
    return np.exp(staff_size_elasticity * size_index), np.exp(complexity_elasticity * log_size), missing, misfit


@gives("leaver_thresholds", "key_persons_here", "turnover_quarter")
def leaver_thresholds(
    log_size: Array, key_persons: Array, key_persons_elasticity: Array, turnover: Array, key_persons_most: float,
    quarters_per_year: float,
) -> tuple[Array, Array, Array]:
    """Binomial distribution function of leavers among the municipality's key persons, per quarter (M74).

    Their number rises with size, from one to tens: what a small organisation loses, it loses in lumps.

    Returns:
        leaver_thresholds (key person, ...), key_persons_here, turnover_quarter (expected share per quarter).
    """
    persons = np.clip(np.round(key_persons * np.exp(key_persons_elasticity * log_size)), 1, key_persons_most)
    leave = 1 - (1 - turnover) ** (1 / quarters_per_year)
    term = (1 - leave) ** persons * np.ones_like(log_size * leave)
    total, thresholds = term, [term]
    for k in range(1, int(key_persons_most)):
        term = term * np.maximum(persons - k + 1, 0) / k * leave / (1 - leave)
        total = total + term
        thresholds.append(total)
    return np.stack(thresholds), persons, leave * np.ones_like(log_size)


@gives("kept_person", "kept_rooted", "own_constant")
def steady_layers(
    capital_start: Array, turnover_quarter: Array, rooting_rate: Array, depreciation_person: Array,
    depreciation_rooted: Array, leaver_loss: Array, turnover_buffer: Array, structures_buffer: Array,
    election_probability: Array, election_loss: Array, rooted_election_share: Array, turnover_capitals: Array,
    political_capital: Array, term_quarters: float,
) -> tuple[Array, Array, Array]:
    """Layers of the capital that was there, and the upkeep that replaces the loss expected: the null by construction.

    Expected loss: depreciation, turnover, and elections spread over the term. What was there roots at its own rate.

    Returns:
        kept_person, kept_rooted, own_constant; each (capital, ...).
    """
    turnover = turnover_loss(
        turnover_quarter, capital_start[ORGANISATIONAL], 0, leaver_loss, turnover_buffer, structures_buffer
    )
    election = political_capital * election_share(1, 0, election_loss) * election_probability / term_quarters
    left_person = (1 - depreciation_person - turnover_capitals * turnover) * (1 - election)
    left_rooted = (1 - depreciation_rooted) * (1 - rooted_election_share * election)
    lost_rooted = 1 - left_rooted
    person = capital_start * lost_rooted / (lost_rooted + rooting_rate * left_rooted)
    return person, capital_start - person, person * (1 / left_person - 1 + rooting_rate)


@gives(
    "brought_person", "brought_rooted", "person_bound", "rooted", "capital_level", "capacity", "capacity_start", "base",
    "understanding", "backing", "agreement_capacity", "vocabulary", "interest", "distance", "legitimacy",
    "legitimacy_own", "agreement_climate", "slack", "receptive_capacity", "weakest_link", "deficit_threshold",
    "strain_expected", "finance", "building", "braking", "lift", "take_up", "participation", "attention_left",
    "reason_not",
)
def settle_start(
    capital_start: Array, kept_person: Array, kept_rooted: Array, base_start: Array, understanding_start: Array,
    backing_start: Array, legitimacy_start: Array, agreement_climate_start: Array, slack_start: Array,
    mandate_to_join: Array, capacity_weights: Array, receptive_exponent: Array, slack_in_receptive: Array,
    ingredient_floor: Array, probe_interest: Array, probe_slack: Array, probe_relational: Array,
    probe_organisational: Array, deficit_rate: Array,
) -> tuple[Array | Whole, ...]:
    """Set every other stock to its start, and the references that deviations are read against.

    Returns:
        as declared, each of its variable's axes.
    """
    capacity = 100 * (capacity_weights * capital_start).sum(axis=0)
    readings = readings_of_layers(understanding_start, backing_start, mandate_to_join)
    interest = readings[2]
    receptive, weakest = receptive_capacity(
        interest, slack_start, legitimacy_start, capital_start, receptive_exponent,
        slack_in_receptive=slack_in_receptive, ingredient_floor=ingredient_floor, probe_interest=probe_interest,
        probe_slack=probe_slack, probe_relational=probe_relational, probe_organisational=probe_organisational,
    )
    threshold, strain = expected_strain(deficit_rate)
    none, nothing = np.zeros_like(slack_start), np.zeros_like(capital_start)
    return (
        nothing, nothing, kept_person, kept_rooted, capital_start, capacity, capacity, base_start,
        understanding_start, backing_start, *readings, legitimacy_start, legitimacy_start, agreement_climate_start,
        slack_start, receptive, weakest, threshold + none, strain + none, none, none, nothing + 1, nothing + 1,
        np.zeros_like(base_start), none, none + 1, np.full(none.shape, NOT_OFFERED),
    )


@gives(
    "collaboration", "moved", "picture", "picture_need", "knowledge_of_needs", "professions",
    "ambition_level", "quarters_at_level", "reorganisation", "funding_core", "shown_effect", "acceptance", "refused",
    "working_years",
)
def start_actor(
    receptive_capacity: Array, legitimacy: Array, capacity: Array, participation: Array, base: Array,
    capital_level: Array, start_collaboration: Array, start_knowledge_of_needs: Array, start_layers: Array,
) -> tuple[Array, ...]:
    """Stocks of the mobilising actor before its first quarter; it takes every member to be the average one.

    Args:
        start_layers: person-bound and rooted share of the collaboration capital.

    Returns:
        collaboration (layer, form, run), moved (term, run), picture (reading, municipality, run), picture_need
        (capital, run); knowledge_of_needs, professions, ambition_level, quarters_at_level, reorganisation,
        funding_core, shown_effect, acceptance, refused, working_years, each (run,).
    """
    truth = np.concatenate([np.stack([receptive_capacity, legitimacy, capacity / 100, participation]), base])
    forms = np.ones((len(FORMS), capacity.shape[-1]))
    none = np.zeros(capacity.shape[-1])
    return (
        np.stack([forms * start_collaboration * share for share in start_layers]),
        np.zeros((len(TERMS), len(none))),
        np.broadcast_to(truth.mean(axis=-2, keepdims=True), truth.shape),
        1 - capital_level.mean(axis=-2),
        none + start_knowledge_of_needs,
        none, none.astype(int), none, none, none + 1, none, none, none,
        none,
    )
