"""What a split difference says in words: never more than the means, their margins and the worlds allow."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kraftsamling.analysis.why.split import FEWEST, Split
from kraftsamling.analysis.words.reader import Reader

LEAST = 1.0
"""Points of mean difference below which no reasons are told."""
MECHANISMS, LEVERS = "mechanisms", "levers"


def named(part: str, kind: str, reader: Reader) -> str:
    """Return what a part of this kind is called: a mechanism group, a lever, the remainder or the rest."""
    if part in ("remainder", "total", "others"):
        return reader.say(f"why.{part}")
    return reader.say(f"why.{'group' if kind == MECHANISMS else 'lever'}_{part}")


def titled(kind: str, reader: Reader) -> str:
    """Return the heading of a split."""
    return reader.say(f"why.title_{kind}")


def difference(found: Split, place: int, where: str, reader: Reader) -> str:
    """Return the difference in a place: mean, interval over worlds and where it is above zero; each world's if few."""
    total = found.total[place]
    if found.few:
        return reader.say("why.difference_few", count=len(total), place=where, points=each(total, reader))
    low, high = np.percentile(total, [5, 95])
    return reader.say(
        "why.difference",
        place=where,
        points=_points(total.mean(), reader),
        outer=reader.over("outer", len(total)),
        interval=reader.interval(low, high, signed=True),
        worlds=reader.worlds(int((total > 0).sum()), len(total)),
    )


def each(values: np.ndarray, reader: Reader) -> str:
    """Return the points of each of a few worlds."""
    return reader.listing([_points(value, reader) for value in values])


def told_from_zero(found: Split, place: int) -> bool:
    """Whether the mean difference is large enough, and sure enough, for reasons to be told."""
    size = abs(found.total[place].mean())
    return bool(size >= LEAST and size > found.margin(found.total[place], place))


def no_difference(found: Split, place: int, where: str, reader: Reader) -> str:
    """Return that no reasons are told, and why."""
    if found.few:
        return few_worlds(found.total.shape[1], reader)
    key = "small_difference" if abs(found.total[place].mean()) < LEAST else "unsure_difference"
    return reader.say(f"why.{key}", place=where, least=reader.points(LEAST, 0))


def few_worlds(count: int, reader: Reader) -> str:
    """Return why fewer than `FEWEST` worlds give no reasons."""
    return reader.say("why.few", count=count, least=FEWEST)


def reasons(found: Split, kind: str, place: int, where: str, reader: Reader) -> Iterator[str]:
    """Yield why the place ends where it does: the largest part, what is left without it, what works against it.

    A part bears most of the difference only if its mean exceeds half of it by its margin, the worlds and the sampled
    orders both counted; two parts that lie closer than that are not told apart.
    """
    total = found.total[place]
    if not told_from_zero(found, place):
        yield no_difference(found, place, where, reader)
        return
    if not found.parts:
        yield reader.say("why.no_parts")
    sign = np.sign(total.mean())
    first = foremost(found, place)[:1]
    if first:
        if kind == LEVERS and len(found.parts) == 1:
            yield reader.say("why.only_lever", part=named(found.parts[0], kind, reader))
            return
        yield _largest(found, kind, place, where, reader)
        yield _without(found, kind, place, first[0], reader)
    against = [part for part in found.ranked(place) if sign * found.shares[part, place].mean() < 0]
    if against and _sure(found, -sign * found.shares[against[0], place], place, against[0]):
        yield _against(found, kind, place, against[0], reader)
    left = found.remainder[place]
    if abs(left.mean()) >= 0.05:
        low, high = np.percentile(left, [5, 95])
        shown = {"points": _points(left.mean(), reader), "interval": reader.interval(low, high, signed=True)}
        yield reader.say("why.left", outer=reader.over("outer", len(left)), **shown)


def method(found: Split, reader: Reader) -> str:
    """Return how the split was counted, and how far the order may still move a mean part."""
    error = reader.number(found.order_margin(0), 2)
    key = "sampled" if found.orders else "exact"
    counted = {"orders": found.orders, "error": error, "runs": found.evaluated}
    return reader.say(f"why.{key}", **counted)


def foremost(found: Split, place: int) -> list[int]:
    """Return the largest part along the difference, and the second where the runs cannot tell which is larger."""
    sign = np.sign(found.total[place].mean())
    along = [part for part in found.ranked(place) if sign * found.shares[part, place].mean() > 0]
    if len(along) < 2 or _most(found, place, along[0]):
        return along[:1]
    first, second = (found.shares[part, place] for part in along[:2])
    return along[: 1 if _sure(found, sign * (first - second), place, *along[:2]) else 2]


def _most(found: Split, place: int, part: int) -> bool:
    """Whether a part safely bears more than half of the difference."""
    total = found.total[place]
    return _sure(found, np.sign(total.mean()) * (found.shares[part, place] - total / 2), place, part)


def _largest(found: Split, kind: str, place: int, where: str, reader: Reader) -> str:
    total = found.total[place].mean()
    first, *other = foremost(found, place)
    shown = {
        "part": named(found.parts[first], kind, reader),
        "points": _points(found.shares[first, place].mean(), reader),
        "total": reader.number(total, 1, signed=True),
        "place": where,
    }
    if _most(found, place, first):
        return reader.say(f"why.mostly_{'gain' if total > 0 else 'loss'}", **shown)
    if other:
        points = _points(found.shares[other[0], place].mean(), reader)
        return reader.say("why.tied", **shown, other=named(found.parts[other[0]], kind, reader), points2=points)
    return reader.say("why.largest", **shown)


def _without(found: Split, kind: str, place: int, part: int, reader: Reader) -> str:
    """What is left without a part: a count of one set of runs, which no order touches."""
    total, without = found.total[place], found.without[part, place]
    sign = np.sign(total.mean())
    lower = int((sign * without < sign * total).sum())
    shown = {
        "part": named(found.parts[part], kind, reader),
        "points": _points(without.mean(), reader),
        "total": reader.number(total.mean(), 1, signed=True),
        "worlds": reader.worlds(lower, len(total)),
    }
    if _sure(found, sign * -without, place):
        key = "without_turns"
    elif _sure(found, sign * (total / 2 - without), place):
        key = "without_halves"
    elif _sure(found, sign * (total - without), place):
        key = "without"
    else:
        remains = _sure(found, sign * (without - total / 2), place)
        return reader.say(f"why.without_{'same' if remains else 'unsure'}", **shown)
    return reader.say(f"why.{key}_{kind}", **shown)


def _against(found: Split, kind: str, place: int, part: int, reader: Reader) -> str:
    mean = found.shares[part, place].mean()
    return reader.say("why.against", part=named(found.parts[part], kind, reader), points=_points(mean, reader))


def _sure(found: Split, values: np.ndarray, place: int, *parts: int) -> bool:
    """Whether a mean over worlds lies above zero by more than its margin."""
    return bool(values.mean() > found.margin(values, place, *parts))


def _points(value: float, reader: Reader) -> str:
    shown = reader.number(value, 1, signed=True)
    return reader.say("answer.points", value=shown)
