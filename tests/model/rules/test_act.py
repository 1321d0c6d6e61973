"""Step 12 by hand: measures and project money. One municipality, so no trailing axes."""

import numpy as np
import pytest

from kraftsamling.model.rules import act
from tests.kit.by_hand import capitals

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
    brought_person=capitals(0.2),
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
