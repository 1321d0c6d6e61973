"""Checks of forms and levels on hand-made ends: who beats whom, what decides, which level dominates."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.checks import forms, levels
from kraftsamling.model.worlds.sampling import sample_worlds


def test_single_form_must_beat_every_bundle():
    ends = {
        "K": np.array([5.0, 5, 5, 5]),
        "A": np.array([1.0, 9, 1, 1]),
        "even": np.array([4.0, 8, 6, 5]),
        "KR": np.array([4.9, 1, 1, 1]),
    }
    found = forms.single_against_bundles(ends, ["K", "A"])
    assert found["single_beats_all"] == 0.5
    assert found["single_by_half_a_point"] == 0.25
    assert found["bundle_by_half_a_point"] == 0.25


def test_best_shares_tell_clear_from_narrow():
    found = levels.best_shares({"a": np.array([1.0, 5]), "b": np.array([1.5, 2])})
    assert (found["best_a"], found["best_b"], found["clearly_a"], found["clearly_b"]) == (0.5, 0.5, 0.5, 0)


def test_deciders_find_the_parameter_that_decides():
    worlds = sample_worlds(200)
    lead = 10 * (worlds["own_pace"] - worlds["own_pace"].median())
    table, tree = levels.deciders(worlds, {"a": np.zeros(200), "b": lead.to_numpy()})
    assert table.index[0] == ("b - a", "own_pace")
    assert table.iloc[0, 0] == pytest.approx(1)
    assert tree["tree_right"] > 0.99
    assert "own_pace" in tree["tree"]


def test_effects_of_switching_off_by_hand():
    base, off = {"slack": np.array([1.0, 2, 3, 4, 5])}, {"slack": np.array([1.0, 1, 2, 2, 9])}
    rows = forms.effects(base, off, ["slack"])
    assert rows["slack"] == {"base_median": 3, "change_median": -1, "worlds_lower": 0.6, "worlds_changed": 0.8}


ENDS = {
    "K": np.array([5.0, 5, 5, 5, 5, 5, 5, 5, 5, 1]),
    "R": np.full(10, 1.5),
    "even": np.array([4.0, 4, 4, 4, 4, 4, 4, 4, 4.8, 8]),
}
"""One form beats the bundle in nine worlds of ten, by half a point in eight."""
EVEN = ENDS | {"K": ENDS["K"] - 3}


def measured(level, room=-1.0):
    """Measures of four worlds that each form and job lowers; `room` is what taking room away changes."""
    base = {name: np.full(4, 10.0 * level) for names in forms.EXISTS_FOR.values() for name in names}
    off = {form: {name: values - 1 for name, values in base.items()} for form in ("knowledge", "resource")}
    off |= {job: {name: values - 2 for name, values in base.items()} for job in ("knowledge_job", "resource_job")}
    return {"none": base, "room": {name: values + room for name, values in base.items()}, **off}


def test_forms_are_answered_by_who_is_ahead_at_each_level():
    result = forms.forms_check({1: measured(1), 3: measured(3)}, {1: EVEN, 3: ENDS}, ["K", "R"])
    assert result.verdict == "answered" and list(result.tables) == ["switched_off", "single_forms"]
    details = result.details
    assert (details["single"], details["bundle"]) == ({1: 0.0, 3: 0.8}, {1: 1.0, 3: 0.1})
    assert (details["lead"], details["unhurt"]) == ({1: -2.0, 3: 1.0}, [])
    assert result.tables["single_forms"].loc[3, "K_beats_even"] == 0.9
    assert result.tables["switched_off"].loc[1, "knowledge_job", "vocabulary"].to_dict() == {
        "base_median": 10, "change_median": -2, "worlds_lower": 1, "worlds_changed": 1
    }  # fmt: skip


def test_a_measure_that_does_not_fall_is_named_by_form_and_level():
    result = forms.forms_check({1: measured(1), 2: measured(2, room=0.0)}, {1: EVEN, 2: EVEN}, ["K", "R"])
    assert result.details["unhurt"] == [("room", "measures_shared", 2), ("room", "rooted_share", 2)]


def test_a_measure_must_fall_in_more_than_half_of_worlds():
    half = forms.forms_check({1: measured(1, room=np.array([-1.0, -2, 0, 3]))}, {1: EVEN}, ["K", "R"])
    assert [form for form, _, _ in half.details["unhurt"]] == ["room", "room"]
    most = forms.forms_check({1: measured(1, room=np.array([-1.0, -2, -3, 3]))}, {1: EVEN}, ["K", "R"])
    assert most.details["unhurt"] == []


def ends_of(*firsts):
    """Ends of ten worlds in which so many are won by each level, by two points."""
    winner = np.repeat(np.arange(3), firsts)
    return {f"level_{level + 1}": 30 + 2.0 * (winner == level) for level in range(3)}


CASES = {
    ("equal", "as_is"): ends_of(1, 0, 9),
    ("equal", "level_2_adds_nothing"): ends_of(2, 0, 8),
    ("equal", "level_3_adds_nothing"): ends_of(3, 2, 5),
    ("equal", "neither_adds"): ends_of(6, 0, 4),
    ("own", "as_is"): ends_of(4, 3, 3),
    ("own", "level_2_adds_nothing"): ends_of(4, 3, 3),
    ("own", "level_3_adds_nothing"): ends_of(4, 3, 3),
    ("own", "neither_adds"): ends_of(4, 3, 3),
    ("equal", "person_years_low"): ends_of(10, 0, 0),
}
TEN = pd.DataFrame({"slack": np.arange(10.0), "idle": [3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3.5]})
THIN = levels.thin_offers({"level_3": (4.1, {"thin": np.array([0.2, 0.4, 0.9]), "own": np.array([5.0, 6, 8])})})


def test_a_level_that_is_best_nearly_everywhere_is_answered_with_what_decides():
    result = levels.levels_check(CASES, TEN, THIN)
    assert result.verdict == "answered"
    details = result.details
    assert details["equal"] == {"best_level_1": 0.1, "best_level_2": 0.0, "best_level_3": 0.9}
    assert details["own"] == {"best_level_1": 0.4, "best_level_2": 0.3, "best_level_3": 0.3}
    assert (details["largest"], details["moved"], details["clear"]) == (0.9, pytest.approx(0.5), pytest.approx(1))
    assert details["dominant"] == {"equal": ("best_level_3", 0.4)} and details["strongest"][0] == "slack"
    assert list(result.tables) == ["best", "thin", "deciders_equal", "deciders_own"]
    assert THIN.loc["level_3"].to_dict() == {
        "person_years": 4.1, "gain_thin_median": 0.4, "gain_own_cost_median": 6.0
    }  # fmt: skip


def test_levels_hold_where_none_dominates_and_fail_where_nothing_that_they_add_counts():
    mixed = CASES | {("equal", "as_is"): ends_of(1, 3, 6)}
    assert levels.levels_check(mixed, TEN, THIN).verdict == "holds"
    assert levels.levels_check(mixed, TEN, THIN).details["dominant"] == {}
    still = mixed | {("equal", "neither_adds"): ends_of(1, 3, 6)}
    assert levels.levels_check(still, TEN, THIN).verdict == "does_not_hold"
