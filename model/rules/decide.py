"""Step 5: each municipality decides how much to take part.

Mechanisms M17, M22, M27, M31, M36, M37, M65, M66, M80, M93, M110, M112, M116.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Whole, gives, mean
from kraftsamling.model.rules.ambition import GRID
from kraftsamling.model.vocabulary import (
    MANDATE_HOME,
    NOT_OFFERED,
    PACE,
    POLITICIANS,
    REACTION,
    RESOURCE,
    TAKES_PART,
    UNABLE,
    UNWILLING,
)


@gives("load")
def load_of_taking_part(
    initiatives: Array, base: Array, base_start: Array, staff: Array, staff_saving: Array, earmarked_time: float,
    meetings: float, fixed_staff: Array, meeting_staff: Array, resource_relief: Array, earmarked_relief: Array,
) -> tuple[Array]:
    """Staff time that full participation would take, as a share of the municipality's time (M65).

    A fixed cost per initiative and per further meeting of delegates, heavier for a small staff; pooled staff, the
    resource base and earmarked time lower it.

    Returns:
        (load,): (municipality, run).
    """
    grown = (base[RESOURCE] - base_start[RESOURCE]) / (1 - base_start[RESOURCE])
    relief = (1 - staff_saving) * (1 - resource_relief * grown) * (1 - earmarked_relief * earmarked_time)
    return ((fixed_staff * initiatives + meeting_staff * (meetings - 1)) / staff * relief,)


@gives("decided", "will", "ability")
def decide(
    interest: Array, backing: Array, legitimacy: Array, slack: Array, strain: Array, misfit: Array, peers_part: Array,
    load: Array, attention_left: Array, participation_intercept: Array, interest_weight: Array,
    legitimacy_weight: Array, peer_weight: Array, misfit_weight: Array, fear: Array, strain_weight: Array,
    will_reference: Array, form_control: Array, take_part_least: Array, adapted: float, national_law: Array,
    law_weight: Array, steered: Array, part_at_least: Array, part_at_most: Array,
) -> tuple[Array, Array, Array]:
    """Share of each form on offer that the municipality takes up: an expected share, computed rather than drawn.

    Will (logistic): backing of those who hold the mandate to join, the more of politicians the more a form touches
    control, legitimacy, fit, peers and law speak for; strained finances, most under performance management (M119d), and
    fear of losing control against. A share that the municipality has decided on, at least as at most, stands in its
    place. The scarcer of two bounds either: staff time, and the attention that the layers addressed had left a quarter
    ago (M65, M112). Below a tenth counts as not taking part.

    Returns:
        decided (form, municipality, run), will and ability (municipality, run): which of the two binds (M27).
    """
    heard = interest + form_control * (backing[POLITICIANS] - interest)
    common = (
        participation_intercept
        + legitimacy_weight * (legitimacy - will_reference)
        + peer_weight * peers_part
        - misfit_weight * misfit * (1 - adapted)
        - strain_weight * strain * steered[REACTION]
        + law_weight * national_law
    )
    against = fear * form_control * (1 - legitimacy) - interest_weight * (heard - will_reference)
    will = np.minimum(np.maximum(1 / (1 + np.exp(against - common)), part_at_least), part_at_most)
    ability = np.minimum(slack / np.maximum(load, np.finfo(float).tiny), attention_left)
    decided = will * ability
    decided = np.where(np.round(decided, GRID) < take_part_least, 0, decided)
    return decided, mean(will), ability


@gives("delegates", "pace")
def pace_of_effect(
    delegates_start: Array, channel_means: Array, complexity: Array, meetings: float, decision_quarters: Array,
    delegates_gain: Array, delegates_relief: Array, participation: Array, steered: Array,
) -> tuple[Array, Array]:
    """Share of pending decisions that takes effect in a quarter (M66, M102).

    The time from decision to effect grows with complexity and rule-bound steering (M119d), and shrinks where delegates
    hold a mandate from home and where they meet more often.

    Returns:
        delegates (share that hold a mandate), pace (per quarter), each (municipality, run).
    """
    given = delegates_gain * channel_means[MANDATE_HOME] * participation
    delegates = np.minimum(delegates_start + given, 1)
    quarters = decision_quarters * steered[PACE] * complexity * (1 - delegates_relief * delegates) / meetings
    return delegates, 1 / np.maximum(quarters, 1)


@gives("take_up", "participation", "engagement", "reason_not")
def engage(
    take_up: Array, decided: Array, dose: Array, pace: Array, will: Array, ability: Array, take_part_least: Array,
    engagement_half: Array,
) -> tuple[Array, Array, Array, Whole]:
    """Decisions take effect at their pace, faster in small municipalities (M66).

    A municipality that has decided to take part counts as taking part, also before that takes effect. Engagement is
    participation with the amount on offer counted in: full participation in next to nothing roots nothing and earns no
    legitimacy (M45).

    Returns:
        take_up (form, municipality, run), participation (dose-weighted mean of it), engagement, reason_not (index of
        REASONS_NOT).
    """
    take_up = take_up + pace * (decided - take_up)
    offered = dose.sum(axis=0)
    participation = (dose * take_up).sum(axis=0) / np.maximum(offered, np.finfo(float).tiny)
    agreed = (dose * decided).sum(axis=0) / np.maximum(offered, np.finfo(float).tiny)
    takes_part = np.round(np.maximum(participation, agreed), GRID) >= take_part_least
    held_back = np.where(ability < will, UNABLE, UNWILLING)
    reason = np.where(takes_part, TAKES_PART, np.where(offered > 0, held_back, NOT_OFFERED))
    return take_up, participation, participation * offered / (offered + engagement_half), reason
