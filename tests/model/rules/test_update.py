"""Step 11 by hand: legitimacy, agreement on climate goals, staff time. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import update
from tests.kit.by_hand import capitals, channel_means, layers, together_as_alone

UNIT = st.floats(0, 1)

LEGITIMACY = dict(
    legitimacy_own=0.5,
    legitimacy_start=0.5,
    landing=0.5,
    channel_means=channel_means(),
    engagement=0.0,
    useful=0.75,
    refused=0.0,
    measures_visible=0.0,
    capital_level=capitals(0.3),
    capital_start=capitals(0.3),
    national_law=0.0,
    event_trust=0.0,
    legitimacy_fade=0.1,
    legitimacy_gain=8.0,
    trust_gain=2.0,
    idle_cost=12.0,
    refusal_cost=5.0,
    visible_trust=0.1,
    structure_legitimacy=0.05,
    law_legitimacy=0.02,
    taper_width=0.2,
    point_a_year=0.01,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.5),
        ({"engagement": 0.5, "useful": 1.0}, 0.54),
        ({"engagement": 0.5}, 0.515),  # 8 x 0.375 points gained, 12 x 0.25 x 0.5 lost
        ({"engagement": 0.5, "useful": 0.0}, 0.44),
        ({"channel_means": channel_means(legitimacy=layers(0.5, managers=3.0))}, 0.51),  # 2 x the mean 1 x 0.5
        ({"channel_means": channel_means(legitimacy=1.2), "landing": 2.0}, 0.548),
        ({"refused": 0.4}, 0.48),
        ({"measures_visible": 0.25}, 0.525),
        ({"measures_visible": -0.3}, 0.47),
        ({"national_law": 1.0}, 0.52),
        ({"capital_level": capitals(0.3, organisational=0.9)}, 0.53),
        ({"capital_level": capitals(0.9, organisational=0.1)}, 0.50),  # structures that are lost cost nothing more
        ({"capital_start": capitals(0.9, organisational=0.05)}, 0.5125),
        ({"legitimacy_start": 0.45}, 0.495),
        ({"legitimacy_own": 0.9, "legitimacy_start": 0.9, "engagement": 1.0, "useful": 1.0}, 0.94),  # half is left
        ({"measures_visible": 99.0}, 1.0),
        ({"measures_visible": -99.0}, 0.0),
    ],
)
def test_legitimacy(change, after):
    assert update.update_legitimacy(**LEGITIMACY | change) == pytest.approx((after, after))


@pytest.mark.parametrize(("trust", "seen"), [(0.3, 0.84), (-0.3, 0.24), (0.9, 1.0), (-0.9, 0.0)])
def test_trust_from_outside_lies_beside_what_is_earned(trust, seen):
    found = update.update_legitimacy(**LEGITIMACY | {"engagement": 0.5, "useful": 1.0, "event_trust": trust})
    assert found == pytest.approx((seen, 0.54))


@given(
    UNIT,
    UNIT,
    UNIT,
    UNIT,
    st.floats(0, 3),
    st.sampled_from(["useful", "landing", "measures_visible", "legitimacy_own"]),
)
def test_less_delivery_or_trust_never_earns_more(own, useful, less, engagement, said, name):
    high = LEGITIMACY | dict(
        legitimacy_own=own, useful=useful, engagement=engagement, measures_visible=0.2,
        channel_means=channel_means(legitimacy=said),
    )  # fmt: skip
    more, low = (update.update_legitimacy(**change)[1] for change in (high, high | {name: high[name] * less}))
    assert 0 <= low <= more + 1e-12 and more <= 1


@given(UNIT, UNIT)
def test_more_refusals_never_earn_more(refused, more):
    low, high = (update.update_legitimacy(**LEGITIMACY | {"refused": part})[1] for part in (refused, refused + more))
    assert high <= low


def test_who_starts_with_low_legitimacy_gains_no_more():
    said = LEGITIMACY | {"engagement": 0.5, "useful": 1.0, "channel_means": channel_means(legitimacy=1.0)}
    low, high = (
        update.update_legitimacy(**said | {"legitimacy_own": start, "legitimacy_start": start})[1] - start
        for start in (0.1, 0.6)
    )
    assert low == pytest.approx(high) == pytest.approx(0.05)


CLIMATE = dict(
    agreement_climate=0.6,
    agreement_climate_start=0.6,
    measures_visible=0.0,
    event_crisis=0.0,
    national_law=0.0,
    participation=0.0,
    layer_fade=0.1,
    visible_backing=0.1,
    crisis_backing=0.2,
    crisis_buffer=0.5,
    law_backing=0.05,
    taper_width=0.2,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.6),
        ({"agreement_climate_start": 0.9}, 0.63),
        ({"measures_visible": 0.2}, 0.62),
        ({"measures_visible": -0.2}, 0.58),
        ({"national_law": 1.0}, 0.65),
        (
            {"agreement_climate": 0.95, "agreement_climate_start": 0.95, "national_law": 1.0},
            0.9625,
        ),  # a quarter is left
        (
            {"agreement_climate": 0.95, "agreement_climate_start": 0.95, "measures_visible": -0.3},
            0.92,
        ),  # losses are whole
        ({"event_crisis": 1.0}, 0.4),
        ({"event_crisis": 1.0, "participation": 1.0}, 0.5),  # the actor absorbs half
        ({"event_crisis": 0.5, "participation": 0.4}, 0.52),
        ({"measures_visible": -99.0}, 0.0),
        ({"measures_visible": 99.0}, 1.0),
    ],
)
def test_agreement_on_climate_goals(change, after):
    assert update.update_climate_agreement(**CLIMATE | change)[0] == pytest.approx(after)


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
    crisis_slack=0.75,
    earmarked_time=0.0,
    earmarked_slack=0.25,
    channel_means=channel_means(),
    staff_gain=0.1,
    projects=0.5,
    projects_start=0.5,
    project_staff=0.25,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        ({}, 0.4),
        ({"base": np.array([0.9, 0.7, 0.9])}, 0.45),  # 0.5 x 0.2 freed, half of it this quarter
        ({"earmarked_time": 0.2}, 0.425),
        ({"participation": 0.5}, 0.38),  # 0.4 x 0.5 x 0.5 x 0.4
        ({"participation": 0.5, "load": 9.0}, 0.36),  # no more than all of it
        ({"participation": 0.5, "load": 0.0, "channel_means": channel_means(staff=layers(0.6, operations=3.6))}, 0.43),
        ({"channel_means": channel_means(staff=9.0)}, 0.4),  # lent to those who take part
        ({"strain": 1.5}, 0.34),
        ({"strain": -0.25}, 0.41),
        ({"leavers": 0.6}, 0.35),  # 0.5 x 0.5 x 0.4
        ({"leavers": 0.05}, 0.405),
        ({"event_crisis": 1.0}, 0.25),
        ({"event_crisis": 1.0, "participation": 1.0, "load": 0.0}, 0.325),  # the actor absorbs half
        ({"slack": 0.2}, 0.3),
        ({"projects": 0.7}, 0.39),  # 0.25 x 0.2 x 0.4
        ({"projects": 0.4}, 0.405),
        ({"strain": 99.0}, 0.0),
        ({"strain": -99.0}, 1.0),
    ],
)
def test_staff_time(change, after):
    assert update.update_slack(**SLACK | change)[0] == pytest.approx(after)


@pytest.mark.parametrize(
    ("part", "running", "busy"), [(0.0, 0.5, 0.0), (0.5, 0.5, 0.04), (0.5, 0.7, 0.06), (0.0, 0.4, -0.01)]
)
def test_time_that_taking_part_and_projects_use_is_told(part, running, busy):
    assert update.update_slack(**SLACK | dict(participation=part, projects=running))[1] == pytest.approx(busy)


@given(UNIT, UNIT, UNIT, UNIT, st.floats(-1, 3), UNIT)
def test_more_strain_load_or_vacancies_never_free_staff_time(slack, participation, crisis, leavers, strain, more):
    at = SLACK | dict(slack=slack, participation=participation, event_crisis=crisis, leavers=leavers, strain=strain)
    found = update.update_slack(**at)[0]
    assert 0 <= found <= 1
    for name in ("strain", "load", "leavers", "event_crisis"):
        assert update.update_slack(**at | {name: at[name] + more})[0] <= found + 1e-12


def test_many_at_once():
    places = [{"engagement": 0.5, "landing": 1.2}, {"legitimacy_own": 0.7, "useful": 0.2, "engagement": 0.9}]
    runs = [{"channel_means": channel_means(legitimacy=0.4)}, {"refused": 0.3, "event_trust": 0.1, "idle_cost": 4.0}]
    together_as_alone(update.update_legitimacy, LEGITIMACY, places, runs)
    places = [{"agreement_climate": 0.3, "participation": 0.2}, {"measures_visible": 0.3}]
    together_as_alone(update.update_climate_agreement, CLIMATE, places, [{}, {"event_crisis": 1.0, "layer_fade": 0.3}])
    places = [{"participation": 0.6, "load": 0.3}, {"slack": 0.1, "leavers": 0.5}]
    together_as_alone(
        update.update_slack, SLACK, places, [{}, {"channel_means": channel_means(staff=0.8), "slack_rate": 0.2}]
    )
