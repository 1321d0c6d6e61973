"""Checks of the model on hand-made courses of known truth: reach, shape, degeneracy, drift, ignition, copies."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.checks import sanity

YEARS = np.arange(16)
START = 30.0
STILL = np.full(16, START)
S_CURVE = START + 20 / (1 + np.exp(-1.2 * (YEARS - 7.5))) - 20 / (1 + np.exp(1.2 * 7.5))
SPEEDING = START + 20 * (YEARS / 15) ** 4
LEVELLING = START + 20 * (1 - np.exp(-0.4 * YEARS))
STRAIGHT = START + 10 * YEARS / 15


def named(found, names):
    return names[int(found)]


@pytest.mark.parametrize(
    ("course", "none", "expected"),
    [
        (STILL, None, "flat"),
        (STILL * np.linspace(1, 0.85, 16), None, "falling"),
        (STILL + np.linspace(0, 0.9, 16), STILL, "dead_zone"),
        (STILL * np.linspace(1, 0.8, 16), STILL * np.linspace(1, 0.8, 16), "dead_zone"),
        (STILL - np.linspace(0, 2, 16), STILL, "set_back"),
        (STILL + np.linspace(0, 2.5, 16), STILL, "flat"),
        (STILL + np.linspace(0, 7.0, 16), STILL, "slow"),
        (STILL + np.linspace(0, 8.0, 16), STILL, "marked"),
        (STILL + np.linspace(0, -6.0, 16), STILL + np.linspace(0, -8.0, 16), "falling"),
    ],
)
def test_reach_of_a_course(course, none, expected):
    assert named(sanity.reach(course, none), sanity.REACHES) == expected


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (S_CURVE, "s_shaped"),
        (SPEEDING, "accelerating"),
        (LEVELLING, "levelling_off"),
        (STRAIGHT, "steady"),
        (STILL + 0.9 * YEARS / 15, "none"),
    ],
)
def test_shape_of_a_course(course, expected):
    assert named(sanity.shape(course - STILL), sanity.SHAPES) == expected


def test_classes_work_on_many_runs_at_once():
    lead = np.stack([S_CURVE - STILL, SPEEDING - STILL])[:, None]
    assert sanity.shape(lead).shape == (2, 1)
    assert [named(found, sanity.SHAPES) for found in sanity.shape(lead)[:, 0]] == ["s_shaped", "accelerating"]


def course_after_stop(later, *, none_later=START, stop=6):
    """A course at 40 when support stops, `later` four years on, and one without actor that goes to `none_later`."""
    course, none = np.full(16, START), np.full(16, START)
    course[stop:] = 40
    course[stop + 4] = later
    none[stop + 4] = none_later
    return course, none, stop


@pytest.mark.parametrize(
    ("later", "none_later", "expected"),
    [
        (40.5, START, True),
        (40.49, START, False),  # the lead has grown too little
        (40.0, START - 1, True),  # kept, and the others fell
        (39.9, START - 2, False),  # a lead that grows only because the others fall faster
        (42.0, START + 2, False),  # everything rose, with or without the actor
    ],
)
def test_ignition_needs_both_capacity_kept_and_a_growing_lead(later, none_later, expected):
    assert bool(sanity.ignited(*course_after_stop(later, none_later=none_later))) is expected


def test_ignition_is_answered_by_own_pace():
    index = pd.MultiIndex.from_tuples([(1, 4), (2, 6)], names=["level", "stop"])
    found = sanity.ignition(pd.DataFrame({0: [0.0, 0.02], 20: [0.11, 0.3], 60: [0.25, 0.47]}, index=index))
    assert found.verdict == "answered"
    assert found.details == {"zero_high": 0.02, "low": 0.11, "high": 0.47}


def test_null_counts_worlds_within_ten_per_cent():
    start = np.full((10, 2, 3), 0.5)
    end = start.copy()
    end[0] *= 1.2
    assert sanity.null_check({"a": start}, {"a": end}).verdict == "holds"
    end[1] *= 0.85
    found = sanity.null_check({"a": start, "b": start}, {"a": end, "b": start})
    assert found.verdict == "does_not_hold"
    assert found.details["stock"] == "a"
    assert found.tables["stocks"].loc["a", "worlds_within"] == pytest.approx(0.8)
    assert found.details["together"] == pytest.approx(0.8)


def test_null_shows_the_outer_ends_and_the_middle_of_the_changes_of_worlds():
    """Eleven worlds end 0, 1, 4, 9 to 100 per cent higher: 0.5 from the left 0 to 1, from the right 81 to 100."""
    start = np.full((11, 1, 1), 0.5)
    rows = sanity.null_check({"a": start}, {"a": start * (1 + (np.arange(11.0) / 10) ** 2)[:, None, None]}).tables
    shown = rows["stocks"].loc["a", ["change_p05", "change_median", "change_p95", "worlds_within"]]
    assert shown.tolist() == pytest.approx([0.005, 0.25, 0.905, 4 / 11])


def test_null_is_about_the_median_so_one_municipality_may_move():
    start = np.full((1, 1, 3), 0.5)
    end = start.copy()
    end[0, 0, 0] = 0.9
    assert sanity.null_check({"a": start}, {"a": end}).verdict == "holds"


def degenerate_courses(high=0):
    kinds = np.stack([S_CURVE, STILL + 0.5 * YEARS / 15, STILL + 2 * YEARS / 15, STILL + 6 * YEARS / 15])
    course = np.tile(kinds, (25, 1))[:, None]
    course[:high, :, -1] = 95
    return {"none": np.tile(STILL, (100, 1, 1)), "some": course}


def test_degeneracy_needs_all_kinds_of_courses_and_few_extremes():
    assert sanity.degeneracy(degenerate_courses(), "none").verdict == "holds"
    assert sanity.degeneracy(degenerate_courses(high=10), "none").verdict == "does_not_hold"
    alike = {"none": np.tile(STILL, (100, 1, 1)), "some": np.tile(S_CURVE, (100, 1, 1))}
    found = sanity.degeneracy(alike, "none")
    assert found.verdict == "does_not_hold"
    assert {"dead_zone", "slow"} <= set(found.details["missing"])


def test_collapse_below_half_the_start_is_counted():
    sunk = degenerate_courses()
    sunk["some"][:20, :, -1] = 0.49 * START
    assert sanity.degeneracy(sunk, "none").tables["ends"].loc["some", "below_half_start"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("difference", "cost", "expected"), [(0, 0, "holds"), (1e-12, 0, "does_not_hold"), (0, 1, "does_not_hold")]
)
def test_copy_and_cost_must_be_exactly_zero(difference, cost, expected):
    assert sanity.copy_and_cost(difference, cost).verdict == expected


def test_frame_has_one_row_per_figure():
    frame = sanity.copy_and_cost(0.0, 0.0).to_frame()
    assert list(frame) == ["check", "verdict", "table", "case", "figure", "value"]
    assert frame["value"].tolist() == [0, 0]
