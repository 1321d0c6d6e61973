"""Step 6 and 11: understanding and backing in the five layers of the organisation (M17, M32, M35, M50, M96-M98, M102).

Only changes since the start travel and fade: gaps that are there at the start move nothing without an actor. A change
counts up to `change_cap`, so that who starts low does not profit from having further to go.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives, mean, taper
from kraftsamling.model.vocabulary import (
    AGREEMENT,
    CONFLICT,
    CONTROL_HOLDERS,
    MANAGERS,
    OPERATIONS,
    PASSING,
    POLITICIANS,
    REACTION,
    RELATIONAL,
    STRATEGISTS,
    SUPPORT_FUNCTIONS,
    UNDERSTANDING,
)


def change(level: Array, start: Array, change_cap: Array) -> Array:
    """Change since the start, as far as it counts."""
    counted: Array = np.clip(level - start, -change_cap, change_cap)
    return counted


def held(backing: Array, weakest_holder: Array) -> Array:
    """Backing of those who hold control: their weakest, since each can stop it (1), or their mean (0); a switch (M32).

    The report says that all must take part, and not whether one who does not can be outweighed.

    Returns:
        (municipality, run).
    """
    holders = backing[CONTROL_HOLDERS]
    together = mean(holders)
    counted: Array = together + weakest_holder * (holders.min(axis=0) - together)
    return counted


@gives("understanding", "backing")
def speak_to_layers(
    understanding: Array, understanding_start: Array, backing: Array, channels: Array, channel_means: Array,
    landing: Array, attention: Array, learning: float, understanding_gain: Array, agreement_gain: Array,
    backing_by_understanding: Array, learning_understanding: Array, conflict_gain: Array, change_cap: Array,
    taper_width: float, point_a_year: float,
) -> tuple[Array, Array]:
    """What the offer says to each layer: understanding first, backing with it and with what seeks agreement (M40, M93).

    Settled conflicts of goals make agreement go further. A municipality's own learning adds understanding everywhere.

    Args:
        channels: (channel, layer, ...), 1 as the reference portfolio gives.
        landing: (municipality, run), 1 in the ordinary municipality.
        attention: (layer, municipality, run), 0 to 1.

    Returns:
        understanding, backing, each (layer, municipality, run).
    """
    heard = landing * attention
    learnt = understanding_gain * channels[UNDERSTANDING] * heard + learning_understanding * learning
    settled = 1 + conflict_gain * channel_means[CONFLICT]
    agreed = agreement_gain * channels[AGREEMENT] * settled * heard
    agreed = agreed + backing_by_understanding * np.maximum(change(understanding, understanding_start, change_cap), 0)
    understanding = understanding + point_a_year * learnt * taper(understanding, taper_width)
    backing = backing + point_a_year * agreed * taper(backing, taper_width)
    return np.minimum(understanding, 1), np.minimum(backing, 1)


@gives("understanding", "backing")
def pass_between_layers(
    understanding: Array, understanding_start: Array, backing: Array, backing_start: Array, capital_level: Array,
    complexity: Array, steered: Array, persuasion: Array, decisions_down: Array, change_cap: Array,
    reference_relational: float,
) -> tuple[Array, Array]:
    """Strategists persuade managers, managers politicians; decisions come down to those who carry them out (M96-M98).

    Relational capital carries both ways, complexity and performance management slow it, collaborative steering eases it
    (M119d). Each layer follows the one that has come further since
    the start.

    Returns:
        understanding, backing, each (layer, municipality, run).
    """
    ties = np.minimum(capital_level[RELATIONAL] / reference_relational, 1)
    carried = steered[PASSING] * ties / np.maximum(complexity, 1)
    up, down = persuasion * carried, decisions_down * carried
    known = change(understanding, understanding_start, change_cap)
    backed = change(backing, backing_start, change_cap)
    understanding, backing = understanding.copy(), backing.copy()
    for source, to in ((STRATEGISTS, MANAGERS), (MANAGERS, POLITICIANS)):
        understanding[to] = understanding[to] + up * np.maximum(known[source] - known[to], 0)
        backing[to] = backing[to] + up * np.maximum(backed[source] - backed[to], 0)
    for source, to in ((POLITICIANS, MANAGERS), (MANAGERS, SUPPORT_FUNCTIONS), (MANAGERS, OPERATIONS)):
        backing[to] = backing[to] + down * np.maximum(backed[source] - backed[to], 0)
    return np.minimum(understanding, 1), np.minimum(backing, 1)


@gives("understanding", "backing")
def update_layers(
    understanding: Array, understanding_start: Array, backing: Array, backing_start: Array, worn_leavers: Array,
    changed_rule: Array, shared_decisions: Array, measures_visible: Array, strain: Array, event_crisis: Array,
    national_law: Array, participation: Array, shown_effect: Array, turnover_layers: Array, control_layers: Array,
    layer_fade: Array, layer_turnover: Array, election_reset: Array, visible_backing: Array, strain_backing: Array,
    crisis_backing: Array, crisis_buffer: Array, law_backing: Array, steered: Array,
) -> tuple[Array, Array]:
    """Changes fade, leave with the person, and are reset in part by an election; events move backing (M15, M74, M91).

    Results that can be seen, a crisis and a law work on those who hold control (M23, M80, M88, M108), and what
    follow-up shows on politicians; performance management answers more to that and to strain (M119d). The actor absorbs
    a share of what a crisis takes from those who take part (M118d).

    Args:
        turnover_layers, control_layers: 1 for the layers whose change leaves with key persons; that hold control.

    Returns:
        understanding, backing, each (layer, municipality, run).
    """
    kept = (1 - layer_fade) * (1 - layer_turnover * turnover_layers * worn_leavers)
    kept[POLITICIANS] = kept[POLITICIANS] * (1 - election_reset * changed_rule * (1 - shared_decisions))
    news = visible_backing * measures_visible + law_backing * national_law
    news = news - strain_backing * strain * steered[REACTION]
    news = news - crisis_backing * event_crisis * (1 - crisis_buffer * participation)
    understanding = understanding_start + kept * (understanding - understanding_start)
    backing = backing_start + kept * (backing - backing_start) + control_layers * news
    backing[POLITICIANS] = backing[POLITICIANS] + visible_backing * shown_effect * steered[REACTION]
    return understanding, np.clip(backing, 0, 1)


def readings_of_layers(
    understanding: Array, backing: Array, mandate_to_join: Array
) -> tuple[Array, Array, Array, Array]:
    """What is read from the layers: agreement on capacity, vocabulary, interest, distance.

    Returns:
        agreement_capacity (backing of politicians), vocabulary (mean understanding), interest (backing by the mandate
        to join), distance (backing of strategists less that of those who hold control: who feels the problem against
        who can act); each (municipality, run).
    """
    held = mean(backing[CONTROL_HOLDERS])
    interest = (mandate_to_join * backing).sum(axis=0)
    return backing[POLITICIANS], mean(understanding), interest, backing[STRATEGISTS] - held


@gives("agreement_capacity", "vocabulary", "interest", "distance")
def read_layers(understanding: Array, backing: Array, mandate_to_join: Array) -> tuple[Array, Array, Array, Array]:
    """Readings of the layers, as `readings_of_layers` defines them."""
    return readings_of_layers(understanding, backing, mandate_to_join)
