"""Where chunks are computed: in this process, in worker processes of joblib, or on a Dask cluster."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import Any

import joblib

from kraftsamling.experiments.sweep.work import Chunk, Done
from kraftsamling.model.errors import InputError, check_choice, check_number
from kraftsamling.model.simulation import ignore_sigint_in_workers

LOCAL, DASK = "local", "dask"
COMPUTES = (LOCAL, DASK)
MAX_PROCESSES = 10_000


class WorkersLost(RuntimeError):
    """A worker process was ended from outside: what it had in hand is to be run again."""


@dataclass(frozen=True)
class Compute:
    """What runs the chunks.

    Attributes:
        kind: one of COMPUTES; `joblib.parallel_config` around a local sweep chooses any other backend of joblib.
        processes: how many; None: as many as there are cores (local), or as the cluster has.
        address: of a Dask scheduler; None: a cluster on this machine.

    Raises:
        InputError: a value that is not allowed.
    """

    kind: str = LOCAL
    processes: int | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        check_choice(self.kind, COMPUTES, "compute")
        if self.processes is not None:
            check_number(self.processes, 1, MAX_PROCESSES, "processes", whole=True)
        if self.address is not None and self.kind != DASK:
            raise InputError("address: only with compute=dask; allowed: leave it out")

    @property
    def workers(self) -> int:
        """Number of processes that share the work, as far as it is known beforehand."""
        return self.processes or joblib.cpu_count()

    def outcomes(self, chunks: Iterable[Chunk]) -> Iterator[Done]:
        """Yield what comes of each chunk as soon as it is there; leaving the iteration ends all workers.

        Raises:
            WorkersLost: a worker process was ended from outside.
        """
        try:
            with self._backend() as own, contextlib.closing(self._started(chunks, own)) as done:
                yield from done
        except BrokenExecutor as error:
            raise WorkersLost(str(error).splitlines()[0] if str(error) else type(error).__name__) from None

    def _started(self, chunks: Iterable[Chunk], own: dict[str, Any]) -> Generator[Done, None, None]:
        if self.kind == LOCAL and self.workers == 1 and not own:
            return (chunk.run() for chunk in chunks)
        with ignore_sigint_in_workers():
            pool = joblib.Parallel(
                n_jobs=own.get("n_jobs", self.workers),
                return_as="generator_unordered",
                batch_size=1,
                max_nbytes=None,
            )
            return pool(joblib.delayed(Chunk.run)(chunk) for chunk in chunks)

    @contextlib.contextmanager
    def _backend(self) -> Iterator[dict[str, Any]]:
        """Make the engine ready; yield what differs from local worker processes."""
        if self.kind == LOCAL:
            yield {}
            return
        try:
            from dask.distributed import Client, LocalCluster
        except ImportError:
            raise InputError(
                "compute: dask is not installed; allowed: local, or pip install 'kraftsamling[cluster]'"
            ) from None
        with contextlib.ExitStack() as stack:
            if self.address is None:
                cluster = LocalCluster(n_workers=self.workers, threads_per_worker=1, dashboard_address=None)
                client = stack.enter_context(Client(stack.enter_context(cluster)))
            else:
                client = stack.enter_context(Client(self.address, timeout="30s"))
            stack.enter_context(joblib.parallel_config(backend="dask", client=client))
            yield {"n_jobs": -1}

    @property
    def parent(self) -> int | None:
        """The process that local workers are to end with."""
        return os.getpid() if self.kind == LOCAL else None
