"""Which assumptions the worlds vary: `make screening` screens all of them and stores what each one moves.

At most 40 are drawn (besides the structural switches), so that indices and boxes can still tell them apart: those that
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

from analysis.left_out import STORED as LEFT_OUT
from analysis.sensitivity import screen
from experiments.plausible import BUDGETS, COMPARED, SEEDS, YEARS, store
from experiments.progress import Progress
from experiments.workbench import Bench
from model import load_region
from model.parameters import drawable, swept
from model.plausible import FILTERED_ON, KEPT
from model.sampling import sample_worlds, spread

MOST = 40
"""Assumptions that the worlds vary at most."""
PATHS = 40
"""Morris paths: each moves every assumption once."""
ALWAYS = ("turnover", "likeness_gain")
"""Drawn however little they move: a criterion of plausible worlds rests on the first, and one that no world can fail
would be none; the second is the strength of a mechanism that was added for a pattern, from zero."""
LEAST = 1.0
"""Smallest difference worth mentioning, points."""
BATCH = 2000
SCREENED = "screening.csv"


def differences(bench: Bench) -> dict[str, np.ndarray]:
    """Mean capacity at the end, points: each course less each other one of its question, by budget, (world,)."""
    found = {}
    for question, names in COMPARED.items():
        for budget in BUDGETS:
            ends = bench.ends({name: name for name in names}, budget=budget)
            for one, other in combinations(names, 2):
                found[f"{question} {budget} {other} less {one}"] = ends[other] - ends[one]
    return found


def importance(bench: Bench, paths: int = PATHS) -> pd.DataFrame:
    """Screen all assumptions that can be drawn; `bench` gives region, seeds and years.

    Returns:
        by parameter, largest first: one column per question and budget, the root mean square over its comparisons of
        the parameter's share (its mean absolute effect over the root of the summed squares of all of them); importance,
        the largest of these; and drawn, whether the worlds are to vary it.
    """
    rows = drawable()

    def evaluate(points: np.ndarray) -> Mapping[str, np.ndarray]:
        worlds = pd.DataFrame({row.name: spread(row, points[:, place]) for place, row in enumerate(rows)})
        parts = [differences(_on(bench, worlds.iloc[first : first + BATCH])) for first in range(0, len(worlds), BATCH)]
        return {name: np.concatenate([part[name] for part in parts])[:, None] for name in parts[0]}

    found = screen(evaluate, [row.name for row in rows], paths)
    return ranked(found.pivot(index="parameter", columns="outcome", values="mu_star"))


def ranked(effects: pd.DataFrame) -> pd.DataFrame:
    """Return what `importance` does, of mean absolute effects by parameter and comparison."""
    size = np.sqrt((effects**2).sum()).replace(0.0, np.nan)
    question = [" ".join(name.split()[:2]) for name in effects]
    found = np.sqrt((effects.div(size).fillna(0.0) ** 2).T.groupby(question).mean().T)
    found["importance"] = found.max(axis=1)
    found = found.sort_values("importance", ascending=False, kind="stable")
    rest = found.index.difference(ALWAYS, sort=False)
    found["drawn"] = found.index.isin([*ALWAYS, *rest[: MOST - len(ALWAYS)]])
    return found


def left_out(bench: Bench, number: int = KEPT) -> pd.DataFrame:
    """What drawing the others too would change.

    Returns:
        by comparison: standard deviation over worlds and share of worlds in which it is at least a point, as the worlds
        are drawn (sd, share) and with all of them drawn (sd_all, share_all).
    """
    drawn = {row.name for row in swept()}
    rest = [row for row in drawable() if row.name not in drawn]
    both = (sample_worlds(number), sample_worlds(number, [*swept(), *rest]))
    rows: dict[str, dict[str, float]] = {}
    for worlds, end in zip(both, ("", "_all"), strict=True):
        for name, values in differences(_on(bench, worlds)).items():
            told = {f"sd{end}": values.std(), f"share{end}": (values.round(9) >= LEAST).mean()}
            rows[name] = rows.get(name, {}) | told
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("comparison")


def _on(bench: Bench, worlds: pd.DataFrame) -> Bench:
    return Bench(bench.region, worlds, bench.seeds, bench.years, bench.progress)


def main() -> int:
    """Screen, store what each assumption moves and what is left out, and say which ones are to be drawn."""
    with tqdm(desc="runs", unit="") as bar:
        bench = Bench(load_region(FILTERED_ON), sample_worlds(1), 1, YEARS, Progress(bar))
        found = importance(bench)
        beside = left_out(Bench(bench.region, bench.worlds, SEEDS, YEARS, bench.progress))
    tables = {SCREENED: found.astype({"drawn": int}), LEFT_OUT: beside}
    store({name: table.to_csv(float_format="%.4f", lineterminator="\n") for name, table in tables.items()})
    wanted = set(found.index[found["drawn"]])
    drawn = {row.name for row in swept() if row.unit != "switch"}
    for told, names in (("to be drawn", wanted - drawn), ("to be held at its default", drawn - wanted)):
        for name in sorted(names):
            print(f"model/data/parameters.csv: {name}: {told}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
