"""The evidence ledger: exact shares from indices, and known truth by exchanging assumptions between worlds."""

import numpy as np
import pandas as pd
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from kraftsamling.analysis.ledger import shares as ledger_module
from kraftsamling.analysis.ledger.exchange import exchanged, exchanged_worlds
from kraftsamling.analysis.ledger.figure import draw_ledger
from kraftsamling.analysis.ledger.shares import (
    CHANCE,
    GRADES,
    INTERPLAY,
    MIN_WORLDS,
    PARTS,
    ledger_from_indices,
    ledgers_from_worlds,
)
from kraftsamling.analysis.ledger.words import named, sentence
from kraftsamling.analysis.page.figure import saved, style
from kraftsamling.analysis.sensitivity.find import ledgers_of
from kraftsamling.analysis.sensitivity.study import study
from kraftsamling.analysis.statistics.first_order import MIN_BASE_POINTS
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.vocabulary import LANGUAGES
from kraftsamling.model.worlds.sampling import sample_worlds


def share(ledger, part):
    return ledger.table.loc[part, "share"]


@pytest.fixture(scope="module")
def worlds():
    rng = np.random.default_rng(1)
    return pd.DataFrame(rng.random((400, 6)), columns=list("abcdef"))


KNOWN = dict(zip("abcdef", ("assumption", "several", "fact", "assumption", "theory", "one dialogue"), strict=True))


def draws_of(alone, half=0.01, rows=200):
    """Resamples that lie evenly within `half` of each index."""
    return pd.DataFrame({grade: index + np.linspace(-half, half, rows) for grade, index in alone.items()})


def of_design(evaluate, graded, budget=100_000):
    """Return the ledger that a study of so many design points gives, by parameter its grade."""
    found = study(lambda points: {"y": evaluate(points)[:, None]}, list(graded), graded, budget)
    (ledger,) = ledgers_of(found).values()
    return ledger


def ishigami(points):
    return Ishigami.evaluate((2 * points - 1) * np.pi)


G_PULL = np.array([0, 0.5, 1, 9])
G_GRADES = dict(zip("abcd", ("assumption", "fact", "fact", "theory"), strict=True))


def sobol_g(points):
    return Sobol_G.evaluate(points, G_PULL)


def truth_of_g():
    """Share of each grade alone: parameters multiply, so that variances of (1 + own) do."""
    own = pd.Series(1 + 1 / (3 * (1 + G_PULL) ** 2), list(G_GRADES))
    return (own.groupby(G_GRADES).prod() - 1) / (own.prod() - 1)


def test_interplay_between_grades_is_a_part_of_its_own_and_everything_adds_up():
    alone = {"assumption": 0.5, "fact": 0.2}
    ledger = ledger_from_indices(alone, draws_of(alone), points=MIN_BASE_POINTS, noise=0.1)
    assert share(ledger, "assumption") == pytest.approx(0.9 * 0.5)
    assert share(ledger, "fact") == pytest.approx(0.9 * 0.2)
    assert share(ledger, INTERPLAY) == pytest.approx(0.9 * 0.3)
    assert share(ledger, CHANCE) == pytest.approx(0.1)
    assert ledger.table["share"].sum() == pytest.approx(1)


def test_what_sampling_error_adds_beyond_the_whole_is_taken_away():
    alone = {"assumption": 0.9, "fact": 0.3, "theory": -0.02}
    ledger = ledger_from_indices(alone, draws_of(alone), points=MIN_BASE_POINTS)
    assert share(ledger, "assumption") == pytest.approx(0.75) and share(ledger, "fact") == pytest.approx(0.25)
    assert share(ledger, INTERPLAY) == share(ledger, "theory") == 0


@pytest.mark.parametrize(
    ("graded", "truth"),
    [
        (("assumption", "assumption", "fact"), {"assumption": 0.7563, "fact": 0, INTERPLAY: 0.2437}),
        (("assumption", "fact", "assumption"), {"assumption": 0.5576, "fact": 0.4424, INTERPLAY: 0}),
    ],
)
def test_ishigami_by_grade_parts_interplay_within_a_grade_from_that_between_grades(graded, truth):
    ledger = of_design(ishigami, dict(zip(("x1", "x2", "x3"), graded, strict=True)))
    assert ledger.sure
    for part, expected in truth.items():
        assert share(ledger, part) == pytest.approx(expected, abs=0.02)
        assert ledger.table.loc[part, "low"] <= expected <= ledger.table.loc[part, "high"]


