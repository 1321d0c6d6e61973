"""A region: its municipalities, their facts and their links."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from kraftsamling.model.errors import InputError, closest, nearest
from kraftsamling.model.inputs.reading.borders import read_borders
from kraftsamling.model.inputs.reading.problems import Problems
from kraftsamling.model.inputs.reading.region_file import OPTIONAL, Row
from kraftsamling.model.inputs.reading.remarks import Remark, in_order
from kraftsamling.model.inputs.reading.rows import MAX_SHOWN
from kraftsamling.model.inputs.reading.table import read_table
from kraftsamling.model.inputs.reading.values import bare_code
from kraftsamling.model.inputs.region_about import load_about, read_about, reading_keys
from kraftsamling.model.inputs.region_links import linked
from kraftsamling.model.inputs.region_remarks import on_codes, on_elections, on_facts
from kraftsamling.model.limits import check_count
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import LARGE, MEDIUM, SIZE_CLASSES, SMALL

REFERENCE_POPULATION = 30_000
"""Inhabitants of the municipality whose size index is 0."""

SIZE_INDEX_LIMIT = 1.5
"""Largest size index, either way: effects of size do not grow without end."""

BORDERS = (".geojson", ".topojson")
_ARRAYS = ("population", "latitude", "longitude", "tax_rate", "ruling_parties", "emissions", "size_class")


@dataclass(frozen=True, eq=False, repr=False)
class Region:
    """N municipalities sorted by code, so that their order in a file never matters; arrays are read-only.

    Attributes:
        name: stem of the file.
        titles: by language ("sv", "en").
        country: two letters, "SE" for Sweden.
        start_year: calendar year of the first run year.
        first_election: a calendar year with a municipal election; the others follow every `term` years.
        election_quarter: 1-4.
        term: years between elections.
        illustrative: by language, why the region is an illustration only; None for a region of today.
        codes, names, seats: (N,) texts; leading zeros of a code are kept, and it counts the same without them; a name
            that several share is followed by the code; a seat is "" if unknown.
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
        borders: GeoJSON or TopoJSON file for the map, None if there is none.
        remarks: on how its file was read, none of a built-in region; two regions are equal whatever these are.
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
    remarks: tuple[Remark, ...] = ()

    def __post_init__(self) -> None:
        for name in _ARRAYS:
            getattr(self, name).flags.writeable = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Region) and self._facts() == other._facts()

    def __hash__(self) -> int:
        return hash((self.name, self.codes))

    def __repr__(self) -> str:
        return f"Region({self.name!r}, {self.size} municipalities)"

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
        remarks = [remark.to_record() for remark in self.remarks]
        return self._facts() | ({"remarks": remarks} if remarks else {})

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Region:
        """Return the region that `to_record` described, without a map."""
        values: dict[str, Any] = {
            name: _array(name, value) if name in _ARRAYS else _tuples(value)
            for name, value in record.items()
            if name != "remarks"
        }
        return cls(**values, borders=None, remarks=tuple(Remark(**remark) for remark in record.get("remarks", ())))

    def _facts(self) -> dict[str, object]:
        """Return all but map and remarks in plain form."""
        names = [field.name for field in fields(self) if field.name not in ("borders", "remarks")]
        return {name: _plain(getattr(self, name)) for name in names}


def load_region(name_or_path: str | Path) -> Region:
    """Return a built-in region by name, or the region in a table: text, .xlsx or .ods (docs/regions.md).

    Beside NAME.csv may lie NAME.yaml (titles, elections, sources) and NAME.geojson or .topojson (borders for the
    map). A neighbour is looked up by code first, then by name; a link given one way counts both ways.

    Raises:
        InputError: no such region, or anything wrong in its files, in one line.
    """
    path = _find(name_or_path)
    about_path, given = load_about(path)
    problems = Problems(path)
    reading = read_table(problems, *reading_keys(about_path, given))
    about = read_about(about_path, given, path.stem, reading.header)
    rows = sorted(reading.rows, key=lambda row: by_code(row.text("code")))
    check_count(len(rows), "municipalities", f"{path}: municipalities")
    population = _numbers(rows, "population", problems)
    latitude, longitude = (_numbers(rows, column, problems) for column in ("lat", "lon"))
    tax_rate, ruling_parties, emissions = (
        _numbers(rows, column, problems) for column in ("tax_rate", "ruling_parties", "emissions_t")
    )
    (neighbours, on_neighbours), (water_links, on_links) = (
        linked(rows, column, problems) for column in ("neighbours", "water_links")
    )
    size_class = _size_classes(rows, population, problems)
    problems.refuse()
    codes, names = tuple(row.text("code") for row in rows), _names(rows)
    remarks = on_facts(names, population, latitude, longitude) + on_codes(codes, about.country)
    remarks += on_elections(about.country, about.first_election, about.election_quarter, about.term)
    if shared := [name for name, row in zip(names, rows, strict=True) if name != row.text("name")]:
        remarks.append(Remark("shared_names", {"count": len(shared), "names": shared[:MAX_SHOWN]}))
    borders = next((beside for end in BORDERS if (beside := path.with_suffix(end)).is_file()), None)
    if borders and not comes_along(path):
        remarks += read_borders(borders, codes, names, about.country)[1]
    return Region(
        name=path.stem,
        **vars(about),
        codes=codes,
        names=names,
        seats=tuple(row.text("seat") for row in rows),
        population=population,
        latitude=latitude,
        longitude=longitude,
        tax_rate=tax_rate,
        ruling_parties=ruling_parties,
        emissions=emissions,
        neighbours=neighbours,
        water_links=water_links,
        size_class=size_class,
        unknown_columns=reading.unknown,
        missing_columns=tuple(column for column in OPTIONAL if not any(row.text(column) for row in rows)),
        borders=borders,
        remarks=() if comes_along(path) else in_order([*problems.remarks, *on_neighbours, *on_links, *remarks]),
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


def comes_along(path: Path) -> bool:
    """Whether a table is a built-in region's own."""
    return path in built_in("region", ".csv").values()


def by_code(code: str) -> tuple[bool, int, str]:
    """Return what municipalities are sorted by: codes of digits by their number, then the others as text."""
    bare = bare_code(code)
    return not bare.isdigit(), int(bare) if bare.isdigit() else 0, code


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return a name for each row; one that several share is followed by the code."""
    names = [row.text("name") for row in rows]
    counts = Counter(names)
    return tuple(
        f"{name} ({row.text('code')})" if counts[name] > 1 else name for name, row in zip(names, rows, strict=True)
    )


def _numbers(rows: Sequence[Row], column: str, problems: Problems) -> np.ndarray:
    """Return (N,) numbers of a column, nan where the cell is blank or a problem."""
    values = np.full(len(rows), np.nan)
    for place, row in enumerate(rows):
        with problems.collected():
            values[place] = row.number(column)
    return values


def _size_classes(rows: Sequence[Row], population: np.ndarray, problems: Problems) -> np.ndarray:
    """Return (N,) size classes: as given in the file, terciles of population where blank."""
    classes = size_terciles(population)
    for place, row in enumerate(rows):
        given = row.text("size_class")
        if given in SIZE_CLASSES:
            classes[place] = SIZE_CLASSES.index(given)
        elif given:
            about = {"classes": list(SIZE_CLASSES)}
            near = closest(given, SIZE_CLASSES)
            problems.found.append(row.problem("size_class", "no_size_class", "size_classes", near, **about))
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
