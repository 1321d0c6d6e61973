"""The header of a table: which line it is, and which of its cells names which column."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kraftsamling.model.errors import closest
from kraftsamling.model.inputs.reading.problems import Problem, Problems
from kraftsamling.model.inputs.reading.region_file import KNOWN, REQUIRED

MAX_TITLES = 30
"""Lines at the top of a file among which its header is looked for."""

YEAR = "year"
"""Column of a table with one row per municipality and year."""

ALIASES = {
    "code": """code kod kode koodi kommunkod kommunenr kommunnr kommunenummer kommunnummer kommunekode kuntakoodi
        kuntanumero kunnankoodi municipalitycode municipalityid municipalitynumber scbkod lau laukod laucode knr
        knkod lkod regionkod regioncode number nummer nr id""",
    "name": """name namn navn nimi kommunnamn kommunenavn kommunnavn kommunensnamn kommunensnavn
        kunnannimi municipalityname kommun kommune kunta municipality gemeente regionnamn region
        omrade alue area""",
    "population": """population folkmangd befolkning befolkningen invanare antalinvanare invanarantal innbyggere
        antallinnbyggere innbyggertall folketall folkemengde indbyggere antalindbyggere indbyggertal folketal
        vakiluku asukasluku asukkaat vaesto vaestomaara inhabitants residents numberofinhabitants personer persons""",
    "lat": "lat latitude latitud breddgrad breddegrad leveysaste",
    "lon": "lon long lng longitude longitud langdgrad lengdegrad laengdegrad pituusaste",
    "tax_rate": """taxrate skattesats kommunalskatt kommunalskattesats kommuneskat kommunalskat veroprosentti
        tuloveroprosentti""",
    "ruling_parties": "rulingparties styrandepartier antalstyrandepartier antalpartieristyret",
    "emissions_t": """emissionst emissionstco2e utslappt utslappton utslapptonco2e utslipptonn utslipptonnco2e
        udlednington udledningtonco2e paastott paastottco2e""",
    "neighbours": "neighbours neighbors grannar grannkommuner naboer nabokommuner naapurit naapurikunnat",
    "water_links": "waterlinks vattenforbindelser vannforbindelser vandforbindelser vesiyhteydet",
    "size_class": "sizeclass storleksklass storrelsesklasse kokoluokka",
    "seat": "seat centralort kommunesenter administrasjonssenter kommunesaede hovedby keskustaajama",
    YEAR: "year ar aar vuosi",
}
"""How headers are written in Swedish, Norwegian, Danish, Finnish and English, each as `folded` gives it."""

_COLUMN_OF = {word: column for column, words in ALIASES.items() for word in words.split()}
_PLAIN = str.maketrans({"å": "a", "ä": "a", "à": "a", "ö": "o", "ø": "o", "æ": "ae", "é": "e", "ü": "u"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY = re.compile(
    r"(den|per|pr|on|at)?(31|1|01)?(december|desember|joulukuu(ta)?|dec|januari|januar|january|tammikuu(ta)?|12|01)"
)


def folded(text: str) -> str:
    """Return a text in small letters and digits only: "Folkmängd" as "folkmangd"."""
    return re.sub(r"[^a-z0-9]", "", text.casefold().translate(_PLAIN))


@dataclass(frozen=True)
class Layout:
    """Where the columns of a table stand.

    Attributes:
        line: number of the header's line.
        header: its cells, blank ones named by their place.
        columns: place of each known column, and of `YEAR`.
        years: place of each column with the population of one year.
    """

    line: int
    header: tuple[str, ...]
    columns: Mapping[str, int]
    years: Mapping[int, int]


def layout(line: int, cells: Sequence[str], given: Mapping[str, str] | None = None) -> Layout:
    """Return what a header's cells name; `given` maps columns to headers that their owner has named.

    A column's own name goes before other words for it, and these in their order. Where years are headers, a blank one
    at the beginning stands for the name.
    """
    header = tuple(cell or f"column {place}" for place, cell in enumerate(cells, start=1))
    columns = {column: header.index(name) for column, name in (given or {}).items() if name in header}
    free = [place for place in range(len(header)) if place not in columns.values()]
    for place in free:
        if header[place] in KNOWN:
            columns.setdefault(header[place], place)
    by_word = {folded(header[place]): place for place in reversed(free) if place not in columns.values()}
    for word, column in _COLUMN_OF.items():
        if word in by_word:
            columns.setdefault(column, by_word[word])
    years: dict[int, int] = {}
    if "population" not in columns:
        for place in free:
            if place not in columns.values() and (year := _population_of(header[place])):
                years.setdefault(year, place)
    if years and not cells[0] and not {"code", "name"} & set(columns):
        columns["name"] = 0
    return Layout(line, header, columns, years)


def score(cells: Sequence[str]) -> int:
    """Return how many known columns a line names if it is the header; the years' columns count as one."""
    seen = layout(0, cells)
    return len(seen.columns) + bool(seen.years)


def find_header(rows: Sequence[tuple[int, list[str]]], given: Mapping[str, str]) -> int:
    """Return which of the rows is the header: the first with name or code and population, else the first of all."""
    best = 0
    for place, (line, cells) in enumerate(rows[:MAX_TITLES]):
        seen = layout(line, cells, given)
        labels = {"code", "name"} & set(seen.columns)
        if labels and ("population" in seen.columns or seen.years):
            return place
        if len(labels) == 2 and not best:
            best = place
    return best


def check_header(seen: Layout, given: Mapping[str, str], problems: Problems) -> None:
    """Collect what a header lacks, and what it gives twice."""
    headers = list(seen.header)
    wrong = partial(Problem, row=seen.line)
    for column, name in given.items():
        if name not in headers:
            about = {"named": column, "header": name, "headers": headers}
            problems.found.append(wrong("no_header", "headers", near=closest(name, headers), values=about))
    for place, name in enumerate(headers):
        if name in headers[:place]:
            problems.found.append(wrong("column_twice", "each_column_once", values={"header": name}))
    unknown = [name for place, name in enumerate(headers) if place not in seen.columns.values()]
    for name in REQUIRED:
        near = closest(name, unknown)
        stands_in = "name" in seen.columns and not near if name == "code" else name == "population" and seen.years
        if name not in seen.columns and not stands_in:
            about = {"named": name, "headers": headers, "columns": list(KNOWN)}
            problems.found.append(wrong("column_missing", "columns", near=near, values=about))


def year_in(text: str) -> int | None:
    """Return the one year, 1900 to 2099, that a text holds; None if it holds none or several."""
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None


def _population_of(header: str) -> int | None:
    """Return the year of which a header promises the population: "2024", "Folkmängd 31 december 2024"."""
    year = year_in(header)
    if year is None:
        return None
    rest = folded(header).replace(str(year), "", 1)
    bare = _DAY.sub("", rest)
    return year if not bare or _COLUMN_OF.get(bare) == "population" or _COLUMN_OF.get(rest) == "population" else None
