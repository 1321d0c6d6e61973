"""Courses of action compared: over worlds at the end year, and paired by world and seed.

A world is one joint sample of assumptions. Seeds are averaged within each world before anything is counted over worlds:
worlds carry nearly all of the spread, and a share over runs would pretend to more evidence than there is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.tables import JOIN, MEASURES, NO_SUPPORT, RUN, YEARLY
from kraftsamling.analysis.statistics.intervals import share_interval
from kraftsamling.model.errors import InputError, nearest
from kraftsamling.model.vocabulary import BUDGETS, COMPARED_DECIMALS

SELDOM = 0.1
"""Largest share of worlds that is called seldom: what is left when something holds in nine of ten."""
OFTEN = 1 / 3
"""Least share of worlds in which one course must be ahead for more than a tie, where the other seldom is."""
LEVELS = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
"""Percentiles over worlds, by column of the summary."""


@dataclass(frozen=True)
class Pair:
    """One course minus another over worlds: median, 5th and 95th percentile, worlds better, tied and worse.

    `partial` tells that the worlds are a part of all that will be judged.
    """

    median: float
    low: float
    high: float
    better: int
    tie: int
    worse: int
    partial: bool = False

    @property
    def worlds(self) -> int:
        """Number of worlds in which both courses have a value."""
        return self.better + self.tie + self.worse

    @property
    def verdict(self) -> str:
        """What holds in more than half of the worlds: ahead, behind or tie; "open" where nothing does.

        "seldom_behind" and "seldom_ahead", where that holds in at most `SELDOM` of them and the opposite, without
        holding in most, in at least `OFTEN`: a tie in six worlds of ten is no tie if one course has the other four.
        From a part of the worlds ahead and behind take so many that they suffice to tell (95 %).
        """
        for name, count in (("ahead", self.better), ("behind", self.worse)):
            if self._mostly(count):
                return name
        for name, count, opposite in (
            ("seldom_behind", self.worse, self.better),
            ("seldom_ahead", self.better, self.worse),
        ):
            if opposite and count <= SELDOM * self.worlds and opposite >= OFTEN * self.worlds:
                return name
        return "tie" if 2 * self.tie > self.worlds else "open"

    def _mostly(self, count: int) -> bool:
        if not self.partial:
            return 2 * count > self.worlds
        return bool(self.worlds) and share_interval(count, self.worlds)[0] > 0.5


def run_measures(
    trajectories: pd.DataFrame, municipalities: pd.DataFrame, smallest_difference: float = 1.0
) -> pd.DataFrame:
    """Return one row per run (indexed strategy, budget, world, seed) and one column per measure at the end year.

    Derived measures are the capacity gained (end minus start, points) and what of it is kept two and four years after
    support ends, the least any municipality gains, the share of
    municipalities that gain less than `smallest_difference`, total costs (SEK) and points per 100 MSEK: what a course
    gains above no support in the same world and seed, or since its start where no support was not run (nan for a course
    that costs nothing).
    """
    rows = trajectories.drop_duplicates([*RUN, "year"]).set_index(RUN)
    years = rows["year"]
    end, start = rows[years == years.max()], rows[years == years.min()]
    measures = end[[name for name in YEARLY if name in rows.columns]].astype(float)
    measures["capacity_gained"] = end["capacity_mean"] - start["capacity_mean"]
    for name in ("cost_sek", "municipal_cost_sek"):
        if name in rows.columns:
            total = rows.loc[years > years.min(), name].groupby(RUN).sum()
            measures[name.replace("cost_sek", "cost_total_sek")] = total.reindex(measures.index, fill_value=0.0)
    for later in (2, 4) if "person_years" in rows.columns else ():
        measures[f"kept_after_{later}_years"] = kept(rows, later) - start["capacity_mean"]
    gained = municipalities["capacity_end"] - municipalities["capacity_start"]
    keys = [municipalities[name] for name in RUN]
    measures["least_gain"] = gained.groupby(keys).min()
    measures["left_behind"] = (gained.round(COMPARED_DECIMALS) < smallest_difference).groupby(keys).mean()
    if "cost_total_sek" in measures:
        cost = measures["cost_total_sek"]
        bought = measures["capacity_gained"] - _without_support(measures["capacity_gained"])
        measures["gain_per_100_msek"] = bought / (cost.where(cost > 0) / 1e8)
    return measures[[name for name in MEASURES if name in measures]]


def _without_support(gained: pd.Series) -> pd.Series:
    """Return what each run would gain under no support and the same scenario; 0 where no support was not run."""
    courses = gained.index.get_level_values("strategy")
    same = [NO_SUPPORT + course[len(course.split(JOIN)[0]) :] for course in courses]
    others = [gained.index.get_level_values(name) for name in RUN[1:]]
    base = gained.reindex(pd.MultiIndex.from_arrays([same, *others])).set_axis(gained.index)
    return base.fillna(0.0) if base.isna().all() else base


def kept(rows: pd.DataFrame, later: int) -> pd.Series:
    """Return each run's mean capacity `later` years after its last year with support, nan where there is no such year.

    Args:
        rows: trajectories indexed by run.
        later: years after the last year in which the actor has person-years.
    """
    supported = rows.loc[rows["person_years"] > 0, "year"].groupby(RUN).max()
    wanted = rows["year"] == (supported + later).reindex(rows.index)
    return rows.loc[wanted, "capacity_mean"]


def over_worlds(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over seeds, indexed by strategy, budget and world."""
    return runs.groupby(RUN[:-1]).mean()


