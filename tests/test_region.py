"""Regions: the built-in ones, the accepted ways to write a CSV, and every refusal in one line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.errors import InputError
from model.paths import built_in, conf_folder
from model.region import Region, load_region, size_terciles

HEADER = "code,name,population,lat,lon,tax_rate,ruling_parties,emissions_t,neighbours,water_links,size_class,seat"
ALE = "1440,Ale,32620,57.896,12.046,21.37,5,147474,Göteborg,,,Nödinge"
GOTEBORG = "1480,Göteborg,613278,57.707,11.967,21.12,3,2252707,Ale;1482,Öckerö,,Göteborg"
KUNGALV = "1482,Kungälv,50496,57.871,11.981,21.44,3,127690.5,,,,Kungälv"
OCKERO = "1407,Öckerö,12863,57.708,11.656,,,,,,,"
ROWS = (ALE, GOTEBORG, KUNGALV, OCKERO)
YAML = """titles: {sv: Provet, en: The test}
country: "NO"
first_election: 2027
election_quarter: 4
term: 5
start_year: 2025
illustrative: {sv: Påhittad, en: Invented}
sources: {population: invented, borders: none}
"""


def csv_text(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    return end.join((header, *rows)) + end


@pytest.fixture
def write(tmp_path):
    def write_file(content: str | bytes, name: str = "test.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


def refusal(name_or_path: object) -> str:
    with pytest.raises(InputError) as caught:
        load_region(name_or_path)
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert "allowed:" in message
    return message


# Built-in regions


@pytest.mark.parametrize(
    ("name", "count", "low", "high", "country", "missing"),
    [
        ("goteborgsregionen", 13, 1.0e6, 1.2e6, "SE", ("size_class",)),
        ("varmland", 16, 2.7e5, 3.0e5, "SE", ("water_links", "size_class")),
        (
            "vestregionen",
            16,
            4.2e5,
            4.5e5,
            "NO",
            ("tax_rate", "ruling_parties", "emissions_t", "water_links", "size_class"),
        ),
    ],
)
def test_built_in_region_is_whole(name, count, low, high, country, missing):
    region = load_region(name)
    assert (region.name, region.size, region.country) == (name, count, country)
    assert len(region.names) == len(region.seats) == len(region.neighbours) == len(region.population) == count
    assert low < region.population.sum() < high
    assert region.codes == tuple(sorted(region.codes))
    assert np.isfinite(region.latitude).all() and np.isfinite(region.longitude).all()
    assert region.missing_columns == missing
    assert region.unknown_columns == ()
    assert (region.term, region.election_quarter, region.start_year) == (4, 3, 2026)
    assert set(region.titles) == {"sv", "en"}
    assert (region.borders is not None) == (name == "goteborgsregionen")


@pytest.mark.parametrize("name", ["goteborgsregionen", "varmland", "vestregionen"])
def test_built_in_region_names_the_source_of_every_column(name):
    region = load_region(name)
    columns = set((conf_folder() / "region" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(","))
    assert columns <= set(region.sources)
    assert all(any(digit.isdigit() for digit in source) for source in region.sources.values())


def test_facts_of_a_known_municipality():
    region = load_region("goteborgsregionen")
    here = region.names.index("Härryda")
    assert region.codes[here] == "1401"
    assert region.population[here] == 40011
    assert region.tax_rate[here] == 20.5
    assert region.ruling_parties[here] == 6
    assert region.emissions[here] == 171689
    around = {region.names[place] for place in region.neighbours[here]}
    assert around == {"Göteborg", "Kungsbacka", "Lerum", "Mölndal", "Partille"}
    by_water = region.water_links[region.names.index("Tjörn")]
    assert [region.names[place] for place in by_water] == ["Stenungsund"]


def test_vestregionen_is_illustrative_and_keeps_leading_zeros():
    region = load_region("vestregionen")
    assert region.codes[0] == "0219"
    assert region.seats[0] == "Sandvika"
    assert "2017" in region.illustrative["sv"] and "2019" in region.illustrative["en"]
    assert np.isnan(region.tax_rate).all() and np.isnan(region.emissions).all()


def test_borders_name_the_municipalities_of_the_region():
    region = load_region("goteborgsregionen")
    features = json.loads(region.borders.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["code"] for feature in features} == set(region.codes)


def test_first_election_is_an_election_year():
    assert (load_region("varmland").first_election - 2022) % 4 == 0
    assert (load_region("vestregionen").first_election - 2023) % 4 == 0


def test_built_in_lists_by_stem():
    assert {"goteborgsregionen", "varmland", "vestregionen"} <= set(built_in("region", ".csv"))


# Accepted ways to write the same table


def comma(rows=ROWS) -> str:
    return csv_text(*rows)


def semicolon() -> str:
    lines = []
    for line in comma().splitlines():
        cells = [f'"{cell}"' if ";" in cell else cell for cell in line.split(",")]
        lines.append(";".join(cells).replace(".", ","))
    return "\n".join(lines) + "\n"


VARIANTS = {
    "byte order mark": comma().encode("utf-8-sig"),
    "Windows-1252": comma().encode("cp1252"),
    "semicolon": semicolon().encode(),
    "semicolon, byte order mark": semicolon().encode("utf-8-sig"),
    "semicolon, Windows-1252": semicolon().encode("cp1252"),
    "Windows line ends": csv_text(*ROWS, end="\r\n").encode(),
    "old Mac line ends": csv_text(*ROWS, end="\r").encode(),
    "no line end at the end": comma().rstrip().encode(),
    "empty trailing lines": (comma() + "\n  \n\r\n").encode(),
    "spaces around cells": comma().replace(",", " , ").encode(),
    "decomposed letters": comma().replace("ö", "o\u0308").encode(),
    "quoted cells": "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in comma().split()).encode(),
    "another order of rows": comma(ROWS[::-1]).encode(),
    "neighbours the other way": comma()
    .replace("147474,Göteborg,", "147474,1480;Göteborg; ,")
    .replace("Ale;1482", "Kungälv")
    .encode(),
}


@pytest.mark.parametrize("content", VARIANTS.values(), ids=VARIANTS)
def test_variants_give_the_same_region(write, content):
    expected = load_region(write(comma()))
    assert load_region(write(content)) == expected


def test_values_of_a_table(write):
    region = load_region(write(comma()))
    assert region.codes == ("1407", "1440", "1480", "1482")
    assert region.seats == ("", "Nödinge", "Göteborg", "Kungälv")
    assert region.emissions[3] == 127690.5
    assert np.isnan(region.tax_rate).tolist() == [True, False, False, False]
    assert region.neighbours == ((), (2,), (1, 3), (2,))
    assert region.water_links == ((2,), (), (0,), ())


def test_different_tables_are_not_equal(write):
    assert load_region(write(comma())) != load_region(write(comma().replace("32620", "32621")))


def test_required_columns_are_enough_and_defaults_are_swedish(write):
    region = load_region(write("population,name,code\n10,A,01\n", "only.csv"))
    assert region.titles == {"sv": "only", "en": "only"}
    assert (region.country, region.first_election, region.election_quarter, region.term) == ("SE", 2026, 3, 4)
    assert (region.start_year, region.illustrative, region.sources, region.borders) == (2026, None, {}, None)
    assert len(region.missing_columns) == 8
    assert region.codes == ("01",)
    assert region.neighbours == ((),)


def test_unknown_columns_are_ignored_and_recorded(write):
    plain = load_region(write("code,name,population\n1,A,10\n2,B,20\n"))
    region = load_region(write("mayor,code,name,,population,area\nX,1,A,,10,many\nY,2,B,,20,\n"))
    assert region.unknown_columns == ("mayor", "column 4", "area")
    assert np.array_equal(region.population, plain.population)


def test_wholly_blank_column_counts_as_missing_but_a_blank_cell_does_not(write):
    region = load_region(write("code,name,population,lat,lon\n1,A,10,,\n2,B,20,,15\n"))
    assert "lat" in region.missing_columns
    assert "lon" not in region.missing_columns


def test_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        load_region("varmland").population[0] = 1


def test_record_is_enough_to_make_the_region_again(write):
    for region in (load_region("vestregionen"), load_region(write(comma()))):
        record = json.loads(json.dumps(region.to_record(), allow_nan=False))
        again = Region.from_record(record)
        assert again == region
        assert again.size_class.dtype == region.size_class.dtype
        assert np.array_equal(again.latitude, region.latitude, equal_nan=True)
        assert hash(again) == hash(region)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_of_rows_never_matters(write, data):
    count = data.draw(st.integers(1, 12))
    people = data.draw(st.lists(st.integers(1, 5), min_size=count, max_size=count))
    pairs = data.draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))
    rows = [
        f"{place:02},M{place},{people[place]},{f'M{other}' if other != place else ''}"
        for place, other in enumerate(pairs)
    ]
    header = "code,name,population,neighbours"
    expected = load_region(write(csv_text(*rows, header=header)))
    shuffled = data.draw(st.permutations(rows))
    assert load_region(write(csv_text(*shuffled, header=header))) == expected
    for here, around in enumerate(expected.neighbours):
        assert all(here in expected.neighbours[there] for there in around)


# Size


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [0, 1, 0]), (2, [1, 0, 1]), (3, [1, 1, 1]), (13, [5, 4, 4]), (16, [6, 5, 5]), (290, [97, 97, 96])],
)
def test_terciles(count, sizes):
    classes = size_terciles(np.arange(count, 0, -1))
    assert np.bincount(classes, minlength=3).tolist() == sizes
    assert (np.diff(classes) <= 0).all()


def test_ties_in_size_fall_by_code(write):
    region = load_region(write("code,name,population\n3,C,10\n1,A,10\n2,B,10\n"))
    assert region.size_class.tolist() == [0, 1, 2]


def test_given_size_class_counts_and_blank_ones_are_terciles(write):
    rows = "1,A,10,large\n2,B,20,\n3,C,30,small\n"
    region = load_region(write("code,name,population,size_class\n" + rows))
    assert region.size_class.tolist() == [2, 1, 0]


def test_size_index_is_zero_at_the_reference_and_limited(write):
    region = load_region(write("code,name,population\n1,A,1\n2,B,30000\n3,C,60000\n4,D,9e6\n"))
    assert region.size_index == pytest.approx([-1.5, 0, np.log(2), 1.5])


def test_a_country_of_municipalities_loads(write):
    rows = [f"{place:04},Place {place},{1000 + place}" for place in range(290)]
    assert load_region(write(csv_text(*rows, header="code,name,population"))).size == 290


# Refusals: file, row, field, value and what is allowed, in one line

BAD_CELLS = [
    ("32620", "many", ("row 2", "population", "'many'", "text where a number belongs")),
    ("32620", "32 620", ("row 2", "population", "'32 620'", "thousands")),
    ("32620", "32.620", ("row 2", "population", "'32.620'", "thousands separator")),
    ("32620", '"32,620"', ("row 2", "population", "'32,620'", "thousands separator")),
    ("32620", "3_2", ("row 2", "population", "'3_2'", "number")),
    ("32620", "0x10", ("row 2", "population", "'0x10'", "number")),
    ("32620", "٣٢", ("row 2", "population", "number")),
    ("32620", "0", ("row 2", "population", "'0'", "out of range", "from 1 up")),
    ("32620", "0.99", ("row 2", "population", "'0.99'", "out of range")),
    ("32620", "-5", ("row 2", "population", "'-5'", "out of range")),
    ("32620", "inf", ("row 2", "population", "'inf'", "not finite")),
    ("32620", "-Infinity", ("row 2", "population", "'-Infinity'", "not finite")),
    ("32620", "nan", ("row 2", "population", "'nan'", "not finite")),
    ("32620", "1e999", ("row 2", "population", "'1e999'", "not finite")),
    ("32620", "", ("row 2", "population", "''", "blank")),
    ("32620", "  ", ("row 2", "population", "''", "blank")),
    ("1440", "", ("row 2", "code", "''", "blank")),
    ("Ale,", ",", ("row 2", "name", "''", "blank")),
    ("57.896", "91", ("row 2", "lat", "'91'", "-90 to 90")),
    ("57.896", "north", ("row 2", "lat", "'north'")),
    ("57.896", '"57,896"', ("row 2", "lat", "'57,896'", "decimal point")),
    ("12.046", "-181", ("row 2", "lon", "'-181'", "-180 to 180")),
    ("21.37", "101", ("row 2", "tax_rate", "'101'", "0 to 100")),
    ("21.37", "-1", ("row 2", "tax_rate", "'-1'")),
    ("21.37", "21%", ("row 2", "tax_rate", "'21%'")),
    ("21.37", "nan", ("row 2", "tax_rate", "'nan'", "not finite")),
    (",5,147474", ",0,147474", ("row 2", "ruling_parties", "'0'")),
    (",5,147474", ",2.5,147474", ("row 2", "ruling_parties", "'2.5'", "whole")),
    (",5,147474", ",M+S,147474", ("row 2", "ruling_parties", "'M+S'", "whole number")),
    ("147474", "-1", ("row 2", "emissions_t", "'-1'", "from 0 up")),
    ("147474", "inf", ("row 2", "emissions_t", "'inf'", "not finite")),
    ("Ale;1482", "Alle;1482", ("row 3", "neighbours", "'Alle'", "did you mean 'Ale'?")),
    ("Ale;1482", "Ale;1483", ("row 3", "neighbours", "'1483'", "did you mean '148")),
    ("Ale;1482", "Ale|1482", ("row 3", "neighbours", "'Ale|1482'", "separated by ';'")),
    ("Ale;1482", "Ale;Göteborg", ("row 3", "neighbours", "'Göteborg'", "itself")),
    ("Ale;1482", "1480", ("row 3", "neighbours", "'1480'", "itself")),
    ("2252707,Ale;1482,Öckerö", "2252707,,Ockero", ("row 3", "water_links", "'Ockero'", "'Öckerö'")),
    ("2252707,Ale;1482,Öckerö", "2252707,,Göteborg", ("row 3", "water_links", "'Göteborg'", "itself")),
    (",,Nödinge", ",mid,Nödinge", ("row 2", "size_class", "'mid'", "small, medium, large")),
    (",,Nödinge", ",Large,Nödinge", ("row 2", "size_class", "'Large'", "did you mean 'large'?")),
    ("1482,Kungälv", "1440,Kungälv", ("row 4", "code", "'1440'", "twice", "row 2")),
    ("1482,Kungälv", "1482,Ale", ("row 4", "name", "'Ale'", "twice", "row 2")),
    (",Nödinge", "", ("row 2", "11 cells", "12 as in the header")),
    (",Nödinge", ",Nödinge,extra", ("row 2", "13 cells", "'extra'", "12 as in the header")),
    ("Ale,32620", '"Ale,32620', ("row 2", "double quotes")),
    ("name,population", "name,popluation", ("row 1", "'population'", "missing", "did you mean 'popluation'?")),
    ("code,name", "Code,name", ("row 1", "'code'", "missing", "did you mean 'Code'?")),
    ("lat,lon", "lat,lat", ("row 1", "'lat'", "twice")),
    ("size_class,seat", "mayor,mayor", ("row 1", "'mayor'", "twice")),
]


@pytest.mark.parametrize(("right", "wrong", "parts"), BAD_CELLS)
def test_bad_cell_is_refused_in_one_line(write, right, wrong, parts):
    text = comma()
    assert right in text
    path = write(text.replace(right, wrong, 1))
    message = refusal(path)
    assert all(part in message for part in (str(path), *parts)), message


def test_refusals_in_a_semicolon_file(write):
    unquoted = write(semicolon().replace('"', ""))
    assert "row 3" in refusal(unquoted) and "stands in double quotes" in refusal(unquoted)
    assert "'32,620'" in refusal(write(semicolon().replace("32620", "32,620")))
    assert "decimal comma" in refusal(write(semicolon().replace("57,896", "1.057,896")))


def test_row_number_is_the_line_in_the_file(write):
    path = write('code,name,population\n\n1,"A\nB",10\n2,C,few\n')
    assert "row 5, population: 'few'" in refusal(path)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_empty_file_is_refused(write, content):
    path = write(content)
    assert f"{path}: row 1: the file is empty" in refusal(path)


def test_no_rows_is_refused(write):
    assert "no rows" in refusal(write(HEADER + "\n\n"))


@pytest.mark.parametrize(
    "content",
    [
        b"code,name,population\n1,A\x00,10\n",
        b"\x89PNG\r\n\x1a\n",
        "code,name,population\n1,A,10\n".encode("utf-16"),
        b"\x81\x8d\x8f\x90\x9d",
        bytes(range(256)),
    ],
)
def test_file_that_is_not_text_is_refused(write, content):
    path = write(content)
    assert f"{path}: is not a text file" in refusal(path)


def test_missing_file_suggests_the_nearest_region(tmp_path):
    assert "did you mean 'varmland'?" in refusal("värmland")
    assert "did you mean 'vestregionen'?" in refusal(tmp_path / "vestregion.csv")
    assert "'nowhere'" in refusal("nowhere")


@pytest.mark.parametrize("odd", ["", "a\x00b", "x" * 5000, "varmland/deeper", "two\nlines"])
def test_odd_names_are_refused(odd):
    assert "region" in refusal(odd)


@pytest.mark.parametrize("value", [None, 7, ["varmland"], b"varmland"])
def test_what_is_no_name_is_refused(value):
    assert repr(value) in refusal(value)


def test_folder_is_refused(tmp_path):
    assert f"{tmp_path}: is a folder" in refusal(tmp_path)


def test_unreadable_file_is_refused(write, monkeypatch):
    path = write(comma())

    def deny(self):
        raise PermissionError(13, "Permission denied", os.fspath(self))

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert "cannot be read (Permission denied)" in refusal(path)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(max_size=80), st.text(alphabet='code,;namepulti\n"1\r .', max_size=80)))
def test_whatever_lies_in_the_file_is_read_or_refused_in_one_line(write, content):
    data = content if isinstance(content, bytes) else (HEADER + "\n" + content).encode()
    path = write(data)
    try:
        load_region(path)
    except InputError as error:
        assert len(str(error).splitlines()) == 1


# The YAML beside the table


def test_yaml_beside_the_table_is_read(write):
    write(YAML, "test.yaml")
    write("{}", "test.geojson")
    region = load_region(write(comma()))
    assert region.titles == {"sv": "Provet", "en": "The test"}
    assert (region.country, region.first_election, region.election_quarter) == ("NO", 2027, 4)
    assert (region.term, region.start_year) == (5, 2025)
    assert region.illustrative == {"sv": "Påhittad", "en": "Invented"}
    assert region.sources == {"population": "invented", "borders": "none"}
    assert region.borders.name == "test.geojson"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_yaml_encodings(write, encoding):
    write(YAML.encode(encoding), "test.yaml")
    assert load_region(write(comma())).illustrative["sv"] == "Påhittad"


def test_empty_yaml_and_one_language(write):
    path = write(comma())
    write("", "test.yaml")
    assert load_region(path).titles["sv"] == "test"
    write("titles: {en: Only}", "test.yaml")
    assert load_region(path).titles == {"sv": "Only", "en": "Only"}


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("titels: {sv: X}", ("'titels'", "did you mean 'titles'?")),
        ("1: 2", ("unknown key 1",)),
        ("titles: X", ("titles", "'X'")),
        ("titles: {}", ("titles", "{}")),
        ("titles: {se: X}", ("titles", "'se'")),
        ("titles: {sv: 3}", ("titles", "sv", "3")),
        ("titles: {sv: ' '}", ("titles", "sv", "' '")),
        ("country: NO", ("country", "False", '"NO"', "in quotes")),
        ("country: DK", ("country", "'DK'", '"SE"')),
        ("country: [SE]", ("country", "['SE']")),
        ("first_election: soon", ("first_election", "'soon'", "whole number")),
        ("first_election: 2026-09-13", ("first_election", "whole number")),
        ("first_election: 2026-13-45", ("not YAML",)),
        ("first_election: 26", ("first_election", "26", "1900")),
        ("election_quarter: 5", ("election_quarter", "5", "1 to 4")),
        ("term: true", ("term", "True")),
        ("term: 0", ("term", "0", "1 to 10")),
        ("start_year: .nan", ("start_year", "nan")),
        ("start_year: 2026.5", ("start_year", "2026.5", "whole")),
        ("start_year:", ("start_year", "None")),
        ("illustrative: yes", ("illustrative", "True")),
        ("sources: {populaton: SCB}", ("sources", "'populaton'", "did you mean 'population'?")),
        ("sources: {population: 2025}", ("sources", "population", "2025")),
        ("- a\n- b", ("['a', 'b']",)),
        ("titles: [\n", ("row 2", "not YAML")),
        ("a: b: c\n", ("row 1", "not YAML")),
        ("titles: !!python/object:os.system {}", ("row 1", "not YAML")),
        ("? [a]\n: b", ("not YAML",)),
        ("a: \x7f\x81", ("not YAML",)),
        (b"titles: \x00", ("not a text file",)),
        ("[" * 20000, ("not YAML",)),
    ],
)
def test_bad_yaml_is_refused_in_one_line(write, content, parts):
    table = write(comma())
    path = write(content, "test.yaml")
    message = refusal(table)
    assert all(part in message for part in (str(path), *parts)), message


def test_folder_in_place_of_yaml_is_refused(write, tmp_path):
    (tmp_path / "test.yaml").mkdir()
    assert "is a folder" in refusal(write(comma()))
