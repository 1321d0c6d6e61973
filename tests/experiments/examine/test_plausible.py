"""Plausible worlds: the stored filter, that another model is refused, and the experiment."""

from __future__ import annotations

import json
import re
import shutil

import pandas as pd
import pytest

from kraftsamling.analysis.patterns.claims import PATTERNS
from kraftsamling.analysis.patterns.judge import verdict_of
from kraftsamling.analysis.plausible import criteria
from kraftsamling.analysis.plausible.page import write
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.cli import main
from kraftsamling.experiments.examine import plausible as filtering
from kraftsamling.experiments.examine.patterns import TESTS
from kraftsamling.experiments.examine.plausible import OUTCOMES_OF, examine, filtered, store
from kraftsamling.experiments.setting.sample import sample_of
from kraftsamling.model import load_region, simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import DATA
from kraftsamling.model.worlds import plausible
from kraftsamling.model.worlds.plausible import LEFT_OUT, SCREENED
from kraftsamling.model.worlds.worlds import as_worlds
from tests.kit.synthetic import examination


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of what is stored, in place of it."""
    for name in (*plausible.STORED, SCREENED, LEFT_OUT, plausible.PROBE, plausible.RECORD):
        shutil.copy(DATA / name, tmp_path / name)
    monkeypatch.setattr(plausible, "DATA", tmp_path)
    monkeypatch.setattr(filtering, "DATA", tmp_path)
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
    assert (DATA / plausible.PROBE).stat().st_size < 200_000


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


@pytest.mark.slow
def test_the_command_stores_verdicts_outcomes_and_patterns_of_its_sample(data, monkeypatch, capsys):
    monkeypatch.setattr(filtering, "sample_of", lambda _: sample_of(2))
    monkeypatch.setattr(filtering, "SEEDS", 1)
    assert filtering.main() == 0
    names = (plausible.VERDICTS, plausible.OUTCOMES, plausible.PATTERNS)
    verdicts, outcomes, patterns = (pd.read_csv(data / name) for name in names)
    assert list(verdicts) == ["world", *criteria.CRITERIA, "plausible", "score"] and len(verdicts) == 2
    assert list(outcomes) == ["world", *OUTCOMES_OF] and list(patterns["pattern"]) == list(PATTERNS)
    assert capsys.readouterr().out == f"{verdicts['plausible'].sum()} of 2 worlds are plausible\n"
    assert plausible.stale() == ""


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
    runs = examination("all", seeds=3, years=15).runs
    some = pd.Series(plausible.verdicts().index).sample(16, random_state=1).sort_values()
    again_on = type(runs)(runs.region, runs.worlds.loc[some], 3, 15, None)
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
        list(sample.notes(load_region(n), Reader("en"), overridden=False)) for n in ("goteborgsregionen", "varmland")
    )
    assert len(here) == 1 and len(there) == 2 and "Gothenburg" in there[1]
    assert len(list(sample.notes(load_region("varmland"), Reader("sv"), overridden=True))) == 3
    assert list(sample_of(3).notes(load_region("varmland"), Reader("sv"), overridden=True)) == []


@pytest.fixture(scope="module")
def result():
    return examine(examination(4, years=12))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["sv", "en"])
def test_experiment_writes_its_folder(result, tmp_path, language):
    write(tmp_path, result, examination(4, years=12).subject, Reader(language))
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "http" not in page.replace("http://www.w3.org", "") and "{" not in page.split("</style>")[1]
    table = pd.read_csv(tmp_path / "plausible.csv")
    assert len(table) == 4 and set(criteria.CRITERIA) < set(table)
    ranked = pd.read_csv(tmp_path / "rankings.csv")
    assert set(ranked["budget"]) == {"own", "equal"} and len(ranked) == 26
    for name in ("criteria", "rankings"):
        assert (tmp_path / "figures" / f"{name}.png").stat().st_size > 10_000
