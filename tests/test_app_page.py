"""The page in a real browser: its controls, words, files, links and looks, on screens and phones, in both languages."""

import re
import time
from pathlib import Path

import pytest

from model.region import load_region
from tests.browsing import link_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREEN, PHONE, NARROW, WALL = (1280, 800), (390, 844), (360, 740), (2560, 1300)
FOCUSED = "() => ((one) => one.id || one.dataset.code || one.getAttribute('class'))(document.activeElement)"
QUICK = {"years": 2}
"""A state whose answer is soon there, for what does not hang on the answer."""
ENGLISH = r"\b(en|worlds?|courses?|Start here|Municipalities|municipalities)\b"
PATIENCE = 150_000
"""Milliseconds that a full answer may take on a busy machine."""


@pytest.fixture
def visit(browser, app_address):
    """Open the page and wait for its full answer; a page that complains or asks elsewhere fails its test."""
    contexts, seen = [], {"faults": [], "asked": []}

    def open_page(size=SCREEN, language="sv", link="", refused=False, answered=True, state=None, **more):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda asked: seen["asked"].append(asked.url))
        page.on("pageerror", lambda error: seen["faults"].append(str(error)))
        if not refused:  # the browser itself writes a line about every answer that refuses
            page.on("console", lambda message: seen["faults"].append(message.text))
        page.goto(link or f"{app_address}?language={language}{link_of(state) if state else ''}")
        if answered:
            settle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not seen["faults"]
    assert all(url.startswith((app_address, "blob:", "data:")) for url in seen["asked"])


def settle(page):
    """Wait for the full answer of what is asked last."""
    page.wait_for_selector("body[data-frame-stage=full]")
    page.wait_for_selector("#answer[aria-busy=false]")


def change(page, act):
    """Do what changes the question, and wait for the answer to it."""
    before = int(page.get_attribute("body", "data-frame-number"))
    act()
    for _ in range(600):
        if int(page.get_attribute("body", "data-frame-number")) > before:
            return settle(page)
        page.wait_for_timeout(100)
    raise AssertionError("no picture followed the change")


def choose_own_split(page):
    change(page, lambda: page.get_by_label("Stödets innehåll", exact=True).select_option(label="Egen fördelning"))


def shares_of(page):
    sliders = page.locator(".linked:visible input")
    return [int(value) for value in sliders.evaluate_all("all => all.map(one => one.value)")]


def test_the_first_picture_answers_a_question_nobody_had_to_ask(visit):
    page = visit()
    assert "Nivå 2" in page.inner_text(".asked") and "Nivå 1" in page.inner_text(".asked")
    assert page.inner_text("#answer-title").strip() and "poäng" in page.inner_text(".big")
    assert re.search(r"\d+ av \d+ rimliga världar", page.inner_text("#runs"))
    assert page.locator("main svg.chart").count() >= 6


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_guided_question_sets_the_controls_and_says_what_the_picture_shows(visit, language):
    page = visit(language=language)
    asked = []
    for step in range(3):
        change(page, page.locator(".story-step").nth(step).click) if step else page.locator(".story-step").first.click()
        assert page.locator(".story-step").nth(step).get_attribute("aria-current") == "step"
        assert page.inner_text(".story-asked").strip() and re.search(r"\d", page.inner_text(".story-found"))
        assert "{" not in page.inner_text(".story-panel")
        asked.append(page.inner_text(".asked"))
    assert len(set(asked)) == 3
    assert page.locator(".event input[type=checkbox]:checked").count() == 1


def test_shares_always_add_up_and_the_others_move_in_proportion(visit):
    page = visit(state=QUICK)
    choose_own_split(page)
    assert shares_of(page) == [34, 33, 33]
    first = page.locator(".linked:visible input").first
    for key, expected in (("End", [100, 0, 0]), ("Home", [0, 50, 50])):
        change(page, lambda pressed=key: first.press(pressed))
        assert shares_of(page) == expected
    for _ in range(7):
        first.press("ArrowRight")
        assert sum(shares_of(page)) == 100
    settle(page)


OPERATE = """
(control) => {
  if (control.type === "checkbox") return control.click();
  if (control.type === "radio") return control.checked || control.click();
  if (control.tagName === "SELECT") {
    control.value = [...control.options].find((each) => each.value && !each.selected && !each.disabled).value;
  } else control.value = control.value === control.max ? control.min : control.max;
  for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
}
"""


