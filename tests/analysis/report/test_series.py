"""What is drawn and tabled, by hand-worked numbers: the series of each figure and table, and what shows them."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.report import holds_figures, tables
from kraftsamling.analysis.report.figures import courses, differences, levels
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.vocabulary import CAPITALS
from tests.kit.synthetic import START, context_of, known

FIVE = [41.0, 43.0, 47.0, 55.0, 71.0]
"""Ends in five worlds, and what a fan over them shows."""
SPREAD = {"p05": 41.4, "p25": 43.0, "median": 47.0, "p75": 55.0, "p95": 67.8}


def drawn(draw, table, labels):
    """Draw in the look of a report."""
    with style():
        return draw(table, labels)


def evidence_of(made, **others):
    return TableEvidence(made, context_of(made, **others))


@pytest.fixture(scope="module")
def five():
    """One course in five worlds, each with two seeds that differ by twelve points; it costs 3 to 7 million."""
    one = known({"a": {"capacity_mean": FIVE}}, cost={"a": 1.0})
    rows = pd.concat([one.trajectories.assign(seed=seed, shift=(12 * seed - 6)) for seed in (0, 1)])
    moved = rows["year"] > START
    rows["capacity_mean"] += rows.pop("shift").where(moved, 0)
    rows["cost_sek"] = moved * (3.0 + rows["world"]) * 1e6
    for place, name in enumerate(CAPITALS):
        rows[f"capital_{name}"] = (rows["capacity_mean"] + place / 8) / 100
    rows["capacity_small"], rows["capacity_medium"] = rows["capacity_mean"] + 1 / 16, np.nan
    rows["capacity_large"] = rows["capacity_mean"] - 1 / 16
    places = pd.concat([one.municipalities.assign(seed=seed) for seed in (0, 1)])
    return evidence_of(Tables(rows, places))


def test_a_fan_is_of_worlds_with_seeds_averaged(five):
    bands = courses.series(five)
    assert bands.loc[("a", "own", START + 1)].to_dict() == pytest.approx(SPREAD)
    assert bands.loc[("a", "own", START)].to_dict() == pytest.approx(dict.fromkeys(SPREAD, 40))


def test_a_fan_is_drawn_from_its_outer_inner_and_middle_lines(five):
    figure = drawn(courses.draw, courses.series(five), five.labels)
    outer, inner = ({x_y[1] for x_y in shape.get_paths()[0].vertices if x_y[0] == START + 1} for shape in fans(figure))
    assert sorted(outer) == pytest.approx([41.4, 67.8]) and sorted(inner) == pytest.approx([43, 55])
    assert figure.axes[0].lines[0].get_ydata()[-1] == 47
    assert "47" in {each.get_text() for each in figure.axes[0].texts}


def fans(figure):
    return figure.axes[0].collections


SIX = {"no_support": {"capacity_mean": [40.0] * 6}, "a": {"capacity_mean": [37.0, 40.2, 40.4, 42.0, 45.0, 49.0]}}
AGAINST = {"median": 1.2, "p05": -2.2, "p95": 8.0, "worse": 1 / 6, "tie": 1 / 3, "better": 1 / 2}


def test_differences_are_paired_and_counted():
    evidence = evidence_of(known(SIX))
    table = differences.series(evidence)
    assert list(table.index) == [("own", "a")]
    assert table.loc[("own", "a")].to_dict() == pytest.approx(AGAINST)
    left, right = drawn(differences.draw, table, evidence.labels).axes
    assert left.lines[1].get_xdata() == pytest.approx([-2.2, 8.0]) and left.lines[2].get_xdata() == pytest.approx([1.2])
    edges = [(bar.get_x(), bar.get_width()) for bar in right.patches]
    assert edges == [pytest.approx(edge) for edge in ((0, 1 / 6), (1 / 6, 1 / 3), (1 / 2, 1 / 2))]
    assert differences.series(evidence_of(known({"a": SIX["a"]}))).empty


def shifted(by: float) -> dict[str, float]:
    return {name: value + by for name, value in SPREAD.items()} | {"start": 40 + by}


def test_levels_are_of_the_end_beside_the_start(five):
    sizes = levels.sizes_series(five)
    assert list(sizes.index.unique("measure")) == ["capacity_small", "capacity_large"]
    for size, by in (("small", 1 / 16), ("large", -1 / 16)):
        row = sizes.loc[(f"capacity_{size}", "a", "own")]
        assert row.drop("free").to_dict() == pytest.approx(shifted(by)) and not row["free"]
    capitals = levels.capitals_series(five)
    for place, name in enumerate(CAPITALS):
        row = capitals.loc[(f"capital_{name}", "a", "own")]
        assert row.drop("free").to_dict() == pytest.approx(shifted(place / 8))


def test_the_start_is_the_middle_one_of_unequal_starts():
    made = known({"a": {"capacity_mean": [43.0, 44.0, 45.0]}})
    rows = made.trajectories
    rows["capacity_small"] = rows["capacity_mean"].where(rows["year"] > START, rows["world"].map({0: 31, 1: 37, 2: 52}))
    assert levels.sizes_series(evidence_of(made))["start"].tolist() == [37]


def test_levels_are_drawn_as_a_thin_and_a_thick_line_and_a_mark(five):
    for draw, series in (
        (levels.draw_sizes, levels.sizes_series),
        (levels.draw_capitals, levels.capitals_series),
    ):
        table = series(five)
        figure = drawn(draw, table, five.labels)
        for axes, (_, row) in zip(figure.axes, table.iterrows(), strict=True):
            start, thin, thick, mark = axes.lines
            assert start.get_xdata()[0] == row["start"] and mark.get_xdata() == [row["median"]]
            assert list(thin.get_xdata()) == [row["p05"], row["p95"]] and thin.get_linewidth() < thick.get_linewidth()
            assert list(thick.get_xdata()) == [row["p25"], row["p75"]]


def test_a_course_without_cost_stands_once_in_the_middle():
    parts = [known({"free": {"capacity_mean": FIVE}}, budget=budget) for budget in ("own", "equal")]
    both = Tables(
        pd.concat([part.trajectories.assign(capacity_small=40.0) for part in parts]),
        pd.concat([part.municipalities for part in parts]),
    )
    sizes = levels.sizes_series(evidence_of(both))
    assert list(sizes.index) == [("capacity_small", "free", "own")] and sizes["free"].all()


def test_a_cell_shows_the_median_over_nine_worlds_in_ten():
    cell = tables.spread(pd.Series(SPREAD), Reader("en"))
    assert (cell.shown, cell.below) == ("47.0", "41.4 to 67.8")
    signed = pd.Series({f"diff_{name}": value for name, value in AGAINST.items()})
    cell = tables.spread(signed, Reader("en"), "diff_")
    assert (cell.shown, cell.below) == ("+1.2", "−2.2 to +8.0")


def test_the_main_table_has_level_difference_worlds_cost_and_price(five):
    rows = tables.courses_series(five)
    assert list(rows.index.unique("measure")) == ["capacity_mean", "cost_total_sek", "gain_per_100_msek"]
    level = rows.loc[("own", "a", "capacity_mean")]
    assert level[list(SPREAD)].to_dict() == pytest.approx(SPREAD)
    cost = rows.loc[("own", "a", "cost_total_sek"), ["median", "p05", "p95"]]
    assert cost.tolist() == pytest.approx([5e6, 3.2e6, 6.8e6])
    shown = str(tables.courses_table(rows, five.labels))
    assert "47.0" in shown and "41.4 to 67.8" in shown and "43.0" not in shown
    against = evidence_of(known(SIX))
    shown = str(tables.courses_table(tables.courses_series(against), against.labels))
    assert "+1.2" in shown and "−2.2 to +8.0" in shown and "50/33/17" in shown


def test_measures_side_by_side_mark_the_first():
    ends = {
        "no_support": {"capacity_mean": [40.0]},
        "a": {"capacity_mean": [44.0], "capacity_weighted": [41.0], "capacity_min": [47.0]},
        "b": {"capacity_mean": [43.0], "capacity_weighted": [45.0], "capacity_min": [42.0]},
    }
    evidence = evidence_of(known(ends))
    rows = tables.measures_series(evidence)
    differences = rows["diff_median"].unstack("strategy").loc["own"]
    assert differences["a"].to_dict() == {"capacity_mean": 4, "capacity_weighted": 1, "capacity_min": 7}
    assert differences["b"].to_dict() == {"capacity_mean": 3, "capacity_weighted": 5, "capacity_min": 2}
    first = rows.index[rows["first"]].droplevel("budget")
    assert set(first) == {("a", "capacity_mean"), ("b", "capacity_weighted"), ("a", "capacity_min")}


def test_each_against_each_is_the_share_of_worlds_in_which_it_is_better():
    """Of six worlds b is ahead of a by 7, 4.8, 5.6 and 2 points and behind by 3 and 6."""
    evidence = evidence_of(known(SIX | {"b": {"capacity_mean": [44.0, 45.0, 46.0, 44.0, 42.0, 43.0]}}))
    shares = tables.pairwise_series(evidence).loc["own"]
    above = {(row, column): shares.loc[row, column] for row in shares for column in shares if row != column}
    assert above == pytest.approx(
        {
            ("no_support", "a"): 1 / 6,
            ("no_support", "b"): 0,
            ("a", "no_support"): 1 / 2,
            ("a", "b"): 1 / 3,
            ("b", "no_support"): 1,
            ("b", "a"): 2 / 3,
        }
    )
    assert np.isnan(np.diag(shares)).all()
    assert "67%" in str(tables.pairwise_tables(tables.pairwise_series(evidence), evidence.labels))


def test_every_measure_has_a_row(five):
    rows = tables.everything_series(five)
    assert list(rows.index.unique("measure")) == list(five.runs.columns)
    shown = str(tables.everything_table(rows, five.labels))
    assert "47.1" in shown and "41.5 to 67.9" in shown  # capacity of small municipalities


def test_patterns_are_drawn_by_the_share_of_worlds_that_show_them():
    rows = {
        "P04": ("not", 0.12, "mixed"),
        "P05": ("reproduced", 0.96, "validation"),
        "P01": ("open", 0.5, "verification"),
    }
    stored = pd.DataFrame.from_dict(rows, orient="index", columns=["verdict", "share", "kind"]).assign(worlds=480)
    tried = holds_figures.patterns_series(SimpleNamespace(patterns=stored))
    assert tried["share"].to_dict() == {"P05": 0.96, "P04": 0.12} and list(tried["verdict"]) == ["reproduced", "not"]
    (axes,) = drawn(holds_figures.draw_patterns, tried, Reader("en")).axes
    assert [(bar.get_x(), bar.get_width()) for bar in axes.patches] == [(0, pytest.approx(96)), (0, pytest.approx(12))]
    assert [each.get_text() for each in axes.texts] == ["96%", "12%"]
    assert holds_figures.patterns_series(SimpleNamespace(patterns=None)).empty
