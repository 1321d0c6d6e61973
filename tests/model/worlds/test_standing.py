"""Where the default world stands among the plausible ones: by hand on four worlds, and for the stored filter."""

import pandas as pd
import pytest

from kraftsamling.analysis.words.filtered import default_note, filter_notes, worlds_said
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.worlds import standing
from kraftsamling.model.worlds.plausible import outcomes, plausible_worlds
from kraftsamling.model.worlds.standing import Standing, default_standing

DEFAULT = {name: parameters()[name].default for name in ("turnover", "start_slack")}


@pytest.fixture
def four(monkeypatch):
    """Four plausible worlds; 7 has the defaults for its values."""
    given = {**DEFAULT, "other": parameters()["turnover"].high}
    rows = [(given["other"], DEFAULT["start_slack"])] * 3 + [tuple(DEFAULT.values())]
    worlds = pd.DataFrame(rows, columns=list(DEFAULT), index=[2, 3, 5, 7])
    ends = pd.DataFrame({"no_support": [20.0, 21, 22, 23], "level_3": [30.0, 36, 29, 35.5]}, index=worlds.index)
    monkeypatch.setattr(standing, "is_current", lambda: True)
    monkeypatch.setattr(standing, "plausible_worlds", lambda: worlds)
    monkeypatch.setattr(standing, "outcomes", lambda: ends)
    default_standing.cache_clear()
    yield worlds
    default_standing.cache_clear()


def test_the_world_of_the_defaults_is_found_and_its_gain_set_among_the_others(four):
    assert default_standing() == Standing(world=7, gain=12.5, median=11.25, below=0.5, worlds=4)
    (told,) = default_note(Reader("en"))
    assert "is world 7 of the kept sample" in told and "gives 12.5 points more" in told
    assert "more than in 50% of the plausible worlds (the middle one: 11.3)" in told


def test_nothing_is_told_where_no_plausible_world_has_the_defaults(four):
    four.loc[7, "turnover"] = parameters()["turnover"].low
    assert default_standing() is None
    assert list(default_note(Reader("sv"))) == []
    assert worlds_said("default", 1, Reader("sv")) == "en värld, standardvärdena"


def test_nothing_is_told_by_a_filter_of_another_model(four, monkeypatch):
    monkeypatch.setattr(standing, "is_current", lambda: False)
    assert default_standing() is None


def test_pages_say_which_world_it_is_unless_parameters_were_given(four):
    assert worlds_said("default", 1, Reader("en")).startswith("one world, the default values (world 7 of the sample")
    assert worlds_said("default", 1, Reader("en"), overridden=True) == "one world, the default values"
    region = load_region("varmland")
    assert len(list(filter_notes("default", 1, region, Reader("sv")))) == 1
    assert list(filter_notes("default", 1, region, Reader("sv"), overridden=True)) == []


def test_the_stored_filter_knows_the_default_world():
    found = default_standing()
    assert found is not None and found.worlds == len(plausible_worlds())
    ends = outcomes()
    gains = ends["level_3"] - ends["no_support"]
    assert gains[found.world] == pytest.approx(found.gain)
    assert sorted(gains).index(gains[found.world]) == round(found.below * found.worlds)
