"""Step 12: measures are carried out and project money flows in (M67, M68, M84, M108-M110, M114)."""

from __future__ import annotations

import numpy as np

from kraftsamling.model.rules import Array, gives
from kraftsamling.model.rules.learn import ease_of_copying
from kraftsamling.model.vocabulary import REAL, ROOM


def pledge_rate(agreement_climate: Array, slack: Array, pledging_rate: Array) -> Array:
    """Share of measures within own control that is pledged in a quarter: will on climate goals x staff time (M108)."""
    return pledging_rate * agreement_climate * slack


def shared_rate(capacity: Array, base: Array, partners: Array, shared_measure_rate: Array) -> Array:
    """Share of shared-control measures that is carried out in a quarter: capacity x room x partners (M114)."""
    share: Array = shared_measure_rate * capacity / 100 * base[ROOM] * partners
    return share


@gives("pledged", "measures_own", "measures_shared", "measures_visible")
def carry_out(
    pledged: Array, measures_own: Array, measures_shared: Array, measures_own_start: Array,
    measures_shared_start: Array, agreement_climate: Array, slack: Array, capacity: Array, capital_level: Array,
    capital_start: Array, base: Array, peers_progress: Array, peers_likeness: Array, documentation: Array,
    pledging_rate: Array, completion_rate: Array, shared_measure_rate: Array, obsolescence: Array,
    partner_reach: Array, replication_gain: Array, likeness_gain: Array, own_visibility: Array,
) -> tuple[Array, Array, Array, Array]:
    """Pledges are taken and carried out; low-hanging fruit saturates, shared measures need capacity and partners.

    Physical means matter here rather than in capacity: real capital sets the pace of carrying out (M11).

    Returns:
        pledged, measures_own, measures_shared (shares of what is attainable), measures_visible (deviation from start).
    """
    partners = np.clip(capacity / 100 + partner_reach * peers_progress, 0, 1)
    examples = ease_of_copying(documentation, peers_likeness, likeness_gain)
    replication = 1 + replication_gain * examples * np.maximum(peers_progress, 0)
    left = np.maximum(1 - pledged - measures_own, 0)
    taken = pledge_rate(agreement_climate, slack, pledging_rate) * replication * left
    done = np.minimum(completion_rate * capital_level[REAL] / capital_start[REAL], 1) * pledged
    shared = shared_rate(capacity, base, partners, shared_measure_rate) * replication * (1 - measures_shared)
    pledged = np.clip(pledged + taken - done, 0, 1)
    own = np.clip(measures_own + done - obsolescence * measures_own, 0, 1)
    shared = np.clip(measures_shared + shared - obsolescence * measures_shared, 0, 1)
    visible = own_visibility * (own - measures_own_start) + (1 - own_visibility) * (shared - measures_shared_start)
    return pledged, own, shared, visible


def stationary_measures(
    agreement_climate: Array, slack: Array, capacity: Array, base: Array, pledging_rate: Array,
    completion_rate: Array, shared_measure_rate: Array, obsolescence: Array,
) -> tuple[Array, Array, Array]:
    """Measures at which taking, carrying out and obsolescence balance at the start values.

    Returns:
        pledged, measures_own, measures_shared, each (municipality, run).
    """
    rate = pledge_rate(agreement_climate, slack, pledging_rate)
    per_own = obsolescence / completion_rate
    own = rate / (obsolescence + rate * (1 + per_own))
    shared = shared_rate(capacity, base, capacity / 100, shared_measure_rate)
    return per_own * own, own, shared / (shared + obsolescence)


@gives("brought_person")
def practise(
    brought_person: Array, measures_visible: Array, practice_gain: Array, practice_capitals: Array, braking: Array,
) -> tuple[Array]:
    """Carrying out measures together trains relational and organisational capital (M108)."""
    lift = practice_gain * practice_capitals * measures_visible
    return (np.maximum(brought_person + lift * np.where(lift > 0, braking, 1), 0),)


@gives("brought_person", "project_money")
def win_project_money(
    brought_person: Array, slack: Array, staff: Array, application_help: Array, participation: Array, braking: Array,
    project_money_start: Array, national_law: Array, application_cost: Array, project_money_gain: Array,
    project_capitals: Array, law_money: Array, finance_capital: Array,
) -> tuple[Array, Array]:
    """Municipal project money flows in at a fixed application cost unless applications are pooled (M68, M84).

    It lifts financial, human and dynamic capital whether or not the support is legitimate: the side-track (M33). A
    national law brings earmarked state money besides (M88).

    Returns:
        brought_person (capital, municipality, run), project_money (municipality, run; share of calls won).
    """
    money = success_of_applications(slack, staff, application_cost * (1 - application_help * participation))
    lift = project_money_gain * project_capitals * (money - project_money_start)
    lift = lift + law_money * finance_capital * national_law
    return np.maximum(brought_person + lift * np.where(lift > 0, braking, 1), 0), money


def success_of_applications(slack: Array, staff: Array, application_cost: Array) -> Array:
    """Share of calls won: staff time against the fixed cost of applying (M68)."""
    able = slack * staff
    return able / (able + np.maximum(application_cost, np.finfo(float).tiny))


