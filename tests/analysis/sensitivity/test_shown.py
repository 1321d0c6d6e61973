"""What figures, tables and sentences on sensitivity show, against numbers worked by hand; all of them differ."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.ledger.shares import ledger_from_indices
from kraftsamling.analysis.page.figure import GREY, INK
from kraftsamling.analysis.sensitivity import figure, given_figure, one_at_a_time_figure
from kraftsamling.analysis.sensitivity.find import (
    DIFFERENCE,
    GivenFinding,
    SensitivityFinding,
    find_on_design,
    find_one_at_a_time,
)
from kraftsamling.analysis.sensitivity.given import Dependence
from kraftsamling.analysis.sensitivity.indices import ENOUGH, NOT_ENOUGH, Indices
from kraftsamling.analysis.sensitivity.one_at_a_time import effects
from kraftsamling.analysis.sensitivity.study import Study
from kraftsamling.analysis.sensitivity.words import (
    dependence_sentence,
    effects_sentences,
    given_sentences,
    outcome_titles,
    study_sentences,
)
from kraftsamling.analysis.words.reader import Reader
from tests.kit.sensitivity import COLUMNS, NAMES, OTHERS, PAIR, POINTS, VALUES, given, indices, study

EN = Reader("en")


def label_looks(axes):
    """Colour and style of the names beside the rows."""
    return [(tick.label1.get_color(), tick.label1.get_style()) for tick in axes.yaxis.get_major_ticks()]


def test_indices_are_shown_strongest_first_fifteen_at_most():
    shown = figure.series(indices())
    assert list(shown.columns) == [*COLUMNS, "group", "moves_nothing"]
    assert list(shown.index[:4]) == ["start_capital", "turnover", "fear", OTHERS[0]] and len(shown) == 15
    assert shown.loc["start_capital"].tolist() == [0.57, 0.48, 0.61, 0.44, 0.37, 0.52, 1, False]
    assert shown.loc["turnover"].tolist() == [0.41, 0.33, 0.47, 0.29, 0.22, 0.35, 2, False]
    assert shown.loc["fear"].tolist() == [0.006, 0.002, 0.0095, -0.003, -0.004, 0.001, 3, True]


def test_a_mark_and_a_line_stand_where_the_series_says():
    shown = figure.series(indices())
    (axes,) = figure.draw(shown, "Title", ENOUGH, EN).axes
    drawn = [list(line.get_xdata()) for line in axes.lines[:8]]
    expected = [[0.48, 0.61], [0.57], [0.37, 0.52], [0.44], [0.33, 0.47], [0.41], [0.22, 0.35], [0.29]]
    assert drawn == expected
    assert list(axes.lines[-1].get_xdata()) == [0.01, 0.01]
    assert [band.get_y() + 0.5 for band in axes.patches] == [1]  # turnover, alone in the second group


def test_the_six_strongest_are_followed_as_the_sample_grows():
    shown = figure.settling_series(study(), DIFFERENCE)
    assert list(shown.columns) == ["factor", "size", "total", "total_low", "total_high"]
    assert list(shown["factor"].unique()) == ["start_capital", "turnover", "fear", *OTHERS[:3]]
    assert shown.iloc[0].tolist()[:2] == ["start_capital", 16] and shown.iloc[3].tolist()[:2] == ["turnover", 32]
    assert shown.iloc[0].tolist()[2:] == pytest.approx([0.116, 0.113, 0.121])
    assert shown.iloc[3].tolist()[2:] == pytest.approx([0.232, 0.229, 0.237])
    axes = figure.draw_settling(shown, EN).axes
    assert len(axes) == 6 and [list(axes[1].lines[0].get_xdata()), list(axes[1].lines[0].get_ydata())] == [
        [16, 32],
        pytest.approx([0.216, 0.232]),
    ]


def test_a_study_is_told_in_numbers():
    verdict, strongest, unmoving, chance = study_sentences(study(), DIFFERENCE, EN)
    assert "256 base points" in verdict and "doubling 0.012" in verdict and "±0.046" in verdict
    assert "others (0.57; 0.48 to 0.61)" in strongest.replace("each of the other six capitals at the start", "others")
    assert "fear" in unmoving and "key person" not in unmoving  # small by both, and by screening alone
    assert "8.1% of the variance of a single run and 3.5% once" in chance
    assert "Mean 42.5" in chance and "deviation 6.3" in chance
    unsure = study_sentences(study(NOT_ENOUGH), DIFFERENCE, EN)[2]
    assert "cannot be told" in unsure and "fear" in unsure


def test_a_group_too_large_to_list_ends_in_the_number_of_others():
    table = indices().table
    tied = replace(indices(), table=table.assign(group=[1] * 9 + [2] * 8, moves_nothing=False))
    strongest = study_sentences(replace(study(), indices={DIFFERENCE: tied}), DIFFERENCE, EN)[1]
    assert strongest.endswith(" and 3 more; the sample cannot tell them apart.") and strongest.count("; ") == 6 + 1


def test_the_tables_of_a_design():
    alone = pd.Series({"assumption": 0.61, "fact": 0.23})
    ledger = ledger_from_indices(alone, pd.DataFrame([alone] * 3), points=256)
    finding = SensitivityFinding(PAIR, study(), {DIFFERENCE: ledger})
    tables = finding.tables()
    assert list(tables) == ["outcomes", "indices", "screening", "parameters", "settling", "ledger"]
    assert tables["outcomes"].iloc[0].tolist() == [DIFFERENCE, ENOUGH, 256, 42.5, 6.25, 0.081, 0.035, 0.0123, 0.0456]
    claims = tables["parameters"].set_index("parameter")
    assert claims.loc["fear"].tolist() == ["several", True, False] and not claims["moves_nothing_one"].any()
    assert list(claims.index[claims[f"moves_nothing_{DIFFERENCE}"]]) == ["fear"]
    assert tables["ledger"]["outcome"].eq(DIFFERENCE).all()
    assert tables["ledger"].set_index("part")["share"][["assumption", "fact"]].tolist() == pytest.approx([0.61, 0.23])
    assert tables["indices"].equals(finding.to_frame()) and len(finding.to_frame()) == 2 * 17
    assert "ledger" not in SensitivityFinding(PAIR, study(), {}).tables()
    assert repr(finding) == "SensitivityFinding(one less two, own budget: enough, 5120 design points)"


def test_a_finding_on_a_design_keeps_no_resamples_and_its_ledger_takes_chance_and_verdict_from_the_outcome():
    alone = pd.DataFrame({"first": [0.5, 0.25]}, ["assumption", "fact"])
    draws = pd.DataFrame([[0.5, 0.25]] * 3, columns=list(alone.index))
    grades = Indices(DIFFERENCE, alone, draws, 256, 1.0, 2.0, 0.9, 0.8, 0.0, 0.0, ENOUGH)
    part = study()
    made = Study(part.screening, part.indices, {DIFFERENCE: grades, "one": grades}, part.history, 9)
    finding = find_on_design(PAIR, made)
    shares = finding.ledgers[DIFFERENCE].table["share"]
    parts = ["assumption", "fact", "chance", "interplay"]
    assert shares[parts].tolist() == pytest.approx([0.4825, 0.24125, 0.035, 0.24125])  # 3.5 % of a mean is chance
    assert (finding.ledgers[DIFFERENCE].sure, finding.ledgers["one"].sure) == (True, False)
    assert all(each.draws is None for each in finding.study.by_grade.values())


def test_what_differs_from_noise_is_shown_first_then_by_delta():
    shown = given_figure.series(given())
    assert list(shown.index[:5]) == ["turnover", "start_capital", OTHERS[-1], "fear", OTHERS[0]] and len(shown) == 15
    assert shown.loc["turnover"].tolist() == [0.31, 0.24, 0.36, 0.27, 0.19, 0.33, True, 1]
    assert shown.loc["start_capital"].tolist() == [0.11, 0.07, 0.16, 0.12, 0.04, 0.17, True, 2]
    assert list(shown.columns[:6]) == ["delta", "delta_low", "delta_high", "first", "first_low", "first_high"]
    (axes,) = given_figure.draw(shown, given().dummy, "Title", NOT_ENOUGH, EN).axes
    drawn = [list(line.get_xdata()) for line in axes.lines]
    assert drawn[:4] == [[0.24, 0.36], [0.31], [0.19, 0.33], [0.27]] and drawn[-2:] == [[0.1, 0.1], [0.08, 0.08]]
    assert label_looks(axes) == [(INK, "normal")] * 3 + [(GREY, "italic")] * 12


def test_given_worlds_are_told_in_numbers():
    verdict, strongest, distinct, chance = given_sentences(given(), EN)
    assert "321 worlds" in verdict and "±0.07" in verdict and "±0.05" in verdict
    assert "key person leaves (delta 0.31)" in strongest and "0.11" not in strongest
    assert distinct.startswith("3 of 17 parameters")
    assert "6.2% of the variance of a single run and 1.4% once" in chance
    assert "Mean 41.5" in chance and "deviation 5.8" in chance


def test_the_tables_of_given_worlds():
    pairs = pd.DataFrame({"parameter": NAMES[:2], "other": NAMES[1:], "rank_correlation": [-0.34, 0.12]})
    dependence = Dependence(pairs, 0.21)
    ledger = ledger_from_indices({"fact": 1.0}, pd.DataFrame({"fact": [1.0, 1.0]}), points=1)
    finding = GivenFinding(PAIR, {DIFFERENCE: given()}, dependence, {DIFFERENCE: ledger}, 0)
    assert dependence.beyond == 1
    said = dependence_sentence(dependence, EN)
    assert "in 1 of 2 pairs" in said and "correlation −0.34; chance reaches 0.21" in said
    tables = finding.tables()
    assert list(tables) == ["outcomes", "indices", "dependence", "ledger"]
    row = tables["outcomes"].loc[0]
    assert row.tolist() == [DIFFERENCE, NOT_ENOUGH, 321, 41.5, 5.75, 0.062, 0.014, 0.0654, 0.1, 0.08]
    assert list(row.index[-2:]) == ["dummy_delta", "dummy_first"]
    evidence = finding.to_frame().set_index("parameter")["evidence"]
    assert evidence[NAMES].tolist() == ["several", "assumption", "fact"]
    assert repr(finding) == "GivenFinding(one less two, own budget: not_enough, 321 worlds)"


T_OF_FOUR = np.tan(np.pi * (0.5 - 0.05 / 8))
"""Student's t of one degree of freedom, two-sided, a twentieth shared among four ends."""


