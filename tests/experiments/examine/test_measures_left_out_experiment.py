"""Measures left out end to end: groups without effect are paid for, numbers move one step, arms are as simulated."""

from dataclasses import fields

import numpy as np
import pytest

from kraftsamling.analysis.measures_left_out.find import CHANNEL, FAMILY, LAYER
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine import measures_left_out as examined
from kraftsamling.experiments.runs.runs import level
from kraftsamling.experiments.runs.trials import ends, trials
from kraftsamling.model.inputs.measures import FAMILIES, load_measures, measure_table
from kraftsamling.model.vocabulary import CHANNELS, LAYERS
from tests.kit.examinations import written, written_again
from tests.kit.synthetic import examination

MEASURES, TABLE = load_measures(), measure_table()
IDS = [measure.id for measure in MEASURES]
ACTS = ("by_capital", "by_layer", "by_channel", "actor", "proposes")


def dense(table, name):
    value = getattr(table, name)
    return value.toarray() if hasattr(value, "toarray") else value


@pytest.mark.parametrize("group", [(FAMILY, "networks"), (CHANNEL, "ties"), (LAYER, "managers")])
def test_a_group_without_effect_is_chosen_and_paid_for_as_before(group):
    without = examined.silenced(*group)
    for name in {field.name for field in fields(TABLE)} - set(ACTS):
        np.testing.assert_array_equal(dense(without, name), dense(TABLE, name))


def test_what_a_group_does_is_gone_and_nothing_else():
    members = np.isin(IDS, FAMILIES["networks"])
    family = dense(examined.silenced(FAMILY, "networks"), "by_channel")
    assert family[:, members].sum() == 0
    np.testing.assert_array_equal(family[:, ~members], dense(TABLE, "by_channel")[:, ~members])
    before, after = (
        dense(table, "by_channel").reshape(len(CHANNELS), len(LAYERS), -1)
        for table in (TABLE, examined.silenced(CHANNEL, "ties"))
    )
    ties = CHANNELS.index("ties")
    assert after[ties].sum() == 0 < before[ties].sum() and after.sum() == pytest.approx(
        before.sum() - before[ties].sum()
    )
    layer = examined.silenced(LAYER, "managers")
    assert dense(layer, "by_layer")[LAYERS.index("managers")].sum() == 0
    assert dense(layer, "by_channel").reshape(before.shape)[:, LAYERS.index("managers")].sum() == 0


def test_every_number_moves_one_step_of_its_grid_or_stays_at_the_end():
    moved = examined.moved_one_step(MEASURES, np.random.default_rng(3))
    steps = {"up": 0, "down": 0, "stays": 0}
    for name, grid in (("setup", examined.SETUP), ("running", examined.RUNNING), ("life", examined.LIFE)):
        for old, new in zip(MEASURES, moved, strict=True):
            before, after = (grid.index(getattr(measure, name)) for measure in (old, new))
            assert abs(after - before) == 1 or (before == after and before in (0, len(grid) - 1))
            steps["up" if after > before else "down" if after < before else "stays"] += 1
    assert 200 < steps["up"] < 300 and 200 < steps["down"] < 300  # of 528, about as often


def test_weights_move_by_a_third_and_nothing_gains_a_channel():
    (moved,) = examined.moved_one_step(MEASURES[:1], np.random.default_rng(3))
    for name, weight in MEASURES[0].channels.items():
        assert moved.channels[name] == 0 if weight == 0 else abs(moved.channels[name] - weight) < 0.34
    assert (moved.id, moved.level, moved.requires) == (MEASURES[0].id, MEASURES[0].level, MEASURES[0].requires)


def test_a_measure_left_out_in_one_arm_is_that_of_a_course_without_it():
    runs = examination(3, seeds=2, years=4).runs
    (done,) = ends([examined.without_each(runs, 1)], None)
    place = IDS.index("L1-02")
    courses = [level(1), level(1, portfolio={"leave_out": ["L1-02"]})]
    expected = runs.run(courses)["capacity_mean"].isel(year=-1).mean("seed").to_numpy()
    np.testing.assert_array_equal(done.capacity_mean[[0, place + 1]], expected)
    assert (expected[0] != expected[1]).any()


def test_trials_share_arms_among_arrays(monkeypatch):
    monkeypatch.setattr("kraftsamling.experiments.runs.trials.MOST_RUNS", 9)
    runs = examination(2, seeds=2, years=1).runs
    parts = trials(runs, "level_1", {}, {"left_out": np.zeros((len(IDS), 5), bool)})
    assert [(part.arms, part.runs) for part in parts] == [(2, 8), (2, 8), (1, 4)]
    counted = []
    list(ends([parts], counted.append))
    assert counted == [8, 8, 4]


@pytest.fixture
def small(monkeypatch):
    for name, value in {"DRAWS": 1, "GROUP_WORLDS": 4, "SINGLE_WORLDS": 2, "MOVED_WORLDS": 1}.items():
        monkeypatch.setattr(examined, name, value)


@pytest.mark.slow
def test_it_is_written_and_drawn_again_without_a_run(tmp_path, small):
    setting, folder = examination(4, years=3), tmp_path / "first"
    folder.mkdir()
    assert written("measures_left_out", setting, folder) == []
    assert {path.name for path in folder.rglob("*.csv")} == {"measures.csv", "groups.csv", "stability.csv"}
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Digital collaboration platform" in page and "without." not in page
    assert written_again("measures_left_out", setting, folder, tmp_path / "again", Reader("en")) == page


MOVES = [
    *((FAMILY, name) for name in ("networks", "digital_ground", "example_stores", "first_package")),
    *((CHANNEL, name) for name in ("agreement", "understanding", "ties", "documentation", "applications", "partners")),
    *((LAYER, name) for name in LAYERS),
]
"""Groups that move their own measure in most live worlds at level 3; others stand in docs/measures_left_out.md."""


@pytest.mark.slow
def test_groups_move_their_own_measure_in_most_live_worlds(small, monkeypatch):
    monkeypatch.setattr(examined, "LEVELS", (3,))
    monkeypatch.setattr(examined, "GROUP_WORLDS", 12)
    found = examined.examine(examination(12, years=15)).groups.loc[3]
    assert {group: found.loc[group, "moves"] > 1 / 2 for group in MOVES} == dict.fromkeys(MOVES, True)
    assert (found.loc[MOVES, "live"] > 0).all()