def difference(runs: pd.DataFrame, budget: str, course: str, other: str) -> pd.DataFrame:
    """Return `course` minus `other` per world: paired by world and seed, then averaged over seeds."""
    first = runs.xs((course, budget), level=("strategy", "budget"))
    second = runs.xs((other, budget), level=("strategy", "budget"))
    return (first - second).dropna(how="all").groupby("world").mean()


def judge(differences: pd.Series, measure: str, smallest_difference: float) -> Pair:
    """Count the worlds in which one course is at least `smallest_difference` points better, worse, or neither.

    `differences` holds one value per world. A share (0-1) counts in hundredths; where less is better the sign turns.
    """
    values = differences.dropna().to_numpy(float).round(COMPARED_DECIMALS)
    if not values.size:
        return Pair(np.nan, np.nan, np.nan, 0, 0, 0)
    least = MEASURES[measure].tie_below(smallest_difference)
    gains = values * (MEASURES[measure].better or 1)
    better, worse = (int(((sign * gains >= least) & (sign * gains > 0)).sum()) for sign in (1, -1))
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Pair(float(median), float(low), float(high), better, values.size - better - worse, worse)


def compare(runs: pd.DataFrame, budget: str, course: str, other: str, measure: str, smallest_difference: float) -> Pair:
    """Judge one course against another on one measure under one budget mode."""
    return judge(difference(runs[[measure]], budget, course, other)[measure], measure, smallest_difference)


def _against_reference(runs: pd.DataFrame, reference: str, smallest_difference: float) -> pd.DataFrame:
    """Return the paired difference to the reference per strategy, budget and measure."""
    rows = []
    for strategy, budget in runs.index.droplevel(["world", "seed"]).unique():
        if (reference, budget) not in runs.index.droplevel(["world", "seed"]):
            continue
        differences = difference(runs, budget, strategy, reference)
        for measure in runs.columns:
            pair = judge(differences[measure], measure, smallest_difference)
            judged = bool(pair.worlds) and MEASURES[measure].better != 0
            shares = [count / pair.worlds if judged else np.nan for count in (pair.better, pair.tie, pair.worse)]
            rows.append((strategy, budget, measure, pair.median, pair.low, pair.high, *shares))
    columns = ["diff_median", "diff_p05", "diff_p95", "worlds_better", "worlds_tie", "worlds_worse"]
    return pd.DataFrame(rows, columns=["strategy", "budget", "measure", *columns])


def summarise_runs(runs: pd.DataFrame, reference: str, smallest_difference: float) -> pd.DataFrame:
    """Return the summary of `summarise` from the measures of runs."""
    strategies = list(runs.index.unique("strategy"))
    if reference not in strategies:
        raise InputError(f"reference: {reference!r} is not among the strategies run; {nearest(reference, strategies)}")
    keys = ["strategy", "budget", "measure"]
    quantiles = over_worlds(runs).groupby(keys[:2]).quantile(list(LEVELS.values())).rename_axis(columns="measure")
    tidy = quantiles.melt(ignore_index=False).set_index("measure", append=True)["value"].unstack(2)
    tidy = tidy.set_axis(list(LEVELS), axis=1)[["median", "p05", "p25", "p75", "p95"]].reset_index()
    tidy.insert(3, "unit", [MEASURES[name].unit for name in tidy["measure"]])
    tidy = tidy.merge(_against_reference(runs, reference, smallest_difference), how="left", on=keys)
    ranks = {"strategy": strategies, "budget": list(BUDGETS), "measure": list(MEASURES)}
    by = ["budget", "strategy", "measure"]
    return tidy.sort_values(by, key=lambda column: column.map(ranks[column.name].index), ignore_index=True)


def summarise(
    trajectories: pd.DataFrame, municipalities: pd.DataFrame, reference: str, smallest_difference: float
) -> pd.DataFrame:
    """Summarise every measure at the end year, per strategy and budget.

    Columns: strategy, budget, measure, unit; median, p05, p25, p75, p95 over worlds of the mean over seeds;
    diff_median, diff_p05, diff_p95 of the difference to `reference` paired by world and seed; worlds_better,
    worlds_tie, worlds_worse: shares of worlds in which the difference is at least `smallest_difference` points to the
    good, less, or to the bad (shares count in hundredths; nan for measures that are neither, such as costs).

    Raises:
        InputError: the reference is not among the strategies.
    """
    runs = run_measures(trajectories, municipalities, smallest_difference)
    return summarise_runs(runs, reference, smallest_difference)


def pairwise(trajectories: pd.DataFrame, measure: str, smallest_difference: float) -> pd.DataFrame:
    """Return the share of worlds in which the row's course beats the column's by at least `smallest_difference`.

    Reads one yearly measure at the end year. The index is the strategy, or budget and strategy when both budget modes
    are given; the diagonal is 0. What is missing of `share + its mirror` to 1 are ties.
    """
    rows = trajectories[trajectories["year"] == trajectories["year"].max()].drop_duplicates(RUN)
    runs = rows.set_index(RUN)[[measure]].sort_index()
    tables = {budget: _beats(runs, budget, measure, smallest_difference) for budget in runs.index.unique("budget")}
    if len(tables) == 1:
        return next(iter(tables.values()))
    return pd.concat(tables, names=["budget"])


def _beats(runs: pd.DataFrame, budget: str, measure: str, smallest_difference: float) -> pd.DataFrame:
    names = list(runs.xs(budget, level="budget").index.unique("strategy"))
    table = pd.DataFrame(0.0, index=pd.Index(names, name="strategy"), columns=names)
    for place, row in enumerate(names):
        for column in names[place + 1 :]:
            pair = compare(runs, budget, row, column, measure, smallest_difference)
            if pair.worlds:
                table.loc[row, column] = pair.better / pair.worlds
                table.loc[column, row] = pair.worse / pair.worlds
    return table
