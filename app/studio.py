"""What the routes of the server ask: pictures, details and longer questions, computed in worker processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from app.courses import Courses, Ensemble, order_of, plan_of
from app.picture import frame
from app.state import Question
from app.workers import Crew


class Studio:
    """Answers questions; used from one event loop.

    Args:
        crew: workers for pictures; slow: one for what takes longer.
        sample: the worlds, as `model.worlds.as_worlds` takes them.
    """

    def __init__(self, crew: Crew, slow: Crew, sample: str | int = "plausible"):
        self.courses, self.crew, self.slow, self.sample = Courses(crew), crew, slow, sample

    def get_ready(self) -> None:
        """Load what the first question would wait for."""
        order_of(self.sample)

    async def frames(self, question: Question) -> AsyncIterator[dict[str, Any]]:
        """Yield the frames of a question, surer and surer; those that are known already but for the surest are left out."""
        request, (a, b) = self.courses.request(), (question.course(side, self.sample) for side in ("a", "b"))
        stages = plan_of(a).stages
        known = [stage for stage in stages if all(self.courses.known(course, stage) for course in (a, b))]
        for stage in stages[max(len(known) - 1, 0) :]:
            both = await self._both(question, stage, request)
            yield await asyncio.to_thread(frame, question, *both, stage, final=stage == stages[-1])

    async def full(self, question: Question) -> tuple[Ensemble, Ensemble]:
        """Return both courses in their surest form."""
        stages = plan_of(question.course("a", self.sample)).stages
        return await self._both(question, stages[-1], self.courses.request())

    async def _both(self, question: Question, stage: str, request: int) -> tuple[Ensemble, Ensemble]:
        a, b = (
            asyncio.ensure_future(self.courses.ensemble(question.course(side, self.sample), stage, request))
            for side in ("a", "b")
        )
        try:
            return await a, await b
        finally:
            for each in (a, b):
                each.cancel()
