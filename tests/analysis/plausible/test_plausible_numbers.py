"""Plausible worlds: each criterion on hand-made cases, rankings before and after, figures and the page."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.patterns.claims import FILTERS, PATTERNS
from kraftsamling.analysis.plausible import criteria, figure
from kraftsamling.analysis.plausible.find import find
from kraftsamling.analysis.plausible.page import (
    criteria_series,
    criteria_table,
    rankings_series,
    rankings_table,
    write,
)
from kraftsamling.analysis.plausible.words import passing, sentences, too_few
from kraftsamling.analysis.words.reader import MISSING, Reader
from tests.kit.runs import forbid_runs, redrawn
from tests.kit.synthetic import examination


def filtered_by(passed, score):
    """A finding without rankings, from what each world passes and its score."""
    return find(criteria.verdict_table(passed, score), {}, {}, 1.0)


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
    base, titles = np.linspace(3, 6, 60), {"a": {"en": "Alfa"}, "b": {"en": "Beta"}}

    def said(gains, passed):
        result = find(pd.DataFrame({"plausible": passed}), {("size", "own"): gains}, titles, 1.0)
        return " ".join(sentences(result, Reader("en")))

    passed = np.arange(60) < 15
    tied = pd.DataFrame({"a": base, "b": base + np.where(passed, 0.2, -0.2)})
    assert "no sure change" in said(tied, passed) and "level with" in said(tied, passed)
    swap = pd.DataFrame({"a": base, "b": base + np.where(passed, 2, -2)})
    assert "“Alfa” is ahead of “Beta” in all worlds but behind" in said(swap, passed)
    alike = pd.DataFrame({"a": np.full(60, 5.0), "b": np.full(60, 1.0)})
    assert "the same order" in said(alike, passed) and "No course's median changes by 1 point" in said(alike, passed)


def test_one_world_is_told_in_words():
    passed = {name: np.array([name != "P15"]) for name in criteria.CRITERIA}
    assert "fails “P15: pooled" in passing(filtered_by(passed, np.zeros(1)), Reader("en"))
    assert "klarar alla" in passing(filtered_by(passed | {"P15": np.array([True])}, np.zeros(1)), Reader("sv"))


# ten worlds by hand: P15 rules out the first and null the next two

SCORE = np.array([0.04, 0.31, 0.52, 0.33, 0.41, 0.44, 0.61, 0.63, 0.64, 1.0])
GAINS = {
    ("size", "own"): pd.DataFrame({"even": [0, 0, 0, 1, 2, 3, 4, 5, 6, 8.0], "small_first": [9, 9, 9] + [2.5] * 7}),
    ("size", "equal"): pd.DataFrame({"even": [7.0] * 3 + [6.5] * 7, "small_first": [1.0] * 10}),
}
TITLES = {"even": {"sv": "Jämnt", "en": "Even"}, "small_first": {"sv": "Små först", "en": "Small first"}}


@pytest.fixture
def result():
    passed = {name: np.ones(10, bool) for name in criteria.CRITERIA}
    passed["P15"] = np.arange(10) > 0
    passed["null"] = ~np.isin(np.arange(10), (1, 2))
    return find(criteria.verdict_table(passed, SCORE), GAINS, TITLES, 1.0)


def test_counts_of_the_filter_by_hand(result):
    assert (result.worlds, result.passed, result.too_few) == (10, 7, False)
    assert repr(result) == "PlausibleFinding(7 of 10 worlds are plausible, 2 rankings)"
    assert result.strictest == ("null", pytest.approx(0.2)) and result.failed == ["P15"]
    scores = result.scores()
    assert [scores[name] for name in ("median", "plausible", "other")] == pytest.approx([0.48, 0.61, 0.31])
    assert [scores[name] for name in ("low", "high")] == pytest.approx([0.04 + 0.45 * 0.27, 0.64 + 0.55 * 0.36])


def test_rankings_by_hand(result):
    own, equal = result.rankings
    assert own.table.loc["even", ["median_all", "median_plausible"]].tolist() == [2.5, 4.0]
    assert own.table.loc["even", ["first_all", "first_plausible"]].tolist() == pytest.approx([0.5, 5 / 7])
    assert own.table.loc["small_first", ["median_all", "first_plausible"]].tolist() == pytest.approx([2.5, 2 / 7])
    assert own.leaders == ("even", "small_first") and own.swapped == () and not own.alike
    assert own.largest_move == ("even", 1.5)
    assert equal.alike and equal.leaders == ("even",) and equal.largest_move == ("even", 0.0)
    assert list(result.to_frame().index)[:3] == [
        ("size", "own", "even"), ("size", "own", "small_first"), ("size", "equal", "even")
    ]  # fmt: skip


def test_what_the_table_of_criteria_shows_by_hand(result):
    series = criteria_series(result.verdicts)
    assert list(series.index) == [*criteria.CRITERIA, figure.ALL_CRITERIA] and np.isnan(
        series.loc[figure.ALL_CRITERIA, "only_this"]
    )
    assert series.loc["null"].to_dict() == pytest.approx({"passes": 0.8, "only_this": 0.2})
    assert series.loc["P15"].to_dict() == pytest.approx({"passes": 0.9, "only_this": 0.1})
    assert series.loc[figure.ALL_CRITERIA, "passes"] == pytest.approx(0.7)
    cells = re.findall("<td>(.+?)</td>", criteria_table(series, Reader("en")))
    shown = dict(zip(series.index, zip(cells[::2], cells[1::2], strict=True), strict=True))
    assert shown["null"] == ("80%", "20%") and shown["P15"] == ("90%", "10%")
    assert shown[figure.ALL_CRITERIA] == ("<strong>70%</strong>", MISSING)


def test_what_the_table_of_rankings_shows_by_hand(result):
    series = rankings_series(result)
    assert list(series) == ["median_all", "median_plausible", "first_all", "first_plausible"]
    assert series.loc["size", "own", "even"].tolist() == pytest.approx([2.5, 4.0, 0.5, 5 / 7])
    table = rankings_table(series, {name: title["en"] for name, title in TITLES.items()}, Reader("en"))
    assert re.findall("<td>(.+?)</td>", table)[:2] == ["2.5 / 4.0", "50% / 71%"]


def test_what_the_figures_draw_by_hand(result):
    drawn = figure.passes(result.verdicts)
    assert drawn[["null", "P15", "facts", figure.ALL_CRITERIA]].tolist() == [80, 90, 100, 70]
    assert list(drawn.index) == [*criteria.CRITERIA, figure.ALL_CRITERIA]
    scores = figure.scores(result.verdicts)
    assert scores["worlds"].groupby("group").first().to_dict() == {"in_plausible": 7, "in_others": 3}
    plausible, others = (scores.loc[group, "share"] for group in ("in_plausible", "in_others"))
    shown = plausible[plausible > 0]
    assert shown.to_dict() == pytest.approx({30: 100 / 7, 40: 200 / 7, 60: 300 / 7, 95: 100 / 7})
    assert others[others > 0].to_dict() == pytest.approx({0: 100 / 3, 30: 100 / 3, 50: 100 / 3})
    halves = figure.middle_halves(result)
    assert halves.loc["size", "own", "in_all", "even"].tolist() == [0.25, 2.5, 4.75]
    assert halves.loc["size", "own", "in_plausible", "even"].tolist() == [2.5, 4.0, 5.5]
    assert len(halves) == 8


def test_few_plausible_worlds_say_nothing_of_rankings_and_none_are_not_drawn():
    passed = {name: np.arange(10) > 4 for name in criteria.CRITERIA}
    five = find(criteria.verdict_table(passed, SCORE), GAINS, TITLES, 1.0)
    assert five.too_few and five.rankings[0].leaders == () and five.rankings[0].agreement == 1
    (said,) = sentences(five, Reader("en"))
    assert [said] == too_few(five, Reader("en")) and "5" in said and str(criteria.MIN_WORLDS) in said
    none = find(criteria.verdict_table({name: np.zeros(10, bool) for name in passed}, SCORE), GAINS, TITLES, 1.0)
    assert "in_plausible" not in figure.middle_halves(none).index.get_level_values("worlds")
    assert "in_plausible" not in figure.scores(none.verdicts).index.get_level_values("group")


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_stored_is_drawn_again_without_a_run(result, tmp_path, monkeypatch, language):
    forbid_runs(monkeypatch)
    setting = examination(10, years=12)
    (tmp_path / "first").mkdir()
    write(tmp_path / "first", result, setting.subject, Reader(language, True, setting.region))
    page, remarks = redrawn(tmp_path / "again", result, write, setting, language)
    for name in ("report.html", "plausible.csv", "rankings.csv", "figures/rankings.svg", "figures/criteria.svg"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes()
    assert f'lang="{language}"' in page and TITLES["even"][language] in page and remarks == []


def test_claims_that_count_are_neither_built_in_nor_asides_nor_filters():
    scored = criteria.scored_claims()
    assert {name for name, _ in scored} <= set(criteria.SCORED)
    assert not any(claim.built_in or claim.aside or FILTERS.get(name) == claim.name for name, claim in scored)
    assert [claim.name for name, claim in scored if name == "P13"] == ["closes", "small_pooled", "large_anchored"]
