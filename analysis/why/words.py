"""A split difference in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kraftsamling.analysis.why.account import FEW, MIN_DIFFERENCE, UNSURE, Account, account
from kraftsamling.analysis.why.find import WhyFinding
from kraftsamling.analysis.why.split import LEVERS, MECHANISMS, MIN_WORLDS, Split
from kraftsamling.analysis.words.reader import Reader


def sentences(finding: WhyFinding, place: int, reader: Reader) -> list[str]:
    """Return the difference in a place (0 is the region), at equal money too, and why no reasons are given if so."""
    where = called(finding.whole.places[place], reader)
    lines = [difference(finding.whole, place, where, reader)]
    if place == 0:
        lines += _same_money(finding, reader)
    if account(finding.whole, place).silent and not finding.whole.few:
        lines.append(no_difference(finding.whole, place, where, reader))
    return lines


def called(place: str, reader: Reader) -> str:
    """Return what a place is called: the region's mean, or a municipality by its code."""
    return reader.labels.get(place) or reader.say("why.region_mean")


def key(place: str, reader: Reader) -> str:
    """Return what a place is called in tables: "region", or a municipality's code, or its letter."""
    return reader.labels.get(place, place) if reader.anonymous else place


def named(part: str, kind: str, reader: Reader) -> str:
    """Return what a part of this kind is called: a mechanism group, a lever, the remainder or the rest."""
    if part in ("remainder", "total", "others"):
        return reader.say(f"why.{part}")
    return reader.say(f"why.{'group' if kind == MECHANISMS else 'lever'}_{part}")


def titled(kind: str, reader: Reader) -> str:
    """Return the heading of a split."""
    return reader.say(f"why.title_{kind}")


def difference(result: Split, place: int, where: str, reader: Reader) -> str:
    """Return the difference in a place: mean, interval over worlds and where it is above zero; each world's if few."""
    if result.few:
        points = each(result.total[place], reader)
        return reader.say("why.difference_each", count=result.worlds, place=where, points=points)
    known = account(result, place)
    return reader.say(
        "why.difference",
        place=where,
        points=reader.points(known.total["mean"], signed=True),
        outer=reader.over("outer", known.worlds),
        interval=reader.interval(known.total["p05"], known.total["p95"], signed=True),
        worlds=reader.worlds(known.above, known.worlds),
    )


def each(values: Iterable[float], reader: Reader) -> str:
    """Return the points of each of a few worlds."""
    return reader.listing([reader.points(value, signed=True) for value in values])


def no_difference(result: Split, place: int, where: str, reader: Reader) -> str:
    """Return that no reasons are given, and why."""
    silent = account(result, place).silent
    if silent == FEW:
        return few_worlds(result.worlds, reader)
    return reader.say(f"why.{silent}_difference", place=where, least=reader.points(MIN_DIFFERENCE, 0))


def few_worlds(count: int, reader: Reader) -> str:
    """Return why fewer than `MIN_WORLDS` worlds give no reasons."""
    return reader.say("why.few", count=count, least=MIN_WORLDS)


def reasons(result: Split, kind: str, place: int, where: str, reader: Reader) -> Iterator[str]:
    """Yield why the place ends where it does: the largest part, what is left without it, what works against it."""
    known = account(result, place)
    if known.silent:
        yield no_difference(result, place, where, reader)
        return
    if not result.parts:
        yield reader.say("why.no_parts")
    names = [named(part, kind, reader) for part in result.parts]
    if known.foremost:
        if kind == LEVERS and len(result.parts) == 1:
            yield reader.say("why.only_lever", part=names[0])
            return
        yield _largest(known, names, where, reader)
        yield _without(known, names, kind, reader)
    if known.against:
        part, share = known.against
        yield reader.say("why.against", part=names[part], points=reader.points(share, signed=True))
    if known.remains:
        points, outer = reader.points(known.remainder["mean"], signed=True), reader.over("outer", known.worlds)
        interval = reader.interval(known.remainder["p05"], known.remainder["p95"], signed=True)
        yield reader.say("why.left", outer=outer, points=points, interval=interval)


def method(result: Split, reader: Reader) -> str:
    """Return how the split was counted, and how far the order may still move a mean part."""
    error = reader.number(result.order_margin(0), 2)
    key = "sampled" if result.orders else "exact"
    return reader.say(f"why.{key}", orders=result.orders, error=error, runs=result.evaluated)


def dropped(result: Split, kind: str, reader: Reader) -> str:
    """Return which parts were not split, and why."""
    parts = "; ".join(named(part, kind, reader) for part in result.dropped)
    return reader.say("why.dropped", drop=reader.number(result.least, 2), parts=parts)


def note(worlds: int, reader: Reader) -> str:
    """Return what bars and lines of the figure are."""
    return reader.say("why.note", outer=reader.over("outer", worlds))


def _same_money(finding: WhyFinding, reader: Reader) -> Iterator[str]:
    """Yield the region's difference at equal money, where that is another question."""
    if finding.same_money is None or finding.money is None:
        return
    if finding.whole.few:
        yield reader.say("why.same_money_each", points=each(finding.same_money, reader))
        return
    points, outer = reader.points(finding.money["mean"], signed=True), reader.over("outer", finding.whole.worlds)
    interval = reader.interval(finding.money["p05"], finding.money["p95"], signed=True)
    yield reader.say("why.same_money", points=points, outer=outer, interval=interval)


def _largest(known: Account, names: list[str], where: str, reader: Reader) -> str:
    part, points = names[known.foremost[0]], reader.points(known.shares[0], signed=True)
    mean = known.total["mean"]
    shown = {"part": part, "points": points, "total": reader.number(mean, 1, signed=True), "place": where}
    if known.most:
        return reader.say(f"why.mostly_{'gain' if mean > 0 else 'loss'}", **shown)
    if len(known.foremost) > 1:
        other, points2 = names[known.foremost[1]], reader.points(known.shares[1], signed=True)
        return reader.say("why.tied", **shown, other=other, points2=points2)
    return reader.say("why.largest", **shown)


def _without(known: Account, names: list[str], kind: str, reader: Reader) -> str:
    """Return what is left without the largest part."""
    effects = {"turns": f"_turns_{kind}", "halves": f"_halves_{kind}", "less": f"_{kind}", "same": "_same"}
    return reader.say(
        f"why.without{effects.get(known.effect, f'_{UNSURE}')}",
        part=names[known.foremost[0]],
        points=reader.points(known.without, signed=True),
        total=reader.number(known.total["mean"], 1, signed=True),
        worlds=reader.worlds(known.lower, known.worlds),
    )
