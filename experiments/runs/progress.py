"""How far an examination is, and how much of it is left as far as that is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

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


class Progress:
    """Counts runs on a bar, which shows the time left once it knows how many there will be.

    Called with the number of runs done since the last call.
    """

    def __init__(self, bar: Bar):
        self.bar = bar

    def __call__(self, runs: int) -> None:
        """Count runs that are done; more than expected move the end."""
        if self.bar.total is not None and self.bar.n + runs > self.bar.total:
            self.bar.total = self.bar.n + runs
        self.bar.update(runs)

    def expect(self, runs: int) -> None:
        """Say how many runs there will be in all, or at most."""
        self.bar.total = max(runs, self.bar.n)
        self.bar.refresh()

    def steps(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items; after each, expect as many runs for each of those left as the ones done took on average."""
        for place, item in enumerate(items, start=1):
            yield item
            self.expect(round(self.bar.n * len(items) / place))

    def each(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items and count them instead of runs."""
        self.bar.reset(total=len(items))
        for item in items:
            yield item
            self.bar.update(1)
