"""The map of the built-in regions in a real browser: every name beside its circle, or at the end of its own line."""

import pytest

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.catalogue import region_entry
from kraftsamling.model.inputs.region import load_region
from tests.kit.charts import draw

pytestmark = pytest.mark.browser

STRUCK = """() => {
  const [texts, leads] = ["text.haloed", "line.leader"].map((kind) => [...document.querySelectorAll(`#box ${kind}`)]);
  const shares = Array.from({ length: 101 }, (_, at) => at / 100);
  const meets = ({ x1, y1, x2, y2 }, { x, y, width, height }) => shares.some((share) => {
    const at = (one, other) => one.baseVal.value * (1 - share) + other.baseVal.value * share;
    const [across, down] = [at(x1, x2), at(y1, y2)];
    return across > x && across < x + width && down > y + 2 && down < y + height - 2;
  });
  const struck = texts.filter((text) => leads.some((line) => meets(line, text.getBBox())));
  return [texts.length, leads.length, struck.map((text) => text.textContent)];
}"""


@pytest.mark.parametrize("name", ["goteborgsregionen", "varmland", "vestregionen"])
def test_no_line_that_leads_to_a_name_runs_behind_another(paper, name):
    region = region_entry(load_region(name), Reader("sv"))
    codes = [each["code"] for each in region["municipalities"]]
    values = {code: {"a": 24.5, "b": 25.0, "difference": 0.5} for code in codes}
    led = 0
    for width in (400, 418, 440, 600, 720):
        draw(paper, "map", {"region": region, "values": values, "sure": dict.fromkeys(codes, 0.4)}, width)
        names, leads, struck = paper.evaluate(STRUCK)
        assert names == len(codes) and struck == [], width
        led += leads
    assert led > 0
