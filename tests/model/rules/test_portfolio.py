"""Step 3, once a year, by hand: what is open, what is let go, what is chosen, and a year's working time."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from kraftsamling.model.rules import portfolio

YEAR = {"quarters_per_year": 4}
NEED = {"serves": csr_array([[1.0, 1.0, 0.0, 0.5]]), "served_by": np.array([[1.0], [1.0], [0.0], [0.5]])}


def column(*values):
    """Values over measures in one run."""
    return np.array(values, dtype=float)[:, None]


@pytest.mark.parametrize(
    ("working", "breadth", "expected"), [(4.0, None, 12), (0.2, None, 1), (50.0, None, 60), (4.0, 7, 7), (0.0, 7, 0)]
)
def test_breadth_follows_working_time_or_the_course(working, breadth, expected):
    (found,) = portfolio.breadth_of_portfolio(np.array([working]), np.array([99.0]), 8, breadth, 3.0, 4, 60)
    assert found.tolist() == [expected]


def test_breadth_stands_between_years():
    assert portfolio.breadth_of_portfolio(np.array([4.0]), np.array([9.0]), 5, None, 3.0, 4, 60)[0].tolist() == [9]


@pytest.mark.parametrize(
    ("needs", "formality", "level", "expected"),
    [
        ((0.5, 0.0), 0.5, 1, 1.0),
        ((0.56, 0.0), 0.5, 1, 0.4),  # mandate 0.5 falls 0.06 short of a ramp of 0.1
        ((0.6, 0.0), 0.5, 1, 0.0),
        ((0.5, 0.53), 0.5, 1, 0.7),
        ((0.56, 0.53), 0.5, 1, 0.28),
        ((0.0, 0.0), 0.5, 0, 0.0),
    ],
)
def test_mandate_and_formality_open_by_a_ramp(needs, formality, level, expected):
    (found,) = portfolio.open_measures(
        column(9), 0, np.array([level]), column(0.5), np.array([formality]), np.array([1]), np.array([0]),
        np.array([needs[0]]), np.array([needs[1]]), np.array([False]), np.array([False]), 0.1, 4,
    )  # fmt: skip
    assert found[0, 0] == pytest.approx(expected)


def test_a_measure_may_be_left_out_in_one_run_only():
    (found,) = portfolio.open_measures(
        np.full((1, 2), 9.0), 0, np.array([1, 1]), np.full((1, 2), 0.5), np.full(2, 0.5), np.array([1]), np.array([0]),
        np.array([0.0]), np.array([0.0]), np.array([False]), np.array([[False, True]]), 0.1, 4,
    )  # fmt: skip
    assert found.tolist() == [[1.0, 0.0]]


def choose(
    policy="need", *, places=2.0, wish=(0, 0, 0, 0), waiting=(), awaited=(), ready=(0, 0, 0, 0), chance=0.0,
    openness=(1, 1, 1, 1),
):  # fmt: skip
    """Four measures of equal cost: two substitutes that serve the one need, one that serves nothing, one by half."""
    queue, chosen = portfolio.choose_measures(
        queue=np.zeros((4, 1), int), chosen=np.zeros((4, 1), bool), readiness=column(*ready),
        openness=column(*openness),
        initiatives=np.array([places]), served_need=column(1.0), form_share=column(0.25, 0.75),
        shock_forms=np.array([chance]), quarter=4, portfolio_policy=policy, wish=np.array(wish),
        by_form=csr_array([[1.0, 1, 0, 0], [0, 0, 1, 1]]), **NEED, channel_reference=np.zeros(0),
        waiting=np.array(waiting, int), awaited=np.array(awaited, int), setup_years=np.full(4, 0.5),
        running_years=np.full(4, 0.5), life_years=np.ones(4), scatter=np.array([0.1, 0.7, 0.4, 0.2]),
        coverage_scale=0.5, channel_saturation=1.0, listed_first=1000.0, **YEAR,
    )  # fmt: skip
    return queue[: int(chosen.sum()), 0].tolist()


def test_ties_go_by_place_and_what_serves_nothing_is_not_chosen():
    assert choose(places=9) == [0, 1, 3]
    assert choose(places=1) == [0]


def test_the_given_list_is_taken_in_its_order_and_nothing_else():
    assert choose("given", places=9, wish=(2, 0, 1, 0)) == [2, 0]
    assert choose("need", places=9, wish=(0, 0, 1, 0)) == [2, 0, 1, 3]


def test_what_is_given_but_not_open_keeps_its_place_empty():
    assert choose("given", places=2, wish=(2, 3, 1, 0)) == [2, 0]
    assert choose("given", places=2, wish=(2, 3, 1, 0), openness=(0, 1, 1, 1)) == [2], "the third takes no place"
    assert choose("given", places=3, wish=(2, 3, 1, 0), openness=(0, 1, 1, 1)) == [2, 1]


def test_a_measure_waits_for_the_one_that_it_requires():
    assert choose(places=9, waiting=(0,), awaited=(2,)) == [1, 3]
    assert choose(places=9, waiting=(0,), awaited=(3,)) == [1, 3, 0]
    assert choose(places=1, waiting=(0,), awaited=(2,), ready=(0, 0, 0.6, 0)) == [0], "ready is there"


def test_forms_follow_their_shares():
    assert choose("forms", places=2) == [3, 0]


@pytest.mark.parametrize(("chance", "expected"), [(0.0, [1, 2, 3, 0]), (0.5, [2, 3, 0, 1])])
def test_random_follows_the_record(chance, expected):
    assert choose("random", places=9, chance=chance) == expected


def test_a_substitute_gives_way_once_its_like_is_chosen():
    """After the first, need is exp(-2): the second of the pair is worth less than what serves another need by half."""
    two = csr_array([[1.0, 1.0, 0.0], [0.0, 0.0, 0.5]])
    queue, _ = portfolio.choose_measures(
        np.zeros((3, 1), int), np.zeros((3, 1), bool), column(0, 0, 0), column(1, 1, 1), np.array([2.0]),
        column(1.0, 1.0), column(0.5, 0.5), np.array([0.0]), 0, "need", np.zeros(3, int), csr_array(np.eye(2, 3)), two,
        two.toarray().T, np.zeros(0), np.zeros(0, int), np.zeros(0, int), np.full(3, 0.5), np.full(3, 0.5), np.ones(3),
        np.zeros(3), 0.5, 1.0, 1000.0, 4,
    )  # fmt: skip
    assert queue[:2, 0].tolist() == [0, 2]


def test_the_least_valuable_part_gives_its_place_up_and_order_stays():
    """Worth 0.5, 1.25 and 1.75 with readiness; of four places a quarter is contested, of two as well."""
    given = dict(
        queue=np.array([[0], [1], [2], [0]]), chosen=np.array([[True], [True], [True]]),
        readiness=column(0.0, 0.75, 0.25), openness=column(1, 1, 1), served_need=column(1.0), quarter=4,
        serves=csr_array([[0.5, 0.5, 1.5]]), setup_years=np.zeros(3), running_years=np.ones(3), life_years=np.ones(3),
        renewal=0.5, **YEAR,
    )  # fmt: skip
    queue, chosen = portfolio.let_go(initiatives=np.array([4.0]), **given)
    assert queue[:2, 0].tolist() == [1, 2] and chosen[:, 0].tolist() == [False, True, True]
    queue, chosen = portfolio.let_go(initiatives=np.array([2.0]), **given)
    assert queue[0, 0] == 2 and chosen[:, 0].tolist() == [False, False, True]
    given["openness"] = column(1, 1, 0)
    assert portfolio.let_go(initiatives=np.array([9.0]), **given)[1][:, 0].tolist() == [True, True, False]


def set_up(working, tailored=0.4, ready=(0.5, 0.0, 0.0, 0.8), queue=(0, 1, 2), quarter=3):
    """Measures: two public, one rival, one public that does not run."""
    chosen = np.zeros((4, 1), bool)
    chosen[list(queue)] = True
    return portfolio.set_up_measures(
        column(*ready), np.array([*queue, 0])[:, None], chosen, np.array([7.0]), np.ones((2, 1)), np.array([working]),
        quarter, tailored, np.array([1.0, 1.0, 0.0, 1.0]), np.array([0.4, 2.0, 0.5, 1.0]),
        np.array([0.2, 0.1, 0.3, 0.1]),
        1 / np.log([2.0, 4.0, 5.0, 10.0]), 4,
    )  # fmt: skip


def test_two_purses_keep_up_set_up_in_turn_and_deliver_what_is_left():
    """Common 0.9: upkeep 0.1, then 0.2 for the first and 0.6 of 2 for the second; tailored 0.6: 0.5, then 0.1 left."""
    ready, delivered, upheld = set_up(1.5)
    assert ready[:, 0] == pytest.approx([1.0, 0.3, 1.0, 0.08])
    assert delivered == pytest.approx([0.1]) and upheld[:, 0].tolist() == [1, 1]


def test_more_money_is_delivered():
    assert set_up(11.5)[1] == pytest.approx([6.9 - 2.3 + 4.6 - 0.5])


def test_what_cannot_be_kept_up_is_lost_over_its_life():
    """Common purse 0.03 of 0.1: 0.3 of 0.5 is kept, the rest halves."""
    ready, _, upheld = set_up(0.05)
    assert ready[0, 0] == pytest.approx(0.5 * (0.3 + 0.7 / 2))
    assert upheld[:, 0] == pytest.approx([0.3, 1.0])
    assert ready[2, 0] == pytest.approx(0.02 / 0.5)


def test_without_working_time_nothing_is_delivered():
    ready, delivered, _ = set_up(0.0)
    assert delivered == pytest.approx([0.0]) and ready[:, 0] == pytest.approx([0.25, 0, 0, 0.08])


def test_readiness_stands_between_years():
    ready, delivered, _ = set_up(1.5, quarter=4)
    assert ready[:, 0].tolist() == [0.5, 0.0, 0.0, 0.8] and delivered.tolist() == [7.0]
