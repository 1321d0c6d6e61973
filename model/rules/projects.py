"""Step 12: the municipalities' own projects are applied for, run, end, and are handed over or lost.

Mechanisms M67, M68, M70-M77, M84, M88. At the start every municipality runs its usual projects, and what these bring
is part of its start capital: only what goes beyond the usual counts as brought.
"""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, bounded, gives
from kraftsamling.model.vocabulary import APPLICATIONS, MANAGERS, ORGANISATIONAL, ROUTINES


def success_of_applications(slack: Array, staff: Array, cost: Array, skilled: Array) -> Array:
    """Share of calls won: staff time against the fixed cost of applying, times the skills that are there (M68)."""
    able = slack * staff
    share: Array = skilled * able / (able + np.maximum(cost, np.finfo(float).tiny))
    return share


@gives("project_money", "projects")
def run_projects(
    projects: Array, slack: Array, staff: Array, expertise_missing: Array, staff_saving: Array, channel_means: Array,
    pooled_applications: bool, support_now: Array, event_project_money: Array, application_cost: Array,
    application_relief: Array, expertise_cost: Array, project_quarters: Array,
) -> tuple[Array, Array]:
    """Calls are won against a fixed cost of applying, and what is won runs for some years (M68, M84).

    Help with applications reaches whoever applies, also those who take no other part; pooled applications are help in
    full. Skills that a small municipality lacks lower what it makes of a call, unless pooled staff fills them (M63).

    Returns:
        project_money (share of calls won), projects (under way; 1 where every call is won), each (municipality, run).
    """
    shared = np.maximum(channel_means[APPLICATIONS], pooled_applications * support_now)
    cost = application_cost * np.maximum(1 - application_relief * shared, 0)
    skilled = 1 - expertise_cost * expertise_missing * (1 - staff_saving)
    money = success_of_applications(slack, staff, cost, skilled)
    return money, projects + (money * (1 - event_project_money) - projects) / project_quarters


@gives(
    "bridge", "results", "handed_over", "lost_results", "newly_routine", "brought_person", "brought_rooted",
)
def hand_over(
    bridge: Array, results: Array, handed_over: Array, lost_results: Array, brought_person: Array,
    brought_rooted: Array, projects: Array, projects_start: Array, backing: Array, rooted: Array, channel_means: Array,
    landing: Array, participation: Array, handover: float, event_project_money: Array, braking: Array,
    project_gain: Array, handover_rate: Array, handover_routines: Array, bridge_gain: Array, bridge_quarters: Array,
    brought_fade: Array, use_keeps: Array, result_fade: Array, project_capitals: Array, reference_managers: float,
    reference_structure: float, point_a_year: float,
) -> tuple[Array, ...]:
    """Results wait in the hands of those who ran the project; some become routine, the rest is lost (M70-M77).

    Managers' backing, structures and routines that support builds carry the handing over, and so does money. Those who
    take part keep a share of project money back for it: the project itself then yields less, and the money is spent in
    the years after it was kept, hence also after a project's end (M76). Handing over moves capital from persons to
    routines and adds none; what still waits fades faster than other capital that was brought.

    Returns:
        bridge (share of project money at hand for handing over), results (capital that waits), handed_over and
        lost_results (capital so far), newly_routine (handed over this quarter), each (municipality, run);
        brought_person, brought_rooted (capital, municipality, run). Results are per unit of `project_capitals`.
    """
    kept_back = handover * participation * (1 - event_project_money)
    ready = bounded(backing[MANAGERS] / reference_managers * (rooted[ORGANISATIONAL] / reference_structure))
    routines = 1 + handover_routines * channel_means[ROUTINES] * landing
    fading = np.minimum(brought_fade * (1 - use_keeps * participation) + result_fade, 1)
    handing = np.minimum(ready * (handover_rate * routines + bridge_gain * bridge), 1 - fading)
    handed, lost = handing * results, fading * results
    more = point_a_year * project_gain * (projects - projects_start)
    more = np.where(more > 0, more * (1 - kept_back), more)
    brought = np.where(more > 0, more * braking, more) - result_fade * results
    person = np.maximum(brought_person + project_capitals * brought, 0)
    moved = np.minimum(project_capitals * handed, person)
    return (
        bridge + (kept_back - bridge) / bridge_quarters,
        np.maximum(results + more - handed - lost, 0),
        handed_over + handed,
        lost_results + lost,
        handed,
        person - moved,
        brought_rooted + moved,
    )


@gives("brought_person")
def bring_law_money(
    brought_person: Array, national_law: Array, braking: Array, law_money: Array, finance_capital: Array,
) -> tuple[Array]:
    """A national law brings earmarked state money (M88)."""
    return (brought_person + law_money * national_law * finance_capital * braking,)


@gives("project_money", "projects", "projects_start", "bridge", "results", "handed_over", "lost_results")
def start_projects(
    slack_start: Array, staff: Array, expertise_missing: Array, application_cost: Array, expertise_cost: Array,
) -> tuple[Array, ...]:
    """The usual projects: as many begin as end. Nothing of theirs waits beyond what the start capital holds.

    Returns:
        as declared, each (municipality, run).
    """
    money = success_of_applications(slack_start, staff, application_cost, 1 - expertise_cost * expertise_missing)
    none = np.zeros_like(slack_start)
    return money, money, money, none, none, none, none
