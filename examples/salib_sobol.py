"""SALib drives the model: sample with SALib, simulate the sample as worlds, analyse with SALib, draw the indices.

python examples/salib_sobol.py [FIGURE.png]
"""

from __future__ import annotations

import sys

import pandas as pd
from matplotlib.figure import Figure
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample

from kraftsamling.model import simulate
from kraftsamling.model.inputs.parameters import parameters

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


def draw(found: pd.DataFrame) -> Figure:
    """First and total index of each parameter, the weightiest on top, with 95 % confidence and the range examined."""
    figure = Figure(figsize=(9, 1.6 + 0.6 * len(found)), layout="constrained")
    axes = figure.subplots()
    found = found.sort_values("ST")
    rows = [parameters()[name] for name in found.index]
    for shift, marker, kind, label in ((0.12, "o", "S1", "alone (S1)"), (-0.12, "s", "ST", "with interplay (ST)")):
        places = [place + shift for place in range(len(found))]
        axes.errorbar(found[kind], places, xerr=found[f"{kind}_conf"], fmt=marker, capsize=3, label=label)
    axes.axvline(0, color="grey", linewidth=0.8)
    axes.set_yticks(range(len(rows)), [f"{row.name}\n{row.low:g} to {row.high:g} {row.unit}" for row in rows])
    axes.set_xlabel("share of the variance of final mean capacity (Sobol' index, 0-1; bars: 95 % confidence)")
    axes.set_title("Level 2 in the Gothenburg Region: which of these assumptions decide?", loc="left")
    axes.legend(loc="lower right")
    return figure


if __name__ == "__main__":
    table = indices()
    print(table.round(2).to_string())
    for path in sys.argv[1:]:
        draw(table).savefig(path, dpi=150)
