"""Ctrl-C, SIGTERM and SIGHUP in the command: raised and also recorded, because libraries may swallow the exception."""

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
    signal.SIGHUP: signal.SIG_DFL,
}
"""Signals that interrupt, and Python's default answer to each."""

_asked: list[int] = []


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Raise KeyboardInterrupt and also record it, because libraries may swallow the exception; raise it on leaving.

    A signal that the program is to ignore, or answers in another way, is left alone, and so is every signal outside the
    main thread.
    """
    _asked.clear()
    ours = threading.current_thread() is threading.main_thread()
    ours_to_answer = [number for number, default in DEFAULTS.items() if ours and signal.getsignal(number) is default]
    for number in ours_to_answer:
        signal.signal(number, _remember)
    try:
        yield
        stop_if_asked()
    finally:
        for number in ours_to_answer:
            signal.signal(number, DEFAULTS[number])


def stop_if_asked() -> None:
    """Raise KeyboardInterrupt if the run has been interrupted."""
    if _asked:
        raise KeyboardInterrupt


def exit_code() -> int:
    """Exit code of an interrupted program, by what interrupted it: 130 Ctrl-C, 143 SIGTERM, 129 SIGHUP."""
    return 128 + (_asked[0] if _asked else signal.SIGINT)


def _remember(number: int, _frame: FrameType | None) -> None:
    _asked.append(number)
    raise KeyboardInterrupt
