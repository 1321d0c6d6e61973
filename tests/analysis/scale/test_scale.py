"""The scale on hand-made worlds: where they lie in their bracket, how it is told, and what is drawn."""

import numpy as np
import pytest

from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.scale.figure import draw, numbers, series
from kraftsamling.analysis.scale.find import SHARE_OF_WORLDS, Bracket, find
from kraftsamling.analysis.scale.page import cells
from kraftsamling.analysis.scale.words import between, sentences
from kraftsamling.analysis.words.reader import Reader

LINE, OTHER = "senders", "public_part"
"""Two lines that have names."""


def even(low, high):
    """21 worlds, evenly spread: their 5th and 95th percentiles are the second and the last but one."""
    return np.linspace(low, high, 21)


def found(low, high, values):
    finding = find([Bracket(LINE, "12", low, high, "share")], {LINE: values})
    return finding.table.loc[LINE]


@pytest.mark.parametrize(
    ("worlds", "verdict"),
    [
        (even(0.2, 0.4), "within"),
        (even(0.1, 0.5), "within"),
        (even(0, 0.6), "about"),
        (even(-0.1, 0.7), "about"),
        (even(-0.3, 0.9), "wide"),
        (even(0.4, 0.8), "outside"),
        (np.full(21, np.nan), "unseen"),
    ],
)
def test_a_line_is_judged_by_its_middle_and_its_width(worlds, verdict):
    assert found(0.1, 0.5, worlds)["verdict"] == verdict


def test_a_line_by_hand():
    row = found(0.1, 0.5, np.array([*even(0, 0.8), np.nan]))
    assert row[["p05", "median", "p95"]].tolist() == pytest.approx([0.04, 0.4, 0.76])
    assert (row["counted"], row["inside"]) == (21, pytest.approx(10 / 21))
    assert (row["covered"], row["width"]) == (pytest.approx(1.0), pytest.approx(1.8))
    assert found(0.1, 0.5, even(0.3, 0.7))["covered"] == pytest.approx((0.5 - 0.32) / 0.4)


@pytest.mark.parametrize(
    ("values", "share", "verdict"), [([1, 0, 0, 1], 0.5, "within"), ([1, 1, 1, 0], 0.75, "outside")]
)
def test_a_share_of_worlds_is_one_number(values, share, verdict):
    bracket = Bracket(LINE, "7", 0.25, 0.7, SHARE_OF_WORLDS)
    other = Bracket(OTHER, "8", 0, 1, "share")
    row = find([bracket, other], {LINE: np.array(values, float), OTHER: np.zeros(4)}).table.loc[LINE]
    assert (row["median"], row["verdict"]) == (share, verdict) and np.isnan(row["p05"])


@pytest.fixture
def both():
    brackets = [Bracket(LINE, "12", 0.1, 0.6, "share"), Bracket(OTHER, "17a", 2.0, 4.0, "points", sourced=True)]
    worlds = {LINE: np.array([0.2, 0.3, 0.9, np.nan]), OTHER: np.array([3.0, 9, 9, 2.5])}
    return find(brackets, worlds)


def test_lines_met_in_each_world_are_of_those_it_can_tell(both):
    assert both.met.tolist() == [1.0, 0.5, 0.0, 1.0]
    assert repr(both) == "ScaleFinding(1 of 2 lines hold)"


def test_what_is_said_names_the_lines_that_fail(both):
    first, outside, met = sentences(both, Reader("en"))
    assert first == "1 of 2 lines hold." and outside.startswith("Outside: Part of level 1's gain")
    assert "75% of the lines" in met and "in 50% of worlds" in met


def test_the_table_has_units_and_the_source(both):
    senders, public = cells(both, Reader("sv"))
    assert senders[1:] == ["10 till 60 %", "omdöme", "21 / 30 / 84", "67\u00a0%", "1,3", "ungefär"]
    assert public[1:3] == ["2,0 till 4,0 poäng", "källa"] and public[-1] == "utanför"


def test_what_is_drawn_stands_in_widths_of_its_bracket_and_is_cut_off(both):
    drawn = series(both)
    assert drawn.loc[LINE, ["place_p05", "place_median", "place_p95"]].tolist() == pytest.approx([0.22, 0.4, 1.48])
    assert drawn.loc[OTHER, "place_p95"] == 2.5
    assert numbers(drawn.loc[LINE].to_dict(), Reader("en")) == "21 / 30 / 84  (10 to 60%)"
    with style():
        axes = draw(drawn, "note", Reader("en")).axes[0]
    assert [label.get_text()[-20:] for label in axes.get_yticklabels()] == [
        "three: gain lost  12",
        "public measures  17a",
    ]


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("points", "0.3 to 4.0 points"),
        ("index", "0.30 to 4.00"),
        ("years", "0.3 to 4.0 years"),
        ("worlds", "30 to 400% of worlds"),
    ],
)
def test_brackets_are_written_in_their_unit(unit, said):
    assert between(0.3, 4, unit, Reader("en")) == said
