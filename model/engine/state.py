"""Every variable of the model, declared once: its owner, axes, unit, bounds and meaning."""

from __future__ import annotations

from dataclasses import dataclass

MUNICIPALITY, ACTOR, NOW = "municipality", "actor", "environment"


@dataclass(frozen=True)
class Variable:
    """A stock, trait, flow or input; `axes` come before municipality and run."""

    name: str
    owner: str
    kind: str
    axes: tuple[str, ...]
    unit: str
    low: float
    high: float
    meaning: str


_INF = float("inf")
_ROWS = """
municipality|trait|size_index||log units|-1.5|1.5|log(population/30,000), capped
municipality|trait|log_size||log units|-10|10|log(population/30,000)
municipality|trait|size_small||flag|0|1|belongs to the small third (or so classed)
municipality|trait|size_large||flag|0|1|belongs to the large third (or so classed)
municipality|trait|fact_political||standard deviations|-3|3|breadth of political rule, against the region
municipality|trait|fact_financial||standard deviations|-3|3|low tax rate, against the region
municipality|trait|fact_real||standard deviations|-3|3|low emissions per inhabitant, against the region
municipality|trait|spread_political||ratio|1|2|widening of spread where the breadth of rule is unknown
municipality|trait|spread_financial||ratio|1|2|widening of spread where the tax rate is unknown
municipality|trait|spread_real||ratio|1|2|widening of spread where emissions are unknown
municipality|trait|staff||relative to 30,000|0|inf|staff available for cross-sector work
municipality|trait|complexity||relative to 30,000|0|inf|boards, departments and layers to anchor in
municipality|trait|expertise_missing||share|0|1|special skills that work across sectors needs and that are missing
municipality|trait|misfit||share|0|1|misfit of ordinary support to the size class
municipality|trait|steering|logic|share|0|1|rule-bound, performance-managed and collaborative part of steering
municipality|trait|steered|effect of steering|ratio|0|2.5|what the mix of steering logics does, 1 where each has a third
municipality|trait|leaver_thresholds|key person|probability|0|1.000001|distribution function of leavers
municipality|trait|key_persons_here||persons|1|40|key persons
municipality|trait|turnover_quarter||share|0|1|expected leavers per quarter
municipality|trait|capital_start|capital|share|0|1|level of each capital at the start
municipality|trait|base_start|form|share|0|1|bases at the start
municipality|trait|understanding_start|layer|share|0|1|understanding of each layer at the start
municipality|trait|backing_start|layer|share|0|1|backing of each layer at the start
municipality|trait|legitimacy_start||share|0|1|legitimacy at the start
municipality|trait|agreement_climate_start||share|0|1|agreement on climate goals at the start
municipality|trait|slack_start||share|0|1|staff slack at the start
municipality|trait|capacity_start||points|0|100|transition capacity at the start
municipality|trait|measures_own_start||share|0|1|own-control measures at the start
municipality|trait|measures_shared_start||share|0|1|shared-control measures at the start
municipality|trait|projects_start||share|0|1|own projects under way at the start
municipality|trait|own_constant|capital|per quarter|0|1|own effort that replaces the loss expected at the start
municipality|trait|deficit_threshold||standard deviations|-3|3|result below which a year is a deficit
municipality|trait|strain_expected||standard deviations|0|3|mean strain
municipality|flow|kept_person|capital|share|0|1|capital that was there, carried by persons
municipality|flow|kept_rooted|capital|share|0|1|capital that was there, rooted
municipality|stock|brought_person|capital|share|0|1|capital that support or own building brought, carried by persons
municipality|stock|brought_rooted|capital|share|0|1|capital that support or own building brought, rooted
municipality|stock|understanding|layer|share|0|1|understanding of what capacity is and of work across sectors
municipality|stock|backing|layer|share|0|1|will to give the work priority
municipality|stock|base|form|share|0|1|knowledge base, resource base, room for action
municipality|stock|legitimacy||share|0|1|legitimacy of the support
municipality|stock|legitimacy_own||share|0|1|legitimacy of the support, without what an event adds
municipality|stock|agreement_climate||share|0|1|agreement on climate goals
municipality|stock|slack||share|0|1|staff time free for cross-sector work
municipality|flow|busy||share|-1|1|staff time that taking part and projects beyond the usual use
municipality|stock|finance||standard deviations|-inf|inf|financial result against its mean
municipality|stock|take_up|form|share|0|1|share of the offer taken up, once decided
municipality|stock|pledged||share|0|1|own-control measures pledged, not yet carried out
municipality|stock|measures_own||share|0|1|own-control measures carried out
municipality|stock|measures_shared||share|0|1|shared-control measures carried out
municipality|stock|person_bound|capital|share|0|1|capital that is carried by persons and projects
municipality|stock|rooted|capital|share|0|1|capital in routines, structures and budgets
municipality|flow|interest||share|0|1|backing by the mandate to join
municipality|flow|agreement_capacity||share|0|1|agreement on building capacity: backing of politicians
municipality|flow|vocabulary||share|0|1|common vocabulary: mean understanding
municipality|flow|distance||share|-1|1|backing of strategists less that of those who hold control
municipality|flow|capital_level|capital|share|0|1|person-bound + rooted
municipality|flow|capacity||points|0|100|transition capacity
municipality|flow|receptive_capacity||share|0|1|ability to turn support to use
municipality|flow|weakest_link||index|0|4|ingredient of receptive capacity that is lowest
municipality|flow|strain||standard deviations|-3|inf|financial strain against its mean
municipality|flow|leavers||share|0|1|key persons who leave
municipality|flow|worn_leavers||share|0|1|key persons who leave, with what wears on them
municipality|flow|changed_rule||share|0|1|change of rule
municipality|flow|load||share|0|inf|staff time that full participation takes
municipality|flow|decided|form|share|0|1|share of the offer decided on
municipality|flow|will||share|0|1|will to take part, mean over forms
municipality|flow|ability||share|0|1|share that staff time and attention allow
municipality|flow|participation||share|0|1|share of the offer taken up
municipality|flow|engagement||share|0|1|participation, with the amount of support counted in
municipality|flow|reason_not||index|0|3|why it takes no part
municipality|flow|received|form|person-years a year|0|inf|support that lands, as it would in an ordinary municipality
municipality|flow|useful||share|0|1|share of the ambition that is not idle
municipality|flow|lift|capital|ratio|0|inf|lift and drag between capitals
municipality|flow|building||share|0|1|will and means above the start, by more than the dead band
municipality|flow|attention|layer|share|0|1|share of attention that each layer has left
municipality|flow|attention_left||share|0|1|attention left in the layers that the offer addresses
municipality|flow|landing||ratio|0|3|how well the offer lands, against the ordinary municipality
municipality|flow|delegates||share|0|1|delegates who hold a mandate from home
municipality|flow|pace||per quarter|0|1|pace at which decisions take effect
municipality|flow|braking|capital|ratio|0|1|brake near the absolute top
municipality|flow|peers_near||share|0|inf|fresh examples of neighbours and other linked peers
municipality|flow|peers_all||share|0|inf|fresh examples in the whole region
municipality|flow|peers_part||share|0|1|participation of peers
municipality|flow|copied||share|0|inf|what is copied from peers in the quarter
municipality|stock|replicated||share|0|inf|what has been copied from peers so far
municipality|stock|examples||share|0|inf|fresh examples: newly carried out or made routine
municipality|flow|newly_done||share|0|1|measures carried out in the quarter beyond the usual
municipality|flow|newly_routine||share|0|1|results of projects handed over in the quarter
municipality|flow|drive||ratio|1|inf|pledges driven by campaigns and boards, against the start
municipality|flow|measures_visible||share|-1|1|measures carried out, against the start
municipality|flow|project_money||share|0|1|share of calls for project money won
municipality|stock|projects||share|0|1|own projects under way, 1 where every call is won
municipality|stock|bridge||share|0|1|share of project money at hand for handing over results
municipality|stock|results||share|0|inf|capital in results of further projects that waits to be handed over
municipality|stock|handed_over||share|0|inf|capital of such results made routine so far
municipality|stock|lost_results||share|0|inf|capital of such results lost so far
municipality|stock|partners||share|0|1|acceptance of partners: firms, residents, other public bodies
municipality|flow|dose|form|person-years a year|0|inf|support on offer
municipality|flow|target_weight||ratio|0|inf|weight on rival time
municipality|input|shock_start|start value|standard normal|-inf|inf|spread of start values
municipality|input|shock_finance||standard normal|-inf|inf|local financial news
municipality|input|shock_turnover||uniform|0|1|turnover
municipality|input|shock_election||uniform|0|1|election
municipality|input|shock_observation||standard normal|-inf|inf|error of the actor's reading
municipality|input|event_finance||strength|0|inf|scenario: strained finances
municipality|input|event_leavers||share|0|1|scenario: the coordinator leaves
municipality|input|event_change_of_rule||share|0|1|scenario: change of rule
municipality|input|event_crisis||strength|0|1|scenario: crisis
municipality|input|event_trust||share|-1|1|scenario: legitimacy added from outside
municipality|input|part_at_least||share|0|1|least share of the offer that it has decided to take
municipality|input|part_at_most||share|0|1|most that it has decided to take: as the least, or all where its will decides
environment|input|quarter||quarters|0|199|quarters since the start
environment|input|support_now||flag|0|1|the actor has support to give
environment|input|election_now||flag|0|1|an election is held
environment|input|shock_finance_region||standard normal|-inf|inf|regional financial news
environment|input|shock_forms||uniform|0|1|chance of the random policy of forms
environment|input|project_pulse||ratio|0|inf|project money of this quarter against its mean
environment|input|project_ended||flag|0|1|project money has just ended
environment|input|event_project_money||share|0|1|scenario: project money ends
environment|input|event_signals||signals|0|20|scenario: further competing signals
environment|input|event_actor_leaves||share|0|1|scenario: the actor's coordinator leaves
environment|input|national_law||strength|0|1|scenario: national law
environment|input|funding_earned||flag|0|1|core funding is earned rather than given
environment|input|budget_person_years||person-years a year|0|inf|budget, where it is not the level's own
environment|input|contributions||SEK a year|0|inf|what municipalities have decided to pay to the actor
actor|stock|collaboration|hold,form|share|0|1|collaboration capitals, person-bound and rooted
actor|stock|moved|term|share|-1|1|terms of governance moved by decisions: mandate per form, formality, core share
actor|stock|acceptance||share|-1|1|members who accepted at the latest decision, less those who refused
actor|stock|refused||share|0|inf|how far the latest proposals were refused
actor|flow|mandate|form|share|0|1|formal mandate per form
actor|flow|formality||share|0|1|formality of the actor: agreement, roles, duty to follow up
actor|flow|project_share||share|0|1|share of the budget that is project money
actor|flow|horizon||years|0|inf|years that core funding is promised
actor|flow|follow_up_quality||share|0|1|quality of follow-up
actor|stock|picture|reading,municipality|share|-inf|inf|noisy, delayed picture of members
actor|stock|picture_need|capital|share|0|1|shortfall of each capital, as seen
actor|stock|knowledge_of_needs||share|0|1|knowledge of needs
actor|stock|professions||share|0|1|strength of profession networks
actor|stock|readings|window,condition read|share|-inf|inf|latest four readings of the gate's conditions
actor|trait|first_reading|condition read|share|-inf|inf|the gate's conditions as first read
actor|flow|gate_shortfall|condition|share|-inf|1|share of each demand of the next level that is missing
actor|flow|gate_from_start|condition|share|-inf|inf|part of the reading of each condition that was there at the start
actor|flow|gate_from_work|condition|share|-inf|inf|part of the reading of each condition that came after the start
actor|flow|footing||ratio|-inf|inf|lowest reading against the demand of the level that the actor is on
actor|flow|carried|level added|share|0|1|how far mandate and formality carry what levels 2 and 3 add
actor|stock|quarters_at_level||quarters|0|inf|quarters of work that was followed up, since the level changed
actor|stock|ambition_level||level|0|3|level of ambition
environment|input|charter_now||flag|0|1|the charter is reviewed
actor|stock|reorganisation||share|0|1|working time lost to reorganising
actor|stock|funding_core||ratio|0|inf|core funding against what was granted at the start
actor|stock|shown_effect||share|-2|2|effect that follow-up can show
actor|stock|initiatives||measures|0|60|measures at once
actor|stock|openness|measure|share|0|1|how far each measure is open
actor|stock|queue|place|place in the table|0|175|measure at each place, as chosen; the rest says nothing
actor|stock|chosen|measure|flag|0|1|runs this year
actor|stock|served_need|need|ratio|0|inf|what measures could serve: gaps by capital and form, channels by layer
actor|stock|readiness|measure|share|0|1|readiness of each measure
actor|stock|delivered||person-years a year|0|inf|working time delivered in municipalities
actor|stock|upheld|purse|share|0|1|share of what runs that the common and the tailored purse keep up
actor|stock|supply|purse,cell|person-years a year|0|inf|what public and rival measures give, by capital and form
actor|stock|addressing_of_year|layer|share|0|1|share of the year's portfolio that speaks to each layer
actor|stock|channels_of_year|channel,layer|ratio|0|inf|strength of the year's portfolio by channel and layer
actor|stock|actor_effort|form|person-years a year|0|inf|effort of the year's measures that build the actor itself
actor|stock|proposal||measures|0|inf|ready measures that act by a proposal
actor|stock|planned_years||person-years a year|0|inf|working time that the year was planned with
actor|flow|level_change||levels|0|3|levels changed this quarter
actor|flow|person_years||person-years a year|0|inf|person-years paid
actor|stock|working_years||person-years a year|0|inf|person-years left for measures
actor|flow|project_part||share|0|1|share of person-years that is project money
actor|flow|form_share|form|share|0|1|share of working time per form
actor|flow|feeding|capital,form|share|0|1|share of each form that goes to each capital
actor|flow|actor_time|form|person-years a year|0|inf|working time spent on the actor itself
actor|flow|addressing|layer|share|0|1|share of the offer that speaks to each layer
actor|flow|channels|channel,layer|ratio|0|inf|portfolio by channel and layer, 1 as the reference portfolio
actor|flow|channel_means|channel|ratio|0|inf|portfolio by channel, mean over the layers
actor|flow|fit||share|0|1|fit of the portfolio to what members need
actor|flow|years_of_level||person-years a year|0|inf|person-years of the level at its own cost
actor|flow|fixed_years||person-years a year|0|inf|fixed person-years of the level
actor|flow|saving_of_level||share|0|1|cost of taking part saved by pooled staff, once paid for
actor|flow|rooting_of_level||ratio|0|inf|rooting added by the level, once paid for
actor|flow|decisions_of_level||share|0|1|election loss removed by the level, once paid for
actor|flow|public_bonus||ratio|0|inf|public goods made better by the level
actor|flow|signal_cut||share|0|1|signals removed or synchronised by the level
actor|flow|decay_cut||share|0|1|decay of the actor's capitals removed by the level
actor|flow|demand||share|0|1|receptive capacity that the level demands
actor|flow|staff_saving||share|0|1|cost of taking part saved by pooled staff
actor|flow|rooting_bonus||ratio|0|inf|rooting added by the level
actor|flow|signals||signals|0|inf|other signals that reach municipalities
actor|flow|shared_decisions||share|0|1|election loss removed by shared decisions
actor|flow|cost_sek||SEK per quarter|0|inf|cost of the actor
actor|flow|municipal_cost_sek||SEK per quarter|0|inf|cost of what municipalities set aside
"""


def _variable(line: str) -> Variable:
    owner, kind, name, axes, unit, low, high, meaning = line.split("|")
    return Variable(
        name=name,
        owner=owner,
        kind=kind,
        axes=tuple(filter(None, axes.split(","))),
        unit=unit,
        low=float(low),
        high=float(high),
        meaning=meaning,
    )


VARIABLES: dict[str, Variable] = {v.name: v for v in map(_variable, _ROWS.strip().splitlines())}
