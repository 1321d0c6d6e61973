"""Robustness over worlds: hand-made gains whose criteria are known."""

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kraftsamling.analysis.robustness.boxes import available
from kraftsamling.analysis.robustness.criteria import CRITERIA, beats, regret, robustness
from kraftsamling.analysis.robustness.figure import draw_criteria
from kraftsamling.analysis.robustness.find import failures, find
from kraftsamling.analysis.robustness.page import remarks
from kraftsamling.analysis.robustness.series import criterion_series, one_world_series, pair_series
from kraftsamling.analysis.robustness.tables import scores_table
from kraftsamling.analysis.robustness.words import sentences, share_limits
from kraftsamling.analysis.words.reader import FEW_WORLDS, Reader, hundredths
from kraftsamling.model.errors import InputError

WHITE = (1.0, 1.0, 1.0, 1.0)
TITLES = {"bold": "Bold", "safe": "Safe", "idle": "Idle"}


def gains() -> pd.DataFrame:
    """Ten worlds: bold gains 20 in six of them and loses 2 in four; safe gains 6 everywhere; idle nothing."""
    return pd.DataFrame({"bold": [20.0] * 6 + [-2.0] * 4, "safe": 6.0, "idle": 0.0})


def test_known_criteria():
    found = robustness(gains(), smallest_difference=1, enough=5)
    bold, safe = found.scores.loc["bold"], found.scores.loc["safe"]
    assert bold[["near_best", "regret_max", "regret_mean", "satisficing", "maximin"]].tolist() == pytest.approx(
        [0.6, 8, 3.2, 0.6, -2]
    )
    assert safe[["near_best", "regret_max", "regret_mean", "satisficing", "maximin"]].tolist() == pytest.approx(
        [0.4, 14, 8.4, 1.0, 6]
    )
    assert (bold["regret_p90"], safe["regret_p90"]) == (8, 14)
    assert found.firsts["maximin"] == ["safe"] and found.firsts["regret_mean"] == ["bold"]
    assert found.agreed == []
    assert found.pairs.loc["bold", "safe"] == pytest.approx(0.6)
    assert found.pairs.loc["safe", "bold"] == pytest.approx(0.4)


@pytest.mark.parametrize(("least", "near"), [(1, 1), (1.5, 2), (0, 1)])
def test_what_lies_just_at_a_limit(least, near):
    """Eleven worlds in which b lies 0, 1, 2 to 10 points behind the 10 of a: at a limit it is behind, and enough."""
    found = robustness(pd.DataFrame({"a": 10.0, "b": 10.0 - np.arange(11)}), smallest_difference=least, enough=5)
    assert found.scores.loc["b"].tolist() == pytest.approx([near / 11, 5, 9, 10, 6 / 11, 0])
    assert found.scores.loc["a"].tolist() == pytest.approx([1, 0, 0, 0, 1, 10])


@pytest.mark.parametrize(("behind", "firsts"), [(0.9, ["a", "b"]), (1.0, ["a"])])
def test_a_place_is_shared_by_those_less_than_the_tie_behind(behind, firsts):
    found = robustness(pd.DataFrame({"a": [6.0] * 5, "b": 6.0 - behind}))
    for name in ("near_best", "regret_mean", "regret_p90", "regret_max", "maximin"):
        assert found.firsts[name] == firsts


def test_steady_is_how_often_a_course_stays_first_in_redrawn_worlds():
    """Of two worlds a gains 3 in one and loses 1 in the other, b nothing: drawn twice, a leads in three of four draws.

    The draws are the better world twice, both worlds in two ways, and the worse twice, where a lies a point behind.
    """
    found = robustness(pd.DataFrame({"a": [3.0, -1.0], "b": 0.0}))
    assert found.steady["regret_mean"].tolist() == pytest.approx([0.75, 0.25], abs=0.04)
    for share, unclear in ((0.949, True), (0.95, False)):
        assert bool(replace(found, held=0 * found.held + share).unclear) is unclear


