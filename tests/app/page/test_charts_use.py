"""The charts of the page in a real browser: how they answer hands and change, and the files they hand out."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.kit.charts import KINDS, NAMES, PATH, cells, course, data_of, draw, lay, words

pytestmark = pytest.mark.browser


def test_circles_are_buttons_for_keys_and_pointers(paper):
    draw(paper, "map", width=1200)
    circles = paper.locator("#box circle[role=button]")
    assert circles.count() == len(NAMES)
    paper.keyboard.press("Tab")
    first = paper.evaluate("document.activeElement.dataset.code")
    label = paper.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "Vara, +4,0 poäng (0–100)"
    assert paper.locator("#box circle.focus").count() == 1
    paper.keyboard.press("Enter")
    paper.keyboard.press("Tab")
    paper.keyboard.press("Space")
    second = paper.evaluate("document.activeElement.dataset.code")
    assert first != second
    circles.last.click()
    assert paper.evaluate("told") == [first, second, circles.last.get_attribute("data-code")]
    paper.evaluate("(code) => drawn.update(drawn.data(), { selected: code })", second)
    assert paper.locator(f"#box circle[data-code='{second}']").get_attribute("aria-pressed") == "true"
    assert paper.locator("#box circle.ring").count() == 1


def test_a_pointer_reads_a_year_and_chooses_it(paper):
    draw(paper, "fan")
    box = paper.locator("#box svg").bounding_box()
    paper.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    shown = paper.locator("#box text").filter(has_text="(").all_text_contents()
    rows = {row[0]: row for row in cells(paper, "fan")}
    year = next(text for text in words(paper) if text.isdigit() and int(text) % 5 and text in rows)
    assert f"A  {rows[year][3]}  ({rows[year][1]} – {rows[year][5]})" in shown
    paper.mouse.down()
    paper.mouse.up()
    assert paper.evaluate("told") == [int(year)]
    paper.mouse.move(0, 0)
    assert paper.locator("#box rect.readout").count() == 0


def test_new_values_glide_but_not_for_those_who_want_no_motion(browser, paper, paper_address):
    new = data_of("fan") | {"b": course(36, 1.1)}
    draw(paper, "fan")
    paper.evaluate("(data) => drawn.update(data, {})", new)
    still = paper.evaluate(PATH)
    paper.wait_for_timeout(300)
    assert paper.evaluate(PATH) == still

    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="no-preference")
    moving = context.new_page()
    lay(moving, paper_address)
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


def test_a_chart_follows_its_container_and_goes_away(paper):
    draw(paper, "fan", width=1200)
    paper.evaluate("document.getElementById('box').style.width = '360px'")
    paper.wait_for_timeout(200)
    assert paper.evaluate("document.querySelector('#box svg').viewBox.baseVal.width") == 360
    paper.evaluate("drawn.destroy()")
    assert paper.locator("#box svg").count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_svg_stands_alone(paper, kind):
    draw(paper, kind)
    with paper.expect_download() as handed:
        paper.evaluate(
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
    assert {"Rubrik", "Källa", *words(paper)} <= set(texts)
    for node in root.iter("{http://www.w3.org/2000/svg}text"):
        assert node.get("fill") and node.get("font-family")


def test_a_saved_png_is_the_picture(paper):
    draw(paper, "fan")
    found = json.loads(
        paper.evaluate(
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
