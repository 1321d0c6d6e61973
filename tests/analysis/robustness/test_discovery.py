"""Scenario discovery: a planted box is found, noise gives none, and nothing is claimed of too few worlds."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.robustness import boxes, discovery
from kraftsamling.analysis.robustness.boxes import Limit, available, box_of, coverage, inside, search
from kraftsamling.analysis.robustness.discovery import Demands, Discovery, discover
from kraftsamling.analysis.robustness.figure import draw_discovery
from kraftsamling.analysis.robustness.series import box_series, limit_series
from kraftsamling.analysis.robustness.tables import boxes_table
from kraftsamling.analysis.robustness.words import box_sentence, limit_in_words
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError

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


FIGURES = ("coverage", "density", "coverage_unseen", "density_unseen")


@pytest.mark.parametrize(
    ("weak", "reason"),
    [({}, "box"), *(({name: 0.3}, name.split("_")[0]) for name in FIGURES)],
)
def test_a_box_must_hold_in_worlds_that_did_not_make_it(weak, reason):
    found = Discovery("cart", 100, 30, "", **(dict.fromkeys(FIGURES, 0.95) | weak))
    assert discovery._reason(found, Demands()) == reason


@pytest.mark.parametrize(
    ("failing", "density", "reason"),
    [(30, 0.59, "density"), (30, 0.6, "box"), (80, 0.86, "density"), (80, 0.87, "box")],
)
def test_a_box_must_be_denser_the_more_worlds_fail_anyway(failing, density, reason):
    """At least 0.6; where 0.8 fail anyway a third of the way to 1, 0.8 + 0.33 * 0.2 = 0.866."""
    found = Discovery("cart", 100, failing, "", **(dict.fromkeys(FIGURES, 0.95) | {"density": density}))
    assert discovery._reason(found, Demands()) == reason


def test_limits_hold_at_their_value_and_are_found_again_near_their_place():
    worlds = pd.DataFrame({"x": np.arange(10.0)})
    low, high = box_of(worlds, [("x", "low", 3), ("x", "high", 3)])
    assert low.holds(worlds).tolist() == [False] * 3 + [True] * 7 and low.place == 0.3
    assert high.holds(worlds).tolist() == [True] * 4 + [False] * 6 and high.place == 0.4
    for changed, again in (({"place": 0.44}, True), ({"place": 0.46}, False), ({"end": "high"}, False)):
        assert low.again(replace(low, **changed)) is again
    assert not low.again(replace(low, parameter="y"))
    assert coverage(worlds, np.ones(10, bool), (replace(low, value=10.0),)) == (0.0, 0.0)
    assert Discovery("cart", 10, 5, "box", box=(low, high)).dimensions == 1


@pytest.mark.parametrize(("spared", "kept"), [(6, {"x"}), (7, {"x", "z"})])
def test_a_limit_that_adds_next_to_nothing_is_dropped(spared, kept):
    """The upper half of x fails, but for `spared` of the ten worlds in it where z is on.

    Without the limit on z coverage less false alarms is 1 - spared / (100 + spared); with it 90 / (100 - spared). The
    gain is 0.014 with six spared, 0.033 with seven.
    """
    worlds = pd.DataFrame({"x": np.arange(200) / 200, "z": (np.arange(200) >= 100) & (np.arange(200) % 10 == 5)})
    fails = (np.arange(200) >= 100) & ~(worlds["z"] & (np.arange(200) < 100 + 10 * spared))
    box = search(worlds.astype(float), fails.to_numpy(), "cart")
    assert {limit.parameter for limit in box} == kept


def test_a_box_holds_a_twentieth_of_the_worlds_at_least():
    worlds = pd.DataFrame({"x": np.arange(1000) / 1000})
    box = search(worlds, worlds["x"].to_numpy() >= 0.985, "cart")
    assert inside(worlds, box).sum() == 50


@pytest.mark.parametrize(("failing", "searched"), [(14, False), (15, True), (25, True), (26, False)])
def test_fifteen_worlds_of_either_kind_are_searched(failing, searched):
    found = discover(uniform(1, 40), np.arange(40) < failing, resamples=1)
    assert (found.reason != "few") is searched


def test_the_figures_of_unseen_worlds_are_of_the_limits_found_again_there(monkeypatch):
    """Every world with x of 0.5 or more fails; a search in two thirds puts the limit at 0.6 and adds one of its own."""
    worlds = pd.DataFrame({"x": np.arange(300) / 300, "y": np.arange(300) % 7})

    def searched(some, fails, method):
        sides = [("x", "low", 0.5), ("y", "high", 5)] if len(some) == 300 else [("x", "low", 0.6), ("y", "low", 2)]
        return box_of(some, sides)

    def covered(some, fails, box):
        asked.append(len(some))
        return coverage(some, fails, box)

    asked = []
    monkeypatch.setattr(discovery, "search", searched)
    monkeypatch.setattr(discovery, "coverage", covered)
    found = discover(worlds, worlds["x"].to_numpy() >= 0.5, resamples=50)
    assert asked == [300] + 50 * [100]
    assert [limit.parameter for limit in found.box] == ["x"] and [limit.parameter for limit in found.dropped] == ["y"]
    assert found.again == {("x", "low"): 1.0, ("y", "high"): 0.0}
    assert (found.coverage, found.density, found.density_unseen) == (1, 1, 1)
    assert found.coverage_unseen == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("method", METHODS)
def test_a_planted_box_is_found(method):
    table = uniform(1)
    inside = (table["p3"] > 0.6) & (table["p7"] < 0.5)
    found = discover(table, planted(table, inside, 1), method, resamples=10)
    assert found.holds and found.dimensions == 2
    limits = {(limit.parameter, limit.end): limit.value for limit in found.box}
    assert limits["p3", "low"] == pytest.approx(0.6, abs=0.08)
    assert limits["p7", "high"] == pytest.approx(0.5, abs=0.08)
    assert found.coverage > 0.6 and found.density > 0.75
    assert all(found.again[limit.parameter, limit.end] >= 0.7 for limit in found.box)


@pytest.mark.parametrize("method", METHODS)
def test_a_switch_can_be_a_limit(method):
    table = uniform(2)
    found = discover(table, planted(table, (table["p11"] == 1) & (table["p1"] > 0.5), 2), method, resamples=10)
    assert found.holds and {limit.parameter for limit in found.box} == {"p1", "p11"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.25, 0.7])
def test_pure_noise_gives_no_box(method, share):
    for seed in range(3 if method == "cart" else 1):
        fails = np.random.default_rng(seed + 50).random(300) < share
        assert not discover(uniform(seed), fails, method, resamples=10).holds


def test_demands_decide():
    table = uniform(1)
    fails = planted(table, (table["p3"] > 0.6) & (table["p7"] < 0.5), 1)
    assert discover(table, fails, demands=Demands(stability=1.01)).reason == "stability"
    assert discover(table, fails, demands=Demands(coverage=0.99)).reason == "coverage"
    assert discover(table, fails, demands=Demands(density=0.99)).reason == "density"
    assert discover(table, (table["p3"] > 0.6).to_numpy(), demands=Demands(stability=1)).holds


def test_a_box_no_denser_than_failure_everywhere_is_refused():
    table = uniform(4)
    fails = np.random.default_rng(9).random(300) < np.where(table["p0"] > 0.3, 0.9, 0.75)
    assert not discover(table, fails).holds


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
    monkeypatch.setattr(boxes, "find_spec", lambda _: None)
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
    assert "p3" in box_sentence(found, "X", Reader(language))
    none = discover(table, np.random.default_rng(0).random(300) < 0.3)
    assert {"sv": "ingen låda", "en": "no box"}[language] in box_sentence(none, "X", Reader(language))


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
    assert box_sentence(found, "X", Reader(language)).startswith(told)


def searched() -> dict[tuple[str, str], Discovery]:
    """One search of 40 worlds with a box that holds, and one of 50 whose box does not."""
    low, high = Limit("start_political", "low", 0.3, 0.35), Limit("turnover", "high", 0.2, 0.8)
    again = {("start_political", "low"): 0.85, ("turnover", "high"): 0.95}
    held = Discovery("cart", 40, 12, "box", (low, high), (), 0.75, 0.65, 0.7, 0.6, again)
    lost = Discovery("cart", 50, 21, "density", (replace(low, place=0.45),), (), 0.5, 0.4, 0.44, 0.36, again)
    return {("a", "cart"): held, ("b", "cart"): lost}


def test_boxes_drawn_are_those_of_the_searches():
    series = box_series(searched()).set_index("course")
    figures = ["failing", "coverage", "coverage_unseen", "density", "density_unseen"]
    assert series.loc["a", figures].tolist() == pytest.approx([0.3, 0.75, 0.7, 0.65, 0.6])
    assert series.loc["b", figures].tolist() == pytest.approx([0.42, 0.5, 0.44, 0.4, 0.36])
    assert list(series["holds"]) == [True, False] and list(series["dimensions"]) == [2, 1]


def test_the_table_has_coverage_before_density_and_unseen_worlds_below():
    shown = boxes_table(searched(), {"a": "A", "b": "B"}, Reader("en"))
    cells = re.findall(r'<td>(\d+)%<span class="range">(\d+)%</span></td>', shown)
    assert cells == [("75", "70"), ("65", "60"), ("50", "44"), ("40", "36")]


def test_limits_drawn_leave_the_worlds_on_their_side():
    series = limit_series(searched())
    assert series[["low", "high", "again"]].to_numpy().tolist() == [[0.35, 1, 0.85], [0, 0.8, 0.95], [0.45, 1, 0.85]]
    assert list(series["parameter"]) == ["start_political", "turnover", "start_political"]
    assert list(series["holds"]) == [True, True, False] and list(series["value"]) == [0.3, 0.2, 0.3]


def test_only_boxes_that_hold_are_drawn_and_each_point_is_where_its_share_is():
    left, right = draw_discovery(searched(), "Heading", {"a": "A", "b": "B"}, Reader("en")).axes
    bars = [(bar.get_x(), bar.get_width()) for bar in right.patches]
    assert bars[1::2] == [pytest.approx((35, 65)), pytest.approx((0, 80))] and bars[::2] == [(0, 100)] * 2
    assert [text.get_text() for text in right.texts] == ["85%", "95%"]
    lines = [line.get_xdata().tolist() for line in left.lines]
    assert lines[0] == pytest.approx([30, 30]) and lines[7] == pytest.approx([42, 42])
    assert [points[0] for points in lines[2:4] + lines[5:7]] == pytest.approx([75, 70, 65, 60])
    assert left.lines[2].get_markerfacecolor() != "white" == left.lines[3].get_markerfacecolor()
    assert left.get_legend_handles_labels()[1] == ["coverage", "density"]
    none = draw_discovery({("b", "cart"): searched()["b", "cart"]}, "Heading", {"b": "B"}, Reader("en")).axes[1]
    assert [text.get_text() for text in none.texts] == ["No box holds"] and not none.patches


def test_a_search_prints_itself_in_one_line():
    held, lost = searched().values()
    assert repr(held) == "Discovery(cart: 12 of 40 worlds fail; box: start_political low 0.3 and turnover high 0.2)"
    assert repr(replace(lost, box=())) == "Discovery(cart: 21 of 50 worlds fail; density: no limit)"


@pytest.mark.parametrize(
    ("parameter", "end", "shown"),
    [
        ("order_or_vocabulary", "low", "is on"),
        ("order_or_vocabulary", "high", "is off"),
        ("turnover", "low", "is at least 0.25"),
        ("turnover", "high", "is at most 0.25"),
    ],
)
def test_a_limit_says_which_side_it_leaves(parameter, end, shown):
    assert shown in limit_in_words(Limit(parameter, end, 0.25, 0.5), Reader("en"))
