"""Where chunks are computed: in this process, in worker processes of joblib, or on a Dask cluster."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any

import joblib

from kraftsamling.experiments.sweep.work import Chunk, Done
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.simulation import ignore_sigint_in_workers

LOCAL, DASK, SLURM = "local", "dask", "slurm"
COMPUTES = (LOCAL, DASK, SLURM)
MAX_PROCESSES = 10_000
AHEAD = 2
"""Chunks that a cluster has in hand for each worker: one runs, one waits."""
PATIENCE = 30
"""Seconds in which a scheduler must answer."""


class WorkersLost(RuntimeError):
    """A worker process was ended from outside: what it had in hand is to be run again."""


@dataclass(frozen=True)
class Compute:
    """What runs the chunks.

    Attributes:
        kind: one of COMPUTES; `joblib.parallel_config` around a local sweep chooses any other backend of joblib.
        processes: how many; None: as many as there are cores (local), or as the cluster has.
        address: of a Dask scheduler; None: a cluster on this machine.
        jobs: of an array of Slurm; None: as many as are worth their place in a queue.

    Raises:
        InputError: a value that is not allowed.
    """

    kind: str = LOCAL
    processes: int | None = None
    address: str | None = None
    jobs: int | None = None

    def __post_init__(self) -> None:
        check_choice(self.kind, COMPUTES, "compute")
        if self.processes is not None:
            check_number(self.processes, 1, MAX_PROCESSES, "processes", whole=True)
        if self.jobs is not None:
            check_number(self.jobs, 1, MAX_PROCESSES, "jobs", whole=True)
        for name, kind in (("address", DASK), ("jobs", SLURM)):
            if getattr(self, name) is not None and self.kind != kind:
                raise InputError(f"{name}: only with compute={kind}; allowed: leave it out")

    @property
    def workers(self) -> int:
        """Number of processes that share the work, as far as it is known beforehand."""
        return self.processes or joblib.cpu_count()

    def outcomes(self, chunks: Iterable[Chunk]) -> Iterator[Done]:
        """Yield what comes of each chunk as soon as it is there; leaving the iteration ends all workers.

        Raises:
            WorkersLost: a worker process was ended from outside. InputError: no Dask, or no scheduler at the address.
        """
        with contextlib.closing(self._on_dask(chunks) if self.kind == DASK else self._here(chunks)) as done:
            yield from done

    def _here(self, chunks: Iterable[Chunk]) -> Generator[Done, None, None]:
        if self.workers == 1:
            yield from (chunk.run() for chunk in chunks)
            return
        with ignore_sigint_in_workers():
            pool = joblib.Parallel(self.workers, return_as="generator_unordered", batch_size=1, max_nbytes=None)
            running = pool(joblib.delayed(Chunk.run)(chunk) for chunk in chunks)
        try:
            with contextlib.closing(running):
                yield from running
        except BrokenExecutor as error:
            raise WorkersLost(f"{error}".partition("\n")[0] or type(error).__name__) from None

    def _on_dask(self, chunks: Iterable[Chunk]) -> Generator[Done, None, None]:
        try:
            from dask import distributed
        except ImportError:
            raise InputError(
                "compute: dask is not installed; allowed: local, or pip install 'kraftsamling[cluster]'"
            ) from None
        with contextlib.ExitStack() as stack:
            client = stack.enter_context(self._client(distributed, stack))
            left = iter(chunks)
            workers = self.processes or len(client.scheduler_info(n_workers=-1)["workers"])
            first = [client.submit(Chunk.run, chunk, pure=False) for chunk in islice(left, AHEAD * max(workers, 1))]
            running = distributed.as_completed(first)
            try:
                for future in running:
                    yield future.result()
                    running.update(client.submit(Chunk.run, chunk, pure=False) for chunk in islice(left, 1))
            except distributed.KilledWorker as error:
                raise WorkersLost(f"{error}".partition("\n")[0]) from None

    def _client(self, distributed: Any, stack: contextlib.ExitStack) -> Any:
        """Return a client of the scheduler, or of a cluster on this machine that ends with it."""
        if self.address is None:
            cluster = distributed.LocalCluster(self.workers, threads_per_worker=1, dashboard_address=None)
            return distributed.Client(stack.enter_context(cluster))
        try:
            return distributed.Client(self.address, timeout=f"{PATIENCE}s")
        except (OSError, ValueError) as error:
            told = f"{error}".partition("\n")[0]
            raise InputError(f"address: {self.address!r}: {told}; allowed: tcp://HOST:PORT of a scheduler") from None

    @property
    def parent(self) -> int | None:
        """The process that local workers are to end with."""
        return os.getpid() if self.kind == LOCAL else None
