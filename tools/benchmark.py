"""`make bench`: what a run costs. All cases in one run, interleaved, so that a drifting machine hits all alike.

Prints the table and writes it to docs/benchmark.md. Speed is shown here as figures and ratios; no test asserts it.
"""

from __future__ import annotations

import csv
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import joblib
import mesa
import numpy as np

from kraftsamling.model import load_region, simulate
from kraftsamling.model.agents.region_model import RegionModel
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.paths import ROOT
from kraftsamling.model.simulation import MIN_SHARED_WORK
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR

ROUNDS = 3
YEARS = 15
STRATEGY = "level_2"
SEEDS = 5
TABLE = ROOT / "docs" / "benchmark.md"

FRESH = """
import json, resource, sys, time
from kraftsamling.model import simulate
runs = int(sys.argv[1])
walls = []
for _ in range(2):
    began = time.perf_counter()
    simulate("goteborgsregionen", "level_2", seeds=5, worlds=runs // 5, record="summary")
    walls.append(time.perf_counter() - began)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"first": walls[0], "second": walls[1], "peak": peak}))
"""


@dataclass(frozen=True)
class Case:
    """What is measured: a call, its number of runs, and whether other processes do the work."""

    runs: int
    call: Callable[[], object]
    elsewhere: bool = False


@dataclass(frozen=True)
class Cost:
    """Seconds that a case takes: of the clock, and of the processors in all processes together."""

    runs: int
    cpu: float
    wall: float


def large_region(members: int, folder: Path) -> Region:
    """A made-up region of many municipalities, sizes as far apart as in Sweden."""
    path = folder / "made_up.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        rows = csv.writer(handle)
        rows.writerow(["code", "name", "population", "lat", "lon"])
        for i in range(members):
            people = round(math.exp(math.log(2500) + (math.log(600_000) - math.log(2500)) * (i / members) ** 2))
            rows.writerow([f"{1000 + i}", f"M{i}", people, 56 + (i % 17) * 0.5, 12 + (i // 17) * 0.3])
    return load_region(path)


def ensemble(region: Region, runs: int, processes: int | None) -> Case:
    """A call of `simulate` with that many runs: worlds x five seeds, or one default run."""
    worlds = runs // SEEDS if runs >= SEEDS else None
    seeds = SEEDS if runs >= SEEDS else 1
    runs = (worlds or 1) * seeds
    elsewhere = processes is None and runs * region.size * YEARS * QUARTERS_PER_YEAR >= MIN_SHARED_WORK
    return Case(
        runs,
        lambda: simulate(
            region, STRATEGY, seeds=seeds, worlds=worlds, years=YEARS, record="summary", processes=processes
        ),
        elsewhere,
    )


def step_directly() -> None:
    """Five runs of the Mesa model, stepped by hand."""
    for seed in range(SEEDS):
        model = RegionModel(strategy=STRATEGY, seed=seed)
        while model.running:
            model.step()


def under_batch_run() -> None:
    """Five runs of the Mesa model under Mesa's `batch_run`."""
    mesa.batch_run(
        RegionModel, {"strategy": [STRATEGY], "seed": list(range(SEEDS))}, number_processes=1, display_progress=False
    )


def fresh(runs: int) -> dict[str, float]:
    """First and second call in a process of its own (seconds), and its peak memory (MiB)."""
    done = subprocess.run([sys.executable, "-c", FRESH, str(runs)], check=True, capture_output=True, text=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def clock() -> tuple[int, float]:
    """The number of this process and its CPU seconds so far; it waits, so that every worker is asked."""
    time.sleep(0.05)
    return os.getpid(), time.process_time()


def worker_clocks() -> dict[int, float]:
    """CPU seconds so far of each worker process that `simulate` shares its runs among; asking takes some 3 ms of it."""
    cores = joblib.cpu_count()
    asked = joblib.Parallel(n_jobs=cores)(joblib.delayed(clock)() for _ in range(4 * cores))
    return dict(sorted(asked))


def cost_of(case: Case) -> Cost:
    """Measure one call of the case."""
    before = worker_clocks() if case.elsewhere else {}
    wall, cpu = time.perf_counter(), time.process_time()
    case.call()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    after = worker_clocks() if case.elsewhere else {}
    return Cost(case.runs, cpu + sum(seconds - before.get(number, 0) for number, seconds in after.items()), wall)


def measure(cases: dict[str, Case]) -> dict[str, Cost]:
    """Median cost of each case over interleaved rounds, after a warm-up."""
    rounds = [{name: cost_of(case) for name, case in cases.items()} for _ in range(ROUNDS + 1)][1:]
    return {
        name: Cost(
            case.runs,
            statistics.median(each[name].cpu for each in rounds),
            statistics.median(each[name].wall for each in rounds),
        )
        for name, case in cases.items()
    }


def write_table(found: dict[str, Cost], starts: dict[int, dict[str, float]]) -> str:
    """The benchmark as Markdown."""
    per_run = {name: cost.wall / cost.runs * 1e6 for name, cost in found.items()}
    mesa_run = per_run["Mesa model, stepped"]
    lines = [
        "# Benchmark",
        "",
        f"`make bench` on {joblib.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}, Mesa "
        f"{mesa.__version__}: median of {ROUNDS} interleaved rounds; {STRATEGY}, {YEARS} years, yearly record. CPU "
        "is that of all processes together. Machines differ: read the ratios.",
        "",
        "| case | runs | CPU µs per run | wall µs per run | Mesa model / this |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, cost in found.items():
        cpu, wall = cost.cpu / cost.runs * 1e6, per_run[name]
        lines.append(f"| {name} | {cost.runs:,} | {cpu:,.0f} | {wall:,.0f} | {mesa_run / wall:,.1f} |")
    growth = (
        per_run["ensemble, 13 municipalities, one core, 10,000 runs"]
        / per_run["ensemble, 13 municipalities, one core, 1,000 runs"]
    )
    width = (
        per_run["ensemble, 290 municipalities, one core, 1,000 runs"]
        / per_run["ensemble, 13 municipalities, one core, 1,000 runs"]
    )
    lines += [
        "",
        f"- Cost per run, 10,000 against 1,000 runs: {growth:.2f} (1 = linear).",
        f"- Cost per run and municipality, 290 against 13: {width / (290 / 13):.2f} (1 = linear).",
    ]
    lines += [
        f"- {runs:,} runs in a fresh process, all cores: first call {s['first']:.1f} s, second {s['second']:.2f} s; "
        f"peak memory of the calling process {s['peak']:.0f} MiB."
        for runs, s in starts.items()
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        wide = large_region(290, Path(folder))
        small = load_region("goteborgsregionen")
        cores = {"one core": 1, "all cores": None}
        cases = {
            f"ensemble, 13 municipalities, {label}, {runs:,} runs": ensemble(small, runs, processes)
            for runs in (1, 130, 1000, 10_000)
            for label, processes in cores.items()
        }
        for label, processes in cores.items():
            cases[f"ensemble, 290 municipalities, {label}, 1,000 runs"] = ensemble(wide, 1000, processes)
        cases["Mesa model, stepped"] = Case(SEEDS, step_directly)
        cases["Mesa model, under batch_run"] = Case(SEEDS, under_batch_run)
        found = measure(cases)
    text = write_table(found, {runs: fresh(runs) for runs in (1000, 10_000)})
    TABLE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
