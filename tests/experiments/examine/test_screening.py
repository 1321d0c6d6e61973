"""Which assumptions the worlds vary: what is stored belongs to the model, and one tiny screening."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.screening.find import MAX_DRAWN, MUST_BE_DRAWN, STAYS_FROM
from kraftsamling.experiments.examine import screening
from kraftsamling.experiments.examine.screening import importance, left_out
from kraftsamling.experiments.runs.runs import Runs
from kraftsamling.model import load_region
from kraftsamling.model.inputs.parameters import LEVERS, drawable, parameters, swept
from kraftsamling.model.worlds.plausible import LEFT_OUT, SCREENED, stale
from kraftsamling.model.worlds.sampling import sample_worlds, spread

DRAWN = [row.name for row in swept() if row.unit != "switch"]


def stored(name):
    return pd.read_csv(files("kraftsamling.model") / "data" / name, index_col=0)


def test_the_stored_screening_belongs_to_the_model():
    assert stale((SCREENED, LEFT_OUT)) == "", "run `make screening`"


def test_the_worlds_vary_what_the_stored_screening_says():
    table = stored(SCREENED)
    assert set(table.index) == {row.name for row in drawable()}
    assert set(table.index[table["drawn"] == 1]) == set(DRAWN)
    rest = table[table["drawn"] == 0]["importance"].max()
    weakest = table.loc[[name for name in DRAWN if name not in MUST_BE_DRAWN], "importance"].min()
    assert weakest >= STAYS_FROM * rest


def test_what_is_left_out_is_stored_for_every_comparison_and_is_little():
    table = stored(LEFT_OUT)
    assert np.isfinite(table).all(axis=None) and table.filter(like="share").stack().between(0, 1).all()
    levels = [f"ambition {budget} level_{n} less level_1" for budget in ("own", "equal") for n in (2, 3)]
    assert (table.loc[levels, "sd"] / table.loc[levels, "sd_all"]).between(0.8, 1.25).all()


def test_no_switch_probe_or_term_of_a_comparison_can_be_drawn():
    names = {row.name for row in drawable()}
    assert {"support_gain", "turnover"} <= names
    assert not {"slack_in_receptive", "probe_slack", "person_year_cost", "equal_person_years", "will_reference"} & names


def test_what_the_actor_decides_is_no_uncertainty():
    assert set(LEVERS) <= set(parameters())
    assert not {row.name for row in drawable()} & set(LEVERS)
    assert not {row.name for row in swept()} & set(LEVERS)


def test_values_at_the_ends_of_a_range_stay_within_it():
    for row in parameters().values():
        ends = spread(row, np.array([0.0, 1.0]))
        assert (ends >= row.low).all() and (ends <= row.high).all()


@pytest.mark.slow
def test_screening_and_what_it_leaves_out_on_a_short_run():
    runs = Runs(load_region("goteborgsregionen"), sample_worlds(1), 1, 2, None)
    found = importance(runs, paths=2)
    assert set(found.index) == {row.name for row in drawable()}
    assert found["drawn"].sum() == MAX_DRAWN and found["importance"].is_monotonic_decreasing
    assert found["importance"].between(0, 1).all()
    beside = left_out(runs, 4)
    assert len(beside) == 2 * (21 + 15) and (beside["sd_all"] >= 0).all()


def test_the_command_stores_both_tables_and_says_what_is_to_be_drawn(monkeypatch, capsys):
    names, stored = [row.name for row in drawable()], {}
    effects = pd.DataFrame({"size own b less a": np.where(pd.Index(names) == "deficit_rate", 9.0, 0.0)}, names)
    for name in DRAWN:
        effects.loc[name] = 1.0
    effects.loc["own_pace"] = 0.0
    beside = pd.DataFrame({"sd": [1.25]}, pd.Index(["size own b less a"], name="comparison"))
    monkeypatch.setattr(screening, "importance", lambda _: screening.ranked(effects))
    monkeypatch.setattr(screening, "left_out", lambda _: beside)
    monkeypatch.setattr(screening, "store", stored.update)
    assert screening.main() == 0
    assert stored[LEFT_OUT] == "comparison,sd\nsize own b less a,1.2500\n"
    first, *rows = stored[SCREENED].splitlines()
    assert first == ",size own,importance,drawn" and rows[0].startswith("deficit_rate,") and len(rows) == len(names)
    assert capsys.readouterr().out.splitlines() == [
        "model/data/parameters.csv: deficit_rate: to be drawn",
        "model/data/parameters.csv: own_pace: to be held at its default",
    ]
