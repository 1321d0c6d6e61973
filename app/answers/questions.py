"""What the routes of the server ask: pictures, details and longer questions, computed in worker processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from kraftsamling.app.answers.courses import FULL, STAGES, Courses, Ensemble, plan_of
from kraftsamling.app.answers.ensemble import Course
from kraftsamling.app.answers.picture import frame
from kraftsamling.app.answers.place import municipality, place_of
from kraftsamling.app.answers.state import DEFAULT, SIDES, Question, read_question
from kraftsamling.app.workers import WorkerPool

MAX_WAITING = 40
"""Longer questions that may wait for their turn."""


TOLD_AFTER = 10.0
"""Seconds without a frame after which a reader is told that others are waiting, too."""


class Busy(RuntimeError):
    """Too many longer questions wait already."""


class Questions:
    """Answers questions; used from one event loop.

    Args:
        pool: workers for pictures; slow: one for what takes longer.
        sample: the worlds, as `model.worlds.as_worlds` takes them.
    """

    def __init__(self, pool: WorkerPool, slow: WorkerPool, sample: str | int = "plausible"):
        self.courses, self.slow, self.sample = Courses(pool), slow, sample

    def preload(self) -> None:
        """Load what the first question would wait for."""
        plan_of(read_question(DEFAULT).course(SIDES[0], self.sample))

    async def frames(self, question: Question) -> AsyncIterator[dict[str, Any]]:
        """Yield frames of a question, surer and surer; of those that can be had at once only the surest.

        Between them, each time that one is long in coming, how much waits before it: {"waiting": 12}.
        """
        request, courses = self.courses.request(), self._courses(question)
        sure = all(self.courses.known(course, FULL) for course in courses)
        for stage in (FULL,) if sure else STAGES:
            task = asyncio.ensure_future(self._both(courses, stage, request))
            try:
                while not (await asyncio.wait({task}, timeout=TOLD_AFTER))[0]:
                    yield {"waiting": self.courses.pool.waiting}
                both = await task
            finally:
                task.cancel()
            yield await asyncio.to_thread(frame, question, *both, stage)

    async def full(self, question: Question) -> tuple[Ensemble, Ensemble]:
        """Return both courses in their surest form."""
        courses = self._courses(question)
        return await self._both(courses, FULL, self.courses.request())

    async def municipality(self, question: Question, code: object) -> dict[str, Any]:
        """Return one municipality under both courses.

        Raises:
            InputError: the region has no such code.
        """
        place_of(question, code)
        return await asyncio.to_thread(municipality, question, *await self.full(question), code)

    async def why(self, question: Question, code: str | None) -> AsyncIterator[dict[str, Any]]:
        """Yield how far it is, at last why B ends where it does against A; of one municipality where it has a code."""
        async for line in self._slowly("why", question, self.sample, code):
            yield line

    async def fails(self, question: Question) -> AsyncIterator[dict[str, Any]]:
        """Yield how far it is, at last in which worlds B fails against A."""
        yield {"done": 0, "of": None}
        both = await self.full(question)
        async for line in self._slowly("fails", question, self.sample, *both):
            yield line

    async def report(self, question: Question) -> AsyncIterator[dict[str, Any]]:
        """Yield how far it is, at last the report of the command line."""
        async for line in self._slowly("report", question, self.sample):
            yield line

    async def ledger(self, question: Question) -> AsyncIterator[dict[str, Any]]:
        """Yield how far it is, at last which assumptions the difference rests on."""
        yield {"done": 0, "of": None}
        both = await self.full(question)
        async for line in self._slowly("ledger", question, self.sample, *both):
            yield line

    async def _slowly(self, function: str, *arguments: Any) -> AsyncIterator[Any]:
        """Yield the progress of a function of `longer`, then its answer; the job is dropped when the reader leaves.

        Raises:
            Busy: too many wait already.
        """
        if self.slow.waiting >= MAX_WAITING:
            raise Busy
        loop, lines = asyncio.get_running_loop(), asyncio.Queue[Any]()
        job = self.slow.submit(
            (self.courses.request(),),
            f"kraftsamling.app.answers.longer:{function}",
            *arguments,
            tell=lambda line: loop.call_soon_threadsafe(lines.put_nowait, line),
        )
        job.result.add_done_callback(lambda _: loop.call_soon_threadsafe(lines.put_nowait, None))
        try:
            yield {"done": 0, "of": None}
            while (line := await lines.get()) is not None:
                yield line
            yield await asyncio.wrap_future(job.result)
        finally:
            job.drop()

    def _courses(self, question: Question) -> list[Course]:
        return [question.course(side, self.sample) for side in SIDES]

    async def _both(self, courses: list[Course], stage: str, request: int) -> tuple[Ensemble, Ensemble]:
        tasks = [asyncio.ensure_future(self.courses.ensemble(course, stage, request)) for course in courses]
        try:
            a, b = await asyncio.gather(*tasks)
            return a, b
        finally:
            for task in tasks:
                task.cancel()
