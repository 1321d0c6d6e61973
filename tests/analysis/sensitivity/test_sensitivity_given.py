"""Sensitivity on worlds that are given: known truths, dummies and dependence."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from SALib.analyze.delta import calc_delta, sobol_first
from SALib.test_functions import Ishigami, Sobol_G
from scipy.stats import norm

from kraftsamling.analysis.sensitivity import given as sensitivity_given
from kraftsamling.analysis.sensitivity.given import (
    MIN_WORLDS,
    TOO_FEW,
    chance,
    delta,
    dependence,
    given_indices,
)
from kraftsamling.analysis.sensitivity.indices import CONSTANT, ENOUGH, NOT_ENOUGH
from kraftsamling.analysis.sensitivity.words import dependence_sentence, given_sentences
from kraftsamling.analysis.statistics.first_order import classes, first
from kraftsamling.analysis.words.reader import Reader

G_PULL = np.array([0, 1, 4.5, 9, 99, 99, 99, 99.0])


def plain(count, width, seed=1):
    """Worlds drawn one by one: no design."""
    return pd.DataFrame(np.random.default_rng(seed).random((count, width))).add_prefix("x")


def of_ishigami(worlds):
    return Ishigami.evaluate((2 * worlds.to_numpy()[:, :3] - 1) * np.pi)[:, None]


def test_numbers_are_those_of_salib():
    worlds = plain(500, 3)
    y = of_ishigami(worlds)[:, 0]
    edges, grid = np.linspace(0, 500, len(classes(worlds["x0"].to_numpy())) + 1), np.linspace(y.min(), y.max(), 100)
    for x in worlds.to_numpy().T:
        assert delta(x, y) == pytest.approx(calc_delta(y, grid, x, edges), abs=1e-12)
        assert first(x, y) == pytest.approx(sobol_first(y, x, edges), abs=1e-12)


@pytest.mark.slow
def test_known_indices_of_ishigami():
    worlds = plain(4000, 4)
    found = given_indices(worlds, of_ishigami(worlds))
    assert found.verdict == NOT_ENOUGH  # a dead parameter's delta is 0.05 by chance alone
    assert found.table.loc["x3", "delta_low"] == 0 < found.table.loc["x0", "delta_low"]
    assert found.table["first"].to_numpy() == pytest.approx([0.3139, 0.4424, 0, 0], abs=0.06)
    assert found.table["told"].tolist() == [True, True, True, False]
    assert found.table.loc["x2", "first"] < found.dummy["first"] and found.table.loc["x2", "delta"] > 0.1
    assert found.groups[0] == ["x1"] and found.table.loc["x3", "group"] == 0


@pytest.mark.slow
def test_sizes_are_known_once_chance_is_small(monkeypatch):
    monkeypatch.setattr(sensitivity_given, "RESAMPLES", 20)
    monkeypatch.setattr(sensitivity_given, "SHUFFLES", 20)
    worlds = plain(30000, 4)
    found = given_indices(worlds, of_ishigami(worlds))
    assert found.verdict == ENOUGH and (found.table[["delta_low", "first_low"]].loc["x3"] == 0).all()


@pytest.mark.slow
def test_sobol_g_tells_the_strong_and_not_the_dead():
    worlds = plain(2000, 8)
    found = given_indices(worlds, Sobol_G.evaluate(worlds.to_numpy(), G_PULL)[:, None])
    assert found.groups[0] == ["x0"] and found.groups[1] == ["x1"]
    assert not found.table.loc["x4":, "told"].any()
    truth = Sobol_G.sensitivity_index(G_PULL)
    assert found.table["first"].to_numpy() == pytest.approx(truth, abs=0.08)


def test_limits_reach_two_standard_errors_and_lower_by_what_chance_gives(monkeypatch):
    """Two coins that count alike: a first-order index of 0.5 each with the standard error 0.5 / sqrt(worlds).

    By chance alone it is on average that of chi-square of one degree of freedom, 1, over worlds less one.
    """
    monkeypatch.setattr(sensitivity_given, "RESAMPLES", 1000)
    places = np.arange(200)
    coins = pd.DataFrame({"a": places // 4 % 2, "b": places // 2 % 2, "idle": places % 2})
    found = given_indices(coins, (coins["a"] + coins["b"]).to_numpy(float)[:, None] + [-7.0, 7.0])
    index, low, high = found.table.loc["a", ["first", "first_low", "first_high"]]
    assert index == 0.5 and high - index == pytest.approx(1.96 * 0.5 / np.sqrt(200), rel=0.05)
    assert (index - low) - (high - index) == pytest.approx(1 / 199, rel=0.05)
    reach = max((found.table[kind] - found.table[f"{kind}_low"])[["a", "b"]].max() for kind in ("delta", "first"))
    assert found.width == pytest.approx(reach) and found.verdict == NOT_ENOUGH and 0.05 < reach < 0.1
    assert (found.table[["delta_low", "first_low"]].loc["idle"] == 0).all()
    assert found.spread == pytest.approx(np.sqrt(0.5 * 200 / 199))  # of the means over seeds


def test_each_index_of_a_dummy_is_passed_by_chance_in_half_of_the_twentieth(monkeypatch):
    """Over worlds - 1 the first-order index of an idle switch is chi-square of one degree: 5.02 at 97.5 %."""
    monkeypatch.setattr(sensitivity_given, "RESAMPLES", 2)
    monkeypatch.setattr(sensitivity_given, "SHUFFLES", 1000)
    worlds = pd.DataFrame({"on": np.arange(MIN_WORLDS) % 2})
    found = given_indices(worlds, np.random.default_rng(1).normal(size=(MIN_WORLDS, 1)))
    assert found.verdict != TOO_FEW and found.dummy["first"] == pytest.approx(5.024 / 99, rel=0.1)


@pytest.mark.parametrize(
    ("shift", "scale", "by"),
    [(0.45, 1, ["first"]), (0, 2, ["delta"]), (0, 1.5, [])],
)
def test_what_either_index_tells_is_told(shift, scale, by):
    """Quantiles of the normal distribution, moved or stretched where a switch is on: one index sees the other less."""
    on = np.arange(MIN_WORLDS) % 2
    y = norm.ppf((np.arange(MIN_WORLDS) // 2 + 0.5) / (MIN_WORLDS / 2)) * np.where(on, scale, 1) + shift * on
    found = given_indices(pd.DataFrame({"on": on}), y[:, None])
    row = found.table.loc["on"]
    assert [kind for kind in ("delta", "first") if row[kind] > found.dummy[kind]] == by
    assert row["told"] == bool(by)


def test_the_strongest_comes_first_within_a_group_too():
    columns = {"told": True, "group": [2, 1, 1], "delta": [0.1, 0.2, 0.3]}
    found = given_indices(plain(20, 3), np.zeros((20, 1)))
    assert replace(found, table=pd.DataFrame(columns, ["x0", "x1", "x2"])).groups == [["x2", "x1"], ["x0"]]


@pytest.mark.slow
def test_pure_noise_names_nothing_in_most_samples():
    named = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        found = given_indices(plain(120, 10, seed), rng.normal(size=(120, 2)))
        named += found.table["told"].any()
        assert found.verdict == NOT_ENOUGH
    assert named <= 4  # 1 expected; 5 or more come about once in 400


def test_a_switch_is_parted_by_value_and_what_stands_still_is_left_out():
    worlds = plain(200, 2).assign(on=np.arange(200) % 2, still=3.0)
    assert [len(part) for part in classes(worlds["on"].to_numpy())] == [100, 100]
    found = given_indices(worlds, (worlds["on"] + 0.1 * worlds["x0"]).to_numpy()[:, None])
    assert "still" not in found.table.index and found.groups[0] == ["on"]


def test_an_outcome_that_nothing_moves_is_constant():
    found = given_indices(plain(100, 2), np.full((100, 2), 7.0))
    assert found.verdict == CONSTANT and found.groups == []
    assert "same in all worlds" in given_sentences(found, Reader("en"))[0]


def test_chance_is_a_share_of_the_variance():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 2, (5000, 1)) + rng.normal(0, 1, (5000, 3)) + [0.0, 5.0, -2.0]
    assert chance(values) == pytest.approx((0.2, (1 / 3) / (4 + 1 / 3)), abs=0.01)
    assert np.isnan(chance(values[:, :1])).all()
    assert chance(np.array([[1.0, -1.0], [-1.0, 1.0]])) == (1, 1)  # means that are alike leave nothing but chance
    assert chance(np.array([[1.0, 3.0], [1.0, 3.0]])) == (0, 0)  # what a seed shifts everywhere is none


def test_dependence_that_a_filter_makes_is_said():
    worlds = plain(600, 5)
    filtered = worlds[worlds["x0"] + worlds["x1"] > 1]
    for sample, beyond, said in (
        (worlds, 0, "no two are more alike"),
        (filtered, 1, "depend on each other, in 1 of 10 pairs"),
    ):
        found = dependence(sample)
        assert found.beyond == beyond
        assert len(found.pairs) == 10 and said in dependence_sentence(found, Reader("en"))
    assert set(dependence(filtered).pairs.loc[0, ["parameter", "other"]]) == {"x0", "x1"}


def test_the_strongest_pair_comes_first_whatever_its_sign():
    worlds = plain(101, 4).assign(x4=lambda table: -table["x3"])
    found = dependence(worlds)
    assert found.pairs.loc[0].tolist() == ["x3", "x4", pytest.approx(-1)]
    assert found.by_chance == pytest.approx(
        2.807 / 10, abs=1e-4
    )  # 0.05 over ten pairs and two sides, over sqrt(worlds - 1)