def test_effects_are_shown_by_end_what_moves_most_first():
    made = effects(POINTS, VALUES, DIFFERENCE)
    assert (made.mean, made.seeds) == (12, 2) and made.deviation == pytest.approx(np.sqrt(8))
    half = np.tan(np.pi * 0.475) * 2
    assert (made.low, made.high) == (pytest.approx(12 - half), pytest.approx(12 + half))
    shown = one_at_a_time_figure.series(made)
    assert list(shown.columns) == ["effect", "effect_low", "effect_high", "told", "group", "default"]
    assert shown.loc[("start_capital", "low")].tolist() == [-3, -3, -3, True, 1, 0.25]
    assert shown.loc[("start_capital", "high")].tolist() == [5, 5, 5, True, 1, 0.25]
    assert shown.loc[("turnover", "high")].tolist() == [0.5, 0.5, 0.5, True, 2, 0.15]
    effect, low, high, *rest = shown.loc[("turnover", "low")]
    assert effect == 1.5 and (low, high) == (pytest.approx(1.5 - T_OF_FOUR / 2), pytest.approx(1.5 + T_OF_FOUR / 2))
    assert rest == [False, 2, 0.15]
    (axes,) = one_at_a_time_figure.draw(shown, "Title", EN).axes
    assert [bar.get_width() for bar in axes.patches] == [-3, 1.5, 5, 0.5]
    faint = one_at_a_time_figure.series(effects(POINTS, VALUES + [[0, 0], [0, 0], [0, 0], [0, 0], [0, 9]], DIFFERENCE))
    (axes,) = one_at_a_time_figure.draw(faint, "Title", EN).axes
    assert label_looks(axes) == [(INK, "normal"), (GREY, "italic")]


