"""Tables in workbooks: .xlsx and .ods."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.region import load_region

ROWS = [
    ["Kommunkod", "Kommun", "Folkmängd", "Skattesats"],
    [911, "Åby", 51_234, 20.5],
    [1480.0, "Östmark", 4_567, None],
]
ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Blad1">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""


def saved(tmp_path, *sheets: tuple[str, list]):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "test.xlsx"
    book.save(path)
    return path


def test_sheet_is_read(tmp_path):
    region = load_region(saved(tmp_path, ("Blad1", ROWS)))
    assert (region.codes, region.names) == (("911", "1480"), ("Åby", "Östmark"))
    assert region.population.tolist() == [51_234, 4_567]
    assert region.tax_rate[0] == 20.5
    assert [remark.kind for remark in region.remarks] == ["columns", "size", "uneven_codes"]


def test_workbook_under_another_name_is_read(tmp_path):
    path = saved(tmp_path, ("Blad1", ROWS))
    region = load_region(path.rename(tmp_path / "test.csv"))
    assert region.population.tolist() == [51_234, 4_567]


def test_sheet_with_the_table_is_found_and_named(tmp_path):
    region = load_region(saved(tmp_path, ("Om filen", [["Hämtad 2025"], ["Byrån"]]), ("Data", [["Titel"], [], *ROWS])))
    assert region.population.tolist() == [51_234, 4_567]
    kinds = {remark.kind: dict(remark.values) for remark in region.remarks}
    assert kinds["sheet"] == {"sheet": "Data"}
    assert kinds["titles"] == {"count": 1, "texts": ["Titel"]}


def test_row_number_is_that_of_the_sheet(tmp_path):
    path = saved(tmp_path, ("Blad1", [["Titel"], [], ["kod", "kommun", "invånare"], [1, "A", "få"]]))
    with pytest.raises(InputError, match="row 4, population: 'få' is text where a number belongs"):
        load_region(path)


def test_open_document_is_read(tmp_path):
    rows = [["kod", "kommun", "invånare"], ["0911", "Åby", "51 234"], ["0912", "Östmark", "4 567"]]
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    path = tmp_path / "test.ods"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", MANIFEST)
        book.writestr("content.xml", ODS.format(rows=cells))
    region = load_region(path)
    assert (region.codes, region.population.tolist()) == (("0911", "0912"), [51_234, 4_567])


@pytest.mark.parametrize("content", [b"", b"code,name,population\n1,A,10\n", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused_in_one_line(write, content):
    path = write(content, "test.xlsx")
    with pytest.raises(InputError) as caught:
        load_region(path)
    assert str(caught.value).startswith(f"{path}: is no workbook (")
    assert len(str(caught.value).splitlines()) == 1


def test_empty_workbook_is_refused(tmp_path):
    with pytest.raises(InputError, match="row 1: the file is empty"):
        load_region(saved(tmp_path, ("Blad1", [])))