def test_every_control_changes_what_is_asked(visit):
    """Each from the same state, and with it those that it brings forth."""
    page = visit(state=QUICK)
    asked = []
    page.on("request", lambda request: "/api/compare" in request.url and asked.append(request.post_data))

    def shown():
        page.evaluate("for (const one of document.querySelectorAll('#control-panel details')) one.open = true")
        kinds = "#control-panel :is(input:not([type=file], [type=text]), select):visible:enabled"
        return page.eval_on_selector_all(kinds, "(all) => all.map((one) => one.id)")

    def operate(name):
        before = len(asked)
        page.locator(f"#{name}").evaluate(OPERATE)
        page.wait_for_timeout(100)
        assert set(asked[before:]) - set(asked[:before]), f"{name} changes nothing"

    first = shown()
    for name in first:
        operate(name)
        for more in [each for each in shown() if each not in first]:
            operate(more)
        for _ in range(20):  # the page may be writing its own link just now
            page.evaluate("(link) => { location.hash = ''; location.hash = link; }", link_of(QUICK))
            page.wait_for_timeout(300)
            if shown() == first:
                break
        assert shown() == first, name
        asked.clear()
    assert len(first) >= 25
    settle(page)


def test_what_takes_longer_is_asked_of_the_course_that_a_slider_left(visit):
    page = visit(state=QUICK)
    change(page, lambda: page.locator("#control-panel input[type=range]:visible").first.press("End"))
    with page.expect_request("**/api/fails") as asked:
        page.locator("#deeper button.primary").first.click()
    assert asked.value.post_data_json["state"]["b"]["budget"]["project_share"] == 1


def test_a_link_that_is_cut_off_says_so_and_a_refused_one_waits_for_nothing(visit, app_address):
    page = visit(link=f"{app_address}{link_of(QUICK)[:-6]}")
    assert "gick inte att läsa" in page.inner_text("#unread")
    change(page, lambda: page.locator("#control-panel input[type=range]:visible").first.press("End"))
    assert not page.is_visible("#unread")
    page = visit(link=f"{app_address}{link_of({'region': 'skane'})}", refused=True, answered=False)
    page.wait_for_selector("#fault:visible")
    page.wait_for_selector("#answer[aria-busy=false]")
    assert page.inner_text("#runs").strip() == "Inget svar."


def test_back_leads_from_a_link_to_what_was_shown_before(visit):
    page = visit()
    before = page.inner_text(".big")
    change(page, lambda: page.evaluate("hash => { location.hash = hash }", link_of(QUICK)[1:]))
    assert page.inner_text(".big") != before
    change(page, page.go_back)
    assert page.inner_text(".big") == before


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


def test_language_and_letters_switch_everything(visit):
    page = visit()
    page.select_option("#language", "en")
    page.wait_for_selector("body[data-ready=en]")
    page.wait_for_selector("#answer h2:has-text('worlds')")
    settle(page)
    assert page.get_attribute("html", "lang") == "en"
    assert not re.search("[åäöÅÄÖ]", page.inner_text("#controls") + page.inner_text("#answer"))
    assert "Mölndal" in page.inner_text("#place-select")
    change(page, lambda: page.check("#anonymous"))
    for name in ("Mölndal", "Alingsås", "Kungälv"):
        assert name not in page.inner_text("main")


TOLD = """() => [document.documentElement.lang, ...['.told', '#controls h2', '.story-lead', '#map-title'].map(
  (one) => document.querySelector(one)?.textContent ?? '')]"""
WATCH = f"""() => {{
  const told = {TOLD};
  window.seen = [told()];
  const all = {{ subtree: true, childList: true, characterData: true, attributes: true }};
  new MutationObserver(() => window.seen.push(told())).observe(document, all);
}}"""


@pytest.mark.parametrize("late", ["catalogue", "compare"])
def test_no_moment_shows_two_languages(visit, late):
    page = visit(state=QUICK)
    page.evaluate(WATCH)
    page.route(f"**/api/{late}*", lambda route: (time.sleep(1), route.continue_()))
    page.select_option("#language", "en")
    page.wait_for_selector("body[data-ready=en]")
    settle(page)
    seen = page.evaluate("() => window.seen")
    spoken = [["en" if re.search(ENGLISH, word) else "sv" for word in words if word] for words in seen]
    assert {"sv", "en"} == {words[0] for words in spoken}
    assert all(len(set(words)) == 1 for words in spoken), [words for words in seen if words[0] == "en"][:1]


def test_letters_tell_nobody_who_is_who(visit):
    page = visit(state=QUICK)
    page.select_option("#place-select", "1480")
    page.wait_for_selector("#place .facts")
    change(page, lambda: page.check("#anonymous"))
    page.wait_for_selector("#place .facts")
    region = load_region("goteborgsregionen")
    secret = re.compile(rf"(?<![\w.])({'|'.join(region.codes + region.names)})(?![\w.])")
    page.locator("#region-block [data-code=B]").hover()
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
    letters = [chr(ord("A") + place) for place in range(region.size)]
    assert page.locator("#place-select option").all_inner_texts()[1:] == letters
    assert page.locator("#region-block tbody th").all_inner_texts() == letters
    places = [row.split(",")[2] for row in told["csv"].splitlines()[1:] if row.split(",")[2]]
    assert list(dict.fromkeys(places)) == letters


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


