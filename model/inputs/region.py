"""A region: its municipalities, their facts and their links."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from kraftsamling.model.errors import InputError, did_you_mean, nearest
from kraftsamling.model.inputs.region_about import read_about
from kraftsamling.model.inputs.region_file import KNOWN, OPTIONAL, Row, read_table
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import LARGE, MEDIUM, SIZE_CLASSES, SMALL

REFERENCE_POPULATION = 30_000
"""Inhabitants of the municipality whose size index is 0."""

SIZE_INDEX_LIMIT = 1.5
"""Largest size index, either way: effects of size do not grow without end."""

_ARRAYS = ("population", "latitude", "longitude", "tax_rate", "ruling_parties", "emissions", "size_class")


@dataclass(frozen=True, eq=False)
class Region:
    """N municipalities sorted by code, so that their order in a file never matters; arrays are read-only.

    Attributes:
        name: stem of the file.
        titles: by language ("sv", "en").
        country: "SE" or "NO".
        start_year: calendar year of the first run year.
        first_election: a calendar year with a municipal election; the others follow every `term` years.
        election_quarter: 1-4.
        term: years between elections.
        illustrative: by language, why the region is an illustration only; None for a region of today.
        codes, names, seats: (N,) texts; leading zeros of a code are kept; a seat is "" if unknown.
        population: (N,) inhabitants.
        latitude, longitude: (N,) degrees (WGS84), nan where not given.
        tax_rate: (N,) municipal tax, per cent, nan where not given.
        ruling_parties: (N,) number of parties in rule (never which), nan where not given.
        emissions: (N,) territorial greenhouse gases, t CO2e a year, nan where not given.
        neighbours, water_links: (N,) tuples of indices in rising order; symmetric.
        size_class: (N,) int, index into `SIZE_CLASSES`.
        sources: origin of each column, from the YAML, by column and language.
        unknown_columns: columns of the file that were ignored.
        missing_columns: optional columns that are absent or wholly blank.
        borders: GeoJSON file for the map, None if there is none.
    """

    name: str
    titles: dict[str, str]
    country: str
    start_year: int
    first_election: int
    election_quarter: int
    term: int
    illustrative: dict[str, str] | None
    codes: tuple[str, ...]
    names: tuple[str, ...]
    seats: tuple[str, ...]
    population: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    tax_rate: np.ndarray
    ruling_parties: np.ndarray
    emissions: np.ndarray
    neighbours: tuple[tuple[int, ...], ...]
    water_links: tuple[tuple[int, ...], ...]
    size_class: np.ndarray
    sources: dict[str, dict[str, str]]
    unknown_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    borders: Path | None

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            getattr(self, name).flags.writeable = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Region) and self.to_record() == other.to_record()

    def __hash__(self) -> int:
        return hash((self.name, self.codes))

    @property
    def size(self) -> int:
        """Number of municipalities, N."""
        return len(self.codes)

    @property
    def size_index(self) -> np.ndarray:
        """(N,) log of population against the reference, within the limit; 0 at 30,000 inhabitants."""
        return np.clip(np.log(self.population / REFERENCE_POPULATION), -SIZE_INDEX_LIMIT, SIZE_INDEX_LIMIT)

    def to_record(self) -> dict[str, object]:
        """Return all but the map as plain lists, texts and numbers (None for nan), enough to run it again."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self) if field.name != "borders"}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Region:
        """Return the region that `to_record` described, without a map."""
        values: dict[str, Any] = {
            name: _array(name, value) if name in _ARRAYS else _tuples(value) for name, value in record.items()
        }
        return cls(**values, borders=None)


def load_region(name_or_path: str | Path) -> Region:
    """Return a built-in region by name, or the region in a CSV file.

    Beside NAME.csv may lie NAME.yaml (titles, elections, sources) and NAME.geojson (borders for the map). A neighbour
    is looked up by code first, then by name; a link given one way counts both ways.

    Raises:
        InputError: no such region, or anything wrong in its files, in one line.
    """
    path = _find(name_or_path)
    table = read_table(path)
    rows = sorted(table.rows, key=lambda row: row.text("code"))
    codes, names = _unique(table.rows, rows, "code"), _unique(table.rows, rows, "name")
    population = _numbers(rows, "population")
    about = read_about(path.with_suffix(".yaml"), path.stem, table.header)
    borders = path.with_suffix(".geojson")
    return Region(
        name=path.stem,
        **vars(about),
        codes=codes,
        names=names,
        seats=tuple(row.text("seat") for row in rows),
        population=population,
        latitude=_numbers(rows, "lat"),
        longitude=_numbers(rows, "lon"),
        tax_rate=_numbers(rows, "tax_rate"),
        ruling_parties=_numbers(rows, "ruling_parties"),
        emissions=_numbers(rows, "emissions_t"),
        neighbours=_links(rows, "neighbours", codes, names),
        water_links=_links(rows, "water_links", codes, names),
        size_class=_size_classes(rows, population),
        unknown_columns=tuple(column for column in table.header if column not in KNOWN),
        missing_columns=tuple(column for column in OPTIONAL if not any(row.text(column) for row in rows)),
        borders=borders if borders.is_file() else None,
    )


