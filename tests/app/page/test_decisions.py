"""A link that holds a course in parts and decisions: the page says so and keeps them whatever else is changed."""

import pytest

from tests.kit.browsing import QUICK, change, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATE = QUICK | {
    "b": {"ambition": {"policy": "fixed", "level": 2}, "parts": [{"from": 2, "handover": 0.3}]},
    "decisions": [{"municipality": "Tjörn", "take_part": 0.55}],
}
SWEDISH = (
    "”B, egna val” ändras 2027. Tjörn har beslutat från 2026 att ta emot 55\u00a0% av stödet som erbjuds, "
    "så långt personalens tid räcker."
)


def notes(page):
    return page.inner_text("#answer .notes")


def test_they_are_told_and_not_lost_by_another_control(visit):
    page = visit(state=STATE)
    assert notes(page) == SWEDISH
    change(page, lambda: page.locator("#control-panel input[type=range]:visible").first.press("End"))
    change(page, lambda: page.select_option("#course-a", "preset:level_3"))
    assert notes(page) == SWEDISH
    change(page, lambda: page.select_option("#language", "en"))
    assert "changes in 2027. Tjörn has decided, from 2026 on, to take up 55%" in notes(page)
    change(page, lambda: page.check("#anonymous"))
    assert "changes in 2027." in notes(page) and "Tjörn" not in notes(page)
    page.wait_for_timeout(500)  # the link follows a little later
    again = visit(link=page.url)
    assert notes(again) == notes(page)


def test_what_is_decided_stays_in_its_region_and_a_plain_question_says_nothing(visit):
    page = visit(state=STATE)
    change(page, lambda: page.select_option("#region", "varmland"))
    assert notes(page) == "”B, egna val” ändras 2027."
    page = visit(state=QUICK)
    assert notes(page) == "" and not page.is_visible("#answer .notes")


def test_a_link_whose_decisions_have_another_shape_leaves_the_page_at_work(visit):
    page = visit(state=QUICK | {"decisions": "x"})
    assert "gick inte att läsa" in page.inner_text("#unread")
    settle(page)
