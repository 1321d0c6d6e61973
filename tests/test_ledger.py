"""The evidence ledger: exact shares from indices, and shares of known truth through the surrogate."""

import numpy as np
import pandas as pd
import pytest

from analysis.figures_style import saved, style
from analysis.ledger import (
    CHANCE,
    GRADES,
    LEAST_EXPLAINED,
    PARTS,
    UNKNOWN,
    draw_ledger,
    ledger_from_indices,
    ledger_from_worlds,
    sentence,
)
from model.sampling import sample_worlds
from model.vocabulary import LANGUAGES


def share(ledger, part):
    return ledger.table.loc[part, "share"]


@pytest.fixture(scope="module")
def worlds():
    rng = np.random.default_rng(1)
    return pd.DataFrame(rng.random((400, 6)), columns=list("abcdef"))


KNOWN = dict(zip("abcdef", ("assumption", "several", "fact", "assumption", "theory", "one dialogue"), strict=True))


def test_interactions_are_scaled_down_and_everything_adds_up():
    ledger = ledger_from_indices({"a": 0.9, "b": 0.3}, {"a": "assumption", "b": "fact"}, noise=0.1)
    assert share(ledger, "assumption") == pytest.approx(0.9 * 0.75)
    assert share(ledger, "fact") == pytest.approx(0.9 * 0.25)
    assert share(ledger, CHANCE) == pytest.approx(0.1)
    assert share(ledger, UNKNOWN) == 0
    assert ledger.table["share"].sum() == pytest.approx(1)


def test_what_cannot_be_attributed_is_shown():
    ledger = ledger_from_indices(pd.Series({"a": 0.5, "b": 0.2, "c": -0.01}), {"a": "theory", "c": "fact"})
    assert share(ledger, "theory") == pytest.approx(0.5)
    assert share(ledger, UNKNOWN) == pytest.approx(0.5)
    assert share(ledger, "fact") == 0


def test_resamples_give_intervals_around_the_share():
    draws = pd.DataFrame({"a": np.linspace(0.4, 0.6, 101), "b": 0.3})
    ledger = ledger_from_indices({"a": 0.5, "b": 0.3}, {"a": "assumption", "b": "fact"}, draws=draws)
    row = ledger.table.loc["assumption"]
    assert 0.4 < row["low"] < 0.41 and 0.59 < row["high"] < 0.6
    assert ledger_from_indices({"a": 1.0}, {"a": "fact"}).table["low"].isna().all()


def test_an_unknown_grade_is_refused():
    with pytest.raises(ValueError, match="hearsay"):
        ledger_from_indices({"a": 1.0}, {"a": "hearsay"})


def test_surrogate_finds_the_known_shares_of_a_straight_line(worlds):
    outcome = 3 * worlds["a"] + 2 * worlds["b"] + worlds["c"]
    ledger = ledger_from_worlds(worlds, outcome, KNOWN)
    assert ledger.explained > 0.97
    for grade, truth in (("assumption", 9 / 14), ("several", 4 / 14), ("fact", 1 / 14), ("theory", 0)):
        assert share(ledger, grade) == pytest.approx(truth, abs=0.06)
    assert ledger.table["share"].sum() == pytest.approx(1)
    assert (ledger.table["low"] <= ledger.table["share"] + 1e-9).all()


def test_trees_take_over_where_the_line_fails(worlds):
    outcome = 8 * (worlds["a"] - 0.5) ** 2 + 0.3 * worlds["c"]
    ledger = ledger_from_worlds(worlds, outcome, KNOWN)
    assert not ledger.refused and ledger.explained > 0.7
    assert share(ledger, "assumption") > 0.8 * ledger.explained
    assert share(ledger, UNKNOWN) == pytest.approx(1 - ledger.explained, abs=0.01)


def test_chance_in_the_outcome_stays_unknown(worlds):
    signal = worlds["a"] + worlds["b"]
    noise = np.random.default_rng(2).standard_normal(len(worlds)) * signal.std() * 0.5
    ledger = ledger_from_worlds(worlds, signal + noise, KNOWN)
    assert share(ledger, UNKNOWN) == pytest.approx(0.2, abs=0.08)


def test_a_surrogate_that_explains_too_little_is_refused(worlds):
    outcome = pd.Series(np.random.default_rng(3).standard_normal(len(worlds)), worlds.index)
    ledger = ledger_from_worlds(worlds, outcome, KNOWN)
    assert ledger.refused and ledger.explained < LEAST_EXPLAINED
    assert ledger.table["share"].isna().all()
    assert ledger_from_worlds(worlds.iloc[:20], worlds["a"].iloc[:20], KNOWN).refused
    assert ledger_from_worlds(worlds, worlds["a"] * 0, KNOWN).refused


def test_grades_come_from_the_parameters():
    sample = sample_worlds(80)
    ledger = ledger_from_worlds(sample, sample["turnover"] / 0.17 + sample["fear"] / 2.7)
    assert share(ledger, "fact") == pytest.approx(0.5, abs=0.1)
    assert share(ledger, "several") == pytest.approx(0.5, abs=0.1)


def test_outcome_must_stand_on_the_worlds(worlds):
    with pytest.raises(ValueError, match="index"):
        ledger_from_worlds(worlds, worlds["a"].iloc[:-1], KNOWN)
    with pytest.raises(ValueError, match="finite"):
        ledger_from_worlds(worlds, worlds["a"] * np.nan, KNOWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_and_picture_say_the_same(worlds, language):
    told = ledger_from_indices({"a": 0.75, "b": 0.25}, {"a": "assumption", "b": "fact"})
    line = sentence(told, language)
    assert "75" in line and "25" in line and "{" not in line
    assert line.index("75") < line.index("25")
    refused = ledger_from_worlds(worlds.iloc[:20], worlds["a"].iloc[:20], KNOWN)
    assert "{" not in sentence(refused, language)
    with style():
        png, svg = saved(draw_ledger({"one": told, "two": refused}, language))
    assert png.startswith(b"\x89PNG")
    assert b"75" in svg
    assert list(told.to_frame()["part"]) == list(PARTS) and set(GRADES) < set(PARTS)
