"""Step 7 by hand: what support brought takes root. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import root as rules
from kraftsamling.model.vocabulary import ROOM
from tests.kit.by_hand import capitals, channel_means, layers, together_as_alone

GROUND = dict(
    backing=layers(0.9, support_functions=0.2),
    base=np.array([0.9, 0.9, 0.3]),
    capital_level=capitals(0.9, organisational=0.4),
    weakest_holder=1,
    reference_held=0.4,
    reference_held_mean=0.8,
    reference_room=0.2,
    reference_organisational=0.25,
)


@pytest.mark.parametrize(
    ("change", "ground"),
    [
        ({}, 1.2),  # 0.5 x 1.5 x 1.6
        ({"backing": layers(0.9, politicians=0.1)}, 0.6),  # the weakest of those who hold control
        ({"backing": layers(0.9, managers=0.05)}, 0.3),
        ({"backing": layers(0.2, strategists=0.9)}, 1.2),
        ({"backing": layers(0.2, strategists=0.0, operations=0.0)}, 1.2),  # others cannot stop it
        ({"base": np.array([0.1, 0.1, 0.15])}, 0.6),
        ({"backing": layers(0.4)}, 2.0625),  # 2.4 counts as 3 - 2.25 / 2.4
        ({"capital_level": capitals(0.9, organisational=0.1)}, 0.3),
        ({"base": np.array([0.9, 0.9, 0.0])}, 0.0),
        ({"weakest_holder": 0}, 1.875),  # the mean 2/3 over 0.8: 5/6 x 2.4 is 2, which counts as 3 - 2.25 / 2
        (
            {"weakest_holder": 0, "backing": layers(0.9, managers=0.0)},
            1.75,
        ),  # 0.75 x 2.4 = 1.8: who gives nothing is outweighed
        ({"weakest_holder": 0, "backing": layers(0.3, politicians=0.48)}, 1.08),
    ],
)
def test_ground_is_backing_room_and_structure_together(change, ground):
    assert rules.ground_for_roots(**GROUND | change) == pytest.approx(ground)


ROOT = dict(
    **GROUND,
    kept_person=capitals(0.3),
    kept_rooted=capitals(0.2),
    brought_person=capitals(0.5),
    brought_rooted=capitals(0.1),
    participation=0.5,
    landing=0.8,
    channel_means=channel_means(routines=0.25),
    rooting_bonus=0.3,
    project_part=0.5,
    earmarked_time=0.5,
    structures=0.25,
    handover=0.2,
    rooting_rate=0.02,
    routines_gain=0.4,
    project_rooting_loss=0.75,
    handover_gain=1.0,
    earmarked_gain=0.2,
    structures_rooting=0.4,
    steered=np.array([9, 9, 9, 9, 1.0]),
)


@pytest.mark.parametrize(
    ("change", "share"),
    [
        # 0.02 x ground 1.2; support 0.5 x (0.3 + 0.1 - 0.3), routines 0.4 x 0.25 x 0.8 = 0.08; own 0.1 + 0.1
        ({}, 0.03192),  # 0.024 x 1.33
        ({"backing": layers(0.1)}, 0.01596),
        ({"handover": 0.0}, 0.02982),  # 0.5 x (0.3 - 0.375) = -0.0375
        ({"rooting_bonus": 0.6}, 0.03552),
        ({"participation": 0.0}, 0.03072),
        ({"project_part": 0.0}, 0.03432),
        ({"earmarked_time": 0.0}, 0.02952),
        ({"structures": 0.75}, 0.03672),
        ({"channel_means": channel_means()}, 0.03),
        ({"landing": 1.6}, 0.03384),
        ({"base": np.array([0.9, 0.9, 0.0])}, 0.0),  # the side-track never roots
        ({"rooting_bonus": -9.0}, 0.0),
        ({"steered": np.array([9, 9, 9, 9, 0.75])}, 0.02394),
    ],
)
def test_rooting_moves_what_was_brought(change, share):
    found = rules.root(**ROOT | change)
    assert found[2] == pytest.approx(capitals(0.5 * (1 - share)))
    assert found[3] == pytest.approx(capitals(0.1 + 0.5 * share))


@pytest.mark.parametrize("change", [{}, {"participation": 1.0, "rooting_bonus": 9.0}, {"backing": layers(0.0)}])
def test_what_was_there_roots_at_its_own_rate_whatever_support_does(change):
    kept_person, kept_rooted, _, _ = rules.root(**ROOT | change)
    assert kept_person == pytest.approx(capitals(0.294))
    assert kept_rooted == pytest.approx(capitals(0.206))


def test_no_more_takes_root_than_was_brought():
    _, _, person, rooted = rules.root(**ROOT | {"rooting_bonus": 999.0})
    assert (person == 0).all() and rooted == pytest.approx(capitals(0.6))


@given(
    st.lists(st.floats(0, 1), min_size=5, max_size=5), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1),
    st.sampled_from(range(5)), st.floats(0, 1),
)  # fmt: skip
def test_lower_backing_room_or_structure_never_raises_rooting(backing, room, structure, brought, layer, less):
    high = dict(
        backing=np.array(backing),
        base=np.array([0.5, 0.5, room]),
        capital_level=capitals(0.5, organisational=structure),
        brought_person=capitals(brought),
    )
    rooted = rules.root(**ROOT | high)[3]
    for name, place in (("backing", layer), ("base", ROOM), ("capital_level", 5)):
        low = {**high, name: high[name].copy()}
        low[name][place] *= less
        assert (rules.root(**ROOT | low)[3] <= rooted + 1e-15).all()


@given(st.floats(0, 1), st.floats(-0.9, 9), st.floats(0, 1))
def test_rooting_moves_and_neither_adds_nor_takes(participation, bonus, part):
    change = {"participation": participation, "rooting_bonus": bonus, "project_part": part}
    found = rules.root(**ROOT | change)
    assert found[0] + found[1] == pytest.approx(capitals(0.5))
    assert found[2] + found[3] == pytest.approx(capitals(0.6))
    assert all((value >= 0).all() for value in found)


def test_many_at_once():
    places = [
        {"backing": layers(0.3), "participation": 0.9},
        {"kept_person": capitals(0.1, real=0.4), "brought_person": capitals(0.2), "landing": 1.1},
    ]
    together_as_alone(
        rules.root,
        ROOT,
        places,
        [{}, {"rooting_rate": 0.05, "channel_means": channel_means(routines=layers(1, managers=0))}],
    )
