"""Step 8 by hand: will and means, and the brake near the top. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import own_effort
from kraftsamling.model.vocabulary import CONTROL_HOLDERS, POLITICAL
from tests.kit.by_hand import capitals, layers, together_as_alone

START = dict(
    understanding_start=layers(0.3),
    backing_start=layers(0.2, strategists=0.6),
    capital_start=capitals(0.25, political=0.3),
    slack_start=0.4,
)
WILL = dict(
    **START,
    understanding=START["understanding_start"],
    backing=START["backing_start"],
    capital_level=START["capital_start"],
    slack=0.4,
    dead_band=0.05,
    change_cap=0.35,
)


def building(**change):
    return own_effort.will_and_means(**WILL | change)[0]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"slack": 0.68}, 0.02),  # 0.28 / 4 - 0.05
        ({"slack": 0.98}, 0.0375),  # no more than 0.35 counts
        ({"backing": layers(0.5, strategists=0.6)}, 0.025),  # those who hold control: 0.3 / 4
        (
            {"backing": layers(0.2, politicians=0.5, managers=0.5, strategists=0.6)},
            0.0,
        ),  # their mean 0.2: just the band
        ({"understanding": layers(0.64)}, 0.035),
        ({"understanding": layers(0.3, operations=0.6), "slack": 0.7}, 0.04),  # all five know: 0.06, beside 0.3
        ({"capital_level": capitals(0.25, political=0.6), "slack": 0.5}, 0.05),  # 0.3 and 0.1
        ({"capital_level": capitals(0.9, political=0.3)}, 0.0),  # other capitals are no means
        ({"backing": layers(0.5, strategists=0.6), "slack": 0.3, "dead_band": 0.03}, 0.02),  # 0.3 less 0.1
        ({"backing": layers(0.2, strategists=0.9), "dead_band": 0.0}, 0.0),  # strategists hold no control
    ],
)
def test_building_is_the_mean_change_beyond_the_dead_band(change, found):
    assert building(**change) == pytest.approx(found, abs=1e-12)


def test_at_the_start_nothing_is_built_even_without_a_dead_band():
    assert building(dead_band=0.0) == 0


def test_who_starts_low_builds_no_more():
    """Starts differ, changes are alike: so is what is built."""
    low, high = (
        building(
            backing=layers(start + 0.3),
            backing_start=layers(start),
            slack=start + 0.1,
            slack_start=start,
            dead_band=0.02,
        )
        for start in (0.05, 0.6)
    )
    assert low == pytest.approx(high) == pytest.approx(0.08)


@given(st.lists(st.floats(0, 1), min_size=13, max_size=13), st.floats(0, 0.5), st.integers(0, 3))
def test_bounded_by_the_cap_and_never_lower_with_more_will_or_means(levels, more, which):
    found = dict(
        understanding=np.array(levels[:5]),
        backing=np.array(levels[5:10]),
        capital_level=capitals(0.3, political=levels[10]),
        slack=levels[11],
    )
    raised = {name: np.copy(value) for name, value in found.items()}
    name = list(found)[which]
    raised[name][...] = raised[name] + more
    assert 0 <= building(**found) <= building(**raised) <= 0.35 - 0.05


def test_many_at_once():
    places = [
        {"backing": layers(0.6), "slack": 0.5},
        {"backing": layers(0.8), "capital_level": capitals(0.5), "slack": 0.2},
        {"understanding": layers(0.9), "understanding_start": layers(0.7)},
    ]
    together_as_alone(own_effort.will_and_means, WILL, places, [{}, {"dead_band": 0.01, "change_cap": 0.5}])
    together_as_alone(
        own_effort.brake,
        dict(capital_level=capitals(0.5), taper_width=0.2),
        [{"capital_level": capitals(0.9)}, {"capital_level": capitals(0.84)}],
        [{}, {"taper_width": 0.4}],
    )


@pytest.mark.parametrize(("level", "left"), [(0.3, 1.0), (0.88, 0.6), (0.94, 0.3), (1.0, 0.0)])
def test_gains_are_braked_near_the_top_alone(level, left):
    (found,) = own_effort.brake(capitals(0.1, political=level), 0.2)
    assert found[POLITICAL] == pytest.approx(left)
    assert found[POLITICAL + 1 :] == pytest.approx(np.ones(6))


def test_those_who_hold_control_are_politicians_managers_and_support_functions():
    assert layers(0, politicians=1, managers=2, support_functions=3)[CONTROL_HOLDERS].tolist() == [1, 2, 3]
