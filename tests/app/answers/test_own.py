"""Files of a reader become texts that a link can hold, and these the same region."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import pytest
from openpyxl import Workbook

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.own import MAX_TEXT, own_region, read_own
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.region import load_region
from tests.kit.region_tables import csv_text, semicolon

SWEDISH = "Tabell 3\nkommunkod;kommun;folkmängd;skattesats;grannar\n0911;Åby;51 234;21,5;0912\n0912;Östmark;4 567;..;\n"


def workbook() -> bytes:
    book, held = Workbook(), io.BytesIO()
    for line in (
        ("kod", "kommun", "folkmängd", "lat", "lon"),
        (911, "Å, by", 51234, 57.25, 12),
        (912, 'Ö"mark', 4567.0),
    ):
        book.active.append(line)
    book.create_sheet("Om").append(["Hämtad 2026"])
    book.save(held)
    return held.getvalue()


def files(**contents: bytes) -> list[dict[str, str]]:
    return [{"name": name, "content": base64.b64encode(content).decode()} for name, content in contents.items()]


def given(content: bytes, name: str = "min.csv", title: str = "", about: str = "") -> dict[str, object]:
    more = {"min.yaml": about.encode()} if about else {}
    return {"title": title, "files": files(**{name: content}, **more)}


TABLES = {
    "semicolons": ("min.csv", SWEDISH.encode()),
    "Windows-1252": ("min.txt", SWEDISH.encode("cp1252")),
    "UTF-16 with tabs": ("min.txt", SWEDISH.replace(";", "\t").encode("utf-16")),
    "twice encoded": ("min.csv", SWEDISH.encode().decode("cp1252").encode()),
    "quoted cells": ("min.csv", semicolon().encode()),
    "workbook": ("min.xlsx", workbook()),
    "workbook under another name": ("min.csv", workbook()),
}


@pytest.mark.parametrize("kind", TABLES)
def test_a_file_is_the_same_region_from_the_link_as_on_the_command_line(write, kind):
    name, content = TABLES[kind]
    state, region = read_own(given(content, name), Reader("sv"))
    assert set(state) == {"name", "csv"} and state["name"] == "min.csv"
    assert own_region(state) == region == load_region(write(content, name))
    assert region.remarks == load_region(write(content, name)).remarks
    assert load_region(write(state["csv"], state["name"])) == region


def test_what_a_yaml_says_travels_with_the_table():
    about = "titles: {sv: Mellersta, en: The Middle}\ncountry: 'NO'\ncolumns: {tax_rate: skattesats}\n"
    state, region = read_own(given(SWEDISH.encode(), about=about), Reader("sv"))
    assert state["about"] == {
        "titles": {"sv": "Mellersta", "en": "The Middle"},
        "country": "NO",
        "columns": {"tax_rate": "skattesats"},
    }
    assert (region.titles["en"], region.first_election) == ("The Middle", 2027)
    assert own_region(state) == region


@pytest.mark.parametrize(
    ("title", "about", "told"),
    [
        ("", "", "min"),
        ("Väst / Syd", "", "Väst / Syd"),
        ("  Väst   Syd ", "titles: {sv: Annan}", "Väst Syd"),
        ("", "titles: {sv: Annan}", "Annan"),
    ],
)
def test_a_region_is_called_what_its_reader_says_else_as_its_file_has_it(title, about, told):
    state, region = read_own(given(SWEDISH.encode(), title=title, about=about), Reader("en"))
    assert region.titles == own_region(state).titles == {"sv": told, "en": told}
    assert state["name"] == "min.csv"


@pytest.mark.parametrize(("title", "name"), [("", "Own region.csv"), ("Mitt län", "Mitt län.csv")])
def test_a_paste_has_the_name_that_its_reader_gives(title, name):
    state, region = read_own(given(b"namn\tfolkm\xc3\xa4ngd\nA\t5000\nB\t700\n", "", title), Reader("en"))
    assert state["name"] == name and "about" not in state
    assert region.titles["sv"] == name.removesuffix(".csv") and region.codes == ("A", "B")


def test_a_table_with_problems_is_refused_with_all_of_them_and_no_path():
    with pytest.raises(FileRefused) as caught:
        read_own(given(b"kod;namn;folkm\xc3\xa4ngd\n1;A;f\xc3\xa5\n1;;7\n", "län.csv"), Reader("sv"))
    assert str(caught.value).startswith("län.csv: row 2, population: 'få' ")
    assert [problem.kind for problem in caught.value.problems] == ["no_number", "twice", "blank"]


ROWS = [f"{code},{'M' * 500}{code},{5000 + code},,,,,,,,," for code in range(MAX_TEXT // 500)]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("x", "region: allowed: title"),
        ({"files": [], "titel": 1}, "region: unknown key 'titel'; did you mean 'title'?"),
        ({"title": 3, "files": []}, "region: allowed: title, a text"),
        ({"files": []}, "region.files: 0 tables and 0 YAML chosen; allowed: one table and at most one YAML"),
        ({"files": files(**{"a.yaml": b"x: 1"})}, "region.files: 0 tables and 1 YAML chosen; allowed: one table"),
        ({"files": files(**{"a.csv": b"", "b.xlsx": b""})}, "region.files: 2 tables and 0 YAML chosen"),
        (
            {"files": files(**{"a.csv": b"", "b.yml": b"", "c.yaml": b""})},
            "region.files: one table and 2 YAML chosen",
        ),
        ({"files": [{"name": "a.csv"}]}, "region.files: allowed: each with name and content"),
        ({"files": [{"name": "../a.csv", "content": "å"}]}, "region.files: '../a.csv'; allowed: content in base64"),
        (given(SWEDISH.encode(), about="country: XX"), "min.yaml: country: 'XX' is not known"),
        (given(csv_text(*ROWS).encode()), "min.csv: more than 180 kB as text"),
    ],
)
def test_what_is_no_table_with_a_yaml_is_refused_in_one_line(asked, told):
    with pytest.raises(InputError) as caught:
        read_own(asked, Reader("sv"))
    assert told in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_a_link_with_another_yaml_is_another_region():
    state, region = read_own(given(SWEDISH.encode(), about="start_year: 2030"), Reader("sv"))
    assert own_region(state | {"about": {"start_year": 2031}}) == replace(region, start_year=2031)
    with pytest.raises(InputError, match=r"region\.about: '3'"):
        own_region(state | {"about": 3})
    with pytest.raises(InputError, match=r"min\.yaml: unknown key 'start'"):
        own_region(state | {"about": {"start": 2031}})
