"""Step 6 by hand: receptive capacity, attention, and support that lands. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import receive
from tests.kit.by_hand import capitals, layers, together_as_alone

PARTS = dict(
    interest=0.2,
    slack=0.4,
    legitimacy=0.5,
    capital_level=capitals(0.9, relational=0.8, organisational=0.8),
    receptive_exponent=-1.0,
    slack_in_receptive=1,
    ingredient_floor=0.02,
    **dict.fromkeys(("probe_interest", "probe_slack", "probe_relational", "probe_organisational"), 0.0),
)


@pytest.mark.parametrize(
    ("exponent", "change", "value", "weakest"),
    [
        (1, {}, 0.54, 0),
        (0, {}, 0.4804497742, 0),  # fifth root of 0.2 x 0.4 x 0.8 x 0.8 x 0.5 = 0.0256
        (-1, {}, 5 / 12, 0),  # five over 5 + 2.5 + 1.25 + 1.25 + 2
        (-2, {}, 7.675**-0.5, 0),  # 25 + 6.25 + 1.5625 x 2 + 4 = 38.375, a fifth of it
        (-1, {"slack": 0.1}, 5 / 19.5, 1),
        (-1, {"slack": 0.1, "slack_in_receptive": 0}, 4 / 9.5, 0),  # left out
        (-1, {"slack": 0.01}, 5 / 59.5, 1),  # the floor holds for slack too
        (1, {"interest": 0.0}, 0.504, 0),  # the floor
        (-1, {"capital_level": capitals(0.9, relational=0.1, organisational=0.8)}, 5 / 20.75, 2),
        (-1, {"capital_level": capitals(0.9, relational=0.8, organisational=0.125)}, 5 / 18.75, 3),
        (-1, {"legitimacy": 0.1}, 0.25, 4),
        (1, {"probe_interest": 0.3}, 0.6, 1),  # 0.5, so that slack is weakest
        (1, {"probe_slack": 0.2}, 0.58, 0),
        (1, {"probe_relational": 0.1}, 0.56, 0),
        (-1, {"probe_organisational": 0.45}, 5 / 11.55, 0),  # 1 / 1.25 = 0.8 instead of 1.25
        (1, {"probe_interest": 9.0}, 1.0, 1),
        (-6, {"slack": 0.2, "legitimacy": 0.2, "capital_level": capitals(0.2)}, 0.2, 0),  # all alike; ties by order
    ],
)
def test_receptive_capacity_is_ruled_by_its_weakest_link(exponent, change, value, weakest):
    found, link = receive.receptive_capacity(**PARTS | change | {"receptive_exponent": exponent})
    assert found == pytest.approx(value)
    assert link == weakest


@pytest.mark.parametrize("exponent", [-1e-12, 0.0, 1e-12])
@pytest.mark.parametrize(
    ("further", "weight", "mean"), [(9.0, 0, 0.5), (0.25, 1, 0.3968502630), (0.0625, 2, 0.1767766953)]
)
def test_power_mean_passes_smoothly_through_the_geometric_mean(exponent, further, weight, mean):
    assert receive.power_mean(np.array([0.25, 1.0]), further, weight, exponent) == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize(("further", "weight", "mean"), [(9.0, 0, 0.4), (0.25, 1, 1 / 3), (0.25, 2, 4 / 13)])
def test_a_further_part_has_a_weight_of_its_own(further, weight, mean):
    assert receive.power_mean(np.array([0.25, 1.0]), further, weight, -1) == pytest.approx(mean)


UNIT = st.floats(0, 1)
NAMES = ("interest", "slack", "legitimacy")


@given(
    st.lists(UNIT, min_size=3, max_size=3), UNIT, st.sampled_from(NAMES), st.floats(-6, 0.5), st.sampled_from((0, 1))
)
def test_a_lower_ingredient_never_raises_receptive_capacity(values, less, name, exponent, counted):
    high = dict(zip(NAMES, values, strict=True)) | {"receptive_exponent": exponent, "slack_in_receptive": counted}
    low = high | {name: high[name] * less}
    found, less_found = (receive.receptive_capacity(**PARTS | values_)[0] for values_ in (high, low))
    assert 0 <= less_found <= found + 1e-12 and found <= 1


ATTENTION = dict(
    signals=4.0,
    initiatives=8.0,
    participation=0.5,
    addressing=layers(0.1, managers=0.5, strategists=0.25, operations=0.05),
    capital_level=capitals(0.9, organisational=0.3),
    capital_start=capitals(0.1, organisational=0.3),
    sender_layers=layers(1.0, politicians=0.5, operations=0.5),
    attention_limit=3.0,
    attention_growth=0.5,
)


@pytest.mark.parametrize(
    ("change", "managers", "support", "strategists"),
    [
        ({}, 0.5, 15 / 22, 0.6),  # 3 of 4 + 2, of 4 + 0.4, of 4 + 1; politicians and operations follow all
        ({"participation": 0.0}, 0.75, 0.75, 0.75),
        ({"signals": 0.0}, 1.0, 1.0, 1.0),
        ({"signals": 0.0, "initiatives": 0.0}, 1.0, 1.0, 1.0),
        ({"capital_level": capitals(0.1, organisational=0.7)}, 0.6, 9 / 11, 0.72),  # a limit of 3 x 1.2
        ({"capital_start": capitals(0.9, organisational=0.7)}, 0.4, 6 / 11, 0.48),
        ({"attention_growth": 9.0, "capital_start": capitals(0.9)}, 0.0, 0.0, 0.0),  # a loss turns nothing round
        ({"attention_limit": 100.0}, 1.0, 1.0, 1.0),
    ],
)
def test_senders_and_measures_compete_in_the_layers_that_they_address(change, managers, support, strategists):
    found, left = receive.attention(**ATTENTION | change)
    rest = 0.0 if managers == 0 else 1.0
    assert found == pytest.approx(layers(rest, managers=managers, support_functions=support, strategists=strategists))
    assert left == pytest.approx(0.15 * rest + managers / 2 + support / 10 + strategists / 4)  # as it addresses them


def test_an_offer_that_addresses_nobody_in_particular_meets_no_crowd():
    assert receive.attention(**ATTENTION | {"addressing": layers(0.0)})[1] == 1


@given(st.floats(0, 20), st.floats(0, 20), UNIT, UNIT)
def test_more_senders_never_leave_more_attention(signals, more, participation, organisational):
    change = dict(participation=participation, capital_level=capitals(0.5, organisational=organisational))
    few, many = (receive.attention(**ATTENTION | change | {"signals": s})[0] for s in (signals, signals + more))
    assert (many >= 0).all() and (many <= few).all() and (few <= 1).all()


RECEIVE = dict(
    dose=np.array([0.4, 0.2, 0.1]),
    take_up=np.array([0.5, 0.5, 1.0]),
    participation=0.5,
    receptive_capacity=0.3,
    demand=0.6,
    base=np.array([0.2, 0.1, 0.9]),
    vocabulary=0.5,
    misfit=0.5,
    adapted=0.0,
    fit=0.8,
    collaboration=np.array([[0.1, 0.15, 0.2], [0.1, 0.25, 0.4]]),
    attention_left=0.9,
    expertise_missing=0.4,
    staff_saving=0.25,
    order_strength=0.5,
    order_or_vocabulary=1,
    vocabulary_cost=0.4,
    prerequisite_level=0.4,
    misfit_size=0.4,
    knowledge_floor=0.2,
    ability_floor=0.5,
    expertise_cost=0.5,
    reference_receptive=0.4,
    reference_take_up=0.5,
    reference_vocabulary=0.75,
    reference_knowledge=0.35,
    reference_fit=0.8,
    reference_ability=0.2,
)
# Receptive 0.75 x suited 0.8 x knowledge 0.36 / 0.48 = 0.45; ability is 1, 7/6 and 4/3; take-up of room is double.
MODIFIERS = np.array([0.45, 0.525, 1.2])
ORDER = np.array([1, 0.75, 0.625])
GATE = 0.5 * 0.85 * 0.9  # half of the ambition useful, skills missing, a tenth of the attention gone


@pytest.mark.parametrize(
    ("change", "modifiers", "order", "gate"),
    [
        ({}, MODIFIERS, ORDER, GATE),
        ({"demand": 0.0}, MODIFIERS, ORDER, 2 * GATE),
        ({"demand": 0.4}, MODIFIERS, ORDER, 1.5 * GATE),
        ({"attention_left": 0.4}, MODIFIERS, ORDER, 0.17),
        ({"staff_saving": 1.0}, MODIFIERS, ORDER, 0.45),
        ({"expertise_missing": 0.0, "attention_left": 1.0}, MODIFIERS, ORDER, 0.5),
        ({"adapted": 1.0}, MODIFIERS / 0.8, ORDER, GATE),
        ({"fit": 0.4}, MODIFIERS * 0.5, ORDER, GATE),
        ({"reference_ability": 0.6}, MODIFIERS * 0.75, ORDER, GATE),
        ({"order_strength": 0.8}, MODIFIERS, (1, 0.6, 0.4), GATE),
        ({"order_or_vocabulary": 0}, MODIFIERS * 8 / 9, np.ones(3), GATE),  # 0.8 against the ordinary 0.9
        ({"order_or_vocabulary": 0, "vocabulary": 1.0}, MODIFIERS * 10 / 9, np.ones(3), GATE),
        (
            {"base": np.array([0.3, 0.2, 0.0])},
            MODIFIERS * 11 / 9,
            (1, 0.875, 0.75),
            GATE,
        ),  # knowledge 0.44 against 0.36
        ({"take_up": np.full(3, 0.25)}, MODIFIERS * (0.5, 0.5, 0.25), ORDER, GATE),
        # three times the capacity: 1.35, 1.575 and 3.6, of which the last two are bounded; nothing idle
        ({"receptive_capacity": 0.9}, (1.35, 3 - 2.25 / 1.575, 2.375), ORDER, 0.765),
    ],
)
def test_modifiers_against_the_ordinary_in_one_bounded_product_and_gates_outside(change, modifiers, order, gate):
    received, _, _ = receive.receive(**RECEIVE | change)
    assert received == pytest.approx(np.array([0.4, 0.2, 0.1]) * modifiers * order * gate)


@pytest.mark.parametrize(
    ("change", "landing"),
    [
        ({}, 0.223125),  # 0.45 x ability 7/6, half of it idle, 0.85 by skills; neither attention nor order
        ({"attention_left": 0.0, "order_strength": 0.0, "demand": 0.4}, 0.3346875),
        ({"participation": 0.25}, 0.1115625),
        ({"participation": 0.0}, 0.0),
        ({"receptive_capacity": 0.9, "participation": 1.0}, 1.9428571429),  # 3.15 counts as 3 - 2.25 / 3.15; 0.85
        ({"expertise_missing": 1.0}, 0.1640625),  # 0.625
    ],
)
def test_the_offer_as_a_whole_lands_with_participation(change, landing):
    assert receive.receive(**RECEIVE | change)[1] == pytest.approx(landing)


@pytest.mark.parametrize(
    ("receptive", "demand", "useful"), [(0.3, 0.6, 0.5), (0.1, 0.4, 0.25), (0.3, 0.0, 1), (0, 0.1, 0)]
)
def test_ambition_beyond_the_receptive_capacity_is_idle(receptive, demand, useful):
    assert receive.receive(**RECEIVE | {"receptive_capacity": receptive, "demand": demand})[2] == useful


def test_the_ordinary_municipality_has_modifiers_of_one():
    ordinary = dict(
        take_up=np.full(3, 0.5), receptive_capacity=0.4, base=np.array([0.35, 0.1, 0.1]), misfit=0.0, fit=0.8,
        vocabulary=0.75, collaboration=np.full((2, 3), 0.1), demand=0.4, expertise_missing=0.0, attention_left=1.0,
        order_or_vocabulary=0,
    )  # fmt: skip
    received, landing, useful = receive.receive(**RECEIVE | ordinary)
    assert received == pytest.approx(RECEIVE["dose"])
    assert (landing, useful) == (pytest.approx(1), 1)


@pytest.mark.parametrize("name", ["dose", "take_up"])
def test_no_dose_and_no_take_up_bring_nothing(name):
    assert (receive.receive(**RECEIVE | {name: np.zeros(3)})[0] == 0).all()


HELPFUL = ("receptive_capacity", "vocabulary", "fit", "staff_saving", "adapted", "participation")


@given(st.sampled_from(HELPFUL), UNIT, UNIT, st.sampled_from((0, 1)), st.lists(UNIT, min_size=3, max_size=3))
def test_less_of_what_helps_never_lands_more(name, high, less, switch, base):
    given_ = RECEIVE | {"order_or_vocabulary": switch, "base": np.array(base), "receptive_capacity": 0.7}
    more, low = (receive.receive(**given_ | {name: value}) for value in (high, high * less))
    assert all((few <= many + 1e-12).all() for few, many in zip(low, more, strict=True))
    assert (more[0] >= 0).all() and more[1] <= 3


def test_many_at_once():
    places = [{"interest": 0.6}, {"slack": 0.1}, {"legitimacy": 0.05, "capital_level": capitals(0.4)}]
    together_as_alone(
        receive.receptive_capacity, PARTS, places, [{}, {"receptive_exponent": -3.0, "slack_in_receptive": 0}]
    )
    places = [{"participation": 0.9}, {"capital_level": capitals(0.6)}]
    together_as_alone(receive.attention, ATTENTION, places, [{}, {"signals": 9.0, "addressing": layers(0.2)}])
    places = [
        {"take_up": np.array([0.2, 0.9, 0.4]), "misfit": 0.0},
        {"receptive_capacity": 0.2, "attention_left": 0.3},
    ]
    runs = [{}, {"fit": 0.6, "collaboration": np.full((2, 3), 0.4), "order_or_vocabulary": 0, "adapted": 1.0}]
    together_as_alone(receive.receive, RECEIVE, places, runs)
