"""The page in a real browser: its answer, story, controls, languages and what it tells on request."""

import json
import re
import time
from pathlib import Path

import pytest

from tests.kit.browsing import QUICK, SCREEN, change, choose_own_split, link_of, settle, shares_of
from tests.kit.charts import crossed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGLISH = r"\b(en|worlds?|courses?|Start here|Municipalities|municipalities)\b"


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


def test_a_guided_question_compares_no_groups_that_the_region_lacks(visit):
    lines = ["code,name,population,size_class", *(f"{n},Ort {n},{9000 + n},small" for n in range(4))]
    page = visit(state=QUICK | {"region": {"name": "egen.csv", "csv": "\n".join(lines)}})
    change(page, lambda: page.locator(".story-step").nth(1).click())
    assert "både små och stora" in page.inner_text(".story-found") and "poäng i de små" not in page.inner_text(
        ".story-found"
    )


@pytest.mark.parametrize(("language", "words"), [("sv", "en enda kommun"), ("en", "a single municipality")])
def test_a_guided_question_says_that_a_single_municipality_leaves_no_choice(visit, language, words):
    own = {"name": "egen.csv", "csv": "code,name,population\n1,Alfa,5000"}
    page = visit(state=QUICK | {"region": own, "view": {"language": language}})
    change(page, lambda: page.locator(".story-step").nth(1).click())
    assert words in page.inner_text(".story-asked") and page.is_hidden(".story-found")
    assert re.match(r"0[.,]0 po", page.inner_text(".big"))
    change(page, lambda: page.locator(".story-step").first.click())
    assert page.is_visible(".story-found")


def test_the_third_guided_question_has_two_steps_with_a_way_back(visit):
    page = visit(state=QUICK)
    third, found = page.locator(".story-step").nth(2), page.locator(".story-found")
    change(page, third.click)
    assert page.get_by_role("button", name="Föregående steg").is_hidden()
    change(page, page.get_by_role("button", name="Nästa steg").click)
    assert third.get_attribute("aria-current") == "step" and "i B 40" in page.inner_text(".story-asked")
    first = found.inner_text()
    assert "Båda kostar lika mycket" in first and "{" not in page.inner_text(".story-panel")
    change(page, lambda: page.get_by_label("Avsatt till överlämning", exact=True).press("End"))
    assert found.is_visible() and "i B 100" in page.inner_text(".story-asked") and found.inner_text() != first
    change(page, page.get_by_role("button", name="Föregående steg").click)
    assert "i B inga" in page.inner_text(".story-asked") and found.is_visible()
    assert page.evaluate("() => document.activeElement.closest('#story')?.id") == "story"


def test_a_guided_question_speaks_of_nothing_but_what_it_asks(visit):
    page = visit()
    change(page, lambda: page.locator(".story-step").nth(2).click())
    assert page.is_visible(".story-found") and "fast anslag" in page.inner_text(".asked")
    page.select_option("#language", "en")
    page.wait_for_selector("body[data-ready=en]")
    settle(page)
    assert "core funding" in page.inner_text(".asked") and "anslag" not in page.inner_text("body")
    assert page.is_visible(".story-found")
    change(page, lambda: page.select_option("#course-b", "preset:level_3"))
    assert page.is_hidden(".story-found") and "comparison of your own" in page.inner_text(".story-asked")
    change(page, lambda: page.get_by_role("button", name="Ask the question again").click())
    assert page.is_visible(".story-found") and "core funding" in page.inner_text(".story-asked")


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


def test_person_years_are_no_control_where_the_money_sets_them(visit):
    page = visit(state=QUICK)
    shown = page.locator("#control-panel").get_by_text("Årsarbeten för stödet", exact=True)
    assert shown.is_visible()
    page.evaluate("for (const one of document.querySelectorAll('#control-panel details')) one.open = true")
    change(
        page,
        lambda: page.get_by_label("Kostnad", exact=True).select_option(label="Lika mycket pengar till båda"),
    )
    assert not shown.is_visible()


def test_what_takes_longer_is_asked_of_the_course_that_a_slider_left(visit):
    page = visit(state=QUICK)
    change(page, lambda: page.locator("#control-panel input[type=range]:visible").first.press("End"))
    with page.expect_request("**/api/fails") as asked:
        page.locator("#deeper button.primary").first.click()
    assert asked.value.post_data_json["state"]["b"]["budget"]["project_share"] == 1


def test_language_and_letters_switch_everything(visit):
    page = visit()
    page.select_option("#language", "en")
    page.wait_for_selector("body[data-ready=en]")
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


