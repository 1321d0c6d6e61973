"""Enough runs in words: the answer, what it took, and what a sample of worlds cannot give."""

from __future__ import annotations

import math
from collections.abc import Iterable

from kraftsamling.analysis.enough_runs.looks import Answer, Question
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.worlds.worlds import ALL, PLAUSIBLE


def sentences(answer: Answer, course: str, other: str, reader: Reader) -> list[str]:
    """Return the answer and what it took; `course` and `other` are titles."""
    question, last = answer.question, answer.last
    ends = [shown(question.kind, value, reader) for value in (last.estimate, last.low, last.high)]
    about = dict(zip(("estimate", "low", "high"), ends, strict=True))
    about |= {"course": reader.quoted(course), "other": reader.quoted(other)}
    about |= {"least": reader.threshold(question.smallest_difference)}
    kind = question.kind if math.isfinite(last.reach) else "median_alone"
    line = reader.say(f"enough_runs.{kind}", over=reader.say(f"enough_runs.over_{question.unit}"), **about)
    count, needed, finer = (_counted(question, many, reader) for many in (last.count, answer.needed, answer.finer))
    asked, half = (f"±{width(question.kind, question.precision / part, reader)}" for part in (1, 2))
    took = {"count": count, "needed": needed, "finer": finer, "precision": asked, "half": half}
    return [line, reader.say(f"enough_runs.{_reached(answer)}", **took)]


def _reached(answer: Answer) -> str:
    """Return the text for a precision: reached, and half of it, too, or not, as far as the last look shows."""
    if answer.last.reach <= answer.question.precision / 2:
        return "settled_half"
    return "settled" if answer.settled else "open" if answer.needed else "unknown"


def _counted(question: Question, count: int, reader: Reader) -> str:
    form = "one" if count == 1 else "count"
    return reader.say(f"enough_runs.{form}_{question.unit}", count=reader.number(count))


def supply(answers: Iterable[Answer], sample: str, available: int, reader: Reader) -> list[str]:
    """Return for which precisions a sample that has a name holds too few worlds, and how more can be had.

    Args:
        sample: "plausible", "all", or what has no end; available: worlds that there are.
    """
    if sample not in (ALL, PLAUSIBLE):
        return []
    lacking = {
        f"±{width(answer.question.kind, answer.question.precision / part, reader)}": None
        for answer in answers
        for part, takes in ((1, answer.needed), (2, answer.finer))
        if takes > available
    }
    about = {"lacking": reader.listing(list(lacking)), "available": reader.number(available)}
    return [reader.say(f"enough_runs.only_{sample}", **about)] if lacking else []


def shown(kind: str, value: float, reader: Reader) -> str:
    """Return an estimate or a limit: a share (0-1) or points, by the kind of the question."""
    return reader.percent(value) if kind == "share" else reader.points(value)


def width(kind: str, value: float, reader: Reader) -> str:
    """Return a precision: a share (0-1) or points, by the kind of the question."""
    if kind == "share":
        return reader.say("enough_runs.percentage_points", value=_plain(100 * value, reader))
    return reader.say("answer.points", value=_plain(value, reader))


def _plain(value: float, reader: Reader) -> str:
    digits = next(places for places in range(6) if round(value, places) == round(value, 5))
    return reader.number(value, digits)
