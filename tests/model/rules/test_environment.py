"""Steps 1 to 3 by hand: environment, observation, ambition."""

import numpy as np
import pytest

from kraftsamling.model.engine.schedule import QUARTER
from kraftsamling.model.engine.tables import level_tables
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.rules import ambition, environment, observe


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
    thresholds = np.array([0.25, 0.75, 1.0])
    assert environment.count_leavers(uniform, thresholds, 2, event)[0] == pytest.approx(share)


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
        follow_up=0.05,
        measurement_sd=0.1,
        observation_delay=5,
        follow_up_half=0.05,
        needs_learning=0.1,
        needs_decay=0.25,
    )
    return observe.observe(**given | change)


def test_picture_follows_the_truth_with_error_and_delay():
    picture, need, known = watched()
    assert picture[:, 0, 0] == pytest.approx([0.23, 0.24, 0.21, 0.19, 0.25, 0.25, 0.25])
    assert picture[:, 1, 0] == pytest.approx([0.255, 0.265, 0.235, 0.175, 0.235, 0.235, 0.235])
    assert need[:, 0] == pytest.approx([0.5175] * 7)  # 0.5 + (1 - 0.3 - 0.025 - 0.5) / 10
    assert known == pytest.approx([0.18])  # (0.2 + 0.1 x 0.5 x 0.8) x 0.75


def test_a_surplus_is_no_need():
    assert watched(capital_level=np.full((7, 2, 1), 0.99))[1][:, 0] == pytest.approx([0.45] * 7)


def test_without_follow_up_nothing_is_seen_and_knowledge_fades():
    picture, need, known = watched(follow_up=0.0)
    assert (picture == 0.2).all() and (need == 0.5).all()
    assert known == pytest.approx([0.15])


@pytest.mark.parametrize(("members", "mean"), [(1, 0.0), (5, 0.0), (10, 0.0), (11, 0.5), (13, 0.5), (290, 14.0)])
def test_lowest_tenth_is_at_least_one_member(members, mean):
    values = np.random.default_rng(0).permutation(members)[:, None] * np.ones((1, 2))
    assert ambition.lowest_tenth(values) == pytest.approx([mean, mean])


@pytest.mark.parametrize(("gate", "receptive", "legitimacy"), [("mean", 0.5, 0.6), ("minimum", 0.3, 0.4)])
def test_conditions_enter_a_window_of_four_readings(gate, receptive, legitimacy):
    picture = np.stack([[[0.3], [0.7]], [[0.8], [0.4]], *np.full((5, 2, 1), 9.0)])
    before = np.arange(16.0).reshape(4, 4, 1)
    mandate = np.array([[0.9], [0.7], [0.2]])
    (after,) = ambition.read_conditions(before, picture, mandate, np.array([0.25]), gate)
    assert (after[:3] == before[1:]).all()
    assert after[3, :, 0] == pytest.approx([receptive, legitimacy, 0.6, 0.25])


def chosen(level=1, **change):
    """Level, change and quarters after a decision; the actor has rested for eight quarters and meets the gate."""
    given = dict(
        ambition_level=np.array([level]),
        quarters_at_level=np.array([8.0]),
        readings=np.full((4, 4, 1), 0.5),
        quarter=8,
        support_now=True,
        follow_up=0.1,
        ambition_policy="gated",
        ambition_start=1,
        ambition_quarters=[16, 32],
        ambition_thresholds=np.full(4, 0.4),
        ambition_dwell=8,
        ambition_step_down=False,
        gate_rise=0.25,
        gate_margin=0.8,
    )
    return tuple(float(value[0]) for value in ambition.set_ambition(**given | change))


def readings(*conditions):
    return np.tile(np.array(conditions)[None, :, None], (4, 1, 1))


@pytest.mark.parametrize(("quarter", "level"), [(0, 1), (15, 1), (16, 2), (31, 2), (32, 3), (59, 3)])
def test_calendar_steps_up_on_its_quarters(quarter, level):
    assert chosen(quarter=quarter, ambition_policy="calendar")[0] == level


