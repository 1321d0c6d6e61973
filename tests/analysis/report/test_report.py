"""The output folder: what is written, that it needs no network, and that an anonymous report tells no names."""

import base64
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.figure import Figure

from kraftsamling.analysis.page.figure import saved, style
from kraftsamling.analysis.report import page as report
from kraftsamling.analysis.report.drawings import FIGURES
from kraftsamling.analysis.report.figures.map import positions
from kraftsamling.analysis.report.holds import find
from kraftsamling.analysis.report.page import write_report
from kraftsamling.analysis.report.terminal import terminal_table
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.words.reader import FEW_WORLDS, Reader, letters
from kraftsamling.model import load_region
from kraftsamling.model.texts import _CHOICE, _cases, _texts
from tests.kit.synthetic import context_of, synthetic

COURSES = ("no_support", "level_1", "level_3")
HELD = ("holds_robust_own", "holds_robust_equal", "holds_enough", "holds_patterns")
"""Figures of how far the answer holds that need no assumptions, no filter and no runs of their own."""


@pytest.fixture(scope="module")
def region():
    return load_region("goteborgsregionen")


@pytest.fixture(scope="module")
def tables(region):
    return synthetic(region, strategies=COURSES, worlds=12, seeds=2)


def write(folder, tables, context):
    """Write the report on tables that no further runs were made for."""
    evidence = TableEvidence(tables, context)
    write_report(folder, evidence, find(evidence, context.sample, context.assumptions))


@pytest.fixture(scope="module")
def summary(region, tables):
    return TableEvidence(tables, context_of(tables, region=region)).summary


@pytest.fixture(scope="module")
def folder(region, tables, tmp_path_factory):
    made = tmp_path_factory.mktemp("report")
    write(made, tables, context_of(tables, region=region, language="sv"))
    return made


@pytest.fixture(scope="module")
def hidden(region, tables, tmp_path_factory):
    made = tmp_path_factory.mktemp("hidden")
    notes = ["Öckerö nås med färja, och 1480 är störst."]
    context = context_of(tables, region=region, language="sv", anonymous=True, notes=notes)
    write(made, tables, context)
    return made


def page_of(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def drawings_of(page: str) -> list[str]:
    return [base64.b64decode(found).decode() for found in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page)]


def without_pictures(page: str) -> str:
    return re.sub(r"data:image/svg\+xml;base64,[^\"]+", "", page)


def test_everything_is_written_and_nothing_is_left_over(folder):
    written = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    drawn = {f"figures/{name}.{ending}" for name in (*FIGURES, *HELD) for ending in ("png", "svg")}
    assert written == drawn | {"report.html"}


def test_the_summary_has_a_row_per_course_budget_and_measure(summary):
    assert not summary.duplicated(["strategy", "budget", "measure"]).any()
    assert set(summary["strategy"]) == set(COURSES)
    assert set(summary["budget"]) == {"own", "equal"}
    assert {"capacity_gained", "gain_per_100_msek", "cost_total_sek"} <= set(summary["measure"])
    judged = summary.dropna(subset=["worlds_tie"])
    assert np.allclose(judged[["worlds_better", "worlds_tie", "worlds_worse"]].sum(axis=1), 1)


def test_the_page_loads_nothing(folder):
    page = page_of(folder)
    assert not re.search(r"(src|href)=\"(?!data:|#)", page)
    assert "http" not in without_pictures(page)
    assert "<script" not in page
    assert "@import" not in page and "url(" not in page
    assert len(drawings_of(page)) == len(FIGURES) + len(HELD)
    for drawing in drawings_of(page):
        assert not re.search(r"href=\"(?!#|data:)", drawing)


def test_the_page_is_accessible_in_the_small(folder):
    page = page_of(folder)
    assert '<html lang="sv">' in page
    assert len(re.findall(r"<h1", page)) == 1
    assert all(re.search(r'alt="[^"]{20,}"', image) for image in re.findall(r"<img[^>]*>", page))
    assert page.count("<table>") == page.count("<caption>")
    assert 'name="viewport"' in page


