"""A region of one's own, from a paste or a file to its first picture, in a real browser."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from kraftsamling.model.inputs.region import load_region
from tests.kit.browsing import PHONE, QUICK, SCREEN, change

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = (
    "Tabell 1\nKommun\tFolkmängd\tSkattesats\tBorgmästare\nNorrby\t51 234\t21,5\tX\nÖstmark\t4 567\t20,9\tY\n"
    "Sund\t98 700\t22,1\tZ\nSumma\t154 501\t\t\n"
)
BAD = "Kommun\tFolkmängd\nNorrby\tmånga\nÖstmark\t0\nNorrby\t12\n"


def use(page):
    page.locator("#own button[type=submit]").click()


def remarks(page):
    return page.locator("#remarks li").all_text_contents()


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_a_paste_becomes_a_region_with_a_name_and_says_how_it_was_read(visit, size):
    page = visit(size, state=QUICK)
    assert page.is_hidden("#remarks")
    page.click("#open-own")
    page.locator("#own textarea").fill(PASTE)
    page.get_by_label("Regionens namn").fill("Norra / länet")
    change(page, lambda: use(page))
    assert page.inner_text("#own .own-used") == "Norra / länet används nu."
    told = page.locator("#own .own-result li").all_inner_texts()
    assert told[0] == "En rad ovanför rubrikerna är inte läst: ”Tabell 1”." and "Borgmästare" in told[-1]
    page.get_by_role("button", name="Visa svaret").click()
    assert page.is_hidden("#own") and page.evaluate("() => document.activeElement.id") == "answer"
    assert page.locator("#region option:checked").inner_text() == "Norra / länet"
    assert page.locator("#place-select option").all_inner_texts()[1:] == ["Norrby", "Sund", "Östmark"]
    assert remarks(page) == told
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]


def test_all_problems_are_told_at_once_in_the_language_of_the_page_and_the_region_before_stays(visit):
    for language, title, first, last in (
        ("sv", "Tabellen går inte att använda än:", "rad 2, folkmängd: ”många” är text", "finns två gånger"),
        ("en", "The table cannot be used yet:", "row 2, population: “många” is text", "is given twice"),
    ):
        page = visit(language=language, refused=True, state=QUICK | {"view": {"language": language}})
        page.click("#open-own")
        use(page)
        assert page.locator("#own .notice").inner_text().startswith(("Klistra in", "Paste a table"))
        page.locator("#own textarea").fill(BAD)
        use(page)
        page.wait_for_selector("#own .notice li")
        assert page.inner_text("#own .notice p") == title
        lines = page.locator("#own .notice li").all_inner_texts()
        assert len(lines) == 3 and lines[0].startswith(first) and last in lines[2]
        assert page.input_value("#region") == "goteborgsregionen" and page.is_hidden("#remarks")


def test_the_template_is_downloaded_filled_in_and_taken(visit, tmp_path):
    page = visit(state=QUICK)
    page.click("#open-own")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Hämta en mall (Excel)").click()
    assert waiting.value.suggested_filename == "kraftsamling-region.xlsx"
    book = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    rows = (["0911", "Norrby", 40_011, 57.66, 12.12], ["0912", "Östmark", 4_567, 57.9, 12.4])
    for line, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            book.worksheets[0].cell(line, place, value)
    filled = tmp_path / "Mellersta.xlsx"
    book.save(filled)
    page.locator("#own input[type=file]").set_input_files(filled)
    change(page, lambda: use(page))
    assert page.inner_text("#own .own-used") == "Mellersta används nu."
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Hämta Mellersta.csv").click()
    kept = tmp_path / waiting.value.suggested_filename
    kept.write_bytes(Path(waiting.value.path()).read_bytes())
    assert load_region(kept) == load_region(filled) and load_region(kept).codes == ("0911", "0912")


def test_a_table_with_its_yaml_speaks_both_languages_and_comes_back_by_the_link(visit, tmp_path):
    table, about = tmp_path / "mitt.csv", tmp_path / "mitt.yaml"
    table.write_text("kod;kommun;folkmängd\n1201;Åby;51 234\n1202;Näs;4 567\n", encoding="cp1252")
    about.write_text("titles: {sv: Mellersta, en: The Middle}\ncountry: 'NO'\n", encoding="utf-8")
    page = visit(state=QUICK)
    page.click("#open-own")
    page.locator("#own input[type=file]").set_input_files([table, about])
    change(page, lambda: use(page))
    assert page.inner_text("#own .own-used") == "Mellersta används nu."
    assert remarks(page)[0] == "Filen är läst som Windows-1252."
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Hämta mitt.yaml").click()
    assert json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))["country"] == "NO"
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)  # the link follows a little later
    again = visit(link=page.url)
    assert again.locator("#region option:checked").inner_text() == "Mellersta"
    assert any("2027" in line for line in remarks(again))
    change(again, lambda: again.select_option("#language", "en"))
    again.wait_for_selector("body[data-ready=en]")
    assert again.locator("#region option:checked").inner_text() == "The Middle"
    assert "Municipal elections in NO: 2027" in " ".join(remarks(again))


def test_a_reader_of_letters_sees_no_name_in_what_was_read(visit):
    page = visit(state=QUICK | {"region": {"name": "x.csv", "csv": PASTE}})
    assert any("Östmark" in line for line in remarks(page))
    change(page, lambda: page.check("#anonymous"))
    assert remarks(page) == [
        "Tusental är skrivna med skiljetecken i folkmängd.",
        "Decimaltecknet är ”,” i skattesats.",
        "Kolumner som inte används: Borgmästare.",
    ]
    page.select_option("#region", "varmland")
    page.wait_for_selector("#remarks", state="hidden")
