"""A changed number is an event: accept it with `python -m tests.kit.accept_baseline` and say why in the changelog."""

import json

import pytest

from tests.kit.accept_baseline import COURSES, PATH, baseline

ACCEPTED = json.loads(PATH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def now():
    return baseline()


@pytest.mark.parametrize("course", COURSES)
def test_numbers_are_those_last_accepted(course, now):
    assert now[course] == pytest.approx(ACCEPTED[course], rel=1e-9, abs=1e-12)


def test_baseline_has_no_other_course(now):
    assert set(ACCEPTED) == set(now)
