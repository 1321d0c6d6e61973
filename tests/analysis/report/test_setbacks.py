"""What events cost, in sentences that claim no more than the numbers."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.report.setbacks import Setbacks
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.cli import main

COURSES = {"low": "Low", "high": "High"}
EVENTS = {"storm": "A storm", "rain": "Rain", "hail": "Hail"}
CALM = {"sv": "lugnt väder", "en": "calm weather"}


def titled(titles: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return titles by language."""
    return {name: {"sv": f"{title} på svenska", "en": title} for name, title in titles.items()}


def setbacks(moved: dict[tuple[str, str], list[float]], courses: dict[str, str] = COURSES) -> Setbacks:
    table = pd.DataFrame(moved, dtype=float)
    return Setbacks({"own": table}, titled(courses), titled(EVENTS), CALM, 2040, 1.0)


def table(low_storm: float, low_rain: float, high_storm: float, high_rain: float, worlds: int = 10) -> dict:
    values = {("low", "storm"): low_storm, ("low", "rain"): low_rain}
    values |= {("high", "storm"): high_storm, ("high", "rain"): high_rain}
    return {key: [value] * worlds for key, value in values.items()}


def test_the_costliest_event_and_the_course_that_loses_least():
    event, course = setbacks(table(-2, 0, -6, -1)).sentences(Reader("en"))
    assert event.startswith("With every course at its own cost, “A storm” typically costs most, on average over")
    assert "typically −4.0 points" in event and "at least 1 point lower in all 10 worlds" in event
    assert "against the next, “Rain”, the difference is at least 1 point that way in all 10 worlds" in event
    assert "“Low” loses least at its own cost, typically −2.0 points (“A storm”)" in course
    assert "against the next, “High”, the difference is at least 1 point that way in all 10 worlds" in course


def test_ties_are_called_ties():
    event, course = setbacks(table(-2, -1.5, -2.5, -2)).sentences(Reader("en"))
    assert "it is a tie with “Rain”: the difference is less than 1 point in all 10 worlds" in event
    assert "it is a tie with “High”" in course
    assert "tie with" not in " ".join(setbacks(table(-2, 0, -6, -1)).sentences(Reader("en")))


def test_what_depends_on_the_world_is_told_as_such():
    moved = table(-3, 0, -3, 0)
    moved["low", "storm"], moved["high", "storm"] = [-3, -3, -6, -6, -6], [-6, -6, -3, -3, -5.5]
    moved |= {(course, "rain"): [0.0] * 5 for course in COURSES}
    _, course = setbacks(moved).sentences(Reader("en"))
    assert "at least 1 point that way in 2 of 5 worlds (40%), the other way in 2 of 5 worlds" in course


def test_typical_is_the_median_over_worlds_and_the_range_goes_from_low_to_high():
    """On average rain costs 3 points, a storm only 2.4 with one course and 3 with the other, but typically more."""
    storm = {("low", "storm"): [-4, -4, -4, 0, 0], ("high", "storm"): [-5, -5, -5, 0, 0]}
    event, course = setbacks(storm | {(name, "rain"): [-3.0] * 5 for name in COURSES}).sentences(Reader("en"))
    assert "“A storm” typically costs most" in event and "typically −4.5 points (−4.5 to 0.0" in event
    assert "“Low” loses least at its own cost, typically −4.0 points (“A storm”)" in course
    assert "against the next, “High”, the difference is at least 1 point that way in 3 of 5 worlds (60%)" in course


NEAR, NEARER = [-5.5, -5.5, -5.5, -4, -8], [-5.4] * 4 + [-4]
"""Less than a point from 6 in three and in four worlds of five."""


@pytest.mark.parametrize(
    ("rain", "hail", "told"),
    [
        ([-3, -3, -3, -5.5, -5.5], -1, "next, “Rain”, the difference is at least 1 point that way in 3 of 5 worlds"),
        (-1, [-3, -3, -3, -5.5, -5.5], "next, “Hail”, the difference is at least 1 point that way in 3 of 5 worlds"),
        (NEAR, NEARER, "a tie with “Rain” and “Hail”: the difference is less than 1 point in at least 3 of 5 worlds"),
        (NEARER, NEAR, "a tie with “Hail” and “Rain”: the difference is less than 1 point in at least 3 of 5 worlds"),
    ],
)
def test_of_several_events_the_next_or_those_that_tie_are_named(rain, hail, told):
    moved = pd.DataFrame({("low", "storm"): [-6.0] * 5, ("low", "rain"): rain, ("low", "hail"): hail})
    (event,) = setbacks(moved, {"low": "Low"}).sentences(Reader("en"))
    assert "“A storm” typically costs most" in event and told in event


def test_each_course_meets_the_event_that_costs_it_most():
    _, course = setbacks(table(-2, 0, 0, -5)).sentences(Reader("en"))
    assert "“Low” loses least at its own cost, typically −2.0 points (“A storm”)" in course


def test_events_that_cost_nothing():
    (only,) = setbacks(table(0, 1, 0, 2)).sentences(Reader("en"))
    assert only.endswith("none of the events typically costs anything compared with “calm weather”.")


def test_one_course_has_no_rival():
    (only,) = setbacks({("low", "storm"): [-2, -3], ("low", "rain"): [0, 0]}, {"low": "Low"}).sentences(Reader("en"))
    assert "on average" not in only and "“Low”" not in only


@pytest.mark.parametrize("language", ["sv", "en"])
def test_one_world_claims_less(language):
    told = " ".join(setbacks(table(-2, 0, -6, -5.9, worlds=1)).sentences(Reader(language)))
    assert not re.search("världar|worlds", told)


def test_many_ties_are_counted():
    events = {f"e{i}": f"E{i}" for i in range(9)}
    moved = pd.DataFrame({("low", name): np.full(4, -2.0) for name in events})
    (told,) = Setbacks({"own": moved}, titled({"low": "Low"}), titled(events), CALM, 2040, 1.0).sentences(Reader("en"))
    assert "“E1”, “E2”, “E3”, “E4”, “E5” and 3 others" in told


@pytest.mark.slow
@pytest.mark.parametrize(("strategies", "count"), [("no_support,level_1,level_3", 5), ("level_2", 4)])
def test_the_report_on_stress_answers_what_was_asked(tmp_path, strategies, count):
    sizes = ("worlds=6", "seeds=1", "years=8", "language=en", f"output={tmp_path / 'out'}")
    assert main(["experiment=stress", f"strategies={strategies}", "scenario=calm,crisis", *sizes]) == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    answer = re.search(r'id="answer".*?</section>', page, re.S)[0]
    sentences = re.findall(r"<p>(.*?)</p>", answer, re.S)
    assert len(sentences) == count
    assert "“A crisis” typically costs most" in sentences[0]
    assert ("loses least" in answer) == (strategies != "level_2")
    assert not any("loses least" in s and "“No support”" in s for s in sentences)
