"""Plausible worlds: each criterion on hand-made cases, the stored filter, and that another model is refused."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest

import experiments.plausible
from analysis import plausible as criteria
from analysis.patterns import PATTERNS, verdict_of
from analysis.plausible_page import passing, ranking_sentences
from experiments.patterns import TESTS
from experiments.plausible import OUTCOMES_OF, filtered, run_plausible, store
from experiments.run import main
from experiments.sample import sample_of
from experiments.screening import LEFT_OUT, SCREENED
from model import load_region, plausible, simulate
from model.errors import InputError
from model.worlds import as_worlds
from tests.synthetic import examination


def effects_of(worlds, **given):
    """Return effects of zero for every scored pattern, with those given as PATTERN_CLAIM."""
    found = {name: {claim.name: np.zeros(worlds) for claim in PATTERNS[name].claims} for name in criteria.SCORED}
    for key, values in given.items():
        pattern, claim = key.split("_", 1)
        found[pattern][claim] = np.array(values, float)
    return found


def test_null_asks_every_stock():
    start = {"a": np.ones((3, 1, 1)), "b": np.ones((3, 1, 1))}
    end = {"a": np.reshape([1.0, 1.11, 0.95], (3, 1, 1)), "b": np.reshape([1.09, 1.0, 0.89], (3, 1, 1))}
    assert criteria.null_holds(start, end).tolist() == [True, False, False]


def test_bounds_average_seeds_first():
    course = np.array([[[40, 95], [40, 85]], [[40, 92], [40, 92]], [[40, 19], [40, 19]]], float)
    assert criteria.within_bounds({"calm": np.full((3, 2, 2), 40.0), "a": course}).tolist() == [True, False, False]


def test_turnover_is_compared_to_what_is_published():
    assert criteria.as_published(np.array([0.08, 0.09, 0.27, 0.28])).tolist() == [False, True, True, False]


def test_only_the_full_opposite_contradicts():
    effects = effects_of(4, P13_widens=[1, 0, -0.49, -0.5])
    passed = criteria.not_contradicted(effects)
    assert passed["P13"].tolist() == [True, True, True, False]
    assert all(passed[name].all() for name in criteria.FILTERS if name != "P13")


def test_what_filters_or_is_built_in_scores_nothing():
    nothing = criteria.pattern_score(effects_of(1))
    assert criteria.pattern_score(effects_of(1, P13_widens=[9], P17_small=[9])) == nothing
    assert criteria.pattern_score(effects_of(1, P13_closes=[0.5])) > nothing


def test_shares_tell_what_only_one_criterion_rules_out():
    passed = {name: np.ones(4, bool) for name in criteria.CRITERIA}
    passed["null"] = np.array([False, False, True, True])
    passed["P15"] = np.array([False, True, True, True])
    table = criteria.verdict_table(passed, np.zeros(4))
    assert table["plausible"].tolist() == [False, False, True, True]
    found = criteria.shares(table)
    assert found.loc["null"].tolist() == [0.5, 0.25] and found.loc["P15"].tolist() == [0.75, 0.0]


def test_rankings_before_and_after():
    gains = pd.DataFrame({"a": [1, 1, 9.0], "b": [2, 2, 0.0]})
    found = criteria.rankings(gains, np.array([False, False, True]))
    assert found["rank_all"].to_dict() == {"a": 2, "b": 1} and found["rank_plausible"].to_dict() == {"a": 1, "b": 2}
    assert found.loc["a", "first_all"] == pytest.approx(1 / 3) and found.loc["a", "first_plausible"] == 1
    assert criteria.agreement(found) == -1


def test_a_change_within_a_tie_is_a_tie_and_one_beyond_it_is_named():
    rng = np.random.default_rng(4)
    passed = np.arange(80) < 40
    base = rng.normal(5, 2, 80)
    level = pd.DataFrame({"a": base, "b": base + np.where(passed, 0.6, -0.6), "c": base - 3})
    assert criteria.swapped(level, passed, 1.0) == [] and set(criteria.leaders(level, 1.0)) == {"a", "b"}
    noisy = pd.DataFrame({"a": rng.normal(5, 9, 80), "b": rng.normal(5, 9, 80)})
    assert criteria.swapped(noisy, passed, 1.0) == []
    moved = level.assign(b=base + np.where(np.arange(80) < 30, 2.0, -2.0))
    assert criteria.swapped(moved, np.arange(80) < 30, 1.0) == [("a", "b")]
    few = np.arange(80) < 5
    assert criteria.swapped(moved, few, 1.0) == [] and not criteria.ahead(moved[few], 1.0).to_numpy().any()


def test_ranking_sentences_name_swaps_and_ties():
    base, titles = np.linspace(3, 6, 60), {"a": "Alfa", "b": "Beta"}

    def said(gains, passed):
        told = (("size", "own"), gains, passed, criteria.rankings(gains, passed), titles, 1.0, "en")
        return " ".join(ranking_sentences(*told))

    passed = np.arange(60) < 15
    tied = pd.DataFrame({"a": base, "b": base + np.where(passed, 0.2, -0.2)})
    assert "no sure change" in said(tied, passed) and "level with" in said(tied, passed)
    swap = pd.DataFrame({"a": base, "b": base + np.where(passed, 2, -2)})
    assert "“Alfa” is ahead of “Beta” in all worlds but behind" in said(swap, passed)
    alike = pd.DataFrame({"a": np.full(60, 5.0), "b": np.full(60, 1.0)})
    assert "the same order" in said(alike, passed) and "No course's median changes by 1 point" in said(alike, passed)


def test_one_world_is_told_in_words():
    passed = {name: np.array([name != "P15"]) for name in criteria.CRITERIA}
    assert "fails “P15: pooled" in passing(criteria.verdict_table(passed, np.zeros(1)), "en")
    assert "klarar alla" in passing(criteria.verdict_table(passed | {"P15": np.array([True])}, np.zeros(1)), "sv")


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of what is stored, in place of it."""
    for name in (*plausible.STORED, SCREENED, LEFT_OUT, plausible.PROBE, plausible.RECORD):
        shutil.copy(experiments.plausible.DATA / name, tmp_path / name)
    monkeypatch.setattr(plausible, "_data", lambda: tmp_path)
    monkeypatch.setattr(experiments.plausible, "DATA", tmp_path)
    return tmp_path


