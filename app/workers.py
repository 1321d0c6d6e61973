"""Worker processes and their queue: the most urgent job first, jobs that nobody waits for are dropped."""

from __future__ import annotations

import contextlib
import heapq
import itertools
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from kraftsamling.model.errors import InputError

MAX_ATTEMPTS = 2
"""Attempts for a call whose worker process dies, for whatever reason."""
Tell = Callable[[Any], object]
_DONE, _TOLD, _REFUSED, _FAILED, _ABANDONED = "done", "told", "refused", "failed", "abandoned"


class Abandoned(Exception):
    """The result is no longer wanted; what a call raises when its `wanted` says no."""


class WorkFailed(RuntimeError):
    """Something unexpected went wrong in a worker process; the text is for the log."""


class Job:
    """A call that waits for a worker, or is under way.

    Attributes:
        result: what the call returns, as a future; an `InputError` is handed on as it is.
    """

    def __init__(self, number: int, function: Callable[..., Any] | str, arguments: Sequence[Any], tell: Tell | None):
        self.number, self.function, self.arguments, self.tell = number, function, tuple(arguments), tell
        self.result: Future[Any] = Future()
        self.worker: Worker | None = None

    def drop(self) -> None:
        """Take it out of the queue, or have the worker give it up."""
        if not self.result.cancel() and not self.result.done() and (worker := self.worker):
            worker.give_up(self.number)


