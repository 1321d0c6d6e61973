"""Step 3 by hand: conditions of a step up, the level chosen, what it brings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model import simulate
from kraftsamling.model.engine.constants import FIXED
from kraftsamling.model.engine.levels import gate_table, level_tables
from kraftsamling.model.engine.schedule import QUARTER
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.rules import ambition
from kraftsamling.model.vocabulary import CONDITIONS


@pytest.mark.parametrize(("members", "mean"), [(1, 0.0), (5, 0.0), (10, 0.0), (11, 0.5), (13, 0.5), (290, 14.0)])
def test_lowest_tenth_is_at_least_one_member(members, mean):
    values = np.random.default_rng(0).permutation(members)[:, None] * np.ones((1, 2))
    assert ambition.lowest_tenth(values) == pytest.approx([mean, mean])


SEEN = dict(
    picture=np.stack([[[0.3], [0.7]], [[0.8], [0.4]], *np.full((5, 2, 1), 9.0)]),
    mandate=np.array([[0.9], [0.75], [0.2]]),
    knowledge_of_needs=np.array([0.25]),
)


@pytest.mark.parametrize(("gate", "receptive", "legitimacy"), [("mean", 0.5, 0.6), ("minimum", 0.3, 0.4)])
def test_conditions_enter_a_window_of_four_readings(gate, receptive, legitimacy):
    before = np.arange(20.0).reshape(4, 5, 1)
    (after,) = ambition.read_conditions(before, **SEEN, ambition_gate=gate)
    assert (after[:3] == before[1:]).all()
    assert after[3, :, 0] == pytest.approx([receptive, legitimacy, 0.25, 0.75, 0.2])


def test_at_the_start_the_window_is_full_of_the_first_reading():
    window, first = ambition.first_conditions(**SEEN, ambition_gate="mean")
    assert window.shape == (4, 5, 1) and (window == first).all()
    assert first[:, 0] == pytest.approx([0.5, 0.6, 0.25, 0.75, 0.2])


DEMANDS = {
    f"gate_{name}_{level}": demand
    for level, demands in ((2, (0.3, 0.4, 0.5, 0.64)), (3, (0.36, 0.5, 0.6, 0.4)))
    for name, demand in zip(("receptive", "legitimacy", "needs", "mandate"), demands, strict=True)
}


def compared(level, readings, own=(np.nan,) * 4):
    """Readings (receptive capacity, legitimacy, needs, mandate for resources and room) that were half at the start."""
    now = np.array(readings)[:, None]
    window = np.stack([now - 0.02, now + 0.02, now, now])
    demands = gate_table(DEMANDS, np.array(own), 1).gate_demands
    found = ambition.compare_conditions(window, now / 2, np.array([level]), demands)
    return [value[..., 0].tolist() for value in found]


def test_the_gate_to_level_2_reads_the_mandate_for_resources():
    missing, start, work, footing = compared(1, (0.27, 0.44, 0.6, 0.48, 0.1))
    assert missing == pytest.approx([0.1, 0, 0, 0.25])
    assert start == pytest.approx([0.135, 0.22, 0.3, 0.24]) and work == pytest.approx(start)
    assert footing == 1  # level 1 demands nothing that it could lose


@pytest.mark.parametrize(
    ("level", "missing", "footing"),
    [
        (2, [0.25, 0.12, 0.0, 0.75], 0.75),  # stands on 0.48 of 0.64, climbs to 0.1 of 0.4
        (3, [0.25, 0.12, 0.0, 0.75], 0.25),
    ],
)
def test_the_gate_to_level_3_reads_the_mandate_for_room(level, missing, footing):
    found, start, _, stands = compared(level, (0.27, 0.44, 0.6, 0.48, 0.1))
    assert found == pytest.approx(missing)
    assert start == pytest.approx([0.135, 0.22, 0.3, 0.05])
    assert stands == pytest.approx(footing)


def test_thresholds_of_the_course_hold_at_both_gates():
    for level in (1, 2):
        missing, *_ = compared(level, (0.27, 0.44, 0.6, 0.45, 0.45), own=(0.9, np.nan, np.nan, 0.5))
        assert missing == pytest.approx([0.7, 0 if level == 1 else 0.12, 0, 0.1])


def chosen(level=1, **change):
    """Level, change and quarters after a decision; the actor has worked for eight quarters and meets the gate."""
    given = dict(
        ambition_level=np.array([level]),
        quarters_at_level=np.array([8.0]),
        gate_shortfall=np.zeros((4, 1)),
        footing=np.array([1.2]),
        follow_up_quality=np.array([0.5]),
        quarter=40,
        support_now=True,
        ambition_policy="gated",
        ambition_start=1,
        ambition_quarters=[16, 32],
        ambition_dwell=8,
        ambition_step_down=False,
        gate_margin=0.8,
    )
    return tuple(float(value[0]) for value in ambition.set_ambition(**given | change))


@pytest.mark.parametrize(("quarter", "level"), [(0, 1), (15, 1), (16, 2), (31, 2), (32, 3), (59, 3)])
def test_calendar_steps_up_on_its_quarters(quarter, level):
    assert chosen(quarter=quarter, ambition_policy="calendar")[0] == level


def test_calendar_never_steps_below_its_start():
    assert chosen(level=3, quarter=16, ambition_policy="calendar", ambition_start=3) == (3, 0, 9)


@pytest.mark.parametrize(
    ("change", "level"),
    [
        ({}, 2),
        ({"level": 2}, 3),
        ({"level": 3}, 3),
        *(({"gate_shortfall": np.eye(4)[:, [place]] / 100}, 1) for place in range(4)),  # one is short
        ({"gate_shortfall": np.full((4, 1), 1e-12)}, 2),  # just met
        ({"quarters_at_level": np.array([7.0])}, 1),  # has not rested
        ({"quarters_at_level": np.array([4.0]), "ambition_dwell": 0}, 2),
        ({"quarters_at_level": np.array([3.0]), "ambition_dwell": 0}, 1),  # three readings
        ({"follow_up_quality": np.array([0.0])}, 1),  # blind, or idle
        ({"support_now": False}, 0),
        ({"quarter": 0}, 1),
    ],
)
def test_gate_needs_all_conditions_rest_and_delivery(change, level):
    assert chosen(**change)[0] == level


SHORT = np.full((4, 1), 0.5)


@pytest.mark.parametrize(
    ("level", "footing", "change", "after"),
    [
        (2, 0.79, {}, 1),
        (2, 0.80, {}, 2),
        (3, 0.79, {}, 2),
        (2, 0.79, {"ambition_step_down": False}, 2),
        (2, 0.79, {"quarters_at_level": np.array([7.0])}, 2),
        (2, 0.79, {"follow_up_quality": np.array([0.0])}, 2),
        (2, 0.79, {"gate_shortfall": np.zeros((4, 1))}, 3),  # what the next level asks for is there
        (1, 1.0, {}, 1),
    ],
)
def test_a_level_whose_conditions_have_gone_may_be_left(level, footing, change, after):
    given = {"gate_shortfall": SHORT, "ambition_step_down": True, "footing": np.array([footing])}
    assert chosen(level=level, **given | change)[0] == after


def test_a_change_restarts_the_count_of_quarters_at_work():
    assert chosen(ambition_policy="fixed", ambition_start=3) == (3, 2, 0)
    assert chosen(ambition_policy="fixed", ambition_start=1) == (1, 0, 9)
    assert chosen(ambition_policy="fixed", ambition_start=1, follow_up_quality=np.array([0.0])) == (1, 0, 8)
    assert chosen(ambition_policy="none", ambition_start=0, support_now=False) == (0, 1, 0)


@given(st.integers(1, 2), st.floats(0, 200), st.integers(0, 199), st.floats(0, 40), st.floats(0, 9))
def test_no_gate_opens_without_delivery(level, quarters, quarter, dwell, footing):
    """Whatever is read: without follow-up, or without working time, its quality is nothing."""
    after, _, count = chosen(
        level=level,
        quarters_at_level=np.array([quarters]),
        quarter=quarter,
        ambition_dwell=dwell,
        footing=np.array([footing]),
        follow_up_quality=np.array([0.0]),
    )
    assert after <= level and count <= quarters


@pytest.mark.parametrize(
    "change", [{"follow_up": 0}, {"budget": {"person_years": 1, "project_share": 0}}], ids=["blind", "idle"]
)
@pytest.mark.parametrize("governance", ["statutory", "federation"])
def test_no_course_climbs_without_delivery(change, governance):
    """Not even where every condition is met at the start."""
    gate = {"policy": "gated", "dwell_years": 0, "thresholds": dict.fromkeys(CONDITIONS, 0.01)}
    courses = [
        {"name": name, "governance": governance, "ambition": gate, **own} for name, own in (("no", change), ("yes", {}))
    ]
    levels = simulate("goteborgsregionen", courses, seeds=1, worlds=3, years=4, record="summary").dataset["actor_level"]
    assert (levels.isel(strategy=0) <= 1).all()
    assert (levels.isel(strategy=1, year=-1) > 1).all()


@pytest.mark.parametrize(
    ("before", "levels", "share", "reserve", "after"),
    [
        (0.2, 2, 0.2, 0.0, 0.69),  # 0.2 x 0.75 + 0.3 x 2 x (1 - 0.5 x 0.2)
        (0.2, 0, 0.2, 0.0, 0.15),
        (0.0, 0, 0.0, 0.0, 0.0),
        (0.9, 3, 0.0, 0.0, 1.0),
        (0.2, 2, 0.2, 0.25, 0.4875),  # the dip of 0.54 x (1 - 1.5 x 0.25)
        (0.3, 2, 0.2, 0.9, 0.225),  # never less than no dip
    ],
)
def test_a_change_of_level_costs_a_dip_that_heals(before, levels, share, reserve, after):
    given = dict(dip_size=0.3, dip_recovery=0.25, dip_relief=0.5, dip_slack=1.5)
    found = ambition.reorganise(before, levels, share, reserve, **given)
    assert found == pytest.approx((after,))


ITEMS = np.array([14.0, 3.5, 0.3, 0.4, 1.5, 0.8, 0.6, 0.2, 0.1])


def test_what_a_level_adds_works_as_far_as_it_is_carried_and_costs_are_paid_whole():
    """Additions of level 2 are carried to a half, of level 3 to a quarter."""
    table = np.stack([ITEMS * 0, ITEMS * 0, ITEMS * 0, ITEMS])[..., None]
    found = ambition.bring(np.array([3]), table, np.array([[0.5], [0.25]]))
    assert [float(value[0]) for value in found] == pytest.approx([14, 3.5, 0.3, 0.2, 1.25, 0.2, 0.15, 0.05, 0.025])


def test_each_run_gets_the_items_of_its_level():
    table = 100 * np.arange(4)[:, None, None] + 10 * np.arange(9)[:, None] + np.arange(3)
    found = ambition.bring(np.array([0, 3, 1]), table, np.ones((2, 3)))
    assert len(found) == 9
    assert [value.tolist() for value in found[:2]] == [[0, 301, 102], [10, 311, 112]]


CARRIED = np.ones((2, 1))


@pytest.mark.parametrize("level", [1, 2, 3])
def test_items_of_a_level_come_under_their_own_names(level):
    """The table and the names under which the quarter keeps its items must be in the same order."""
    given = values()
    (names,) = [rule.writes for step in QUARTER for rule in step.rules if rule.function is ambition.bring]
    items = ambition.bring(np.array([level]), level_tables(given, 1).level_items, CARRIED)
    found = {name: float(value[0]) for name, value in zip(names, items, strict=True)}
    second, third = level >= 2, level == 3
    assert found == {
        "years_of_level": given[f"person_years_{level}"],
        "fixed_years": given[f"fixed_years_{level}"],
        "demand": given[f"gate_receptive_{level}"] if second else 0,
        "saving_of_level": second * given["staff_saving_2"],
        "public_bonus": given["public_bonus_2"] if second else 1,
        "rooting_of_level": third * given["rooting_bonus_3"],
        "signal_cut": third * given["signal_cut_3"],
        "decay_cut": third * FIXED["decay_cut_3"],
        "decisions_of_level": third * given["shared_decisions_3"],
    }


def test_without_support_a_level_has_nothing():
    found = ambition.bring(np.array([0]), level_tables(values(), 1).level_items, CARRIED)
    assert [float(value[0]) for value in found] == [0, 0, 0, 0, 1, 0, 0, 0, 0]
