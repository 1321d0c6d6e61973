"""Step 13 by hand: the actor learns, is funded, keeps its books."""

import numpy as np
import pytest

from kraftsamling.model.rules import fund


def column(*values):
    """Values down a column; one run."""
    return np.array(values, dtype=float)[:, None]


ACTOR = dict(
    collaboration=np.stack([column(0.3), column(0.2)]),
    form_share=column(0.4),
    working_years=np.array([4.0]),
    actor_time=column(2),
    decay_cut=np.array([0.4]),
    event_actor_leaves=0.0,
    actor_learning=0.1,
    actor_decay=0.05,
    actor_rooting=0.1,
    actor_rooted_decay=0.01,
    actor_time_gain=0.1,
    learning_half=4.0,
)


@pytest.mark.parametrize(
    ("change", "person", "rooted"),
    [
        ({}, 0.2784, 0.2308),  # use 0.5 x 0.4 + 0.2; 0.32 after learning; 0.032 takes root; decay 0.03 and 0.006
        ({"event_actor_leaves": 0.5}, 0.1392, 0.2308),
        ({"decay_cut": np.array([0.0])}, 0.272, 0.23),
        (
            {"working_years": np.array([0.0]), "actor_time": column(0)},
            0.261,
            0.2288,
        ),  # 0.3 - 0.03 - 0.009; 0.23 - 0.0012
        ({"actor_time": column(202)}, 0.6692, 0.3308),  # an excess is taken from the person-bound layer
        ({"collaboration": np.stack([column(0.3), column(0.7)])}, 0.261, 0.7258),  # nothing left to learn
    ],
)
def test_the_actor_learns_by_use(change, person, rooted):
    (found,) = fund.learn_as_actor(**ACTOR | change)
    assert found[:, 0, 0] == pytest.approx([person, rooted])


def core(**change):
    """Two members have gained 10 and 30 points, and trust by 0.1 and 0.3."""
    given = dict(
        funding_core=np.array([1.0]),
        shown_effect=np.array([0.0]),
        capacity=column(30, 50),
        capacity_start=column(20, 20),
        measures_visible=column(0, 0),
        legitimacy=column(0.5, 0.7),
        legitimacy_start=column(0.4, 0.4),
        follow_up_quality=np.array([0.5]),
        horizon=np.array([2.5]),
        support_now=True,
        funding_earned=1.0,
        observation_delay=10.0,
        funding_effect=4.0,
        funding_legitimacy=1.0,
        funding_erosion=0.6,
        ordinary_quality=0.5,
        quarters_per_year=4,
    )
    return np.concatenate(fund.fund_core(**given | change))


NO_FOLLOW_UP = {"follow_up_quality": np.array([0.0])}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (1.024, 0.01)),  # shown 0.2 x 0.5 / 10; a tenth of the way to 1 + 0.04 + 0.2
        ({"horizon": np.array([5.0])}, (1.012, 0.01)),
        ({"funding_earned": 0.0}, (1.0, 0.01)),
        ({"support_now": False}, (1.0, 0.01)),
        ({"measures_visible": column(0.1, 0.3)}, (1.028, 0.02)),
        (NO_FOLLOW_UP, (0.96, 0.0)),  # trust earns 0.2, erosion takes 0.6
        ({"follow_up_quality": np.array([0.25])}, (0.992, 0.005)),  # half of the erosion
        ({"follow_up_quality": np.array([0.9])}, (1.0272, 0.018)),  # beyond the ordinary, no more than none
        ({"shown_effect": np.array([-1.0])}, (0.9, -0.89)),  # never below nothing
        ({"legitimacy": column(0.3, 0.3), "capacity": column(10, 10)}, (0.988, -0.005)),  # it falls with failure
        ({**NO_FOLLOW_UP, "shown_effect": np.array([0.5])}, (1.14, 0.45)),  # what was shown is forgotten
    ],
)
def test_core_funding_is_given_or_earned(change, expected):
    assert core(**change) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("years", "own", "cost", "municipal"), [(10.0, 6, 3_000_000, 900_000), (0.0, 0, 0, 0), (0.0, 2, 0, 300_000)]
)
def test_books_of_a_quarter(years, own, cost, municipal):
    found = fund.keep_books(np.array([years]), 1_200_000, own, 0.5, 4)
    assert np.concatenate(found) == pytest.approx((cost, municipal))
