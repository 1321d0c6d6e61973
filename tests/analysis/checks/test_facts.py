"""Comparisons to published figures on numbers worked by hand."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.checks import facts
from kraftsamling.experiments.examine.facts import carry_out_round
from kraftsamling.model.worlds.sampling import sample_worlds


def test_distance_is_zero_inside_and_signed_outside():
    fact = facts.Fact("x", 0.2, 0.4, "")
    assert facts.distance(0.3, fact) == facts.distance(0.2, fact) == 0
    assert facts.distance(0.1, fact) == pytest.approx(-0.1)
    assert facts.distance(0.7, fact) == pytest.approx(0.3)


def test_turnover_is_a_yearly_share():
    assert facts.yearly_turnover(np.full((2, 1, 8, 3), 0.03)) == pytest.approx([1 - 0.97**4] * 2)


def test_change_of_rule_counts_only_elections():
    changed = np.zeros((1, 1, 4, 4))
    changed[0, 0, 2] = [1, 0, 0, 1]
    assert facts.rule_changes(changed, np.array([False, False, True, False])) == pytest.approx(0.5)
    assert facts.rule_changes(changed, np.zeros(4, bool)).size == 0


def test_deficits_look_at_the_last_quarter_of_each_year():
    finance = np.zeros((1, 1, 8, 2))
    finance[0, 0, 2] = -9
    finance[0, 0, 7, 0] = -9
    assert facts.deficits(finance, -1.0)[0, 0].tolist() == [0, 0.5]


def test_a_round_counts_participants_from_half_a_pledge():
    pledged = np.array([[[0.024, 0.2, 0.3]]])
    done = np.array([[[0.0, 0.1, 0.4]]])
    found = facts.round_of_pledges(pledged, done)
    assert found["participants"] == pytest.approx([2 / 3])
    assert found["pledges_mean"] == pytest.approx([(6 + 14) / 2])
    assert found["carried_out"] == pytest.approx([(2 + 8) / 20])
    assert found["carried_out_or_begun"] == pytest.approx([1])


def test_a_round_of_the_rule_is_what_it_must_be_by_hand():
    start = {"agreement_climate": np.full((1, 1, 1), 0.5), "slack": np.full((1, 1, 1), 0.4)}
    worlds = sample_worlds(1)
    rates = {"pledging_rate": 0.5, "completion_rate": 0.2}
    pledged, done = carry_out_round(start, worlds, rates=rates)
    assert pledged + done == pytest.approx(1 - 0.9**4)  # a tenth of what is left is pledged each quarter
    assert 0 < done < pledged
    _, done = carry_out_round(start, worlds, all_pledged=True, rates=rates)
    assert done == pytest.approx(1 - 0.8**4)


def test_inputs_are_judged_by_strategists_not_by_all_staff():
    found = {
        "turnover_staff": np.array([0.2]),
        "turnover_strategists": np.array([0.2]),
        "change_of_rule": np.array([0.4]),
        "deficits": np.array([0.15]),
    }
    single = {("here", "deficits"): np.array([0.1, 0.2])}
    assert facts.input_check({"here": found}, single).verdict == "holds"
    assert facts.input_check({"here": found | {"deficits": np.array([0.3])}}, single).verdict == "does_not_hold"


def test_facts_beside_what_is_simulated_by_hand():
    fact = facts.Fact("x", 0.2, 0.4, "")
    table = facts.compare((fact,), {"here": {"x": np.array([np.nan, *np.arange(11) / 20])}})
    row = table.loc["here", "x"]
    assert row[["median", "p05", "p95"]].tolist() == pytest.approx([0.25, 0.025, 0.475])
    assert (row["worlds_inside"], row["distance"]) == (pytest.approx(5 / 11), 0)
    assert table.loc["here", "x"][["fact_low", "fact_high"]].tolist() == [0.2, 0.4]
    nothing = facts.compare((fact,), {"here": {"x": np.array([np.nan])}})
    assert nothing.loc["here", ["median", "p05", "p95", "worlds_inside"]].isna().all(axis=None)


ROUND = {"participants": 0.99, "pledges_mean": 7.0, "carried_out": 0.53, "carried_out_or_begun": 1.0}


@pytest.mark.parametrize(
    ("carried_out", "expected"), [(0.53, "holds"), (0.2, "answered"), (0.9, "answered")], ids=["in", "below", "above"]
)
def test_pledges_are_judged_by_what_is_no_tautology(carried_out, expected):
    simulated = {name: np.array([value]) for name, value in (ROUND | {"carried_out": carried_out}).items()}
    result = facts.pledge_check({"here": simulated}, {"here": np.array([0.61])}, pd.DataFrame({"a": [1.0]}))
    assert result.verdict == expected
    assert result.details == pytest.approx(ROUND | {"carried_out": carried_out, "day_one": 0.61})


def test_pledges_that_miss_every_figure_do_not_hold():
    simulated = {name: np.array([0.1]) for name in ROUND}
    assert facts.pledge_check({"here": simulated}, {"here": np.array([0.1])}, pd.DataFrame()).verdict == "does_not_hold"


def test_single_years_are_spread_by_hand():
    inputs = {fact.name: np.array([fact.low]) for fact in facts.INPUTS}
    single = {("here", "deficits"): np.arange(21) / 20}
    table = facts.input_check({"here": inputs}, single).tables["single_years"]
    assert table.loc[("here", "deficits")].to_dict() == pytest.approx(
        {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
    )
