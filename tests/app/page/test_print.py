"""The print: one A4 page that can be read, whatever is asked, and the screen untouched by it; in a real browser."""

import re
from pathlib import Path

import pytest

from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.scenario import DURATION
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import CAPITALS, LANGUAGES
from tests.kit.browsing import QUICK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROUND = 0.01
MUCH = {
    "years": 5,
    "a": "gated_minimum",
    "b": {
        "ambition": {
            "policy": "gated",
            "level": 2,
            "gate": "minimum",
            "thresholds": {"receptive_capacity": 0.41, "legitimacy": 0.3, "mandate": 0.6, "knowledge_of_needs": 0.2},
            "dwell_years": 3.5,
            "step_down": True,
        },
        "budget": {"person_years": 17.5, "project_share": 0.55, "end_year": 20},
        "forms": {"policy": "mix", "mix": {"knowledge": 20, "resource": 50, "room": 30}},
        "capitals": dict(zip(CAPITALS, (10, 10, 10, 10, 20, 20, 20), strict=True)),
        "handover": 0.3,
        "pooled_applications": True,
        "targeting": "size_adapted",
        "matching": "alike",
        "portfolio": {"breadth": 3, "policy": "need"},
        "tailored": 0.7,
        "governance": "statutory",
        "follow_up": 0.2,
        "meetings": 3,
        "reserve": 0.1,
        "municipal": {"structures": 0.2, "learning": 0.3, "earmarked_time": 0.5},
    },
    "events": [{"kind": kind, "year": year, "strength": 0.5} for year, kind in enumerate(DURATION, 1)],
}
"""Nearly everything set otherwise than in any preset, and every event."""
CALLED = {language: "Kraftsamlingen som alla våra kommuner har väntat på sen 2019" for language in ("sv", "en")}
BOTH = MUCH | {
    "years": 2,
    "a": MUCH["b"] | {"portfolio": {"breadth": 7}, "title": CALLED},
    "b": MUCH["b"] | {"title": CALLED},
}
"""Both courses so, under long names: the most that the controls can set."""
ENDLESS = BOTH | {"events": (MUCH["events"] * 3)[:20]}
"""As many events as a link may hold."""


def titled(name, **strategy):
    titles = {language: text(f"page.story.{name}", language) for language in LANGUAGES}
    return {"ambition": {"policy": "fixed", "level": 2}, "handover": 0, "title": titles} | strategy


PROJECTS, CORE = {"project_share": 0.6}, {"project_share": 0}
ENDS = {"events": [{"kind": "project_money_ends", "year": 5, "strength": 1, "years": 50}]}
STEPS = (
    {},
    {"a": "large_first", "b": "small_first"},
    ENDS | {"a": titled("money.a", budget=PROJECTS), "b": titled("money.b", budget=CORE)},
    ENDS | {"a": titled("handover.a", budget=PROJECTS), "b": titled("handover.b", budget=PROJECTS, handover=0.4)},
)
"""What the steps of the guided questions set."""


def asking(step, region="goteborgsregionen"):
    """A step of the guided questions, with its text."""
    return STEPS[step] | {"region": region, "view": {"story": step}}


CASES = {
    "level": (asking(0), "tall"),
    "sizes": (asking(1, "varmland"), "sizes"),
    "money": (asking(2, "vestregionen"), "tall"),
    "handover": (asking(3), "tall"),
    "letters": (QUICK | {"region": "varmland", "view": {"anonymous": True, "place": "1780"}}, "map"),
    "much": (MUCH, "low"),
    "both": (BOTH, "bare"),
    "endless": (ENDLESS, "cut"),
}
"""What is asked, and the form of the print (see print.css) that it gets at least, also in a wide font."""
FULLNESS = {"map": 0, "sizes": 0, "tall": 1, "low": 2, "bare": 3, "cut": 4}

MEASURE = """() => {
  const shown = (one) => one.getClientRects().length > 0;
  const told = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const size = (one) => 0.75 * parseFloat(getComputedStyle(one).fontSize) * (one.getScreenCTM?.().a ?? 1);
  const all = [...document.querySelectorAll("body :not(script, style, desc)")].filter((one) => shown(one) && told(one));
  const small = "svg, .address, :is([data-print=bare], [data-print=cut]) .compared";
  const [main, map] = ["#main", "#region-block svg.chart"].map((one) => document.querySelector(one));
  return {
    form: document.documentElement.dataset.print,
    over: main.scrollHeight - main.clientHeight,
    texts: all.length,
    smallest: Math.min(...all.map(size)),
    body: Math.min(...all.filter((one) => !one.closest(small)).map(size)),
    map: shown(map) ? (map.getBoundingClientRect().width / 96) * 25.4 : null,
  };
}"""