def test_sobol_g_by_grade():
    ledger, truth = of_design(sobol_g, G_GRADES), truth_of_g()
    for grade, expected in truth.items():
        assert share(ledger, grade) == pytest.approx(expected, abs=0.03)
    assert share(ledger, INTERPLAY) == pytest.approx(1 - truth.sum(), abs=0.03)


def test_a_single_grade_bears_everything():
    ledger = of_design(ishigami, dict.fromkeys(("x1", "x2", "x3"), "theory"))
    assert share(ledger, "theory") == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_that_is_not_enough_tells_intervals_or_nothing(language):
    grades = {"x1": "assumption", "x2": "fact", "x3": "assumption"}
    unsure = of_design(ishigami, grades, 3000)
    assert not unsure.sure and not unsure.refused
    line = sentence(unsure, Reader(language))
    for grade, truth in (("assumption", 0.5576), ("fact", 0.4424)):
        row = unsure.table.loc[grade]
        assert row["low"] <= truth <= row["high"]
        assert all(Reader(language).percent(row[end]) in line for end in ("low", "high"))
        assert Reader(language).percent(row["share"]) not in line
    few = of_design(ishigami, grades, 500)
    assert few.refused and few.table["share"].isna().all()
    assert str(MIN_BASE_POINTS) in sentence(few, Reader(language))


def test_shares_are_sure_only_where_the_sample_is_enough_and_intervals_are_narrow():
    alone = {"assumption": 0.6, "fact": 0.4}

    def made(half, **sample):
        return ledger_from_indices(alone, draws_of(alone, half), **{"points": MIN_BASE_POINTS, **sample})

    assert made(0.01).sure and not made(0.01, enough=False).sure
    assert not made(0.15).sure and not made(0.15).refused
    assert made(0.45).refused and made(0.01, points=MIN_BASE_POINTS - 1).refused


def test_resamples_give_intervals_around_the_share():
    alone = {"assumption": 0.5, "fact": 0.3}
    draws = pd.DataFrame({"assumption": np.linspace(0.4, 0.6, 101), "fact": 0.3})
    row = ledger_from_indices(alone, draws, points=MIN_BASE_POINTS).table.loc["assumption"]
    assert 0.4 < row["low"] < 0.41 and 0.59 < row["high"] < 0.6


def test_an_unknown_grade_is_refused():
    with pytest.raises(ValueError, match="hearsay"):
        ledger_from_indices({"hearsay": 1.0}, draws_of({"hearsay": 1.0}), points=MIN_BASE_POINTS)


def ledger_of(function, worlds, grades=KNOWN):
    """Return the ledger of a function of worlds, with the function run again in the exchanged ones."""

    def evaluate(table):
        return {"y": np.asarray(function(table), float)}

    return ledgers_from_worlds(worlds, {"y": pd.Series(evaluate(worlds)["y"], worlds.index)}, evaluate, grades)["y"]


def test_exchanged_worlds_share_one_grade_with_their_own_and_the_rest_with_one_other(worlds):
    found = exchanged(worlds, KNOWN)
    assert set(found) == set(KNOWN.values())
    for grade, table in found.items():
        own = [name for name in worlds if KNOWN[name] == grade]
        others = [name for name in worlds if KNOWN[name] != grade]
        pd.testing.assert_frame_equal(table[own], worlds[own])
        partner = [int(np.flatnonzero((worlds[others] == row).all(axis=1))[0]) for _, row in table[others].iterrows()]
        assert sorted(partner) == list(range(len(worlds)))
        assert not (np.array(partner) == np.arange(len(worlds))).any()


