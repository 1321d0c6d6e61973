"""Steps 11 and 12 by hand: will, time and measures. One municipality, so no trailing axes."""

import numpy as np
import pytest

from kraftsamling.model.rules import act, update
from kraftsamling.model.vocabulary import CAPITALS


def capitals(rest, **named):
    """Seven capitals at `rest`, but those named."""
    return np.array([named.get(name, rest) for name in CAPITALS], dtype=float)


INTEREST = dict(
    interest=0.5,
    interest_start=0.5,
    hold=1.0,
    engagement=0.0,
    useful=1.0,
    measures_visible=0.0,
    strain=0.0,
    event_crisis=0.0,
    national_law=0.0,
    return_rate=0.1,
    interest_gain=0.2,
    visible_gain=0.1,
    strain_interest=0.02,
    crisis_interest=0.2,
    law_interest=0.1,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.5),
        ({"engagement": 0.5, "useful": 0.5}, 0.525),  # 0.2 x 0.25 x half of the room
        ({"engagement": 0.5, "useful": 0.0}, 0.5),
        ({"measures_visible": 0.2}, 0.51),
        ({"measures_visible": -0.2}, 0.48),
        ({"national_law": 1.0}, 0.55),
        ({"strain": 2.0}, 0.46),
        ({"strain": -1.0}, 0.52),
        ({"event_crisis": 0.5}, 0.4),
        ({"interest_start": 0.3}, 0.48),
        ({"interest_start": 0.3, "hold": 0.5}, 0.49),
        ({"interest_start": 0.9}, 0.54),
        ({"strain": 99.0}, 0.0),
        ({"strain": -99.0}, 1.0),
    ],
)
def test_interest(change, after):
    assert update.update_interest(**INTEREST | change)[0] == pytest.approx(after)


LEGITIMACY = dict(
    legitimacy_own=0.5,
    legitimacy_start=0.5,
    hold=1.0,
    engagement=0.0,
    useful=0.5,
    overreach=0.0,
    measures_visible=0.0,
    capital_level=capitals(0.3),
    capital_start=capitals(0.3),
    national_law=0.0,
    event_trust=0.0,
    return_rate=0.1,
    legitimacy_gain=0.2,
    idle_cost=0.4,
    overreach_cost=0.1,
    visible_gain=0.1,
    structure_legitimacy=0.05,
    law_legitimacy=0.02,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.5),
        ({"engagement": 0.5, "useful": 1.0}, 0.55),
        ({"engagement": 0.5}, 0.475),  # 0.2 x 0.25 x 0.5 gained, 0.4 x 0.5 x 0.5 x 0.5 lost
        ({"engagement": 0.5, "useful": 0.0}, 0.4),
        ({"overreach": 0.4}, 0.48),
        ({"measures_visible": 0.2}, 0.52),
        ({"national_law": 1.0}, 0.51),
        ({"capital_level": capitals(0.3, organisational=0.7)}, 0.52),
        ({"capital_level": capitals(0.3, organisational=0.1)}, 0.49),
        ({"capital_level": capitals(0.7, organisational=0.3)}, 0.5),
        ({"legitimacy_start": 0.3}, 0.48),
        ({"legitimacy_start": 0.3, "hold": 0.25}, 0.495),
        ({"measures_visible": 99.0}, 1.0),
        ({"measures_visible": -99.0}, 0.0),
    ],
)
def test_legitimacy(change, after):
    assert update.update_legitimacy(**LEGITIMACY | change) == pytest.approx((after, after))


@pytest.mark.parametrize(("trust", "seen"), [(0.3, 0.775), (-0.3, 0.175), (0.9, 1.0), (-0.9, 0.0)])
def test_trust_from_outside_lies_beside_what_is_earned(trust, seen):
    found = update.update_legitimacy(**LEGITIMACY | {"engagement": 0.5, "event_trust": trust})
    assert found == pytest.approx((seen, 0.475))


FEEDING = np.zeros((7, 3))
FEEDING[0] = [0.5, 0.0, 0.25]
FEEDING[1] = [0.5, 1.0, 0.75]
AGREEMENTS = dict(
    agreement_capacity=0.2,
    agreement_capacity_start=0.2,
    agreement_climate=0.6,
    agreement_climate_start=0.6,
    agreement_upkeep=0.0,
    hold=1.0,
    received=np.zeros(3),
    feeding=FEEDING,
    changed_rule=0.0,
    measures_visible=0.0,
    event_crisis=0.0,
    national_law=0.0,
    return_rate=0.1,
    agreement_gain=0.2,
    agreement_election_loss=0.25,
    visible_gain=0.1,
    crisis_interest=0.2,
    law_interest=0.1,
)


