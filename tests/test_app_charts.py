"""The charts of the page in a real browser: what they draw, tell, move and hand out, with the network cut off."""

import functools
import json
import math
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis.wording import number, percent
from model.texts import texts
from model.vocabulary import LANGUAGES

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[1] / "app" / "static"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
POLICY = "default-src 'self'; img-src 'self' data:"
"""What the page allows, and so the strictest that charts must live with."""

KINDS = ("fan", "difference", "multiples", "groups", "worlds", "map", "bars")
LEVELS = {"p05": -12.0, "p25": -5.0, "median": 0.0, "p75": 6.0, "p95": 14.0}
YEARS = list(range(2025, 2041))
NAMES = ("Upplands Väsby", "Gnosjö", "Örnsköldsvik", "Å", "Malung-Sälen", "Bollebygd", "Härnösand", "Tranås", "Vara")
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


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "no Chromium found: install it to run the browser tests"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


def give_texts(page):
    for language in LANGUAGES:
        told = {f"chart.{name}": words for name, words in texts("chart", language).items()}
        page.evaluate("async (given) => (await import('/js/charts/words.js')).useTexts(...given)", [language, told])


@pytest.fixture
def page(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.faults = []
    opened.on("console", lambda message: opened.faults.append(message.text))
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    opened.route(re.compile(f"^(?!{re.escape(address)})http"), lambda route: route.abort())
    opened.goto(address)
    give_texts(opened)
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


def draw(page, kind, data=None, width=720, **options):
    page.evaluate(DRAW, [kind, data or data_of(kind), {**OPTIONS, **options}, width])


def cells(page, kind, data=None, **options):
    """The table behind a chart: its rows of texts, the heads first."""
    return page.evaluate(
        """async ([kind, data, options]) => [...(await import(`/js/charts/${kind}.js`)).table(data, options).rows]
        .map((row) => [...row.cells].map((cell) => cell.textContent))""",
        [kind, data or data_of(kind), {**OPTIONS, **options}],
    )


def words(page):
    return page.evaluate("[...document.querySelectorAll('#box text')].map((text) => text.textContent)")


def looks(page, selector, name):
    return page.evaluate("([s, n]) => getComputedStyle(document.querySelector(s))[n]", [selector, name])


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_draws_and_has_a_name(page, kind, language):
    draw(page, kind, language=language)
    svg = page.locator("#box svg")
    assert svg.bounding_box()["height"] > 60
    assert svg.get_attribute("role") == ("group" if kind == "map" else "img")
    named = page.evaluate(
        """() => document.querySelector("#box svg").getAttribute("aria-labelledby").split(" ")
        .map((id) => document.getElementById(id).textContent)"""
    )
    assert named == [OPTIONS["title"], OPTIONS["description"]]
    if kind != "worlds":
        assert any("poäng (0–100)" in text for text in words(page))
        assert "Omställningsförmåga" in " ".join(words(page))
    if kind in ("fan", "difference"):
        assert ("År" if language == "sv" else "Year") in words(page)


@pytest.mark.parametrize("width", [340, 720, 1200])
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_lies_on_another_or_leaves_the_chart(page, kind, width):
    for more in ({}, {"anonymous": True}) if kind == "map" else ({},):
        draw(page, kind, width=width, **more)
        faults = page.evaluate(
            """() => {
              const svg = document.querySelector("#box svg").getBoundingClientRect();
              const texts = [...document.querySelectorAll("#box text")];
              const boxes = texts.map((text) => text.getBoundingClientRect());
              const sizes = texts.map((text) => parseFloat(getComputedStyle(text).fontSize));
              const found = [];
              boxes.forEach((one, i) => {
                const aside = one.left < svg.left - 1 || one.right > svg.right + 1;
                if (aside || one.bottom > svg.bottom + 1 || one.top < svg.top - 1)
                  found.push(["cut", texts[i].textContent]);
                if (sizes[i] < 12) found.push(["small", texts[i].textContent]);
                boxes.slice(i + 1).forEach((two, j) => {
                  const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
                  const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
                  if (across > 1 && down > 3) found.push([texts[i].textContent, texts[i + 1 + j].textContent]);
                });
              });
              return found;
            }"""
        )
        assert faults == []


def swedish(value, digits, signed=False):
    sign = "−" if value < 0 else "+" if signed else ""
    return sign + f"{abs(value):.{digits}f}".replace(".", ",")


def test_tables_tell_the_numbers_that_are_drawn(page):
    fan = cells(page, "fan")
    a = data_of("fan")["a"]
    assert [row[0] for row in fan[1:]] == [str(year) for year in YEARS]
    assert [row[1:6] for row in fan[1:]] == [[swedish(a[level][at], 1) for level in LEVELS] for at in range(len(YEARS))]
    draw(page, "fan", digits=1)
    assert f"A {fan[-1][3]}" in words(page) and f"B {fan[-1][8]}" in words(page)

    difference = cells(page, "difference")
    draw(page, "difference")
    assert difference[-1][3] == swedish(data_of("difference")["difference"]["median"][-1], 1, signed=True)
    assert difference[-1][3] in words(page)

    draw(page, "multiples", digits=0)
    last = cells(page, "multiples", digits=0)
    assert len(last) == 1 + 7 * 4
    assert f"A {last[2][3]}" in words(page) and f"B {last[4][3]}" in words(page)

    draw(page, "groups")
    assert {f"{row[0][-1]} {row[4]}" for row in cells(page, "groups")[1:]} <= set(words(page))
    assert {row[1] for row in cells(page, "groups")[1:]} == {"24,0"}

    draw(page, "worlds")
    assert [row[1:] for row in cells(page, "worlds")[1:]] == [["300", "65\xa0%"], ["112", "24\xa0%"], ["50", "11\xa0%"]]
    assert any("300 av 462" in text for text in words(page))

    draw(page, "map", width=1200)
    rows = cells(page, "map")[1:]
    assert [row[3] for row in rows][-2:] == ["+3,5", "+4,0"]
    assert {f"{row[0]} {row[3]}" for row in rows} <= set(words(page))

    draw(page, "bars")
    assert [row[1] for row in cells(page, "bars")[1:]] == ["+2,5", "−0,8", "+0,3"]
    assert {row[1] for row in cells(page, "bars")[1:]} <= set(words(page))


def test_lines_stand_where_their_numbers_are(page):
    """The drawn median, read back through the ticks of the axis, is the median that was given."""
    draw(page, "fan")
    points = page.evaluate(
        """() => {
          const ticks = [...document.querySelectorAll("#box text.tick.end")];
          const at = (text) => +ticks.find((tick) => tick.textContent === text).getAttribute("y") - 4;
          const ends = document.querySelector("#box path.median.b").getAttribute("d").match(/[\\d.]+,[\\d.]+/g);
          return [at("0"), at("40"), ends.map((point) => +point.split(",")[1])];
        }"""
    )
    zero, forty, drawn = points
    read = [40 * (y - zero) / (forty - zero) for y in drawn]
    assert read == pytest.approx(data_of("fan")["b"]["median"], abs=0.05)


def test_courses_differ_by_more_than_colour(page):
    draw(page, "fan")
    assert looks(page, "path.median.a", "strokeDasharray") != looks(page, "path.median.b", "strokeDasharray")
    assert looks(page, "path.median.a", "stroke") != looks(page, "path.median.b", "stroke")
    assert any(text.startswith("A ") for text in words(page)) and any(text.startswith("B ") for text in words(page))
    draw(page, "groups")
    assert page.locator("#box rect.marker.a").count() == 4 and page.locator("#box circle.marker.b").count() == 4
    draw(page, "worlds")
    assert page.locator("#box rect.hatched").count() == 4


def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_and_lines_stand_out_from_the_paper(page):
    for kind in KINDS:
        draw(page, kind)
        fills = page.evaluate(
            "[...document.querySelectorAll('#box text:not(.white)')].map((text) => getComputedStyle(text).fill)"
        )
        assert all(1.05 / (luminance(fill) + 0.05) >= 4.5 for fill in set(fills))
    draw(page, "fan")
    for course_of in ("a", "b"):
        assert 1.05 / (luminance(looks(page, f"path.median.{course_of}", "stroke")) + 0.05) >= 3


def test_circles_are_buttons_for_keys_and_pointers(page):
    draw(page, "map", width=1200)
    circles = page.locator("#box circle[role=button]")
    assert circles.count() == len(NAMES)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.code")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "Vara, +4,0 poäng (0–100)"
    assert page.locator("#box circle.focus").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    second = page.evaluate("document.activeElement.dataset.code")
    assert first != second
    circles.last.click()
    assert page.evaluate("told") == [first, second, circles.last.get_attribute("data-code")]
    page.evaluate("(code) => drawn.update(drawn.data(), { selected: code })", second)
    assert page.locator(f"#box circle[data-code='{second}']").get_attribute("aria-pressed") == "true"
    assert page.locator("#box circle.ring").count() == 1


def test_letters_tell_neither_name_nor_place(page):
    draw(page, "map", anonymous=True)
    everything = page.evaluate("document.getElementById('box').innerHTML")
    assert not any(name in everything for name in NAMES if len(name) > 1)
    assert page.locator("#box path.land").count() == 0


def test_a_region_without_coordinates_is_a_grid(page):
    data = data_of("map")
    data["region"] = {**places(x=None, y=None), "outline": None, "box": None}
    draw(page, "map", data)
    centres = page.evaluate(
        "[...document.querySelectorAll('#box .place')].map((c) => [c.cx.baseVal.value, c.cy.baseVal.value])"
    )
    assert len({tuple(centre) for centre in centres}) == len(NAMES)
    assert len({y for _, y in centres}) <= 3


def test_a_pointer_reads_a_year_and_chooses_it(page):
    draw(page, "fan")
    box = page.locator("#box svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    shown = page.locator("#box text").filter(has_text="(").all_text_contents()
    rows = {row[0]: row for row in cells(page, "fan")}
    year = next(text for text in words(page) if text.isdigit() and int(text) % 5 and text in rows)
    assert f"A  {rows[year][3]}  ({rows[year][1]} – {rows[year][5]})" in shown
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("told") == [int(year)]
    page.mouse.move(0, 0)
    assert page.locator("#box rect.readout").count() == 0


PATH = "document.querySelector('#box path.median.b').getAttribute('d')"


def test_new_values_glide_but_not_for_those_who_want_no_motion(browser, page, address):
    new = data_of("fan") | {"b": course(36, 1.1)}
    draw(page, "fan")
    page.evaluate("(data) => drawn.update(data, {})", new)
    still = page.evaluate(PATH)
    page.wait_for_timeout(300)
    assert page.evaluate(PATH) == still

    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="no-preference")
    moving = context.new_page()
    moving.goto(address)
    give_texts(moving)
    draw(moving, "fan")
    before = moving.evaluate(PATH)
    nodes = moving.evaluate("window.kept = document.querySelector('#box path.median.b'), true")
    between = moving.evaluate(
        """async (data) => {
          drawn.update(data, {});
          const path = () => document.querySelector("#box path.median.b").getAttribute("d");
          const seen = new Set([path()]);
          const began = performance.now();
          while (performance.now() - began < 600) {
            await new Promise(requestAnimationFrame);
            seen.add(path());
          }
          return [...seen];
        }""",
        new,
    )
    assert nodes and len(between) > 2
    assert between[0] == before and between[-1] == still
    assert moving.evaluate("window.kept === document.querySelector('#box path.median.b')")
    context.close()


def test_a_chart_follows_its_container_and_goes_away(page):
    draw(page, "fan", width=1200)
    page.evaluate("document.getElementById('box').style.width = '360px'")
    page.wait_for_timeout(200)
    assert page.evaluate("document.querySelector('#box svg').viewBox.baseVal.width") == 360
    page.evaluate("drawn.destroy()")
    assert page.locator("#box svg").count() == 0


def holes(values):
    return [None if at in (3, 4, 9) else value for at, value in enumerate(values)]


def test_missing_values_leave_gaps(page):
    broken = {level: holes(values) for level, values in course(30, 0.5).items()}
    empty = {level: [None] * len(YEARS) for level in LEVELS}
    draw(page, "fan", {"years": YEARS, "a": empty, "b": broken})
    assert page.evaluate(PATH).count("M") == 3
    assert page.evaluate("document.querySelector('#box path.median.a').getAttribute('d')") == ""
    draw(page, "difference", {"years": YEARS, "difference": broken})
    assert page.evaluate("document.querySelector('#box path.median.d').getAttribute('d')").count("M") == 3
    draw(page, "difference", {"years": YEARS, "difference": empty}, least=0)
    draw(page, "multiples", {"years": YEARS, "panels": [{"name": "c", "label": "C", "a": empty, "b": broken}]})
    lost = {level: None for level in LEVELS}
    draw(page, "groups", {"groups": [{"name": "s", "label": "S", "start": None, "a": lost, "b": ends(30)}]})
    draw(page, "worlds", {"better": 0, "tie": 0, "worse": 0})
    assert words(page) == ["Inga värden att visa"]
    draw(page, "bars", {"parts": [{"name": "x", "label": "X", "mean": None, "low": None, "high": None}]})
    data = data_of("map")
    data["values"] = {code: {"a": None, "b": None, "difference": None} for code in data["values"]}
    draw(page, "map", data)
    assert "NaN" not in page.evaluate("document.getElementById('box').innerHTML")
    assert cells(page, "fan", {"years": YEARS, "a": empty, "b": broken})[1][1] == "–"


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_svg_stands_alone(page, kind):
    draw(page, kind)
    with page.expect_download() as handed:
        page.evaluate(
            """async () => {
              const { download } = await import("/js/charts/download.js");
              await download(drawn.svg, "bild", "svg", { title: "Rubrik", note: ["Källa"] });
            }"""
        )
    assert handed.value.suggested_filename == "bild.svg"
    text = Path(handed.value.path()).read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("width")
    assert "var(" not in text and 'class="' not in text and 'href="http' not in text
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Rubrik", "Källa", *words(page)} <= set(texts)
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        assert node.get("fill") and node.get("font-family")


def test_a_saved_png_is_the_picture(page):
    draw(page, "fan")
    found = json.loads(
        page.evaluate(
            """async () => {
              const { pngBlob } = await import("/js/charts/download.js");
              const blob = await pngBlob(drawn.svg, { title: "Rubrik" });
              const bitmap = await createImageBitmap(blob);
              const { width, height } = bitmap;
              const canvas = Object.assign(document.createElement("canvas"), { width, height });
              const context = canvas.getContext("2d");
              context.drawImage(bitmap, 0, 0);
              const pixels = context.getImageData(0, 0, width, height).data;
              const colours = new Set();
              for (let at = 0; at < pixels.length; at += 4) colours.add(pixels.slice(at, at + 3).join());
              const [blue, brown] = ["10,90,148", "163,72,10"].map((colour) => colours.has(colour));
              return JSON.stringify({ type: blob.type, width, blue, brown, white: pixels[0] });
            }"""
        )
    )
    assert found == {"type": "image/png", "width": 2 * (720 + 48), "blue": True, "brown": True, "white": 255}


def test_numbers_are_written_as_the_report_writes_them(page):
    write = """async ([value, form]) => (await import("/js/charts/format.js")).number(value, form)"""
    for language in ("sv", "en"):
        for value, digits, signed in ((-1234567.891, 1, False), (1234, 0, False), (0.04, 1, True), (2.25, 2, True)):
            form = {"language": language, "digits": digits, "signed": signed}
            assert page.evaluate(write, [value, form]) == number(value, language, digits, signed=signed)
        assert page.evaluate(write, [None, {"language": language}]) == number(math.nan, language) == "–"


def test_shares_are_written_as_the_report_writes_them(page):
    write = """async ([share, form]) => (await import("/js/charts/format.js")).percent(share, form)"""
    for language in ("sv", "en"):
        for share in (0, 0.001, 0.006, 0.4, 0.999, 1):
            assert page.evaluate(write, [share, {"language": language}]) == percent(share, language)


def test_years_and_ticks_are_round_and_apart(page):
    found = page.evaluate(
        """async () => {
          const { ticks, nice, steady, yearTicks, linear } = await import("/js/charts/scales.js");
          const years = Array.from({ length: 16 }, (_, at) => 2025 + at);
          const steadied = [40, 20, 80].map((high) => steady([0, 60], [0, high]));
          const told = yearTicks(years, linear([2025, 2040], [0, 300]), 45);
          return [ticks([0, 57], 5), nice([-2, 35], 5), ticks([0, 0.3], 3), ...steadied, told];
        }"""
    )
    assert found == [
        [0, 20, 40],
        [-10, 40],
        [0, 0.1, 0.2, 0.3],
        [0, 60],
        [0, 20],
        [0, 80],
        [2025, 2030, 2035, 2040],
    ]
