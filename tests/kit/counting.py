"""A progress that keeps what was announced and counts what was started."""

from __future__ import annotations

from kraftsamling.experiments.runs.progress import Progress


class Counting(Progress):
    """Numbers of runs that were announced, one after another, and of runs that were started."""

    def __init__(self) -> None:
        self.announced: list[int] = []
        self.runs = 0

    def __call__(self, runs: int) -> None:
        """Count runs."""
        self.runs += runs

    def expect(self, runs: int) -> None:
        """Keep the number announced."""
        self.announced.append(runs)