def test_a_municipality_is_shown_with_what_holds_it_back_and_what_it_is_not(visit):
    page = visit()
    page.locator("#region-block [data-code='1415']").click()
    page.wait_for_selector("#place .facts")
    told = page.inner_text("#place")
    assert "Stenungsund" in told and "Illustrativa startvärden, inte uppmätta" in told
    assert "Svagaste länken" in told and page.locator("#place table tbody tr").count() == 7


def test_a_bad_file_is_told_in_the_words_of_the_command_line(visit, tmp_path):
    page = visit(refused=True)
    page.locator(".group summary", has_text="Villkor för jämförelsen").click()
    bad = tmp_path / "bad.csv"
    bad.write_text("code,name,population\n1,Alfa,många\n", encoding="utf-8")
    page.set_input_files("input[type=file]", bad)
    told = page.locator(".own-region .notice")
    told.wait_for()
    assert "bad.csv" in told.inner_text() and "population" in told.inner_text() and "många" in told.inner_text()
    good = tmp_path / "good.csv"
    good.write_text("code,name,population\n1,Alfa,5000\n2,Beta,20000\n3,Gamma,90000\n", encoding="utf-8")
    change(page, lambda: page.set_input_files("input[type=file]", good))
    assert told.is_hidden() and "Gamma" in page.inner_text("#place-select")


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
    assert rows[0].startswith("measure,unit,place,course,year") and len(rows) > 1000


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


def test_what_takes_longer_comes_when_asked_for(visit):
    page = visit(language="en", state=QUICK | {"view": {"language": "en"}})
    page.get_by_role("button", name="In which worlds does B fall short?").click()
    page.locator("#deeper .found p").first.wait_for()
    assert "Level 2" in page.inner_text("#deeper .found")
    page.get_by_role("button", name="Why is the difference what it is?").click()
    page.locator("#deeper .found svg.chart").wait_for()
    page.click("#open-keep")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the full report").click()
    assert "<html" in Path(waiting.value.path()).read_text(encoding="utf-8")[:500]
    page.locator("#keep pre").wait_for()
    assert page.inner_text("#keep pre").startswith("kraftsamling ")


def test_a_jump_within_the_page_keeps_the_state_in_the_address(visit):
    page = visit(state=QUICK)
    page.locator(".story-step").nth(1).click()
    settle(page)
    page.get_by_role("link", name="Till bilden").click()
    page.wait_for_timeout(800)
    assert "Små kommuner först" in visit(link=page.url).inner_text(".asked")


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
    for panel in ("", "#open-know", "#open-keep"):
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


@pytest.mark.parametrize("language", ["sv", "en"])
def test_it_prints_on_one_page(visit, language):
    page = visit(language=language)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


BOARD = {
    "region": "vestregionen",
    "years": 5,
    "b": {"ambition": {"policy": "fixed", "level": 3}, "budget": {"person_years": 20}, "networks_end_year": 3},
    "events": [{"kind": "national_law", "year": 3, "strength": 0.5}, {"kind": "crisis", "year": 9, "strength": 0.5}],
}
"""What a board may be handed on paper: an own course, an event within the run and one after it."""


def test_paper_and_pictures_say_what_was_compared(visit):
    page = visit(state=BOARD)
    page.emulate_media(media="print")
    told = page.inner_text(".compared")
    start = load_region("vestregionen").start_year
    expected = (
        f"Vestregionen, {start - 1}–{start + 4}",
        "Varje strategi får kosta vad den kostar",
        "A: Nivå 1 – grundnivå",
        "B: Egna val: som Nivå 3 – varaktiga strukturer, men Årsarbeten för stödet: 20 årsarbeten; Sista året som nätverken sköts: 3\n",
        f"Nationell lag, år 3 ({start + 2}), styrka 50",
        "efter det sista året och därför utan verkan",
        "Illustrativa startvärden, inte uppmätta",
    )
    assert [words for words in expected if words not in told] == []
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True))) == 1
    page.emulate_media(media="screen")
    assert page.locator(".compared").is_hidden()
    assert page.locator(".event .late").evaluate_all("all => all.filter((one) => !one.closest('[hidden]')).length") == 1
    with page.expect_download() as waiting:
        page.locator("#courses .saves").first.get_by_text("SVG").click()
    drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)", Path(waiting.value.path()).read_text(encoding="utf-8")))
    for line in told.splitlines():
        assert line in drawn


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


@pytest.mark.parametrize("language", ["sv", "en"])
def test_how_we_know_tells_what_the_answer_rests_on(visit, language):
    page = visit(SCREEN, language)
    page.click("#open-know")
    told = page.locator("#know .know-part div > .lead")
    told.wait_for()
    assert "%" in told.inner_text()
