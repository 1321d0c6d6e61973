# ruff: noqa: RUF009 (the calls declare fields, they make no shared default)
"""A region as run.json holds it, every value checked as those of its file are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from kraftsamling.model.errors import InputError, check_keys, check_number, is_line
from kraftsamling.model.inputs import reader
from kraftsamling.model.inputs.reader import Check, Place
from kraftsamling.model.inputs.reading.region_file import BOUNDS, OPTIONAL, WHOLE
from kraftsamling.model.inputs.reading.remarks import KINDS
from kraftsamling.model.inputs.region import Region, by_code
from kraftsamling.model.inputs.region_about import WHOLE_NUMBERS
from kraftsamling.model.limits import check_count
from kraftsamling.model.vocabulary import LANGUAGES, SIZE_CLASSES

_COUNTRY = re.compile("[A-Z]{2}")


def _each(check: Check) -> Check:
    """Return a check of a list, entry by entry, counted from 1."""

    def checked(value: Any, place: Place) -> list[Any]:
        return [check(entry, place / row) for row, entry in enumerate(reader.check_list(value, place), start=1)]

    return checked


def _within(low: float, high: float, *, whole: bool = False, blank: bool = False) -> Check:
    def check(value: Any, place: Place) -> float | None:
        return None if value is None and blank else check_number(value, low, high, str(place), whole=whole)

    return check


def _column(column: str, *, blank: bool = True) -> Any:
    """Declare a column of numbers, one for each municipality, None where it is blank."""
    return reader.checked(_each(_within(*BOUNDS[column], whole=column in WHOLE, blank=blank)))


def _whole(key: str) -> Any:
    return reader.checked(_within(*WHOLE_NUMBERS[key], whole=True))


def _country(value: Any, place: Place) -> str:
    if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
        raise InputError(f"{place}: {value!r}; allowed: two capital letters")
    return value


def _seat(value: Any, place: Place) -> str:
    return "" if value == "" else _line(value, place)


def _line(value: Any, place: Place) -> str:
    """Return one line of text of any length, as a cell may hold it."""
    if not isinstance(value, str) or not value.strip() or not is_line(value):
        raise InputError(f"{place}: {value!r} is not a text; allowed: one line of text")
    return value


def in_languages(check: Check = _line) -> Check:
    """Return a check of a text in every language."""

    def checked(value: Any, place: Place) -> dict[str, str]:
        given = reader.check_mapping(value, place)
        check_keys(given, LANGUAGES, str(place))
        return {language: check(given.get(language), place / language) for language in LANGUAGES}

    return checked


def _optional(check: Check) -> Check:
    return lambda value, place: None if value is None else check(value, place)


def _sources(value: Any, place: Place) -> dict[str, dict[str, str]]:
    given = reader.check_mapping(value, place)
    return {_line(key, place): in_languages()(text, place / key) for key, text in given.items()}


def _known_column(value: Any, place: Place) -> str:
    if value not in OPTIONAL:
        raise InputError(f"{place}: {value!r}; allowed: {', '.join(OPTIONAL)}")
    return str(value)


def _remark(value: Any, place: Place) -> dict[str, Any]:
    given = reader.check_mapping(value, place)
    if set(given) != {"kind", "values"} or given["kind"] not in KINDS:
        raise InputError(f"{place}: {value!r} is no remark; allowed: a kind that is known, and values")
    for name, told in reader.check_mapping(given["values"], place / "values").items():
        for item in told if isinstance(told, list) else [told]:
            if isinstance(item, bool) or not isinstance(item, str | int | float):
                raise InputError(f"{place / 'values' / name}: {item!r}; allowed: texts and numbers")
    return given


@dataclass(frozen=True)
class RegionRecord:
    """What `Region.to_record` gives; lists have an entry for each of the N municipalities, sorted by code."""

    name: str = reader.checked(reader.check_text)
    titles: dict[str, str] = reader.checked(in_languages())
    country: str = reader.checked(_country)
    start_year: int = _whole("start_year")
    first_election: int = _whole("first_election")
    election_quarter: int = _whole("election_quarter")
    term: int = _whole("term")
    illustrative: dict[str, str] | None = reader.checked(_optional(in_languages()))
    codes: list[str] = reader.checked(_each(_line))
    names: list[str] = reader.checked(_each(_line))
    seats: list[str] = reader.checked(_each(_seat))
    population: list[float] = _column("population", blank=False)
    latitude: list[float | None] = _column("lat")
    longitude: list[float | None] = _column("lon")
    tax_rate: list[float | None] = _column("tax_rate")
    ruling_parties: list[float | None] = _column("ruling_parties")
    emissions: list[float | None] = _column("emissions_t")
    neighbours: list[list[int]] = reader.checked(_each(_each(_within(0, 1e6, whole=True))))
    water_links: list[list[int]] = reader.checked(_each(_each(_within(0, 1e6, whole=True))))
    size_class: list[int] = reader.checked(_each(_within(0, len(SIZE_CLASSES) - 1, whole=True)))
    sources: dict[str, dict[str, str]] = reader.checked(_sources)
    unknown_columns: list[str] = reader.checked(_each(_line))
    missing_columns: list[str] = reader.checked(_each(_known_column))
    remarks: list[dict[str, Any]] = reader.checked(_each(_remark), ())

    def check(self, place: Place) -> None:
        """Refuse lists of unequal length, codes or names that are no keys or out of order, and links that are none."""
        count = len(self.codes)
        check_count(count, "municipalities", str(place / "codes"))
        for name in ONE_EACH:
            if not count or len(getattr(self, name)) != count:
                raise InputError(f"{place / name}: {len(getattr(self, name))} entries; allowed: one for each code")
        for name in ("codes", "names"):
            if len(set(getattr(self, name))) != count:
                raise InputError(f"{place / name}: one stands twice; allowed: each once")
        if self.codes != sorted(self.codes, key=by_code):
            raise InputError(f"{place / 'codes'}: out of order; allowed: sorted by code")
        for name in ("neighbours", "water_links"):
            pairs = {(here, there) for here, links in enumerate(getattr(self, name)) for there in links}
            wrong = [
                pair for pair in sorted(pairs) if max(pair) >= count or pair[0] == pair[1] or pair[::-1] not in pairs
            ]
            if wrong:
                raise InputError(f"{place / name}: {wrong[0]} is no link; allowed: places of two codes, both ways")


ONE_EACH = (
    "names", "seats", "population", "latitude", "longitude", "tax_rate", "ruling_parties", "emissions", "neighbours",
    "water_links", "size_class",
)  # fmt: skip
"""Lists with an entry for each code."""


def read_region(given: object, place: Place) -> Region:
    """Return the region of a record, without a map.

    Raises:
        InputError: a key or a value that no region has.
    """
    record: RegionRecord = reader.read(RegionRecord, given, place)
    return Region.from_record(vars(record))
