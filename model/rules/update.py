"""Step 11: interest, legitimacy, agreements, vocabulary and slack are updated (M09, M17, M23, M28, M33, M40, M45)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.vocabulary import KNOWLEDGE, ORGANISATIONAL, POLITICAL, RESOURCE


@gives("interest")
def update_interest(
    interest: Array, interest_start: Array, hold: Array, engagement: Array, useful: Array, measures_visible: Array,
    strain: Array, event_crisis: Array, national_law: Array, return_rate: Array, interest_gain: Array,
    visible_gain: Array, strain_interest: Array, crisis_interest: Array, law_interest: Array,
) -> tuple[Array]:
    """Interest grows with useful participation and visible results, falls with strain and crises (M19, M23, M80)."""
    push = interest_gain * engagement * useful + visible_gain * measures_visible + law_interest * national_law
    pull = strain_interest * strain + crisis_interest * event_crisis
    back = return_rate * hold * (interest_start - interest)
    return (np.clip(interest + back + np.maximum(push, 0) * (1 - interest) + np.minimum(push, 0) - pull, 0, 1),)


@gives("legitimacy", "legitimacy_own")
def update_legitimacy(
    legitimacy_own: Array, legitimacy_start: Array, hold: Array, engagement: Array, useful: Array, overreach: Array,
    measures_visible: Array, capital_level: Array, capital_start: Array, national_law: Array, event_trust: Array,
    return_rate: Array, legitimacy_gain: Array, idle_cost: Array, overreach_cost: Array, visible_gain: Array,
    structure_legitimacy: Array, law_legitimacy: Array,
) -> tuple[Array, Array]:
    """Legitimacy grows with delivery and adapted structures; idle ambition and overreach cost it (M09, M33, M45).

    An event adds trust from outside while it lasts, or takes it (M38), beside the legitimacy that support has earned;
    when it ends only its consequences remain.

    Returns:
        legitimacy, legitimacy_own (without what the event adds), each (municipality, run).
    """
    structure = capital_level[ORGANISATIONAL] - capital_start[ORGANISATIONAL]
    gain = legitimacy_gain * engagement * useful + law_legitimacy * national_law
    visible = visible_gain * measures_visible + structure_legitimacy * structure
    cost = idle_cost * (1 - useful) * engagement + overreach_cost * overreach
    back = return_rate * hold * (legitimacy_start - legitimacy_own)
    own = np.clip(legitimacy_own + back + gain * (1 - legitimacy_own) + visible - cost * legitimacy_own, 0, 1)
    return np.clip(own + event_trust, 0, 1), own


@gives("agreement_capacity", "agreement_climate")
def update_agreements(
    agreement_capacity: Array, agreement_capacity_start: Array, agreement_climate: Array,
    agreement_climate_start: Array, agreement_upkeep: Array, hold: Array, received: Array, feeding: Array,
    changed_rule: Array, measures_visible: Array, event_crisis: Array, national_law: Array, return_rate: Array,
    agreement_gain: Array, agreement_election_loss: Array, visible_gain: Array, crisis_interest: Array,
    law_interest: Array,
) -> tuple[Array, Array]:
    """Agreement on building capacity (starts low, M90) and on climate goals (starts high); elections take a share.

    Returns:
        agreement_capacity, agreement_climate, each (municipality, run).
    """
    politics = np.einsum("f...,f...->...", feeding[POLITICAL], received)
    gain = np.minimum(agreement_gain * politics, 1)
    back = return_rate * hold
    capacity = agreement_capacity + back * (agreement_capacity_start - agreement_capacity) + agreement_upkeep
    capacity = capacity + gain * (1 - agreement_capacity) - agreement_election_loss * changed_rule * agreement_capacity
    news = visible_gain * measures_visible + law_interest * national_law * (1 - agreement_climate)
    climate = agreement_climate + back * (agreement_climate_start - agreement_climate)
    climate = climate + news - crisis_interest * event_crisis * agreement_climate
    return np.clip(capacity, 0, 1), np.clip(climate, 0, 1)


@gives("vocabulary")
def update_vocabulary(
    vocabulary: Array, vocabulary_start: Array, hold: Array, dose: Array, take_up: Array, learning: float,
    return_rate: Array, vocabulary_gain: Array, learning_vocabulary: Array, quarters_per_year: float,
) -> tuple[Array]:
    """Concepts are understood as the knowledge form is taken up; then dialogues no longer start from scratch (M119)."""
    gain = (vocabulary_gain * dose[KNOWLEDGE] * take_up[KNOWLEDGE] + learning_vocabulary * learning) / quarters_per_year
    back = return_rate * hold * (vocabulary_start - vocabulary)
    return (np.clip(vocabulary + back + gain * (1 - vocabulary), 0, 1),)


@gives("slack")
def update_slack(
    slack: Array, slack_start: Array, load: Array, participation: Array, base: Array, base_start: Array,
    strain: Array, leavers: Array, event_crisis: Array, crisis_buffer: Array, slack_rate: Array,
    slack_relief: Array, load_on_slack: Array, strain_slack: Array, vacancy: Array, turnover_quarter: Array,
    crisis_slack: Array, earmarked_time: float, earmarked_slack: Array,
) -> tuple[Array]:
    """Staff time: freed by the resource base, used by taking part, cut by strain, vacancies and crises (M25, M31, M65).

    Strain and vacancies are read as deviations from their mean, so that slack without support stays where it started.

    Returns:
        (slack,): (municipality, run).
    """
    freed = slack_relief * (base[RESOURCE] - base_start[RESOURCE]) + earmarked_slack * earmarked_time
    used = load_on_slack * np.minimum(load, 1) * participation
    vacant = vacancy * (1 - base[RESOURCE]) * (leavers - turnover_quarter)
    cut = strain_slack * strain + vacant + crisis_slack * event_crisis * (1 - crisis_buffer * participation)
    wanted = slack_start + freed * (1 - slack_start) - (used + cut) * slack_start
    return (np.clip(slack + slack_rate * (wanted - slack), 0, 1),)