@pytest.mark.parametrize(
    ("graded", "truth"),
    [
        (("assumption", "assumption", "fact"), {"assumption": 0.7563, "fact": 0, INTERPLAY: 0.2437}),
        (("assumption", "fact", "assumption"), {"assumption": 0.5576, "fact": 0.4424, INTERPLAY: 0}),
    ],
)
def test_intervals_from_as_many_worlds_as_are_plausible_hold_the_truth(graded, truth):
    for draw in range(3):
        points = pd.DataFrame(np.random.default_rng(draw).random((600, 3)), columns=["x1", "x2", "x3"])
        grades = dict(zip(points, graded, strict=True))
        ledger = ledger_of(lambda table: ishigami(table.to_numpy()), points, grades)
        assert not ledger.refused and ledger.table["share"].sum() == pytest.approx(1)
        for part, expected in truth.items():
            row = ledger.table.loc[part]
            assert row["low"] - 0.02 <= expected <= row["high"] + 0.02, (draw, part)


def test_what_multiplies_among_many_that_do_nothing_is_found_without_a_model_of_it():
    pull = pd.Series({"a": 3.0, "b": 2.0, "c": 1.0})
    points = pd.DataFrame(np.random.default_rng(9).random((600, 43))).rename(columns=dict(enumerate("abc")))
    grades = {name: "theory" for name in points} | KNOWN
    ledger = ledger_of(lambda table: np.exp(table[list("abc")] @ pull), points, grades)
    own = (np.exp(2 * pull) - 1) / (2 * pull) / ((np.exp(pull) - 1) / pull) ** 2
    truth = (own - 1) / (own.prod() - 1)
    for name, part in truth.items():
        row = ledger.table.loc[KNOWN[name]]
        assert row["low"] <= part <= row["high"]
    assert list(ledger.weights.index[:2]) == ["a", "b"]
    assert ledger.weights["share"].iloc[0] == pytest.approx(truth["a"], abs=0.1)


def test_known_shares_of_a_straight_line(worlds):
    ledger = ledger_of(lambda table: 3 * table["a"] + 2 * table["b"] + table["c"], worlds)
    for grade, truth in (("assumption", 9 / 14), ("several", 4 / 14), ("fact", 1 / 14), ("theory", 0)):
        assert share(ledger, grade) == pytest.approx(truth, abs=0.1)
    assert ledger.weights.loc["a", "share"] == pytest.approx(9 / 14, abs=0.05)


def test_the_largest_part_is_held_as_often_as_others_and_grades_that_do_nothing_take_nothing_from_it():
    truth = pd.Series({"assumption": 0.7, "several": 0.2, "fact": 0.1, "theory": 0, "one dialogue": 0, INTERPLAY: 0})
    grades = dict(zip("abcde", truth.index, strict=False))
    held = []
    for draw in range(15):
        points = pd.DataFrame(np.random.default_rng(draw).random((200, 5)), columns=list("abcde"))
        table = ledger_of(lambda x: x @ np.sqrt(truth[:5].to_numpy()), points, grades).table.loc[truth.index]
        held.append((table["low"] <= truth + 0.001) & (truth - 0.001 <= table["high"]))
        assert (table.loc[["theory", "one dialogue"], "high"] < 0.02).all()
    assert (np.mean(held, axis=0) >= 0.85).all()


def test_the_order_of_worlds_makes_no_difference(worlds):
    def function(table):
        return table["a"] + table["b"] * table["c"]

    one = ledger_of(function, worlds)
    other = ledger_of(function, worlds.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.weights, other.weights)


def test_chance_of_the_runs_is_no_grade(worlds):
    rng = np.random.default_rng(2)
    ledger = ledger_of(lambda table: table["a"] + 0.5 * np.sqrt(1 / 12) * rng.standard_normal(len(table)), worlds)
    assert share(ledger, "assumption") == pytest.approx(0.8, abs=0.08)


def test_too_few_worlds_and_answers_that_do_not_vary_are_refused(worlds):
    few = worlds.iloc[: MIN_WORLDS - 1]
    assert ledger_of(lambda table: table["a"], few).refused
    assert ledger_of(lambda table: 0 * table["a"], worlds).refused
    pure = np.random.default_rng(3)
    noise = ledger_of(lambda table: pure.standard_normal(len(table)), worlds.iloc[:60])
    assert noise.refused or share(noise, INTERPLAY) > 0.4


