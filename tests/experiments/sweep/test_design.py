"""The table of a sweep: nested samples, crossed options, own tables, and hashes of what decides a row's numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kraftsamling.experiments.sweep.design import assemble, identity
from kraftsamling.experiments.sweep.design.assemble import assemble as assembled
from kraftsamling.experiments.sweep.design.options import Asked, Form, entries, varied_words
from kraftsamling.experiments.sweep.design.points import SEQUENCES, nested_strata, span_of, worlds_of
from kraftsamling.model import InputError


@pytest.fixture(autouse=True)
def _no_probe(monkeypatch):
    """Spare the runs that tell what the model computes."""
    monkeypatch.setattr(assemble, "computes", lambda: "this model")


def rows_of(words: dict[str, str], **chosen):
    return assembled(Asked(varied_words({"strategies": "level_1", "seeds": "1"} | words), **{"worlds": 2} | chosen))


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_a_larger_sample_begins_with_the_smaller(sequence):
    small, large = worlds_of(sequence, (0, 4)), worlds_of(sequence, (0, 8))
    pd.testing.assert_frame_equal(large.iloc[: len(small)], small)
    pd.testing.assert_frame_equal(large.iloc[len(small) :], worlds_of(sequence, (4, 8)))
    assert len(large) == 2 * len(small)


@pytest.mark.parametrize("number", [2, 16, 64])
def test_the_sample_is_a_latin_hypercube_at_each_power_of_two(number):
    shares = nested_strata("turnover", 64)[:number]
    assert sorted((shares * number).astype(int)) == list(range(number))
    assert not np.array_equal(shares, nested_strata("dip_size", 64)[:number])


@pytest.mark.parametrize("given, span", [(7, (0, 7)), ("7", (0, 7)), ("3-5", (3, 6)), ("0-0", (0, 1))])
def test_points_are_a_number_or_a_span(given, span):
    assert span_of(given) == span


@pytest.mark.parametrize("given", [0, -1, "5-3", "a", "1-", True, 2.5, "10000001"])
def test_other_points_are_refused(given):
    with pytest.raises(InputError, match="allowed: a whole number from 1 to 10,000,000, or FIRST-LAST"):
        span_of(given)


def test_options_are_crossed_and_more_worlds_come_after():
    words = {
        "strategies": "level_1,level_2",
        "strategy.budget.person_years": "4,8,null",
        "years": "2,5",
        "seeds": "[3,9]",
    }
    rows = rows_of(words)
    assert len(rows.courses) == 2 * 3 * 2 and len(rows) == 12 * 2 * 2
    assert rows.courses[1].strategy.budget.person_years == 8 and rows.courses[3].years == 5
    assert rows.settings["strategy"].tolist() == ["level_1"] * 6 + ["level_2"] * 6
    assert set(rows.seed) == {3, 9} and rows.worlds.index.tolist() == [0, 1]
    larger = rows_of(words, worlds=3)
    assert np.array_equal(larger.keys[: len(rows)], rows.keys) and len(set(larger.keys)) == len(larger) == 72


def test_parameters_cross_the_worlds_and_labels_stay():
    rows = rows_of({"parameters.call_success": "0.4,0.6"}, worlds="5-7")
    assert rows.worlds.index.tolist() == [5, 5, 6, 6, 7, 7]
    assert rows.worlds["call_success"].tolist() == [0.4, 0.6] * 3


def test_a_table_of_ones_own_lists_the_runs(tmp_path):
    table = pd.DataFrame(
        {
            "strategy": ["level_1", "level_2", "level_1"],
            "seed": [4, 4, 6],
            "turnover": [0.11, 0.12, 0.11],
            "years": [1, 1, 3],
        }
    )
    table.to_csv(tmp_path / "own.csv", index=False)
    rows = assembled(Asked({}, design=str(tmp_path / "own.csv")))
    assert [(rows.settings["strategy"][c], rows.settings["years"][c]) for c in rows.course] == [
        ("level_1", 1), ("level_2", 1), ("level_1", 3),
    ]  # fmt: skip
    assert rows.seed.tolist() == [4, 4, 6] and rows.world.tolist() == [0, 1, 0]
    assert np.array_equal(assembled(Asked({}, design=table)).keys, rows.keys)


def test_the_index_of_a_table_of_worlds_labels_them(tmp_path):
    table = pd.DataFrame({"turnover": [0.11, 0.12, 0.13]}, index=pd.Index(["wet", "dry", "hot"], name="world"))
    table.to_parquet(tmp_path / "own.parquet")
    assert rows_of({}, worlds=str(tmp_path / "own.parquet:1-2")).worlds.index.tolist() == ["dry", "hot"]
    assert rows_of({}, worlds=table).worlds.index.tolist() == ["wet", "dry", "hot"]


def test_a_row_that_stands_twice_is_kept_once():
    assert len(assembled(Asked({}, design=pd.DataFrame({"strategy": ["level_1", "level_1"], "seed": [1, 1]})))) == 1


CHANGES = [
    ({"years": "2"}, {}), ({"scenario": "crisis"}, {}), ({"region": "varmland"}, {}), ({"budget": "equal"}, {}),
    ({"funding": "earned"}, {}), ({"seeds": "[7]"}, {}), ({"strategy.tailored": "0.3"}, {}), ({}, {"worlds": "1-1"}),
    ({"parameters.call_success": "0.31"}, {}), ({"parameters.switch_size": "0"}, {}),
]  # fmt: skip


@pytest.mark.parametrize("words, chosen", CHANGES)
def test_all_that_decides_a_row_is_in_its_hash(words, chosen):
    first = rows_of({}, worlds="0-0").keys
    assert not np.isin(rows_of(words, **{"worlds": "0-0"} | chosen).keys, first).any()


def test_a_hash_is_of_content_and_of_the_model(monkeypatch):
    first = rows_of({}, worlds=pd.DataFrame({"turnover": [0.12]})).keys
    given = pd.DataFrame({"turnover": [0.12], "call_success": [assemble.parameters()["call_success"].default]})
    assert np.array_equal(rows_of({}, worlds=given[["call_success", "turnover"]]).keys, first)
    monkeypatch.setattr(assemble, "computes", lambda: "another model")
    assert not np.isin(rows_of({}, worlds=given).keys, first).any()


def test_a_model_that_computes_the_stored_numbers_is_known_by_them_and_any_other_by_its_own(monkeypatch):
    monkeypatch.setattr(identity, "moved", lambda: "")
    same = identity.computes()
    monkeypatch.setattr(identity, "moved", lambda: "climbing, gini, year 2 is 1 and was 2")
    series = [pd.Series([value], name="value") for value in (1.0, 2.0)]
    others = set()
    for one in series:
        monkeypatch.setattr(identity, "present_probe", lambda one=one: one)
        others.add(identity.computes())
    assert same == identity.digest(identity.PROBE) and len(others | {same}) == 3


@pytest.mark.parametrize(
    "name, text, values",
    [
        ("strategies", "level_1,my file.yaml", ["level_1", "my file.yaml"]),
        ("region", "'a,b.csv',c.csv", ["a,b.csv", "c.csv"]),
        ("strategy.budget.person_years", "4,8,null", [4, 8, None]),
        ("strategy.portfolio.pinned", "[M1,M2],[M3]", [["M1", "M2"], ["M3"]]),
        ("years", "range(1,4)", [1, 2, 3]),
    ],
)
def test_values_between_commas_follow_hydras_grammar(name, text, values):
    assert entries(name, text) == values


@pytest.mark.parametrize(
    "words, chosen, told",
    [
        ({"strategies": "level_9"}, {}, "did you mean 'level_3'?"),
        ({"strategy.budge.person_years": "4"}, {}, "unknown key 'budge'; did you mean 'budget'?"),
        (
            {"strategies": "no_support", "strategy.budget.person_years": "4"},
            {},
            "does not go with ambition.policy none",
        ),
        ({"strategy.targeting.x": "4"}, {}, "'targeting' has no keys of its own"),
        ({"parameters.feer": "0.1"}, {}, "did you mean 'fear'?"),
        ({"budget": "mine"}, {}, "budget: unknown value 'mine'"),
        ({}, {"design": "sobol", "points": 12, "worlds": None}, "another power of two"),
        ({}, {"points": 12}, "points: 12 goes with design=lhs|sobol|morris"),
        ({}, {"design": "lhs"}, "goes with points=N, and without worlds"),
        ({}, {"design": "latin"}, "or a CSV or Parquet file"),
        ({}, {"worlds": "none.csv"}, "'none.csv' cannot be read"),
        ({}, {"worlds": pd.DataFrame({"feer": [0.1]})}, "did you mean 'fear'?"),
        ({}, {"design": pd.DataFrame({"strateg": ["level_1"]})}, "unknown column 'strateg'"),
    ],
)
def test_bad_designs_are_refused_before_anything_runs(words, chosen, told):
    with pytest.raises(InputError) as refused:
        rows_of(words, **chosen)
    assert told in str(refused.value)


def test_an_experiment_gives_its_settings_and_options_win():
    values = varied_words({"experiment": "small_vs_large", "years": "4"})
    assert values["budget"] == ["own", "equal"] and values["years"] == [4] and len(values["strategies"]) == 6
    with pytest.raises(InputError, match="no plain comparison"):
        varied_words({"experiment": "sensitivity"})


@pytest.mark.parametrize("given", [{"record": "quarters"}, {"measures": ("gini", "gini")}, {"measures": ("ginny",)}])
def test_what_cannot_be_kept_is_refused(given):
    with pytest.raises(InputError):
        Form(**given)
    with pytest.raises(InputError, match="cost_total_sek"):
        Form(("cost_total_sek",), "years")
