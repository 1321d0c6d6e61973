"""Start values, from facts where a mechanism links them, with spread; and the upkeep that keeps stocks there."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Whole, gives
from kraftsamling.model.rules.act import stationary_measures, success_of_applications
from kraftsamling.model.rules.ambition import CONDITIONS, READINGS_KEPT
from kraftsamling.model.rules.environment import expected_strain
from kraftsamling.model.rules.lose import election_share, turnover_loss
from kraftsamling.model.rules.receive import receptive_capacity
from kraftsamling.model.rules.root import rooting_share
from kraftsamling.model.vocabulary import CAPITALS, FINANCIAL, FORMS, NOT_OFFERED, ORGANISATIONAL, POLITICAL, REAL


@gives(
    "capital_start", "base_start", "interest_start", "legitimacy_start", "agreement_capacity_start",
    "agreement_climate_start", "vocabulary_start", "slack_start",
)
def draw_start(
    shock_start: Array, size_index: Array, fact_political: Array, fact_financial: Array, fact_real: Array,
    spread_political: Array, spread_financial: Array, spread_real: Array, start_political: Array,
    start_capital: Array, start_slack: Array, start_legitimacy: Array, start_interest: Array,
    start_agreement_capacity: Array, start_agreement_climate: Array, start_vocabulary: Array, start_base: Array,
    start_resource_ratio: Array, start_room_ratio: Array, start_spread: Array, start_size_slope: Array,
    start_fact_slope: Array, start_low: float, start_high: float,
) -> tuple[Array, ...]:
    """Draw the start values of a municipality: assumption + pull of size and facts + spread (M03, M12, M63, M81).

    Facts are standard deviations within the region; where a fact is missing it pulls nothing and the spread is wider.

    Args:
        shock_start: (start value, municipality, run), standard normal.

    Returns:
        capital_start (capital, ...), base_start (form, ...), interest_start, legitimacy_start,
        agreement_capacity_start, agreement_climate_start, vocabulary_start, slack_start.
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
    others = [value(mean) for mean in (start_interest, start_legitimacy, start_agreement_capacity,
                                       start_agreement_climate, start_vocabulary, start_slack)]
    return np.stack(capitals), np.stack(bases), *others


START_VALUES = len(CAPITALS) + len(FORMS) + 6
"""Start values that are drawn."""


@gives("staff", "delegate_mandate", "misfit")
def size_traits(
    size_index: Array, size_small: Array, size_large: Array, staff_size_elasticity: Array, delegate_pace: Array,
    delegate_size_slope: Array, large_misfit: float, delegate_slowest: float,
) -> tuple[Array, Array, Array]:
    """Traits that follow from size: staff, pace of delegates, misfit of support, one-sided by class (M21, M63-M69).

    Returns:
        staff (relative to a municipality of 30,000), delegate_mandate (per quarter), misfit (0-1).
    """
    pace = np.clip(delegate_pace - delegate_size_slope * size_index, delegate_slowest, 1)
    return np.exp(staff_size_elasticity * size_index), pace, size_small + large_misfit * size_large


@gives("leaver_thresholds", "key_persons_here", "turnover_quarter")
def leaver_thresholds(
    staff: Array, key_persons: Array, turnover: Array, key_persons_most: float, quarters_per_year: float,
) -> tuple[Array, Array, Array]:
    """Binomial distribution function of leavers among the municipality's key persons, per quarter (M74).

    Returns:
        leaver_thresholds (key person, ...), key_persons_here, turnover_quarter (expected share per quarter).
    """
    persons = np.clip(np.round(key_persons * staff), 1, key_persons_most)
    leave = 1 - (1 - turnover) ** (1 / quarters_per_year)
    term = (1 - leave) ** persons * np.ones_like(staff * leave)
    total, thresholds = term, [term]
    for k in range(1, int(key_persons_most)):
        term = term * np.maximum(persons - k + 1, 0) / k * leave / (1 - leave)
        total = total + term
        thresholds.append(total)
    return np.stack(thresholds), persons, leave * np.ones_like(staff)


@gives("person_bound", "rooted", "own_constant", "agreement_upkeep")
def steady_layers(
    capital_start: Array, base_start: Array, legitimacy_start: Array, agreement_capacity_start: Array,
    turnover_quarter: Array, rooting_rate: Array, depreciation_person: Array, depreciation_rooted: Array,
    leaver_loss: Array, turnover_buffer: Array, structures_buffer: Array, election_probability: Array,
    election_loss: Array, agreement_buffer: Array, rooted_election_share: Array, agreement_election_loss: Array,
    turnover_capitals: Array, political_capital: Array, term_quarters: float,
) -> tuple[Array, Array, Array, Array]:
    """Layers at the start, and the own effort that replaces the loss expected there: the null holds by construction.

    Expected loss: depreciation, turnover, and elections spread over the term; rooting moves capital between the layers.

    Returns:
        person_bound, rooted, own_constant (capital, ...), agreement_upkeep (municipality, run).
    """
    structure = capital_start[ORGANISATIONAL]
    turnover = turnover_loss(turnover_quarter, structure, 0, leaver_loss, turnover_buffer, structures_buffer)
    share = election_share(1, agreement_capacity_start, 0, election_loss, agreement_buffer)
    election = political_capital * share * election_probability / term_quarters
    kept_person = (1 - depreciation_person - turnover_capitals * turnover) * (1 - election)
    kept_rooted = (1 - depreciation_rooted) * (1 - rooted_election_share * election)
    rooting = rooting_share(base_start, capital_start, legitimacy_start, rooting_rate)
    lost_rooted = 1 - kept_rooted
    person = capital_start * lost_rooted / (lost_rooted + rooting * kept_rooted)
    own = person * (1 / kept_person - 1 + rooting)
    upkeep = agreement_capacity_start * agreement_election_loss * election_probability / term_quarters
    return person, capital_start - person, own, upkeep


