"""A worker ends with the process that it works for, and no other process does."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kraftsamling.model.parent import NAME, end_with

CHILD = (
    "import os, time; from kraftsamling.model.parent import end_with; end_with(os.getppid()); "
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


@pytest.mark.parametrize("parent", [os.getpid(), 2**22 + 1], ids=["this one", "none there is"])
def test_a_process_that_is_no_child_of_it_is_left_alone(parent):
    end_with(parent)
    assert not any(thread.name == NAME for thread in threading.enumerate())