@pytest.mark.parametrize(
    ("change", "capacity", "climate"),
    [
        ({}, 0.2, 0.6),
        ({"received": np.array([0.1, 0.9, 0.2])}, 0.216, 0.6),  # 0.2 x (0.05 + 0.05) x 0.8
        ({"changed_rule": 1.0}, 0.15, 0.6),
        ({"changed_rule": 0.5}, 0.175, 0.6),
        ({"agreement_upkeep": 0.01}, 0.21, 0.6),
        ({"agreement_capacity_start": 0.1, "agreement_climate_start": 0.8}, 0.19, 0.62),
        ({"agreement_capacity_start": 0.1, "agreement_climate_start": 0.8, "hold": 0.5}, 0.195, 0.61),
        ({"measures_visible": 0.2}, 0.2, 0.62),
        ({"event_crisis": 0.5}, 0.2, 0.54),
        ({"national_law": 0.5}, 0.2, 0.62),
        ({"agreement_upkeep": 9.0, "measures_visible": 99.0}, 1.0, 1.0),
        ({"changed_rule": 99.0, "measures_visible": -99.0}, 0.0, 0.0),
    ],
)
def test_agreements(change, capacity, climate):
    assert update.update_agreements(**AGREEMENTS | change) == pytest.approx((capacity, climate))


VOCABULARY = dict(
    vocabulary=0.5,
    vocabulary_start=0.5,
    hold=1.0,
    dose=np.array([0.4, 9.0, 9.0]),
    take_up=np.array([0.5, 1.0, 1.0]),
    learning=0.0,
    return_rate=0.1,
    vocabulary_gain=1.0,
    learning_vocabulary=0.2,
    quarters_per_year=4,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.525),  # a quarter of 0.2 person-years, half of the room; other forms teach no words
        ({"learning": 1.0}, 0.55),
        ({"take_up": np.array([0.0, 1.0, 1.0])}, 0.5),
        ({"dose": np.zeros(3)}, 0.5),
        ({"vocabulary_start": 0.1}, 0.485),
        ({"vocabulary_start": 0.1, "hold": 0.5}, 0.505),
        ({"dose": np.full(3, 99.0)}, 1.0),
        ({"vocabulary": 0.1, "vocabulary_start": -9.0, "dose": np.zeros(3)}, 0.0),
    ],
)
def test_vocabulary(change, after):
    assert update.update_vocabulary(**VOCABULARY | change)[0] == pytest.approx(after)


SLACK = dict(
    slack=0.4,
    slack_start=0.4,
    load=0.5,
    participation=0.0,
    base=np.array([0.9, 0.5, 0.9]),
    base_start=np.array([0.1, 0.5, 0.1]),
    strain=0.0,
    leavers=0.1,
    event_crisis=0.0,
    crisis_buffer=0.5,
    slack_rate=0.5,
    slack_relief=0.5,
    load_on_slack=0.4,
    strain_slack=0.2,
    vacancy=1.0,
    turnover_quarter=0.1,
    crisis_slack=0.5,
    earmarked_time=0.0,
    earmarked_slack=0.2,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.4),
        ({"base": np.array([0.9, 0.7, 0.9])}, 0.43),  # 0.5 x 0.2 x 0.6 freed, half of it this quarter
        ({"earmarked_time": 0.5}, 0.43),
        ({"participation": 0.5}, 0.38),  # 0.4 x 0.5 x 0.5 x 0.4
        ({"participation": 0.5, "load": 9.0}, 0.36),
        ({"strain": 1.0}, 0.36),
        ({"strain": -0.5}, 0.42),
        ({"leavers": 0.5}, 0.36),  # 0.5 x 0.4 x 0.4
        ({"leavers": 0.0}, 0.41),
        ({"event_crisis": 1.0}, 0.3),
        ({"event_crisis": 1.0, "participation": 1.0, "load": 0.0}, 0.35),  # the actor absorbs half
        ({"slack": 0.2}, 0.3),
        ({"strain": 99.0}, 0.0),
        ({"strain": -99.0}, 1.0),
    ],
)
def test_slack(change, after):
    assert update.update_slack(**SLACK | change)[0] == pytest.approx(after)


ACT = dict(
    pledged=0.2,
    measures_own=0.4,
    measures_shared=0.25,
    measures_own_start=0.3,
    measures_shared_start=0.35,
    agreement_climate=0.5,
    slack=0.4,
    capacity=40.0,
    capital_level=capitals(0.9, real=0.3),
    capital_start=capitals(0.1, real=0.3),
    base=np.array([0.9, 0.9, 0.5]),
    peers_progress=0.0,
    peers_likeness=0.5,
    documentation=0.5,
    pledging_rate=0.5,
    completion_rate=0.25,
    shared_measure_rate=0.5,
    obsolescence=0.05,
    partner_reach=1.0,
    replication_gain=2.0,
    likeness_gain=0.0,
    own_visibility=0.75,
)


