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
from pathlib import Path

import pytest

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
SERVE = "import sys; from app.serve import serve; sys.exit(serve(['port=0', 'open=false']))"


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
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE], cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True
    )
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
