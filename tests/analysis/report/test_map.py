"""The map of the report and its table of municipalities."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.report import places_table
from kraftsamling.analysis.report.figures import map, places
from kraftsamling.analysis.report.figures.map_labels import put_labels
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.model.vocabulary import INGREDIENTS
from tests.kit.synthetic import context_of, known


def drawn(draw, table, labels):
    """Draw in the look of a report."""
    with style():
        return draw(table, labels)


def evidence_of(made, **others):
    return TableEvidence(made, context_of(made, **others))


SIX = {"no_support": {"capacity_mean": [40.0] * 6}, "a": {"capacity_mean": [37.0, 40.2, 40.4, 42.0, 45.0, 49.0]}}
REGION = SimpleNamespace(
    name="trial",
    codes=("0001", "0002"),
    names=("Alfa", "Beta"),
    seats=("", ""),
    start_year=2026,
    population=np.array([9000.0, 36000.0]),
    size_class=np.array([0, 1]),
    latitude=np.array([57.0, 58.0]),
    longitude=np.array([12.0, 13.0]),
    borders=None,
)


ENDS = {"0001": [40.4, 42.0, 49.0], "0002": [40.5, 40.9, 46.5]}


def placed(**columns) -> Tables:
    """Tables of a course with cost in three worlds whose two municipalities end at `ENDS`."""
    made = known({"a": {"capacity_mean": [43.0, 44.0, 45.0]}}, cost={"a": 1.0})
    places = made.municipalities
    ends = [ENDS[code][world] for code, world in zip(places["code"], places["world"], strict=True)]
    return Tables(made.trajectories, places.assign(capacity_end=ends, **columns))


def test_the_map_shows_the_median_gain_and_how_sure_it_is():
    evidence = evidence_of(placed(), region=REGION)
    circles = map.series(evidence)
    assert list(circles.index) == [("own", "a", "0002"), ("own", "a", "0001")]  # the most populous first
    shown = {code: circles.loc[("own", "a", code), ["gained", "sure"]].tolist() for code in ENDS}
    assert shown == {"0001": pytest.approx([2.0, 2 / 3]), "0002": pytest.approx([0.9, 1 / 3])}
    assert circles["area"].tolist() == pytest.approx([210, 105])
    width = np.cos(np.radians(57.5))
    assert circles[["x", "y"]].to_numpy().tolist() == pytest.approx(np.array([[13 * width, 58], [12 * width, 57]]))
    _, panel, *_ = drawn(map.draw, circles, evidence.labels).axes
    disks, crosses = panel.collections
    assert disks.get_array().tolist() == pytest.approx([0.9, 2.0])
    assert disks.get_sizes().tolist() == pytest.approx([210, 105])
    assert crosses.get_offsets().tolist() == pytest.approx(circles.iloc[:1][["x", "y"]].to_numpy())


@pytest.mark.parametrize("spread", [(0.0, 20.0), (20.0, 0.0), (3.0, 3.0)], ids=["upright", "flat", "square"])
def test_no_circle_of_the_map_is_cut_however_narrow_the_region(spread):
    evidence = evidence_of(placed(), region=REGION)
    circles = map.series(evidence).assign(area=210.0)
    circles[["x", "y"]] = [[10.0, 50.0], [10 + spread[0], 50 + spread[1]]]
    figure = drawn(map.draw, circles, evidence.labels)
    figure.canvas.draw()
    panel = figure.axes[1]
    frame = panel.get_window_extent().extents * 72 / figure.dpi
    radius = np.sqrt(210 / np.pi)
    for point in panel.transData.transform(circles[["x", "y"]].to_numpy()) * 72 / figure.dpi:
        assert (frame[:2] <= point - radius).all() and (point + radius <= frame[2:]).all()


@pytest.mark.parametrize(("gains", "count"), [((0.011, 0.034), 3), ((0.3, 0.9), 3), ((2.0, 3.3), 3), ((5.0, 31.0), 3)])
def test_the_colours_of_the_map_can_be_read_however_small_the_gains(gains, count):
    evidence = evidence_of(placed(), region=REGION)
    figure = drawn(map.draw, map.series(evidence).assign(gained=gains), evidence.labels)
    figure.canvas.draw()
    bar = figure.axes[-1]
    low, high = bar.get_xlim()
    ticks = [(label.get_position()[0], label.get_text()) for label in bar.get_xticklabels()]
    read = [text for place, text in ticks if low <= place <= high]
    assert len(read) >= count and len(set(read)) == len(read)


def test_a_long_name_is_cut_on_the_map():
    names = ("Unjárga - Nesseby - Uuniemi", "Sund")
    axes = Figure(figsize=(3, 3)).add_subplot()
    put_labels(axes, np.array([[0.2, 0.5], [0.8, 0.5]]), names)
    assert {text.get_text() for text in axes.texts} == {"Unjárga - Nesseby - U…", "Sund"}


def test_the_map_is_held_against_no_support_where_that_was_run():
    alone, base = placed(), placed()
    places = base.municipalities.assign(strategy="no_support", capacity_end=40.0 + base.municipalities["world"] / 4)
    rows = base.trajectories.assign(strategy="no_support", cost_sek=0.0)
    both = Tables(pd.concat([alone.trajectories, rows]), pd.concat([alone.municipalities, places]))
    circles = map.series(evidence_of(both, region=REGION))
    assert circles.loc[("own", "a"), "gained"].to_dict() == pytest.approx({"0001": 1.75, "0002": 0.65})
    assert circles.loc[("own", "no_support"), "gained"].tolist() == [0, 0]


REASONS = {
    "0001": {"takes_part": 8, "unable": 6, "unwilling": 4, "not_offered": 2, "never": 5},
    "0002": {"takes_part": 9, "unable": 7, "unwilling": 3, "not_offered": 1, "never": 11},
}
"""Runs of twenty, by municipality."""
WEAKEST = INGREDIENTS[0]


@pytest.fixture(scope="module")
def twenty():
    """Twenty worlds in which municipalities take part, or not, as in `REASONS`."""
    made = known({"a": {"capacity_mean": [43.0] * 20}, "free": {"capacity_mean": [40.0] * 20}}, cost={"a": 1.0})
    places = made.municipalities.copy()
    for code, counts in REASONS.items():
        chosen = (places["code"] == code) & (places["strategy"] == "a")
        reasons = [name for name, count in counts.items() if name != "never" for _ in range(count)]
        places.loc[chosen, "reason_not"] = reasons
        places.loc[chosen, "reached"] = np.arange(20) >= counts["never"]
        weak = counts["takes_part"] + 5
        places.loc[chosen, "weakest_link"] = [WEAKEST] * weak + ["slack"] * (20 - weak)
        places.loc[chosen, "capacity_end"] = 41 + np.arange(20) * (1 if code == "0001" else 2)
    return evidence_of(Tables(made.trajectories, places), region=REGION)


def test_participation_is_a_share_of_runs(twenty):
    shares = places.series(twenty)
    assert list(shares.index) == [("own", "a", "0001"), ("own", "a", "0002")]
    for code, counts in REASONS.items():
        assert shares.loc[("own", "a", code)].to_dict() == pytest.approx({name: n / 20 for name, n in counts.items()})
    (axes,) = drawn(places.draw, shares, twenty.labels).axes
    first = [patch.get_path().vertices[:5, 0] for patch in axes.patches]  # of the first municipality
    assert [edge.min() for edge in first] == pytest.approx([0, 0.4, 0.7, 0.9])
    assert [np.ptp(edge) for edge in first] == pytest.approx([0.4, 0.3, 0.2, 0.1])
    assert [each.get_text() for each in axes.texts] == ["25%", "55%"]
    assert places.series(evidence_of(known({"free": SIX["a"]}))).empty


def test_the_table_of_municipalities(twenty):
    places = places_table.places_series(twenty)
    first, other = (places.droplevel(1, axis=1).loc[code] for code in REASONS)
    numbers = ["median", "p05", "p95", "weakest_share"]
    assert first[numbers].tolist() == pytest.approx([10.5, 1.95, 19.05, 0.65])
    assert other[numbers].tolist() == pytest.approx([20.0, 2.9, 37.1, 0.7])
    assert (first["course"], first["weakest"], first["size_class"]) == ("a", WEAKEST, "small")
    assert (other["population"], other["size_class"]) == (36000, "medium")
    assert places[("a", "own")].tolist() == pytest.approx([0.25, 0.55])
    shown = str(places_table.places_table(places, twenty.labels))
    assert "+10.5" in shown and "+20.0" in shown and "+2.9 to +37.1" in shown
    assert "65%" in shown and ">25<" in shown and ">55<" in shown
