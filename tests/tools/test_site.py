"""The documentation's site: built strictly, complete, and readable without a network."""

import re
import subprocess

import pytest

from kraftsamling.model.paths import ROOT
from tests.kit.browsing import chromium

FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?(?:https?:)?//[^\s"'>]+"""
    r"""|<link\b[^>]*\bhref=["']?(?:https?:)?//[^\s"'>]+"""
    r"""|@import\s+(?:url\()?["']?(?:https?:)?//[^\s"')]+"""
    r"""|url\(["']?(?:https?:)?//[^\s"')]+"""
)
"""What a browser would fetch from another host; links that a reader may follow are no part of it."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    made = subprocess.run(
        ["make", "docs-site", f"SITE={folder}"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.mark.parametrize(
    ("text", "fetched"),
    [
        ('<script src="https://example.org/a.js"></script>', True),
        ("<img alt='' src=//example.org/a.png>", True),
        ('<link rel="stylesheet" href="https://example.org/a.css">', True),
        ("@import 'https://example.org/a.css'", True),
        ("@font-face { src: url(//example.org/a.woff2) }", True),
        ('<a href="https://example.org/">read</a> <script src="assets/a.js"></script>', False),
    ],
)
def test_what_would_be_fetched_is_recognised(text, fetched):
    assert bool(FETCHED.search(text)) == fetched


@pytest.mark.slow
@pytest.mark.browser
def test_the_site_is_built_strictly_and_reads_and_searches_without_a_network(site):
    files = [path for ending in ("html", "css") for path in site.rglob(f"*.{ending}")]
    assert {
        str(path.relative_to(site)): match[0] for path in files if (match := FETCHED.search(path.read_text("utf-8")))
    } == {}
    assert (site / "source" / "model" / "rules" / "lose.py.html").is_file()
    with chromium() as browser:
        page = browser.new_page()
        asked, faults = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto((site / "reference.html").as_uri())
        assert "Simulate strategies in a region" in page.locator("article").inner_text()
        page.keyboard.press("/")
        page.keyboard.type("receptive capacity")
        page.locator(".md-search-result__item").first.wait_for(timeout=60_000)
        page.locator(".md-search-result__link").first.click()
        page.wait_for_url(re.compile(r"\.html\?h="))
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == [] and faults == []
