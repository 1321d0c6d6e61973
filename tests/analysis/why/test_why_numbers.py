"""What a split shows, by hand-worked numbers: reasons of a place, the table, the bars, and the sentences from them."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.why.account import SMALL, UNSURE, account
from kraftsamling.analysis.why.figure import MAX_BARS, draw, series
from kraftsamling.analysis.why.find import WhyFinding, each_world, largest_parts
from kraftsamling.analysis.why.split import LEVERS, MECHANISMS, Split
from kraftsamling.analysis.why.words import note, sentences
from kraftsamling.analysis.words.reader import Reader
from tests.kit.splits import additive, split

TOTAL = np.array([[8.0, 6, 4, 2], [1, 3, -1, 5]])
PEERS = np.array([[5.0, 4, 3, 2], [4, 1.5, 0, 3.5]])
FEAR = np.array([[2.4, 1.1, -0.1, -0.6], [-2, 1, -1.5, 1.3]])


@pytest.fixture
def result():
    """Peers and fear in the region and in Ale, in four worlds."""
    return Split(
        places=("region", "1440"),
        parts=("peers", "fear"),
        dropped=(),
        total=TOTAL,
        remainder=TOTAL - PEERS - FEAR,
        shares=np.array([PEERS, FEAR]),
        without=np.array([[[1.3, 2, 0.4, 2.2], [0, 1, 2, 3]], TOTAL - FEAR]),
        order_error=np.zeros((2, 2)),
        screening=pd.DataFrame({"part": ["peers", "fear"], "first_in": 0.0, "last_out": 0.0, "kept": True}),
        least=0.15,
        orders=0,
        evaluated=4,
    )


def test_the_account_of_a_place(result):
    """The mean of 8, 6, 4 and 2 has a margin of 3.182 * 2.582 / 2 = 4.1 points; that of the second place, too."""
    region, ale = account(result, 0), account(result, 1)
    assert (region.worlds, region.above, region.silent, region.foremost, region.most) == (4, 4, "", (0,), True)
    assert region.total == pytest.approx({"mean": 5, "p05": 2.3, "p95": 7.7})
    assert region.remainder == pytest.approx({"mean": 0.8, "p05": 0.6, "p95": 1.07})
    assert region.shares == pytest.approx((3.5,)) and region.without == pytest.approx(1.475)
    assert (region.lower, region.effect, region.against, region.remains) == (3, UNSURE, None, True)
    assert (ale.above, ale.silent, ale.foremost, ale.effect) == (3, UNSURE, (), "")
    assert ale.total == pytest.approx({"mean": 2, "p05": -0.7, "p95": 4.7})
    small = split(additive({"peers": 0.5}), ["peers"], ["region"])
    assert account(small, 0).silent == SMALL and not account(small, 0).remains


@pytest.mark.parametrize(
    ("sign", "effect", "against"),
    [(1, "halves", -1.5), (-1, "halves", 1.5)],
)
def test_what_a_part_does_and_what_pulls_against_it_turn_with_the_sign(sign, effect, against):
    """Peers 4, knowledge 2.5 and fear -1.5 points of 5."""
    found = split(additive({"peers": sign * 4.0, "knowledge_job": sign * 2.5, "fear": sign * -1.5}),
                  ["fear", "knowledge_job", "peers"], ["region"])  # fmt: skip
    known = account(found, 0)
    assert (known.foremost, known.most, known.effect, known.lower) == ((2,), True, effect, 40)
    assert known.shares == pytest.approx((sign * 4,)) and known.without == pytest.approx(sign * 1)
    assert known.against == (0, pytest.approx(against))


@pytest.mark.parametrize(("base", "remains"), [(0.06, True), (-0.07, True), (0.04, False)])
def test_a_remainder_of_a_twentieth_of_a_point_is_mentioned(base, remains):
    assert account(split(additive({"peers": 2.0}, base=base), ["peers"], ["region"]), 0).remains is remains


def test_worlds_without_difference_are_neither_above_zero_nor_lower():
    found = split(lambda parts: np.tile([0.0, 9, 9, 9], 10)[None, :] * ("peers" in parts), ["peers"], ["region"])
    known = account(found, 0)
    assert (known.above, known.lower, known.worlds) == (30, 30, 40)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_part_is_sought_along_the_difference(sign):
    """Of 2.5 points fear takes 4.0, more than size (3.5) or peers (3.0) give."""
    weights = {"fear": sign * -4.0, "size": sign * 3.5, "peers": sign * 3.0}
    known = account(split(additive(weights), list(weights), ["region"]), 0)
    assert known.foremost == (1,) and known.shares == pytest.approx((sign * 3.5,))
    assert (known.against, known.effect) == ((0, pytest.approx(sign * -4)), "turns")


def test_the_table_has_the_largest_part_of_each_place(result):
    region, ale = largest_parts(result).to_dict("records")
    assert (region.pop("place"), region.pop("part")) == ("region", "peers")
    assert region == pytest.approx(
        {
            **{"total_mean": 5, "total_p05": 2.3, "total_p95": 7.7},
            **{"share_mean": 3.5, "share_p05": 2.15, "share_p95": 4.85},
            **{"without_mean": 1.475, "without_p05": 0.535, "without_p95": 2.17},
        }
    )
    assert ale["place"] == "1440" and pd.isna(ale["part"]) and np.isnan(ale["share_mean"])
    assert ale["total_p05"] == pytest.approx(-0.7)


def test_the_table_of_few_worlds_has_each_of_them(result):
    assert each_world(result).loc["1440"].tolist() == [1, 3, -1, 5]


def test_the_bars_of_the_figure(result):
    bars = series({MECHANISMS: result, LEVERS: split(additive({"size": 0.0}), ["size"], ["region"])}, [0, 1])
    expected = [
        ("peers", "region", 3.5, 2.15, 4.85),
        ("peers", "1440", 2.25, 0.225, 3.925),
        ("fear", "region", 0.7, -0.525, 2.205),
        ("fear", "1440", -0.3, -1.925, 1.255),
        ("remainder", "region", 0.8, 0.6, 1.07),
        ("remainder", "1440", 0.05, -0.82, 0.5),
        ("total", "region", 5, 2.3, 7.7),
        ("total", "1440", 2, -0.7, 4.7),
    ]
    assert set(bars["kind"]) == {MECHANISMS} and list(bars)[1:] == ["part", "place", "mean", "p05", "p95"]
    for row, (part, place, *numbers) in zip(bars.itertuples(index=False), expected, strict=True):
        assert (row.part, row.place) == (part, place)
        assert row[3:] == pytest.approx(tuple(numbers))


def test_the_weakest_parts_share_a_bar():
    names = [f"lever_{place}" for place in range(MAX_BARS + 2)]
    found = split(additive({name: 1.5 + place for place, name in enumerate(names)}), names, ["region"], drop=(0, 0))
    bars = series({LEVERS: found}, [0]).set_index("part")["mean"]
    assert list(bars.index) == [*reversed(names[2:]), "others", "remainder", "total"]
    assert bars["lever_2"] == pytest.approx(3.5) and bars["others"] == pytest.approx(1.5 + 2.5)


def test_the_figure_draws_the_series_and_nothing_else(result):
    bars = series({MECHANISMS: result}, [0, 1])
    with style():
        figure = draw(bars, "Title", ["The region", "Ale"], 4, Reader("en"))
    assert isinstance(figure, Figure)
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([3.5, 0.7, 0.8, 5])
    drawn = [tuple(line.get_xdata()) for line in axes.lines]
    for row in bars.itertuples():
        assert (row.p05, row.p95) in drawn
        assert (([row.mean],) in [(list(line.get_xdata()),) for line in axes.lines]) == (row.place == "1440")


def test_the_difference_is_given_at_equal_money_for_the_region_alone(result):
    titles = {"sv": "ett", "en": "one"}
    money = np.array([1.0, 3, 5, 9])
    finding = WhyFinding(titles, titles, "own", "1440", {MECHANISMS: result}, money)
    assert finding.places == [0, 1]
    first, at_money = sentences(finding, 0, Reader("en"))
    assert "+5.0 points" in first and "+2.3 to +7.7" in first
    assert "+4.5 points" in at_money and "+1.3 to +8.4" in at_money
    _, silent = sentences(finding, 1, Reader("en"))
    assert silent.endswith("cannot be told from zero. No reasons are given then.")
    assert Reader("en").over("outer", 4) in note(4, Reader("en"))
    assert len(sentences(WhyFinding(titles, titles, "equal", None, {MECHANISMS: result}, None), 0, Reader("en"))) == 1