def with_number(data, by):
    """Move one stored number of the probe and note the probe as the one that was used."""
    record = json.loads((data / plausible.RECORD).read_text(encoding="utf-8"))
    table = plausible.stored_probe()
    table.loc["level_2", "capacity_mean", "year 2"] += by
    table.to_csv(data / plausible.PROBE)
    noted = {name: {**entry, "probe": plausible.digest(plausible.PROBE)} for name, entry in record.items()}
    (data / plausible.RECORD).write_text(json.dumps(noted), encoding="utf-8")


def test_stored_worlds_belong_to_the_model_and_are_part_of_the_sample():
    sample, some, verdicts = plausible.stored_sample(), plausible.plausible_worlds(), plausible.verdicts()
    assert plausible.stale() == "" and plausible.is_current()
    assert len(verdicts) == len(sample) == plausible.KEPT and 0 < len(some) < len(sample)
    assert some.equals(sample.loc[some.index])
    assert verdicts["plausible"].equals(verdicts[list(criteria.CRITERIA)].all(axis=1).rename("plausible"))


def test_stored_numbers_are_few():
    assert (experiments.plausible.DATA / plausible.PROBE).stat().st_size < 200_000


def test_a_model_that_computes_other_numbers_is_refused_in_one_line(data, capsys):
    now = plausible.stored_probe()["level_2", "capacity_mean", "year 2"]
    with_number(data, 0.25)
    moved = f"level_2, capacity_mean, year 2 is {now:.10g} and was {now + 0.25:.10g}"
    with pytest.raises(InputError, match=rf"{re.escape(moved)}; .* plausible after `make worlds`$"):
        as_worlds("plausible")
    assert len(as_worlds("all")) == plausible.KEPT
    assert main(["worlds=plausible", "years=1", "report=false", f"output={data / 'out'}"]) == 2
    said = capsys.readouterr().err
    assert moved in said and said.count("\n") == 1


def test_more_numbers_that_differ_are_counted(monkeypatch):
    monkeypatch.setattr(plausible, "present_probe", lambda: plausible.stored_probe() + 1)
    more = len(plausible.stored_probe()) - 1
    assert plausible.stale().endswith(f"(and {more} more numbers differ)")


def test_a_difference_below_the_tolerance_is_none(data):
    with_number(data, 1e-9)
    assert plausible.stale() == ""


@pytest.mark.parametrize("name", plausible.STORED)
def test_a_result_edited_by_hand_is_named(data, name):
    (data / name).write_text((data / name).read_text(encoding="utf-8").replace("1", "0", 1), encoding="utf-8")
    assert plausible.stale() == f"model/data/{name} is not the one that was stored"
    assert plausible.pattern_verdicts() is None


