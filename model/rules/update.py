"""Step 11: legitimacy, agreement on climate goals and staff time are updated (M09, M23, M25, M31, M33, M40, M45)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives, taper
from kraftsamling.model.vocabulary import LEGITIMACY, ORGANISATIONAL, RESOURCE, STAFF


@gives("legitimacy", "legitimacy_own")
def update_legitimacy(
    legitimacy_own: Array, legitimacy_start: Array, landing: Array, channel_means: Array, engagement: Array,
    useful: Array, refused: Array, measures_visible: Array, capital_level: Array, capital_start: Array,
    national_law: Array, event_trust: Array, legitimacy_fade: Array, legitimacy_gain: Array, trust_gain: Array,
    idle_cost: Array, refusal_cost: Array, visible_trust: Array, structure_legitimacy: Array, law_legitimacy: Array,
    taper_width: float, point_a_year: float,
) -> tuple[Array, Array]:
    """Legitimacy grows with delivery and adapted structures; idle ambition and refusals cost it (M09, M33, M45).

    What the offer does to be trusted adds to it. An event adds trust from outside while it lasts, or takes it (M38),
    beside the legitimacy that support has earned; when it ends only its consequences remain.

    Returns:
        legitimacy, legitimacy_own (without what the event adds), each (municipality, run).
    """
    structure = np.maximum(capital_level[ORGANISATIONAL] - capital_start[ORGANISATIONAL], 0)
    delivered = legitimacy_gain * engagement * useful + trust_gain * channel_means[LEGITIMACY] * landing
    gain = point_a_year * delivered + law_legitimacy * national_law
    visible = visible_trust * measures_visible + structure_legitimacy * structure
    cost = idle_cost * (1 - useful) * engagement + refusal_cost * refused
    back = legitimacy_fade * (legitimacy_start - legitimacy_own)
    left = taper(legitimacy_own, taper_width)
    own = np.clip(legitimacy_own + back + gain * left + visible - point_a_year * cost, 0, 1)
    return np.clip(own + event_trust, 0, 1), own


@gives("agreement_climate")
def update_climate_agreement(
    agreement_climate: Array, agreement_climate_start: Array, measures_visible: Array, event_crisis: Array,
    national_law: Array, participation: Array, layer_fade: Array, visible_backing: Array, crisis_backing: Array,
    crisis_buffer: Array, law_backing: Array, taper_width: float,
) -> tuple[Array]:
    """Agreement on climate goals starts rather high; results and a law lift it, a crisis takes from it (M90, M112).

    Returns:
        (agreement_climate,): (municipality, run).
    """
    news = visible_backing * measures_visible + law_backing * national_law
    back = layer_fade * (agreement_climate_start - agreement_climate)
    left = np.where(news > 0, taper(agreement_climate, taper_width), 1)
    grown = agreement_climate + back + news * left
    return (np.clip(grown - crisis_backing * event_crisis * (1 - crisis_buffer * participation), 0, 1),)


@gives("slack", "busy")
def update_slack(
    slack: Array, slack_start: Array, load: Array, participation: Array, base: Array, base_start: Array,
    strain: Array, leavers: Array, event_crisis: Array, crisis_buffer: Array, slack_rate: Array,
    slack_relief: Array, load_on_slack: Array, strain_slack: Array, vacancy: Array, turnover_quarter: Array,
    crisis_slack: Array, earmarked_time: float, earmarked_slack: Array, channel_means: Array, staff_gain: Array,
    projects: Array, projects_start: Array, project_staff: Array,
) -> tuple[Array, Array]:
    """Staff time: freed by support, used by taking part and projects, cut by strain and vacancies (M25, M31, M65).

    Strain and vacancies are read as deviations from their mean, so that slack without support stays where it started.

    Returns:
        slack, busy (what taking part and projects beyond the usual use), each (municipality, run).
    """
    lent = staff_gain * channel_means[STAFF] * participation
    freed = slack_relief * (base[RESOURCE] - base_start[RESOURCE]) + earmarked_slack * earmarked_time + lent
    used = load_on_slack * np.minimum(load, 1) * participation + project_staff * (projects - projects_start)
    busy = used * slack_start
    vacant = vacancy * (1 - base[RESOURCE]) * (leavers - turnover_quarter)
    cut = strain_slack * strain + vacant + crisis_slack * event_crisis * (1 - crisis_buffer * participation)
    wanted = slack_start + freed - busy - cut * slack_start
    return np.clip(slack + slack_rate * (wanted - slack), 0, 1), busy
