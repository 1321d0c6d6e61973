"""`kraftsamling region`: a file is checked, a template is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from kraftsamling.cli import main
from kraftsamling.model.inputs.region import load_region

GOOD = "kod;kommun;folkmängd\n1201;Åby;51 234\n1202;Östmark;4 567\n"


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_check_tells_what_was_read_as_what(write, capsys):
    assert main(["region", "check", str(write(GOOD)), "language=en"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[:2] == [
        "Headers understood: “kod” as municipality code, “kommun” as name and “folkmängd” as population.",
        "Thousands are written apart in population.",
    ]
    assert out.splitlines()[-1].startswith("The file can be used: kraftsamling region=")


def test_check_lists_problems_one_a_line(write, capsys):
    assert main(["region", "check", str(write(GOOD + "1203;Näs;få\n1202;;7\n"))]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("Tolkade rubriker")
    assert [line.split(":")[0] for line in err.splitlines()] == [
        *("test.csv går inte att använda än (3 fel)", "  rad 4, folkmängd", "  rad 5, kommunkod", "  rad 5, namn")
    ]


def test_check_of_what_is_no_table(write, capsys):
    assert main(["region", "check", str(write(b"\x89PNG\r\n\x1a\n"))]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(
        "test.csv går inte att använda än (ett fel):\n  är ingen textfil; tillåtet: text"
    )
    assert main(["region", "check", "nowhere.csv"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("language", "name"), [("sv", "kommun"), ("en", "name")])
def test_template_that_is_filled_in_becomes_a_region(capsys, language, name):
    assert main(["region", "new", "mine.xlsx", f"language={language}"]) == 0
    assert "mine.xlsx" in capsys.readouterr().out
    book = load_workbook("mine.xlsx")
    assert len(book.sheetnames) == 2
    table, explained = book.worksheets
    headers = [cell.value for cell in table[1]]
    assert headers[1] == name
    examples = {row[0]: row[3] for row in explained.iter_rows(min_row=2, values_only=True)}
    assert headers == list(examples)
    given = [*list(examples.values())[:8], "", "", "", ""]
    for place, value in enumerate(given, start=1):
        table.cell(2, place, value)
    book.save("mine.xlsx")
    region = load_region("mine.xlsx")
    assert (region.codes, region.names) == (("0911",), ("Norrby",))
    assert (region.latitude[0], region.tax_rate[0], region.emissions[0]) == (57.66, 21.37, 147_474)
    assert region.unknown_columns == ()


def test_template_overwrites_nothing(capsys):
    Path("mine.xlsx").write_text("mine")
    assert main(["region", "new", "mine.xlsx"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert Path("mine.xlsx").read_text() == "mine"


@pytest.mark.parametrize(
    "words", [[], ["check"], ["chek", "a.csv"], ["check", "a", "b"], ["new", "a.csv"], ["check", "a", "language=fi"]]
)
def test_other_words_are_refused_in_one_line(capsys, words):
    assert main(["region", *words]) == 2
    err = capsys.readouterr().err
    assert "allowed:" in err and err.count("\n") == 1


@pytest.mark.slow
def test_remarks_reach_terminal_report_and_replay(write, capsys):
    path = write(GOOD, "mine.csv")
    tiny = ("worlds=2", "seeds=1", "years=1", "language=en", "budget=own")
    assert main([f"region={path}", "output=first", *tiny]) == 0
    assert "Thousands are written apart in population." in capsys.readouterr().out
    assert "Thousands are written apart in population." in Path("first/report.html").read_text(encoding="utf-8")
    assert main(["run=first/run.json", "output=again"]) == 0
    assert "Thousands are written apart in population." in capsys.readouterr().out
