"""Constants that rules take: weights over capitals and layers, couplings, references, single numbers.

They are assumptions too, swept by group multipliers (parameters) rather than entry by entry.
"""

from __future__ import annotations

from kraftsamling.model.vocabulary import (
    CAPITALS,
    DYNAMIC,
    FINANCIAL,
    HUMAN,
    LAYERS,
    MANAGERS,
    ORGANISATIONAL,
    POLITICAL,
    POLITICIANS,
    QUARTERS_PER_YEAR,
    REAL,
    RELATIONAL,
    STRATEGISTS,
    SUPPORT_FUNCTIONS,
    TERMS,
)

PROJECT_PERIOD = 12
"""Quarters from the start of one project to the start of the next."""
PROJECT_LENGTH = 10
"""Quarters that project money flows in each period."""

START_LAYERS = (0.5, 0.5)
"""Person-bound and rooted share of the actor's collaboration capital at the start. An assumption."""

CAPACITY_WEIGHTS = dict(zip(CAPITALS, (0.15, 0.15, 0.16, 0.16, 0.16, 0.17, 0.05), strict=True))
"""Weights in transition capacity; low for real capital (M11)."""

OVER_CAPITALS: dict[str, dict[int, float]] = {
    "gated_capitals": {HUMAN: 1, RELATIONAL: 1, DYNAMIC: 1, ORGANISATIONAL: 1, REAL: 1},
    "turnover_capitals": {HUMAN: 1, RELATIONAL: 1, DYNAMIC: 1, ORGANISATIONAL: 0.5, POLITICAL: 0.25},
    "human_capital": {HUMAN: 1},
    "structure_capital": {ORGANISATIONAL: 1},
    "control_capitals": {POLITICAL: 1, ORGANISATIONAL: 1},
    "finance_capital": {FINANCIAL: 1},
    "peer_capitals": {HUMAN: 1, RELATIONAL: 1, ORGANISATIONAL: 0.5, POLITICAL: 0.5, DYNAMIC: 0.5},
    "network_capitals": {HUMAN: 1, RELATIONAL: 1},
    "practice_capitals": {RELATIONAL: 1, ORGANISATIONAL: 1},
    "project_capitals": {FINANCIAL: 1, HUMAN: 0.5, DYNAMIC: 0.5},
    "political_capital": {POLITICAL: 1},
}
"""Weights over capitals by the name that rules take; a capital that is not named weighs nothing."""

COUPLINGS = (
    (POLITICAL, FINANCIAL, 1.0),  # M04
    (POLITICAL, ORGANISATIONAL, 0.5),  # M05
    (FINANCIAL, HUMAN, 0.5),  # M05
    (FINANCIAL, DYNAMIC, 0.5),  # M05
    (DYNAMIC, FINANCIAL, 0.5),  # M06
    (DYNAMIC, HUMAN, 0.5),  # M08
    (DYNAMIC, RELATIONAL, 0.5),  # M08
    (RELATIONAL, POLITICAL, 0.5),  # M10
    (RELATIONAL, ORGANISATIONAL, 0.5),  # M10
    (RELATIONAL, HUMAN, 0.5),  # M10
)
"""Named entries: from, to, relative strength (M02). No source names a negative pair; deviations below zero drag."""

MANDATE_TO_JOIN = dict(zip(LAYERS, (0.3, 0.4, 0.1, 0.15, 0.05), strict=True))
"""Weight of each layer in the decision to join, by rank (M17, M32, M102). An assumption."""

TERM_CONTROL = dict(zip(TERMS, (0.1, 0.35, 1.0, 0.35, 0.35), strict=True))
"""How far each term that the actor's owners decide on touches control, by rank (M36). An assumption."""

NEEDED_FORMALITY = (0.3, 0.5)
"""Formality that carries what level 2, and what level 3, adds, by rank (M26, M55). An assumption."""

STEERING_EFFECTS = (
    (1.0, 0.0, 0.0),  # pace: rule-bound steering decides late
    (-1.0, 0.0, 0.0),  # keeping: what it has decided fades less
    (0.0, 1.0, 0.0),  # reaction: performance management answers to money and to what follow-up shows
    (0.0, -1.0, 1.0),  # passing: little passes under performance management, much under collaborative steering
    (0.0, 0.0, -1.0),  # rooting: what is agreed among people takes less root
)
"""Which way each steering logic in pure form moves each effect: effect in the order of STEERED, then logic (M119d)."""

OVER_LAYERS = {
    "turnover_layers": (MANAGERS, STRATEGISTS),
    "control_layers": (POLITICIANS, MANAGERS, SUPPORT_FUNCTIONS),
}
"""Layers that count together, by the name that rules take."""

SENDER_LAYERS = dict(zip(LAYERS, (0.5, 1.0, 1.0, 1.0, 0.5), strict=True))
"""Share of other senders that address each layer (M112). An assumption."""

REFERENCES = {
    "reference_receptive": 0.28,
    "reference_take_up": 0.40,
    "reference_vocabulary": 0.34,
    "reference_knowledge": 0.21,
    "reference_fit": 0.83,
    "reference_ability": 0.30,
    "reference_held": 0.23,
    "reference_held_mean": 0.32,
    "reference_room": 0.14,
    "reference_organisational": 0.23,
    "reference_relational": 0.28,
    "reference_room_below": 0.10,
    "reference_base_room": 0.8,
    "reference_managers": 0.31,
    "reference_structure": 0.145,
    "reference_likeness": 0.4,
    "reference_capacity": 28,
}
"""What modifiers are measured against: a municipality of 30,000 in its third year of taking part in level 1.

Medians over worlds of municipalities of about that size; a modifier divided by its reference is 1 there.
"""