def test_the_two_with_least_mean_regret_are_set_against_each_other():
    """Clopper and Pearson give 26 to 88 % for six worlds of ten, and 12 to 74 % for four."""
    found = robustness(gains())
    assert sentences(found, "own", TITLES, Reader("en"))[-1].endswith(
        "“Bold” is at least 1 point better than “Safe” in 60% of worlds (26%–88%), "
        "and at least as much worse in 40% (12%–74%)."
    )
    assert share_limits(0.29, 100, Reader("en")) == "20%–39%"
    frame = found.to_frame().set_index(["course", "other", "figure"])[["value", "low", "high", "first"]]
    limits = {0.6: (0.2624, 0.8784), 0.4: (0.1216, 0.7376)}
    for course, other, figure, share in (
        ("bold", "safe", "better_by_least", 0.6),
        ("safe", "bold", "better_by_least", 0.4),
        ("bold", "", "near_best", 0.6),
        ("safe", "", "near_best", 0.4),
    ):
        assert frame.loc[(course, other, figure)].tolist()[:3] == pytest.approx([share, *limits[share]], abs=1e-4)
    assert frame.loc[("safe", "", "regret_max"), ["low", "high"]].isna().all()
    firsts = frame["first"].unstack("figure")[list(CRITERIA)].xs("", level="other")
    pd.testing.assert_frame_equal(firsts.loc[list(found.steady.index)], found.steady, check_names=False)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_disagreement_is_named(language):
    said = " ".join(sentences(robustness(gains()), "own", TITLES, Reader(language)))
    assert {"sv": "oense", "en": "disagree"}[language] in said
    assert "Safe" in said and "Bold" in said


def test_agreement_is_said_and_a_chance_lead_is_called_uncertain():
    table = gains().assign(bold=11.0, idle=5.5)
    found = robustness(table)
    assert found.agreed == ["bold"] and not found.unclear
    said = sentences(found, "own", TITLES, Reader("en"))
    assert "5 of 6" in said[0] and "Bold" in said[0] and "level by: share of worlds that gain at least 5" in said[1]
    rng = np.random.default_rng(1)
    noise = robustness(pd.DataFrame(rng.normal(0, 10, (40, 2)), columns=["safe", "idle"]))
    assert "regret_mean" in noise.unclear


def test_a_lone_first_place_that_others_often_share_is_uncertain():
    """1.1 points ahead on average, 1 is a tie: alone first in these worlds, never behind, level in many redrawn."""
    found = robustness(pd.DataFrame({"bold": [9.0, 1.2] * 20, "safe": [4.0, 4.0] * 20}))
    assert found.firsts["regret_mean"] == ["bold"]
    lead = np.random.default_rng(5).choice([5.0, -2.8], size=(20_000, 40)).mean(axis=1)
    assert (
        found.held["regret_mean"] == pytest.approx((lead.round(9) >= 1).mean(), abs=0.04)
        and 0.4 < (lead >= 1).mean() < 0.7
    )
    assert found.steady.loc["bold", "regret_mean"] > 0.9 and "regret_mean" in found.unclear


def test_where_all_are_level_it_is_that_which_may_be_uncertain():
    """By the worst world all are level; in redrawn samples without that world they are not."""
    found = robustness(pd.DataFrame({"bold": [6.0] * 4 + [0.0], "safe": [9.0] * 4 + [0.0]}))
    assert "maximin" in found.silent and "maximin" in found.unclear
    said = " ".join(sentences(found, "own", TITLES, Reader("en")))
    assert "the first place, or that all are level, is not certain by: gain in the worst world" in said


@pytest.mark.parametrize("worlds", [FEW_WORLDS - 1, FEW_WORLDS])
def test_few_worlds_are_never_called_clear(worlds):
    table = pd.DataFrame({"bold": [9.0] * worlds, "safe": 0.0})
    said = " ".join(sentences(robustness(table), "own", TITLES, Reader("en")))
    assert ("by every criterion" in said) == (worlds == FEW_WORLDS)


def test_a_shared_first_place_is_called_shared():
    table = pd.DataFrame({"bold": [20.0] * 9 + [0.2], "safe": [6.0] * 9 + [0.0], "idle": [3.0] * 9 + [-9.0]})
    found = robustness(table)
    assert found.agreed == ["bold"] and found.firsts["maximin"] == ["bold", "safe"]
    first = sentences(found, "own", TITLES, Reader("en"))[0]
    assert first.endswith(
        "put “Bold” first, but not always alone: level with “Safe” by share of worlds that gain at least 5 points and "
        "gain in the worst world (points)."
    )
    both = robustness(table.assign(safe=table["bold"]))
    assert "put “Bold” and “Safe” (level) first." in sentences(both, "own", TITLES, Reader("en"))[0]
    assert "“Bold” och “Safe”".replace("“", "”") + " (lika) främst" in sentences(both, "own", TITLES, Reader("sv"))[0]