class Worker:
    """A process that carries out one call at a time; its temporary files lie in a folder that goes when it ends.

    Args:
        stoppable: calls take a `wanted` function and ask it, so that they can be given up; else the process is ended.
        nice: how much less than others it is to get of the processor (0 to 19).
        preloaded: modules that it has from the start, by name; the first worker of the program decides for all.
    """

    def __init__(self, *, stoppable: bool, nice: int = 0, preloaded: Sequence[str] = ()):
        self.stoppable, self.nice = stoppable, nice
        self._context = _context(preloaded)
        self._unwanted = self._context.Value("Q", 0, lock=False)
        self._lock = threading.Lock()
        self._current: int | None = None
        self._closed = False
        self._start()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        self._folder = tempfile.mkdtemp(prefix="kraftsamling-")
        arguments = (theirs, self._unwanted, self.stoppable, self.nice, self._folder)
        process = self._context.Process(target=_serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        self._process, self._ours = process, ours

    def give_up(self, number: int) -> None:
        """Have the call of that number given up, if it is still under way."""
        with self._lock:
            if self._current == number:
                self._unwanted.value = number
                if not self.stoppable:
                    self._process.terminate()

    def carry_out(self, job: Job) -> Any:
        """Carry out a call and return its result; its messages on the way go to the job's `tell`.

        Raises:
            InputError: the call refused its input.
            CancelledError: it was given up.
            WorkFailed: anything else; a process that is gone is replaced, and the call carried out once more.
        """
        with self._lock:
            self._current = job.number
        try:
            for _ in range(MAX_ATTEMPTS):
                try:
                    self._ours.send((job.number, job.function, job.arguments))
                    return self._answer(job)
                except (EOFError, OSError):
                    self._replace()
                    if self._closed or self._unwanted.value == job.number:
                        raise CancelledError from None
            raise WorkFailed("a worker process ended before its work was done")
        finally:
            with self._lock:
                self._current = None

    def _answer(self, job: Job) -> Any:
        while True:
            kind, content = self._ours.recv()
            if kind == _DONE:
                return content
            if kind == _REFUSED:
                raise InputError(content)
            if kind == _FAILED:
                raise WorkFailed(content)
            if kind == _ABANDONED:
                raise CancelledError
            if job.tell:
                job.tell(content)

    def _replace(self) -> None:
        self._process.join(2)
        self._ours.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        with self._lock:
            if not self._closed:
                self._start()

    def close(self) -> None:
        """End the process, whatever it does."""
        with self._lock:
            self._closed = True
            self._process.terminate()
        self._process.join(2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        shutil.rmtree(self._folder, ignore_errors=True)


class WorkerPool:
    """Workers with a queue: each job has an urgency, and the smallest goes first."""

    def __init__(self, workers: int, *, stoppable: bool = True, nice: int = 0, preloaded: Sequence[str] = ()):
        self._queue: list[tuple[tuple[float, ...], int, Job]] = []
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._closed = False
        self._workers: list[Worker] = []
        options = {"stoppable": stoppable, "nice": nice, "preloaded": preloaded}
        self._threads = [threading.Thread(target=self._attend, kwargs=options, daemon=True) for _ in range(workers)]
        for thread in self._threads:
            thread.start()

    def submit(
        self,
        urgency: tuple[float, ...],
        function: Callable[..., Any] | str,
        *arguments: Any,
        tell: Tell | None = None,
    ) -> Job:
        """Put a call into the queue; `function` is picklable, or "module:name" where only workers import the module.

        A function of stoppable workers is also given `wanted`; of others `tell`, which hands on how far it is.
        """
        job = Job(next(self._numbers), function, arguments, tell)
        with self._changed:
            heapq.heappush(self._queue, (urgency, job.number, job))
            self._changed.notify()
        return job

    @property
    def waiting(self) -> int:
        """Jobs in the queue that are still wanted."""
        with self._changed:
            return sum(not job.result.cancelled() for _, _, job in self._queue)

    def close(self) -> None:
        """Drop everything and end the processes."""
        with self._changed:
            self._closed = True
            for _, _, job in self._queue:
                job.result.cancel()
            self._queue.clear()
            self._changed.notify_all()
            workers = list(self._workers)
        for worker in workers:
            worker.close()
        for thread in self._threads:
            thread.join()

    def _next(self) -> Job | None:
        """Wait for the most urgent job that is still wanted; None once the pool is closed."""
        with self._changed:
            while not self._closed:
                while self._queue:
                    job = heapq.heappop(self._queue)[2]
                    if job.result.set_running_or_notify_cancel():
                        return job
                self._changed.wait()
            return None

    def _attend(self, **options: Any) -> None:
        """Start a worker and give it jobs until the pool is closed; runs in a thread, since starting takes a while."""
        if hasattr(signal, "pthread_sigmask"):
            # So that processes started here never see Ctrl-C, which the main process answers for all of them.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        worker = Worker(**options)
        with self._changed:
            self._workers.append(worker)
        while job := self._next():
            job.worker = worker
            try:
                job.result.set_result(worker.carry_out(job))
            except BaseException as error:
                job.result.set_exception(error)
            finally:
                job.worker = None
        worker.close()


def _context(preloaded: Sequence[str]) -> Any:
    """Return how processes are started: from a server that has the modules ready, where the system has that."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preloaded))
    return context


def _serve(pipe: Connection, unwanted: Any, stoppable: bool, nice: int, folder: str) -> None:
    """Carry out calls until the other end is gone; runs in the worker process."""
    tempfile.tempdir = folder
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # signals to the process group are handled by the main process alone
    os.environ["LOKY_MAX_CPU_COUNT"] = "1"  # a worker is one process, however much work a call is
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    with contextlib.suppress(EOFError, OSError):
        while True:
            number, function, arguments = pipe.recv()
            if stoppable:
                extra: dict[str, Any] = {"wanted": lambda number=number: unwanted.value != number}
            else:
                extra = {"tell": lambda content: pipe.send((_TOLD, content))}
            pipe.send(_outcome(function, arguments, extra))
    _end(folder)


def _end_with_parent(folder: str) -> None:
    """End this process as soon as the one that started it is gone, even in the middle of a call."""
    if parent := multiprocessing.parent_process():
        parent.join()
    _end(folder)


def _end(folder: str) -> None:
    """End this process and remove its folder, since the process that made the folder may be gone."""
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _outcome(function: Callable[..., Any] | str, arguments: Sequence[Any], extra: dict[str, Any]) -> tuple[str, Any]:
    """Call the function; return what became of it."""
    try:
        return _DONE, _found(function)(*arguments, **extra)
    except Abandoned:
        return _ABANDONED, None
    except InputError as error:
        return _REFUSED, str(error)
    except Exception:
        return _FAILED, traceback.format_exc()


def _found(function: Callable[..., Any] | str) -> Callable[..., Any]:
    """Return a function, imported where only its name is given."""
    if not isinstance(function, str):
        return function
    module, name = function.split(":")
    return getattr(import_module(module), name)
