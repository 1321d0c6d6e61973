"""What leaves the page, and comes back to it: links, files, saved courses and the print, in a real browser."""

import csv
import re
from pathlib import Path

import pytest

from kraftsamling.model.inputs.region import load_region
from tests.kit.browsing import QUICK, change, choose_own_split, link_of, settle, shares_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_link_that_is_cut_off_says_so_and_a_refused_one_waits_for_nothing(visit, app_address):
    page = visit(link=f"{app_address}{link_of(QUICK)[:-6]}")
    assert "gick inte att läsa" in page.inner_text("#unread")
    change(page, lambda: page.locator("#control-panel input[type=range]:visible").first.press("End"))
    assert not page.is_visible("#unread")
    own = {"name": "bad.csv", "csv": "code,name,population\n1,Alfa,många\n"}
    page = visit(link=f"{app_address}{link_of({'region': own})}", refused=True, answered=False)
    page.wait_for_selector("#fault:visible")
    page.wait_for_selector("#answer[aria-busy=false]")
    assert page.inner_text("#runs").strip() == "Inget svar."
    assert page.inner_text("#fault").startswith("bad.csv: row 2, population")
    assert page.text_content("body").count("bad.csv: ") == 1


def test_a_link_of_another_shape_leaves_the_page_at_work(visit, app_address):
    for made in ({"a": None}, {"events": "x"}, {"events": [None]}):
        page = visit(link=f"{app_address}{link_of(QUICK | made)}")
        assert "gick inte att läsa" in page.inner_text("#unread")
        assert page.locator("#control-panel input:visible").count() >= 5
    page = visit(link=f"{app_address}{link_of(QUICK | {'b': {'budget': None}})}", refused=True, answered=False)
    page.wait_for_selector("#fault:visible")
    assert page.locator("#control-panel input:visible").count() >= 5


def test_a_link_to_a_view_that_there_is_not_shows_the_first_one(visit):
    page = visit(state=QUICK | {"view": {"tab": "toString", "mode": "beside", "story": "map", "year": 1900}})
    chosen = page.locator("#courses input:checked, #region-block input:checked")
    assert chosen.evaluate_all("all => all.map((one) => one.value)") == ["capacity_mean", "difference"]
    assert page.inner_text("#region-block h3").endswith("2027: B minus A")
    assert page.inner_text("#courses h3 >> nth=0") and page.is_hidden(".story-panel")


def test_a_link_in_a_language_that_the_page_does_not_speak_opens_in_swedish_and_says_so(visit, app_address):
    page = visit(link=f"{app_address}{link_of(QUICK | {'view': {'language': 'xx'}})}")
    assert page.get_attribute("html", "lang") == "sv" and "gick inte att läsa" in page.inner_text("#unread")
    assert page.locator("#control-panel input:visible").count() >= 5


def test_back_leads_from_a_link_to_what_was_shown_before(visit):
    page = visit()
    before = page.inner_text(".big")
    change(page, lambda: page.evaluate("hash => { location.hash = hash }", link_of(QUICK)[1:]))
    assert page.inner_text(".big") != before
    change(page, page.go_back)
    assert page.inner_text(".big") == before


def test_a_slider_shows_what_a_link_holds_beyond_its_ends(visit):
    page = visit(state={"years": 3, "b": {"ambition": {"policy": "fixed", "level": 2}, "budget": {"person_years": 60}}})
    page.locator(".group summary", has_text="Villkor för jämförelsen").click()
    shown = page.locator("#control-panel input[type=range]:visible")
    told = shown.evaluate_all("all => all.map((one) => [one.getAttribute('aria-valuetext'), Number(one.value)])")
    assert ["3 år", 3] in told and ["60 årsarbeten", 60] in told


def test_a_link_restores_everything(visit):
    page = visit(state=QUICK)
    choose_own_split(page)
    change(page, lambda: page.locator(".linked:visible input").first.press("End"))
    page.check("input[value=rooted_share]")
    page.select_option("#place-select", "1480")
    page.wait_for_selector("#place .facts")
    page.wait_for_timeout(500)  # the link follows a little later
    again = visit(link=page.url)
    again.wait_for_selector("#place .facts")
    assert shares_of(again) == [100, 0, 0]
    assert again.locator("input[value=rooted_share]").is_checked()
    assert again.input_value("#place-select") == "1480"
    for part in (".big", "#runs", ".told"):
        assert again.inner_text(part) == page.inner_text(part)


