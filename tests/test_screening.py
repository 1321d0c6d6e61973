"""Which assumptions the worlds vary: the rule on made-up effects, the file on the model's, and one tiny screening."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from experiments.screening import ALWAYS, LEFT_OUT, MOST, SCREENED, importance, left_out, ranked
from experiments.workbench import Bench
from model import load_region
from model.parameters import drawable, parameters, swept
from model.plausible import stale
from model.sampling import sample_worlds, spread

DRAWN = [row.name for row in swept() if row.unit != "switch"]


def stored(name):
    return pd.read_csv(files("model") / "data" / name, index_col=0)


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
    names = [f"a{n}" for n in range(MOST + 5)] + list(ALWAYS)
    effects = pd.DataFrame({"q own b less a": np.arange(len(names), 0, -1.0)}, index=names)
    drawn = ranked(effects)["drawn"]
    assert drawn.sum() == MOST and drawn[list(ALWAYS)].all()
    assert not drawn[f"a{MOST - len(ALWAYS)}"] and drawn[f"a{MOST - len(ALWAYS) - 1}"]


def test_a_comparison_that_nothing_moves_counts_for_nothing():
    effects = pd.DataFrame({"q own b less a": [1.0, 0.0], "q own c less a": [0.0, 0.0]}, index=["x", "y"])
    assert ranked(effects).loc["x", "importance"] == pytest.approx(np.sqrt(0.5))


def test_the_stored_screening_belongs_to_the_model():
    assert stale((SCREENED, LEFT_OUT)) == "", "run `make screening`"


def test_the_worlds_vary_what_the_stored_screening_says():
    table = stored(SCREENED)
    assert set(table.index) == {row.name for row in drawable()}
    assert set(table.index[table["drawn"] == 1]) == set(DRAWN)
    rest = table[table["drawn"] == 0]["importance"].max()
    assert table.loc[[name for name in DRAWN if name not in ALWAYS], "importance"].min() >= rest


def test_what_is_left_out_is_stored_for_every_comparison_and_is_little():
    table = stored(LEFT_OUT)
    assert np.isfinite(table).all(axis=None) and table.filter(like="share").stack().between(0, 1).all()
    levels = [f"ambition {budget} level_{n} less level_1" for budget in ("own", "equal") for n in (2, 3)]
    assert (table.loc[levels, "sd"] / table.loc[levels, "sd_all"]).between(0.8, 1.25).all()


def test_no_switch_probe_or_term_of_a_comparison_can_be_drawn():
    names = {row.name for row in drawable()}
    assert {"breadth_1", "turnover"} <= names
    assert not {"slack_in_receptive", "probe_slack", "person_year_cost", "equal_person_years", "will_reference"} & names


def test_values_at_the_ends_of_a_range_stay_within_it():
    for row in parameters().values():
        ends = spread(row, np.array([0.0, 1.0]))
        assert (ends >= row.low).all() and (ends <= row.high).all()


@pytest.mark.slow
def test_screening_and_what_it_leaves_out_on_a_short_run():
    bench = Bench(load_region("goteborgsregionen"), sample_worlds(1), 1, 2, None)
    found = importance(bench, paths=2)
    assert set(found.index) == {row.name for row in drawable()}
    assert found["drawn"].sum() == MOST and found["importance"].is_monotonic_decreasing
    assert found["importance"].between(0, 1).all()
    beside = left_out(bench, 4)
    assert len(beside) == 2 * (21 + 15) and (beside["sd_all"] >= 0).all()