@pytest.mark.parametrize(
    ("change", "pledged", "own", "shared"),
    [
        # pledges 0.1 x 0.4 left; done 0.05; obsolete 0.02; shared 0.5 x 0.4 x 0.5 x partners 0.4 x 0.75 less 0.0125
        ({}, 0.19, 0.43, 0.2675),
        ({"peers_progress": 0.2}, 0.198, 0.43, 0.2915),  # replication 1.2; partners 0.6
        ({"peers_progress": 0.2, "likeness_gain": 2.0}, 0.206, 0.43, 0.3005),  # replication 1.4
        ({"peers_progress": -0.2}, 0.19, 0.43, 0.2525),  # partners 0.2
        ({"peers_progress": 0.9, "documentation": 0.0}, 0.19, 0.43, 0.3125),  # partners at most 1
        ({"pledged": 0.6}, 0.45, 0.53, 0.2675),  # nothing left to pledge
        ({"slack": 0.0}, 0.15, 0.43, 0.2675),
        ({"agreement_climate": 1.0}, 0.23, 0.43, 0.2675),
        ({"base": np.array([0.9, 0.9, 0.0])}, 0.19, 0.43, 0.2375),
        ({"capacity": 0.0}, 0.19, 0.43, 0.2375),
        ({"measures_shared": 1.0}, 0.19, 0.43, 0.95),
        ({"capital_level": capitals(0.9, real=0.6)}, 0.14, 0.48, 0.2675),  # twice the physical means, twice the pace
        ({"capital_level": capitals(0.9, real=3.0)}, 0.04, 0.58, 0.2675),  # no more than is pledged
        ({"capital_level": capitals(0.9, real=0.0)}, 0.24, 0.38, 0.2675),
    ],
)
def test_measures_are_pledged_and_carried_out(change, pledged, own, shared):
    visible = 0.75 * (own - 0.3) + 0.25 * (shared - 0.35)
    assert act.carry_out(**ACT | change) == pytest.approx((pledged, own, shared, visible))


def test_measures_start_where_they_stay():
    base = np.array([0.9, 0.9, 0.5])
    pledged, own, shared = act.stationary_measures(0.5, 0.4, 40.0, base, 0.5, 0.25, 0.5, 0.05)
    # 0.1 x (1 - 1.2 own) = 0.05 own; pledged 0.2 own; 0.04 x (1 - shared) = 0.05 shared
    assert (pledged, own, shared) == pytest.approx((0.1 / 0.17 * 0.2, 0.1 / 0.17, 4 / 9))
    after = act.carry_out(
        **ACT
        | dict(
            pledged=pledged,
            measures_own=own,
            measures_shared=shared,
            measures_own_start=own,
            measures_shared_start=shared,
        )
    )
    assert after == pytest.approx((pledged, own, shared, 0), abs=1e-12)


@pytest.mark.parametrize(
    ("visible", "relational", "organisational"), [(0.2, 0.22, 0.21), (-0.2, 0.18, 0.18), (0.0, 0.2, 0.2), (-9.0, 0, 0)]
)
def test_practice_trains_and_its_lack_untrains(visible, relational, organisational):
    weights, braking = capitals(0, relational=1, organisational=1), capitals(1, organisational=0.5)
    found = act.practise(capitals(0.2), visible, 0.1, weights, braking)
    assert found[0] == pytest.approx(capitals(0.2, relational=relational, organisational=organisational))


@pytest.mark.parametrize(
    ("slack", "staff", "cost", "share"),
    [
        (0.3, 1.0, 0.1, 0.75),
        (0.1, 3.0, 0.1, 0.75),
        (0.0, 1.0, 0.1, 0.0),
        (0.3, 1.0, 0.0, 1.0),
        (0.0, 1.0, 0.0, 0.0),
        (0.3, 1.0, -0.1, 1.0),
    ],
)
def test_applications_have_a_fixed_cost(slack, staff, cost, share):
    assert act.success_of_applications(slack, staff, cost) == pytest.approx(share)


MONEY = dict(
    person_bound=capitals(0.2),
    slack=0.3,
    staff=1.0,
    application_help=0.0,
    participation=0.5,
    braking=capitals(1, human=0.5),
    project_money_start=0.5,
    application_cost=0.1,
    project_money_gain=0.1,
    project_capitals=capitals(0, financial=1, human=0.5),
    national_law=0.0,
    law_money=0.02,
    finance_capital=capitals(0, financial=1),
)


@pytest.mark.parametrize(
    ("change", "money", "financial", "human"),
    [
        ({}, 0.75, 0.225, 0.20625),
        ({"application_help": 1.0}, 6 / 7, 0.2 + 0.1 * 5 / 14, 0.2 + 0.025 * 5 / 14),  # half of the cost is pooled
        ({"application_help": 1.0, "participation": 1.0}, 1.0, 0.25, 0.2125),
        ({"slack": 0.0}, 0.0, 0.15, 0.175),  # a fall is not braked
        ({"project_money_start": 0.75}, 0.75, 0.2, 0.2),
        ({"slack": 0.0, "project_money_gain": 9.0}, 0.0, 0.0, 0.0),
        ({"national_law": 0.5}, 0.75, 0.235, 0.20625),  # earmarked state money
        ({"national_law": 1.0, "braking": capitals(0.5)}, 0.75, 0.2225, 0.20625),
    ],
)
def test_project_money_flows_past_legitimacy(change, money, financial, human):
    person, won = act.win_project_money(**MONEY | change)
    assert won == pytest.approx(money)
    assert person == pytest.approx(capitals(0.2, financial=financial, human=human))
