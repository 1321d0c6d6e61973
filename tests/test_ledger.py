"""The evidence ledger: exact shares from indices, and shares of known truth through the surrogate."""

import numpy as np
import pandas as pd
import pytest
from SALib.test_functions import Ishigami, Sobol_G

from analysis.figures_style import saved, style
from analysis.ledger import (
    CHANCE,
    GRADES,
    INTERPLAY,
    LEAST_EXPLAINED,
    PARTS,
    UNKNOWN,
    draw_ledger,
    ledger_from_indices,
    ledger_from_worlds,
    named,
    sentence,
)
from analysis.sensitivity import LEAST_POINTS, study
from analysis.wording import percent
from experiments.sensitivity import ledgers_of
from model.sampling import sample_worlds
from model.vocabulary import LANGUAGES


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
    ledger = ledger_from_indices(alone, draws_of(alone), points=LEAST_POINTS, noise=0.1)
    assert share(ledger, "assumption") == pytest.approx(0.9 * 0.5)
    assert share(ledger, "fact") == pytest.approx(0.9 * 0.2)
    assert share(ledger, INTERPLAY) == pytest.approx(0.9 * 0.3)
    assert share(ledger, CHANCE) == pytest.approx(0.1)
    assert share(ledger, UNKNOWN) == 0
    assert ledger.table["share"].sum() == pytest.approx(1)


def test_what_sampling_error_adds_beyond_the_whole_is_taken_away():
    alone = {"assumption": 0.9, "fact": 0.3, "theory": -0.02}
    ledger = ledger_from_indices(alone, draws_of(alone), points=LEAST_POINTS)
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
    line = sentence(unsure, language)
    for grade, truth in (("assumption", 0.5576), ("fact", 0.4424)):
        row = unsure.table.loc[grade]
        assert row["low"] <= truth <= row["high"]
        assert all(percent(row[end], language) in line for end in ("low", "high"))
        assert percent(row["share"], language) not in line
    few = of_design(ishigami, grades, 500)
    assert few.refused and few.table["share"].isna().all()
    assert str(LEAST_POINTS) in sentence(few, language)


def test_shares_are_sure_only_where_the_sample_is_enough_and_intervals_are_narrow():
    alone = {"assumption": 0.6, "fact": 0.4}

    def made(half, **sample):
        return ledger_from_indices(alone, draws_of(alone, half), **{"points": LEAST_POINTS, **sample})

    assert made(0.01).sure and not made(0.01, enough=False).sure
    assert not made(0.15).sure and not made(0.15).refused
    assert made(0.45).refused and made(0.01, points=LEAST_POINTS - 1).refused


def test_resamples_give_intervals_around_the_share():
    alone = {"assumption": 0.5, "fact": 0.3}
    draws = pd.DataFrame({"assumption": np.linspace(0.4, 0.6, 101), "fact": 0.3})
    row = ledger_from_indices(alone, draws, points=LEAST_POINTS).table.loc["assumption"]
    assert 0.4 < row["low"] < 0.41 and 0.59 < row["high"] < 0.6


def test_an_unknown_grade_is_refused():
    with pytest.raises(ValueError, match="hearsay"):
        ledger_from_indices({"hearsay": 1.0}, draws_of({"hearsay": 1.0}), points=LEAST_POINTS)


@pytest.mark.parametrize(
    ("graded", "truth"),
    [
        (("assumption", "assumption", "fact"), {"assumption": 0.7563, "fact": 0, INTERPLAY: 0.2437}),
        (("assumption", "fact", "assumption"), {"assumption": 0.5576, "fact": 0.4424, INTERPLAY: 0}),
    ],
)
def test_shares_of_a_surrogate_are_the_least_that_they_can_be_and_the_rest_may_be_anyones(graded, truth):
    points = pd.DataFrame(np.random.default_rng(4).random((1500, 3)), columns=["x1", "x2", "x3"])
    outcome = pd.Series(ishigami(points.to_numpy()), points.index)
    ledger = ledger_from_worlds(points, outcome, dict(zip(points, graded, strict=True)))
    for part, expected in truth.items():
        row = ledger.table.loc[part]
        assert row["share"] == row["low"] <= expected <= row["high"]
    assert ledger.table.loc[UNKNOWN, "share"] < 1 - ledger.explained + truth[INTERPLAY] + 0.15
    assert ledger.weights["share"].sum() > ledger.explained + 0.1
    assert ledger.table["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("function", "truth"),
    [(ishigami, (0.5576, 0.4424, 0.2437)), (sobol_g, (0.6266, 0.3227, 0.1930, 0.0075))],
)
def test_a_surrogate_on_as_many_worlds_as_are_plausible_sees_most_of_the_interplay(function, truth):
    points = pd.DataFrame(np.random.default_rng(8).random((462, len(truth))), columns=list("abcd")[: len(truth)])
    ledger = ledger_from_worlds(points, pd.Series(function(points.to_numpy())), KNOWN)
    assert ledger.explained > 0.85
    weights = ledger.weights["share"].reindex(points.columns)
    assert weights.to_numpy() == pytest.approx(truth, abs=0.15)
    assert weights.sum() < sum(truth) + 0.03


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_surrogate_gives_the_least_and_says_that_the_rest_cannot_be_placed(worlds, language):
    ledger = ledger_from_worlds(worlds, worlds["a"] + worlds["b"] * worlds["c"], KNOWN)
    line = sentence(ledger, language)
    least = f"{100 * ledger.table.loc['assumption', 'low']:.0f}"
    assert {"sv": f"minst {least}", "en": f"at least {least}"}[language] in line
    assert {"sv": "går inte att säga", "en": "cannot be told"}[language] in line
    assert {"sv": "mellan", "en": "between"}[language] not in line.split(".")[0]


