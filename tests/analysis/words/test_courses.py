"""Courses that change and decisions of municipalities in both languages, and in letters."""

import pytest

from kraftsamling.analysis.words.courses import changes, decided
from kraftsamling.analysis.words.reader import NARROW_SPACE, NO_BREAK, Reader
from kraftsamling.model import load_decisions, load_region, load_strategy

REGION = load_region("goteborgsregionen")
DECISIONS = [
    {"municipality": "Ale", "from": 2, "to": 5, "take_part": 0.75, "contribution": 1_250_000},
    {"municipality": "1480", "from": 2029, "to": 2029, "take_part": 0},
    {"municipality": "Tjörn", "contribution": 500},
    {"municipality": "Öckerö", "from": 12, "take_part": 1},
    {"municipality": "Kungälv", "from": 2040, "take_part": 1},
]


def told(language, anonymous=False, years=10):
    return list(decided(load_decisions(DECISIONS), REGION, years, Reader(language, anonymous, REGION)))


def test_decisions_in_swedish():
    assert told("sv") == [
        f"Ale har beslutat för 2027 till 2030 att ta emot 75{NO_BREAK}% av stödet som erbjuds, så långt personalens "
        f"tid räcker och att betala 1{NARROW_SPACE}250{NARROW_SPACE}000 kronor om året till den mobiliserande aktören.",
        "Göteborg har beslutat för 2029 att inte delta.",
        "Tjörn har beslutat från 2026 att betala 500 kronor om året till den mobiliserande aktören.",
        "Beslut efter körningens sista år, som alltså inte gäller: Öckerö (2037) och Kungälv (2040).",
    ]


def test_decisions_in_english():
    assert told("en", years=11)[1:3] == [
        "Göteborg has decided, for 2029, to take no part.",
        "Tjörn has decided, from 2026 on, to pay SEK 500 a year to the mobilising actor.",
    ]
    assert told("en", years=12)[3:] == [
        "Öckerö has decided, from 2037 on, to take up 100% of the support on offer, as far as staff time allows.",
        "Decisions after the last year of the run, which therefore do not hold: Kungälv (2040).",
    ]


@pytest.mark.parametrize("language", ("sv", "en"))
def test_a_reader_of_letters_sees_no_name(language):
    lines = " ".join(told(language, anonymous=True))
    assert not [name for name in (*REGION.names, *REGION.codes) if name in lines]
    assert lines.startswith(f"{Reader(language, True, REGION).labels['1440']} ha")


def test_changes_are_told_by_calendar_year_and_only_within_the_run():
    parts = [{"from": 3, "meetings": 2}, {"from": 6, "meetings": 3}, {"from": 9, "meetings": 4}]
    own = load_strategy({"name": "own", "title": {"sv": "Vår", "en": "Ours"}, "parts": parts})
    courses = (load_strategy("level_1"), own)
    assert list(changes(courses, REGION, 7, Reader("sv"))) == ["”Vår” ändras 2028 och 2031."]
    assert list(changes(courses, REGION, 3, Reader("en"))) == ["“Ours” changes in 2028."]
    assert list(changes(courses, REGION, 2, Reader("en"))) == []
