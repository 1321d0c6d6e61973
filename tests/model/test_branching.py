"""A run continued from a year under another course: the same before, and the other course after."""

import numpy as np
import pytest

from kraftsamling.model import FullResults, InputError, SummaryResults, branch, simulate
from kraftsamling.model.run_of import run_of

GR = "goteborgsregionen"
DECISIONS = [{"municipality": "Ale", "from": 2, "take_part": 0.6}]
OLD = {
    "name": "old",
    "title": {"sv": "Den gamla", "en": "The old one"},
    "governance": "statutory",
    "capitals": {"human": 3, "real": 1},
    "parts": [{"from": 2027, "meetings": 2}, {"from": 2030, "meetings": 5}],
}
NEW = {
    "name": "new",
    "title": {"sv": "Den nya", "en": "The new one"},
    "ambition": {"level": 2},
    "governance": {"room": 0.3},
    "capitals": {"political": 2},
    "parts": [{"from": 2, "reserve": 0.1}, {"from": 5, "reserve": 0.2}],
}


def results(strategies=OLD, record="full", **options):
    terms = {"years": 6, "funding": "earned", "decisions": DECISIONS, "scenario": "crisis"} | options
    return simulate(GR, strategies, seeds=[4, 7], worlds=2, parameters={"turnover": 0.2}, record=record, **terms)


def same(first, second, **cut):
    first, second = (dataset.isel(strategy=0).isel(cut) for dataset in (first, second))
    return all(first[name].values.tobytes() == second[name].values.tobytes() for name in first.data_vars)


@pytest.mark.parametrize("budget", ("own", "equal"))
def test_quarters_before_are_the_same_to_the_last_bit_and_those_after_are_not(budget):
    old = results(budget=budget)
    new = branch(old, 4, NEW)
    assert isinstance(new, FullResults) and new.run.budgets == (budget,)
    assert same(old.dataset, new.dataset, quarter=slice(12))
    assert not same(old.dataset, new.dataset, quarter=slice(12, 13))
    assert new.run.seeds == (4, 7) and new.run.terms == old.run.terms and new.run.scenarios == old.run.scenarios


def test_parts_before_the_year_stay_and_the_other_course_holds_whole_from_it():
    (course,) = branch(results(), 2029, NEW).run.strategies
    assert (course.name, course.title["en"]) == ("old_then_new", "The old one, from 2029: The new one")
    held = course.in_parts()
    assert [year for year, _ in held] == [1, 2, 4, 5]
    assert [part.meetings for _, part in held] == [1, 2, 1, 1]
    assert [part.reserve for _, part in held] == [0, 0, 0.1, 0.2]
    assert [part.ambition.level for _, part in held] == [1, 1, 2, 2]
    assert [part.governance.mandate for _, part in held[1:3]] == [(0.95, 0.7, 0.5), (None, None, 0.3)]
    assert [part.capital_shares()[2] for _, part in held[1:3]] == [0.75, 0]


def test_a_branch_to_the_same_course_is_the_run_itself_and_a_branch_can_be_branched():
    plain = {**OLD, "parts": []}
    old = results(plain)
    assert same(old.dataset, branch(old, 3, plain).dataset)
    twice = branch(branch(old, 3, "level_3"), 5, "no_support").dataset
    once = branch(old, 3, "level_3").dataset
    assert same(once, twice, quarter=slice(16))
    assert (twice["person_years"].isel(quarter=slice(16, None)) == 0).all()


def test_a_summary_a_run_and_one_of_several_courses_are_continued():
    both = results(["level_1", OLD], record="summary")
    found = branch(both, 3, "level_2", of="old")
    assert isinstance(found, SummaryResults)
    for name in ("capacity_mean", "cost_sek"):
        before = both.dataset[name].sel(strategy="old", year=slice(2027)).values
        assert before.tobytes() == found.dataset[name].isel(strategy=0).sel(year=slice(2027)).values.tobytes()
    run = run_of(GR, "level_1", [None, "crisis"], seeds=1, years=3, budgets=("own", "equal"))
    found = branch(run, 2, "level_2", scenario="crisis", budget="equal")
    assert found.run.scenarios[0].name == "crisis" and found.run.budgets == ("equal",)
    assert np.isfinite(found.dataset["capacity_mean"]).all()


@pytest.mark.parametrize(
    ("year", "options", "message"),
    [
        (4, {}, "of: not given, and the run has several; allowed: level_1, level_1#2"),
        (4, {"of": "levl_1"}, "of: unknown value 'levl_1'; did you mean 'level_1'? allowed: level_1, level_1#2"),
        (
            1,
            {"of": "level_1"},
            "year: 1 lies outside what may be changed; allowed: a run year from 2 to 6, or a calendar",
        ),
        (7, {"of": "level_1"}, "year: 7 lies outside"),
        (2026, {"of": "level_1"}, "year: 2026 lies outside"),
        (
            2.5,
            {"of": "level_1"},
            "year: 2.5 is not a year; allowed: a run year 1 to 50 or a calendar year 1900 to 2200",
        ),
        (4, {"of": "level_1", "budget": "equal"}, "budget: unknown value 'equal'; allowed: own"),
        (4, {"of": "level_1", "scenario": "calm"}, "scenario: unknown value 'calm'; allowed: crisis"),
        (4, {"of": "level_1", "record": "whole"}, "record: unknown value 'whole'; allowed: full, summary"),
    ],
)
def test_what_cannot_be_continued_is_refused_in_one_line(year, options, message):
    with pytest.raises(InputError) as caught:
        branch(results(["level_1", "level_1"], record="summary"), year, "level_2", **options)
    assert str(caught.value).startswith(message) and len(str(caught.value).splitlines()) == 1


def test_what_is_no_run_is_refused(tmp_path):
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    for given, message in (
        (3, "run: 3; allowed: results of simulate, a run, or the folder of a stored one"),
        (tmp_path, f"run: '{tmp_path / 'run.json'}' is no record of a run; allowed: run.json of an earlier run"),
        (tmp_path / "none", f"run: '{tmp_path / 'none'}' cannot be read"),
    ):
        with pytest.raises(InputError) as caught:
            branch(given, 3, "level_2")
        assert str(caught.value).startswith(message)


def test_a_part_from_before_the_run_is_refused():
    with pytest.raises(InputError) as caught:
        simulate(GR, {**OLD, "parts": [{"from": 2019, "meetings": 2}]}, seeds=1)
    assert str(caught.value) == (
        "old: parts.1.from: 2019 lies before the run; allowed: a run year from 1, or a calendar year from 2026"
    )
