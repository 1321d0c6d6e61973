"""Bounds that many rules share: of a product of modifiers, and of gains near the top."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.model.rules import bounded, taper


@pytest.mark.parametrize(
    ("product", "bound"),
    [
        (0.0, 0.0),
        (0.4, 0.4),
        (1.0, 1.0),
        (1.5, 1.5),
        (1.8, 1.75),  # 3 - 2.25 / 1.8
        (2.25, 2.0),
        (4.5, 2.5),
        (22.5, 2.9),
    ],
)
def test_a_product_counts_whole_up_to_one_and_a_half(product, bound):
    assert bounded(product) == pytest.approx(bound)


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=2))
def test_a_larger_product_is_never_bounded_to_less_and_never_reaches_three(two):
    less, more = bounded(np.sort(two))
    assert 0 <= less <= more <= 3


def test_the_bound_sets_in_without_a_jump_or_a_bend():
    step = 1e-6
    assert bounded(1.5 + step) - bounded(1.5) == pytest.approx(step, rel=1e-5)


@pytest.mark.parametrize(
    ("level", "left"), [(0.0, 1.0), (0.8, 1.0), (0.85, 0.75), (0.92, 0.4), (0.95, 0.25), (1.0, 0.0), (1.3, 0.0)]
)
def test_gains_taper_near_the_top_alone(level, left):
    assert taper(level, 0.2) == pytest.approx(left)
