"""Ctrl-C in the command: kept in mind as well as raised, since an exception raised in a library's callback is lost."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

_asked = threading.Event()


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Within this, an interruption raises KeyboardInterrupt and is remembered; on leaving, what was lost is raised.

    Where the program is to ignore interruptions, or is not in its main thread, nothing changes.
    """
    _asked.clear()
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _remember)
    try:
        yield
        stop_if_asked()
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt if the run has been interrupted."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _remember(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
