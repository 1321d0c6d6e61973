"""The benchmark's figures: what counts as a case's cost. How fast anything is, no test asserts."""

from __future__ import annotations

import time

import joblib
import pytest

from tools.benchmark import Case, Cost, cost_of, write_table

BUSY = 0.3


def work() -> None:
    until = time.process_time() + BUSY
    while time.process_time() < until:
        pass


def in_workers() -> None:
    joblib.Parallel(n_jobs=joblib.cpu_count())(joblib.delayed(work)() for _ in range(2))


@pytest.mark.slow
@pytest.mark.parametrize("case", [Case(1, in_workers, elsewhere=True), Case(1, lambda: [work(), work()])])
def test_cpu_counts_every_process_that_works(case):
    assert 2 * BUSY <= cost_of(case).cpu < 4 * BUSY


def test_what_waits_costs_no_cpu():
    cost = cost_of(Case(1, lambda: time.sleep(BUSY), elsewhere=True))
    assert cost.wall >= BUSY and cost.cpu < BUSY


def test_the_table_shows_both_for_each_case():
    names = [
        "ensemble, 13 municipalities, one core, 1,000 runs",
        "ensemble, 13 municipalities, one core, 10,000 runs",
        "ensemble, 290 municipalities, one core, 1,000 runs",
        "Mesa model, stepped",
    ]
    text = write_table({name: Cost(runs=10, cpu=0.4, wall=0.2) for name in names}, {})
    assert text.count("| 10 | 40,000 | 20,000 | 1.0 |") == len(names)
