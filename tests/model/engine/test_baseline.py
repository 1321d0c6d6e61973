"""A changed number is an event: accept it with `python -m tests.kit.accept_baseline` and say why in the changelog."""

import json

import pytest

from tests.kit.accept_baseline import EVENT_COURSE, PATH, ROWS, baseline

ACCEPTED = json.loads(PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now():
    return baseline()


@pytest.mark.parametrize("row", ROWS)
def test_numbers_are_those_last_accepted(row, now):
    assert now[row] == pytest.approx(ACCEPTED[row], rel=1e-9, abs=1e-12)


def test_each_kind_of_event_moves_capacity_by_itself():
    """Two rows alike would not tell one kind from another, nor an event from none."""
    ends = [ACCEPTED[row]["capacity_mean"] for row in ROWS if row.startswith(EVENT_COURSE)]
    assert len(set(ends)) == len(ends)


def test_baseline_has_no_other_row(now):
    assert set(ACCEPTED) == set(now)