def pages_of(page):
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True, print_background=True)))


def lay_on_paper(page):
    """Do as the printer does, and leave the page as it lies on paper."""
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


@pytest.mark.parametrize(("case", "language"), [*((case, "sv") for case in CASES), ("money", "en"), ("both", "en")])
def test_it_prints_on_one_page_that_can_be_read(visit, language, case):
    asked, form = CASES[case]
    page = visit(state=asked | {"view": asked.get("view", {}) | {"language": language}})
    assert pages_of(page) == 1
    lay_on_paper(page)
    found = page.evaluate(MEASURE)
    assert page.is_visible(".story-asked") == ("story" in asked.get("view", {}))
    assert FULLNESS[found["form"]] <= FULLNESS[form] and (found["form"] == "sizes") == (case == "sizes"), found
    assert found["over"] <= 0 and (found["map"] or 70) >= 70, found
    assert found["texts"] > 60 and found["smallest"] >= 7 - ROUND and found["body"] >= 9 - ROUND, found


def test_a_print_leaves_the_screen_as_it_was(visit):
    page = visit(state=QUICK, reduced_motion="reduce")
    page.evaluate("scrollTo({ top: 900, behavior: 'instant' })")
    drawn = "() => [scrollY, ...[...document.querySelectorAll('main svg.chart')].map((one) => one.outerHTML)]"
    before = page.evaluate(drawn)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    on_paper = page.evaluate(drawn)
    page.wait_for_timeout(100)  # what comes before the printer does must not undo it
    assert page.evaluate(drawn) == on_paper
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(drawn) == before and before[0] == on_paper[0] == 900
    assert before[1:] != on_paper[1:]


def test_without_colour_the_courses_are_told_apart_on_paper(visit):
    page = visit(state=QUICK)
    lay_on_paper(page)
    looks = page.evaluate("""() => Object.fromEntries(["median", "inner", "outer"].flatMap((part) =>
      ["a", "b"].map((side) => {
        const { fill, strokeDasharray } = getComputedStyle(document.querySelector(`#courses .${part}.${side}`));
        return [`${part} ${side}`, [fill, strokeDasharray]];
      })))""")
    assert looks["median a"][1] != "none" == looks["median b"][1]
    assert looks["inner a"][0] == looks["outer a"][0] == "none" != looks["inner a"][1]
    assert "none" not in (looks["inner b"][0], looks["outer b"][0])


BOARD = {
    "region": "vestregionen",
    "years": 5,
    "b": {"ambition": {"policy": "fixed", "level": 3}, "budget": {"person_years": 20}, "networks_end_year": 3},
    "events": [{"kind": "national_law", "year": 3, "strength": 0.5}, {"kind": "crisis", "year": 9, "strength": 0.5}],
}
"""What a board may be handed on paper: an own course, an event within the run and one after it."""


def test_paper_and_pictures_say_what_was_compared(visit):
    page = visit(state=BOARD)
    lay_on_paper(page)
    told = page.inner_text(".compared")
    start = load_region("vestregionen").start_year
    expected = (
        f"Vestregionen, {start - 1}–{start + 4}",
        "Varje strategi kostar vad den kostar",
        "A: Nivå 1 – grundnivå",
        "B: Egna val: som Nivå 3 – varaktiga strukturer, men Årsarbeten för stödet: 20 årsarbeten; "
        "Sista året som nätverken sköts: 3\n",
        f"Nationell lag, år 3 ({start + 2}), styrka 50",
        "efter det sista året och därför utan verkan",
        "Illustrativa startvärden, inte uppmätta",
    )
    assert [words for words in expected if words not in told] == []
    foot = page.inner_text(".foot")
    assert "inte en prognos" in foot and page.url in foot
    page.emulate_media(media="screen")
    assert page.locator(".compared").is_hidden() and page.locator("#address").is_hidden()
    assert page.locator(".event .late").evaluate_all("all => all.filter((one) => !one.closest('[hidden]')).length") == 1
    with page.expect_download() as waiting:
        page.locator("#courses .saves").first.get_by_text("SVG").click()
    drawn = " ".join(re.findall(r"<text[^>]*>([^<]*)", Path(waiting.value.path()).read_text(encoding="utf-8")))
    for line in told.splitlines():
        assert line in drawn


def test_a_link_too_long_for_paper_is_not_printed(visit):
    page = visit(state=BOTH)
    lay_on_paper(page)
    assert page.url not in page.inner_text("#address") and "Spara och dela" in page.inner_text("#address")
    assert page.get_attribute("#address a", "href") == page.url
