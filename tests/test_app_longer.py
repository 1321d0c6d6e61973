"""What the page says of where a course falls short, from made-up searches."""

import pytest

from analysis.discovery import Discovery, Limit
from app.longer import where

ASKED = {"course": "“B”", "other": "“A”"}


def told(language="en", **found) -> str:
    return " ".join(where(Discovery("cart", 400, **found), 12, ASKED, "plausible", language))


def test_a_box_is_told_by_its_limits_and_shares():
    limit = Limit(parameter="own_effort_elasticity", end="high", value=0.4, place=0.5)
    line = told(failing=160, reason="box", box=(limit,), coverage=0.5, density=0.75)
    assert line.startswith("“B” falls short in 40% of the plausible worlds (160 of 400): it is not at least 1 point")
    assert "At least as much worse it is in 3% (12)." in line
    assert "is at most 0.4" in line and "75% of worlds, against 40%" in line and "50% of the worlds" in line


def test_without_a_box_no_assumption_is_named():
    line = told(failing=160, reason="stability")
    assert "No assumption safely marks out those worlds: the limits change when the search is repeated." in line


@pytest.mark.parametrize(("failing", "english"), [(0, "in none of the 400 worlds"), (400, "in all 400 worlds")])
def test_where_it_fails_nowhere_or_everywhere_nothing_is_searched(failing, english):
    line = told(failing=failing, reason="few")
    assert english in line and "marks out" not in line
    assert "alla" in told("sv", failing=0, reason="few") and "någon" in told("sv", failing=400, reason="few")
