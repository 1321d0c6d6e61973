"""Courses that change on the way and decisions of municipalities, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.decisions import Decision
from kraftsamling.model.inputs.reader import run_year
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.strategy import FROM, Strategy


def changes(strategies: Sequence[Strategy], region: Region, years: int, reader: Reader) -> Iterator[str]:
    """Yield a sentence on each course that changes within a run of so many years."""
    for strategy in strategies:
        found = [run_year(part[FROM], region.start_year) for part in strategy.parts]
        told = [str(calendar(year, region)) for year in found if year <= years]
        if told:
            course = reader.quoted(strategy.title[reader.language])
            yield reader.say("course.changes", course=course, years=reader.listing(told))


def decided(decisions: Sequence[Decision], region: Region, years: int, reader: Reader) -> Iterator[str]:
    """Yield a sentence on each decision that holds within a run of so many years, and one on those that come too late.

    The reader is the region's, and may see letters.
    """
    late = []
    for decision in decisions:
        place = reader.labels[region.codes[decision.place(region)]]
        if decision.years(region).start > years:
            late.append(f"{place} ({calendar(decision.years(region).start, region)})")
            continue
        spell, what = _spell(decision, region, reader), reader.listing(list(_what(decision, reader)))
        yield reader.say("decision.told", place=place, years=spell, what=what)
    if late:
        yield reader.say("decision.late", what=reader.listing(late))


def calendar(year: int, region: Region) -> int:
    """Return the calendar year of a run year, 1 being the first."""
    return region.start_year + year - 1


def _spell(decision: Decision, region: Region, reader: Reader) -> str:
    span = decision.years(region)
    first, last = calendar(span.start, region), calendar(span[-1], region)
    if decision.last is None:
        return reader.say("decision.onwards", first=first)
    return reader.say("decision.one_year" if first == last else "decision.years", first=first, last=last)


def _what(decision: Decision, reader: Reader) -> Iterator[str]:
    if decision.take_part is not None:
        share = reader.percent(decision.take_part)
        yield reader.say("decision.part", share=share) if decision.take_part else reader.say("decision.none")
    if decision.contribution:
        yield reader.say("decision.pay", money=reader.number(decision.contribution))
