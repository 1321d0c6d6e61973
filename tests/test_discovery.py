"""Scenario discovery: a planted box is found, noise gives none, and nothing is claimed of too few worlds."""

import numpy as np
import pandas as pd
import pytest

from analysis import discovery
from analysis.discovery import Demands, available, coverage, discover, search
from experiments.robustness import box_sentence
from model.errors import InputError

METHODS = [
    "cart",
    pytest.param(
        "prim",
        marks=[
            pytest.mark.end,
            pytest.mark.skipif("prim" not in available(), reason="EMA Workbench is not installed: make test-ends"),
        ],
    ),
]


def uniform(seed: int, worlds: int = 300) -> pd.DataFrame:
    """Twelve parameters without meaning, one of them a switch."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((worlds, 12)), columns=[f"p{place}" for place in range(12)])
    return table.assign(p11=np.round(table["p11"]))


def planted(table: pd.DataFrame, inside: pd.Series, seed: int) -> np.ndarray:
    """Failures: nine in ten inside the box, one in twenty outside."""
    return np.random.default_rng(seed + 100).random(len(table)) < np.where(inside, 0.9, 0.05)


@pytest.mark.parametrize(
    ("weak", "reason"),
    [({}, "box"), ({"coverage_unseen": 0.1}, "coverage"), ({"density_unseen": 0.3}, "density")],
)
def test_a_box_must_hold_in_worlds_that_did_not_make_it(weak, reason):
    strong = dict.fromkeys(("coverage", "density", "coverage_unseen", "density_unseen"), 0.95)
    found = discovery.Discovery("cart", 100, 30, "", **(strong | weak))
    assert discovery._reason(found, Demands()) == reason


@pytest.mark.parametrize("method", METHODS)
def test_a_planted_box_is_found(method):
    table = uniform(1)
    inside = (table["p3"] > 0.6) & (table["p7"] < 0.5)
    found = discover(table, planted(table, inside, 1), method, resamples=10)
    assert found.found and found.dimensions == 2
    limits = {(limit.parameter, limit.end): limit.value for limit in found.box}
    assert limits["p3", "low"] == pytest.approx(0.6, abs=0.08)
    assert limits["p7", "high"] == pytest.approx(0.5, abs=0.08)
    assert found.coverage > 0.6 and found.density > 0.75
    assert all(found.again[limit.parameter, limit.end] >= 0.7 for limit in found.box)


@pytest.mark.parametrize("method", METHODS)
def test_a_switch_can_be_a_limit(method):
    table = uniform(2)
    found = discover(table, planted(table, (table["p11"] == 1) & (table["p1"] > 0.5), 2), method, resamples=10)
    assert found.found and {limit.parameter for limit in found.box} == {"p1", "p11"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.25, 0.7])
def test_pure_noise_gives_no_box(method, share):
    for seed in range(3 if method == "cart" else 1):
        fails = np.random.default_rng(seed + 50).random(300) < share
        assert not discover(uniform(seed), fails, method, resamples=10).found


def test_demands_decide():
    table = uniform(1)
    fails = planted(table, (table["p3"] > 0.6) & (table["p7"] < 0.5), 1)
    assert discover(table, fails, demands=Demands(stability=1.01)).reason == "stability"
    assert discover(table, fails, demands=Demands(coverage=0.99)).reason == "coverage"
    assert discover(table, fails, demands=Demands(density=0.99)).reason == "density"


def test_a_box_no_denser_than_failure_everywhere_is_refused():
    table = uniform(4)
    fails = np.random.default_rng(9).random(300) < np.where(table["p0"] > 0.3, 0.9, 0.75)
    assert not discover(table, fails).found


def test_limits_in_box_agree_with_its_figures():
    table = uniform(1)
    fails = planted(table, table["p3"] > 0.6, 1)
    box = search(table, fails, "cart")
    covered, dense = coverage(table, fails, box)
    inside = np.all([limit.holds(table) for limit in box], axis=0)
    assert covered == pytest.approx((inside & fails).sum() / fails.sum())
    assert dense == pytest.approx(fails[inside].mean())
    assert coverage(table, fails, ())[0] == 1


def test_too_few_failures_are_not_searched():
    table = uniform(1, 40)
    found = discover(table, table["p0"].to_numpy() > 0.95)
    assert found.reason == "few" and len(found.to_frame()) == 1


def test_the_same_worlds_give_the_same_answer():
    table = uniform(5)
    fails = planted(table, table["p3"] > 0.6, 5)
    pd.testing.assert_frame_equal(discover(table, fails).to_frame(), discover(table, fails).to_frame())


def test_without_the_extra_only_cart_and_one_line_says_how(monkeypatch):
    monkeypatch.setattr(discovery, "find_spec", lambda _: None)
    assert available() == ("cart",)
    with pytest.raises(InputError, match=r'pip install "\.\[discovery\]"') as told:
        discover(uniform(1), np.ones(300, bool), "prim")
    assert "\n" not in str(told.value)


def test_mistakes_are_answered_in_one_line():
    for given in ((uniform(1), np.ones(3, bool), "cart"), (uniform(1), np.ones(300, bool), "crat")):
        with pytest.raises(InputError) as told:
            discover(*given)
        assert "\n" not in str(told.value)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_sentences_name_the_limits_or_say_there_is_none(language):
    table = uniform(1)
    found = discover(table, planted(table, table["p3"] > 0.6, 1))
    assert "p3" in box_sentence(found, "X", language)
    none = discover(table, np.random.default_rng(0).random(300) < 0.3)
    assert {"sv": "ingen låda", "en": "no box"}[language] in box_sentence(none, "X", language)


@pytest.mark.parametrize(
    ("failing", "language", "told"),
    [
        (0, "sv", "”X” räcker till i alla 8 världar"),
        (0, "en", "“X” falls short in none of 8 worlds"),
        (8, "sv", "”X” räcker inte till i någon av 8 världar"),
        (8, "en", "“X” falls short in all 8 worlds"),
    ],
)
def test_where_all_worlds_are_alike_no_negation_is_doubled(failing, language, told):
    found = discover(uniform(1).iloc[:8], np.arange(8) < failing)
    assert box_sentence(found, "X", language).startswith(told)
