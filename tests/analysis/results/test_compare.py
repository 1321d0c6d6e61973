"""Comparison of courses: hand-made numbers with known answers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.analysis.results.compare import Pair, judge, kept, pairwise, run_measures, summarise
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.model.errors import InputError
from tests.kit.synthetic import START, known

FOUR = {
    "no_support": {"capacity_mean": [40.0, 41.0, 42.0, 43.0]},
    "a": {"capacity_mean": [45.0, 41.5, 43.0, 40.0]},
}


def row(summary: pd.DataFrame, strategy: str, measure: str) -> pd.Series:
    found = summary[(summary["strategy"] == strategy) & (summary["measure"] == measure)]
    assert len(found) == 1
    return found.iloc[0]


def summary_of(tables: Tables, reference: str = "no_support", smallest: float = 1.0) -> pd.DataFrame:
    return summarise(tables.trajectories, tables.municipalities, reference, smallest)


def test_levels_and_paired_differences_by_hand():
    found = row(summary_of(known(FOUR)), "a", "capacity_mean")
    assert found["median"] == pytest.approx(42.25)
    assert found["p25"] == pytest.approx(np.quantile([45, 41.5, 43, 40], 0.25))
    # differences per world: +5, +0.5, +1, -3
    assert found["diff_median"] == pytest.approx(0.75)
    assert found["diff_p05"] == pytest.approx(np.quantile([5, 0.5, 1, -3], 0.05))
    assert (found["worlds_better"], found["worlds_tie"], found["worlds_worse"]) == (0.5, 0.25, 0.25)


def test_the_reference_against_itself_is_all_ties_and_exactly_zero():
    found = row(summary_of(known(FOUR)), "no_support", "capacity_mean")
    assert (found["diff_median"], found["diff_p05"], found["diff_p95"]) == (0, 0, 0)
    assert (found["worlds_better"], found["worlds_tie"], found["worlds_worse"]) == (0, 1, 0)


def test_a_difference_of_exactly_the_smallest_counts_and_one_below_is_a_tie():
    pair = judge(pd.Series([1.0, 0.1 + 0.9, 0.999, -1.0, -0.999]), "capacity_mean", 1.0)
    assert (pair.better, pair.tie, pair.worse) == (2, 2, 1)


def test_equal_courses_tie_even_when_every_difference_is_worth_mentioning():
    pair = judge(pd.Series([0.0, 0.0]), "capacity_mean", 0.0)
    assert (pair.better, pair.tie, pair.worse) == (0, 2, 0)


def test_shares_count_in_hundredths_and_less_inequality_is_better():
    assert judge(pd.Series([0.02, 0.005]), "rooted_share", 1.0).better == 1
    assert judge(pd.Series([0.02, -0.03]), "gini", 1.0).worse == 1
    assert judge(pd.Series([0.02, -0.03]), "gini", 1.0).better == 1


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((6, 3, 1), "ahead"),
        ((5, 5, 0), "seldom_behind"),
        ((5, 4, 1), "seldom_behind"),
        ((1, 4, 5), "seldom_ahead"),
        ((5, 3, 2), "open"),
        ((1, 6, 3), "tie"),
        ((4, 6, 0), "seldom_behind"),
        ((1, 5, 4), "seldom_ahead"),
        ((49, 51, 0), "seldom_behind"),
        ((33, 67, 0), "tie"),
        ((34, 66, 0), "seldom_behind"),
        ((34, 55, 11), "tie"),
        ((0, 0, 6), "behind"),
        ((0, 0, 0), "open"),
    ],
)
def test_a_verdict_says_what_most_worlds_hold_or_what_few_do(counts, verdict):
    assert Pair(0.0, 0.0, 0.0, *counts).verdict == verdict


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [((34, 30, 0), "seldom_behind"), ((50, 14, 0), "ahead"), ((0, 30, 34), "seldom_ahead"), ((34, 20, 10), "open")],
)
def test_a_part_of_the_worlds_tells_ahead_only_where_it_suffices(counts, verdict):
    assert Pair(0.0, 0.0, 0.0, *counts, partial=True).verdict == verdict


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=30), st.floats(0, 5))
def test_turning_a_difference_round_turns_the_verdict_round(values, smallest):
    one = judge(pd.Series(values), "capacity_mean", smallest)
    other = judge(-pd.Series(values), "capacity_mean", smallest)
    assert (one.better, one.tie, one.worse) == (other.worse, other.tie, other.better)
    assert one.worlds == len(values)


def test_seeds_are_averaged_within_a_world_before_worlds_are_counted():
    """Two seeds of +3 and -1 make one better world (+1), not half a better run."""
    tables = known({"no_support": {"capacity_mean": [40.0]}, "a": {"capacity_mean": [43.0]}})
    again = known({"no_support": {"capacity_mean": [40.0]}, "a": {"capacity_mean": [39.0]}})
    both = Tables(
        pd.concat([tables.trajectories, again.trajectories.assign(seed=1)]),
        pd.concat([tables.municipalities, again.municipalities.assign(seed=1)]),
    )
    found = row(summary_of(both), "a", "capacity_mean")
    assert found["worlds_better"] == 1
    assert found["diff_median"] == pytest.approx(1)


def test_a_run_that_is_missing_is_left_out_of_the_pairs_but_not_of_the_levels():
    tables = known(FOUR)
    lost = (tables.trajectories["strategy"] == "no_support") & (tables.trajectories["world"] == 3)
    gone = (tables.municipalities["strategy"] == "no_support") & (tables.municipalities["world"] == 3)
    found = row(summary_of(Tables(tables.trajectories[~lost], tables.municipalities[~gone])), "a", "capacity_mean")
    assert found["median"] == pytest.approx(42.25)
    assert (found["worlds_better"], found["worlds_worse"]) == (pytest.approx(2 / 3), 0)


def test_gain_per_money_counts_since_the_start_where_no_support_was_not_run():
    tables = known({"b": FOUR["no_support"], "a": FOUR["a"]}, cost={"a": 2e8})
    found = row(summary_of(tables, reference="b"), "a", "gain_per_100_msek")
    assert found["median"] == pytest.approx(row(summary_of(tables, "b"), "a", "capacity_gained")["median"] / 2)


def test_gain_per_money_leaves_out_the_course_that_costs_nothing():
    summary = summary_of(known(FOUR, cost={"a": 2e8}))
    assert np.isnan(row(summary, "no_support", "gain_per_100_msek")["median"])
    gained = row(summary, "a", "capacity_gained")["median"]
    assert gained == pytest.approx(2.25)
    # above no support, which gains 0, 1, 2 and 3: differences 5, 0.5, 1 and -3 points for SEK 200 million
    assert row(summary, "a", "gain_per_100_msek")["median"] == pytest.approx(0.75 / 2)
    assert row(summary, "a", "cost_total_sek")["median"] == pytest.approx(2e8)
    assert np.isnan(row(summary, "a", "cost_total_sek")["worlds_better"])


def test_the_start_row_is_no_part_of_the_cost():
    tables = known(FOUR, cost={"a": 2e8})
    first = tables.trajectories["year"] == START
    dear = tables.trajectories.assign(cost_sek=tables.trajectories["cost_sek"].where(~first, 9e9))
    runs = run_measures(dear, tables.municipalities)
    assert runs.loc["a"]["cost_total_sek"].max() == pytest.approx(2e8)


def test_municipalities_that_gain_too_little_are_left_behind():
    tables = known({"no_support": {"capacity_mean": [40.0]}, "a": {"capacity_mean": [44.0]}})
    places = tables.municipalities.copy()
    places.loc[(places["strategy"] == "a") & (places["code"] == "0002"), "capacity_end"] = 40.5
    summary = summary_of(Tables(tables.trajectories, places))
    assert row(summary, "a", "left_behind")["median"] == 0.5
    assert row(summary, "a", "least_gain")["median"] == pytest.approx(0.5)


def test_the_order_of_rows_never_matters():
    tables = known(FOUR)
    mixed = Tables(tables.trajectories.sample(frac=1, random_state=1), tables.municipalities.iloc[::-1])
    keys = ["strategy", "measure"]
    one, other = (summary_of(t).sort_values(keys, ignore_index=True) for t in (tables, mixed))
    pd.testing.assert_frame_equal(one, other)


def test_categories_are_read_as_plain_values():
    tables = known(FOUR)
    categorical = Tables(
        tables.trajectories.astype({"strategy": "category", "budget": "category"}), tables.municipalities
    )
    pd.testing.assert_frame_equal(summary_of(categorical), summary_of(tables))


def test_an_unknown_reference_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'no_support'"):
        summary_of(known(FOUR), reference="no_suport")


def test_pairwise_by_hand():
    table = pairwise(known(FOUR).trajectories, "capacity_mean", 1.0)
    assert table.loc["a", "no_support"] == 0.5
    assert table.loc["no_support", "a"] == 0.25
    assert table.loc["a", "a"] == 0


def test_pairwise_keeps_budget_modes_apart():
    own, equal = known(FOUR), known(FOUR | {"a": {"capacity_mean": [50.0] * 4}}, budget="equal")
    table = pairwise(pd.concat([own.trajectories, equal.trajectories]), "capacity_mean", 1.0)
    assert table.loc[("own", "a"), "no_support"] == 0.5
    assert table.loc[("equal", "a"), "no_support"] == 1


def test_what_is_kept_is_read_two_and_four_years_after_support_ends():
    course = pd.DataFrame(
        {
            "strategy": "a",
            "budget": "own",
            "world": 0,
            "seed": 0,
            "year": range(2025, 2033),
            "person_years": [0, 4, 4, 4, 0, 0, 0, 0],
            "capacity_mean": [20, 21, 22, 25, 24, 23.5, 23, 22],
        }
    )
    rows = course.set_index(["strategy", "budget", "world", "seed"])
    assert kept(rows, 2).tolist() == [23.5]
    assert kept(rows, 4).tolist() == [22]
    assert kept(rows, 5).empty
