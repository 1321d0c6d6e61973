"""Opens what a run has written with pandas alone: none of Kraftsamling is imported.

python examples/open_in_pandas.py outputs/ambition_levels-goteborgsregionen
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet


def spread(folder: Path) -> pd.DataFrame:
    """Final mean capacity by course and budget over worlds, points: 5th, 50th and 95th percentile.

    Seeds are averaged within a world first; the spread is then over worlds.
    """
    runs = pd.read_parquet(folder / "trajectories.parquet")
    end = runs[runs["year"] == runs["year"].max()]
    worlds = end.groupby(["strategy", "budget", "world"], observed=True)["capacity_mean"].mean()
    return worlds.groupby(["strategy", "budget"], observed=True).quantile([0.05, 0.5, 0.95]).unstack()


def gains(folder: Path) -> pd.Series:
    """What each municipality gains from start to end, points: median over all runs of a course and budget."""
    places = pd.read_parquet(folder / "municipalities.parquet")
    gained = (places["capacity_end"] - places["capacity_start"]).rename("gain")
    return gained.groupby([places[name] for name in ("strategy", "budget", "name")], observed=True).median()


def meaning(folder: Path, column: str) -> dict[str, str]:
    """Return unit and meaning of a column, which stand in the file itself."""
    schema = pyarrow.parquet.read_schema(folder / "trajectories.parquet")
    return json.loads(schema.metadata[b"columns"])[column]


if __name__ == "__main__":
    for given in map(Path, sys.argv[1:]):
        print(meaning(given, "capacity_mean"))
        print(spread(given).round(1).to_string())
        print(gains(given).round(1).to_string())
