"""Start values: derived from facts where a mechanism links them, with spread; and what keeps them where they are."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules.act import stationary_measures, success_of_applications
from kraftsamling.model.rules.environment import expected_strain
from kraftsamling.model.rules.lose import election_share, turnover_loss
from kraftsamling.model.rules.receive import receptive_capacity
from kraftsamling.model.rules.root import rooting_share
from kraftsamling.model.vocabulary import CAPITALS, FINANCIAL, FORMS, NOT_OFFERED, ORGANISATIONAL, POLITICAL, REAL


def draw_start(
    shock_start, size_index, fact_political, fact_financial, fact_real, spread_political, spread_financial, spread_real,
    start_political, start_capital, start_slack, start_legitimacy, start_interest, start_agreement_capacity,
    start_agreement_climate, start_vocabulary, start_base, start_resource_ratio, start_room_ratio, start_spread,
    start_size_slope, start_fact_slope, start_low, start_high,
):
    """Draw the start values of a municipality: assumption + pull of size and facts + spread (M03, M12, M63, M81).

    Facts are standard deviations within the region; where a fact is missing it pulls nothing and the spread is wider.

    Args:
        shock_start: (start value, municipality, run), standard normal.

    Returns:
        capital_start (capital, ...), base_start (form, ...), interest_start, legitimacy_start,
        agreement_capacity_start, agreement_climate_start, vocabulary_start, slack_start.
    """
    noise = iter(start_spread * shock_start)

    def value(mean, pull=0.0, wider=1.0):
        return np.clip(mean + pull + wider * next(noise), start_low, start_high)

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
"""How many start values are drawn."""


def size_traits(
    size_index, size_small, size_large, staff_size_elasticity, delegate_pace, delegate_size_slope, large_misfit,
    delegate_slowest,
):
    """What size means: staff, pace of delegates, and a misfit of support that is one-sided by class (M21, M63-M69).

    Returns:
        staff (relative to a municipality of 30,000), delegate_mandate (per quarter), misfit (0-1).
    """
    pace = np.clip(delegate_pace - delegate_size_slope * size_index, delegate_slowest, 1)
    return np.exp(staff_size_elasticity * size_index), pace, size_small + large_misfit * size_large


def leaver_thresholds(staff, key_persons, turnover, key_persons_most, quarters_per_year):
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


def steady_layers(
    capital_start, base_start, legitimacy_start, agreement_capacity_start, turnover_quarter, rooting_rate,
    depreciation_person, depreciation_rooted, leaver_loss, turnover_buffer, structures_buffer, election_probability,
    election_loss, agreement_buffer, rooted_election_share, agreement_election_loss, turnover_capitals,
    political_capital, term_quarters,
):
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


def settle_start(
    capital_start, base_start, interest_start, legitimacy_start, agreement_capacity_start, agreement_climate_start,
    vocabulary_start, slack_start, staff, capacity_weights, pledging_rate, completion_rate, shared_measure_rate,
    obsolescence, application_cost, receptive_exponent, slack_in_receptive, ingredient_floor, probe_interest,
    probe_slack, probe_relational, probe_organisational, deficit_rate,
):
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
        agreement_climate_start, slack_start, capacity, base_start, pledging_rate, completion_rate,
        shared_measure_rate, obsolescence,
    )
    money = success_of_applications(slack_start, staff, application_cost)
    receptive, weakest = receptive_capacity(
        interest_start, slack_start, capital_start, receptive_exponent, slack_in_receptive, ingredient_floor,
        probe_interest, probe_slack, probe_relational, probe_organisational,
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
