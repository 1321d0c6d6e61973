"""Steps 6 and 11 by hand: understanding and backing by layer. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import layers as rules
from kraftsamling.model.vocabulary import MANAGERS, POLITICIANS
from tests.kit.by_hand import both_channels, capitals, layers, together_as_alone

SPEAK = dict(
    understanding=layers(0.3, strategists=0.6),
    understanding_start=layers(0.3, managers=0.25, strategists=0.6),
    backing=layers(0.4),
    **both_channels(understanding=0.5, agreement=0.25, conflict=0.5),
    landing=0.8,
    attention=layers(1.0, managers=0.5),
    learning=0.0,
    understanding_gain=4.0,
    agreement_gain=6.0,
    backing_by_understanding=30.0,
    learning_understanding=2.0,
    conflict_gain=0.4,
    change_cap=0.35,
    taper_width=0.2,
    point_a_year=0.01,
)


@pytest.mark.parametrize(
    ("change", "knowing", "backing", "knowing_managers", "backing_managers"),
    [
        # 4 x 0.5 x 0.8 = 1.6 points; 6 x 0.25 x 1.2 x 0.8 = 1.44. Managers hear half, and have come 0.05 x 30 further
        ({}, 0.316, 0.4144, 0.308, 0.4222),
        ({"landing": 0.4}, 0.308, 0.4072, 0.304, 0.4186),
        (both_channels(understanding=0.75), 0.324, 0.4, 0.312, 0.415),
        (both_channels(agreement=0.5, conflict=layers(0, operations=2.5)), 0.3, 0.4288, 0.3, 0.4294),
        (both_channels(agreement=0.5), 0.3, 0.424, 0.3, 0.427),
        (both_channels() | {"learning": 0.5}, 0.31, 0.4, 0.31, 0.415),
        ({"understanding_start": layers(0.1), "change_cap": 0.1}, 0.316, 0.4444, 0.308, 0.4372),  # 3 points, no 6
        ({"understanding_start": layers(0.9)}, 0.316, 0.4144, 0.308, 0.4072),  # what is lost takes no backing
        ({"backing": layers(0.9)}, 0.316, 0.9072, 0.308, 0.9111),  # half is left near the top
        ({"understanding": layers(0.95)}, 0.954, 0.5194, 0.952, 0.5122),  # a quarter is left; 10.5 points of 0.35
    ],
)
def test_the_offer_speaks_to_each_layer(change, knowing, backing, knowing_managers, backing_managers):
    understood, backed = rules.speak_to_layers(**SPEAK | change)
    assert understood[[POLITICIANS, MANAGERS]] == pytest.approx([knowing, knowing_managers])
    assert backed[[POLITICIANS, MANAGERS]] == pytest.approx([backing, backing_managers])


def test_a_layer_that_is_not_addressed_hears_nothing():
    said = both_channels(understanding=layers(0, managers=1), agreement=layers(0, strategists=1))
    understood, backed = rules.speak_to_layers(
        **SPEAK | said | {"understanding_start": SPEAK["understanding"], "attention": layers(1)}
    )
    assert understood - SPEAK["understanding"] == pytest.approx(layers(0, managers=0.032))
    assert backed - SPEAK["backing"] == pytest.approx(layers(0, strategists=0.048))


PASS = dict(
    understanding=layers(0.3, strategists=0.85, managers=0.4, politicians=0.34),
    understanding_start=layers(0.3, strategists=0.6),
    backing=layers(0.4, strategists=0.9, managers=0.45, politicians=0.55, operations=0.35),
    backing_start=layers(0.4, strategists=0.6),
    capital_level=capitals(0.9, relational=0.2),
    complexity=2.0,
    steered=np.array([9, 9, 9, 1.0, 9]),
    persuasion=0.4,
    decisions_down=0.8,
    change_cap=0.35,
    reference_relational=0.4,
)


@pytest.mark.parametrize(
    ("change", "carried"),
    [
        ({}, 1.0),  # half of the ordinary ties over twice the boards: a quarter
        ({"complexity": 1.0}, 2.0),
        ({"steered": np.array([9, 9, 9, 1.2, 9])}, 1.2),
        ({"complexity": 0.5}, 2.0),  # smaller than ordinary is no faster
        ({"capital_level": capitals(0.9, relational=0.3)}, 1.5),
        ({"capital_level": capitals(0.1, relational=0.8), "complexity": 4.0}, 1.0),  # no more than ordinary ties count
        ({"capital_level": capitals(0.9, relational=0.0)}, 0.0),
    ],
)
def test_strategists_persuade_upwards_and_decisions_come_down(change, carried):
    """A tenth of each gap upwards, a fifth downwards, as far as it is carried."""
    understood, backed = rules.pass_between_layers(**PASS | change)
    # understanding: managers lag by 0.25 - 0.1, politicians by 0.1 - 0.04
    assert understood - PASS["understanding"] == pytest.approx(carried * layers(0, managers=0.015, politicians=0.006))
    # backing: managers by 0.3 - 0.05 and 0.15 - 0.05; support functions by 0.05; operations by 0.05 + 0.05
    expected = layers(0, managers=0.025 + 0.02, support_functions=0.01, operations=0.02)
    assert backed - PASS["backing"] == pytest.approx(carried * expected)


def test_no_more_of_a_change_travels_than_counts():
    understood, _ = rules.pass_between_layers(**PASS | {"change_cap": 0.15})
    assert understood[MANAGERS] == pytest.approx(0.405)  # 0.15 - 0.1, a tenth of it


def test_no_layer_passes_the_top():
    spoken = rules.speak_to_layers(**SPEAK | {"landing": 99.0})
    passed = rules.pass_between_layers(**PASS | {"persuasion": 99.0})
    assert [value.max() for value in (*spoken, *passed)] == [1, 1, 1, 1]


def test_gaps_of_the_start_move_nothing():
    """Null: strategists who start far ahead persuade nobody."""
    start = dict(understanding=PASS["understanding_start"], backing=PASS["backing_start"])
    understood, backed = rules.pass_between_layers(**PASS | start)
    assert (understood == start["understanding"]).all() and (backed == start["backing"]).all()


@pytest.mark.parametrize(("weakest", "counts"), [(1, 0.12), (0, 0.3)])
def test_the_weakest_of_those_who_hold_control_counts_or_their_mean(weakest, counts):
    backing = layers(0.0, politicians=0.5, managers=0.12, support_functions=0.28)
    assert rules.held(backing, weakest) == pytest.approx(counts)


UPDATE = dict(
    understanding=layers(0.4),
    understanding_start=layers(0.3),
    backing=layers(0.3),
    backing_start=layers(0.5),
    worn_leavers=0.0,
    changed_rule=0.0,
    shared_decisions=0.2,
    measures_visible=0.0,
    strain=0.0,
    event_crisis=0.0,
    national_law=0.0,
    participation=0.5,
    shown_effect=0.0,
    turnover_layers=layers(0, managers=1, strategists=1),
    control_layers=layers(0, politicians=1, managers=1, support_functions=1),
    layer_fade=0.1,
    layer_turnover=0.5,
    election_reset=0.5,
    visible_backing=0.1,
    strain_backing=0.02,
    crisis_backing=0.2,
    crisis_buffer=0.4,
    law_backing=0.03,
    steered=np.array([9, 9, 1.0, 9, 9]),
)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, layers(0.9)),
        ({"worn_leavers": 0.4}, layers(0.9, managers=0.72, strategists=0.72)),  # a fifth goes with the persons
        ({"changed_rule": 1.0}, layers(0.9, politicians=0.54)),  # 0.5 x 0.8 is reset
        ({"changed_rule": 0.5, "shared_decisions": 0.0}, layers(0.9, politicians=0.675)),
        ({"worn_leavers": 1.0, "layer_fade": 0.0}, layers(1.0, managers=0.5, strategists=0.5)),
    ],
)
def test_changes_fade_leave_with_persons_and_are_reset(change, kept):
    understood, backed = rules.update_layers(**UPDATE | change)
    assert understood == pytest.approx(0.3 + 0.1 * kept)
    assert backed == pytest.approx(0.5 - 0.2 * kept)


@pytest.mark.parametrize(
    ("change", "news"),
    [
        ({"measures_visible": 0.25}, 0.025),
        ({"measures_visible": -0.1}, -0.01),
        ({"national_law": 1.0}, 0.03),
        ({"strain": 2.0}, -0.04),
        ({"strain": -0.5}, 0.01),
        ({"strain": 2.0, "steered": np.array([9, 9, 1.5, 9, 9])}, -0.06),
        ({"event_crisis": 1.0}, -0.16),  # the actor absorbs 0.4 x 0.5
        ({"event_crisis": 1.0, "participation": 0.0}, -0.2),
        ({"measures_visible": 9.0}, 0.68),  # to the top
        ({"strain": 99.0}, -0.32),  # to the bottom
    ],
)
def test_news_moves_those_who_hold_control(change, news):
    understood, backed = rules.update_layers(**UPDATE | change)
    assert backed == pytest.approx(
        layers(0.32, **dict.fromkeys(("politicians", "managers", "support_functions"), 0.32 + news))
    )
    assert understood == pytest.approx(layers(0.39))


def test_what_follow_up_shows_moves_politicians():
    _, backed = rules.update_layers(**UPDATE | {"shown_effect": 0.4})
    assert backed == pytest.approx(layers(0.32, politicians=0.36))
    _, backed = rules.update_layers(**UPDATE | {"shown_effect": 0.4, "steered": np.array([9, 9, 1.5, 9, 9])})
    assert backed == pytest.approx(layers(0.32, politicians=0.38))


def test_without_news_a_layer_at_its_start_stays_there():
    start = dict(understanding=UPDATE["understanding_start"], backing=UPDATE["backing_start"])
    found = rules.update_layers(**UPDATE | start | {"worn_leavers": 0.5, "changed_rule": 1.0})
    assert (found[0] == start["understanding"]).all() and (found[1] == start["backing"]).all()


def test_readings_of_the_layers():
    understanding = layers(0.25, strategists=0.65)
    backing = layers(0.3, politicians=0.2, managers=0.4, strategists=0.75)
    join = layers(0.05, politicians=0.3, managers=0.4, support_functions=0.1, strategists=0.15)
    # 0.06 + 0.16 + 0.03 + 0.1125 + 0.015; those who hold control have 0.3 on average
    expected = (0.2, 0.33, 0.3775, 0.45)
    assert rules.read_layers(understanding, backing, join) == pytest.approx(expected)


def quarter(start, said=1.0):
    """Changes in understanding and backing after a quarter; strategists started far ahead and have gained 0.1."""
    begin, ahead = start + layers(0, strategists=0.3), start + layers(0, strategists=0.4)
    spoken = rules.speak_to_layers(
        **SPEAK
        | dict(understanding=ahead, understanding_start=begin, backing=ahead)
        | both_channels(understanding=said, agreement=said)
        | dict(point_a_year=0.0025)
    )
    now = dict(zip(("understanding", "backing"), spoken, strict=True))
    first = dict(understanding_start=begin, backing_start=begin)
    passed = rules.pass_between_layers(**PASS | first | now)
    now = dict(zip(("understanding", "backing"), passed, strict=True))
    return [value - begin for value in rules.update_layers(**UPDATE | first | now | {"worn_leavers": 0.2})]


@given(st.floats(0, 0.35), st.floats(0, 0.35))
def test_who_starts_low_gains_no_more_than_who_starts_high(one, other):
    """From a start below the taper, the same work moves each layer alike, however low it started."""
    for gained, as_much in zip(quarter(min(one, other)), quarter(max(one, other)), strict=True):
        assert gained == pytest.approx(as_much, abs=1e-12)


@given(st.floats(0, 0.5), st.floats(0, 2), st.floats(0, 2))
def test_saying_more_never_moves_a_layer_less(start, said, more):
    for less, found in zip(quarter(start, said), quarter(start, said + more), strict=True):
        assert (found >= less).all()


@given(st.lists(st.floats(0, 1), min_size=20, max_size=20), st.floats(0, 3), st.floats(-2, 9), st.floats(0, 1))
def test_layers_stay_within_bounds(levels, landing, strain, leavers):
    values = np.array(levels).reshape(4, 5)
    now = dict(zip(("understanding", "understanding_start", "backing", "backing_start"), values, strict=True))
    spoken = {name: value for name, value in now.items() if name != "backing_start"} | {"landing": landing}
    for found in (
        rules.speak_to_layers(**SPEAK | spoken),
        rules.pass_between_layers(**PASS | now),
        rules.update_layers(**UPDATE | now | {"strain": strain, "worn_leavers": leavers, "changed_rule": 1.0}),
    ):
        assert all((value >= 0).all() and (value <= 1).all() for value in found)


def test_many_at_once():
    places = [
        {"understanding": layers(0.5, politicians=0.4), "backing": layers(0.2, strategists=0.7), "landing": 0.5},
        {"understanding": layers(0.45), "backing": layers(0.6, managers=0.8), "attention": layers(0.3)},
    ]
    runs = [{}, both_channels(understanding=1.0, agreement=layers(0.2, managers=0.9)) | {"change_cap": 0.1}]
    together_as_alone(rules.speak_to_layers, SPEAK, [place | {"attention": layers(0.7)} for place in places], runs)
    places = [{name: value for name, value in place.items() if name in PASS} for place in places]
    together_as_alone(rules.pass_between_layers, PASS, places, [{}, {"persuasion": 0.1, "change_cap": 0.1}])
    places = [places[0] | {"worn_leavers": 0.5}, places[1] | {"changed_rule": 1.0, "participation": 0.1}]
    together_as_alone(
        rules.update_layers, UPDATE, places, [{"event_crisis": 0.5}, {"shared_decisions": 0.6, "shown_effect": 0.3}]
    )
    read = dict(
        understanding=layers(0.3), backing=layers(0.4), mandate_to_join=layers(0.2, managers=0.4, politicians=0.0)
    )
    seen = [{name: place[name] for name in ("understanding", "backing")} for place in places]
    together_as_alone(rules.read_layers, read, seen, [{}, {"backing": layers(0.1, politicians=0.5)}])
