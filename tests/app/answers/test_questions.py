"""Which runs are made for whom: shared, in their order, and given up when nobody waits for them."""

from __future__ import annotations

import asyncio
from concurrent.futures import CancelledError
from dataclasses import replace

import pytest

from kraftsamling.app.answers.courses import Courses
from kraftsamling.app.answers.questions import MAX_WAITING, Busy
from kraftsamling.app.answers.state import read_question
from kraftsamling.app.workers import WorkerPool
from kraftsamling.model.errors import InputError
from tests.kit import app_work
from tests.kit.app_work import PATIENCE, await_line, studio_with

WORLDS = 70


@pytest.fixture(scope="module")
def questions():
    with studio_with(1, WORLDS) as made:
        yield made


@pytest.fixture
def busy(questions, tmp_path):
    """Keep both pools at work until the test ends."""
    files = [str(tmp_path / name) for name in ("pool", "slow")]
    jobs = [questions.courses.pool.submit((0,), app_work.nap, files[0], 60)]
    jobs.append(questions.slow.submit((0,), app_work.sleep, files[1]))
    for file in files:
        await_line(file)
    yield jobs
    for job in jobs:
        job.drop()


async def queued(pool: WorkerPool, count: int) -> None:
    """Wait until so many jobs are in the queue."""
    for _ in range(100):
        if pool.waiting == count:
            return
        await asyncio.sleep(0.01)
    assert pool.waiting == count


def test_first_pictures_go_in_the_order_asked_and_then_the_newest_full_one(questions, busy):
    async def ask() -> list[str]:
        courses, done = questions.courses, []

        async def one(handover: float, stage: str, name: str) -> None:
            asked = read_question({"years": 1, "a": {"handover": handover}})
            await courses.ensemble(asked.course("a", WORLDS), stage, courses.request())
            done.append(name)

        wanted = [(0.11, "full", "old"), (0.12, "full", "new"), (0.13, "first", "one"), (0.14, "first", "two")]
        tasks = [asyncio.create_task(one(*each)) for each in wanted]
        await queued(courses.pool, 4)
        busy[0].drop()
        await asyncio.gather(*tasks)
        return done

    assert asyncio.run(ask()) == ["one", "two", "new", "old"]


def test_a_picture_that_is_superseded_leaves_the_queue(questions, busy):
    async def leave() -> None:
        frames = questions.frames(read_question({"years": 1, "a": {"handover": 0.21}, "b": {"handover": 0.22}}))
        first = asyncio.create_task(anext(frames))
        await queued(questions.courses.pool, 2)
        first.cancel()
        await queued(questions.courses.pool, 0)

    asyncio.run(leave())
    assert questions.courses.pool.waiting == 0 and not questions.courses._flights


LONG = {"years": 50, "a": {"handover": 0.31}}


def test_the_runs_under_way_of_a_picture_that_is_superseded_are_given_up(questions, monkeypatch):
    submit, jobs = questions.courses.pool.submit, []
    monkeypatch.setattr(questions.courses.pool, "submit", lambda *asked: jobs.append(submit(*asked)) or jobs[-1])

    async def leave() -> None:
        course = read_question(LONG).course("a", WORLDS)
        task = asyncio.create_task(questions.courses.ensemble(course, "full", questions.courses.request()))
        while not (jobs and jobs[0].worker):
            await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(leave())
    with pytest.raises(CancelledError):
        jobs[0].result.result(PATIENCE)


def test_the_other_course_of_a_comparison_that_fails_is_given_up(questions):
    async def fail() -> None:
        good = read_question(LONG).course("a", WORLDS)
        with pytest.raises(InputError, match="worlds"):
            await questions._both([replace(good, sample="none"), good], "full", questions.courses.request())
        while questions.courses._flights:
            await asyncio.sleep(0.01)
        assert not questions.courses.known(good, "full")

    asyncio.run(fail())