SCALES = {
    "quarters_per_year": QUARTERS_PER_YEAR,
    **REFERENCES,
    "point_a_year": 1 / (100 * QUARTERS_PER_YEAR),  # a point of capacity a year, in shares a quarter
    "taper_width": 0.2,  # distance to the top of a stock within which gains shrink
    "lift_most": 1.5,  # largest lift or drag between capitals
    "expertise_most": 0.9,  # largest gap of special skills
    "start_low": 0.02,  # least start value
    "start_high": 0.9,  # largest start value
    "large_misfit": 0.5,  # misfit of standard support in large municipalities, relative to small ones
    "key_persons_most": 12,  # largest number of key persons
    "mandate_ramp": 0.1,  # shortfall of mandate over which a measure closes
    "renewal": 0.2,  # share of running measures that may be exchanged at once
    "most_at_once": 60,  # measures that can run at once; more money is delivered rather than spread
    "listed_first": 1000.0,  # lead of a measure that the course lists over one that it does not
    "ordinary_quality": 0.6,  # quality of follow-up at which funders' trust does not erode
}
"""Units, bounds and widths that rules count with."""

FIXED = {
    "base_floor": 0.02,  # least value of a base in a ceiling
    "ingredient_floor": 0.02,  # least value of an ingredient of receptive capacity
    "will_reference": 0.4,  # interest and legitimacy that count as ordinary
    "base_use_half": 0.05,  # support received at which half of the decay of a base is held off
    "finance_event_size": 2,  # fall of the financial result in a full event
    "slack_rate": 0.3,  # pace at which staff time adjusts
    "attention_growth": 1,  # rise of attention with organisational capital gained
    "dip_recovery": 0.25,  # recovery from a reorganisation
    "dip_relief": 0.5,  # dip softened by outside money
    "bridge_quarters": 6,  # quarters over which money kept for handing over is spent
    "project_visibility": 0.1,  # visibility of running projects
    "partner_visible": 0.03,  # acceptance won by results seen
    "network_reach": 1,  # contact across the region at full strength of networks
    "curation": 1.5,  # ageing of examples held off by documentation
    "expertise_size_slope": 0.13,  # special skills gained per log unit of population
    "key_persons_elasticity": 0.7,  # rise of the number of key persons with population
    "rooted_election_share": 0.05,  # part of the election loss that falls on rooted capital
    "learning_half": 4,  # working time at which the actor learns at half pace
    "actor_time_gain": 0.1,  # use added by time spent on the actor itself
    "project_quarters": 12,  # length of a municipal project
    "finance_memory": 0.85,  # persistence of the financial result
    "finance_common": 0.5,  # variance of the financial result that the region shares
    "steering_spread": 0.8,  # spread of the mix of steering logics between municipalities
    "start_fact_slope": 0.02,  # pull of a known fact on the start value that it informs
    "start_knowledge_of_needs": 0.2,  # the actor's knowledge of needs at the start
    "needs_decay": 0.02,  # knowledge of needs lost a quarter
    "observation_delay": 4,  # delay of the actor's picture at full follow-up
    "channel_saturation": 0.5,  # part of the reference portfolio at which a channel has given two thirds
    "coverage_scale": 0.5,  # effort that covers two thirds of a need
    "take_part_least": 0.1,  # share below which a municipality counts as not taking part
    "gate_margin": 0.8,  # share of a threshold below which the actor steps down, if it may
    "law_backing": 0.02,  # backing and climate agreement gained under a national law
    "law_legitimacy": 0.02,  # legitimacy gained under a national law
    "law_money": 0.005,  # financial capital that a national law brings
    "law_weight": 1,  # weight of a national law in the will to take part
    "strain_backing": 0.005,  # backing lost per unit of strain
    "project_end_loss": 0.1,  # capital lost when the project money of the actor ends
    "handover_gain": 1,  # rooting gained per share of project money kept for handing over
    "earmarked_relief": 0.3,  # cost of taking part saved by earmarked time
    "structures_buffer": 0.2,  # turnover loss buffered by the municipality's own structures
    "vacancy": 1,  # staff time lost per key person who leaves
    "copy_gain": 0.3,  # capital learnt per measure copied
    "actor_rooting": 0.02,  # rooting of the actor's collaboration capital
    "adaptation_cost": 0.1,  # rival time that shaping support to size takes
    "decay_cut_3": 0.4,  # decay of the actor's own capital removed at level 3
    "funding_horizon": 4,  # years that core funding is promised
}
"""Assumptions that move little, or that no source tells apart, held at one value."""

SHARED = {
    "layer_turnover": "leaver_loss",
    "election_reset": "election_loss",
    "decisions_down": "persuasion",
    "control_level": "gate_level",
    "acceptance_trust": "acceptance_backing",
    "start_understanding_strategists": "start_backing_strategists",
    "actor_rooted_decay": "depreciation_rooted",
    "visible_trust": "visible_backing",
}
"""Rates for which no source tells two values apart: the first is the parameter on the right."""
