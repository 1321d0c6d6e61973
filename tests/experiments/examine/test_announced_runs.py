"""Runs that are announced are those that are started."""

from __future__ import annotations

import io

import pytest
from tqdm import tqdm

from kraftsamling.experiments.examine import facts, patterns, plausible, sanity
from kraftsamling.experiments.runs.progress import Progress
from tests.kit.runs import count_runs
from tests.kit.synthetic import examination

SLOW = pytest.mark.slow
EXAMINATIONS = [
    pytest.param(facts.examine, 3, 1, id="facts"),
    pytest.param(sanity.examine, 2, 2, id="sanity", marks=SLOW),
    pytest.param(patterns.examine, 2, 12, id="patterns", marks=SLOW),
    pytest.param(plausible.examine, 1, 12, id="plausible", marks=SLOW),
]


@pytest.mark.parametrize(("examine", "worlds", "years"), EXAMINATIONS)
def test_an_examination_starts_the_runs_that_it_announces_at_last(monkeypatch, examine, worlds, years):
    started = count_runs(monkeypatch)
    with tqdm(file=io.StringIO()) as bar:
        examine(examination(worlds, years=years, progress=Progress(bar)))
        assert bar.n == bar.total == sum(started) > 0


@pytest.mark.slow
def test_the_world_at_the_defaults_takes_the_runs_that_are_named(monkeypatch):
    started, done = count_runs(monkeypatch), []
    plausible.default_fails(done.append)
    assert sum(started) == sum(done) == plausible.DEFAULT_RUNS
