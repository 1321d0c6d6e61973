"""Intervals, the first-order index and the bootstrap: tabled and hand-worked numbers."""

import numpy as np
import pytest
from scipy.stats import binomtest

from kraftsamling.analysis.statistics.bootstrap import bootstrap
from kraftsamling.analysis.statistics.first_order import classes, first
from kraftsamling.analysis.statistics.intervals import median_interval, share_interval


def test_share_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(3)
    for share in (0.05, 0.4):
        counts = rng.binomial(60, share, 2000)
        inside = [low <= share <= high for low, high in (share_interval(int(count), 60) for count in counts)]
        assert np.mean(inside) >= 0.945
    assert share_interval(0, 10)[0] == 0 and share_interval(10, 10)[1] == 1


@pytest.mark.parametrize(("count", "total"), [(0, 7), (3, 10), (64, 64), (250, 1000)])
def test_share_interval_is_the_one_that_scipy_searches_for(count, total):
    other = binomtest(count, total).proportion_ci(0.9, method="exact")
    assert share_interval(count, total, 0.9) == pytest.approx((other.low, other.high), abs=1e-9)


@pytest.mark.parametrize(("count", "limits"), [(5, (-np.inf, np.inf)), (6, (1, 6)), (10, (2, 9)), (20, (6, 15))])
def test_limits_of_a_median_are_the_tabled_ranks(count, limits):
    assert median_interval(np.arange(count, 0.0, -1)) == limits


def test_the_index_of_a_switch_is_the_share_of_variance_between_its_sides():
    """Means 2 off and 7 on: variance 6.25 between them, and within (1 + 4) / 2 = 2.5; in all 8.75."""
    off, on = [1.0, 3.0] * 10, [5.0, 9.0] * 10
    x, y = np.repeat([0.0, 1.0], 20), np.array(off + on)
    assert first(x, y) == pytest.approx(6.25 / 8.75)
    assert [len(part) for part in classes(x)] == [20, 20]
    assert [len(part) for part in classes(np.arange(100.0))] == [25, 25, 25, 25]


def test_what_belongs_to_one_world_is_drawn_together():
    """Rows of both samples carry their world's number: it is the same in each draw, and as many as there are worlds."""
    one, other = np.arange(30.0), np.arange(60.0).reshape(30, 2)

    def statistic(drawn, others):
        assert len(drawn) == 30 and (others[:, 0] == 2 * drawn).all()
        return drawn

    drawn = bootstrap(statistic, (one, other), 200, np.random.default_rng(1))
    assert drawn.shape == (200, 30)
    assert [len(set(row)) < 30 for row in drawn] == [True] * 200
    assert np.unique(drawn).tolist() == one.tolist()
    assert (drawn[:7] == bootstrap(statistic, (one, other), 7, np.random.default_rng(1))).all()


def test_a_mean_scatters_over_resamples_as_its_standard_error():
    """A hundred worlds of -3 and 3 alike: the mean scatters by 3 / 10."""
    values = np.array([-3.0, 3.0] * 50)
    means = bootstrap(np.mean, (values,), 4000, np.random.default_rng(2))
    assert means.std() == pytest.approx(0.3, rel=0.05) and means.mean() == pytest.approx(0, abs=0.02)
