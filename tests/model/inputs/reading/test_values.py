"""How numbers and codes are written."""

from __future__ import annotations

import pytest

from kraftsamling.model.inputs.reading.header import folded, layout, year_in
from kraftsamling.model.inputs.reading.values import Format, bare_code, clean_code, code_and_name, format_of


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (["40 011", "999"], ".", Format(".", " ")),
        (["40 011", "41164"], ".", Format(".")),
        (["1 040 011,5", "999"], ",", Format(",", " ")),
        (["40.011", "7"], ",", Format(",", ".")),
        (["40,011", "7"], ",", Format(".", ",")),
        (["40,011", "41164"], ".", Format(".")),
        (["40'011", "many"], ".", Format(".", "'")),
        (["4 0011"], ".", Format(".")),
        ([], ",", Format(",")),
    ],
)
def test_format_of_a_count(cells, decimal, expected):
    assert format_of(cells, decimal, thousands=True, count=True) == expected


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (["57.896", "57.9"], ",", Format(".")),
        (["57.896", "57,9"], ",", Format(",")),
        (["57,896"], ".", Format(",")),
        (["57.896"], ".", Format(".")),
        (["57"], ",", Format(",")),
    ],
)
def test_format_of_degrees(cells, decimal, expected):
    assert format_of(cells, decimal, thousands=False, count=False) == expected


def test_one_number_that_could_be_either_keeps_the_files_mark():
    assert format_of(["147,474", "22"], ".", thousands=True, count=False) == Format(".", ",")
    assert format_of(["147,474", "2252"], ".", thousands=True, count=False) == Format(".")


@pytest.mark.parametrize(
    ("written", "cell", "expected"),
    [
        (Format(",", " "), "1 040 011,5", "1040011.5"),
        (Format(".", ","), "40,011", "40011"),
        (Format(".", ","), "40,01", "40,01"),
        (Format(","), "57,5", "57.5"),
    ],
)
def test_plain_number(written, cell, expected):
    assert written.plain(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [('="0911"', "0911"), ("'0912", "0912"), ("913.0", "913"), ("914,00", "914"), ("K-15", "K-15"), ("9.5", "9.5")],
)
def test_codes_as_they_were_meant(cell, expected):
    assert clean_code(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0911 Norrby", ("0911", "Norrby")),
        ("0912 - Sör Å", ("0912", "Sör Å")),
        ("Vik (0913)", ("0913", "Vik")),
        ("Vik", None),
        ("9 Vik", None),
        ("0914", None),
    ],
)
def test_code_and_name_in_one_cell(cell, expected):
    assert code_and_name(cell) == expected


def test_bare_codes():
    assert [bare_code(code) for code in ("0114", "114", "000", "A01", "0²")] == ["114", "114", "0", "A01", "0²"]


@pytest.mark.parametrize(
    ("text", "year"), [("2024", 2024), ("31 dec 2023", 2023), ("2022-2025", None), ("12024", None), ("år", None)]
)
def test_year_in_a_text(text, year):
    assert year_in(text) == year


def test_words_for_columns():
    assert folded("Folkmängd, 1:a") == "folkmangd1a"
    seen = layout(1, ["Region", "KOMMUN", "Folkmängd den 31 december 2025", "2024", "lat", "Latitud"])
    assert dict(seen.columns) == {"name": 1, "lat": 4}
    assert dict(seen.years) == {2025: 2, 2024: 3}
