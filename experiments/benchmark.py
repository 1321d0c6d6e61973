"""`make bench`: what a run costs. All cases in one run, interleaved, so that a drifting machine hits all alike.

Prints the table and writes it to docs/benchmark.md. Speed is shown here as figures and ratios; no test asserts it.
"""

from __future__ import annotations

import csv
import json
import math
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import joblib
import mesa
import numpy as np

from model import load_region, simulate
from model.region import Region
from model.region_model import RegionModel

ROUNDS = 3
STRATEGY = "level_2"
SEEDS = 5
TABLE = Path(__file__).parents[1] / "docs" / "benchmark.md"

FRESH = """
import json, resource, sys, time
from model import simulate
runs = int(sys.argv[1])
walls = []
for _ in range(2):
    began = time.perf_counter()
    simulate("goteborgsregionen", "level_2", seeds=5, worlds=runs // 5, record="summary")
    walls.append(time.perf_counter() - began)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"first": walls[0], "second": walls[1], "peak": peak}))
"""


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


def ensemble(region: Region | str, runs: int, processes: int | None) -> Callable[[], object]:
    """A call of `simulate` with that many runs: worlds x five seeds, or one default run."""
    worlds = runs // SEEDS if runs >= SEEDS else None
    seeds = SEEDS if runs >= SEEDS else 1
    return lambda: simulate(region, STRATEGY, seeds=seeds, worlds=worlds, record="summary", processes=processes)


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
    return json.loads(done.stdout)


def measure(cases: dict[str, tuple[int, Callable[[], object]]]) -> dict[str, tuple[int, float, float]]:
    """Median CPU (of this process) and wall seconds of each case over interleaved rounds, after a warm-up."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for turn in range(ROUNDS + 1):
        for name, (_, call) in cases.items():
            wall, cpu = time.perf_counter(), time.process_time()
            call()
            if turn:
                taken[name].append((time.process_time() - cpu, time.perf_counter() - wall))
    return {
        name: (cases[name][0], *(statistics.median(part) for part in zip(*times, strict=True)))
        for name, times in taken.items()
    }


def write_table(found: dict[str, tuple[int, float, float]], starts: dict[int, dict[str, float]]) -> str:
    """The benchmark as Markdown."""
    per_run = {name: wall / runs * 1e6 for name, (runs, _, wall) in found.items()}
    mesa_run = per_run["Mesa model, stepped"]
    lines = [
        "# Benchmark",
        "",
        f"`make bench` on {joblib.cpu_count()} cores, Python {platform.python_version()}, NumPy {np.__version__}, Mesa "
        f"{mesa.__version__}: median of {ROUNDS} interleaved rounds; {STRATEGY}, 15 years, yearly record. Machines "
        "differ: read the ratios.",
        "",
        "| case | runs | CPU µs per run | wall µs per run | Mesa model / this |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, (runs, cpu, wall) in found.items():
        shown = "in other processes" if "all cores" in name and runs >= 1000 else f"{cpu / runs * 1e6:,.0f}"
        lines.append(f"| {name} | {runs:,} | {shown} | {wall / runs * 1e6:,.0f} | {mesa_run / per_run[name]:,.1f} |")
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
        cases: dict[str, tuple[int, Callable[[], object]]] = {}
        for runs in (1, 100, 1000, 10_000):
            for cores, processes in (("one core", 1), ("all cores", None)):
                cases[f"ensemble, 13 municipalities, {cores}, {runs:,} runs"] = (runs, ensemble(small, runs, processes))
        for cores, processes in (("one core", 1), ("all cores", None)):
            cases[f"ensemble, 290 municipalities, {cores}, 1,000 runs"] = (1000, ensemble(wide, 1000, processes))
        cases["Mesa model, stepped"] = (SEEDS, step_directly)
        cases["Mesa model, under batch_run"] = (SEEDS, under_batch_run)
        found = measure(cases)
    text = write_table(found, {runs: fresh(runs) for runs in (1000, 10_000)})
    TABLE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
