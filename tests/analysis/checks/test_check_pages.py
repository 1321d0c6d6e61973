"""What checks of the model say and draw, from results made by hand."""

import re

import pandas as pd
import pytest

from kraftsamling.analysis.checks import figure, sanity
from kraftsamling.analysis.checks.page import write
from kraftsamling.analysis.checks.result import FAILS, HOLDS, CheckResult, ChecksFinding
from kraftsamling.analysis.checks.words import named as name_of
from kraftsamling.analysis.checks.words import sentences, verdict
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.expected.signs import SIGNS
from kraftsamling.experiments.examine.sanity import STOCKS
from kraftsamling.model import load_region
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import CAPITALS, FORMS, LAYERS


@pytest.mark.parametrize("language", ["sv", "en"])
def test_stocks_strategies_and_assumptions_have_names(language):
    stocks = [f"{name}_{layer}" for name in CAPITALS for layer in ("level", "person", "rooted")]
    stocks += [f"{name}_{form}" for name in ("base", "mandate") for form in FORMS]
    stocks += [f"{name}_{layer}" for name in ("understanding", "backing") for layer in LAYERS]
    stocks += [name for name in STOCKS if name not in ("base", "mandate", "understanding", "backing")]
    signs = [sign.name for sign in SIGNS]
    for name in (*stocks, *signs, *built_in("strategy", ".yaml"), *parameters(), "level_3 - level_1"):
        assert "_" not in name_of(name, Reader(language))


@pytest.mark.parametrize(
    ("anonymous", "shown"),
    [(False, load_region("goteborgsregionen").titles["en"]), (True, "A region of 13 municipalities")],
)
def test_a_region_is_called_by_its_size_where_the_reader_sees_letters(anonymous, shown):
    assert name_of("goteborgsregionen", Reader("en", anonymous)) == shown


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_measure_that_does_not_fall_is_named(language):
    table = pd.DataFrame({"single_beats_all": [0.9]}, index=[1])
    told = {name: {1: 0.5} for name in ("bundle", "single", "lead")} | {"unhurt": [("room", "rooted_share", 2)]}
    (said,) = sentences(CheckResult("forms", FAILS, {"single_forms": table}, told), Reader(language))
    named = {"sv": "andel som har slagit rot när handlingsutrymme tas bort på nivå 2", "en": "at level 2."}
    assert named[language] in said and "_" not in said


@pytest.mark.parametrize("worlds", [1, 2])
def test_one_world_carries_no_verdict(tmp_path, worlds):
    subject = Subject(load_region("goteborgsregionen"), "sampled", worlds, 1, 15)
    remarks = write(tmp_path, ChecksFinding("sanity", (sanity.copy_and_cost(0.0, 0.0),)), subject, Reader("en"))
    said = "A single world cannot carry these verdicts" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (said, len(remarks)) == (worlds == 1, int(worlds == 1))


def test_every_verdict_has_words_in_both_languages():
    found = sanity.copy_and_cost(0.0, 0.0)
    assert (verdict(found, Reader("sv")), verdict(found, Reader("en"))) == ("håller", "holds")
    assert sentences(found, Reader("en")) == ["Largest difference: 0. Cost without support: SEK 0."]


def result_of(check, **tables):
    return CheckResult(check, HOLDS, tables)


def test_what_the_figure_of_reach_draws_is_per_cent_of_runs():
    shares = pd.DataFrame([[0.02, 0.03, 0.05, 0.11, 0.31, 0.48]], ["level_1"], sanity.REACHES)
    drawn = figure.reaches(result_of("degenerate", reach=shares))
    assert drawn.loc["level_1"].tolist() == pytest.approx([2, 3, 5, 11, 31, 48]) and list(drawn) == list(sanity.REACHES)


def test_what_the_figure_of_levels_draws_is_who_is_best_and_not_who_clearly_is():
    names = ["best_level_1", "best_level_2", "clearly_level_1"]
    best = pd.DataFrame([[0.6, 0.4, 0.3]], pd.MultiIndex.from_tuples([("equal", "as_is")]), names)
    drawn = figure.best(result_of("levels", best=best))
    assert drawn.to_dict("list") == {"best_level_1": [60], "best_level_2": [40]}


