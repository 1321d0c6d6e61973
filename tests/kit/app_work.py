"""Calls for the worker processes of the tests, what they note in files, and a questions with workers of its own."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kraftsamling.app.answers.questions import Questions
from kraftsamling.app.server.serve import PRELOADED
from kraftsamling.app.workers import Abandoned, WorkerPool
from kraftsamling.model.errors import InputError

PATIENCE = 120
"""Seconds that a call may take on a busy machine."""


@contextlib.contextmanager
def studio_with(workers: int, worlds: int) -> Iterator[Questions]:
    """Yield a questions with so many workers and one for long questions, which end with it."""
    pool, slow = WorkerPool(workers, preloaded=PRELOADED), WorkerPool(1, stoppable=False, preloaded=PRELOADED)
    yield Questions(pool, slow, worlds)
    pool.close()
    slow.close()


def lines(file: str) -> list[str]:
    """Words in a file, none where it is not there yet."""
    return Path(file).read_text(encoding="utf-8").split() if Path(file).exists() else []


def await_line(file: str, count: int = 1) -> None:
    """Wait until so many words are in a file."""
    end = time.monotonic() + PATIENCE
    while len(lines(file)) < count:
        assert time.monotonic() < end
        time.sleep(0.01)


def note(file: str, word: str, wanted: Callable[[], bool]) -> str:
    """Write a word into a file and return it."""
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(f"{word}\n")
    return word


def nap(file: str, seconds: float, wanted: Callable[[], bool]) -> None:
    """Say in a file that it begins, then wait until the time is over or it is no longer wanted."""
    note(file, "nap", wanted)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not wanted():
            raise Abandoned
        time.sleep(0.01)


def who(wanted: Callable[[], bool]) -> int:
    """Return the process that carries it out."""
    return os.getpid()


def where(wanted: Callable[[], bool]) -> str:
    """Return the folder of temporary files."""
    return tempfile.gettempdir()


def count(upto: int, tell: Callable[[object], None]) -> int:
    """Tell every number."""
    for number in range(upto):
        tell(number)
    return upto


def sleep(file: str, tell: Callable[[object], None]) -> None:
    """Sleep for long without asking anyone."""
    Path(file).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(60)


def litter(file: str, tell: Callable[[object], None]) -> None:
    """Make a temporary folder, say which and by whom, and sleep for long."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "report.html").write_text("half", encoding="utf-8")
        note(file, f"{os.getpid()} {folder}", tell)
        time.sleep(60)


def refuse(wanted: Callable[[], bool]) -> None:
    """Refuse the input."""
    raise InputError("my.csv: no")


def stumble(wanted: Callable[[], bool]) -> None:
    """Go wrong unexpectedly."""
    raise RuntimeError("unexpected")


def die(wanted: Callable[[], bool]) -> None:
    """End the process."""
    os._exit(1)