def test_letters_tell_nobody_who_is_who(visit):
    page = visit(state=QUICK)
    page.select_option("#place-select", "1480")
    page.wait_for_selector("#place .facts")
    change(page, lambda: page.check("#anonymous"))
    page.wait_for_selector("#place .facts")
    region = load_region("goteborgsregionen")
    secret = re.compile(rf"(?<![\w.])({'|'.join(region.codes + region.names)})(?![\w.])")
    page.locator("#region-block [data-code=D]").hover()
    page.locator(".table-behind > summary").evaluate_all("all => all.forEach((one) => (one.parentNode.open = true))")
    page.wait_for_selector("#region-block table")
    told = {"page": page.inner_html("body")}
    for picture in ("#region-block", "#place"):
        with page.expect_download() as waiting:
            page.locator(f"{picture} .saves").first.get_by_text("SVG").click()
        told[picture] = waiting.value.suggested_filename + Path(waiting.value.path()).read_text(encoding="utf-8")
    page.click("#open-keep")
    with page.expect_download() as waiting:
        page.get_by_text("Hämta data (CSV)").click()
    told["csv"] = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert {where: secret.search(words) for where, words in told.items()} == dict.fromkeys(told)
    letters = [chr(ord("C") + place) for place in range(region.size)]  # A and B are the courses
    assert page.locator("#place-select option").all_inner_texts()[1:] == letters
    assert page.locator("#region-block tbody th").all_inner_texts() == letters
    places = [row["place"] for row in csv.DictReader(told["csv"].splitlines(), delimiter=";") if row["place"]]
    assert list(dict.fromkeys(places)) == letters


def test_pictures_and_data_come_as_files(visit, tmp_path):
    page = visit()
    found = {}
    for label in ("SVG", "PNG"):
        with page.expect_download() as waiting:
            page.locator("#courses .saves").first.get_by_text(label).click()
        found[label] = Path(waiting.value.path()).read_bytes()
    page.click("#open-keep")
    with page.expect_download() as waiting:
        page.get_by_text("Hämta data (CSV)").click()
    rows = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert found["SVG"].startswith(b"<svg") or b"<svg" in found["SVG"][:200]
    assert found["PNG"].startswith(b"\x89PNG") and len(found["PNG"]) > 5000
    assert rows[0].startswith("region;measure;unit;place;course;title;year") and len(rows) > 1000
    assert re.match(r"Göteborgsregionen;capacity_mean;points;;a;Nivå 1 – grundnivå;2025;\d+,\d", rows[1])
    named = [row for row in rows if ";Tjörn;" in row]
    assert named and all(row.endswith("Illustrativa startvärden, inte uppmätta.") for row in named)


def test_no_cell_of_a_table_begins_like_a_formula(visit):
    own = "code,name,population\n1,=HYPERLINK(1),5000\n2,@SUM(1),20000\n3,-1+1|cmd,90000\n"
    page = visit(
        state=QUICK | {"region": {"name": "egen.csv", "csv": own}, "b": {"title": {"sv": "=cmd|1"}, "handover": 0.5}}
    )
    page.click("#open-keep")
    with page.expect_download() as waiting:
        page.get_by_text("Hämta data (CSV)").click()
    told = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(told.splitlines(), delimiter=";"))
    assert {"'=HYPERLINK(1)", "'@SUM(1)", "'-1+1|cmd"} <= {row["place"] for row in rows}
    assert "'=cmd|1" in {row["title"] for row in rows}
    assert any(row["median"].startswith("-") for row in rows)  # a number stays one


def test_a_saved_course_is_there_next_time(visit):
    page = visit(state=QUICK)
    choose_own_split(page)
    page.click("#open-keep")
    page.get_by_placeholder("Namn på strategin").fill("Vår egen")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.reload()
    settle(page)
    assert "Vår egen" in page.inner_text("#course-a")
    assert "Vår egen" in page.inner_text(".asked")
    page.click("#open-keep")
    page.get_by_role("button", name="Ta bort Vår egen").click()
    assert "Vår egen är borttagen" in page.inner_text("#keep .status >> nth=-1")
    assert page.evaluate("() => document.activeElement.closest('#keep')?.id") == "keep"


def test_a_jump_within_the_page_keeps_the_state_in_the_address(visit):
    page = visit(state=QUICK)
    page.locator(".story-step").nth(1).click()
    settle(page)
    page.get_by_role("link", name="Till bilden").click()
    page.wait_for_timeout(800)
    assert "Små kommuner först" in visit(link=page.url).inner_text(".asked")


def test_nothing_that_a_link_holds_goes_unsaid(visit):
    events = [
        {"kind": "crisis", "year": 2, "strength": 0.5},
        {"kind": "crisis", "year": 4, "strength": 1, "municipalities": ["Tjörn"], "years": 1},
        {"kind": "national_law", "year": 3, "strength": 0.5},
    ]
    page = visit(state={"years": 6, "funding": "earned", "events": events})
    page.evaluate("for (const one of document.querySelectorAll('#control-panel details.group')) one.open = true")
    assert (
        page.get_by_label("Anslaget till den som stödjer", exact=True).input_value()
        == "Följer förtroende och visad verkan"
    )
    held = page.locator(".event-more:visible .hint:visible")
    assert held.count() == 1 and re.search(r"år 2 .*år 4 .*i ett år, bara i en kommun", held.inner_text())
    told = page.text_content(".compared")
    assert "anslaget följer förtroende" in told and told.count("styrka") == 3
    change(page, lambda: page.locator(".story-step").first.click())
    assert page.is_visible(".story-found") and "anslaget" not in page.text_content(".compared")
