"""Result tables of the real shape with made-up numbers, and tables with known truths, for tests of the analysis."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from kraftsamling.analysis.results.evidence import Context
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.setting.sample import sample_of
from kraftsamling.model import load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.run import Run
from kraftsamling.model.vocabulary import CAPITALS, INGREDIENTS

GAINS = {"no_support": 0.0, "level_1": 4.0, "level_2": 8.0, "level_3": 9.0, "gated_mean": 8.3, "small_first": 6.0}
COSTS = {"no_support": 0.0, "level_1": 6e6, "level_2": 14e6, "level_3": 26e6, "gated_mean": 16e6, "small_first": 14e6}
START = 2025


def examination(worlds, seeds=1, years=2, region="goteborgsregionen", progress=None) -> Examination:
    """Return a small setting of an experiment that examines the model."""
    return Examination(load_region(region), sample_of(worlds), seeds, years, progress)


def synthetic(region, *, strategies=tuple(GAINS), budgets=("own", "equal"), worlds=40, seeds=2, years=15) -> Tables:
    """Return tables for `region` in which gains differ by strategy, world, size of municipality and budget."""
    rng = np.random.default_rng(1)
    index = [(s, b, w, d) for s in strategies for b in budgets for w in range(worlds) for d in range(seeds)]
    runs = pd.DataFrame(index, columns=["strategy", "budget", "world", "seed"])
    effect = rng.lognormal(0, 0.5, worlds)[runs["world"]]
    base = np.array([GAINS[name] for name in runs["strategy"]])
    base = np.where((runs["budget"] == "equal") & (base > 0), 5.5 + 0.2 * base, base)
    gain = base * effect + rng.normal(0, 0.8, len(runs)) + rng.normal(0, 1.5, worlds)[runs["world"]]
    start = rng.normal(38, 5, worlds)[runs["world"]]
    return Tables(_trajectories(runs, start, gain, years), _municipalities(runs, region, start, gain, rng))


def _trajectories(runs: pd.DataFrame, start: np.ndarray, gain: np.ndarray, years: int) -> pd.DataFrame:
    cost = np.array([COSTS[name] for name in runs["strategy"]])
    cost = np.where((runs["budget"] == "equal") & (cost > 0), 14e6, cost)
    frames = []
    for year in range(years + 1):
        path = 1 / (1 + np.exp(-0.6 * (year - 6))) if year else 0.0
        mean = start + gain * path
        small, large = mean - 5 + 0.2 * gain * path, mean + 4
        columns = {
            "year": START + year,
            "capacity_mean": mean,
            "capacity_weighted": mean + 3 - 0.1 * gain * path,
            "capacity_min": mean - 9 - 0.3 * gain * path,
            "capacity_small": small,
            "capacity_medium": mean,
            "capacity_large": large,
            "gap_large_small": large - small,
            "gini": 0.08 - 0.001 * gain * path,
            "receptive_capacity": 0.3 + 0.01 * gain * path,
            "participation": 0.03 * np.clip(gain, 0, None) * path,
            "rooted_share": 0.4 + 0.004 * gain * path,
            "activity": 0.2 + 0.01 * gain * path,
            "measures_own": 0.3 + 0.01 * gain * path,
            "measures_shared": 0.1 + 0.01 * gain * path,
            "never_reached": np.where(cost > 0, 0.1, 1.0),
            "actor_level": 1.0 * (cost > 0),
            "actor_legitimacy": 0.5 * (cost > 0),
            "person_years": cost / 1e6,
            "cost_sek": cost * (year > 0),
            "municipal_cost_sek": 0.0 * cost,
        }
        for place, name in enumerate(CAPITALS):
            columns[f"capital_{name}"] = np.clip((start + (0.4 + 0.2 * place) * gain * path) / 100, 0, 1)
        frames.append(runs.assign(**columns))
    return pd.concat(frames, ignore_index=True)


def _municipalities(runs: pd.DataFrame, region, start: np.ndarray, gain: np.ndarray, rng) -> pd.DataFrame:
    supported = np.array([COSTS[name] > 0 for name in runs["strategy"]])
    frames = []
    for place, code in enumerate(region.codes):
        size = float(np.clip(np.log(region.population[place] / 30000), -1.5, 1.5))
        own_start, own_gain = start + 5 * size, gain * (1 - 0.2 * size) + rng.normal(0, 1, len(runs))
        reached = supported & (rng.random(len(runs)) < 0.92 + 0.05 * size)
        willing = rng.random(len(runs)) < 0.5
        reason = np.select(
            [~supported, reached & (own_gain > 0), willing], ["not_offered", "takes_part", "unable"], "unwilling"
        )
        columns = {
            "code": code,
            "name": region.names[place],
            "population": region.population[place],
            "size_class": ("small", "medium", "large")[int(region.size_class[place])],
            "capacity_start": own_start,
            "capacity_end": own_start + own_gain,
            "reached": reached,
            "reason_not": reason,
            "weakest_link": np.where(rng.random(len(runs)) < 0.6 - 0.2 * size, INGREDIENTS[1], INGREDIENTS[place % 4]),
        }
        shares = ["rooted_share", "receptive_capacity", "participation", "measures_own", "measures_shared"]
        for name in shares + [f"capital_{capital}" for capital in CAPITALS]:
            columns |= {f"{name}_start": 0.3, f"{name}_end": np.clip(0.3 + own_gain / 100, 0, 1)}
        frames.append(runs.assign(**columns))
    return pd.concat(frames, ignore_index=True)


def known(
    ends: dict[str, dict[str, list[float]]], *, budget: str = "own", cost: dict[str, float] | None = None
) -> Tables:
    """Return tables of one seed and two years in which `ends[strategy][measure]` holds the end value in each world.

    Everything starts at 40; measures not named follow `capacity_mean`. Two municipalities, Alfa (0001) and Beta (0002).
    """
    rows, places = [], []
    for strategy, measures in ends.items():
        for world, mean in enumerate(measures["capacity_mean"]):
            run = {"strategy": strategy, "budget": budget, "world": world, "seed": 0}
            for year, value in ((START, 40.0), (START + 1, mean)):
                row = run | {
                    "year": year,
                    "cost_sek": (cost or {}).get(strategy, 0.0) * (year > START),
                    "municipal_cost_sek": 0.0,
                }
                for name in ("capacity_mean", "capacity_weighted", "capacity_min"):
                    row[name] = measures[name][world] if year > START and name in measures else value
                rows.append(row)
            for code, name in (("0001", "Alfa"), ("0002", "Beta")):
                places.append(
                    run
                    | {
                        "code": code,
                        "name": name,
                        "population": 9000.0,
                        "size_class": "small",
                        "capacity_start": 40.0,
                        "capacity_end": mean,
                        "reached": strategy != "no_support",
                        "reason_not": "takes_part",
                        "weakest_link": "slack",
                    }
                )
    return Tables(pd.DataFrame(rows), pd.DataFrame(places))


def context_of(tables: Tables, *, region=None, language="en", anonymous=False, **others) -> Context:
    """Return a context for tables; without a region, one of the two municipalities that `known` makes up."""
    titles = {"no_support": {"sv": "Inget stöd", "en": "No support"}}
    names = list(tables.trajectories["strategy"].unique())
    courses = [
        load_strategy({"name": name, "title": titles.get(name) or {"sv": name.upper(), "en": name.upper()}})
        for name in names
    ]
    region = region or SimpleNamespace(codes=("0001", "0002"), names=("Alfa", "Beta"), seats=("", ""), start_year=2026)
    worlds = pd.RangeIndex(tables.trajectories["world"].nunique(), name="world")
    run = Run(
        region=region,
        strategies=tuple(courses),
        scenarios=(load_scenario(None),),
        parameters={},
        worlds=pd.DataFrame(index=worlds),
        seeds=tuple(range(tables.trajectories["seed"].nunique())),
        years=tables.end - tables.start,
    )
    given = {
        "run": run,
        "title": {"sv": "Prov", "en": "Trial"},
        "question": {"sv": "Vad händer?", "en": "What happens?"},
        "strategies": courses,
        "reference": "no_support" if "no_support" in names else names[0],
        "reader": Reader(language, anonymous, region),
        "command": "kraftsamling experiment=test",
        "sample": "sampled",
    }
    return Context(**given | others)
