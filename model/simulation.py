"""`simulate`: one or several strategies, many worlds and seeds, always under the same shocks."""

from __future__ import annotations

import contextlib
import os
import platform
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.processes import end_with
from kraftsamling.model.results.recorders import FullRecorder, SummaryRecorder
from kraftsamling.model.results.results import Results, full_bytes, full_results, summary_results
from kraftsamling.model.run import Run
from kraftsamling.model.run_of import run_of
from kraftsamling.model.terms import Terms
from kraftsamling.model.vocabulary import QUARTERS_PER_YEAR

CHUNK = 6500
"""Municipality-runs that one array holds: as many as fit the processor's cache."""
MIN_CHUNK, MAX_CHUNK = 16, 500
MIN_SHARED_WORK = 400_000
"""Municipality-run-quarters from which further processes are worth their start."""
MAX_BYTES = 4e9
"""Memory that a full record may take."""
RECORDS = ("full", "summary")


@dataclass(frozen=True)
class Task:
    """One chunk of the runs of one course.

    Attributes:
        whole: the run that the chunk belongs to.
        index: places of the chunk among the runs of the course, worlds x seeds with seeds innermost.
        record: one of RECORDS.
    """

    whole: Run
    course: Course
    index: np.ndarray
    record: str

    def recorder(self, p: Mapping[str, Any]) -> SummaryRecorder | FullRecorder:
        """Return a recorder for the chunk, given the values of all parameters."""
        if self.record == "summary":
            return SummaryRecorder(self.course.region, self.course.years, p)
        return FullRecorder(self.course.years * QUARTERS_PER_YEAR)

    def run(self) -> SummaryRecorder | FullRecorder:
        """Run the chunk and return its record.

        NumPy adds up a lone column in another order, so a single run is run beside its copy: then a run gives the same
        numbers to the last bit on its own and in company.
        """
        chosen = self.index if len(self.index) > 1 else np.repeat(self.index, 2)
        world, seed = np.divmod(chosen, len(self.whole.seeds))
        picked = {str(name): column.to_numpy()[world] for name, column in self.whole.worlds.items()}
        p = values(self.whole.parameters, picked)
        seeds, seed_of_run = np.unique([self.whole.seeds[place] for place in seed], return_inverse=True)
        recorder = self.recorder(p)
        run_ensemble(self.course, p, seeds, seed_of_run, recorder)
        recorder.keep_runs(len(self.index))
        return recorder


def batch_size(municipalities: int) -> int:
    """Return how many runs of a region of so many municipalities one array holds best."""
    return int(np.clip(CHUNK // municipalities, MIN_CHUNK, MAX_CHUNK))


def tasks_of(run: Run, record: str) -> Iterator[Task]:
    """Cut the runs of each course into chunks that never depend on the number of processes."""
    size = batch_size(run.region.size)
    for course in run.courses:
        for first in range(0, run.runs_of_course, size):
            yield Task(run, course, np.arange(first, min(first + size, run.runs_of_course)), record)


def carry_out(
    tasks: Sequence[Task], work: int, processes: int | None, progress: Callable[[int], None] | None
) -> list[Any]:
    """Run the tasks and return their recorders, in order, whatever the number of processes.

    Args:
        work: municipality-run-quarters of all tasks; where that is enough, all cores are used.
    """
    report = progress or (lambda done: None)
    recorders = []
    workers = processes or (1 if work < MIN_SHARED_WORK else joblib.cpu_count())
    if min(workers, len(tasks)) == 1:
        outcomes = (task.run() for task in tasks)
    else:
        with ignore_sigint_in_workers():
            started = {"initializer": end_with, "initargs": (os.getpid(), platform.node())}
            outcomes = joblib.Parallel(n_jobs=workers, return_as="generator", **started)(
                joblib.delayed(Task.run)(task) for task in tasks
            )
    for task, outcome in zip(tasks, outcomes, strict=True):
        recorders.append(outcome)
        report(len(task.index))
    return recorders


@contextlib.contextmanager
def ignore_sigint_in_workers() -> Iterator[None]:
    """Start worker processes that never see Ctrl-C: the main process answers it for all of them."""
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
    region: Region | str | Path,
    strategies: Any,
    *,
    seeds: int | Sequence[int],
    worlds: Any = None,
    parameters: Mapping[str, float] | None = None,
    scenario: Any = None,
    budget: str = "own",
    record: str = "full",
    processes: int | None = None,
    progress: Callable[[int], None] | None = None,
    years: int = Terms.years,
    funding: str = Terms.funding,
    decisions: Any = Terms.decisions,
) -> Results:
    """Simulate strategies in a region, all under the same shocks.

    Args:
        region: a region, its name, or the path of its CSV.
        strategies: one or several: names, paths, dicts or `Strategy`; the same may be given twice.
        seeds: a number (that many, from 0) or a sequence of non-negative integers.
        worlds: parameter samples crossed with seeds: None (defaults), a number, or a table with a column per parameter.
        parameters: overrides by name; `switch_GROUP` = 0 switches a mechanism group off, 0.5 halfway.
        scenario: events that happen to any strategy.
        budget: "own" (each strategy at its own cost) or "equal" (the same SEK a year).
        record: "full" (every quarter) or "summary" (yearly measures and the end state).
        processes: how many to use; None is all cores when there is enough work. The result is the same.
        progress: called with the number of runs done since the last call.
        years: length of the run, 1 to 50.
        funding: core funding of the actor, "given" (for comparisons) or "earned" (following what it achieves).
        decisions: of municipalities: the path of a YAML file, or a list of dicts (`load_decisions`).

    Raises:
        InputError: bad input, or a full record above 4 GB.
    """
    run = run_of(
        region,
        strategies,
        load_scenario(scenario),
        seeds=seeds,
        worlds=worlds,
        parameters=parameters,
        budgets=(budget,),
        years=years,
        funding=funding,
        decisions=decisions,
    )
    if processes is not None:
        check_number(processes, 1, 10_000, "processes", whole=True)
    check_choice(record, RECORDS, "record")
    size = run.region.size
    if record == "full" and (needed := full_bytes(size, run.runs, run.years)) > MAX_BYTES:
        raise InputError(
            f"record: 'full' would need {needed / 1e9:.1f} GB for {run.runs} runs; "
            f"allowed: at most {MAX_BYTES / 1e9:.0f} GB, or record='summary'"
        )
    work = run.runs * size * run.years * QUARTERS_PER_YEAR
    recorders = carry_out(list(tasks_of(run, record)), work, processes, progress)
    return full_results(recorders, run) if record == "full" else summary_results(recorders, run)
