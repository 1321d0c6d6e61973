"""Step 12 by hand: the municipalities' own projects. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import projects
from tests.kit.by_hand import capitals, channel_means, layers, together_as_alone


@pytest.mark.parametrize(
    ("slack", "staff", "cost", "skilled", "share"),
    [
        (0.3, 1.0, 0.1, 1.0, 0.75),
        (0.3, 1.0, 0.1, 0.8, 0.6),
        (0.1, 2.0, 0.2, 1.0, 0.5),
        (0.0, 1.0, 0.1, 1.0, 0.0),
        (0.3, 1.0, 0.0, 0.9, 0.9),
        (0.3, 1.0, -0.1, 0.7, 0.7),
    ],
)
def test_applications_have_a_fixed_cost_and_need_skills(slack, staff, cost, skilled, share):
    assert projects.success_of_applications(slack, staff, cost, skilled) == pytest.approx(share)


RUN = dict(
    projects=0.5,
    slack=0.3,
    staff=1.0,
    expertise_missing=0.25,
    staff_saving=0.0,
    channel_means=channel_means(),
    pooled_applications=False,
    support_now=True,
    event_project_money=0.0,
    application_cost=0.1,
    application_relief=0.5,
    expertise_cost=0.4,
    project_quarters=10.0,
)


@pytest.mark.parametrize(
    ("change", "money", "running"),
    [
        ({}, 0.675, 0.5175),  # three calls of four, at nine tenths of the skills
        ({"channel_means": channel_means(applications=0.8)}, 0.75, 0.525),  # cost 0.06
        ({"pooled_applications": True}, 0.9 * 6 / 7, 0.45 + 0.09 * 6 / 7),  # cost 0.05
        ({"pooled_applications": True, "application_relief": 3.0}, 0.9, 0.54),  # no cost is left
        ({"staff_saving": 0.5}, 0.7125, 0.52125),  # pooled staff fills half of what is missing
        ({"expertise_missing": 1.0}, 0.45, 0.495),
        ({"slack": 0.1}, 0.45 * 1.0, 0.495),
        ({"project_quarters": 4.0}, 0.675, 0.54375),
    ],
)
def test_projects_are_won_and_run(change, money, running):
    assert projects.run_projects(**RUN | change) == pytest.approx((money, running))


def test_where_calls_close_the_projects_under_way_run_out():
    assert projects.run_projects(**RUN | {"event_project_money": 1.0})[1] == pytest.approx(0.45)


def test_nobody_pools_applications_without_support():
    alone = projects.run_projects(**RUN | {"pooled_applications": True, "support_now": False})
    assert alone == projects.run_projects(**RUN)


HAND = dict(
    bridge=0.1,
    results=0.2,
    handed_over=1.0,
    lost_results=3.0,
    brought_person=capitals(0.3),
    brought_rooted=capitals(0.1),
    projects=0.5,
    projects_start=0.5,
    backing=layers(0.3, managers=0.4),
    rooted=capitals(0.1, organisational=0.2),
    channel_means=channel_means(),
    landing=0.5,
    participation=0.0,
    handover=0.5,
    event_project_money=0.0,
    braking=capitals(1, human=0.5),
    project_gain=40.0,
    handover_rate=0.05,
    handover_routines=2.0,
    bridge_gain=0.3,
    bridge_quarters=5.0,
    brought_fade=0.06,
    use_keeps=0.5,
    result_fade=0.04,
    project_capitals=capitals(0, financial=1, human=0.5),
    reference_managers=0.4,
    reference_structure=0.2,
    point_a_year=0.0025,
)


@pytest.mark.parametrize(
    ("change", "bridge", "results", "handed", "lost", "financial", "human"),
    [
        # handing 0.05 + 0.3 x 0.1, fading 0.06 + 0.04; 0.008 fades beyond what all brought capital does, 0.016 is moved
        ({}, 0.08, 0.164, 0.016, 0.02, 0.276, 0.288),
        ({"projects": 0.7}, 0.08, 0.184, 0.016, 0.02, 0.296, 0.293),  # 0.1 x 0.2 more; human is braked
        ({"projects": 0.3}, 0.08, 0.144, 0.016, 0.02, 0.256, 0.278),
        ({"participation": 1.0}, 0.18, 0.17, 0.016, 0.014, 0.276, 0.288),  # half is kept back; use holds fading off
        ({"participation": 1.0, "projects": 0.7}, 0.18, 0.18, 0.016, 0.014, 0.286, 0.2905),
        ({"participation": 1.0, "event_project_money": 1.0}, 0.08, 0.17, 0.016, 0.014, 0.276, 0.288),
        ({"backing": layers(0.9, managers=0.2)}, 0.08, 0.172, 0.008, 0.02, 0.284, 0.292),
        ({"rooted": capitals(0.9, organisational=0.05)}, 0.08, 0.176, 0.004, 0.02, 0.288, 0.294),
        ({"channel_means": channel_means(routines=0.5)}, 0.08, 0.159, 0.021, 0.02, 0.271, 0.2855),  # 0.05 x 1.5 + 0.03
        ({"channel_means": channel_means(routines=0.5), "landing": 0.0}, 0.08, 0.164, 0.016, 0.02, 0.276, 0.288),
        ({"bridge": 0.5}, 0.4, 0.14, 0.04, 0.02, 0.252, 0.276),
        ({"handover_rate": 9.0}, 0.08, 0.0, 0.18, 0.02, 0.112, 0.206),  # no more than there is
    ],
)
def test_results_are_handed_over_or_lost(change, bridge, results, handed, lost, financial, human):
    found = projects.hand_over(**HAND | change)
    assert found[:5] == pytest.approx((bridge, results, 1 + handed, 3 + lost, handed))
    assert found[5] == pytest.approx(capitals(0.3, financial=financial, human=human))
    assert found[6] == pytest.approx(capitals(0.1, financial=0.1 + handed, human=0.1 + handed / 2))


def test_what_is_no_longer_there_is_not_handed_over():
    person, rooted = projects.hand_over(**HAND | {"brought_person": capitals(0.01)})[5:]
    assert person == pytest.approx(capitals(0.01, financial=0, human=0))
    assert rooted == pytest.approx(capitals(0.1, financial=0.102, human=0.106))


@given(st.floats(0, 1), st.floats(0.5, 1), st.floats(0, 1), st.floats(0, 2), st.floats(0, 1))
def test_handing_over_moves_and_adds_nothing(results, running, part, rate, bridge):
    at = HAND | dict(results=results, projects=running, participation=part)
    some, none = (
        projects.hand_over(**at | dict(handover_rate=hand, bridge=money)) for hand, money in ((rate, bridge), (0, 0))
    )
    assert some[5] + some[6] == pytest.approx(none[5] + none[6])
    assert (some[6] >= none[6]).all() and min(some[1], none[1]) >= 0
    ended = some[1] + (some[2] - 1) + (some[3] - 3)
    assert ended == pytest.approx(none[1] + (none[2] - 1) + (none[3] - 3))


def test_usual_projects_change_nothing():
    found = projects.hand_over(**HAND | dict(bridge=0.0, results=0.0, handed_over=0.0, lost_results=0.0))
    assert found[:5] == (0, 0, 0, 0, 0)
    assert (found[5] == 0.3).all() and (found[6] == 0.1).all()


def test_money_that_was_kept_is_spent_after_the_project():
    """Four quarters with money kept back, then four without any part taken: it is still being spent."""
    bridge = 0.0
    for part in (1.0,) * 4 + (0.0,) * 4:
        bridge = projects.hand_over(**HAND | dict(bridge=bridge, participation=part))[0]
    assert bridge == pytest.approx(0.5 * (1 - 0.8**4) * 0.8**4)


def test_a_law_brings_money():
    money = projects.bring_law_money(capitals(0.2), 0.5, capitals(0.25), 0.08, capitals(0, financial=1))
    assert money[0] == pytest.approx(capitals(0.2, financial=0.21))


def test_projects_start_where_they_stay():
    start = dict(slack_start=0.3, staff=1.0, expertise_missing=0.25, application_cost=0.1, expertise_cost=0.4)
    money, running, usual, *rest = projects.start_projects(**start)
    assert money == running == usual == pytest.approx(0.675)
    assert rest == [0, 0, 0, 0]
    assert projects.run_projects(**RUN | {"projects": running}) == pytest.approx((money, running))


def test_many_at_once():
    places = [{"slack": 0.2, "projects": 0.6}, {"expertise_missing": 0.6}]
    together_as_alone(projects.run_projects, RUN, places, [{}, {"channel_means": channel_means(applications=0.4)}])
    places = [{"participation": 0.5, "projects": 0.6}, {"results": 0.1, "rooted": capitals(0.3), "bridge": 0.3}]
    runs = [
        {"project_gain": 20.0},
        {"channel_means": channel_means(routines=0.3), "result_fade": 0.1, "bridge_quarters": 3.0},
    ]
    together_as_alone(projects.hand_over, HAND, places, runs, whole=("reference_managers", "reference_structure"))


def test_no_rule_writes_into_what_it_is_given():
    for rule, arguments in ((projects.run_projects, RUN), (projects.hand_over, HAND)):
        kept = {name: np.copy(value) for name, value in arguments.items()}
        rule(**arguments)
        assert all((kept[name] == arguments[name]).all() for name in kept)