def test_a_municipality_is_shown_with_what_holds_it_back_and_what_it_is_not(visit):
    page = visit()
    page.locator("#region-block [data-code='1415']").click()
    page.wait_for_selector("#place .facts")
    told = page.inner_text("#place")
    assert "Stenungsund" in told and "Illustrativa startvärden, inte uppmätta" in told
    assert "Svagaste länken" in told and page.locator("#place table tbody tr").count() == 7


APART = {"years": 6, "a": "no_support", "b": "level_1"}
"""A difference that can be told from zero, in some places sooner than in others."""


ASK = """(state) => fetch("/api/compare", {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(state)
}).then((answer) => answer.text())"""


def test_the_pictures_tell_of_worlds_years_and_places_what_the_server_counted(visit):
    page = visit(state=APART, reduced_motion="reduce")
    frame = json.loads(page.evaluate(ASK, APART).splitlines()[-1])
    counted, told = frame["verdict"], " ".join(page.locator("#answer svg text").all_text_contents())
    assert counted["better"] > 100 > counted["worse"]
    assert f"B ligger före: {counted['better']} av" in told and f"A ligger före: {counted['worse']} av" in told
    seen = []
    for at in (6, 5, 4, 3, 2):
        year = str(frame["years"][at])
        assert page.inner_text(".years output") == year
        assert year in page.inner_text("#region-block h3") and page.inner_text("#capitals h3").endswith(f"{year}.")
        seen.append({each["code"] for each in frame["municipalities"] if each["differs"][at] < 0.5})
        assert crossed(page) == seen[-1]
        page.locator(".years input").press("ArrowLeft")
    assert set() < seen[0] < seen[-1]


def test_no_reasons_are_drawn_where_none_are_given(visit):
    page = visit(state=QUICK)
    page.locator("#deeper button.primary").nth(1).click()
    page.wait_for_selector("#deeper .found p:has-text('anges inga skäl')")
    assert not page.locator("#deeper .found svg.chart").count()


def test_a_question_asked_anew_while_it_is_computed_is_not_called_stopped(visit):
    page = visit(state=APART)
    page.select_option("#place-select", "1480")
    again = page.locator("#place .place-body > button")
    again.wait_for()
    again.click()
    again.click()
    page.wait_for_timeout(500)
    assert "Avbrutet" not in page.inner_text("#deeper")
    page.locator("#deeper .found p").first.wait_for()


def test_focus_stays_where_the_hand_was(visit):
    page = visit(state=QUICK)
    where = "() => document.activeElement.closest('#story, #deeper, #keep')?.id"
    page.locator(".story-step").nth(1).click()
    page.locator(".story-tools .primary").click()
    assert page.evaluate(where) == "story"
    page.locator(".story-tools button:visible").last.click()
    assert page.evaluate(where) == "story"
    settle(page)
    page.locator("#deeper button.primary").nth(1).click()
    page.locator("#deeper button:visible", has_text="Avbryt").click()
    page.wait_for_selector("#deeper .status:has-text('Avbrutet')")
    assert page.evaluate(where) == "deeper"


def test_every_preset_shows_what_it_sets(visit):
    page = visit(state=QUICK)
    for preset in page.locator("#course-b option").evaluate_all("all => all.map((one) => one.value)"):
        page.select_option("#course-b", preset)
        chosen = page.locator("#control-panel select:visible").evaluate_all(
            "all => all.map((one) => one.selectedIndex)"
        )
        assert min(chosen) >= 0, preset


def test_what_takes_longer_comes_when_asked_for(visit):
    page = visit(state=APART | {"view": {"language": "en"}})
    page.get_by_role("button", name="In which worlds does B fall short?").click()
    page.locator("#deeper .found p").first.wait_for()
    assert "Level 1" in page.inner_text("#deeper .found")
    page.get_by_role("button", name="Why is the difference what it is?").click()
    page.locator("#deeper .found svg.chart").wait_for()
    page.click("#open-keep")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the full report").click()
    assert "<html" in Path(waiting.value.path()).read_text(encoding="utf-8")[:500]
    page.locator("#keep pre").wait_for()
    assert page.inner_text("#keep pre").startswith("kraftsamling ")
    page.keyboard.press("Escape")
    change(page, lambda: page.locator("#course-b").select_option(index=0))
    page.click("#open-keep")
    assert page.locator("#keep pre").count() == 0 and page.inner_text("#keep .task .status") == ""


@pytest.mark.parametrize("language", ["sv", "en"])
def test_how_we_know_tells_what_the_answer_rests_on(visit, language):
    page = visit(SCREEN, language)
    page.click("#open-know")
    told = page.locator("#know .know-part div > .lead")
    told.wait_for()
    assert "%" in told.inner_text()