def test_calendar_never_steps_below_its_start():
    assert chosen(level=3, quarter=16, ambition_policy="calendar", ambition_start=3) == (3, 0, 9)


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, 2),
        ({"readings": readings(0.4, 0.4, 0.4, 0.4)}, 2),  # just met
        *(({"readings": readings(*(0.39 if i == j else 0.9 for j in range(4)))}, 1) for i in range(4)),  # one is short
        ({"readings": np.array([0.0, 0.0, 0.8, 0.8])[:, None, None] * np.ones((1, 4, 1))}, 2),  # the average counts
        ({"readings": np.array([0.8, 0.0, 0.0, 0.7])[:, None, None] * np.ones((1, 4, 1))}, 1),
        ({"quarters_at_level": np.array([7.0])}, 1),  # has not rested
        ({"follow_up": 0.0}, 1),  # blind
        ({"support_now": False}, 0),
        ({"quarter": 2}, 1),  # three readings
        ({"quarter": 3}, 2),
        ({"level": 2}, 3),  # 0.4 x 1.25 = 0.5 is met
        ({"level": 2, "readings": readings(0.49, 0.9, 0.9, 0.9)}, 2),
        ({"level": 3}, 3),
    ],
)
def test_gate_needs_all_conditions_rest_and_follow_up(change, level):
    assert chosen(**change)[0] == level


@pytest.mark.parametrize(
    ("level", "reading", "step_down", "after"),
    [
        (2, 0.39, True, 1),  # below 0.8 x 0.5
        (2, 0.40, True, 2),
        (2, 0.39, False, 2),
        (1, 0.0, True, 1),
        (3, 0.47, True, 2),  # below 0.8 x 0.4 x 1.5 = 0.48
        (3, 0.48, True, 3),
    ],
)
def test_stepping_down_is_an_option_below_the_margin(level, reading, step_down, after):
    assert chosen(level=level, readings=readings(0.9, 0.9, reading, 0.9), ambition_step_down=step_down)[0] == after


def test_a_change_restarts_the_count_of_quarters():
    assert chosen(ambition_policy="fixed", ambition_start=3) == (3, 2, 0)
    assert chosen(ambition_policy="fixed", ambition_start=1) == (1, 0, 9)
    assert chosen(ambition_policy="none", ambition_start=0, support_now=False) == (0, 1, 0)


@pytest.mark.parametrize(
    ("before", "levels", "share", "reserve", "after"),
    [
        (0.2, 2, 0.2, 0.0, 0.69),  # 0.2 x 0.75 + 0.3 x 2 x (1 - 0.5 x 0.2)
        (0.2, 0, 0.2, 0.0, 0.15),
        (0.0, 0, 0.0, 0.0, 0.0),
        (0.9, 3, 0.0, 0.0, 1.0),
        (0.2, 2, 0.2, 0.25, 0.4875),  # the dip of 0.54 x (1 - 1.5 x 0.25)
        (0.2, 2, 0.2, 0.9, 0.15),  # never less than no dip
    ],
)
def test_a_change_of_level_costs_a_dip_that_heals(before, levels, share, reserve, after):
    given = dict(dip_size=0.3, dip_recovery=0.25, dip_relief=0.5, dip_slack=1.5)
    found = ambition.reorganise(before, levels, share, reserve, **given)
    assert found == pytest.approx((after,))


def test_each_run_gets_the_items_of_its_level():
    table = 100 * np.arange(4)[:, None, None] + 10 * np.arange(11)[:, None] + np.arange(3)
    found = ambition.bring(np.array([0, 3, 1]), table)
    assert len(found) == 11
    assert [value.tolist() for value in found[:2]] == [[0, 301, 102], [10, 311, 112]]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_items_of_a_level_come_under_their_own_names(level):
    """The table and the names under which the quarter keeps its items must be in the same order."""
    given = values()
    (names,) = [rule.writes for step in QUARTER for rule in step.rules if rule.function is ambition.bring]
    found = dict(zip(names, ambition.bring(np.array([level]), level_tables(given, 1).level_items), strict=True))
    always = {
        "years_of_level": "person_years",
        "fixed_years": "fixed_years",
        "demand": "demand",
        "breadth_of_level": "breadth",
    }
    from_two = {"saving_of_level": "staff_saving", "public_bonus": "public_bonus", "help_of_level": "application_help"}
    from_three = {"rooting_of_level": "rooting_bonus", "decisions_of_level": "shared_decisions"}
    from_three |= {"signal_cut": "signal_cut", "decay_cut": "decay_cut"}
    assert set(names) == set(always) | set(from_two) | set(from_three)
    for first, stems in ((1, always), (2, from_two), (3, from_three)):
        for name, stem in stems.items():
            nothing = 1.0 if name == "public_bonus" else 0.0
            assert found[name] == (given[f"{stem}_{level}"] if level >= first else nothing), name


def test_without_support_a_level_has_nothing():
    found = ambition.bring(np.array([0]), level_tables(values(), 1).level_items)
    assert [float(value[0]) for value in found] == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
