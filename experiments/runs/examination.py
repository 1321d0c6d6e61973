"""The setting of an experiment that examines the model itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kraftsamling.analysis.results.subject import Subject
from kraftsamling.experiments.runs.progress import Item, Progress
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.experiments.setting.sample import Sample
from kraftsamling.model.inputs.region import Region


@dataclass(frozen=True)
class Examination:
    """What an examination is run on.

    Attributes:
        sample: its worlds; seeds: per world; years: of a run.
        progress: called with the number of runs done since the last call; a `Progress` also gets the total.
    """

    region: Region
    sample: Sample
    seeds: int
    years: int
    progress: Callable[[int], Any] | None = None

    @property
    def runs(self) -> Runs:
        """Runs of strategies in these worlds and with these seeds."""
        return Runs(self.region, self.sample.worlds, self.seeds, self.years, self.progress)

    @property
    def subject(self) -> Subject:
        """What is run, as a page tells it."""
        return Subject(self.region, self.sample.name, len(self.sample), self.seeds, self.years)

    def expect(self, runs: int) -> None:
        """Say how many runs the examination will take in all, or at most."""
        if isinstance(self.progress, Progress):
            self.progress.expect(runs)

    def steps(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items of unknown length; the time left is estimated from the items already done."""
        return self.progress.steps(items) if isinstance(self.progress, Progress) else iter(items)

    def each(self, items: Sequence[Item]) -> Iterator[Item]:
        """Yield items that take time but no runs, and count them."""
        return self.progress.each(items) if isinstance(self.progress, Progress) else iter(items)