@gives(
    "capital_level", "capacity", "capacity_start", "base", "interest", "legitimacy", "legitimacy_own",
    "agreement_capacity", "agreement_climate", "vocabulary", "slack", "will_start", "pledged", "measures_own",
    "measures_shared", "measures_own_start", "measures_shared_start", "measures_visible", "project_money",
    "project_money_start", "receptive_capacity", "weakest_link", "deficit_threshold", "strain_expected", "finance",
    "effort", "hold", "braking", "take_up", "participation", "reason_not", "peers_progress", "peers_part",
    "peers_proofs",
)
def settle_start(
    capital_start: Array, base_start: Array, interest_start: Array, legitimacy_start: Array,
    agreement_capacity_start: Array, agreement_climate_start: Array, vocabulary_start: Array, slack_start: Array,
    staff: Array, capacity_weights: Array, pledging_rate: Array, completion_rate: Array, shared_measure_rate: Array,
    obsolescence: Array, application_cost: Array, receptive_exponent: Array, slack_in_receptive: Array,
    ingredient_floor: Array, probe_interest: Array, probe_slack: Array, probe_relational: Array,
    probe_organisational: Array, deficit_rate: Array,
) -> tuple[Array | Whole, ...]:
    """Set every other stock to its start, and the references that deviations are read against.

    Returns:
        capital_level, capacity, capacity_start, base, interest, legitimacy, legitimacy_own, agreement_capacity,
        agreement_climate, vocabulary, slack, will_start, pledged, measures_own, measures_shared, measures_own_start,
        measures_shared_start, measures_visible, project_money, project_money_start, receptive_capacity, weakest_link,
        deficit_threshold, strain_expected, finance, effort, hold, braking, take_up, participation, reason_not,
        peers_progress, peers_part, peers_proofs.
    """
    capacity = 100 * (capacity_weights * capital_start).sum(axis=0)
    will = agreement_capacity_start * capital_start[POLITICAL] * slack_start * vocabulary_start
    pledged, own, shared = stationary_measures(
        agreement_climate_start, slack_start, capacity, base_start, pledging_rate=pledging_rate,
        completion_rate=completion_rate, shared_measure_rate=shared_measure_rate, obsolescence=obsolescence,
    )
    money = success_of_applications(slack_start, staff, application_cost)
    receptive, weakest = receptive_capacity(
        interest_start, slack_start, capital_start, receptive_exponent, slack_in_receptive, ingredient_floor,
        probe_interest=probe_interest, probe_slack=probe_slack, probe_relational=probe_relational,
        probe_organisational=probe_organisational,
    )
    threshold, strain = expected_strain(deficit_rate)
    none = np.zeros_like(slack_start)
    return (
        capital_start, capacity, capacity, base_start, interest_start, legitimacy_start, legitimacy_start,
        agreement_capacity_start, agreement_climate_start, vocabulary_start, slack_start, will, pledged, own, shared,
        own, shared, none, money, money, receptive, weakest, threshold + none, strain + none, none, none + 1, none + 1,
        np.ones_like(capital_start), np.zeros_like(base_start), none, np.full(none.shape, NOT_OFFERED), none, none,
        none,
    )


@gives(
    "collaboration", "mandate", "picture", "picture_need", "knowledge_of_needs", "readings", "professions",
    "ambition_level", "quarters_at_level", "reorganisation", "funding_core", "shown_effect",
)
def start_actor(
    receptive_capacity: Array, legitimacy: Array, capacity: Array, participation: Array, base: Array,
    capital_level: Array, start_collaboration: Array, start_knowledge_of_needs: Array, start_layers: Array,
    level_mandate: Array,
) -> tuple[Array, ...]:
    """Stocks of the mobilising actor before its first quarter; it takes every member to be the average one.

    Args:
        start_layers: person-bound and rooted share of the collaboration capital.

    Returns:
        collaboration (layer, form, run), mandate (form, run), picture (reading, municipality, run), picture_need
        (capital, run), readings (reading, condition, run); knowledge_of_needs, professions, ambition_level,
        quarters_at_level, reorganisation, funding_core, shown_effect, each (run,).
    """
    truth = np.concatenate([np.stack([receptive_capacity, legitimacy, capacity / 100, participation]), base])
    forms = np.ones((len(FORMS), capacity.shape[-1]))
    none = np.zeros(capacity.shape[-1])
    return (
        np.stack([forms * start_collaboration * share for share in start_layers]),
        level_mandate[1] * forms,
        np.broadcast_to(truth.mean(axis=-2, keepdims=True), truth.shape),
        1 - capital_level.mean(axis=-2),
        none + start_knowledge_of_needs,
        np.zeros((READINGS_KEPT, CONDITIONS, len(none))),
        none, none.astype(int), none, none, none + 1, none,
    )
