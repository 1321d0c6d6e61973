"""Decisions of municipalities: how much of the offer they take, and what they pay to the actor, from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from kraftsamling.model.errors import InputError, nearest
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.reader import FIRST_CALENDAR_YEAR, LAST_RUN_YEAR, Place, run_year
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.yaml_file import read_content

ALLOWED = "a YAML file, or a list of decisions: municipality, from, to, take_part, contribution"
MAX_CONTRIBUTION = 100_000_000
"""SEK a year that one municipality may pay: more than the largest budget of a course."""
WHERE = "decisions"


def _check_municipality(value: Any, place: Place) -> str:
    code = reader.unwrap(value)
    return reader.check_text(str(code) if type(code) is int else code, place)


def _check_last(value: Any, place: Place) -> int | None:
    return None if value is None else reader.check_year(value, place)


@dataclass(frozen=True)
class Decision:
    """What one municipality decides for some years, each a run year or a calendar year.

    Attributes:
        municipality: its code or name.
        first, last: years, "from" and "to" in files; from the first one, and to the end of the run, where left out.
        take_part: share of the offer that it takes, 0 to 1, in place of its will; its ability still bounds it (M27).
            None: as it wills.
        contribution: SEK a year that it pays to the actor's budget while that gives support.
    """

    municipality: str = reader.checked(_check_municipality)
    first: int = reader.checked(reader.check_year, 1, key="from")
    last: int | None = reader.checked(_check_last, None, key="to")
    take_part: float | None = reader.number(None, 0, 1, blank=True)
    contribution: float = reader.number(0.0, 0, MAX_CONTRIBUTION)

    def check(self, place: Place) -> None:
        """Refuse a decision that decides nothing, and an end before the start or counted otherwise."""
        if self.take_part is None and not self.contribution:
            raise InputError(
                f"{place}: decides nothing; allowed: take_part from 0 to 1, a contribution above 0, or both"
            )
        if self.last is None:
            return
        alike = (self.last < FIRST_CALENDAR_YEAR) == (self.first < FIRST_CALENDAR_YEAR)
        if self.last < self.first or not alike:
            wrong = f"{self.last} does not go with from {self.first}"
            raise InputError(f"{place / 'to'}: {wrong}; allowed: the same year or a later one, counted alike")

    def years(self, region: Region) -> range:
        """Return the years of the run for which it holds, the run's first being 1."""
        last = LAST_RUN_YEAR if self.last is None else run_year(self.last, region.start_year)
        return range(run_year(self.first, region.start_year), last + 1)

    def place(self, region: Region) -> int:
        """Return which of the region's municipalities decides.

        Raises:
            ValueError: none of that code or name.
        """
        names = region.codes if self.municipality in region.codes else region.names
        return list(names).index(self.municipality)


def load_decisions(source: Any) -> tuple[Decision, ...]:
    """Return the decisions of a YAML file that lists them, or of a list of such files, dicts and `Decision`.

    Raises:
        InputError: one line that names the file (or "decisions"), number, field, value and what is allowed.
    """
    if source is None:
        return ()
    if isinstance(source, str | PathLike):
        return _from_file(Path(source))
    if not isinstance(source, list | tuple):
        raise InputError(f"{WHERE}: {source!r} is not a list; allowed: {ALLOWED}")
    found: list[Decision] = []
    for number, entry in enumerate(source, start=1):
        if isinstance(entry, Decision):
            found.append(entry)
        elif isinstance(entry, str | PathLike):
            found += _from_file(Path(entry))
        else:
            found.append(reader.read(Decision, entry, Place(WHERE, str(number))))
    return tuple(found)


def _from_file(path: Path) -> tuple[Decision, ...]:
    content = read_content(path)
    if not isinstance(content, list):
        raise InputError(f"{path}: holds no list; allowed: a list of decisions, each '- municipality: ...'")
    return tuple(reader.read(Decision, entry, Place(str(path), str(number))) for number, entry in enumerate(content, 1))


def check_decisions(decisions: Sequence[Decision], region: Region) -> None:
    """Refuse decisions that do not fit the region: an unknown municipality, a year before the run, two for one year.

    Contributions of one municipality add up; shares that it takes cannot.

    Raises:
        InputError: names the decision by its number, field, value and what is allowed.
    """
    decided: set[tuple[int, int]] = set()
    for number, decision in enumerate(decisions, start=1):
        here, named = Place(WHERE, str(number)), decision.municipality
        if named not in region.codes and named not in region.names:
            hint = nearest(named, region.names)
            raise InputError(f"{here / 'municipality'}: no municipality {named!r} in the region; {hint}")
        if decision.years(region).start < 1:
            allowed = f"a run year from 1, or a calendar year from {region.start_year}"
            raise InputError(f"{here / 'from'}: {decision.first} lies before the run; allowed: {allowed}")
        if decision.take_part is None:
            continue
        years = {(decision.place(region), year) for year in decision.years(region)}
        if years & decided:
            wrong = f"{named} has decided on a year from {decision.first} on before"
            raise InputError(f"{here / 'take_part'}: {wrong}; allowed: one share a year")
        decided |= years
