"""Step 8 by hand: lift and drag, upkeep, own building. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import interact
from kraftsamling.model.vocabulary import DYNAMIC, HUMAN, POLITICAL, RELATIONAL
from tests.kit.by_hand import capitals, together_as_alone

TABLE = np.zeros((7, 7))
TABLE[HUMAN, POLITICAL], TABLE[HUMAN, DYNAMIC], TABLE[POLITICAL, RELATIONAL] = 1.0, 0.5, 0.5
INTERACT = dict(
    capital_level=capitals(0.3, political=0.5, dynamic=0.2, relational=0.26, organisational=0.9),
    capital_start=capitals(0.3),
    interplay=1.2,
    coupling_table=TABLE,
    lift_most=1.5,
)


@pytest.mark.parametrize(
    ("change", "human", "political"),
    [
        ({}, 1.18, 0.976),  # 1.2 x (0.2 - 0.05), and 1.2 x -0.02
        ({"interplay": 2.0}, 1.3, 0.96),
        ({"interplay": 0.0}, 1.0, 1.0),
        ({"capital_start": capitals(0.2)}, 1.36, 1.036),  # 1.2 x (0.3 + 0), and 1.2 x 0.03
        ({"interplay": 9.0}, 1.5, 0.82),
        ({"capital_level": capitals(0.0), "interplay": 2.0}, 2 / 3, 0.7),  # 1 - 2 x 0.45 is bounded
    ],
)
def test_changes_lift_and_drag_growth(change, human, political):
    (lift,) = interact.interact(**INTERACT | change)
    assert lift == pytest.approx(capitals(1.0, human=human, political=political))


@given(st.lists(st.floats(0, 1), min_size=7, max_size=7), st.floats(0, 9))
def test_lift_is_one_at_the_start_and_bounded(levels, interplay):
    level = np.array(levels)
    assert (interact.interact(level, level, interplay, TABLE, 1.5)[0] == 1).all()
    (lift,) = interact.interact(level, capitals(0.5), interplay, TABLE, 1.5)
    assert (lift >= 1 / 1.5).all() and (lift <= 1.5).all()


def test_upkeep_is_a_constant():
    (kept,) = interact.maintain(capitals(0.2, human=0.4), capitals(0.01, real=0.03))
    assert kept == pytest.approx(capitals(0.21, human=0.41, real=0.23))


BUILD = dict(
    brought_person=capitals(0.1),
    brought_rooted=capitals(0.2),
    building=0.25,
    braking=capitals(1.0, real=0.5),
    lift=capitals(1.0, political=1.2),
    learning=0.0,
    structures=0.0,
    own_pace=20.0,
    learning_gain=2.0,
    structures_gain=3.0,
    human_capital=capitals(0, human=1),
    structure_capital=capitals(0, organisational=1),
    point_a_year=0.01,
)


@pytest.mark.parametrize(
    ("change", "person", "rooted"),
    [
        ({}, capitals(0.15, political=0.16, real=0.125), capitals(0.2)),  # 20 x 0.25 = 5 points
        ({"own_pace": 0.0}, capitals(0.1), capitals(0.2)),
        ({"building": 0.0, "learning": 1.0}, capitals(0.1, human=0.12), capitals(0.2)),
        ({"building": 0.0, "structures": 0.5}, capitals(0.1), capitals(0.2, organisational=0.215)),
        (
            {"learning": 0.5, "structures": 1.0, "lift": capitals(1.1), "braking": capitals(0.8)},
            capitals(0.144, human=0.152),  # 5 x 1.1 x 0.8; learning is not lifted
            capitals(0.2, organisational=0.224),
        ),
        ({"learning": 1.0, "structures": 1.0, "braking": capitals(0.0)}, capitals(0.1), capitals(0.2)),
    ],
)
def test_building_is_carried_by_persons_and_structures_are_routines_at_once(change, person, rooted):
    found = interact.build(**BUILD | change)
    assert found[0] == pytest.approx(person)
    assert found[1] == pytest.approx(rooted)


def test_without_will_and_set_asides_nothing_is_built():
    person, rooted = interact.build(**BUILD | {"building": 0.0})
    assert (person == BUILD["brought_person"]).all() and (rooted == BUILD["brought_rooted"]).all()


@given(st.floats(0, 0.3), st.floats(0, 0.3), st.floats(0, 1), st.floats(0, 1))
def test_more_will_or_set_asides_never_build_less(building, more, learning, structures):
    less = interact.build(**BUILD | {"building": building})
    found = interact.build(**BUILD | {"building": building + more, "learning": learning, "structures": structures})
    assert all((after >= before).all() for before, after in zip(less, found, strict=True))


def test_many_at_once():
    places = [
        {"capital_level": capitals(0.4)},
        {"capital_level": capitals(0.2, political=0.6), "capital_start": capitals(0.25)},
    ]
    runs = [{}, {"interplay": 0.5}, {"interplay": 9.0}]
    together_as_alone(interact.interact, INTERACT, places, runs, whole=("coupling_table", "lift_most"))
    kept = dict(kept_person=capitals(0.2), own_constant=capitals(0.01))
    together_as_alone(interact.maintain, kept, [{}, {"kept_person": capitals(0.3, real=0.1)}], [{}, {}])
    places = [{"building": 0.1}, {"building": 0.3, "brought_rooted": capitals(0.1, human=0.3)}]
    together_as_alone(interact.build, BUILD, places, [{}, {"own_pace": 7.0, "structures": 1.0}])