def test_several_answers_are_told_from_one_pass(worlds):
    asked = []

    def evaluate(table):
        asked.append(len(table))
        return {"one": table["a"].to_numpy(), "two": table["b"].to_numpy()}

    answers = {"one": worlds["a"], "two": worlds["b"], "same": worlds["a"] * 0}
    found = ledgers_from_worlds(worlds, answers, evaluate, KNOWN)
    assert asked == [len(set(KNOWN.values())) * len(worlds)]
    assert share(found["one"], "assumption") > 0.8 and share(found["two"], "several") > 0.8 and found["same"].refused


def test_the_worlds_to_run_are_one_block_per_grade_that_varies_and_none_without_enough_worlds(worlds):
    further = exchanged_worlds(worlds.assign(d=0.5, a=0.25).sample(frac=1, random_state=1), KNOWN)
    blocks = exchanged(worlds.assign(d=0.5, a=0.25), KNOWN)
    varying = ["one dialogue", "several", "theory", "fact"]
    pd.testing.assert_frame_equal(further, pd.concat([blocks[grade] for grade in varying], ignore_index=True))
    assert exchanged_worlds(worlds.iloc[: MIN_WORLDS - 1], KNOWN).empty
    assert exchanged_worlds(worlds * 0, KNOWN).empty
    assert len(exchanged_worlds(worlds.iloc[:MIN_WORLDS])) == 0  # none of these is a parameter of the model


def test_grades_come_from_the_parameters():
    sample = sample_worlds(200)
    ledger = ledger_of(lambda table: table["turnover"] / 0.17 + table["legitimacy_weight"] / 3, sample, None)
    assert share(ledger, "fact") == pytest.approx(0.5, abs=0.15)
    assert share(ledger, "several") == pytest.approx(0.5, abs=0.15)


def test_answer_must_stand_on_the_worlds(worlds):
    with pytest.raises(ValueError, match="index"):
        ledgers_from_worlds(worlds, {0: worlds["a"].iloc[:-1]}, lambda table: {0: table["a"]}, KNOWN)
    with pytest.raises(ValueError, match="finite"):
        ledgers_from_worlds(worlds, {0: worlds["a"] * np.nan}, lambda table: {0: table["a"]}, KNOWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_and_picture_say_the_same(worlds, language):
    alone = {"assumption": 0.75, "fact": 0.13}
    told = ledger_from_indices(alone, draws_of(alone), points=MIN_BASE_POINTS)
    line = sentence(told, Reader(language))
    assert line.index("75") < line.index("13") < line.index(Reader(language).percent(0.12)) and "{" not in line
    assert named(INTERPLAY, Reader(language)) in line
    refused = ledger_of(lambda table: table["a"], worlds.iloc[:20])
    assert "{" not in sentence(refused, Reader(language))
    with style():
        png, svg = saved(draw_ledger({"one": told, "two": refused}, Reader(language)))
    assert png.startswith(b"\x89PNG")
    assert b"75" in svg
    assert list(told.to_frame()["part"]) == list(PARTS) and set(GRADES) < set(PARTS)


def test_limits_of_a_weight_reach_two_standard_errors_and_no_lower_than_zero(monkeypatch):
    """Two coins that count alike: an index of 0.5 each, with the standard error 0.5 / sqrt(worlds); a third is idle."""
    monkeypatch.setattr(ledger_module, "WEIGHED", ledger_module.RESAMPLES)
    coins = pd.DataFrame([[place // 4 % 2, place // 2 % 2, place % 2] for place in range(400)], columns=list("abc"))
    weights = ledger_of(lambda table: table["a"] + table["b"], coins).weights
    assert weights["share"].to_numpy() == pytest.approx([0.5, 0.5, 0])
    for name in "ab":
        low, high = weights.loc[name, ["low", "high"]] - 0.5
        assert high == pytest.approx(-low) == pytest.approx(1.96 * 0.5 / 20, rel=0.1)
    assert weights.loc["c", "low"] == 0 < weights.loc["c", "high"]
