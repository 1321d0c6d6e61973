"""A split difference on functions of known truth."""

import numpy as np
import pytest

from kraftsamling.analysis.why.split import split as split_of_many
from tests.kit.splits import NAMES, PAIR, WORLDS, additive, split


@pytest.mark.parametrize("count", [3, 9])
def test_additive_parts_are_given_back_exactly(count):
    weights = {name: 1.0 + place for place, name in enumerate(NAMES[:count])}
    found = split(additive(weights), list(weights), ["region"], drop=(0, 0))
    assert (found.orders == 0) == (count == 3)
    expected = np.array(list(weights.values()))[:, None] * WORLDS
    assert found.shares[:, 0] == pytest.approx(expected)
    assert np.abs(found.remainder).max() == 0
    assert found.order_error.max() < 1e-9


def test_what_no_part_explains_is_the_remainder():
    found = split(additive({"size": 2.0, "peers": 1.0}, base=4.0), ["size", "peers"], ["region"])
    assert found.remainder[0] == pytest.approx(4 * WORLDS)
    assert found.shares.sum(axis=0) + found.remainder == pytest.approx(found.total)


@pytest.mark.parametrize("more", [0, 6])
def test_an_interaction_is_split_evenly(more):
    others = NAMES[2 : 2 + more]

    def value(parts):
        both = 6.0 * ({"size", "knowledge_job"} <= parts)
        return (both + sum(2.0 for part in others if part in parts)) * WORLDS[None, :]

    found = split(value, [*NAMES[:2], *others], ["region"])
    assert NAMES[:2] == ["size", "knowledge_job"]
    assert found.shares[:2, 0] == pytest.approx(np.broadcast_to(3 * WORLDS, (2, 40)))
    assert found.without[:2, 0].mean() == pytest.approx(2 * more, abs=1e-9)


def test_what_takes_three_parts_is_split_in_thirds():
    """12 points take all three, 5 the last two; the first gives 3 alone, the last 1."""
    first, second, third = names = NAMES[:3]

    def value(parts):
        points = 12.0 * (set(names) <= parts) + 5 * ({second, third} <= parts) + 3 * (first in parts) + (third in parts)
        return points * WORLDS[None, :]

    found = split(value, names, ["region"])
    assert found.shares[:, 0].mean(axis=1) == pytest.approx([3 + 4, 4 + 2.5, 1 + 4 + 2.5])


def test_sampled_orders_come_near_the_exact_values_and_tell_their_error():
    names = NAMES[:7]

    def value(parts):
        size = sum(1 + names.index(part) for part in parts)
        return (0.05 * size**2) * WORLDS[None, :]

    found = split(value, names, ["region"], pairs=(8, 8), drop=(0, 0))
    exact = np.array([0.05 * 28 * (1 + place) for place in range(7)])
    means = found.shares[:, 0].mean(axis=1)
    assert found.orders == 16
    assert means == pytest.approx(exact, abs=1e-9)  # of pairwise interactions an order and its reverse miss nothing

    def cubic(parts):
        return value(parts) ** 2 / 10

    found = split(cubic, names, ["region"], pairs=(8, 8), drop=(0, 0))
    assert found.order_error.max() > 0
    assert found.shares.sum(axis=0) == pytest.approx(found.total)


def test_five_parts_are_split_exactly():
    found = split(additive(dict.fromkeys(NAMES[:5], 1.0)), NAMES[:5], ["region"], drop=(0, 0))
    assert (found.orders, found.evaluated, found.order_margin(0)) == (0, 32, 0.0)


def test_margins_of_few_orders_are_students():
    names = NAMES[:7]

    def cubic(parts):
        return (0.01 * sum(1 + names.index(part) for part in parts) ** 3) * np.ones((1, 40))

    found = split(cubic, names, ["region"], pairs=(8, 8), drop=(0, 0))
    error = found.order_error[:, 0]
    assert found.order_margin(0) == pytest.approx(2.364624 * error.max())  # t of 7 degrees of freedom
    # Where worlds do not differ, only the orders leave room; two parts of equal error share 14 degrees of freedom.
    assert found.margin(np.ones(40), 0, 0) == pytest.approx(2.364624 * error[0])
    assert found.margin(np.ones(40), 0, 0, 0) == pytest.approx(2.144787 * np.sqrt(2) * error[0])
    worlds = np.tile([0.0, 2.0], 20)
    assert found.margin(worlds, 0) == pytest.approx(2.022691 * np.sqrt(worlds.var(ddof=1) / 40))


def test_parts_without_effect_are_dropped_and_cost_no_more_runs():
    runs = []
    weights = dict.fromkeys(NAMES[:6], 0.0) | {"elections": 5.0}

    def value(parts):
        runs.append(parts)
        return additive(weights)(parts)

    found = split(value, list(weights), ["region"])
    assert found.parts == ("elections",)
    assert set(found.dropped) == set(NAMES[:6])
    assert len(runs) == found.evaluated == 2 + 2 * 7


@pytest.mark.parametrize(
    ("size", "effect", "kept"),
    [
        (1.0, 0.049 * WORLDS, False),
        (1.0, 0.051 * WORLDS, True),
        (10.0, 0.30 * WORLDS, False),  # 3 % of 10.3 is 0.309
        (10.0, 0.32 * WORLDS, True),
        (3.0, np.tile([2.0, -2.0], 20), True),  # nothing on average, but much in every world
        (3.0, 3.0 * (np.arange(40) == 7), False),  # much, but in one world
    ],
)
def test_a_part_is_split_if_it_moves_enough_in_mean_size(size, effect, kept):
    found = split(lambda parts: (size * ("peers" in parts) + effect * ("fear" in parts)) * np.ones((1, 40)), *PAIR)
    assert found.parts == (("peers", "fear") if kept else ("peers",))
    assert found.least == pytest.approx(max(0.05, 0.03 * found.total.mean()))


def test_what_another_part_stands_in_for_is_split_all_the_same():
    found = split(lambda parts: 4.0 * bool(parts) * np.ones((1, 40)), *PAIR)
    assert found.shares[:, 0].mean(axis=1) == pytest.approx([2, 2]) and not found.screening["last_out"].any()


@pytest.mark.parametrize(("power", "orders"), [(1, 4), (3, 8)])
def test_orders_and_their_reverses_are_run_together_until_they_settle(power, orders):
    names, asked, told = NAMES[:7], [], []

    def value(combinations):
        asked.append(len(combinations))
        return [np.full((1, 40), sum(1.0 + names.index(part) for part in parts) ** power) for parts in combinations]

    found = split_of_many(value, names, ["region"], drop=(0, 0), pairs=(2, 4), expect=told.append)
    assert found.orders == orders and sum(asked) == found.evaluated
    assert len(asked) == 1 + (orders // 2 - 1)  # screening, two pairs, then one pair at a time
    assert told[:2] == [16, 16 + 8 * 6]  # none, all, each alone and left out; then at most 8 orders with 6 steps each
    assert told[2] == sum(asked[:2]) + 4 * 6 and all(most >= found.evaluated for most in told[1:])
    assert told[-1] == found.evaluated


def test_a_place_that_is_watched_keeps_its_parts():
    def value(parts):
        return np.array([WORLDS * 0, WORLDS * ("size" in parts)])

    assert split(value, ["size", "peers"], ["region", "1401"]).parts == ()
    assert split(value, ["size", "peers"], ["region", "1401"], watched=[0, 1]).parts == ("size",)
