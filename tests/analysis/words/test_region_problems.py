"""What is wrong in a region's file, in words: the command line's own in English, others' in their language."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import problem_lines
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.texts import texts

HEADER = "kod;namn;folkmängd;grannar;storleksklass;styrande partier\n"
LAYOUT = ("at_cell", "at_row", "at_file", "near", "more")
TRIED_ELSEWHERE = (
    *("many_files", "many_rows", "long_text"),  # tests/app/answers/test_own.py
    *("no_borders", "no_shapes", "borders_of_others", "no_degrees"),  # tests/model/inputs/reading/test_borders.py
)


def row(code, name="A", population="1000", neighbours="", size_class="", parties=""):
    return ";".join((str(code), name, population, neighbours, size_class, parties)) + "\n"


def far_away():
    book, held = Workbook(), io.BytesIO()
    book.active["XFD1048576"] = 1
    book.save(held)
    return held.getvalue()


BAD = {
    "not_finite": (
        HEADER + row(1, population="nan"),
        "rad 2, folkmängd: ”nan” är inte ändligt; tillåtet: ett tal från 1",
    ),
    "thousands": (
        HEADER + row(1, population="1.000") + row(2, population="41164") + row(3, population="1,5"),
        "rad 2, folkmängd: ”1.000” har tusentalsavgränsare; tillåtet: ett tal från 1 till 40\u202f000\u202f000, med "
        "decimalkomma, utan tusentalsavgränsare",
    ),
    "no_number": (
        HEADER + row(1, population="få"),
        "rad 2, folkmängd: ”få” är text där ett tal ska stå; tillåtet: ett",
    ),
    "out_of_range": (HEADER + row(1, population="0"), "rad 2, folkmängd: ”0” ligger utanför gränserna; tillåtet: ett"),
    "not_whole": (
        HEADER + row(1, parties="2,5"),
        "rad 2, antal styrande partier: ”2,5” är inget heltal; tillåtet: ett heltal från 1 till 30, med decimalkomma",
    ),
    "no_year": (
        "kod;namn;folkmängd;år\n1;A;5000;x\n2;B;7000;2024\n",
        "rad 2, årtal: ”x” är inget år; tillåtet: ett år från 1900 till 2099 på varje rad",
    ),
    "blank": (HEADER + row(1, name=""), "rad 2, namn: ”” är tom; tillåtet: ett värde på varje rad"),
    "twice": (
        HEADER + row("01") + row("1"),
        "rad 3, kommunkod: ”1” finns två gånger (först på rad 2); tillåtet: varje kommunkod en gång",
    ),
    "no_size_class": (
        HEADER + row(1, size_class="smal"),
        "rad 2, storleksklass: ”smal” är ingen storleksklass; menas ”small”? tillåtet: small, medium, large",
    ),
    "names_unknown": (
        HEADER + row(1, "Norrby", neighbours="Söderbi") + row(2, "Söderby"),
        "rad 2, grannkommuner: ”Söderbi” nämner ”Söderbi”, som inte finns i filen; menas ”Söderby”? tillåtet: koder",
    ),
    "names_itself": (
        HEADER + row(7, "Norrby", neighbours="7"),
        "rad 2, grannkommuner: ”7” nämner ”7”, kommunen själv; tillåtet: koder för eller namn på andra rader",
    ),
    "few_cells": (HEADER + "1;A\n", "rad 2: har 2 celler; tillåtet: 6 som i rubrikraden (en cell med ”;” i står inom"),
    "many_cells": (HEADER + row(1) + "2;B;7;;;;3\n", "rad 3: har 7 celler, sist ”3”; tillåtet: 6 som i rubrikraden"),
    "no_header": (
        (HEADER + row(1), "columns: {population: folkmängder}"),
        "rad 1: columns: folkmängd: ingen rubrik heter ”folkmängder”; menas ”folkmängd”? tillåtet: ”kod”, ”namn”",
    ),
    "column_twice": (
        "kod;namn;folkmängd;kod\n1;A;5;2\n",
        "rad 1: rubriken ”kod” finns två gånger; tillåtet: varje rubrik en gång",
    ),
    "column_missing": (
        "kod;namn;folkmängt\n1;A;5\n",
        "rad 1: en kolumn för folkmängd saknas; rubrikerna är ”kod”, ”namn”, ”folkmängt”; tillåtet: kommunkod",
    ),
    "year_missing": (
        ("kod;namn;2023;2024\n1;A;5;6\n", "year: 2021"),
        "year: 2021 finns inte i tabellen; tillåtet: 2023, 2024",
    ),
    "year_without_column": (
        (HEADER + row(1), "year: 2021"),
        "rad 1: year: 2021, men ingen kolumn har år; tillåtet: inget årtal i year",
    ),
    "empty": ("", "rad 1: filen är tom; tillåtet: en rad med rubriker och en rad per kommun"),
    "no_rows": (HEADER, "rad 1: inga rader under rubrikerna; tillåtet: en rad per kommun"),
    "quotes": ('kod;namn;folkmängd\n1;"A;5\n', "rad 2: citattecknen går inte ihop ("),
    "no_text": (b"\x89PNG\r\n\x1a\n", "är ingen textfil; tillåtet: text i UTF-8 eller Windows-1252"),
    "no_workbook": (b"PK\x03\x04broken", "är ingen arbetsbok ("),
    "too_much": (far_away(), "har ett blad som är för stort; ofta står en cell långt ned eller långt till höger"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_problem_is_told_in_swedish_and_in_english(write, kind):
    table, said = BAD[kind]
    if isinstance(table, tuple):
        table, about = table
        write(about, "region.yaml")
    with pytest.raises(FileRefused) as caught:
        load_region(write(table, "region.csv"))
    assert kind in [problem.kind for problem in caught.value.problems]
    told = problem_lines(caught.value, Reader("sv"))
    assert any(line.startswith(said) for line in told), told
    assert not {"row", "allowed"} & set(" ".join(told).split())
    english = problem_lines(caught.value, Reader("en"))
    assert len(english) == len(told) and all("; " in line and "allowed: " in line for line in english)
    assert len(str(caught.value).splitlines()) == 1


def test_every_kind_of_problem_is_tried():
    assert set(BAD) == set(texts("region_problem", "sv")) - set(LAYOUT) - set(TRIED_ELSEWHERE)


def test_more_problems_than_are_listed_are_counted(write):
    rows = "".join(row(code, population="få") for code in range(1, 15))
    with pytest.raises(FileRefused) as caught:
        load_region(write(HEADER + rows))
    assert problem_lines(caught.value, Reader("sv"))[9:] == [
        "rad 11, folkmängd: ”få” är text där ett tal ska stå; tillåtet: ett tal från 1 till 40\u202f000\u202f000, med "
        "decimalkomma, utan tusentalsavgränsare",
        "och 4 till",
    ]
