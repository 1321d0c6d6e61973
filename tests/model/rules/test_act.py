"""Step 12 by hand: pledges, measures, partners. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import act
from tests.kit.by_hand import capitals, channel_means, channels, layers, together_as_alone

UNIT = st.floats(0, 1)
DRIVE = dict(
    backing=layers(0.3, politicians=0.5),
    backing_start=layers(0.3),
    brought_rooted=capitals(0.9, organisational=0.1),
    channels=channels(agreement=layers(9.0, politicians=0.6, managers=0.2)),
    landing=0.5,
    campaign_gain=2.0,
    board_gain=3.0,
    change_cap=0.35,
)


@pytest.mark.parametrize(
    ("change", "drive"),
    [
        ({}, 2.3),  # campaigns 2 x 0.4 x 0.5; board 3 x (0.2 + 0.1)
        ({"landing": 0.0}, 1.9),
        ({"backing": layers(0.9, politicians=0.1)}, 1.7),  # backing that falls lowers no pledge
        ({"backing": layers(0.3, politicians=0.9)}, 2.75),  # counts up to the cap
        ({"brought_rooted": capitals(0.9, organisational=0.0)}, 2.0),
        ({"channels": channels(agreement=layers(9.0, politicians=1.0, managers=1.0))}, 2.9),
        ({"campaign_gain": 0.0, "board_gain": 0.0}, 1.0),
    ],
)
def test_campaigns_and_boards_drive_pledges(change, drive):
    assert act.drive_pledges(**DRIVE | change)[0] == pytest.approx(drive)


ACT = dict(
    pledged=0.2,
    measures_own=0.4,
    measures_shared=0.25,
    measures_own_start=0.3,
    measures_shared_start=0.35,
    agreement_climate=0.5,
    slack=0.3,
    busy=0.1,
    drive=1.0,
    copied=0.0,
    capacity=40.0,
    capital_level=capitals(0.9, real=0.3),
    capital_start=capitals(0.1, real=0.3),
    base=np.array([0.9, 0.9, 0.5]),
    partners=0.4,
    projects=0.6,
    projects_start=0.5,
    pledging_rate=0.5,
    completion_rate=0.25,
    shared_measure_rate=0.5,
    obsolescence=0.05,
    own_visibility=0.75,
    project_visibility=0.2,
)


@pytest.mark.parametrize(
    ("change", "pledged", "own", "shared"),
    [
        # pledges 0.1 x 0.4 left; done 0.05; obsolete 0.02; shared 0.5 x 0.4 x 0.5 x 0.4 x 0.75 less 0.0125
        ({}, 0.19, 0.43, 0.2675),
        ({"drive": 2.0}, 0.23, 0.43, 0.2675),
        ({"drive": 99.0}, 0.55, 0.43, 0.2675),  # no more than is left
        ({"copied": 0.05}, 0.21, 0.43, 0.305),
        ({"busy": 0.0}, 0.18, 0.43, 0.2675),
        ({"partners": 0.8}, 0.19, 0.43, 0.2975),
        ({"pledged": 0.6}, 0.45, 0.53, 0.2675),  # nothing left to pledge
        ({"agreement_climate": 1.0}, 0.23, 0.43, 0.2675),
        ({"base": np.array([0.9, 0.9, 0.0])}, 0.19, 0.43, 0.2375),
        ({"capacity": 80.0}, 0.19, 0.43, 0.2975),
        ({"measures_shared": 1.0}, 0.19, 0.43, 0.95),
        ({"capital_level": capitals(0.9, real=0.6)}, 0.14, 0.48, 0.2675),  # twice the physical means, twice the pace
        ({"capital_level": capitals(0.9, real=3.0)}, 0.04, 0.58, 0.2675),  # no more than is pledged
        ({"capital_level": capitals(0.9, real=0.0)}, 0.24, 0.38, 0.2675),
    ],
)
def test_measures_are_pledged_and_carried_out(change, pledged, own, shared):
    visible = 0.75 * (own - 0.3) + 0.25 * (shared - 0.35) + 0.02
    found = act.carry_out(**ACT | change)
    assert (*found[:3], found[4]) == pytest.approx((pledged, own, shared, visible))


@pytest.mark.parametrize(
    ("change", "newly"),
    [
        ({}, 0.029375),  # 0.75 x (0.05 - 0.015) + 0.25 x (0.03 - 0.0175)
        ({"copied": 0.4}, 0.104375),
        ({"pledged": 0.0}, 0.0),
        ({"measures_own_start": 0.5, "pledged": 0.4}, 0.059375),
    ],
)
def test_newly_done_is_what_goes_beyond_the_usual(change, newly):
    assert act.carry_out(**ACT | change)[3] == pytest.approx(newly)


def test_measures_start_where_they_stay():
    start = dict(agreement_climate=0.5, capacity=40.0, base=np.array([0.9, 0.9, 0.5]), pledging_rate=0.5)
    start |= dict(completion_rate=0.25, shared_measure_rate=0.5, obsolescence=0.05)
    found = act.start_measures(slack_start=0.4, start_partners=0.4, **start)
    pledged, own, shared = found[:3]
    # 0.1 x (1 - 1.2 own) = 0.05 own; pledged 0.2 own; 0.04 x (1 - shared) = 0.05 shared
    assert found == pytest.approx((0.1 / 0.17 * 0.2, 0.1 / 0.17, 4 / 9, own, shared, 0, 0.4, 0))
    now = dict(pledged=pledged, measures_own=own, measures_shared=shared, projects=0.5)
    now |= dict(measures_own_start=own, measures_shared_start=shared)
    assert act.carry_out(**ACT | now) == pytest.approx((pledged, own, shared, 0, 0), abs=1e-12)


@given(UNIT, UNIT, UNIT, UNIT, UNIT, st.floats(0, 0.3))
def test_support_lowers_no_pledge(change, rooted, campaign, landing, partners, used):
    """Whatever support does to backing, structures, campaigns, partners and the time that it uses itself."""
    drive = act.drive_pledges(
        **DRIVE
        | dict(
            backing=layers(change),
            brought_rooted=capitals(rooted),
            channels=channels(agreement=campaign),
            landing=landing,
        )
    )[0]
    without = act.carry_out(**ACT | dict(slack=0.3, busy=0.0, partners=0.1))
    helped = act.carry_out(**ACT | dict(slack=0.3 - used, busy=used, partners=max(partners, 0.1), drive=drive))
    assert all(more >= less - 1e-12 for more, less in zip(helped[:3], without[:3], strict=True))


PARTNERS = dict(
    partners=0.35,
    channel_means=channel_means(partners=0.5),
    landing=0.5,
    measures_visible=0.2,
    start_partners=0.25,
    partner_gain=8.0,
    partner_visible=0.1,
    layer_fade=0.1,
    taper_width=0.2,
    point_a_year=0.0025,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.365),  # asked in 0.005, results seen 0.02, fading 0.01
        ({"partners": 0.9}, 0.8475),  # half of the gain is left near the top
        ({"landing": 0.0}, 0.36),
        ({"channel_means": channel_means(), "measures_visible": 0.0}, 0.34),
        ({"channel_means": channel_means(), "measures_visible": 0.0, "partners": 0.25}, 0.25),
        ({"measures_visible": -9.0}, 0.0),
    ],
)
def test_partners_are_won_and_fade_to_their_start(change, after):
    assert act.win_partners(**PARTNERS | change)[0] == pytest.approx(after)


def test_practice_trains_while_more_than_usual_is_done():
    weights, braking = capitals(0, relational=1, organisational=1), capitals(1, organisational=0.5)
    found = act.practise(capitals(0.2), 0.04, 0.5, weights, braking)
    assert found[0] == pytest.approx(capitals(0.2, relational=0.22, organisational=0.21))


def test_many_at_once():
    places = [{"backing": layers(0.6), "landing": 1.3}, {"brought_rooted": capitals(0.4)}]
    together_as_alone(act.drive_pledges, DRIVE, places, [{}, {"channels": channels(agreement=0.3), "board_gain": 1.0}])
    places = [{"pledged": 0.3, "slack": 0.2}, {"copied": 0.02, "partners": 0.3, "drive": 1.6, "capacity": 20.0}]
    together_as_alone(act.carry_out, ACT, places, [{}, {"pledging_rate": 0.2, "own_visibility": 0.4}])
    places = [{"partners": 0.5}, {"measures_visible": 0.1, "landing": 0.9}]
    together_as_alone(act.win_partners, PARTNERS, places, [{}, {"channel_means": channel_means(partners=0.1)}])
