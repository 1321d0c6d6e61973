"""Gates over worlds: what opens them is work that is delivered and followed up, and level 1's own measures do it."""

import numpy as np
import pytest

from kraftsamling.model import simulate
from kraftsamling.model.inputs.measures import load_measures

EVERY = [measure.id for measure in load_measures()]
OF_LEVEL_1 = [measure.id for measure in load_measures() if measure.level == 1]
SHUT = {
    "no_measures": {"portfolio": {"leave_out": EVERY}},
    "no_follow_up": {"follow_up": 0},
    "hardly_any_time": {"budget": {"person_years": 0.05}},
    "no_time": {"budget": {"person_years": 0}},
}
"""Courses that wait for their gates and deliver nothing, or see nothing of what they deliver."""
LEVEL_1 = {"whole": {}, "without_level_1": {"portfolio": {"leave_out": OF_LEVEL_1}}}


def gated(name, more):
    return {"name": name, "ambition": {"policy": "gated", "level": 1}, **more}


@pytest.fixture(scope="module")
def highest():
    """The highest level that each course reaches, by course and world."""
    courses = [gated(name, more) for name, more in (SHUT | LEVEL_1).items()]
    results = simulate("goteborgsregionen", courses, seeds=1, worlds=24, record="summary").dataset
    levels = results["actor_level"].isel(seed=0).max("year")
    return {name: levels.sel(strategy=name).to_numpy() for name in (*SHUT, *LEVEL_1)}


def test_gates_open_in_some_worlds_and_stay_shut_in_others(highest):
    assert 0 < (highest["whole"] >= 2).mean() < 1


@pytest.mark.parametrize("course", SHUT)
def test_a_gate_never_opens_without_delivery_or_follow_up(highest, course):
    assert (highest[course] <= 1).all()


def test_level_1_without_its_own_measures_opens_fewer(highest):
    assert (highest["without_level_1"] >= 2).sum() < (highest["whole"] >= 2).sum()
    assert np.all(highest["without_level_1"] <= highest["whole"])
