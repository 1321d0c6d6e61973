"""The charts of the page in a real browser: what they draw and tell, with the network cut off."""

import re

import pytest

from tests.kit.charts import (
    KINDS,
    LEVELS,
    NAMES,
    OPTIONS,
    PATH,
    YEARS,
    cells,
    course,
    crossed,
    data_of,
    draw,
    ends,
    looks,
    places,
    words,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_chart_draws_and_has_a_name(paper, kind, language):
    draw(paper, kind, language=language)
    svg = paper.locator("#box svg")
    assert svg.bounding_box()["height"] > 60
    assert svg.get_attribute("role") == ("group" if kind == "map" else "img")
    named = paper.evaluate(
        """() => document.querySelector("#box svg").getAttribute("aria-labelledby").split(" ")
        .map((id) => document.getElementById(id).textContent)"""
    )
    assert named == [OPTIONS["title"], OPTIONS["description"]]
    if kind != "worlds":
        assert any("poäng (0–100)" in text for text in words(paper))
        assert "Omställningsförmåga" in " ".join(words(paper))
    if kind in ("fan", "difference"):
        assert ("År" if language == "sv" else "Year") in words(paper)


@pytest.mark.parametrize("width", [340, 720, 1200])
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_lies_on_another_or_leaves_the_chart(paper, kind, width):
    for more in ({}, {"anonymous": True}) if kind == "map" else ({},):
        draw(paper, kind, width=width, **more)
        faults = paper.evaluate(
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


def test_tables_tell_the_numbers_that_are_drawn(paper):
    fan = cells(paper, "fan")
    a = data_of("fan")["a"]
    assert [row[0] for row in fan[1:]] == [str(year) for year in YEARS]
    assert [row[1:6] for row in fan[1:]] == [[swedish(a[level][at], 1) for level in LEVELS] for at in range(len(YEARS))]
    draw(paper, "fan", digits=1)
    assert f"A {fan[-1][3]}" in words(paper) and f"B {fan[-1][8]}" in words(paper)

    difference = cells(paper, "difference")
    draw(paper, "difference")
    assert difference[-1][3] == swedish(data_of("difference")["difference"]["median"][-1], 1, signed=True)
    assert difference[-1][3] in words(paper)

    draw(paper, "multiples", digits=0)
    last = cells(paper, "multiples", digits=0)
    assert len(last) == 1 + 7 * 4
    assert f"A {last[2][3]}" in words(paper) and f"B {last[4][3]}" in words(paper)

    draw(paper, "groups")
    assert {f"{row[0][-1]} {row[4]}" for row in cells(paper, "groups")[1:]} <= set(words(paper))
    assert {row[1] for row in cells(paper, "groups")[1:]} == {"24,0"}

    draw(paper, "worlds")
    assert [row[1:] for row in cells(paper, "worlds")[1:]] == [
        ["300", "65\xa0%"],
        ["112", "24\xa0%"],
        ["50", "11\xa0%"],
    ]
    assert any("300 av 462" in text for text in words(paper))

    draw(paper, "map", width=1200)
    rows = cells(paper, "map")[1:]
    assert [row[3] for row in rows][-2:] == ["+3,5", "+4,0"]
    assert {f"{row[0]} {row[3]}" for row in rows} <= set(words(paper))

    draw(paper, "bars")
    assert [row[1] for row in cells(paper, "bars")[1:]] == ["+2,5", "−0,8", "+0,3"]
    assert {row[1] for row in cells(paper, "bars")[1:]} <= set(words(paper))


def test_lines_stand_where_their_numbers_are(paper):
    """The drawn median, read back through the ticks of the axis, is the median that was given."""
    draw(paper, "fan")
    points = paper.evaluate(
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


def test_courses_differ_by_more_than_colour(paper):
    draw(paper, "fan")
    assert looks(paper, "path.median.a", "strokeDasharray") != looks(paper, "path.median.b", "strokeDasharray")
    assert looks(paper, "path.median.a", "stroke") != looks(paper, "path.median.b", "stroke")
    assert any(text.startswith("A ") for text in words(paper)) and any(text.startswith("B ") for text in words(paper))
    draw(paper, "groups")
    assert paper.locator("#box rect.marker.a").count() == 4 and paper.locator("#box circle.marker.b").count() == 4
    draw(paper, "worlds")
    assert paper.locator("#box rect.hatched").count() == 4


def luminance(colour):
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_and_lines_stand_out_from_the_paper(paper):
    for kind in KINDS:
        draw(paper, kind)
        fills = paper.evaluate(
            "[...document.querySelectorAll('#box text:not(.white)')].map((text) => getComputedStyle(text).fill)"
        )
        assert all(1.05 / (luminance(fill) + 0.05) >= 4.5 for fill in set(fills))
    draw(paper, "fan")
    for course_of in ("a", "b"):
        assert 1.05 / (luminance(looks(paper, f"path.median.{course_of}", "stroke")) + 0.05) >= 3


def test_a_cross_marks_each_place_where_most_worlds_make_no_difference(paper):
    """Of nine places with shares of worlds 0/8 to 8/8 the first four have less than a half."""
    draw(paper, "map")
    codes = [each["code"] for each in data_of("map")["region"]["municipalities"]]
    assert crossed(paper) == set(codes[:4])
    draw(paper, "map", mode="b")
    assert crossed(paper) == set()


def test_letters_tell_neither_name_nor_place(paper):
    draw(paper, "map", anonymous=True)
    everything = paper.evaluate("document.getElementById('box').innerHTML")
    assert not any(name in everything for name in NAMES if len(name) > 1)
    assert paper.locator("#box path.land").count() == 0


def test_a_region_without_coordinates_is_a_grid(paper):
    data = data_of("map")
    data["region"] = {**places(x=None, y=None), "outline": None, "box": None}
    draw(paper, "map", data)
    centres = paper.evaluate(
        "[...document.querySelectorAll('#box .place')].map((c) => [c.cx.baseVal.value, c.cy.baseVal.value])"
    )
    assert len({tuple(centre) for centre in centres}) == len(NAMES)
    assert len({y for _, y in centres}) <= 3


def test_a_large_region_without_coordinates_is_a_grid_without_names_and_not_endless(paper):
    data = data_of("map")
    one = data["region"]["municipalities"][0]
    many = [{**one, "code": f"m{n}", "name": f"M{n}", "letter": f"L{n}", "x": None, "y": None} for n in range(400)]
    data["region"] |= {"municipalities": many, "outline": None, "box": None}
    data["values"] = {each["code"]: {"a": 40.0, "b": 42.0, "difference": 2.0} for each in many}
    draw(paper, "map", data)
    assert paper.locator("#box .place").count() == 400
    assert paper.evaluate("document.querySelector('#box svg').getBoundingClientRect().height") < 1400
    assert not any(word.startswith("M1") for word in words(paper))
    apart = paper.evaluate("""() => {
      const [a, b] = [...document.querySelectorAll('#box .place')].slice(0, 2).map((c) => c.cx.baseVal.value);
      return Math.abs(a - b); }""")
    assert apart >= 24


def holes(values):
    return [None if at in (3, 4, 9) else value for at, value in enumerate(values)]


def test_missing_values_leave_gaps(paper):
    broken = {level: holes(values) for level, values in course(30, 0.5).items()}
    empty = {level: [None] * len(YEARS) for level in LEVELS}
    draw(paper, "fan", {"years": YEARS, "a": empty, "b": broken})
    assert paper.evaluate(PATH).count("M") == 3
    assert paper.evaluate("document.querySelector('#box path.median.a').getAttribute('d')") == ""
    draw(paper, "difference", {"years": YEARS, "difference": broken})
    assert paper.evaluate("document.querySelector('#box path.median.d').getAttribute('d')").count("M") == 3
    draw(paper, "difference", {"years": YEARS, "difference": empty}, least=0)
    draw(paper, "multiples", {"years": YEARS, "panels": [{"name": "c", "label": "C", "a": empty, "b": broken}]})
    lost = {level: None for level in LEVELS}
    draw(paper, "groups", {"groups": [{"name": "s", "label": "S", "start": None, "a": lost, "b": ends(30)}]})
    draw(paper, "worlds", {"better": 0, "tie": 0, "worse": 0})
    assert words(paper) == ["Inga värden att visa"]
    draw(paper, "bars", {"parts": [{"name": "x", "label": "X", "mean": None, "low": None, "high": None}]})
    data = data_of("map")
    data["values"] = {code: {"a": None, "b": None, "difference": None} for code in data["values"]}
    draw(paper, "map", data)
    assert "NaN" not in paper.evaluate("document.getElementById('box').innerHTML")
    assert cells(paper, "fan", {"years": YEARS, "a": empty, "b": broken})[1][1] == "–"


def test_years_and_ticks_are_round_and_apart(paper):
    found = paper.evaluate(
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
