"""Report and page write numbers alike: numbers.json holds what both must write, in each language."""

import json
import math
from pathlib import Path

import pytest

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.texts import chosen, texts
from kraftsamling.model.vocabulary import LANGUAGES

TABLE = json.loads(Path(__file__).with_name("numbers.json").read_text(encoding="utf-8"))
NUMBERS = [(case, language) for case in TABLE["numbers"] for language in LANGUAGES]
SHARES = [(case, language) for case in TABLE["shares"] for language in LANGUAGES]
WRITE = """async ([name, value, form]) => (await import("/js/charts/format.js"))[name](value, form)"""


def finite(value):
    return math.nan if value is None else value


@pytest.mark.parametrize(("case", "language"), NUMBERS)
def test_the_report_writes_a_number(case, language):
    assert Reader(language).number(finite(case["value"]), case["digits"], signed=case["signed"]) == case[language]


@pytest.mark.parametrize(("case", "language"), SHARES)
def test_the_report_writes_a_share(case, language):
    assert Reader(language).percent(finite(case["share"])) == case[language]


@pytest.mark.browser
def test_the_page_writes_the_same_numbers(paper):
    for case, language in NUMBERS:
        form = {"language": language, "digits": case["digits"], "signed": case["signed"]}
        assert paper.evaluate(WRITE, ["number", case["value"], form]) == case[language]


@pytest.mark.browser
def test_the_page_writes_the_same_shares(paper):
    for case, language in SHARES:
        assert paper.evaluate(WRITE, ["percent", case["share"], {"language": language}]) == case[language]


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", ["1", "2", "13"])
def test_the_page_chooses_between_wordings_as_the_report_does(paper, language, count):
    fill = """async ([text, values]) => (await import("/js/charts/words.js")).filled(text, values)"""
    for form in (
        texts("page", language)["compared.some"],
        "{count, 13 {many} other {{count} and {count, one {a} other {b}}}}",
    ):
        assert paper.evaluate(fill, [form, {"count": count}]) == chosen(form, {"count": count}).format(count=count)