def test_a_straight_line_shows_no_interplay(worlds):
    ledger = ledger_from_worlds(worlds, 3 * worlds["a"] + 2 * worlds["b"] + worlds["c"], KNOWN)
    assert share(ledger, INTERPLAY) == pytest.approx(0, abs=1e-9)


def test_surrogate_finds_the_known_shares_of_a_straight_line(worlds):
    outcome = 3 * worlds["a"] + 2 * worlds["b"] + worlds["c"]
    ledger = ledger_from_worlds(worlds, outcome, KNOWN)
    assert ledger.explained > 0.97
    for grade, truth in (("assumption", 9 / 14), ("several", 4 / 14), ("fact", 1 / 14), ("theory", 0)):
        assert share(ledger, grade) == pytest.approx(truth, abs=0.06)
    assert ledger.table["share"].sum() == pytest.approx(1)
    assert (ledger.table["low"] <= ledger.table["share"] + 1e-9).all()


def test_what_works_in_proportion_is_a_straight_line_in_normal_scores(worlds):
    """Parameters that multiply, as in a difference with a long tail, among many that do nothing."""
    pull = pd.Series({"a": 3.0, "b": 2.0, "c": 1.0})
    points = pd.DataFrame(np.random.default_rng(9).random((468, 43))).rename(columns=dict(enumerate("abcd")))
    ledger = ledger_from_worlds(points, np.exp(points[list("abc")] @ pull), KNOWN)
    own = (np.exp(2 * pull) - 1) / (2 * pull) / ((np.exp(pull) - 1) / pull) ** 2
    truth = (own - 1) / (own.prod() - 1)
    assert ledger.explained > 0.85
    for name, part in truth.items():
        assert share(ledger, KNOWN[name]) == pytest.approx(part, abs=0.1)


def test_the_order_of_worlds_makes_no_difference(worlds):
    outcome = worlds["a"] + worlds["b"] * worlds["c"]
    shuffled = outcome.sample(frac=1, random_state=1)
    one, other = (ledger_from_worlds(worlds.loc[each.index], each, KNOWN) for each in (outcome, shuffled))
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.weights, other.weights)


def test_trees_take_over_where_the_line_fails(worlds):
    outcome = 8 * (worlds["a"] - 0.5) ** 2 + 0.3 * worlds["c"]
    ledger = ledger_from_worlds(worlds, outcome, KNOWN)
    assert not ledger.refused and ledger.explained > 0.7
    assert share(ledger, "assumption") > 0.8 * ledger.explained
    assert 1 - ledger.explained <= share(ledger, UNKNOWN) < 1 - ledger.explained + 0.1


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
    ledger = ledger_from_worlds(sample, sample["turnover"] / 0.17 + sample["legitimacy_weight"] / 4)
    assert share(ledger, "fact") == pytest.approx(0.5, abs=0.1)
    assert share(ledger, "several") == pytest.approx(0.5, abs=0.1)


def test_outcome_must_stand_on_the_worlds(worlds):
    with pytest.raises(ValueError, match="index"):
        ledger_from_worlds(worlds, worlds["a"].iloc[:-1], KNOWN)
    with pytest.raises(ValueError, match="finite"):
        ledger_from_worlds(worlds, worlds["a"] * np.nan, KNOWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_and_picture_say_the_same(worlds, language):
    alone = {"assumption": 0.75, "fact": 0.13}
    told = ledger_from_indices(alone, draws_of(alone), points=LEAST_POINTS)
    line = sentence(told, language)
    assert line.index("75") < line.index("13") < line.index(percent(0.12, language)) and "{" not in line
    assert named(INTERPLAY, language) in line
    refused = ledger_from_worlds(worlds.iloc[:20], worlds["a"].iloc[:20], KNOWN)
    assert "{" not in sentence(refused, language)
    with style():
        png, svg = saved(draw_ledger({"one": told, "two": refused}, language))
    assert png.startswith(b"\x89PNG")
    assert b"75" in svg
    assert list(told.to_frame()["part"]) == list(PARTS) and set(GRADES) < set(PARTS)