def test_what_names_municipalities_says_that_start_values_are_not_measured(folder):
    for name in ("map", "participation"):
        assert "illustrativa startvärden, inte uppmätta" in (folder / "figures" / f"{name}.svg").read_text(
            encoding="utf-8"
        )
    page = page_of(folder)
    table = page[page.rindex("<table>", 0, page.index(">Öckerö<")) : page.index(">Öckerö<")]
    assert "Illustrativa startvärden, inte uppmätta" in table


def test_both_budget_modes_command_and_reference_are_told(folder):
    page = page_of(folder)
    assert "Varje strategi till sin egen kostnad" in page and "Lika mycket pengar till varje strategi" in page
    assert "kraftsamling experiment=test" in page
    assert "därför räknas inga poäng per krona" in page


def test_an_anonymous_report_tells_neither_name_nor_code(hidden, region, summary):
    page = page_of(hidden)
    texts = [without_pictures(page), *drawings_of(page), summary.to_csv()]
    texts += [path.read_text(encoding="utf-8") for path in hidden.rglob("*.svg")]
    shown = [re.sub(r"<style.*?</style>", "", text, flags=re.S) for text in texts]
    for text in shown:
        words = re.sub(r"<[^>]+>", " ", text)
        assert not [name for name in (*region.names, *region.seats) if re.search(rf"\b{name}", words)]
        assert not [code for code in region.codes if re.search(rf"\b{code}\b", words)]
    assert "illustrativa startvärden, inte uppmätta" in texts[0]
    assert re.search(r'<th scope="row">M</th>', page)


def test_numbers_of_an_anonymous_report_stay_where_codes_are_as_short(tables):
    def told(*codes):
        region = SimpleNamespace(codes=codes, names=("Alfa", "Beta"), seats=("", ""))
        return context_of(tables, region=region, anonymous=True).reader.conceal("Alfas 1,2 poäng i 12 % av 1480")

    assert told("1", "12") == told("1", "2") == "▢ 1,2 poäng i 12 % av 1480"
    assert told("1480", "12") == "▢ 1,2 poäng i 12 % av ▢"


def test_an_anonymous_map_follows_neither_place_nor_size(region, tables):
    context = context_of(tables, region=region, anonymous=True)
    grid = positions(context.reader)
    order = sorted(range(len(region.codes)), key=lambda i: (-grid[i, 1], grid[i, 0]))
    assert [context.reader.labels[region.codes[i]] for i in order] == [
        letters(place + 2) for place in range(len(order))
    ]
    assert list(np.argsort(-region.population)) != order
    assert list(range(len(order))) != order


