"""Signs and bounds on hand-made numbers of known truth."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.checks.signs import Sides, bounds_check, passed, signs_check
from kraftsamling.analysis.checks.words import sentences
from kraftsamling.analysis.words.reader import Reader

GAIN = np.array([0.99, *np.full(40, 1.0)])
"""One world in which nothing can be told, and forty live ones."""


def sides(broken, by=0.5):
    """Sides of 41 worlds: `less` passes in the dead one and in so many live ones, by a share of `more`, 4."""
    more = np.full(41, 4.0)
    less = np.full(41, 3.0)
    less[: broken + 1] = 4 * (1 + by)
    return Sides(more, less)


@pytest.mark.parametrize(
    ("broken", "by", "share"), [(0, 0.5, 1.0), (2, 0.5, 0.95), (3, 0.5, 0.925), (3, 0.009, 1.0), (3, 0.011, 0.925)]
)
def test_a_sign_holds_in_nineteen_of_twenty_live_worlds_up_to_a_hundredth(broken, by, share):
    found = signs_check({"one": sides(broken, by), "other": sides(0)}, GAIN)
    assert found.tables["signs"].loc["one", "sign_holds"] == pytest.approx(share)
    assert found.details["failing"] == ([] if share >= 0.95 else ["one"])
    assert found.verdict == ("holds" if share >= 0.95 else "does_not_hold")
    assert found.details["live"] == pytest.approx(40 / 41)


def test_how_far_a_side_is_passed_is_a_share_of_its_size():
    assert passed(Sides(np.array([4.0, -4, 2]), np.array([5.0, -5, 1]))) == pytest.approx([0.25, -0.25, -0.5])
    assert passed(Sides(np.array([0.0]), np.array([0.0]))) == 0


def test_a_sign_without_live_worlds_does_not_hold():
    found = signs_check({"one": sides(0)}, np.zeros(41))
    assert found.verdict == "does_not_hold" and np.isnan(found.tables["signs"].loc["one", "sign_holds"])


def extremes(**more):
    rows = {"kept_low": (0.0, 0.7, 0, 1), "finance": (-2.5, 3.0, -np.inf, np.inf), **more}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["lowest", "highest", "low", "high"])


@pytest.mark.parametrize("values", [(-0.01, 0.4, 0, 1), (0.2, 1.01, 0, 1), (np.nan, np.nan, 0, 1)])
def test_bounds_name_what_leaves_them(values):
    assert bounds_check(extremes()).verdict == "holds"
    found = bounds_check(extremes(left_behind=values))
    assert (found.verdict, found.details) == ("does_not_hold", {"outside": ["left behind"], "looked_at": 3})
    assert found.tables["bounds"].loc["variables", "within_bounds"] == pytest.approx(2 / 3)


def test_signs_and_bounds_are_told():
    (said,) = sentences(signs_check({"networks_off": sides(5), "crisis": sides(0)}, GAIN), Reader("en"))
    assert said == "1 of 2 signs hold; 98% of worlds are live. Do not hold: without networks."
    (said,) = sentences(bounds_check(extremes()), Reader("sv"))
    assert said == "Storheter: 2. Utanför sina gränser: ingen."
