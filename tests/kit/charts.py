"""A blank page, the paper, on which the browser tests draw the charts, with data for each kind."""

import functools
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kraftsamling.model.paths import ROOT
from kraftsamling.model.texts import texts
from kraftsamling.model.vocabulary import LANGUAGES

STATIC = ROOT / "app" / "static"
POLICY = "default-src 'self'; img-src 'self' data:"
"""What the page allows, and so the strictest that charts must live with."""

KINDS = ("fan", "difference", "multiples", "groups", "worlds", "map", "bars")
LEVELS = {"p05": -12.0, "p25": -5.0, "median": 0.0, "p75": 6.0, "p95": 14.0}
YEARS = list(range(2025, 2041))
NAMES = ("Upplands Väsby", "Gnosjö", "Örnsköldsvik", "Å", "Malung-Sälen", "Bollebygd", "Härnösand", "Tranås", "Vara")
PATH = "document.querySelector('#box path.median.b').getAttribute('d')"
PAGE = """<!doctype html><html lang="sv"><meta charset="utf-8"><title>charts</title>
<link rel="stylesheet" href="/charts.css"><div id="box"></div></html>"""


class Server(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def do_GET(self):
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def paper_address():
    """Serve the charts and the paper."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def lay(page, address):
    """Open the paper and give the charts their texts."""
    page.goto(address)
    for language in LANGUAGES:
        told = {f"chart.{name}": words for name, words in texts("chart", language).items()}
        page.evaluate("async (given) => (await import('/js/charts/words.js')).useTexts(...given)", [language, told])


@pytest.fixture
def paper(browser, paper_address):
    """Lay out an empty paper; one on which something complains, or that asks elsewhere, fails its test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.faults = []
    opened.on("console", lambda message: opened.faults.append(message.text))
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    opened.route(re.compile(f"^(?!{re.escape(paper_address)})http"), lambda route: route.abort())
    lay(opened, paper_address)
    yield opened
    assert not opened.faults
    context.close()


def course(start, slope):
    """A course's percentiles by year; its spread grows with the years."""
    steps = range(len(YEARS))
    return {level: [start + slope * at + away * (0.3 + at / 15) for at in steps] for level, away in LEVELS.items()}


def ends(start):
    return {level: start + away for level, away in LEVELS.items()}


def places(**shown):
    list_of = [
        {
            "code": f"{index:04d}",
            "name": name,
            "letter": chr(65 + index),
            "size_class": ("small", "medium", "large")[index % 3],
            "x": 10.0 * (index % 3) + index % 2,
            "y": 12.0 * (index // 3),
            "population": 9000 * (index + 1),
        }
        | shown
        for index, name in enumerate(NAMES)
    ]
    return {"municipalities": list_of, "outline": "M-2,-2L24,-2L24,26L-2,26Z", "box": [-2, -2, 24, 26]}


def data_of(kind):
    a, b = course(30, 0.2), course(31, 0.9)
    difference = course(0, 0.7)
    region = places()
    codes = [each["code"] for each in region["municipalities"]]
    return {
        "fan": {"years": YEARS, "a": a, "b": b},
        "difference": {"years": YEARS, "difference": difference},
        "multiples": {
            "years": YEARS,
            "panels": [{"name": f"c{i}", "label": f"Organisatoriskt kapital {i}", "a": a, "b": b} for i in range(7)],
        },
        "groups": {
            "groups": [
                {"name": size, "label": f"{size} kommuner i regionen", "start": 24.0, "a": ends(30), "b": ends(41)}
                for size in ("Små", "Medelstora", "Stora")
            ]
        },
        "worlds": {"better": 300, "tie": 112, "worse": 50},
        "map": {
            "region": region,
            "values": {code: {"a": 20 + i, "b": 22 + 1.5 * i, "difference": 0.5 * i} for i, code in enumerate(codes)},
            "sure": {code: i / 8 for i, code in enumerate(codes)},
        },
        "bars": {
            "parts": [
                {
                    "name": "knowledge",
                    "label": "Ökad kunskapsbas hos tjänstepersoner",
                    "mean": 2.5,
                    "low": 1,
                    "high": 4,
                },
                {"name": "room", "label": "Ökat handlingsutrymme", "mean": -0.75, "low": -2, "high": 0.5},
            ],
            "rest": {"label": "Samspel", "mean": 0.25, "low": -0.5, "high": 1.0},
        },
    }[kind]


OPTIONS = {
    "labelA": "Inget stöd",
    "labelB": "Nivå 2: stöd till kommunernas egen förmåga",
    "title": "Omställningsförmåga",
    "description": "Två strategier jämförs",
    "axis": "Omställningsförmåga",
    "unit": "poäng (0–100)",
    "language": "sv",
}

DRAW = """async ([kind, data, options, width]) => {
  const module = await import(`/js/charts/${kind}.js`);
  const box = document.getElementById("box");
  window.drawn?.destroy();
  box.replaceChildren();
  box.style.width = width + "px";
  window.told = [];
  const listens = { onSelect: (code) => told.push(code), onYear: (year) => told.push(year) };
  window.drawn = module.create(box, { ...options, ...listens });
  drawn.update(data, {});
}"""


def draw(paper, kind, data=None, width=720, **options):
    paper.evaluate(DRAW, [kind, data or data_of(kind), {**OPTIONS, **options}, width])


def cells(paper, kind, data=None, **options):
    """The table behind a chart: its rows of texts, the heads first."""
    return paper.evaluate(
        """async ([kind, data, options]) => [...(await import(`/js/charts/${kind}.js`)).table(data, options).rows]
        .map((row) => [...row.cells].map((cell) => cell.textContent))""",
        [kind, data or data_of(kind), {**OPTIONS, **options}],
    )


def crossed(page):
    """The codes of the places with a cross on their circle."""
    circles = page.locator("svg .place").evaluate_all(
        "all => all.filter((c) => c.nextElementSibling?.classList.contains('cross')).map((c) => c.dataset.code)"
    )
    return set(circles)


def words(paper):
    return paper.evaluate("[...document.querySelectorAll('#box text')].map((text) => text.textContent)")


def looks(paper, selector, name):
    return paper.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name])
