"""The page for every hand, eye and screen: keyboard, axe, widths, order and tables, in a real browser."""

import re

import pytest

from tests.kit.browsing import NARROW, PHONE, QUICK, SCREEN, WALL, change

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOCUSED = "() => ((one) => one.id || one.dataset.code || one.getAttribute('class'))(document.activeElement)"


def test_the_keyboard_alone_is_enough(visit):
    page = visit()
    reached = set()
    for _ in range(140):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(FOCUSED))
        if "1480" in reached and "place-select" in reached:
            break
    assert {"region", "language", "anonymous", "course-a", "course-b", "story-step", "place-select", "1480"} <= reached
    page.locator("#region-block [data-code='1480']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#place .facts")
    assert page.inner_text("#place-title") == "Göteborg"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_axe_finds_nothing(visit, language, size):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(size, language, reduced_motion="reduce")
    if size == PHONE:
        page.click("#sheet")
    page.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    page.select_option("#place-select", "1480")
    page.wait_for_selector("#place .facts")
    change(page, page.locator(".story-step").nth(2).click)
    for panel in ("", "#open-own", "#open-know", "#open-keep"):
        if panel:
            page.click(panel)
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
        page.keyboard.press("Escape")


@pytest.mark.parametrize("size", [NARROW, PHONE, SCREEN, WALL], ids=lambda size: str(size[0]))
def test_nothing_runs_out_sideways(visit, size):
    page = visit(size, "sv")
    page.locator("main details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]


def test_the_controls_of_a_phone_lie_in_a_sheet_below_the_answer(visit):
    page = visit(PHONE)
    assert page.locator("#control-panel").is_hidden()
    page.click("#sheet")
    assert page.locator("#control-panel").is_visible() and "poäng" in page.inner_text("#sheet-answer")
    page.keyboard.press("Escape")
    assert page.locator("#control-panel").is_hidden()


def test_the_bar_of_a_phone_hides_nothing_that_has_the_focus(visit):
    page = visit(PHONE, state=QUICK, reduced_motion="reduce")
    bar = page.locator(".sheet-bar").bounding_box()["y"]
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        box = page.evaluate(
            """() => {
              const { top, bottom } = document.activeElement.getBoundingClientRect();
              return document.activeElement.closest("main") && { top, bottom };
            }"""
        )
        seen += [box] if box else []
    assert len(seen) > 20 and max(box["bottom"] for box in seen if box["bottom"] - box["top"] < bar) <= bar


def test_forced_colours_leave_pictures_and_sliders_readable(visit):
    page = visit(forced_colors="active", color_scheme="dark", state=QUICK)
    for part in ("svg.chart", "#controls input[type=range]:visible"):
        drawn = page.locator(part).first.evaluate("one => getComputedStyle(one).backgroundColor")
        assert drawn == "rgb(255, 255, 255)", part
    text = page.locator("svg.chart text").first.evaluate("one => getComputedStyle(one).fill")
    assert max(map(int, re.findall(r"\d+", text))) < 120


def test_labels_tell_the_year_of_the_cursor(visit):
    page = visit(state={"years": 5})
    page.locator(".years input").press("ArrowLeft")
    chosen = page.inner_text(".years output")
    page.locator("#courses .table-behind > summary").first.click()
    row = page.locator("#courses tbody tr", has_text=chosen).first.locator("td").all_inner_texts()
    page.wait_for_timeout(400)  # values glide
    labels = page.locator("#courses .picture").first.locator("text.strong").all_text_contents()
    assert {f"A {row[2]} ({chosen})", f"B {row[7]} ({chosen})"} <= set(labels)


@pytest.mark.parametrize("size", [PHONE, SCREEN, WALL], ids=lambda size: str(size[0]))
def test_tab_goes_as_the_eye_from_your_course_to_the_other(visit, size):
    page = visit(size, state=QUICK)
    if size == PHONE:
        page.click("#sheet")
    top = {side: page.locator(f"#course-{side}").bounding_box()["y"] for side in "ab"}
    page.focus("#course-b")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "course-a" and top["b"] < top["a"]


def test_the_years_play_and_stop_at_the_end(visit):
    page = visit(reduced_motion="reduce", state=QUICK)
    page.click(".play")
    assert page.get_attribute(".play", "aria-pressed") == "true"
    page.wait_for_selector(".play[aria-pressed=false]")
    assert page.inner_text(".years output") == page.inner_text("#region-block h3")[-17:].split(":")[0].split()[-1]
    moving = page.evaluate("() => document.getAnimations().length")
    assert moving == 0


def test_a_table_stands_behind_every_picture(visit):
    page = visit()
    pictures = page.locator("main svg.chart")
    for summary in page.locator(".table-behind > summary:has-text('Visa som tabell')").all():
        summary.click()
    page.wait_for_timeout(300)
    assert page.locator("main .disclosed table").count() == pictures.count()
    assert all(row.strip() for row in page.locator("main .disclosed caption").all_inner_texts())
