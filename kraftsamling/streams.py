"""Output streams that are closed, full, or in an encoding that holds no text: told, never a traceback."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

SAMPLE = "å"


class Stream:
    """A stream that remembers why something could not be written, instead of raising it.

    Attributes:
        lost: why, "" as long as all was written.
    """

    def __init__(self, stream: TextIO | None):
        self.stream, self.lost = stream, ""

    def write(self, text: str) -> int:
        """Write, as far as that is possible."""
        if self.stream is None:
            self.lost = "it is closed"
            return len(text)
        with self._remembered():
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, as far as that is possible."""
        if self.stream is not None and not self.lost:
            with self._remembered():
                self.stream.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.stream is not None and not self.lost and self.stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    @contextlib.contextmanager
    def _remembered(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            self.lost = self.lost or getattr(error, "strerror", None) or str(error)
            self._divert()

    def _divert(self) -> None:
        """Lead a real stream nowhere, or Python would fail on what is left in it when the program ends."""
        with contextlib.suppress(OSError, ValueError, AttributeError):
            assert self.stream is not None
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)


@contextlib.contextmanager
def careful() -> Iterator[tuple[Stream, Stream]]:
    """Yield standard output and standard error as streams that remember what went wrong."""
    _occupy()
    before = sys.stdout, sys.stderr
    for stream in before:
        _writable(stream)
    output, errors = Stream(before[0]), Stream(before[1])
    sys.stdout, sys.stderr = output, errors
    try:
        yield output, errors
    finally:
        sys.stdout, sys.stderr = before


def _occupy() -> None:
    """Open closed standard streams on nothing, so that no file of ours gets their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _writable(stream: TextIO | None) -> None:
    """Give a stream an encoding that holds text, and a sign for letters that it lacks."""
    if isinstance(stream, io.TextIOWrapper):
        try:
            stream.reconfigure(errors="replace")
            SAMPLE.encode(stream.encoding, "replace").decode(stream.encoding)
        except (UnicodeError, LookupError):
            stream.reconfigure(encoding="utf-8")
