"""What ends with a process: its workers, and its folders, which the next process sweeps where it was killed."""

from __future__ import annotations

import atexit
import contextlib
import os
import platform
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without locks: nothing is swept there
    fcntl = None  # type: ignore[assignment]

NAME = re.compile(r"(?P<before>\..+-)?kraftsamling-(?P<process>\d+)-[a-z0-9_]{8}(?P<after>-earlier)?")
"""Names of such folders: for what, of hidden ones; the process that made it; and what it had put aside."""
SHARED_MEMORY = Path("/dev/shm")
OF_PROCESS = ("sem.loky-{process}-*", "joblib_memmapping_folder_{process}_*")
"""What the library of the worker processes calls its shared memory."""
MAX_TEMPORARY = 48
"""Letters of a temporary folder: the sockets in it may have 104, their own names included."""
_locks: dict[Path, int] = {}
CHECK_SECONDS = 1.0
"""Seconds between two looks of a worker process at whether its parent is still there."""
WATCH = "ends with its parent"


def held(parent: Path, before: str = "") -> Path:
    """Make a folder in `parent`, held by this process until `release`.

    Raises:
        OSError: it cannot be made.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{before}kraftsamling-{os.getpid()}-", dir=parent))
    if fcntl:
        with contextlib.suppress(OSError):  # a file system without locks: the process's number tells
            _locks[folder] = os.open(folder, os.O_RDONLY)
            fcntl.flock(_locks[folder], fcntl.LOCK_EX | fcntl.LOCK_NB)
    return folder


def release(folder: Path) -> None:
    """Remove a folder and let go of it; one that has been moved away stays where it is."""
    shutil.rmtree(folder, ignore_errors=True)
    if (lock := _locks.pop(folder, None)) is not None:
        os.close(lock)


def abandoned(parent: Path) -> list[Path]:
    """Return the folders in `parent` whose process is gone; none where it cannot be told."""
    try:
        names = sorted(entry.name for entry in os.scandir(parent) if NAME.fullmatch(entry.name))
    except (OSError, ValueError):
        return []
    return [parent / name for name in names if _is_abandoned(parent / name)]


def process_of(folder: Path) -> int:
    """Return the number of the process that made a folder."""
    found = NAME.fullmatch(folder.name)
    assert found  # as `abandoned` chose it
    return int(found["process"])


def purpose_of(folder: Path) -> str:
    """Return how the name of such a folder begins before it says whose it is."""
    found = NAME.fullmatch(folder.name)
    assert found  # as `abandoned` chose it
    return found["before"] or ""


def _is_abandoned(folder: Path) -> bool:
    """Whether no process of that number lives and nobody holds the folder, on this computer or another."""
    if not fcntl or process_lives(process_of(folder)):
        return False
    try:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(lock).st_uid == os.getuid()
    except OSError:
        return False
    finally:
        os.close(lock)


def process_lives(process: int) -> bool:
    """Whether there is a process of that number."""
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def swept() -> list[Path]:
    """Remove what killed processes left among the temporary files and in shared memory; return what it was."""
    gone = abandoned(Path(tempfile.gettempdir()))
    for folder in list(gone):
        for pattern in OF_PROCESS:
            gone += SHARED_MEMORY.glob(pattern.format(process=process_of(folder)))
    for place in gone:
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                place.unlink()
    return [place for place in gone if not place.exists()]


@contextlib.contextmanager
def temporary() -> Iterator[None]:
    """Put the temporary files within into a folder that is held, and removed when the process ends.

    At its very end, since libraries remove files of theirs there as well.
    """
    before = tempfile.tempdir
    folder = held(Path(tempfile.gettempdir()))
    atexit.register(release, folder)
    if len(str(folder)) <= MAX_TEMPORARY:
        tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def end_with(parent: int, computer: str) -> None:
    """End this process within moments of its parent; whatever else runs it, threads or a cluster, is left alone.

    Called again it does nothing.
    """
    if platform.node() != computer or parent == os.getpid():
        return
    if any(thread.name == WATCH for thread in threading.enumerate()):
        return
    ours = os.getppid() == parent  # no longer, where it was gone before this one was ready

    def watch() -> None:
        while os.getppid() == parent if ours else process_lives(parent):
            time.sleep(CHECK_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name=WATCH, daemon=True).start()
