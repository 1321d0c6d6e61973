"""How far a sweep is: a bar with the time left on a terminal, lines with a time stamp in a log."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from typing import Protocol

from tqdm import tqdm

from kraftsamling.model.errors import plain

FIRST_LINE, EVERY = 5.0, 60.0
"""Seconds to the first line in a log, and the longest time between two; in between it doubles."""


class Told(Protocol):
    """Hears of rows that are done."""

    def begin(self, total: int, finished: int) -> None:
        """Say how many rows there are, and how many were finished before."""

    def done(self, rows: int, failed: int) -> None:
        """Count rows that ran, and rows that failed."""

    def line(self, text: str) -> None:
        """Tell something in between."""

    def end(self) -> None:
        """Stop telling."""


class Silent:
    """Tells nothing."""

    def begin(self, total: int, finished: int) -> None:
        """Nothing."""

    def done(self, rows: int, failed: int) -> None:
        """Nothing."""

    def line(self, text: str) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class Bar(Silent):
    """A bar on a terminal."""

    def begin(self, total: int, finished: int) -> None:
        """Show it."""
        self._bar = tqdm(total=total, initial=finished, unit=" rows", desc="sweep", file=sys.stderr, leave=False)

    def done(self, rows: int, failed: int) -> None:
        """Move on."""
        self._bar.update(rows + failed)

    def line(self, text: str) -> None:
        """Write above the bar."""
        tqdm.write(text, file=sys.stderr)

    def end(self) -> None:
        """Take it away."""
        self._bar.close()


class Log(Silent):
    """Lines with a time stamp, further and further apart, at least one a minute."""

    def begin(self, total: int, finished: int) -> None:
        """Say what there is to do."""
        self._total, self._finished, self._ran, self._failed = total, finished, 0, 0
        self._start = time.monotonic()
        self._next = FIRST_LINE
        self.line(f"{plain(total)} rows, {plain(finished)} of them finished before")

    def done(self, rows: int, failed: int) -> None:
        """Count; say so when it is time."""
        self._ran, self._failed = self._ran + rows, self._failed + failed
        passed = time.monotonic() - self._start
        if passed < self._next:
            return
        self._next = passed + min(passed, EVERY)
        left = self._total - self._finished - self._ran - self._failed
        self._say(f", about {duration(passed * left / max(self._ran + self._failed, 1))} left")

    def line(self, text: str) -> None:
        """Write a line."""
        print(f"{datetime.now().isoformat(timespec='seconds')} {text}", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Say how far it came."""
        self._say("")

    def _say(self, more: str) -> None:
        failed = f", {plain(self._failed)} failed" if self._failed else ""
        done = self._finished + self._ran
        self.line(f"{plain(done)} of {plain(self._total)} rows finished{failed}{more}")


def on_stderr() -> Told:
    """Return a bar where standard error is a terminal, else a log."""
    return Bar() if sys.stderr.isatty() else Log()


def duration(seconds: float) -> str:
    """Return a time in the unit in which a person would say it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
