"""Tables of regions that are refused: file, row, field, value and what is allowed, in one line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.region import load_region
from tests.kit.region_tables import HEADER, comma, refusal, semicolon

BAD_CELLS = [
    ("32620", "many", ("row 2", "population", "'many'", "text where a number belongs")),
    ("32620", "32 620", ("row 2", "population", "'32 620'", "thousands")),
    ("32620", "32.620", ("row 2", "population", "'32.620'", "thousands separator")),
    ("32620", '"32,620"', ("row 2", "population", "'32,620'", "thousands separator")),
    ("32620", "3_2", ("row 2", "population", "'3_2'", "number")),
    ("32620", "0x10", ("row 2", "population", "'0x10'", "number")),
    ("32620", "٣٢", ("row 2", "population", "number")),
    ("32620", "0", ("row 2", "population", "'0'", "out of range", "from 1 to 40,000,000")),
    ("32620", "1e300", ("row 2", "population", "'1e300'", "out of range", "from 1 to 40,000,000")),
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
    ("147474", "-1", ("row 2", "emissions_t", "'-1'", "from 0 to 1,000,000,000")),
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
    ("code,name", "coode,name", ("row 1", "'code'", "missing", "did you mean 'coode'?")),
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

    def deny(self, mode):
        raise PermissionError(13, "Permission denied", os.fspath(self))

    monkeypatch.setattr(Path, "open", deny)
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
