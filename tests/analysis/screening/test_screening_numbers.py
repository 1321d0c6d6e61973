"""Which assumptions are drawn, on made-up effects, and what the others would change."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.screening.find import MAX_DRAWN, MUST_BE_DRAWN, ranked, spreads
from kraftsamling.analysis.words.left_out import counted, sentence
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import drawable, swept


def test_share_of_a_comparison_is_over_the_root_of_summed_squares_and_the_largest_question_counts():
    effects = pd.DataFrame(
        {"q own b less a": [3.0, 4.0], "q own c less a": [0.0, 2.0], "r own b less a": [6.0, 8.0]}, index=["x", "y"]
    )
    found = ranked(effects)
    assert found.loc["x", "q own"] == pytest.approx(np.sqrt((0.6**2 + 0) / 2))
    assert found.loc["y", "q own"] == pytest.approx(np.sqrt((0.8**2 + 1) / 2))
    assert found.loc["x", "importance"] == found.loc["x", "r own"] == pytest.approx(0.6)
    assert list(found.index) == ["y", "x"]


def test_some_are_drawn_however_little_they_move_and_no_more_than_allowed():
    names = [f"a{n}" for n in range(MAX_DRAWN + 5)] + list(MUST_BE_DRAWN)
    effects = pd.DataFrame({"q own b less a": np.arange(len(names), 0, -1.0)}, index=names)
    drawn = ranked(effects)["drawn"]
    assert drawn.sum() == MAX_DRAWN and drawn[list(MUST_BE_DRAWN)].all()
    assert not drawn[f"a{MAX_DRAWN - len(MUST_BE_DRAWN)}"] and drawn[f"a{MAX_DRAWN - len(MUST_BE_DRAWN) - 1}"]


def test_what_is_drawn_stays_unless_another_is_worth_far_more():
    size = dict.fromkeys((f"a{n}" for n in range(MAX_DRAWN)), 9.0) | {"weak": 3.5, "weaker": 2.0}
    drawn_now = [*list(size)[: MAX_DRAWN - 4], "weak", "weaker"]  # the last four of the strong are not
    effects = pd.DataFrame({"q own b less a": size | dict.fromkeys(MUST_BE_DRAWN, 0.5)})
    drawn = ranked(effects, drawn_now)["drawn"]
    assert drawn.sum() == MAX_DRAWN and not drawn["weak"] and not drawn["weaker"]  # 9 is more than 3.5 / 0.4
    effects.loc["weak"] = 3.75
    drawn = ranked(effects, drawn_now)["drawn"]
    assert drawn["weak"] and not drawn["weaker"] and drawn.sum() == MAX_DRAWN


def test_a_comparison_that_nothing_moves_counts_for_nothing():
    effects = pd.DataFrame({"q own b less a": [1.0, 0.0], "q own c less a": [0.0, 0.0]}, index=["x", "y"])
    assert ranked(effects).loc["x", "importance"] == pytest.approx(np.sqrt(0.5))


def test_spreads_by_hand():
    drawn = {"q own b less a": np.array([0.0, 1.0, 2.0, 1 - 1e-12]), "q own c less a": np.array([4.0, 0.0, 0.0, 0.0])}
    wider = {"q own b less a": np.array([-3.0, 3.0]), "q own c less a": np.array([0.5, 0.1])}
    table = spreads(drawn, wider)
    assert list(table) == ["sd", "share", "sd_all", "share_all"]
    assert table.loc["q own b less a"].tolist() == pytest.approx([np.sqrt(0.5), 0.75, 3, 0.5])
    assert table.loc["q own c less a"].tolist() == pytest.approx([np.sqrt(3), 0.25, 0.2, 0])


def test_what_is_left_out_is_counted_and_told_by_its_typical_and_its_largest_shift():
    stored = pd.DataFrame({"share": [0.5, 0.5, 0.5], "share_all": [0.47, 0.51, 0.5]})
    result = counted(stored)
    assert (result.typical, result.largest) == (pytest.approx(1), pytest.approx(3))
    assert result.drawn == len(swept()) == 43 and result.switches == 3
    assert result.fixed == len(drawable()) - 40
    assert all(str(number) in sentence(Reader("en")) for number in (result.drawn, result.switches, result.fixed))
