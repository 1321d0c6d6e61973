"""Worlds of an experiment, and the value of `worlds=` that chose them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kraftsamling.analysis.words.filtered import filter_notes
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.inputs.parameters import swept
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.worlds.worlds import DEFAULT, NAMED, as_worlds

SAMPLED = "sampled"
"""Name of a sample chosen by its number of worlds."""
MAX_WORLDS = 250_000


@dataclass(frozen=True)
class Sample:
    """Worlds of a run.

    Attributes:
        name: "default", "all", "plausible", or "sampled" where a number was asked for.
        worlds: one row per world, one column per sampled parameter.
    """

    name: str
    worlds: pd.DataFrame

    def __len__(self) -> int:
        return len(self.worlds)

    def notes(self, region: Region, reader: Reader, *, overridden: bool) -> Iterator[str]:
        """Yield what a reader must know about how plausible worlds came about; nothing for any other sample."""
        yield from filter_notes(self.name, len(self), region, reader, overridden=overridden)


def sample_of(given: Any) -> Sample:
    """Return the worlds that `worlds=` asks for: a name, or a number of worlds to sample.

    Raises:
        InputError: neither, or plausible worlds of a model that computes other numbers.
    """
    if given == DEFAULT:
        return Sample(given, pd.DataFrame([{row.name: row.default for row in swept()}]).rename_axis("world"))
    if given in NAMED:
        return Sample(given, as_worlds(given))
    if isinstance(given, str) or given is None:
        raise InputError(f"worlds: {given!r}; allowed: {', '.join(NAMED)}, or a whole number from 1 to {MAX_WORLDS:,}")
    number_of_worlds = int(check_number(given, 1, MAX_WORLDS, "worlds", whole=True))
    return Sample(SAMPLED, as_worlds(number_of_worlds))
