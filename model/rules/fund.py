"""Step 13: the actor is funded and learns (M79, M82, M87, M117, M118)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, Flags, gives, mean


@gives("collaboration")
def learn_as_actor(
    collaboration: Array, form_share: Array, working_years: Array, actor_time: Array, decay_cut: Array,
    event_actor_leaves: Array, actor_learning: Array, actor_decay: Array, actor_rooting: Array,
    actor_rooted_decay: Array, actor_time_gain: Array, learning_half: Array,
) -> tuple[Array]:
    """Collaboration capitals grow by use and decay, person-bound faster than rooted; level 3 slows decay (M79, M118).

    Args:
        collaboration: (layer: person-bound, rooted; form, run).

    Returns:
        (collaboration,).
    """
    person, rooted = collaboration
    use = working_years / (learning_half + working_years) * form_share + actor_time_gain * actor_time
    person = person + actor_learning * use * np.maximum(1 - person - rooted, 0)
    kept = 1 - decay_cut
    moved = actor_rooting * person
    person = np.maximum(person - moved - actor_decay * kept * person, 0) * (1 - event_actor_leaves)
    rooted = rooted + moved - actor_rooted_decay * kept * rooted
    return (np.stack([np.minimum(person, 1 - rooted), rooted]),)


@gives("funding_core", "shown_effect")
def fund_core(
    funding_core: Array, shown_effect: Array, capacity: Array, capacity_start: Array, measures_visible: Array,
    legitimacy: Array, legitimacy_start: Array, follow_up_quality: Array, horizon: Array, support_now: Flags,
    funding_earned: float, observation_delay: Array, funding_effect: Array, funding_legitimacy: Array,
    funding_erosion: Array, ordinary_quality: float, quarters_per_year: int,
) -> tuple[Array, Array]:
    """Core funding: constant when given; earned, it rises and falls with the effect that follow-up can show (M87).

    Trust carries it too; without follow-up it erodes, whatever has been done. It moves the slower, the longer it is
    promised (M43, M83).

    Returns:
        funding_core (run; 1 = as granted at start), shown_effect (run; share: capacity gained and measures visible).
    """
    gained = mean((capacity - capacity_start) / 100 + measures_visible)
    trust = mean(legitimacy - legitimacy_start)
    shown = shown_effect + (gained * follow_up_quality - shown_effect) / observation_delay
    eroded = funding_erosion * np.maximum(1 - follow_up_quality / ordinary_quality, 0)
    wanted = np.maximum(1 + funding_effect * shown + funding_legitimacy * trust - eroded, 0)
    pace = support_now * funding_earned / (quarters_per_year * horizon)
    return funding_core + pace * (wanted - funding_core), shown


@gives("cost_sek", "municipal_cost_sek")
def keep_books(
    person_years: Array, person_year_cost: Array, own_recommendations: float, municipal_person_years: Array,
    quarters_per_year: float,
) -> tuple[Array, Array]:
    """SEK of the quarter: the actor's person-years, and the set-asides of municipalities (M82).

    Returns:
        cost_sek, municipal_cost_sek, each (run,).
    """
    price = person_year_cost / quarters_per_year
    return price * person_years, price * own_recommendations * municipal_person_years * np.ones_like(person_years)
