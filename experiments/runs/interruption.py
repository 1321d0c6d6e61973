"""Ctrl-C and SIGTERM in the command: kept in mind as well as raised, since what a library's callback raises is lost."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

DEFAULTS: dict[int, Callable[[int, FrameType | None], Any] | signal.Handlers] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}
"""The signals that interrupt, and how Python answers each unless told otherwise."""

_asked: list[int] = []


@contextlib.contextmanager
def heeded() -> Iterator[None]:
    """Within this, an interruption raises KeyboardInterrupt and is remembered; on leaving, what was lost is raised.

    A signal that the program is to ignore, or answers in another way, is left alone, and so is every signal outside the
    main thread.
    """
    _asked.clear()
    ours = threading.current_thread() is threading.main_thread()
    heard = [number for number, default in DEFAULTS.items() if ours and signal.getsignal(number) is default]
    for number in heard:
        signal.signal(number, _remember)
    try:
        yield
        stop_if_asked()
    finally:
        for number in heard:
            signal.signal(number, DEFAULTS[number])


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt if the run has been interrupted."""
    if _asked:
        raise KeyboardInterrupt


def exit_code() -> int:
    """Exit code of an interrupted program, by what interrupted it: 130 Ctrl-C, 143 SIGTERM."""
    return 128 + (_asked[0] if _asked else signal.SIGINT)


def _remember(number: int, _frame: FrameType | None) -> None:
    _asked.append(number)
    raise KeyboardInterrupt
