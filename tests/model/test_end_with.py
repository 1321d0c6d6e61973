"""A worker ends with the process that it works for, and no other process does."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kraftsamling.model.processes import WATCH, end_with

CHILD = (
    "import os, platform, time; from kraftsamling.model.processes import end_with; "
    "end_with(os.getppid(), platform.node()); "
    "print(os.getpid(), flush=True); time.sleep(60)"
)
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {CHILD!r}])"
SECONDS = 20


def lives(process: Path) -> bool:
    try:
        return " Z " not in (process / "stat").read_text()
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes")
def test_a_child_ends_when_its_parent_is_killed():
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    child = Path(f"/proc/{int(parent.stdout.readline())}")
    assert child.exists()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + SECONDS
    while lives(child):
        assert time.monotonic() < end, "it lives on"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("parent", "computer"), [(os.getpid(), platform.node()), (1, "elsewhere")], ids=["itself", "elsewhere"]
)
def test_the_process_itself_and_one_of_another_computer_are_no_parents(parent, computer):
    end_with(parent, computer)
    assert not any(thread.name == WATCH for thread in threading.enumerate())