def test_letters_go_on_after_z():
    assert [letters(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_the_same_tables_give_the_same_bytes(folder, region, tables, tmp_path):
    write(tmp_path, tables, context_of(tables, region=region, language="sv"))
    for path in folder.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(folder)).read_bytes(), path.name


def drawn_with_parts_moved_by(distance: float) -> tuple[bytes, bytes]:
    with style():
        figure = Figure(layout="none")
        for part in figure.subfigures(2, 1):
            part.bbox_relative.set_points(part.bbox_relative.get_points() + distance)
            part.subplots().set_position((0.1 + distance, 0.2, 0.7, 0.7))
        return saved(figure)


def test_the_last_digits_of_a_layout_do_not_reach_the_drawing():
    assert drawn_with_parts_moved_by(1e-15) == drawn_with_parts_moved_by(0)
    assert drawn_with_parts_moved_by(1e-3) != drawn_with_parts_moved_by(0)


def test_a_page_that_cannot_be_finished_leaves_the_old_one(region, tables, tmp_path, monkeypatch):
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    monkeypatch.setattr(report, "draw_all", lambda *_: {})
    monkeypatch.setattr(report.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write(tmp_path, tables, context_of(tables, region=region))
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "old"


NOT_OF = {
    1: ("över världar", "over worlds", "nio världar", "nine worlds", "hälften av", "half of the worlds"),
    FEW_WORLDS - 1: ("nio världar", "nine worlds", "nio tiondelar", "nine tenths"),
}
"""What numbers over so many worlds cannot bear to be called."""


@pytest.mark.parametrize(
    ("worlds", "language"),
    [
        (1, "sv"),
        *(
            pytest.param(worlds, language, marks=pytest.mark.slow)
            for worlds, language in ((FEW_WORLDS - 1, "en"), (FEW_WORLDS, "sv"), (FEW_WORLDS, "en"))
        ),
    ],
)
def test_captions_and_terminal_say_only_what_so_many_worlds_can_bear(region, tmp_path, worlds, language):
    made = synthetic(region, strategies=COURSES, worlds=worlds, seeds=2)
    context = context_of(made, region=region, language=language)
    write(tmp_path, made, context)
    page = page_of(tmp_path)
    summary = TableEvidence(made, context).summary
    table = terminal_table(summary, Reader(language), worlds, context.seeds_in_words)
    captions = " ".join([table, without_pictures(page), *drawings_of(page)])
    assert not [phrase for phrase in NOT_OF.get(worlds, ()) if phrase in captions]
    told = {1: ("enda världen, medelvärde av 2 frön", "single world, mean of 2 seeds")}
    told |= {FEW_WORLDS - 1: ("bara 19 världar", "only 19 worlds"), FEW_WORLDS: ("nio världar av tio", "nine worlds")}
    assert told[worlds][language == "en"] in without_pictures(page)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_terminal_table_is_aligned_and_plain(summary, language):
    table = terminal_table(summary, Reader(language), 40, "2 seeds")
    lines = [line for line in table.splitlines() if line.startswith(("no_support", "level_"))]
    assert len(lines) == 2 * len(COURSES)
    assert len({len(line) for line in lines}) == 1
    assert len(lines[0]) <= 110
    assert "\u202f" not in table and "\u00a0" not in table


def test_a_region_without_coordinates_or_facts_is_drawn_on_a_grid_and_the_gaps_are_told(tmp_path):
    source = tmp_path / "plain.csv"
    source.write_text("code,name,population\n0001,Alfa,9000\n0002,Beta,20000\n0003,Gamma,90000\n", encoding="utf-8")
    plain = load_region(source)
    made = synthetic(plain, strategies=COURSES[:2], budgets=("own",), worlds=3, seeds=1, years=2)
    context = context_of(made, region=plain, language="en")
    assert positions(context.reader)[2].tolist() == [0, 0]
    write(tmp_path / "out", made, context)
    page = page_of(tmp_path / "out")
    assert "tax rate (3 of 3 municipalities)" in page
    assert "latitude, longitude" in page


def test_markup_in_titles_is_shown_and_not_obeyed(region, tables, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "draw_all", lambda *_: {})
    context = context_of(tables, region=region, question={"sv": "<script>x</script>", "en": "<script>x</script>"})
    write(tmp_path, tables, context)
    assert "&lt;script&gt;x" in page_of(tmp_path)
    assert "<script" not in page_of(tmp_path)


def fields(phrase):
    """Names of the values of a text, in whichever of its cases."""
    names = set()
    while choice := _CHOICE.search(phrase):
        cases, end = _cases(phrase, choice.end())
        names.add(choice[1])
        phrase = phrase[: choice.start()] + " ".join(cases.values()) + phrase[end:]
    return names | set(re.findall(r"{(\w+)}", phrase))


def test_every_text_of_the_report_stands_in_both_languages_with_the_same_fields():
    for section in ("measure", "report", "figure", "answer", "holds"):
        for name, phrase in _texts()[section].items():
            assert fields(phrase["sv"]) == fields(phrase["en"]), f"{section}.{name}"


def test_every_text_has_both_languages_and_nothing_beside_them():
    """A comma in a text that is not quoted would cut it short and leave its rest as a key."""

    def check(entry, where):
        if "sv" in entry:
            assert set(entry) == {"sv", "en"} and all(entry.values()), where
            return
        for name, inner in entry.items():
            check(inner, f"{where}.{name}")

    check(_texts(), "texts")
