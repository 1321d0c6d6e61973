"""Which assumptions the worlds vary: `make screening` screens all of them and stores what each one moves.

At most 40 are drawn (besides the structural switches), few enough for indices and boxes to separate: those that
move comparisons between built-in courses most, by Morris screening over the documented ranges of all assumptions. What
the others would add is stored beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from tqdm import tqdm

from kraftsamling.analysis.screening.find import ranked, spreads
from kraftsamling.analysis.sensitivity.indices import screen
from kraftsamling.experiments.examine.plausible import BUDGETS, COMPARED, SEEDS, YEARS, store
from kraftsamling.experiments.runs.progress import Progress
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.model import load_region
from kraftsamling.model.inputs.parameters import drawable, swept
from kraftsamling.model.worlds.plausible import FILTERED_ON, KEPT, LEFT_OUT, SCREENED
from kraftsamling.model.worlds.sampling import sample_worlds, spread

PATHS = 40
"""Morris paths: each moves every assumption once."""
BATCH = 2000
"""Worlds that are run at once."""


def differences(runs: Runs) -> dict[str, np.ndarray]:
    """Mean capacity at the end, points: each course less each other one of its question, by budget, (world,)."""
    points = {}
    for question, names in COMPARED.items():
        for budget in BUDGETS:
            ends = runs.ends({name: name for name in names}, budget=budget)
            for one, other in combinations(names, 2):
                points[f"{question} {budget} {other} less {one}"] = ends[other] - ends[one]
    return points


def importance(runs: Runs, paths: int = PATHS) -> pd.DataFrame:
    """Screen all assumptions that can be drawn, and return them `ranked`; `runs` gives region, seeds and years."""
    rows = drawable()

    def evaluate(points: np.ndarray) -> Mapping[str, np.ndarray]:
        worlds = pd.DataFrame({row.name: spread(row, points[:, place]) for place, row in enumerate(rows)})
        parts = [differences(_on(runs, worlds.iloc[first : first + BATCH])) for first in range(0, len(worlds), BATCH)]
        return {name: np.concatenate([part[name] for part in parts])[:, None] for name in parts[0]}

    effects = screen(evaluate, [row.name for row in rows], paths)
    drawn_now = [row.name for row in swept() if row.unit != "switch"]
    return ranked(effects.pivot(index="parameter", columns="outcome", values="mu_star"), drawn_now)


def left_out(runs: Runs, number: int = KEPT) -> pd.DataFrame:
    """Return what drawing the other assumptions too would change, as `spreads`, in so many worlds."""
    drawn = {row.name for row in swept()}
    rest = [row for row in drawable() if row.name not in drawn]
    samples = (sample_worlds(number), sample_worlds(number, [*swept(), *rest]))
    return spreads(*(differences(_on(runs, worlds)) for worlds in samples))


def _on(runs: Runs, worlds: pd.DataFrame) -> Runs:
    return Runs(runs.region, worlds, runs.seeds, runs.years, runs.progress)


def main() -> int:
    """Screen, store what each assumption moves and what is left out, and say which ones are to be drawn."""
    with tqdm(desc="runs", unit="") as bar:
        runs = Runs(load_region(FILTERED_ON), sample_worlds(1), 1, YEARS, Progress(bar))
        table = importance(runs)
        beside = left_out(Runs(runs.region, runs.worlds, SEEDS, YEARS, runs.progress))
    tables = {SCREENED: table.astype({"drawn": int}), LEFT_OUT: beside}
    store({name: each.to_csv(float_format="%.4f", lineterminator="\n") for name, each in tables.items()})
    wanted = set(table.index[table["drawn"]])
    drawn = {row.name for row in swept() if row.unit != "switch"}
    for change, names in (("to be drawn", wanted - drawn), ("to be held at its default", drawn - wanted)):
        for name in sorted(names):
            print(f"model/data/parameters.csv: {name}: {change}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
