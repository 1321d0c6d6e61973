"""A sweep that is killed, interrupted or runs out of disk keeps what is finished, leaves no process, and goes on."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import kraftsamling as ks
from kraftsamling.cli import main
from kraftsamling.experiments.sweep import store

OPTIONS = ("strategies=level_1,level_2", "worlds=1000", "seeds=2", "years=3", "measures=capacity_mean,gini")
ROWS = 4000
PATIENCE = 60
"""Seconds that a shared machine may take for anything waited for here."""


def start(folder: Path, *options: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "kraftsamling", "sweep", str(folder), *options, "processes=2"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(true) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def finished_files(folder: Path) -> list[Path]:
    return list((folder / "runs").glob("*.parquet"))


def children(pid: int) -> list[int]:
    """Workers of a process: its children, less the one that keeps count of shared resources."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            words = (place / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == pid and b"resource_tracker" not in words and fields[0] != "Z":
            found.append(int(place.name))
    return found


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> pd.DataFrame:
    """The same sweep, never disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "sweep"
    assert main(["sweep", str(folder), *OPTIONS, "processes=1"]) == 0
    return ks.open_sweep(folder).table()


@pytest.mark.slow
def test_a_killed_worker_costs_the_chunk_in_hand_and_nothing_else(tmp_path, whole):
    folder = tmp_path / "sweep"
    running = start(folder, *OPTIONS)
    until(lambda: finished_files(folder) or running.poll() is not None)
    before = {path.name for path in finished_files(folder)}
    os.kill(children(running.pid)[0], signal.SIGKILL)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0 and "a worker process was lost" in told
    assert before <= {path.name for path in finished_files(folder)}
    pd.testing.assert_frame_equal(ks.open_sweep(folder).table(), whole)


@pytest.mark.slow
@pytest.mark.parametrize("number, code", [(signal.SIGKILL, -9), (signal.SIGTERM, 143)])
def test_a_stopped_sweep_leaves_no_process_and_goes_on(tmp_path, capsys, whole, number, code):
    folder = tmp_path / "sweep"
    running = start(folder, *OPTIONS)
    until(lambda: finished_files(folder) or running.poll() is not None)
    workers = children(running.pid)
    running.send_signal(number)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == code and len(workers) == 2
    until(lambda: not any(map(alive, workers)))
    before = {path: path.stat().st_mtime_ns for path in finished_files(folder)}
    kept = sum(len(pd.read_parquet(path)) for path in before)
    assert 0 < kept < ROWS
    if number != signal.SIGKILL:
        assert told.splitlines()[-1].endswith(f"rows are finished and kept; to go on: kraftsamling sweep {folder}")
    assert main(["sweep", str(folder), "processes=1"]) == 0
    assert f" {kept} of them finished before" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in before} == before, "finished rows ran again"
    pd.testing.assert_frame_equal(ks.open_sweep(folder).table(), whole)


def test_a_full_disk_keeps_what_is_finished(tmp_path, monkeypatch, capsys):
    folder, written = tmp_path / "sweep", []

    def fsync(number: int) -> None:
        if "runs" in os.readlink(f"/proc/self/fd/{number}"):
            written.append(number)
            if len(written) == 2:
                raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", fsync)
    options = ["strategies=level_1,level_2", "worlds=500", "years=1", "seeds=1"]
    assert main(["sweep", str(folder), *options, "processes=1"]) == 1
    told = capsys.readouterr().err
    assert (
        f"No space left on device: 500 of 1000 rows are finished and kept; to go on: kraftsamling sweep {folder}"
        in told
    )
    assert not list(folder.rglob("*.tmp")) and len(finished_files(folder)) == 1
    monkeypatch.undo()
    assert main(["sweep", str(folder)]) == 0
    assert len(ks.open_sweep(folder).table()) == 1000


def test_a_disk_too_full_for_the_design_is_told(tmp_path, monkeypatch, capsys):
    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    assert main(["sweep", str(tmp_path / "sweep"), "strategies=level_1", "worlds=1", "years=1", "seeds=1"]) == 1
    assert "No space left on device: the design was not written" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.tmp")) and not list(tmp_path.rglob("*.parquet"))