def test_effects_are_told_in_numbers():
    made = effects(POINTS, VALUES, DIFFERENCE)
    assert (made.tried, made.distinct) == (2, 2) and list(made.strongest["end"]) == ["high"]
    value, strongest, distinct = effects_sentences(made, EN)
    assert "12.00 points (−13.41 to 37.41; " in value and "2 seeds" in value
    assert "(+5.00 points at 0.4)" in strongest and "key person" not in strongest
    assert distinct.startswith("2 of 2 assumptions")


def test_the_tables_around_the_default_values():
    finding = find_one_at_a_time(PAIR, POINTS, {DIFFERENCE: VALUES, "one": 2 * VALUES})
    tables = finding.tables()
    assert list(tables) == ["outcomes", "tornado"]
    row = tables["outcomes"].loc[1]
    assert row[["outcome", "unit", "value", "seeds"]].tolist() == ["one", "points", 24, 2]
    assert row[["value_low", "standard_deviation", "value_high"]].tolist() == pytest.approx(
        [-26.8248, 5.6569, 74.8248], abs=1e-4
    )
    rows = tables["tornado"].set_index(["outcome", "parameter", "end"])
    shown = ["evidence", "unit", "default", "value", "effect", "effect_unit", "told", "group"]
    expected = ["assumption", "share", 0.25, 0.4, 10, "points", True, 1]
    assert rows.loc[("one", "start_capital", "high"), shown].tolist() == expected
    assert repr(finding) == "OneAtATimeFinding(one less two, own budget: 2 of 2 parameters differ from chance)"


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("sv", ["Skillnaden ”Ettan” minus ”Tvåan”", "Nivån med ”Ettan”", "Nivån med ”Tvåan”"]),
        ("en", ["The difference “The one” less “The two”", "The level with “The one”", "The level with “The two”"]),
    ],
)
def test_outcomes_are_named_by_the_strategies(language, titles):
    assert list(outcome_titles(PAIR, Reader(language)).items()) == list(
        zip([DIFFERENCE, "one", "two"], titles, strict=True)
    )