def test_ties_count_for_nobody():
    table = pd.DataFrame({"bold": [1.5, 2.0], "safe": [1.0, 1.0]})
    assert beats(table, 1.0).loc["bold", "safe"] == 0.5
    assert beats(table.assign(safe=table["bold"]), 0.0).to_numpy().max() == 0
    assert set(robustness(table.assign(safe=table["bold"])).agreed) == {"bold", "safe"}


@given(st.lists(st.lists(st.floats(-50, 50), min_size=3, max_size=3), min_size=2, max_size=20), st.floats(0, 5))
def test_regret_and_pairs_keep_their_bounds(rows, least):
    table = pd.DataFrame(rows, columns=list("abc"))
    assert (regret(table).to_numpy() >= 0).all() and (regret(table).min(axis=1) == 0).all()
    pairs = beats(table, least)
    assert (pairs + pairs.T <= 1 + 1e-12).all(axis=None)
    assert (np.diag(pairs) == 0).all()


def test_frame_and_bad_input():
    frame = robustness(gains()).to_frame()
    assert set(frame.loc[frame["kind"] == "criterion", "figure"]) == set(CRITERIA)
    assert len(frame) == 6 + 3 * len(CRITERIA)
    with pytest.raises(InputError):
        robustness(gains()[["bold"]])
    with pytest.raises(InputError):
        robustness(gains().replace(20.0, np.nan))


def test_failure_is_less_than_the_smallest_difference():
    table = pd.DataFrame({"course": [0.9, 1.0, 3.0], "idle": 0.0})
    assert failures(table, "course", "idle", 1.0).tolist() == [True, False, False]


def three() -> pd.DataFrame:
    """Twenty worlds: a gains 2 in eighteen and loses 2 in two; b nothing; c loses 1 in ten and gains in the others."""
    c = [-1.0] * 10 + [0.5] + [4.0] * 6 + [2.5] + [4.0] * 2
    return pd.DataFrame({"a": [2.0] * 18 + [-2.0] * 2, "b": 0.0, "c": c})


def test_the_pairs_drawn_are_the_shares_of_worlds():
    """a less c is 3 in ten worlds, 1.5 in one, -2 in six, -0.5 in one and -6 in two; shades begin at 0.1, 0.5, 0.9."""
    series = pair_series(robustness(three(), smallest_difference=1, enough=2)).set_index(["course", "other"])
    shares = {("a", "b"): 0.9, ("a", "c"): 0.55, ("b", "a"): 0.1, ("b", "c"): 0.5, ("c", "a"): 0.4, ("c", "b"): 0.45}
    assert series["share"].to_dict() == pytest.approx(shares)
    assert list(series["shade"]) == [3, 2, 1, 2, 1, 1]
    assert list(pair_series(robustness(three(), smallest_difference=5))["shade"]) == [0, 0, 0, 0, 1, 0]


def test_the_criteria_drawn_are_those_of_the_worlds():
    """a is level with the best in eleven worlds, then 0.5 behind in one, 2 in six and 6 in two: 24.5 points in all.

    Its 90th percentile lies a tenth of the way from the eighteenth, 2, to the nineteenth, 6.
    """
    result = robustness(three(), smallest_difference=1, enough=2)
    series = criterion_series(result).set_index(["course", "criterion"])
    assert series.loc["a", "value"].to_dict() == pytest.approx(
        {"near_best": 0.6, "regret_mean": 1.225, "regret_p90": 2.4, "regret_max": 6, "satisficing": 0.9, "maximin": -2}
    )
    firsts = series["first"].unstack("criterion")
    assert {name: "".join(firsts.index[firsts[name]]) for name in CRITERIA} == {
        "near_best": "a",
        "regret_mean": "ac",
        "regret_p90": "ac",
        "regret_max": "c",
        "satisficing": "a",
        "maximin": "b",
    }
    limits = series.loc["a", ["low", "high"]]
    assert limits.loc["near_best"].tolist() == pytest.approx([0.3605, 0.8088], abs=1e-4)
    assert limits.loc["satisficing"].tolist() == pytest.approx([0.6830, 0.9877], abs=1e-4)
    assert list(limits.index[limits["low"].isna()]) == ["regret_mean", "regret_p90", "regret_max", "maximin"]
    assert series["steady"].unstack("criterion")[list(CRITERIA)].equals(result.steady.rename_axis(index="course"))


