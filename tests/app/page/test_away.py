"""The page while its server is away, and when it is back, in a real browser."""

import re

import pytest

from tests.kit.browsing import QUICK, change, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BROWSERS_OWN = r"fetch|network|error"
"""What a browser says of a request that failed, in its own language."""


def test_a_page_whose_server_is_away_keeps_its_answer_and_asks_again(visit):
    page = visit(state=QUICK, refused=True)
    chips, big = page.inner_text(".asked"), page.inner_text(".big")
    page.route("**/api/*", lambda route: route.abort())
    page.select_option("#course-b", "preset:level_3")
    page.wait_for_selector("#fault:visible")
    assert "svarar inte" in page.inner_text("#fault")
    assert (page.inner_text(".asked"), page.inner_text(".big")) == (chips, big)
    assert "Inget svar" in page.inner_text("#runs")
    page.select_option("#place-select", "1480")
    page.locator("#deeper button.primary").first.click()
    page.wait_for_selector("#deeper .status:has-text('svarar inte')")
    page.click("#open-know")
    page.wait_for_selector("#know .notice:has-text('svarar inte')")
    page.keyboard.press("Escape")
    assert not re.search(BROWSERS_OWN, page.inner_text("body"))
    before = int(page.get_attribute("body", "data-frame-number"))
    page.unroute("**/api/*")
    page.wait_for_function("before => Number(document.body.dataset.frameNumber) > before", arg=before)
    settle(page)
    assert page.is_hidden("#fault") and page.inner_text(".asked") != chips
    page.wait_for_selector("#place .facts")


def test_a_language_chosen_while_the_server_is_away_comes_with_it(visit):
    page = visit(state=QUICK, refused=True)
    page.route("**/api/*", lambda route: route.abort())
    page.select_option("#language", "en")
    page.wait_for_selector("#fault:visible")
    assert page.get_attribute("html", "lang") == "sv"
    page.unroute("**/api/*")
    page.wait_for_selector("body[data-ready=en]")
    page.wait_for_selector("#answer h2:has-text('worlds')")
    assert page.is_hidden("#fault")


def test_what_failed_once_is_asked_again_when_it_is_looked_at_again(visit):
    page = visit(state=QUICK, refused=True)
    page.select_option("#place-select", "1480")
    page.wait_for_selector("#place .facts")
    page.route("**/api/municipality", lambda route: route.abort())
    change(page, lambda: page.select_option("#course-b", "preset:level_3"))
    page.wait_for_selector("#place .notice")
    page.unroute("**/api/municipality")
    change(page, lambda: page.select_option("#course-b", "preset:level_2"))
    page.wait_for_selector("#place .facts")
    assert not page.locator("#place .notice").count()
