"""A sweep on a Dask cluster gives the same bytes as on this machine, though a worker is killed in its midst."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from kraftsamling.cli import main
from tests.experiments.sweep.test_killed import finished_files, until

OPTIONS = ("strategies=level_1,level_2", "worlds=800", "seeds=2", "years=3", "measures=capacity_mean,gini")


@contextlib.contextmanager
def program(*words: str) -> Iterator[subprocess.Popen]:
    """A program of Dask's, ended in the end."""
    running = subprocess.Popen([sys.executable, "-m", "dask", *words], stderr=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def address_of(scheduler: subprocess.Popen) -> str:
    """Where a scheduler listens, as it says; what it says from then on is read and dropped."""
    for line in scheduler.stderr:
        if found := re.search(r"tcp://127\.0\.0\.1:\d+", line):
            threading.Thread(target=scheduler.stderr.read, daemon=True).start()
            return found[0]
    raise AssertionError("the scheduler said nothing")


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed(tmp_path, capsys):
    pytest.importorskip("distributed")
    here, there = tmp_path / "here", tmp_path / "there"
    assert main(["sweep", str(here), *OPTIONS, "processes=1"]) == 0
    worker = ("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
    with contextlib.ExitStack() as stack:
        scheduler = stack.enter_context(program("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"))
        address = address_of(scheduler)
        workers = [stack.enter_context(program(*worker, address)) for _ in range(2)]
        for each in workers:
            until(lambda each=each: "Registered to" in each.stderr.readline())
            threading.Thread(target=each.stderr.read, daemon=True).start()
        sweeping = [sys.executable, "-m", "kraftsamling", "sweep", str(there), *OPTIONS]
        running = subprocess.Popen([*sweeping, "compute=dask", f"address={address}"], stderr=subprocess.DEVNULL)
        until(lambda: finished_files(there) or running.poll() is not None)
        workers[0].send_signal(signal.SIGKILL)
        assert running.wait(120) == 0
    assert {path.name for path in finished_files(here)} == {path.name for path in finished_files(there)}
    assert len(finished_files(here)) > 2


def test_what_cannot_be_is_refused(tmp_path, capsys):
    words = ["sweep", str(tmp_path / "s"), "strategies=level_1", "worlds=1"]
    assert main([*words, "address=tcp://127.0.0.1:1"]) == 2
    assert "only with compute=dask" in capsys.readouterr().err
    assert main([*words, "compute=slurms"]) == 2
    assert "allowed: local, dask, slurm" in capsys.readouterr().err
