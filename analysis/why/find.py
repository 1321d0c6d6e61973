"""Why two strategies end where they do: what is stored of an examination, and what its pages show, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.findings import finding
from kraftsamling.analysis.why.account import differs_from_zero, foremost
from kraftsamling.analysis.why.split import MECHANISMS, Split, spread


@finding
@dataclass(frozen=True)
class WhyFinding:
    """The difference between two strategies split over mechanisms and over settings.

    Attributes:
        first, second: titles by language; the difference is the first less the second.
        budget: "own" or "equal".
        municipality: code of the one that the page tells about beside the region; None where there is none.
        splits: by kind, "mechanisms" and "levers".
        same_money: the region's difference at equal money, points, (world,); None where that is not another question,
            or one of the strategies takes no money.
    """

    first: Mapping[str, str]
    second: Mapping[str, str]
    budget: str
    municipality: str | None
    splits: Mapping[str, Split]
    same_money: np.ndarray | None

    def __repr__(self) -> str:
        """One line: the splits by kind."""
        return f"WhyFinding({', '.join(f'{kind}: {result!r}' for kind, result in self.splits.items())})"

    @property
    def whole(self) -> Split:
        """The split over mechanisms, of which every place and world has one."""
        return self.splits[MECHANISMS]

    @property
    def places(self) -> list[int]:
        """Positions of the places that the page tells about: the region and the municipality asked about."""
        return [0] if self.municipality is None else [0, self.whole.places.index(self.municipality)]

    @property
    def money(self) -> dict[str, float] | None:
        """Mean, p05 and p95 over worlds of the difference at equal money."""
        return None if self.same_money is None else spread(self.same_money)

    def to_frame(self) -> pd.DataFrame:
        """One row per kind, place and part; see `Split.to_frame`."""
        return pd.concat([result.to_frame().assign(kind=kind) for kind, result in self.splits.items()])

    def screening(self) -> pd.DataFrame:
        """One row per kind and part given: first in and last out in the region, points, and whether it was kept."""
        return pd.concat([result.screening.assign(kind=kind) for kind, result in self.splits.items()])


def largest_parts(result: Split) -> pd.DataFrame:
    """Return the table of the largest part in each place.

    Returns:
        one row per place, two where the runs cannot tell which of two parts is larger: place, part, and in points mean,
        p05 and p95 over worlds of the difference (total_mean, total_p05, total_p95), of the part's share (share_...)
        and of the difference without it (without_...); no part and no share where no reasons are given.
    """
    rows = []
    for place, name in enumerate(result.places):
        about: dict[str, Any] = {"place": name, "part": None, **_named("total", result.total[place])}
        parts = foremost(result, place) if differs_from_zero(result, place) else []
        rows += [
            about
            | {"part": result.parts[part]}
            | _named("share", result.shares[part, place])
            | _named("without", result.without[part, place])
            for part in parts
        ] or [about]
    return pd.DataFrame(rows)


def _named(column: str, values: np.ndarray) -> dict[str, float]:
    return {f"{column}_{figure}": value for figure, value in spread(values).items()}


def each_world(result: Split) -> pd.DataFrame:
    """Return the difference in points, one row per place, one column per world."""
    return pd.DataFrame(result.total, index=pd.Index(result.places, name="place"))
