"""`simulate`: one or several strategies, many worlds and seeds, always under the same shocks."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker

import joblib
import numpy as np
import pandas as pd

from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.engine.tables import QUARTERS_PER_YEAR
from kraftsamling.model.errors import InputError, check_number
from kraftsamling.model.inputs.parameters import check_overrides, values
from kraftsamling.model.inputs.region import Region, load_region
from kraftsamling.model.inputs.scenario import Scenario, load_scenario
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.results.recorders import FullRecorder, SummaryRecorder
from kraftsamling.model.results.results import Results, full_bytes, full_results, summary_results
from kraftsamling.model.worlds.worlds import as_worlds

CHUNK = 6500
"""Municipality-runs that one array holds: what fits the processor's cache."""
LARGEST_CHUNK = 500
ALONE = 400_000
"""Municipality-run-quarters below which starting further processes costs more than it gives."""
MEMORY_LIMIT = 4e9
BUDGETS, FUNDINGS, RECORDS = ("own", "equal"), ("given", "earned"), ("full", "summary")


@dataclass(frozen=True)
class Task:
    """One chunk of runs of one strategy."""

    region: Region
    strategy: Strategy
    scenario: Scenario
    overrides: Mapping[str, float]
    worlds: pd.DataFrame
    world_of_run: np.ndarray
    seeds: np.ndarray
    years: int
    budget: str
    funding: str
    record: str

    def recorder(self, p: Mapping) -> SummaryRecorder | FullRecorder:
        """Return what records the chunk, given the values of all parameters."""
        if self.record == "summary":
            return SummaryRecorder(self.region, self.years, p)
        return FullRecorder(self.region, self.years * QUARTERS_PER_YEAR, p)

    def run(self) -> SummaryRecorder | FullRecorder:
        """Run the chunk and return what was recorded.

        NumPy adds up a lone column in another order, so a single run is run beside its copy: then a run gives the same
        numbers to the last bit on its own and in company.
        """
        chosen = np.arange(len(self.seeds)) if len(self.seeds) > 1 else np.zeros(2, int)
        picked = {name: column.to_numpy()[self.world_of_run[chosen]] for name, column in self.worlds.items()}
        p = values(self.overrides, picked)
        distinct, seed_of_run = np.unique(self.seeds[chosen], return_inverse=True)
        quarters = self.years * QUARTERS_PER_YEAR
        recorder = self.recorder(p)
        run_ensemble(
            self.region,
            self.strategy,
            self.scenario,
            p,
            distinct,
            seed_of_run,
            quarters,
            recorder,
            budget=self.budget,
            funding=self.funding,
        )
        recorder.keep_runs(len(self.seeds))
        recorder.p = None
        return recorder


def check_seeds(seeds: int | Sequence[int]) -> np.ndarray:
    """Seeds as distinct non-negative integers: a number means that many, from 0.

    Raises:
        InputError: none, negative, repeated or not whole.
    """
    if isinstance(seeds, int | np.integer) and not isinstance(seeds, bool):
        check_number(int(seeds), 1, 1_000_000, "seeds", whole=True)
        return np.arange(seeds)
    if not isinstance(seeds, Iterable):
        raise InputError(f"seeds: {seeds!r}; allowed: a whole number, or a sequence of whole numbers from 0")
    given = [int(check_number(seed, 0, 2**62, "seeds", whole=True)) for seed in seeds]
    if not given or len(set(given)) != len(given):
        raise InputError(f"seeds: {given!r}; allowed: at least one, none twice")
    return np.array(given, dtype=np.int64)


def check_choice(value: object, allowed: Sequence[str], where: str) -> str:
    """Return `value` when it is one of `allowed`."""
    if value not in allowed:
        raise InputError(f"{where}: {value!r}; allowed: {', '.join(allowed)}")
    return str(value)


