"""The report in a real browser with the network cut off: it shows everything, on a screen, a phone and paper."""

import itertools
import re

import pytest

from kraftsamling.analysis.report.holds import find
from kraftsamling.analysis.report.page import write_report
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.model import load_region
from kraftsamling.model.worlds.sampling import sample_worlds
from tests.kit.synthetic import context_of, synthetic

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=["sv", "en"])
def address(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    tables = synthetic(load_region("goteborgsregionen"), worlds=12, seeds=1)
    more = {"sample": "plausible", "assumptions": sample_worlds(12)}
    context = context_of(tables, region=load_region("goteborgsregionen"), language=request.param, **more)
    evidence = TableEvidence(tables, context)
    write_report(folder, evidence, find(evidence, context.sample, context.assumptions))
    return (folder / "report.html").as_uri()


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["screen", "phone"])
def page(request, browser, address):
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    opened = context.new_page()
    opened.asked, opened.faults = [], []
    opened.on("request", lambda asked: opened.asked.append(asked.url))
    opened.on("requestfailed", lambda failed: opened.faults.append(failed.url))
    opened.on("console", lambda message: opened.faults.append(message.text))
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.goto(address)
    yield opened
    context.close()


def test_nothing_is_fetched_and_nothing_fails(page):
    assert not page.faults
    fetched = [url for url in page.asked if not url.startswith("data:")]
    assert len(fetched) == 1 and fetched[0].endswith("report.html")


def test_the_page_never_scrolls_sideways(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_every_picture_is_shown_and_the_answer_stands_first(page):
    widths = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert len(widths) == 11 and min(widths) > 0
    first = page.locator(".answer p").first
    assert first.is_visible()
    assert first.bounding_box()["y"] < page.viewport_size["height"]
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(head => +head.tagName[1])")
    assert levels[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_wide_parts_can_be_scrolled_from_the_keyboard(page):
    parts = page.locator(".scroll")
    assert parts.count() >= 10
    assert page.evaluate("[...document.querySelectorAll('.scroll')].every(p => p.tabIndex === 0 && p.ariaLabel)")


def test_the_short_version_fits_on_one_printed_page(page):
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    assert page.locator("#answer").is_visible() and page.locator("#table table").is_visible()
    assert page.locator("#table .caveat").is_visible()
    assert not page.locator(".more").is_visible()
