"""Steps 1 and 2 by hand: environment, observation."""

import numpy as np
import pytest

from kraftsamling.model.rules import environment, observe
from tests.kit.by_hand import channels


@pytest.mark.parametrize(
    ("rate", "threshold", "strain"),
    [
        (0.5, 0.0, 0.3989422804),
        (0.15865525393, -1.0, 0.0833154706),
        (0.02275013195, -2.0, 0.0084907020),
    ],
)
def test_expected_strain_is_the_mean_shortfall_of_a_standard_normal(rate, threshold, strain):
    assert environment.expected_strain(rate) == pytest.approx((threshold, strain), abs=1e-9)


CALM = dict(
    finance=1.0,
    shock_finance=-1.0,
    shock_finance_region=1.0,
    event_finance=0.0,
    deficit_threshold=-1.0,
    strain_expected=0.1,
    finance_memory=0.8,
    finance_common=0.36,
    finance_event_size=2.0,
)


@pytest.mark.parametrize(
    ("change", "finance", "strain"),
    [
        ({}, 0.68, -0.1),  # news = 0.6 x 1 - 0.8 x 1 = -0.2; 0.8 x 1 + 0.6 x -0.2; no shortfall
        ({"event_finance": 1.0}, 0.68, 0.22),  # -1 - 0.68 + 2 = 0.32
        ({"event_finance": 0.5}, 0.68, -0.1),  # -0.68: none
        ({"finance_memory": 0.0, "finance_common": 1.0}, 1.0, -0.1),
        ({"finance_memory": 0.0, "finance_common": 0.0}, -1.0, -0.1),
        ({"finance": -3.0}, -2.52, 1.42),
    ],
)
def test_finances_remember_and_strain_is_read_against_its_mean(change, finance, strain):
    found = environment.move_finances(**CALM | change)
    assert found == pytest.approx((finance, strain))


def test_finances_keep_unit_variance():
    news = np.random.default_rng(1).normal(size=(2, 200_000))
    rest = dict(event_finance=0, deficit_threshold=0, strain_expected=0, finance_event_size=1)
    finance, _ = environment.move_finances(
        news[0], news[1], news[1][::-1], finance_memory=0.9, finance_common=0.3, **rest
    )
    assert finance.std() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    ("uniform", "event", "share"),
    [
        (0.24, 0.0, 0.0),
        (0.25, 0.0, 0.0),
        (0.26, 0.0, 0.5),
        (0.76, 0.0, 1.0),
        (0.26, 0.2, 0.7),
        (0.76, 0.5, 1.0),
    ],
)
def test_leavers_come_in_lumps_of_one_person(uniform, event, share):
    assert left(uniform, event) == pytest.approx((share, share))


THRESHOLDS = np.array([0.25, 0.75, 1.0])
ORDINARY = dict(capacity=40.0, slack=0.3, slack_start=0.3, wear_out=0.5, reference_capacity=40.0)


def left(uniform, event=0.0, **change):
    """Share of two key persons who leave: as expected, and with wear."""
    return environment.count_leavers(uniform, THRESHOLDS, 2, event, **ORDINARY | change)


@pytest.mark.parametrize(
    ("change", "worn"),
    [
        ({}, 1.0),
        ({"capacity": 30.0}, 1.125),  # a quarter of the capacity is missing
        ({"capacity": 60.0}, 0.75),
        ({"slack": 0.24}, 1.1),
        ({"slack": 0.36, "capacity": 36.0}, 0.95),
        ({"slack": 0.0, "capacity": 0.0}, 2.0),
        ({"slack": 0.0, "wear_out": 0.2}, 1.2),
        ({"capacity": 100.0, "slack": 0.9}, 0.0),  # nobody is worn by plenty, and nobody less than not at all
    ],
)
def test_what_is_missing_wears_on_those_who_carry_it(change, worn):
    assert environment.wear(**ORDINARY | change) == pytest.approx(worn)


@pytest.mark.parametrize(
    ("uniform", "change", "share"),
    [
        # worn by 1.25, one leaves with a chance of 0.9375 and two with 0.3125
        (0.06, {"capacity": 20.0}, 0.0),
        (0.07, {"capacity": 20.0}, 0.5),
        (0.68, {"capacity": 20.0}, 0.5),
        (0.69, {"capacity": 20.0}, 1.0),
        (0.24, {"capacity": 20.0, "wear_out": 0.0}, 0.0),
        (0.8, {"capacity": 60.0}, 0.5),  # 0.1875 for both
        (0.999, {"capacity": 100.0, "slack": 0.9}, 0.0),
    ],
)
def test_the_worn_leave_more_often(uniform, change, share):
    assert left(uniform, **change)[1] == pytest.approx(share)
    assert left(uniform, **change)[0] == left(uniform)[0]  # upkeep replaces what was expected, worn or not


