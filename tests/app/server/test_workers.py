from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from kraftsamling.app.workers import WorkerPool, WorkFailed
from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import ROOT
from tests.kit import app_work
from tests.kit.app_work import PATIENCE, await_line, lines


@pytest.fixture(scope="module")
def pool():
    pool = WorkerPool(1)
    yield pool
    pool.close()


@pytest.fixture
def file(tmp_path):
    return str(tmp_path / "noted")


def test_urgent_jobs_go_first_and_dropped_ones_not_at_all(pool, file):
    busy = pool.submit((0,), app_work.nap, file, 0.5)
    await_line(file)
    waiting = {
        word: pool.submit(urgency, app_work.note, file, word)
        for word, urgency in {
            "refine_old": (1, -1, 1),
            "refine_new": (1, -2, 1),
            "dropped": (0, 3),
            "first_later": (0, 2),
            "first": (0, 1),
        }.items()
    }
    assert pool.waiting == 5
    waiting["dropped"].drop()
    assert pool.waiting == 4
    busy.result.result(PATIENCE)
    assert waiting["refine_old"].result.result(PATIENCE) == "refine_old"
    assert lines(file) == ["nap", "first", "first_later", "refine_new", "refine_old"]
    assert waiting["dropped"].result.cancelled()


def test_a_call_under_way_is_given_up_at_once(pool, file):
    job = pool.submit((0,), app_work.nap, file, 60)
    await_line(file)
    before = time.monotonic()
    job.drop()
    with pytest.raises(CancelledError):
        job.result.result(PATIENCE)
    assert pool.submit((0,), app_work.note, file, "next").result.result(PATIENCE) == "next"
    assert time.monotonic() - before < 5


def test_refusals_and_faults_are_told_apart_and_the_worker_goes_on(pool, file):
    with pytest.raises(InputError, match=r"^my\.csv: no$"):
        pool.submit((0,), app_work.refuse).result.result(PATIENCE)
    with pytest.raises(WorkFailed, match="RuntimeError: unexpected"):
        pool.submit((0,), app_work.stumble).result.result(PATIENCE)
    with pytest.raises(WorkFailed, match="ended before"):
        pool.submit((0,), app_work.die).result.result(PATIENCE)
    assert pool.submit((0,), "tests.kit.app_work:note", file, "on").result.result(PATIENCE) == "on"


def test_a_long_call_tells_how_far_it_is_and_its_process_ends_when_it_is_dropped(file):
    slow, told = WorkerPool(1, stoppable=False, nice=5), []
    try:
        assert slow.submit((0,), app_work.count, 3, tell=told.append).result.result(PATIENCE) == 3
        assert told == [0, 1, 2]
        job = slow.submit((0,), app_work.sleep, file)
        await_line(file)
        process = int(lines(file)[0])
        job.drop()
        with pytest.raises(CancelledError):
            job.result.result(PATIENCE)
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
        assert slow.submit((0,), app_work.count, 1).result.result(PATIENCE) == 1
    finally:
        slow.close()


def test_what_a_call_leaves_behind_goes_with_its_process(file):
    """Of one that is dropped, of one whose process others end, and of its second try when the pool is closed."""
    slow = WorkerPool(1, stoppable=False)
    try:
        dropped = slow.submit((0,), app_work.litter, file)
        await_line(file, 2)
        dropped.drop()
        slow.submit((0,), app_work.litter, file)
        await_line(file, 4)
        os.kill(int(lines(file)[2]), signal.SIGKILL)
        await_line(file, 6)
        folders = [Path(folder) for folder in lines(file)[1::2]]
        assert [folder.exists() for folder in folders] == [False, False, True]
    finally:
        slow.close()
    assert not any(folder.parent.exists() for folder in folders)


STARTED = """
import sys, time
from kraftsamling.app.workers import WorkerPool
from tests.kit import app_work
WorkerPool(1, stoppable=False).submit((0,), app_work.litter, sys.argv[1])
time.sleep(60)
"""


def test_a_worker_ends_in_the_middle_of_a_call_when_the_process_that_started_it_is_killed(file):
    starter = subprocess.Popen([sys.executable, "-c", STARTED, file], cwd=ROOT)
    try:
        await_line(file, 2)
        process, folder = lines(file)
    finally:
        starter.kill()
        starter.wait(PATIENCE)
    end = time.monotonic() + PATIENCE
    while alive(int(process)):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert not Path(folder).parent.exists()


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("busy", [True, False])
def test_a_call_whose_process_is_ended_by_others_is_carried_out_all_the_same(pool, file, busy):
    process = pool.submit((0,), app_work.who).result.result(PATIENCE)
    if busy:
        job = pool.submit((0,), app_work.nap, file, 1)
        await_line(file)
    os.kill(process, signal.SIGKILL)
    if not busy:
        job = pool.submit((0,), app_work.nap, file, 0)
    assert job.result.result(PATIENCE) is None
    assert lines(file) == ["nap"] * (1 + busy)
    assert pool.submit((0,), app_work.who).result.result(PATIENCE) != process


def test_a_closed_crew_leaves_no_process_and_nobody_waiting(file):
    pool = WorkerPool(1)
    busy = pool.submit((0,), app_work.nap, file, 60)
    behind = pool.submit((0,), app_work.note, file, "behind")
    await_line(file)
    pool.close()
    with pytest.raises(CancelledError):
        busy.result.result(PATIENCE)
    assert behind.result.cancelled()
    assert not any(thread.is_alive() for thread in pool._threads)


def test_a_crew_that_is_closed_while_it_rests_leaves_no_folder():
    pool = WorkerPool(1)
    folder = Path(pool.submit((0,), app_work.where).result.result(PATIENCE))
    assert folder.exists()
    pool.close()
    assert not folder.exists()
