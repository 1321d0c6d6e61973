"""How far an examination is: what is expected, judged from steps done, and counted by items."""

from __future__ import annotations

import io

import pytest
from tqdm import tqdm

from kraftsamling.analysis.why.split import split
from kraftsamling.experiments.runs.progress import Counter, Progress, announced


@pytest.fixture
def bar():
    """A bar that shows itself to nobody."""
    with tqdm(file=io.StringIO()) as shown:
        yield shown


def test_runs_expected_are_the_total_and_more_of_them_move_the_end(bar):
    progress = Progress(bar)
    progress(3)
    assert (bar.n, bar.total) == (3, None)
    progress.expect(10)
    progress(7)
    assert (bar.n, bar.total) == (10, 10)
    progress(2)
    progress.expect(5)
    assert (bar.n, bar.total) == (12, 12)


def test_what_is_left_is_judged_by_the_steps_done(bar):
    progress, totals = Progress(bar), []
    for runs in progress.steps([100, 300, 200]):
        totals.append(bar.total)
        progress(runs)
    assert totals == [None, 300, 600] and (bar.n, bar.total) == (600, 600)


@pytest.mark.parametrize("shown", [True, False])
def test_further_runs_come_on_top_and_what_was_not_needed_is_taken_back(bar, shown):
    counted = bar if shown else Counter()
    progress = Progress(counted)
    progress.expect(7)
    progress(7)
    with announced(progress) as expect:
        expect(20)
        assert (counted.n, counted.total) == (7, 27)
        progress(11)
        expect(15)
        assert (counted.n, counted.total) == (18, 22)
    assert (counted.n, counted.total) == (18, 18)
    with announced(None) as expect:
        expect(5)
    further = progress.further()
    assert [further(runs) for runs in further.steps([3, 5])] == [None, None]
    assert (counted.n, counted.total) == (26, 26)


def test_items_are_counted_anew(bar):
    progress = Progress(bar)
    progress(50)
    assert [(item, bar.n, bar.total) for item in progress.each("ab")] == [("a", 0, 2), ("b", 1, 2)]
    assert bar.n == 2


def test_a_split_says_how_many_combinations_there_can_be():
    told, ran = [], []

    def value(combinations):
        ran.extend(combinations)
        assert len(ran) <= told[-1]
        return [[[float(len(parts))] * 2] for parts in combinations]

    found = split(value, list("abcdefg"), ["region"], pairs=(4, 8), expect=told.append)
    assert len(ran) == len(set(ran)) == found.evaluated <= told[-1]
    assert told[0] == 2 + 2 * 7
