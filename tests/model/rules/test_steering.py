"""Step 0 by hand: steering logics. One municipality, so no trailing axes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.engine.constants import STEERING_EFFECTS
from kraftsamling.model.rules import steering
from tests.kit.by_hand import together_as_alone

EFFECTS = np.array(STEERING_EFFECTS)
LOG_2 = np.log(2)


@pytest.mark.parametrize(
    ("drawn", "spread", "shares"),
    [
        ((0.0, 0.0, 0.0), 0.8, (1 / 3, 1 / 3, 1 / 3)),
        ((1.0, 0.0, 0.0), LOG_2, (0.5, 0.25, 0.25)),
        ((1.0, 2.0, -1.0), LOG_2, (4 / 13, 8 / 13, 1 / 13)),
        ((1.0, 2.0, -1.0), 0.0, (1 / 3, 1 / 3, 1 / 3)),
    ],
)
def test_the_last_draws_are_the_mix_of_logics(drawn, spread, shares):
    (found,) = steering.draw_steering(np.array([7.0, -7.0, *drawn]), spread)
    assert found == pytest.approx(shares)


@pytest.mark.parametrize(
    ("shares", "effects"),
    [
        # pace, keeping, reaction, passing, rooting; a pure logic leans by one and is missed by a half
        ((1 / 3, 1 / 3, 1 / 3), (1, 1, 1, 1, 1)),
        ((1.0, 0.0, 0.0), (1.4, 0.6, 0.8, 1.0, 1.2)),
        ((0.0, 1.0, 0.0), (0.8, 1.2, 1.4, 0.4, 1.2)),
        ((0.0, 0.0, 1.0), (0.8, 1.2, 0.8, 1.6, 0.6)),
        ((0.5, 0.5, 0.0), (1.1, 0.9, 1.1, 0.7, 1.2)),
    ],
)
def test_each_logic_has_an_asset_and_a_failing_of_its_own(shares, effects):
    assert steering.steer(np.array(shares), 0.4, EFFECTS)[0] == pytest.approx(effects)


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.floats(0, 0.6))
def test_effects_stay_positive_and_strength_zero_tells_nobody_apart(parts, strength):
    shares = np.array(parts) / sum(parts)
    assert (steering.steer(shares, strength, EFFECTS)[0] > 0).all()
    assert (steering.steer(shares, 0.0, EFFECTS)[0] == 1).all()


def test_many_at_once():
    places = [{"shock_start": np.array([0.0, 0.3, 1.0])}, {"shock_start": np.array([2.0, -0.3, 1.0])}]
    together_as_alone(
        steering.draw_steering,
        {"shock_start": np.zeros(3), "steering_spread": 0.8},
        places,
        [{}, {"steering_spread": 0.3}],
    )
    places = [{"steering": np.array([0.2, 0.3, 0.5])}, {"steering": np.array([0.7, 0.2, 0.1])}]
    given_ = {"steering": np.zeros(3), "steering_strength": 0.4, "steering_effects": EFFECTS}
    together_as_alone(steering.steer, given_, places, [{}, {"steering_strength": 0.2}], whole=("steering_effects",))