def test_a_longer_question_that_nobody_reads_on_leaves_the_queue(questions, busy):
    async def leave() -> None:
        lines = questions.why(read_question({"years": 1}), None)
        assert await anext(lines) == {"done": 0, "of": None}
        assert questions.slow.waiting == 1
        await lines.aclose()
        await queued(questions.slow, 0)

    asyncio.run(leave())


def test_longer_questions_wait_their_turn_but_not_more_than_so_many(questions, busy):
    async def ask() -> list[str]:
        done = []

        async def one(name: str) -> None:
            async for _ in questions._slowly("preload"):
                pass
            done.append(name)

        tasks = [asyncio.create_task(one(name)) for name in ("one", "two")]
        await queued(questions.slow, 2)
        others = [questions.slow.submit((0,), app_work.count, 1) for _ in range(MAX_WAITING - 3)]
        lines = questions.why(read_question({"years": 1}), None)
        assert await anext(lines) == {"done": 0, "of": None}  # it is the last one that may wait
        with pytest.raises(Busy):
            await anext(questions.report(read_question({"years": 1})))
        await lines.aclose()
        for job in others:
            job.drop()
        busy[1].drop()
        await asyncio.gather(*tasks)
        return done

    assert asyncio.run(ask()) == ["one", "two"]


def test_one_course_that_is_known_makes_no_first_picture_needless(questions):
    async def stages() -> list[str]:
        question = read_question({"years": 1, "a": "no_support", "b": "level_3"})
        courses = questions.courses
        await courses.ensemble(question.course("a", WORLDS), "full", courses.request())
        frames = [frame async for frame in questions.frames(question)]
        assert all(frame["cost"]["a"]["median"] == 0 < frame["cost"]["b"]["median"] for frame in frames)
        return [frame["stage"] for frame in frames]

    assert asyncio.run(stages()) == ["first", "full"]


def test_nothing_is_kept_beyond_the_memory(questions):
    async def ask(courses: Courses) -> list[int]:
        held = []
        for step in range(6):
            question = read_question({"years": 2} | {"years": 1, "a": {"handover": step / 10}})
            await courses.ensemble(question.course("a", 12), "full", courses.request())
            held.append(courses.held)
        return held

    courses = Courses(questions.courses.pool, memory=250_000)
    held = asyncio.run(ask(courses))
    assert max(held) <= 250_000
    assert held[-1] > 0
    assert not courses._flights


def test_what_nobody_waits_for_is_given_up(questions):
    async def leave() -> None:
        courses = questions.courses
        question = read_question({"a": {"handover": 0.123}})
        task = asyncio.create_task(courses.ensemble(question.course("a", WORLDS), "full", courses.request()))
        await asyncio.sleep(0.02)
        assert courses._flights
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)
        assert not courses._flights
        assert courses.pool.waiting == 0
        assert not courses.known(question.course("a", WORLDS), "full")

    asyncio.run(leave())


def test_two_who_ask_the_same_share_one_run(questions):
    async def both() -> None:
        courses = questions.courses
        question = read_question({"years": 2} | {"a": {"handover": 0.321}})
        course = question.course("a", WORLDS)
        first, second = (asyncio.create_task(courses.ensemble(course, "full", courses.request())) for _ in range(2))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert len(courses._flights) <= 3
        first.cancel()
        assert (await second).seeds == 3

    asyncio.run(both())


def test_who_asks_the_moment_after_another_has_left_is_answered(questions):
    async def follow() -> None:
        courses = questions.courses
        course = read_question({"years": 2} | {"a": {"handover": 0.456}}).course("a", WORLDS)
        first = asyncio.create_task(courses.ensemble(course, "first", courses.request()))
        await asyncio.sleep(0.01)
        first.cancel()
        second = asyncio.create_task(courses.ensemble(course, "first", courses.request()))
        assert (await second).seeds == 1

    asyncio.run(follow())