def test_what_the_figure_of_ignition_draws_is_per_cent_of_worlds():
    index = pd.MultiIndex.from_tuples([(1, 4), (2, 4)], names=["level", "stop"])
    drawn = figure.ignites(result_of("ignition", ignites=pd.DataFrame({0: [0, 0.07], 1: [0.21, 0.34]}, index)))
    assert drawn.loc[(2, 4)].tolist() == pytest.approx([7, 34]) and drawn.loc[(1, 4)].tolist() == pytest.approx([0, 21])


def test_what_the_figure_of_facts_draws_has_pledges_as_shares_of_those_on_offer():
    index = pd.MultiIndex.from_tuples(
        [("here", "carried_out"), ("here", "pledges_mean"), ("there", "carried_out"), ("there", "pledges_mean")],
        names=["region", "fact"],
    )
    columns = ["fact_low", "fact_high", "median", "p05", "p95"]
    rows = [[0.51, 0.55, 0.4, 0.2, 0.6], [7, 8, 5, 4, 6], [0.51, 0.55, 0.45, 0.25, 0.65], [7, 8, 5.5, 4.5, 6.5]]
    drawn = figure.compared(result_of("pledges", pledges=pd.DataFrame(rows, index, columns)))
    shown = ["fact_low", "fact_high", "p05", "median", "p95"]
    assert drawn.loc[("carried_out", "there"), shown].tolist() == pytest.approx([51, 55, 25, 45, 65])
    assert drawn.loc[("pledges_mean", "here"), shown].tolist() == pytest.approx([35, 40, 20, 25, 30])


def test_the_cells_of_a_table_are_its_figures_with_their_sign(tmp_path):
    shown = pd.DataFrame({"change_p05": [-0.0414], "change_median": [0.273], "change_p95": [12.34]}, ["mandate"])
    check = CheckResult("copy", HOLDS, {"stocks": shown}, sanity.copy_and_cost(0.0, 0.0).details)
    subject = Subject(load_region("goteborgsregionen"), "sampled", 20, 1, 15)
    write(tmp_path, ChecksFinding("sanity", (check,)), subject, Reader("en"))
    cells = re.findall("<td>(.+?)</td>", (tmp_path / "report.html").read_text(encoding="utf-8"))
    assert cells == ["−0.041", "0.273", "12.3"]


def test_results_print_themselves_in_one_line():
    checks = (sanity.copy_and_cost(0.0, 0.0), sanity.copy_and_cost(1.0, 0.0))
    assert repr(ChecksFinding("sanity", checks)) == "ChecksFinding(sanity: copy holds, copy does_not_hold)"
    assert repr(checks[1]) == "CheckResult(copy: does_not_hold)"
    assert len(ChecksFinding("sanity", checks).to_frame()) == 4


def test_levels_speak_of_the_level_that_dominates_and_of_what_decides():
    table = pd.DataFrame({"gain_thin_median": [0.21], "gain_own_cost_median": [6.04]}, ["level_3"])
    details = {
        "equal": {"best_level_1": 0.11, "best_level_2": 0.02, "best_level_3": 0.87},
        "own": {"best_level_1": 0.3, "best_level_2": 0.31, "best_level_3": 0.39},
        "clear": 0.53,
        "moved": 0.24,
        "dominant": {"equal": ("best_level_3", 0.46)},
        "strongest": ["turnover", "call_success"],
        "tree_equal": {"tree_right": 0.92, "commonest": 0.86},
    }
    answer, dominated, deciders, thin = sentences(CheckResult("levels", HOLDS, {"thin": table}, details), Reader("en"))
    assert "11% / 2% / 87%" in answer and "30% / 31% / 39%" in answer and "53%" in answer and "24%" in answer
    assert "46%" in dominated and dominated.startswith("Level 3")
    assert "92%" in deciders and "86%" in deciders and deciders.count("“") == 2
    assert "0.2" in thin and "6.0" in thin
