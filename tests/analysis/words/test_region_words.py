"""Remarks on a region's file, in words."""

from __future__ import annotations

import pytest

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import SHOWN_IN_PLACE_OF_NAMES, all_sentences, sentences
from kraftsamling.model.inputs.reading.remarks import KINDS, Remark
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.texts import texts

TABLE = (
    "Tabell\nKommunkod;Kommun;Folkmängd;Borgmästare\n911;Åby;51 234;X\n912;Östmark;4 567;Y\n;Summa;55 801;\n"
    "Källa: byrån;;;\n"
)


def test_every_kind_has_a_text_in_both_languages():
    for language in ("sv", "en"):
        assert set(KINDS) <= set(texts("region", language))
    assert set(SHOWN_IN_PLACE_OF_NAMES) <= set(KINDS)


def test_remarks_in_swedish_and_english(write):
    region = load_region(write(TABLE))
    assert all_sentences(region, Reader("sv", region=region)) == [
        "En rad ovanför rubrikerna är inte läst: ”Tabell”.",
        "Tolkade rubriker: ”Kommun” som namn.",
        "Tusental är skrivna med skiljetecken i folkmängd.",
        "En rad med anmärkningar är inte läst: ”Källa: byrån”.",
        "En rad som summerar andra är utelämnad: ”Summa”.",
        "2 kommuner med 55\u202f801 invånare; störst är Åby (51\u202f234), minst Östmark (4\u202f567).",
        "2 koder har tre siffror och kan ha mist en nolla (”911”, ”912”); slumpen blir densamma med och utan.",
        "Kolumner som inte används: Borgmästare.",
    ]
    assert all_sentences(region, Reader("en", region=region))[1] == (
        "Headers understood: “Kommunkod” as municipality code, “Kommun” as name and “Folkmängd” as population."
    )


def test_reader_of_letters_sees_no_name(write):
    region = load_region(write(TABLE))
    reader = Reader("sv", anonymous=True, region=region)
    assert all_sentences(region, reader) == [
        "Tusental är skrivna med skiljetecken i folkmängd.",
        "Kolumner som inte används: Borgmästare.",
    ]


@pytest.mark.parametrize(
    ("remark", "sentence"),
    [
        (Remark("year", {"year": 2024, "count": 0, "others": []}), "The population is that of 2024."),
        (
            Remark("year", {"year": 2024, "count": 2, "others": ["2022", "2023"]}),
            "The population is that of 2024. The file also holds 2022 and 2023; another year is chosen by year in the "
            "YAML beside it.",
        ),
        (
            Remark("no_figures", {"count": 7, "names": ["A", "B"]}),
            "7 rows without figures are left out: “A”, “B” and 5 more.",
        ),
        (
            Remark("neighbours_outside", {"column": "water_links", "count": 2, "labels": ["71", "72"]}),
            "2 municipalities in links across water lie outside the region and are left out: “71”, “72”.",
        ),
        (
            Remark("elections", {"country": "DK", "year": 2029, "quarter": 4, "term": 1}),
            "Municipal elections in DK: 2029, quarter 4, then every year.",
        ),
    ],
)
def test_sentence(remark, sentence):
    assert sentences([remark], Reader("en")) == [sentence]


def test_headers_that_bear_the_columns_name_are_not_told(write):
    region = load_region(write("kommunkod;namn;folkmängd\n1;A;5\n"))
    assert sentences(region.remarks, Reader("sv"))[0].startswith("En kommun med 5 invånare")
