"""Worlds: a Latin hypercube over the swept parameters; a table is checked row by row."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.model import simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import Parameter, parameters, swept
from kraftsamling.model.worlds.sampling import sample_worlds, spread
from kraftsamling.model.worlds.worlds import as_worlds


def row(low, high, distribution="uniform", unit="share") -> Parameter:
    return Parameter("x", unit, low, low, high, distribution, True, "M01", "assumption", "", None, "x")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (row(0.1, 0.5), [0.1, 0.2, 0.5]),
        (row(1, 16, "log"), [1, 2, 16]),
        (row(-6, 2), [-6, -4, 2]),
        (row(0, 1, unit="switch"), [0, 0, 1]),
    ],
)
def test_shares_of_the_distribution(given, expected):
    assert spread(given, np.array([0, 0.25, 1])) == pytest.approx(expected)


@pytest.mark.parametrize("number", [1, 2, 25])
def test_each_parameter_has_one_world_in_each_stratum(number):
    worlds = sample_worlds(number)
    assert list(worlds) == [p.name for p in swept()] and worlds.index.name == "world" and len(worlds) == number
    for p in swept():
        drawn = worlds[p.name].to_numpy()
        assert ((drawn >= p.low) & (drawn <= p.high)).all()
        if p.unit == "switch":
            assert set(drawn) <= {0, 1}
            continue
        share = (
            np.log(drawn / p.low) / np.log(p.high / p.low)
            if p.distribution == "log"
            else (drawn - p.low) / (p.high - p.low)
        )
        assert sorted(np.floor(share * number)) == list(range(number))


def test_the_same_number_is_the_same_worlds_and_columns_are_unrelated():
    pd.testing.assert_frame_equal(sample_worlds(200), sample_worlds(200))
    related = np.corrcoef(sample_worlds(200).to_numpy().T)
    assert np.abs(related - np.eye(len(related))).max() < 0.4


def test_what_may_be_given():
    assert as_worlds(None).shape == (1, 0)
    pd.testing.assert_frame_equal(as_worlds(3), sample_worlds(3))
    pd.testing.assert_frame_equal(as_worlds(np.int64(3)), sample_worlds(3))
    table = as_worlds(pd.DataFrame({"turnover": [0.2, 0.1]}, index=[7, 7]))
    assert table.index.tolist() == [0, 1] and table["turnover"].tolist() == [0.2, 0.1]
    assert as_worlds({"order_or_vocabulary": [1, 0]})["order_or_vocabulary"].dtype == float
    assert as_worlds({"turnover": ["0.2"]})["turnover"].tolist() == [0.2]
    assert as_worlds({"switch_fear": [0, 1]})["switch_fear"].tolist() == [0, 1]


WRONG = [
    (0, "from 1"),
    (-1, "from 1"),
    (True, "allowed"),
    (2.5, "allowed"),
    ("3", "allowed"),
    ([], "allowed"),
    ({}, "at least one"),
    ({"turnover": []}, "at least one"),
    ({"turnovr": [0.2]}, "'turnover'"),
    ({"turnover": [0.2, 0.9]}, "row 1"),
    ({"turnover": [0.2, float("nan")]}, "row 1"),
    ({"turnover": ["much"]}, "0.1 to 0.27"),
    ({"switch_fear": [2]}, "switch_fear"),
    ({"switch_feer": [0]}, "'switch_fear'"),
    ({7: [0.2]}, "7"),
]


@pytest.mark.parametrize(("given", "words"), WRONG, ids=lambda value: str(value)[:30])
def test_a_wrong_table_is_refused_in_one_line(given, words):
    with pytest.raises(InputError, match=words) as caught:
        as_worlds(given)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("worlds")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"turnover": 0.2}, id="scalar"),
        pytest.param({"turnover": [0.2, 0.2], "fear": [1.0]}, id="ragged"),
        pytest.param(
            pd.DataFrame([[0.1, 0.2]], columns=["turnover", "turnover"]),
            id="twice",
        ),
    ],
)
def test_a_malformed_table_is_refused_in_one_line(given):
    with pytest.raises(InputError):
        as_worlds(given)


def test_a_table_of_defaults_is_the_default_world():
    table = pd.DataFrame({name: [p.default] for name, p in parameters().items()})
    one, other = (
        simulate("goteborgsregionen", "level_2", seeds=2, worlds=worlds, years=2, record="summary").dataset
        for worlds in (None, table)
    )
    for name in ("capacity_mean", "cost_sek", "gini", "measures_own_end"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-12)


def test_world_and_seed_are_crossed():
    table = pd.DataFrame({"start_capital": [0.22, 0.35]})
    found = simulate("goteborgsregionen", "level_1", seeds=3, worlds=table, years=1, record="summary").dataset
    assert found.sizes["world"] == 2 and found.sizes["seed"] == 3
    low, high = found["capacity_mean"].isel(strategy=0, year=0).values
    assert (low < high).all() and len(set(low)) == 3
    alone = simulate("goteborgsregionen", "level_1", seeds=3, worlds=table[1:], years=1, record="summary").dataset
    np.testing.assert_allclose(alone["capacity_mean"].isel(world=0), found["capacity_mean"].isel(world=1), rtol=1e-12)
