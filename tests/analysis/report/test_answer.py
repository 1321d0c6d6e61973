"""The generated sentences say what made-up numbers hold, and no more."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.report.answer import answer
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader
from tests.kit.synthetic import context_of, known

BASE = np.linspace(38, 42, 10)
COST = {"a": 1e6, "b": 1e6}


def said(ends, language="en", **kwargs) -> list[str]:
    tables = known(ends, cost=COST, **kwargs)
    return answer(TableEvidence(tables, context_of(tables, language=language)))


def worlds_of(*differences: float) -> dict[str, list[float]]:
    return {"capacity_mean": list(BASE + np.array(differences))}


NONE = {"no_support": worlds_of(*[0.0] * 10)}


def test_better_in_eight_of_ten_worlds_is_said_so():
    first = said(NONE | {"a": worlds_of(*[3.0] * 8, 0.5, -2.0)})[0]
    assert "“A” yields most" in first
    assert "at least 1 point above “No support” in 8 of 10 worlds (80%)" in first
    assert "typically by 3.0 points" in first


def test_swedish_says_the_same():
    first = said(NONE | {"a": worlds_of(*[3.0] * 8, 0.5, -2.0)}, language="sv")[0]
    assert "minst 1 poäng högre än med ”Inget stöd” i 8 av 10 världar (80\u00a0%)" in first
    assert "3,0 poäng" in first


def test_a_tie_with_the_reference_is_called_a_tie():
    first = said(NONE | {"a": worlds_of(*[0.4] * 7, 2.0, 2.0, -2.0)})[0]
    assert "it is a tie" in first
    assert "in 7 of 10 worlds (70%)" in first
    assert "ahead" not in first


def test_no_majority_is_called_open():
    first = said(NONE | {"a": worlds_of(*[3.0] * 4, *[-3.0] * 2, *[0.2] * 4)})[0]
    assert "no course can be said to be ahead" in first
    for count in ("4 of 10 worlds (40%)", "2 of 10 worlds (20%)"):
        assert count in first


def test_a_course_that_is_seldom_worse_is_not_said_to_go_both_ways():
    ends = NONE | {"a": worlds_of(*[3.0] * 5, *[0.2] * 5)}
    first = said(ends)[0]
    assert first.startswith("With every course at its own cost, “A” seldom yields less than “No support”")
    assert "5 of 10 worlds (50%)" in first and "none of 10 worlds" in first
    second = said(NONE | {"b": worlds_of(*[3.0] * 10), "a": worlds_of(*[6.0] * 5, *[3.2] * 5)})[1]
    assert "next best, “B”, it is seldom worse" in second


def test_of_two_courses_none_is_called_the_one_that_yields_most_in_a_tie():
    first = said(NONE | {"a": worlds_of(*[0.0] * 9, -2.0)})[0]
    assert "yields most" not in first and "typically" not in first
    first = said(NONE | {"a": worlds_of(*[0.3] * 10), "b": worlds_of(*[0.2] * 10)})[0]
    assert "even for “A”, where the typical difference is largest (0.3 points)" in first


def test_support_that_does_harm_is_not_praised():
    harm = NONE | {"a": worlds_of(*[-4.0] * 9, 2.0)}
    alone = said(harm)[0]
    assert "“A” is not ahead of “No support”" in alone
    assert "at least 1 point higher in 1 of 10 worlds (10%), at least as much lower in 9 of 10 worlds (90%)" in alone
    first = said(harm | {"b": worlds_of(*[-5.0] * 10)})[0]
    assert "no course yields more than “No support”: the nearest, “A”" in first
    assert "at least as much worse in 9 of 10 worlds (90%)" in first


def test_a_tie_between_rivals_is_called_a_tie():
    second = said(NONE | {"a": worlds_of(*[4.0] * 10), "b": worlds_of(*[4.3] * 10)})[1]
    assert second.startswith("Against “A” it is a tie")
    assert "all 10 worlds" in second


def test_the_next_highest_is_named_with_counts():
    ends = NONE | {"a": worlds_of(*[4.0] * 10), "b": worlds_of(*[7.0] * 9, 1.0)}
    second = said(ends)[1]
    assert "next best, “A”" in second
    assert "better in 9 of 10 worlds (90%) and at least as much worse in 1 of 10 worlds (10%)" in second


def disagreeing(spread: float) -> dict:
    ends = NONE | {"a": worlds_of(*[6.0] * 10), "b": worlds_of(*[4.0] * 10)}
    ends["a"] |= {"capacity_min": list(BASE)}
    ends["b"] |= {"capacity_min": list(BASE + spread)}
    return ends


def test_measures_that_disagree_are_said_to():
    sentence = said(disagreeing(3.0))[2]
    assert "The answer depends on how the municipalities are added up" in sentence
    assert (
        "“A” yields most on average, “A” by the population-weighted average "
        "and “B” by the municipality with the lowest capacity" in sentence
    )


def test_a_disagreement_below_the_smallest_difference_is_none():
    assert "is not contradicted" in said(disagreeing(0.5))[2]


def test_both_budget_modes_are_answered():
    own = known(NONE | {"a": worlds_of(*[6.0] * 10), "b": worlds_of(*[3.0] * 10)}, cost=COST)
    equal = known(NONE | {"a": worlds_of(*[2.0] * 10), "b": worlds_of(*[5.0] * 10)}, cost=COST, budget="equal")
    both = Tables(
        pd.concat([own.trajectories, equal.trajectories]), pd.concat([own.municipalities, equal.municipalities])
    )
    sentences = answer(TableEvidence(both, context_of(both)))
    assert "With every course at its own cost, “A” yields most" in sentences[0]
    assert "With the same money for every course with support, “B” yields most" in sentences[2]
    assert 3 <= len(sentences) <= 5


def test_one_world_claims_no_certainty():
    sentences = said({"no_support": {"capacity_mean": [40.0]}, "a": {"capacity_mean": [45.0]}})
    assert "only world computed" in sentences[0]
    assert "nothing about how certain" in sentences[0]
    assert not any("%" in sentence or "nine worlds" in sentence for sentence in sentences)


@pytest.mark.parametrize(("language", "mean"), [("sv", "över världarna"), ("en", "over worlds")])
@pytest.mark.parametrize("courses", [NONE, {"a": None}, NONE | {"a": None}])
def test_one_world_is_not_called_a_mean_over_worlds(language, mean, courses):
    one = {name: {"capacity_mean": [40.0 + place]} for place, name in enumerate(courses)}
    assert not any(mean in sentence for sentence in said(one, language=language))


@pytest.mark.parametrize(
    ("worlds", "span"), [(6, "; 5–95 per cent, roughly, of only 6 worlds"), (20, " in nine worlds")]
)
def test_a_range_claims_no_more_than_its_worlds_can_bear(worlds, span):
    levels = {"no_support": np.full(worlds, 40.0), "a": np.linspace(41, 43, worlds)}
    courses = {name: {"capacity_mean": list(values)} for name, values in levels.items()}
    assert span in said(courses)[0]
    assert span in said({"a": courses["a"]})[1]


def test_one_course_in_one_world_has_no_range():
    (_, alone, *_) = said({"a": {"capacity_mean": [45.0]}})
    assert "to 45.0 points in" in alone and "nine" not in alone and "single world says nothing" in alone


def test_all_courses_that_tie_with_the_first_are_named():
    tied = {f"c{place}": worlds_of(*[5.0] * 10) for place in range(6)}
    told = said(NONE | {"a": worlds_of(*[5.2] * 10)} | tied)[1]
    assert all(f"“C{place}”" in told for place in range(6)) and "others" not in told


def test_one_course_is_not_compared():
    sentences = said({"a": worlds_of(*[3.0] * 10)})
    assert "nothing to compare" in sentences[0]
    assert "from 40.0 to 43.0 points" in sentences[1]
    assert len(sentences) == 3


def test_municipalities_never_reached_are_counted():
    tables = known(NONE | {"a": worlds_of(*[3.0] * 10)}, cost=COST)
    places = tables.municipalities.copy()
    places.loc[places["code"] == "0002", "reached"] = False
    last = answer(TableEvidence(Tables(tables.trajectories, places), context_of(tables)))[-1]
    assert "on average over worlds 1 of 2 municipalities are never reached" in last
    assert "0 gain less than 1 point compared with" in last


def test_who_gains_little_is_counted_against_no_support_and_worlds_are_averaged():
    tables = known(NONE | {"a": worlds_of(*[3.0] * 10)}, cost=COST)
    places = tables.municipalities.copy()
    struck = (places["strategy"] == "no_support") & (places["code"] == "0002") & (places["world"] < 5)
    places.loc[struck, "capacity_end"] += 50
    places.loc[(places["strategy"] == "a") & (places["world"] < 2), "reached"] = False
    last = answer(TableEvidence(Tables(tables.trajectories, places), context_of(tables)))[-1]
    assert "0.4 of 2 municipalities are never reached" in last and "0.5 gain less than 1 point compared with" in last


def test_who_gains_little_from_the_start_is_counted_run_by_run_as_the_summary_does():
    one, other = (known({"a": {"capacity_mean": [end] * 3}}, cost=COST) for end in (40.5, 44.0))
    trajectories = pd.concat([one.trajectories, other.trajectories.assign(seed=1)])
    places = pd.concat([one.municipalities, other.municipalities.assign(seed=1)])
    evidence = TableEvidence(Tables(trajectories, places), context_of(one))
    assert evidence.left_out("a", "own", None) == (0, 1)
    assert evidence.row("a", "own", "left_behind")["median"] == 0.5


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_three_to_five_sentences_whatever_the_number_of_courses(language, count):
    ends = NONE | {f"course{i}": worlds_of(*[2.0 * i] * 10) for i in range(1, count)}
    sentences = said(ends, language=language)
    assert 3 <= len(sentences) <= 5
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in sentences)


def test_numbers_in_both_languages():
    assert Reader("sv").number(-1234.56, 1) == "−1\u202f234,6"
    assert Reader("en").number(1234.56, 1) == "1\u202f234.6"
    assert Reader("en").number(-0.04, 1) == "0.0"
    assert Reader("en").number(0.04, 1, signed=True) == "0.0"
    assert Reader("en").number(float("nan")) == "–"
    assert Reader("sv").interval(1, 2.5) == "1,0 till 2,5"
    assert (Reader("en").number(2.5), Reader("en").number(-0.25, 1), Reader("en").percent(29 / 40)) == (
        "3",
        "−0.3",
        "73%",
    )


def test_a_share_short_of_all_is_never_rounded_to_all():
    assert Reader("en").percent(0.999) == ">99%"
    assert Reader("sv").percent(0.001) == "<1\u00a0%" and Reader("sv").percent(0.006) == "1\u00a0%"
    assert Reader("en").percent(1.0) == "100%"


def test_plurals_and_lists():
    assert Reader("en").points(1, 0) == "1 point"
    assert Reader("en").points(2, 0) == "2 points"
    assert Reader("en").worlds(0, 5) == "none of 5 worlds"
    assert Reader("sv").worlds(5, 5) == "alla 5 världar"
    assert Reader("sv").listing(["a", "b", "c"]) == "a, b och c"


def test_courses_are_ranked_by_what_they_add_within_worlds():
    """B adds more in most worlds although A, high in the middle world, has the higher median."""
    worlds = {"no_support": [30.0, 40.0, 50.0], "a": [30.0, 46.0, 50.0], "b": [33.0, 43.0, 53.0]}
    first = said({name: {"capacity_mean": values} for name, values in worlds.items()})[0]
    assert "“B” yields most" in first
