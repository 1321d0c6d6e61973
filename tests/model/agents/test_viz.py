"""Mesa's SolaraViz takes RegionModel as it is: the example's page is rendered, its buttons pressed, with no browser."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

solara = pytest.importorskip("solara", reason="solara is not installed: make test-ends")
import ipyvuetify  # noqa: E402
import ipywidgets  # noqa: E402

from kraftsamling.model.paths import ROOT  # noqa: E402

EXAMPLE = ROOT / "examples" / "watch_region.py"
pytestmark = pytest.mark.end


class Page:
    """The example's page as a server would show it."""

    def __init__(self):
        spec = importlib.util.spec_from_file_location("watch_region", EXAMPLE)
        self.example = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.example)
        _, self.shown = solara.render(solara.AppLayout(children=[self.example.page]), handle_error=False)

    @property
    def model(self):
        return self.example.model.value

    @property
    def figures(self):
        return [bytes(image.value) for image in self.shown.find(ipywidgets.Image).widgets]

    def button(self, label):
        [button] = [each for each in self.shown.find(ipyvuetify.Btn).widgets if label in each.children]
        return button

    def select(self, label, value):
        [menu] = [each for each in self.shown.find(ipyvuetify.Select).widgets if each.label == label]
        menu.v_model = value


@pytest.fixture
def page():
    page = Page()
    yield page
    page.shown.close()


def test_a_step_moves_the_model_and_its_figures(page):
    before = page.figures
    assert len(before) == 2
    page.button("Step").click()
    assert page.model.quarter == 1
    assert len(page.figures) == 2 and not set(before) & set(page.figures)


def test_reset_starts_a_model_with_what_was_chosen(page):
    for _ in range(3):
        page.button("Step").click()
    page.select("Strategy", "level_3")
    page.select("Scenario", "crisis")
    page.button("Reset").click()
    assert page.model.quarter == 0
    assert (page.model.strategy.name, page.model.given_scenario.name) == ("level_3", "crisis")
    page.button("Step").click()
    assert page.model.quarter == 1


def test_a_slider_sets_a_parameter_of_the_next_model(page):
    [slider] = [each for each in page.shown.find(ipyvuetify.Slider).widgets if "turnover" in str(each.label)]
    slider.v_model = slider.max
    page.button("Reset").click()
    assert page.model.parameters["turnover"] == pytest.approx(slider.max)
    page.button("Step").click()
    assert page.model.quarter == 1


def test_it_can_be_stepped_to_its_end_and_no_further(page):
    page.example.model.value = page.example.Region(**page.example.chosen() | {"years": 1})
    for _ in range(4):
        assert not page.button("Step").disabled
        page.button("Step").click()
    assert page.model.quarter == 4
    assert page.button("Step").disabled


NOWHERE = "http://127.0.0.1:9"
START = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def address(tmp_path):
    """Serve the example as `make viz` does, where no other host can be asked for anything."""
    port = free_port()
    [line] = re.findall(r"^\t(.*solara run.*)$", (EXAMPLE.parents[1] / "Makefile").read_text(), re.MULTILINE)
    switch, _, *words = line.split()[:-1]
    command = (sys.executable, "-m", "solara", *words, "--no-open", "--port", str(port))
    environment = os.environ | {"SOLARA_ASSETS_CDN": NOWHERE, "PYTHONPATH": str(EXAMPLE.parents[1])}
    environment |= [switch.split("=")]
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen(command, env=environment, cwd=EXAMPLE.parents[1], stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(START)


def fetched(url):
    """Return what the address answers, once it does."""
    end = time.monotonic() + START
    while True:
        try:
            with urllib.request.urlopen(url, timeout=START) as answer:
                return answer.read()
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError) or time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_the_page_brings_everything_that_it_shows_with_it(address):
    html = fetched(f"{address}/").decode()
    parts = re.findall(r"<(?:script|link|iframe)[^>]*? (?:src|href)=\"([^\"]+)\"", html)
    assert any("_solara/cdn" in part for part in parts)
    for part in parts:
        assert part.startswith("/") and fetched(f"{address}{part}")


def test_what_make_viz_serves_reports_nothing_of_its_use():
    """Solara reads its settings from the environment that `make viz` gives it."""
    from solara.server.settings import Telemetry

    [switch] = re.findall(r"(SOLARA_TELEMETRY\S+)=(\S+)", (EXAMPLE.parents[1] / "Makefile").read_text())
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(*switch)
        assert not Telemetry().mixpanel_enable
    assert Telemetry().mixpanel_enable
