"""SALib drives the model: sample with SALib, simulate the sample as worlds, analyse with SALib.

python examples/salib_sobol.py
"""

from __future__ import annotations

import pandas as pd
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample

from model import simulate
from model.parameters import parameters

NAMES = ("start_legitimacy", "rooting_rate", "turnover", "person_years_2")


def problem_of(names: tuple[str, ...]) -> dict:
    """Return SALib's description of these parameters, each within its own range."""
    rows = [parameters()[name] for name in names]
    return {"num_vars": len(rows), "names": list(names), "bounds": [[row.low, row.high] for row in rows]}


def indices(names: tuple[str, ...] = NAMES, size: int = 64, seeds: int = 2, years: int = 15) -> pd.DataFrame:
    """Sobol' indices of the final mean capacity at level 2, one row per parameter, with 95 % confidence."""
    problem = problem_of(names)
    points = sample.sample(problem, size, calc_second_order=False, seed=1)
    worlds = pd.DataFrame(points, columns=problem["names"])
    data = simulate("goteborgsregionen", "level_2", worlds=worlds, seeds=seeds, years=years, record="summary").dataset
    capacity = data["capacity_mean"].isel(strategy=0, year=-1).mean("seed").to_numpy()
    found = analyse.analyze(problem, capacity, calc_second_order=False, seed=1)
    columns = ("S1", "S1_conf", "ST", "ST_conf")
    return pd.DataFrame({name: found[name] for name in columns}, index=list(names))


if __name__ == "__main__":
    print(indices().round(2).to_string())
