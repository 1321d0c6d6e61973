"""The default world: the one nearest to all others, and how it becomes the table's defaults."""

import csv

import pandas as pd
import pytest

from kraftsamling.model import InputError, RegionModel
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import DATA
from kraftsamling.model.worlds.medoid import medoid, rounded, with_defaults
from kraftsamling.model.worlds.plausible import stored_sample


def at(name: str, share: float) -> float:
    """Value at a share of a parameter's range."""
    row = parameters()[name]
    return row.low + share * (row.high - row.low)


def test_the_medoid_is_the_world_nearest_to_all_others():
    """Summed distances, in shares of the ranges: 3.1, 1.8, 2.0, 4.0, 2.5 (by hand)."""
    shares = pd.DataFrame({"start_slack": [0.1, 0.4, 0.5, 0.9, 0.2], "turnover": [0.2, 0.5, 0.6, 0.8, 0.3]})
    worlds = shares.apply(lambda column: [at(column.name, share) for share in column])
    assert medoid(worlds).name == 1


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("start_slack", 0.37123, 0.37),
        ("own_pace", 11.49, 11),
        ("slack_in_receptive", 0.7, 1),
        ("start_slack", 9.9, 0.5),
    ],
)
def test_a_default_has_two_digits_within_its_range(name, value, expected):
    assert rounded(name, value) == expected


def test_only_drawn_parameters_get_new_defaults(tmp_path):
    world = pd.Series({"start_slack": 0.4321, "turnover": 0.2111})
    rows = {row["name"]: row for row in csv.DictReader(with_defaults(DATA / "parameters.csv", world).splitlines())}
    text = (DATA / "parameters.csv").read_text(encoding="utf-8")
    before = {row["name"]: row for row in csv.DictReader(text.splitlines())}
    assert (rows["start_slack"]["default"], rows["turnover"]["default"]) == ("0.43", "0.21")
    rest = {name for name in before if rows[name] != before[name]}
    assert rest <= {"start_slack", "turnover"}


def test_a_model_runs_in_a_world_of_the_sample():
    model = RegionModel(world=7, seed=0, years=1, parameters={"turnover": 0.12})
    assert model.parameters["start_slack"] == stored_sample().loc[7, "start_slack"]
    assert model.parameters["turnover"] == 0.12
    with pytest.raises(InputError, match="world: 1000 is out of range; allowed: a whole number from 0 to 999"):
        RegionModel(world=1000)