def size_terciles(population: np.ndarray) -> np.ndarray:
    """Return (N,) size classes: thirds of the municipalities by population, ties by their order.

    Where N is no multiple of three the lower classes take the odd ones (13: 5, 4, 4). A lone municipality is
    medium; two are small and large, so that a gap between large and small exists.
    """
    count = len(population)
    ranks = np.empty(count, dtype=int)
    ranks[np.argsort(population, kind="stable")] = np.arange(count)
    few = {1: (MEDIUM,), 2: (SMALL, LARGE)}
    return np.array(few[count])[ranks] if count in few else ranks * len(SIZE_CLASSES) // count


def _find(name_or_path: object) -> Path:
    """Return the CSV of a built-in name or the path as given."""
    names = built_in("region", ".csv")
    if not isinstance(name_or_path, (str, Path)):
        raise InputError(f"region: {name_or_path!r} is not a name or a path; allowed: {', '.join(names)} or a CSV file")
    given = str(name_or_path)
    if given in names:
        return names[given]
    if not os.path.exists(given):
        hint = nearest(Path(given).stem, names)
        raise InputError(f"region: no built-in region and no file {given!r}; {hint} or the path of a CSV file")
    return Path(given)


def _unique(in_file: Sequence[Row], rows: Sequence[Row], column: str) -> tuple[str, ...]:
    """Return a column of `rows`, each value once; a duplicate is reported where it comes second in the file."""
    first: dict[str, int] = {}
    for row in in_file:
        value = row.text(column)
        if value in first:
            raise row.refuse(column, f"is given twice (first in row {first[value]})", f"each {column} once")
        first[value] = row.line
    return tuple(row.text(column) for row in rows)


def _numbers(rows: Sequence[Row], column: str) -> np.ndarray:
    return np.array([row.number(column) for row in rows])


def _links(rows: Sequence[Row], column: str, codes: Sequence[str], names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return for each row the indices of those it is linked to, or that are linked to it."""
    index = {label: place for labels in (names, codes) for place, label in enumerate(labels)}
    linked: list[set[int]] = [set() for _ in rows]
    for here, row in enumerate(rows):
        for label in filter(None, map(str.strip, row.text(column).split(";"))):
            if label not in index:
                raise row.refuse(
                    column,
                    f"names {label!r}, which is not in the file",
                    f"{did_you_mean(label, index)}codes or names of other rows, separated by ';'",
                )
            there = index[label]
            if there == here:
                raise row.refuse(column, f"names {label!r}, the row itself", "codes or names of other rows")
            linked[here].add(there)
            linked[there].add(here)
    return tuple(tuple(sorted(places)) for places in linked)


def _size_classes(rows: Sequence[Row], population: np.ndarray) -> np.ndarray:
    """Return (N,) size classes: as given in the file, terciles of population where blank."""
    classes = size_terciles(population)
    for place, row in enumerate(rows):
        given = row.text("size_class")
        if given and given not in SIZE_CLASSES:
            allowed = f"{did_you_mean(given, SIZE_CLASSES)}{', '.join(SIZE_CLASSES)}"
            raise row.refuse("size_class", "is no size class", allowed)
        if given:
            classes[place] = SIZE_CLASSES.index(given)
    return classes


def _plain(value: object) -> object:
    """Return arrays and tuples as lists, nan as None."""
    if isinstance(value, np.ndarray):
        return [None if number != number else number for number in value.tolist()]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


def _array(name: str, values: Sequence[float | None]) -> np.ndarray:
    return np.array(values, dtype=int if name == "size_class" else float)


def _tuples(value: Any) -> Any:
    """Return lists as tuples, at every depth."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
