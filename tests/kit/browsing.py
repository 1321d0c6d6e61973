"""A real browser and the command that serves the page, for the tests that look at what a user sees."""

import base64
import contextlib
import json
import re
import shutil
import signal
import subprocess
import sys
import zlib

import pytest

from kraftsamling.model.paths import ROOT

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
SCREEN, PHONE, NARROW, WALL = (1280, 800), (390, 844), (360, 740), (2560, 1300)
PATIENCE = 150_000
"""Milliseconds that a full answer may take on a busy machine."""
QUICK = {"years": 2}
"""A state whose answer is soon there, for what does not hang on the answer."""
SERVE = "import sys; from kraftsamling.app.server.serve import serve; sys.exit(serve(['port=0', 'open=false']))"


@contextlib.contextmanager
def chromium():
    """Yield a headless Chromium."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium found: install it to run the browser tests"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@contextlib.contextmanager
def serving():
    """Yield the address of the page, served by a process of its own that must end cleanly."""
    with subprocess.Popen([sys.executable, "-c", SERVE], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            yield re.search(r"http://\S+/", server.stdout.readline())[0]
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(30)
    assert code == 0


def link_of(state):
    """The part of a link that holds a state."""
    held = base64.urlsafe_b64encode(zlib.compress(json.dumps(state).encode())).decode()
    return f"#s={held.rstrip('=')}"


@pytest.fixture(scope="module")
def browser():
    """Open one Chromium for a module; while it is open, no other test of the process could run an event loop."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def app_address():
    """Serve the page once for all who look at it."""
    with serving() as address:
        yield address


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
