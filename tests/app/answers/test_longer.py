"""What the page says of where a course falls short and of why, from made-up outcomes and against the model's own."""

import numpy as np
import pytest

from kraftsamling.analysis.robustness.boxes import Limit
from kraftsamling.analysis.robustness.discovery import Discovery
from kraftsamling.analysis.why.words import MECHANISMS
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.command import design_of_question
from kraftsamling.app.answers.courses import Ensemble
from kraftsamling.app.answers.ensemble import run_course, worlds_of
from kraftsamling.app.answers.longer import fails, where, why
from kraftsamling.app.answers.state import read_question
from kraftsamling.experiments.compare.explain import small_splits

ASKED = {"course": "“B”", "other": "“A”"}


def told(language="en", **found) -> str:
    return " ".join(where(Discovery("cart", 400, **found), 12, ASKED, "plausible", Reader(language)))


def test_a_box_is_told_by_its_limits_and_shares():
    limit = Limit(parameter="own_effort_elasticity", end="high", value=0.4, place=0.5)
    line = told(failing=160, reason="box", box=(limit,), coverage=0.5, density=0.75)
    assert line.startswith("“B” falls short in 40% of the plausible worlds (160 of 400): it is not at least 1 point")
    assert "At least as much worse it is in 3% (12)." in line
    assert "is at most 0.4" in line and "75% of worlds, against 40%" in line and "50% of the worlds" in line


def test_without_a_box_no_assumption_is_named():
    line = told(failing=160, reason="stability")
    assert "No assumption safely marks out those worlds: the limits change when the search is repeated." in line


@pytest.mark.parametrize(("failing", "english"), [(0, "in none of the 400 worlds"), (400, "in all 400 worlds")])
def test_where_it_fails_nowhere_or_everywhere_nothing_is_searched(failing, english):
    line = told(failing=failing, reason="few")
    assert english in line and "marks out" not in line
    assert "alla" in told("sv", failing=0, reason="few") and "någon" in told("sv", failing=400, reason="few")


STATE = {"a": {"title": {"en": "First"}}, "b": {"title": {"en": "Other"}, "handover": 0.3}, "view": {"language": "en"}}


def unheard(_: object) -> None:
    """Nobody asks how far it is."""


def gaining(points, worlds=None) -> Ensemble:
    """A course that starts at 20 points and gains so many, by world."""
    worlds = np.arange(len(points)) if worlds is None else worlds
    return Ensemble(worlds, len(points), 1, {"capacity_mean": 20 + np.array([np.zeros(len(points)), points])})


def test_where_b_falls_short_is_told_of_b_against_a():
    """B gains 3 points more than A in 28 worlds, as much in 8, and 3 less in 4, where it gains too little, too."""
    a, b = gaining([6.0] * 40), gaining([9.0] * 28 + [6.0] * 8 + [3.0] * 4)
    found = fails(read_question(STATE), 40, a, b, unheard)
    assert (found["worlds"], found["failing"]) == (40, 12)
    assert found["sentences"][0] == (
        "“Other” falls short in 12 of 40 worlds (30%): it is not at least 1 point better than “First” there. "
        "At least as much worse it is in 4 of 40 worlds (10%)."
    )
    first, *_, two, box = found["more"]
    assert "share of worlds that gain at least 5 points and gain in the worst world (points) put “First” first" in first
    assert "“Other” is at least 1 point better than “First” in 70% of worlds" in two and "worse in 10%" in two
    assert box.startswith("“Other” falls short in 12 of 40 worlds (30%)")


def test_the_worlds_in_which_b_falls_short_are_told_by_what_they_assume():
    """In whatever order they were run, and although some were not: B loses where one assumption is high."""
    order = np.random.default_rng(1).permutation(120)[:100]
    assumed = worlds_of(120)["own_pace"].to_numpy()[order]
    b = gaining(np.where(assumed > 7, 3.0, 9.0), order)
    found = fails(read_question(STATE), 120, gaining([6.0] * 100, order), b, unheard)
    assert found["failing"] == (assumed > 7).sum()
    assert (
        "where “capital built a year per unit of will and means above the dead band” is at least 6.9"
        in found["sentences"][1]
    )
    assert "there it falls short in 100% of worlds" in found["sentences"][1]


APART = {"years": 5, "a": "no_support", "b": "level_3", "view": {"language": "en", "anonymous": True}}


@pytest.mark.parametrize(("code", "where"), [(None, "The average municipality"), ("1480", "D")])
def test_two_worlds_tell_how_far_b_is_ahead_of_a_in_each_and_no_reason(code, where):
    question = read_question(APART | {"years": 3})
    a, b = (run_course(question.course(side, 2), (0, 1), (0,)) for side in ("a", "b"))
    place = question.region.codes.index("1480")
    ends = [each["capacity"][-1, place] if code else each["capacity_mean"][-1] for each in (a, b)]
    points = [f"+{value:.1f} points" for value in ends[1] - ends[0]]
    found = why(question, 2, code, unheard)
    assert (
        found["sentences"][0] == f"{where}: the difference is {' and '.join(points)} in the two worlds that were run."
    )
    assert found["sentences"][1].startswith("Two worlds are no evidence") and len(found["sentences"]) == 2
    assert (found["worlds"], found["parts"]) == (2, [])


def test_the_parts_of_a_place_and_their_rest_add_up_to_how_far_b_is_ahead_of_a_there():
    question = read_question(APART)
    place = question.region.codes.index("1480")
    ends = [run_course(question.course(side, 8), range(8), (0,))["capacity"][-1, place] for side in ("a", "b")]
    split = small_splits(design_of_question(question, 8), "level_3", "no_support", "own", place=place + 1)[MECHANISMS]
    found = why(question, 8, "1480", unheard)
    mean = (ends[1] - ends[0]).mean()
    assert mean > 1 and found["sentences"][0].startswith(f"D: the difference is +{mean:.1f} points on average")
    assert sum(part["mean"] for part in found["parts"]) + found["rest"] == pytest.approx(mean, abs=0.01)
    assert all(part["low"] < part["high"] for part in found["parts"])
    assert [part["name"] for part in found["parts"]] == [split.parts[part] for part in split.ranked(place + 1)]
    assert "public goods produced once for all" in {part["label"] for part in found["parts"]}
    assert found["sentences"][-1].startswith("The figures here are means over 8 of the worlds")
    assert "Göteborg" not in " ".join(found["sentences"])
