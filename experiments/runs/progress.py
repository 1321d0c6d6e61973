"""How far an examination is, and how much of it is left as far as that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")


class Bar(Protocol):
    """What a bar of tqdm can do that is used here."""

    n: float
    total: float | None

    def update(self, n: float = 1) -> bool | None:
        """Move on."""

    def reset(self, total: float | None = None) -> None:
        """Begin anew."""

    def refresh(self) -> object:
        """Show a total that has changed."""


class Counter:
    """A bar that is not shown: it counts."""

    def __init__(self, total: float | None = None):
        self.n, self.total = 0.0, total

    def update(self, n: float = 1) -> None:
        """Move on."""
        self.n += n

    def reset(self, total: float | None = None) -> None:
        """Begin anew."""
        self.n, self.total = 0.0, total

    def refresh(self) -> None:
        """Show nothing."""


class Progress:
    """Counts runs on a bar, which shows the time left once it knows how many there will be.

    Called with the number of runs done since the last call.

    Args:
        before: runs on the bar that belong to something else, which came first.
    """

    def __init__(self, bar: Bar, before: int = 0):
        self.bar, self.before = bar, before

    def __call__(self, runs: int) -> None:
        """Count runs that are done; more than expected move the end."""
        if self.bar.total is not None and self.bar.n + runs > self.bar.total:
            self.bar.total = self.bar.n + runs
        self.bar.update(runs)

    def expect(self, runs: int) -> None:
        """Say how many runs there will be in all, or at most."""
        self.bar.total = max(self.before + runs, self.bar.n)
        self.bar.refresh()

    def further(self) -> Progress:
        """Return a progress whose runs come on top of those done."""
        return Progress(self.bar, int(self.bar.n))

    def settle(self) -> None:
        """Say that no more runs will come than those done."""
        self.expect(int(self.bar.n) - self.before)

    def steps(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items; after each, expect as many runs for each of those left as the ones done took on average."""
        for place, item in enumerate(items, start=1):
            yield item
            self.expect(round((self.bar.n - self.before) * len(items) / place))

    def each(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items and count them instead of runs."""
        self.bar.reset(total=len(items))
        for item in items:
            yield item
            self.bar.update(1)


@contextmanager
def announced(progress: Progress | None) -> Iterator[Callable[[int], Any]]:
    """Give what announces how many further runs there will be, or at most; on leaving, exactly those done count.

    Args:
        progress: None where nobody asks how far the runs are.
    """
    if progress is None:
        yield lambda runs: None
        return
    further = progress.further()
    yield further.expect
    further.settle()