@pytest.mark.parametrize("name", [*plausible.STORED, plausible.PROBE, plausible.RECORD])
def test_a_missing_file_makes_what_is_stored_stale(data, name):
    (data / name).unlink()
    assert plausible.stale().startswith("model/data/")


def test_ends_of_line_make_no_difference(data):
    for name in (*plausible.STORED, plausible.PROBE):
        (data / name).write_bytes((data / name).read_bytes().replace(b"\n", b"\r\n"))
    assert plausible.stale() == ""


def test_storing_again_on_the_same_model_keeps_other_results_current(data):
    store({SCREENED: "parameter,drawn\n"})
    assert (data / SCREENED).read_text(encoding="utf-8") == "parameter,drawn\n"
    assert plausible.stale() == plausible.stale((SCREENED, LEFT_OUT)) == ""


def test_storing_on_another_model_makes_other_results_stale(data):
    with_number(data, 0.25)
    assert plausible.stale((SCREENED,)).startswith("the model has changed")
    store({SCREENED: "parameter,drawn\n"})
    assert plausible.stale((SCREENED,)) == ""
    assert plausible.stale((LEFT_OUT,)) == f"model/data/{LEFT_OUT} was not made with model/data/{plausible.PROBE}"
    assert plausible.stale() == f"model/data/{plausible.VERDICTS} was not made with model/data/{plausible.PROBE}"


def test_stored_patterns_are_all_there_and_judged_by_their_share():
    stored = plausible.pattern_verdicts()
    assert list(stored.index) == list(PATTERNS)
    for name, row in stored.iterrows():
        assert row["kind"] == PATTERNS[name].kind
        assert row["verdict"] == verdict_of(round(row["share"] * row["worlds"]), row["worlds"], PATTERNS[name].guard)


def test_patterns_of_another_model_are_not_given(monkeypatch):
    monkeypatch.setattr(plausible, "moved", lambda: "the model has changed")
    assert plausible.pattern_verdicts() is None


@pytest.mark.slow
def test_stored_verdicts_come_out_again():
    bench = examination("all", seeds=3, years=15).bench
    some = pd.Series(plausible.verdicts().index).sample(16, random_state=1).sort_values()
    again_on = type(bench)(bench.region, bench.worlds.loc[some], 3, 15, None)
    again = filtered(again_on, {name: TESTS[name](again_on) for name in criteria.SCORED})
    stored = plausible.verdicts().loc[some]
    assert again["plausible"].to_numpy().tolist() == stored["plausible"].to_numpy().tolist()
    assert again["score"].to_numpy() == pytest.approx(stored["score"].to_numpy(), abs=1e-4)
    passed = stored.index[stored["plausible"]]
    ends = again_on.ends({name: name for name in OUTCOMES_OF})
    for name, points in ends.items():
        assert points[stored["plausible"]] == pytest.approx(plausible.outcomes().loc[passed, name].to_numpy(), abs=1e-4)


def test_simulate_takes_samples_by_name():
    results = simulate("goteborgsregionen", "level_1", seeds=1, worlds="plausible", years=1, record="summary")
    assert results.dataset.sizes["world"] == int(plausible.verdicts()["plausible"].sum())


@pytest.mark.parametrize("given", ["plausibel", "", None, 0, 2.5, True])
def test_other_samples_are_refused(given):
    with pytest.raises(InputError, match="allowed"):
        sample_of(given)


def test_plausible_worlds_tell_where_they_come_from():
    sample = sample_of("plausible")
    here, there = (
        list(sample.notes(load_region(n), "en", overridden=False)) for n in ("goteborgsregionen", "varmland")
    )
    assert len(here) == 1 and len(there) == 2 and "Gothenburg" in there[1]
    assert len(list(sample.notes(load_region("varmland"), "sv", overridden=True))) == 3
    assert list(sample_of(3).notes(load_region("varmland"), "sv", overridden=True)) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_experiment_writes_its_folder(tmp_path, language):
    run_plausible(examination(4, years=12, language=language), tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "http" not in page.replace("http://www.w3.org", "") and "{" not in page.split("</style>")[1]
    table = pd.read_csv(tmp_path / "plausible.csv")
    assert len(table) == 4 and set(criteria.CRITERIA) < set(table)
    ranked = pd.read_csv(tmp_path / "rankings.csv")
    assert set(ranked["budget"]) == {"own", "equal"} and len(ranked) == 26
    for name in ("criteria", "rankings"):
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 10_000