def test_cells_stand_in_the_row_of_the_course_and_the_column_of_the_other():
    result = robustness(three(), smallest_difference=1, enough=2)
    left, right = draw_criteria(result, "own", {"a": "A", "b": "B", "c": "C"}, Reader("en")).axes
    drawn = {text.get_position(): text.get_text() for text in left.texts}
    assert drawn == {(1, 0): "90", (2, 0): "55", (0, 1): "10", (2, 1): "50", (0, 2): "40", (1, 2): "45"}
    values = {text.get_position(): text.get_text() for text in right.texts}
    places = range(len(CRITERIA))
    assert [values[place, -0.1] for place in places] == ["60%", "1.2", "2.4", "6.0", "90%", "−2.0"]
    assert [values[place, 0.26] for place in places] == [hundredths(share) for share in result.steady.loc["a"]]
    dark = [patch.get_x() for patch in right.patches if patch.get_y() == -0.47 and patch.get_facecolor() != WHITE]
    assert [round(x + 0.48) for x in dark] == [0, 1, 2, 4]


@pytest.mark.parametrize(("least", "first"), [(1, [True, True, False, False]), (0.75, [True, False, False, False])])
def test_in_one_world_courses_stand_in_the_order_of_their_gains(least, first):
    series = one_world_series(pd.Series({"a": 4.0, "b": 6.5, "c": 5.75, "d": -1.0}), least)
    assert list(series["course"]) == ["b", "c", "a", "d"]
    assert list(series["gained"]) == [6.5, 5.75, 4, -1] and list(series["behind"]) == [0, 0.75, 2.5, 7.5]
    assert list(series["first"]) == first


def test_a_finding_is_made_of_tables_alone():
    """bold fails in the four worlds of ten where it loses; ten are too few to search."""
    worlds = pd.DataFrame({"x": np.arange(10.0)})
    cases = []
    result = find(
        worlds,
        {"own": gains(), "equal": gains() / 2},
        {name: {"sv": name, "en": title} for name, title in TITLES.items()},
        "idle",
        each=lambda items: cases.extend(items) or items,
    )
    assert cases == [
        (budget, course, m) for budget in ("own", "equal") for course in ("bold", "safe") for m in available()
    ]
    failing = {
        (budget, *key): each.failing for budget in result.searches for key, each in result.searches[budget].items()
    }
    assert failing["own", "bold", "cart"] == 4 and failing["own", "safe", "cart"] == 0
    assert result.judged["equal"].scores.loc["safe", "maximin"] == 3
    assert list(result.points()["safe"]) == [6.0] * 10 + [3.0] * 10
    assert set(result.to_frame()["budget"]) == set(result.boxes()["budget"]) == {"own", "equal"}
    assert repr(result) == "RobustnessFinding(3 courses in 10 worlds, budgets: own, equal)"
    assert repr(result.judged["own"]) == "Robustness(3 courses in 10 worlds, first by all criteria: none)"


def test_one_world_is_neither_judged_nor_searched():
    result = find(
        pd.DataFrame({"x": [1.0]}), {"own": gains().iloc[:1]}, {}, "idle", each=lambda _: pytest.fail("searched")
    )
    assert result.judged == result.searches == {} and result.to_frame().empty and result.boxes().empty


def test_the_table_of_scores_shows_value_limits_and_steadiness():
    result = robustness(three(), smallest_difference=1, enough=2)
    html = scores_table(result, {"a": "A", "b": "B", "c": "C"}, Reader("en"))
    row = html.split("<tbody>")[1].split("</tr>")[0]
    steady = [Reader("en").percent(share) for share in result.steady.loc["a"]]
    assert re.findall(r"(?:<td>|<strong>)([−0-9.%]+)", row) == ["60%", "1.2", "2.4", "6.0", "90%", "−2.0"]
    assert re.findall(r"<strong>(.*?)</strong>", row) == ["60%", "1.2", "2.4", "90%"]
    assert re.findall(r"[;>]\s?first in (.*?)</span>", unescape(row)) == steady
    assert re.findall(r"([0-9]+%–[0-9]+%);", row) == ["36%–81%", "68%–99%"]


@pytest.mark.parametrize(("worlds", "begins"), [(1, ["A single world."]), (19, ["Only 19 worlds"]), (20, [])])
def test_a_page_on_few_worlds_says_so_first(worlds, begins):
    lines = remarks(worlds, Reader("en"))
    assert [line[: len(begin)] for line, begin in zip(lines, begins, strict=True)] == begins
