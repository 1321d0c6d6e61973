"""Step 6 by hand: capitals and bases grow with the support that lands. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import receive
from kraftsamling.model.vocabulary import DYNAMIC, HUMAN, ORGANISATIONAL, POLITICAL
from tests.kit.by_hand import capitals, layers, together_as_alone


@pytest.mark.parametrize(
    ("bases", "height"),
    [
        ((1, 1, 1), 0.8),  # 0.2 + 0.8 x 0.75
        ((0.25, 1, 1), 0.5),
        ((0.64, 0.25, 1), 0.68),  # the second has no weight here
        ((0.0, 1, 1), 0.38),  # root of the floor 0.09
    ],
)
def test_ceiling_by_the_bases_that_count(bases, height):
    weights = np.tile([0.5, 0.0, 0.5], (7, 1))
    found = receive.ceiling(np.array(bases), capitals(0.2), 0.75, weights, 0.09)
    assert found == pytest.approx([height] * 7)


@pytest.mark.parametrize(("level", "left"), [(0.0, 0.6), (0.1, 0.8), (0.15, 0.9), (0.2, 1.0), (0.9, 1.0)])
def test_soft_gate(level, left):
    assert receive.soft_gate(level, 0.2, 0.4) == pytest.approx(left)


FEEDING = np.zeros((7, 3))
FEEDING[POLITICAL] = [0.5, 0, 0.25]
FEEDING[HUMAN] = [0.5, 1, 0]
FEEDING[DYNAMIC] = [0, 0, 0.5]
FEEDING[ORGANISATIONAL] = [0, 0, 0.25]
GROWTH = dict(
    brought_person=capitals(0.1),
    capital_level=capitals(0.2),
    capital_start=capitals(0.2),
    backing=layers(0.9, support_functions=0.2),
    received=np.array([1.0, 2.0, 3.0]),
    feeding=FEEDING,
    base=np.array([0.25, 1.0, 1.0]),
    lift=capitals(1.0),
    braking=capitals(1.0),
    gate_strength=0.5,
    gate_level=0.4,
    control_strength=0.4,
    control_level=0.4,
    weakest_holder=1,
    support_gain=2.0,
    ceiling_top=0.75,
    base_weights=np.tile([0.5, 0.25, 0.25], (7, 1)),
    base_floor=0.02,
    gated_capitals=capitals(1, political=0, financial=0),
    control_capitals=capitals(0, political=1, organisational=1),
    reference_room_below=0.15,
    point_a_year=0.01,
)


@pytest.mark.parametrize(
    ("change", "political", "human", "dynamic", "organisational"),
    [
        # room 0.8 x 0.75 x 0.5 = 0.3, twice the ordinary: 0.04 per person-year. Political 1.25 x control 0.8;
        # human 2.5 x politics and money 0.75; dynamic 1.5 x 0.75 x structures 0.75; organisational 0.75 x 0.75 x 0.8
        ({}, 0.04, 0.075, 0.03375, 0.018),
        ({"support_gain": 1.0}, 0.02, 0.0375, 0.016875, 0.009),
        ({"gate_strength": 0.0}, 0.04, 0.1, 0.06, 0.024),
        ({"control_strength": 0.0}, 0.05, 0.075, 0.03375, 0.0225),
        ({"backing": layers(0.9, politicians=0.1)}, 0.035, 0.075, 0.03375, 0.01575),  # the weakest: 0.7
        ({"backing": layers(0.5, strategists=0.0)}, 0.05, 0.075, 0.03375, 0.0225),
        ({"capital_level": capitals(0.2, financial=0.1)}, 0.04, 0.0625, 0.028125, 0.015),  # the lower of the two: 0.625
        ({"capital_level": capitals(0.2, financial=0.9)}, 0.04, 0.075, 0.03375, 0.018),  # money alone opens nothing
        ({"capital_level": capitals(0.2, financial=0.9, political=0.35)}, 0.02, 0.09375, 0.0421875, 0.0225),
        ({"capital_level": capitals(0.2, organisational=0.4)}, 0.04, 0.075, 0.045, 0.006),
        ({"weakest_holder": 0, "backing": layers(0.9, managers=0.0)}, 0.05, 0.075, 0.03375, 0.0225),  # outweighed
        (
            {"weakest_holder": 0, "backing": layers(0.1, managers=0.58)},
            0.043,
            0.075,
            0.03375,
            0.01935,
        ),  # 0.26: 0.86 left
        ({"lift": capitals(1.0, human=1.2), "braking": capitals(1.0, dynamic=0.2)}, 0.04, 0.09, 0.00675, 0.018),
        ({"capital_level": capitals(0.5)}, 0, 0, 0, 0),  # at the ceiling
        ({"received": np.zeros(3)}, 0, 0, 0, 0),
        ({"feeding": np.zeros((7, 3))}, 0, 0, 0, 0),
    ],
)
def test_support_grows_what_its_forms_feed(change, political, human, dynamic, organisational):
    (found,) = receive.grow_by_support(**GROWTH | change)
    grown = capitals(0.0, political=political, human=human, dynamic=dynamic, organisational=organisational)
    assert found == pytest.approx(0.1 + grown)


UNIT = st.floats(0, 1)


@given(st.lists(UNIT, min_size=5, max_size=5), st.lists(UNIT, min_size=3, max_size=3), UNIT, st.sampled_from(range(3)))
def test_less_backing_base_or_support_never_grows_more(backing, base, less, which):
    high = dict(backing=np.array(backing), base=np.array(base), received=np.array([1.0, 2.0, 3.0]))
    name = list(high)[which]
    grown, least = (
        receive.grow_by_support(**GROWTH | change)[0] for change in (high, high | {name: high[name] * less})
    )
    assert (least <= grown).all() and (least >= GROWTH["brought_person"]).all()


BASES = dict(
    base=np.array([0.6, 0.6, 0.95]),
    base_start=np.array([0.4, 0.6, 0.4]),
    received=np.array([0.1, 0.1, 0.4]),
    base_gain=20.0,
    base_decay=0.05,
    base_use_half=0.1,
    reference_base_room=0.8,
    point_a_year=0.01,
)


@pytest.mark.parametrize(
    ("change", "after"),
    [
        # 2 points x 0.75, as 0.2 of 0.8 is gained, half idle x 0.05 x 0.2 lost; 2 points, no loss at the start;
        # 8 points x 0.3125, a fifth idle
        ({}, (0.61, 0.62, 0.9695)),
        ({"received": np.zeros(3)}, (0.59, 0.6, 0.9225)),
        ({"received": np.array([0.9, 0.3, 0.0])}, (0.734, 0.66, 0.9225)),
        ({"base_gain": 0.0}, (0.595, 0.6, 0.9445)),
        ({"received": np.array([99.9, 0.0, 0.0])}, (0.99999, 0.6, 0.9225)),  # no more than there is room for
    ],
)
def test_a_base_grows_with_support_and_returns_without(change, after):
    assert receive.grow_bases(**BASES | change)[0] == pytest.approx(after)


def test_a_low_start_speeds_no_base_and_what_is_gained_brakes():
    """A hundredth received adds 0.2 points wherever a base began, and half of that where 0.4 of 0.8 has been gained."""
    start = np.array([0.1, 0.3, 0.2])
    at = BASES | dict(base=start + [0, 0, 0.4], base_start=start, received=np.full(3, 0.01), base_decay=0.0)
    assert receive.grow_bases(**at)[0] - at["base"] == pytest.approx([0.002, 0.002, 0.001])
    assert (receive.grow_bases(**at | {"base": start + 0.9})[0] <= start + 0.9).all()  # nothing is left to gain


def test_bases_at_their_start_stay_there_without_support():
    start = BASES["base_start"]
    assert (receive.grow_bases(**BASES | {"base": start, "received": np.zeros(3)})[0] == start).all()


def test_many_at_once():
    places = [{"received": np.array([2.0, 0.1, 0.3])}, {"capital_level": capitals(0.3), "backing": layers(0.3)}]
    together_as_alone(receive.grow_by_support, GROWTH, places, [{}, {"feeding": FEEDING / 2, "gate_level": 0.9}])
    places = [{"base": np.array([0.5, 0.7, 0.9])}, {"received": np.array([0.0, 0.3, 2.0])}]
    together_as_alone(receive.grow_bases, BASES, places, [{}, {"base_gain": 9.0}])