def tasks_of(region, strategies, scenario, overrides, worlds, seeds, years, budget, funding, record) -> Iterator[Task]:
    """Cut the runs of each strategy into chunks that never depend on the number of processes."""
    runs = len(worlds) * len(seeds)
    size = int(np.clip(CHUNK // region.size, 16, LARGEST_CHUNK))
    for strategy in strategies:
        for first in range(0, runs, size):
            index = np.arange(first, min(first + size, runs))
            yield Task(
                region,
                strategy,
                scenario,
                overrides,
                worlds,
                index // len(seeds),
                seeds[index % len(seeds)],
                years,
                budget,
                funding,
                record,
            )


def carry_out(tasks: list[Task], work: int, processes: int | None, progress: Callable[[int], None] | None) -> list:
    """Run the tasks, on all cores when there is enough work; the result never depends on how many."""
    report = progress or (lambda done: None)
    found = []
    workers = processes or (1 if work < ALONE else joblib.cpu_count())
    if min(workers, len(tasks)) == 1:
        outcomes = (task.run() for task in tasks)
    else:
        with deaf_to_interruptions():
            outcomes = joblib.Parallel(n_jobs=workers, return_as="generator")(
                joblib.delayed(Task.run)(task) for task in tasks
            )
    for task, outcome in zip(tasks, outcomes, strict=True):
        found.append(outcome)
        report(len(task.seeds))
    return found


@contextlib.contextmanager
def deaf_to_interruptions() -> Iterator[None]:
    """Worker processes started here never see Ctrl-C, which the main process answers for all of them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # up to Python 3.11, starting it takes the block away again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def simulate(
    region: Region | str,
    strategies,
    *,
    seeds: int | Sequence[int],
    worlds=None,
    parameters: Mapping[str, float] | None = None,
    scenario=None,
    years: int = 15,
    budget: str = "own",
    funding: str = "given",
    record: str = "full",
    processes: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Results:
    """Simulate strategies in a region, all under the same shocks.

    Args:
        region: a region, its name, or the path of its CSV.
        strategies: one or several: names, paths, dicts or `Strategy`; the same may be given twice.
        seeds: a number (that many, from 0) or a sequence of non-negative integers.
        worlds: parameter samples crossed with seeds: None (defaults), a number, or a table with a column per parameter.
        parameters: overrides by name; `switch_GROUP` = 0 switches a mechanism group off, 0.5 halfway.
        scenario: events that happen to any strategy.
        years: 1 to 50.
        budget: "own" (each strategy at its own cost) or "equal" (the same SEK a year).
        funding: "given" (for comparisons) or "earned".
        record: "full" (every quarter) or "summary" (yearly measures and the end state).
        processes: how many to use; None is all cores when there is enough work. The result is the same.
        progress: called with the number of runs done since the last call.

    Raises:
        InputError: bad input, or a full record above 4 GB.
    """
    region = region if isinstance(region, Region) else load_region(region)
    many = isinstance(strategies, list | tuple)
    chosen = [load_strategy(s) for s in (strategies if many else [strategies])]
    if not chosen:
        raise InputError("strategies: none given; allowed: one or several")
    scenario, overrides = load_scenario(scenario), check_overrides(parameters)
    table, positions = as_worlds(worlds), check_seeds(seeds)
    years = int(check_number(years, 1, 50, "years", whole=True))
    if processes is not None:
        check_number(processes, 1, 10_000, "processes", whole=True)
    for value, allowed, where in (
        (budget, BUDGETS, "budget"),
        (funding, FUNDINGS, "funding"),
        (record, RECORDS, "record"),
    ):
        check_choice(value, allowed, where)
    for event in scenario.events:
        event.check_start(region.start_year)
        event.members(region.codes, region.names)
    runs = len(table) * len(positions) * len(chosen)
    if record == "full" and (needed := full_bytes(region.size, runs, years)) > MEMORY_LIMIT:
        raise InputError(
            f"record: 'full' would need {needed / 1e9:.1f} GB for {runs} runs; "
            f"allowed: at most {MEMORY_LIMIT / 1e9:.0f} GB, or record='summary'"
        )
    tasks = list(tasks_of(region, chosen, scenario, overrides, table, positions, years, budget, funding, record))
    found = carry_out(tasks, runs * region.size * years * QUARTERS_PER_YEAR, processes, progress)
    make = full_results if record == "full" else summary_results
    return make(found, region, chosen, scenario, table, positions, overrides, years, budget, funding)
