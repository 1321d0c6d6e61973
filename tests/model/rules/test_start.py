"""Step 0 by hand: start values, traits of size, and leavers. One municipality, so no trailing axes."""

import numpy as np
import pytest

from kraftsamling.model.engine.shocks import START_VALUES
from kraftsamling.model.rules import start
from kraftsamling.model.vocabulary import FINANCIAL, POLITICAL, REAL
from tests.kit.by_hand import capitals, layers, together_as_alone

DRAWN = 23
"""Seven capitals, three bases, two times five layers; legitimacy, agreement on climate goals and staff time."""
DRAW = dict(
    shock_start=np.zeros(START_VALUES),
    size_index=0.0,
    fact_political=0.0,
    fact_financial=0.0,
    fact_real=0.0,
    spread_political=1.0,
    spread_financial=1.0,
    spread_real=1.0,
    start_political=0.31,
    start_capital=0.25,
    start_slack=0.36,
    start_legitimacy=0.41,
    start_backing=0.42,
    start_backing_strategists=0.71,
    start_agreement_capacity=0.21,
    start_agreement_climate=0.66,
    start_understanding=0.26,
    start_understanding_strategists=0.61,
    start_base=0.4,
    start_resource_ratio=0.8,
    start_room_ratio=0.5,
    start_spread=0.1,
    start_size_slope=0.02,
    start_fact_slope=0.03,
    start_low=0.02,
    start_high=0.9,
)
BESIDES = [
    *(0.4, 0.32, 0.2),
    *layers(0.26, strategists=0.61),
    *layers(0.42, politicians=0.21, strategists=0.71),
    *(0.41, 0.66, 0.36),
]
"""Everything but the capitals, in the order that the rule gives it."""


def drawn(**change):
    level, *others = start.draw_start(**DRAW | change)
    return level, np.hstack(others)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, capitals(0.25, political=0.31)),
        ({"size_index": 1.5}, capitals(0.28, political=0.34)),
        ({"size_index": -1.0}, capitals(0.23, political=0.29)),
        ({"fact_political": 2.0}, capitals(0.25, political=0.37)),
        ({"fact_financial": -1.0}, capitals(0.25, political=0.31, financial=0.22)),
        ({"fact_real": 1.1}, capitals(0.25, political=0.31, real=0.283)),
        ({"fact_real": 99.0}, capitals(0.25, political=0.31, real=0.9)),
        ({"fact_real": -99.0}, capitals(0.25, political=0.31, real=0.02)),
    ],
)
def test_size_and_facts_pull_capitals_alone(change, expected):
    level, others = drawn(**change)
    assert level == pytest.approx(expected)
    assert others == pytest.approx(BESIDES)


@pytest.mark.parametrize("place", range(DRAWN))
def test_each_start_value_has_a_shock_of_its_own(place):
    shock = np.zeros(START_VALUES)
    shock[place] = 1.0
    moved = np.concatenate(drawn(shock_start=shock)) - np.concatenate(drawn())
    assert np.sort(moved) == pytest.approx([*[0.0] * (DRAWN - 1), 0.1])


def test_no_start_value_reads_the_shock_of_another():
    shock = np.zeros(START_VALUES)
    shock[:DRAWN] = np.linspace(-1, 1, DRAWN)
    moved = np.concatenate(drawn(shock_start=shock)) - np.concatenate(drawn())
    assert np.sort(moved) == pytest.approx(0.1 * shock[:DRAWN])


@pytest.mark.parametrize(("trait", "capital"), [("political", POLITICAL), ("financial", FINANCIAL), ("real", REAL)])
def test_a_missing_fact_widens_the_spread_that_it_informs(trait, capital):
    level, _ = drawn(shock_start=np.ones(START_VALUES), **{f"spread_{trait}": 1.5})
    expected = capitals(0.35, political=0.41)
    expected[capital] += 0.05
    assert level == pytest.approx(expected)


@pytest.mark.parametrize(
    ("size", "log_size", "small", "large", "staff", "complexity", "missing", "misfit"),
    [
        (0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.36, 0.0),
        (1.5, 2.0, 0.0, 1.0, 2.0, 3.0, 0.12, 0.4),
        (-1.5, -2.0, 1.0, 0.0, 0.5, 1 / 3, 0.6, 1.0),
        (0.75, 9.0, 0.0, 0.0, 2**0.5, 3**4.5, 0.0, 0.0),  # nothing is missing
        (-0.75, -9.0, 0.0, 0.0, 2**-0.5, 3**-4.5, 0.9, 0.0),  # as much as can be
    ],
)
def test_size_means_staff_complexity_missing_skills_and_misfit(
    size, log_size, small, large, staff, complexity, missing, misfit
):
    found = start.size_traits(
        size_index=size,
        log_size=log_size,
        size_small=small,
        size_large=large,
        staff_size_elasticity=np.log(2) / 1.5,
        complexity_elasticity=np.log(3) / 2,
        expertise_gap=0.36,
        expertise_size_slope=0.12,
        large_misfit=0.4,
        expertise_most=0.9,
    )
    assert found == pytest.approx((staff, complexity, missing, misfit))


@pytest.mark.parametrize(
    ("persons", "log_size", "here", "expected"),
    [
        # a yearly turnover of 0.5904 is a fifth a quarter; numbers double with each log unit
        (1, 0.0, 1, (0.8, 1, 1, 1, 1)),
        (2, 0.0, 2, (0.64, 0.96, 1, 1, 1)),
        (3, 0.0, 3, (0.512, 0.896, 0.992, 1, 1)),
        (2, 1.0, 4, (0.4096, 0.8192, 0.9728, 0.9984, 1)),
        (1.6, 1.0, 3, (0.512, 0.896, 0.992, 1, 1)),  # 3.2 is three
        (1, -9.0, 1, (0.8, 1, 1, 1, 1)),  # never nobody
        (3, 9.0, 5, (0.32768, 0.73728, 0.94208, 0.99328, 0.99968)),  # no more than counted
    ],
)
def test_leavers_are_binomial(persons, log_size, here, expected):
    thresholds, found, quarterly = start.leaver_thresholds(log_size, persons, np.log(2), 0.5904, 5, 4)
    assert thresholds == pytest.approx(expected)
    assert (found, quarterly) == (here, pytest.approx(0.2))


def test_without_turnover_nobody_leaves():
    thresholds, _, quarterly = start.leaver_thresholds(np.ones((2, 3)), 2, 0.7, 0.0, 5, 4)
    assert thresholds.shape == (5, 2, 3) and (thresholds == 1).all() and (quarterly == 0).all()


def test_many_at_once():
    places = [{"size_index": 0.8, "fact_real": 1.0}, {"shock_start": np.linspace(-1, 1, START_VALUES)}]
    together_as_alone(
        start.draw_start, DRAW | {"shock_start": np.full(START_VALUES, 0.2)}, places, [{}, {"start_spread": 0.05}]
    )
