"""The shell that examinations' pages share."""

from __future__ import annotations

import re

import pytest

from kraftsamling.analysis.page.html import tag
from kraftsamling.analysis.page.page import Page, examination, footer, header
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.region import load_region

TABLE = "Tabell\nkod;kommun;folkmängd\n1201;Åby;51 234\n1202;Östmark;4 567\n"


def page_of(region, reader, folder):
    Page("Titel", "Under", "Fråga", "Början", reader).write(folder, [tag("p", "Svar")], ["a.csv"])
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "heading", "said"),
    [
        ("sv", "Hur regionens fil är läst", "Tusental är skrivna med skiljetecken i folkmängd."),
        ("en", "How the file of the region was read", "Thousands are written apart in population."),
    ],
)
def test_a_page_tells_how_the_file_of_an_own_region_was_read_below_its_answer(write, tmp_path, language, heading, said):
    region = load_region(write(TABLE))
    page = page_of(region, Reader(language, region=region), tmp_path)
    assert page.index("Svar") < page.index(heading) < page.index(said) < page.index("</main>") < page.index("a.csv")
    assert re.search("<li>[^<]*Tabell", page)


def test_a_page_says_nothing_of_a_file_that_comes_along(tmp_path):
    region = load_region("varmland")
    assert 'id="region"' not in page_of(region, Reader("sv", region=region), tmp_path)
    assert examination(header("T", "U"), [], [footer("slut")], Reader("sv"))[1] == "<main></main>"


def test_a_page_for_a_reader_of_letters_names_no_place(write, tmp_path):
    region = load_region(write(TABLE))
    page = page_of(region, Reader("sv", anonymous=True, region=region), tmp_path)
    assert "Tusental" in page and not {"Åby", "Östmark", "Tabell"} & set(re.findall(r"\w+", page))