@pytest.mark.parametrize("capacity", [24.0, 40.0, 64.0])
def test_wear_multiplies_the_mean_number_of_leavers(capacity):
    """As long as no chance would pass one, the mean over all draws is the wear x the mean without."""
    draws = (np.arange(100_000) + 0.5) / 100_000
    thresholds = np.array([0.6, 0.9, 1.0])[:, None]
    mean = environment.count_leavers(draws, thresholds, 2, 0.0, **ORDINARY | {"capacity": capacity})[1].mean()
    assert mean == pytest.approx(0.25 * environment.wear(**ORDINARY | {"capacity": capacity}), abs=1e-4)


@pytest.mark.parametrize(
    ("uniform", "now", "event", "changed"),
    [
        (0.39, True, 0.0, 1),
        (0.40, True, 0.0, 0),
        (0.39, False, 0.0, 0),
        (0.39, False, 0.3, 0.3),
        (0.39, True, 0.3, 1),
    ],
)
def test_rule_changes_at_elections_or_by_event(uniform, now, event, changed):
    assert environment.hold_elections(np.array([uniform]), now, event, 0.4)[0] == pytest.approx(changed)


def watched(**change):
    """Two municipalities, one run; follow-up at half quality, a delay of five quarters: a rate of a tenth."""
    column = np.array([[0.4], [0.8]])
    given = dict(
        picture=np.full((7, 2, 1), 0.2),
        picture_need=np.full((7, 1), 0.5),
        knowledge_of_needs=np.array([0.2]),
        receptive_capacity=column,
        legitimacy=column + 0.1,
        capacity=100 * column - 20,
        participation=column * 0,
        base=np.full((3, 2, 1), 0.6),
        capital_level=np.full((7, 2, 1), 0.3),
        shock_observation=np.array([[1.0], [-0.5]]),
        follow_up_quality=np.array([0.5]),
        start_knowledge_of_needs=0.16,
        measurement_sd=0.1,
        observation_delay=5,
        needs_learning=0.1,
        needs_decay=0.25,
    )
    return observe.observe(**given | change)


def test_picture_follows_the_truth_with_error_and_delay():
    picture, need, known = watched()
    assert picture[:, 0, 0] == pytest.approx([0.23, 0.24, 0.21, 0.19, 0.25, 0.25, 0.25])
    assert picture[:, 1, 0] == pytest.approx([0.255, 0.265, 0.235, 0.175, 0.235, 0.235, 0.235])
    assert need[:, 0] == pytest.approx([0.5175] * 7)  # 0.5 + (1 - 0.3 - 0.025 - 0.5) / 10
    assert known == pytest.approx([0.23])  # 0.2 + 0.1 x 0.5 x 0.8 - 0.25 x 0.04


def test_a_surplus_is_no_need():
    assert watched(capital_level=np.full((7, 2, 1), 0.99))[1][:, 0] == pytest.approx([0.45] * 7)


def test_without_follow_up_nothing_is_seen_and_knowledge_goes_back_to_its_start():
    picture, need, known = watched(follow_up_quality=np.array([0.0]))
    assert (picture == 0.2).all() and (need == 0.5).all()
    assert known == pytest.approx([0.19])
    assert watched(follow_up_quality=np.array([0.0]), knowledge_of_needs=np.array([0.16]))[2] == [0.16]


@pytest.mark.parametrize(
    ("change", "quality"),
    [
        ({}, 0.5),
        ({"follow_up": 0.15}, 0.75),
        ({"evaluation": 0.4}, 0.6),  # 0.05 x 1.5
        ({"evaluation": 0.4, "evaluation_gain": 0.0}, 0.5),
        ({"follow_up": 0.0, "evaluation": 3.0}, 0.0),
        ({"working_years": np.array([0.0])}, 0.0),
        ({"support_now": False}, 0.0),
    ],
)
def test_follow_up_takes_working_time(change, quality):
    own = {"follow_up": 0.05, "working_years": np.array([2.0]), "support_now": True, "evaluation_gain": 1.25} | change
    heard = channels(evaluation=own.pop("evaluation", 0.0))[..., None]
    assert observe.judge_follow_up(channels_of_year=heard, follow_up_half=0.05, **own)[0] == pytest.approx([quality])
