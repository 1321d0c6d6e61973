"""Screening and Sobol' indices on functions of known truth."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import sobol as salib_sobol
from SALib.test_functions import Ishigami, Sobol_G

from kraftsamling.analysis.sensitivity import indices as sensitivity
from kraftsamling.analysis.sensitivity.indices import (
    CONSTANT,
    DEAD_SCREEN,
    DEAD_TOTAL,
    ENOUGH,
    NOT_ENOUGH,
    SETTLED_CHANGE,
    SETTLED_WIDTH,
    design,
    sobol,
)
from kraftsamling.analysis.sensitivity.study import Study, least_budget, study
from kraftsamling.analysis.sensitivity.words import study_sentences
from kraftsamling.analysis.statistics.first_order import MIN_BASE_POINTS
from kraftsamling.analysis.statistics.ties import tied_groups
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError
from kraftsamling.model.vocabulary import LANGUAGES

THREE = ["x1", "x2", "x3"]
ISHIGAMI_FIRST, ISHIGAMI_TOTAL = np.array([0.3139, 0.4424, 0.0]), np.array([0.5576, 0.4424, 0.2437])
G_NAMES = [f"g{place}" for place in range(8)]
G_PULL = np.array([0, 1, 4.5, 9, 99, 99, 99, 99.0])


def ishigami(points):
    return {"y": Ishigami.evaluate((2 * points - 1) * np.pi)[:, None]}


def sobol_g(points):
    return {"y": Sobol_G.evaluate(points, G_PULL)[:, None]}


def graded(names, grade="assumption"):
    return dict.fromkeys(names, grade)


@pytest.fixture(scope="module")
def of_ishigami():
    return study(ishigami, THREE, graded(THREE), 100_000)


@pytest.fixture(scope="module")
def of_g():
    return study(sobol_g, G_NAMES, graded(G_NAMES), 100_000)


def test_ishigami_settles_on_the_known_indices(of_ishigami):
    found = of_ishigami.indices["y"]
    assert found.verdict == ENOUGH
    assert found.table["total"].to_numpy() == pytest.approx(ISHIGAMI_TOTAL, abs=0.02)
    assert found.table["first"].to_numpy() == pytest.approx(ISHIGAMI_FIRST, abs=0.02)
    assert found.groups == [["x1"], ["x2"], ["x3"]]
    assert of_ishigami.dead("y") == [] and np.isnan(found.noise)
    assert list(of_ishigami.to_frame().columns) == ["outcome", "verdict", "size", "factor", *found.table.columns]
    tied = replace(found, table=found.table.iloc[::-1].assign(group=[2, 1, 1]))
    assert tied.groups == [["x1", "x2"], ["x3"]]  # strongest first within a group, too


def test_intervals_hold_the_truth(of_ishigami, of_g):
    totals = Sobol_G.total_sensitivity_index(G_PULL)
    firsts = Sobol_G.sensitivity_index(G_PULL)
    for table, total, first in (
        (of_ishigami.indices["y"].table, ISHIGAMI_TOTAL, ISHIGAMI_FIRST),
        (of_g.indices["y"].table.loc[G_NAMES[:3]], totals[:3], firsts[:3]),
    ):
        assert ((table["total_low"] <= total) & (total <= table["total_high"])).all()
        assert ((table["first_low"] <= first) & (first <= table["first_high"])).all()


def test_the_sample_doubles_until_the_stated_criterion_holds_and_no_further(of_ishigami):
    history, found = of_ishigami.history, of_ishigami.indices["y"]
    sizes = history["size"].unique()
    assert (sizes[1:] == 2 * sizes[:-1]).all()
    totals = history.pivot(index="size", columns="factor", values="total")
    widths = history.assign(width=(history["total_high"] - history["total_low"]) / 2).groupby("size")["width"].max()
    settled = (totals.diff().abs().max(axis=1) <= SETTLED_CHANGE) & (widths <= SETTLED_WIDTH)
    assert settled.iloc[-1] and not settled.iloc[1:-1].any()
    assert found.change == pytest.approx(totals.diff().abs().max(axis=1).iloc[-1])
    assert of_ishigami.points == 20 * 4 + 6 * sizes[-1]


def test_indices_that_still_move_are_not_enough(monkeypatch, of_ishigami):
    monkeypatch.setattr(sensitivity, "SETTLED_CHANGE", 0.0)
    found = study(ishigami, THREE, graded(THREE), of_ishigami.points).indices["y"]
    assert found.width <= SETTLED_WIDTH and found.verdict == NOT_ENOUGH


def test_screening_is_a_share_of_the_spread_in_any_unit():
    small, large = (
        sensitivity.screen(lambda x, unit=unit: {"y": unit * x[:, :1]}, THREE, 10).set_index("parameter")
        for unit in (1.0, 1000.0)
    )
    assert small["of_spread"].to_numpy() == pytest.approx(large["of_spread"].to_numpy())
    assert small.loc[THREE[0], "of_spread"] == pytest.approx(
        1 / np.ptp(np.percentile([0, 1 / 3, 2 / 3, 1], [5, 95])), rel=0.15
    )


def test_what_may_be_more_than_small_does_not_look_small():
    """x3 moves y by 0.018 x2, half of that on average; x2 is 0 in some paths and 1 in others, which leaves it open."""
    seen = []

    def evaluate(points):
        seen.append(points[:, 0] + 0.018 * points[:, 1] * points[:, 2])
        return {"y": seen[-1][:, None]}

    row = sensitivity.screen(evaluate, THREE, 10).set_index("parameter").loc["x3"]
    assert row["of_spread"] < DEAD_SCREEN < row["of_spread_high"] and not row["looks_small"]
    low, high = np.percentile(seen[0], [5, 95])
    assert high < seen[0].max() and row["of_spread"] == pytest.approx(row["mu_star"] / (high - low))
    values = (design(THREE, 128)[:, 0] + 0.09 * design(THREE, 128)[:, 1]).reshape(128, 5, 1)
    row = sobol(values, THREE).table.loc["x2"]
    assert row["total"] < DEAD_TOTAL < row["total_high"] and not row["looks_small"]


def test_small_is_what_looks_small_by_both():
    screened = pd.DataFrame({"outcome": "y", "parameter": THREE, "looks_small": [True, True, False]})
    indices = SimpleNamespace(table=pd.DataFrame({"looks_small": [True, False, True]}, THREE), verdict=ENOUGH)
    assert Study(screened, {"y": indices}, {}, screened, 0).dead("y") == ["x1"]


def test_spread_and_intervals_are_those_of_the_sample():
    values = ishigami(design(THREE, 128))["y"].reshape(128, 5, 1)
    found = sobol(values, THREE)
    assert found.spread == pytest.approx(np.std(values[:, [0, -1]]))
    ends = found.table[["first_low", "first_high"]].to_numpy()
    assert ends == pytest.approx(np.percentile(found.draws, [2.5, 97.5], axis=0).T)


@pytest.mark.parametrize(("size", "verdict"), [(MIN_BASE_POINTS // 2, NOT_ENOUGH), (MIN_BASE_POINTS, ENOUGH)])
def test_the_fewest_points_are_enough_where_all_has_settled(monkeypatch, size, verdict):
    monkeypatch.setattr(sensitivity, "SETTLED_WIDTH", 1.0)
    before, found = None, None
    for points in (size // 2, size):
        before, found = found, sobol(ishigami(design(THREE, points))["y"].reshape(points, 5, 1), THREE, "y", found)
    assert found.change == pytest.approx((found.table["total"] - before.table["total"]).abs().max())
    monkeypatch.setattr(sensitivity, "SETTLED_CHANGE", 1.0)
    assert sobol(ishigami(design(THREE, size))["y"].reshape(size, 5, 1), THREE, "y", before).verdict == verdict


def test_a_sample_grows_until_the_last_outcome_settles():
    found = study(lambda x: {"flat": np.ones((len(x), 1)), **ishigami(x)}, THREE, graded(THREE), 100_000)
    assert [each.verdict for each in found.indices.values()] == [CONSTANT, ENOUGH]


@pytest.mark.parametrize(("within", "between", "share"), [(0.2, 0.6, 0.25), (0.2, -0.1, 1), (0.0, -0.1, 0)])
def test_chance_is_a_share_of_no_more_than_all(within, between, share):
    assert sensitivity._share(within, between) == pytest.approx(share)


def test_sobol_g_ranks_the_strong_and_names_the_weak(of_g):
    found = of_g.indices["y"]
    expected = Sobol_G.total_sensitivity_index(G_PULL)
    assert found.verdict == ENOUGH
    assert found.groups[:2] == [["g0"], ["g1"]]
    assert found.table["total"].to_numpy() == pytest.approx(expected, abs=0.03)
    assert not set(of_g.dead("y")) & set(G_NAMES[:3])


def test_what_moves_nothing_is_named_however_many_others_of_its_grade_move_something():
    names = [f"s{n}" for n in range(3)] + [f"w{n}" for n in range(20)] + ["inert1", "inert2"]

    def evaluate(points):
        return {"y": (3 * points[:, :3].sum(axis=1) + 0.25 * points[:, 3:23].sum(axis=1))[:, None]}

    found = study(evaluate, names, graded(names), 100_000)
    assert found.indices["y"].verdict == ENOUGH
    assert found.dead("y") == ["inert1", "inert2"]
    assert set(found.indices["y"].table.index) == set(names)


def test_the_same_numbers_as_salib_where_there_is_no_chance():
    values = ishigami(design(THREE, 128))["y"]
    found = sobol(values.reshape(128, 5, 1), THREE).table
    problem = {"num_vars": 3, "names": THREE, "bounds": [[0, 1]] * 3}
    other = salib_sobol.analyze(problem, values[:, 0], calc_second_order=False, seed=1)
    assert found["total"].to_numpy() == pytest.approx(other["ST"], abs=1e-12)
    assert found["first"].to_numpy() == pytest.approx(other["S1"], abs=1e-12)


def test_a_larger_design_begins_with_the_smaller():
    assert np.array_equal(design(THREE, 64)[: 32 * 5], design(THREE, 32))


def with_chance(size, seeds=2):
    """x1 + 0.5 x2 with chance of its own in every run, as large as a share of the spread; x3 is dead."""
    rng = np.random.default_rng(5)

    def evaluate(points):
        truth = points[:, 0] + 0.5 * points[:, 1]
        return {"y": truth[:, None] + size * rng.standard_normal((len(points), seeds))}

    return evaluate


def test_chance_is_taken_out_of_the_indices_and_told_apart():
    spread = np.sqrt(1.25 / 12)
    values = with_chance(0.5 * spread)(design(THREE, 2048))["y"]
    found = sobol(values.reshape(2048, 5, 2), THREE)
    assert found.noise == pytest.approx(0.25 / 1.25, abs=0.02)
    assert found.noise_left == pytest.approx(0.125 / 1.125, abs=0.02)
    assert found.spread == pytest.approx(spread, rel=0.03)
    assert found.table["total"].to_numpy() == pytest.approx([0.8, 0.2, 0.0], abs=0.03)
    problem = {"num_vars": 3, "names": THREE, "bounds": [[0, 1]] * 3}
    plain = salib_sobol.analyze(problem, values.mean(axis=1), calc_second_order=False, seed=1)
    assert plain["ST"][2] > 0.08 > abs(found.table.loc["x3", "total"])


def test_common_seeds_that_shift_every_point_alike_are_no_chance():
    points = design(THREE, 256)
    values = points[:, [0]] + np.array([0.0, 3.0, -1.0])
    assert sobol(values.reshape(256, 5, 3), THREE).noise == pytest.approx(0, abs=1e-9)


def test_too_much_chance_is_never_ranked():
    found = study(with_chance(20.0), THREE, graded(THREE), 3000)
    indices = found.indices["y"]
    assert indices.verdict == NOT_ENOUGH
    assert indices.table["group"].nunique() == 1
    assert found.points <= 3000
    for language in LANGUAGES:
        told = study_sentences(found, "y", Reader(language))
        assert "räcker inte" in told[0] or "not enough" in told[0]
        assert "kan inte ordna" in told[1] or "cannot put" in told[1]


def test_a_dead_parameter_is_named():
    found = study(lambda points: {"y": (points[:, 0] + points[:, 1])[:, None]}, THREE, graded(THREE), 50_000)
    assert found.dead("y") == ["x3"]
    assert found.indices["y"].verdict == ENOUGH
    assert [set(group) for group in found.indices["y"].groups] == [{"x1", "x2"}]
    assert any("x3" in line for line in study_sentences(found, "y", Reader("en")))


@pytest.mark.parametrize(("language", "claim"), [("sv", "Flyttar ingenting"), ("en", "Moves nothing")])
def test_a_sample_that_is_not_enough_claims_of_no_parameter_that_it_moves_nothing(language, claim):
    def evaluate(points):
        return {"y": np.sin(9 * points[:, [0]]) * (points[:, [1]] - 0.5)}

    few, many = (study(evaluate, THREE, graded(THREE), budget) for budget in (800, 50_000))
    assert few.indices["y"].verdict == NOT_ENOUGH and many.indices["y"].verdict == ENOUGH
    assert few.dead("y") == [] and few.small("y") == many.dead("y") == ["x3"]
    assert not few.indices["y"].table["moves_nothing"].any()
    unsure, sure = (" ".join(study_sentences(found, "y", Reader(language))) for found in (few, many))
    assert claim not in unsure and "x3" in unsure and claim in sure


def test_nothing_is_ordered_by_too_few_base_points():
    for size, groups in ((MIN_BASE_POINTS // 2, []), (MIN_BASE_POINTS, [["x1"], ["x2"]])):
        values = (10 * design(THREE, size)[:, 0] + design(THREE, size)[:, 1]).reshape(size, 5, 1)
        found = sobol(values, THREE)
        assert found.verdict == NOT_ENOUGH and [group for group in found.groups if "x3" not in group] == groups
        assert (found.table["group"].nunique() > 1) == bool(groups)


def test_an_outcome_that_nothing_moves_is_said_to_be_constant():
    found = study(lambda points: {"y": np.full((len(points), 2), 7.0)}, THREE, graded(THREE), 1000)
    assert (found.indices["y"].verdict, found.indices["y"].mean) == (CONSTANT, 7)
    assert found.dead("y") == THREE


@pytest.mark.parametrize(
    ("low", "high", "groups"),
    [
        ([0.42, 0.32, 0.25, 0.0], [0.6, 0.45, 0.35, 0.1], [1, 1, 1, 2]),
        ([0.1, 0.38, 0.25, 0.0], [0.6, 0.45, 0.35, 0.1], [1, 1, 1, 1]),  # the first reaches down to the last
        ([0.42, 0.32, 0.25, 0.0], [0.6, 0.42, 0.31, 0.25], [1, 1, 2, 2]),  # ends that meet
    ],
)
def test_overlapping_intervals_tie_through_a_chain(low, high, groups):
    total, low, high = (pd.Series(values, list("abcd")) for values in ([0.5, 0.4, 0.3, 0.05], low, high))
    assert tied_groups(total, low, high).tolist() == groups


def test_a_budget_too_small_says_what_is_allowed():
    least = least_budget(3, 1)
    with pytest.raises(InputError, match=f"at least {least}"):
        study(ishigami, THREE, graded(THREE), least - 1)
    assert study(ishigami, THREE, graded(THREE), least).indices["y"].verdict == NOT_ENOUGH
    mixed = {"x1": "assumption", "x2": "fact", "x3": "theory"}
    with pytest.raises(InputError, match=f"at least {least_budget(3, 3)}"):
        study(ishigami, THREE, mixed, least)
