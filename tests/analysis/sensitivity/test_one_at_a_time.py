"""One assumption at a time: exact effects of a known function, and chance that is not named."""

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.sensitivity.one_at_a_time import effects, one_at_a_time
from kraftsamling.analysis.sensitivity.words import effects_sentences
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.parameters import parameters, swept
from kraftsamling.model.vocabulary import LANGUAGES

SWITCH = parameters()["order_or_vocabulary"].default
OTHER = "low" if SWITCH else "high"
"""The end at which the switch does not stand."""
ROWS = [parameters()[name] for name in ("start_capital", "turnover", "fear", "order_or_vocabulary")]


def outcome(points, chance=0.0):
    """A straight line in the first two parameters and the switch, (point, seed); each seed has a shift of its own."""
    rng = np.random.default_rng(1)
    value = 100 * points["start_capital"] - 20 * points["turnover"] + 0.5 * points["order_or_vocabulary"]
    noise = chance * rng.standard_normal((len(points), 64))
    return value.to_numpy()[:, None] + rng.standard_normal(64) + noise


def test_points_move_one_parameter_each_and_switches_to_their_other_position():
    points = one_at_a_time(swept())
    defaults = pd.Series({row.name: row.default for row in swept()})
    assert (points.iloc[0] == defaults).all()
    assert ((points.iloc[1:] != defaults).sum(axis=1) == 1).all()
    for row in swept():
        expected = [value for value in (row.low, row.high) if value != row.default]
        assert list(points.loc[row.name, row.name]) == expected
    assert points.loc[("order_or_vocabulary", OTHER), "order_or_vocabulary"] == 1 - SWITCH
    assert ("order_or_vocabulary", "high" if OTHER == "low" else "low") not in points.index


def test_effects_of_a_straight_line_are_exact_and_in_order():
    points = one_at_a_time(ROWS)
    found = effects(points, outcome(points)).table
    assert list(found.index.unique("parameter")) == ["start_capital", "turnover", "order_or_vocabulary", "fear"]
    start = parameters()["start_capital"]
    assert found.loc[("start_capital", "high"), "effect"] == pytest.approx(100 * (start.high - start.default))
    assert found.loc[("order_or_vocabulary", OTHER), "effect"] == pytest.approx(0.5 if OTHER == "high" else -0.5)
    assert list(found["group"].groupby(level="parameter", sort=False).first()) == [1, 2, 3, 0]
    assert not found.loc["fear", "told"].any() and (found.loc["fear", "effect"] == 0).all()


def test_what_does_not_exceed_chance_is_not_named():
    points = one_at_a_time(ROWS)
    found = effects(points, outcome(points, chance=3.0)).table
    assert found.loc["start_capital", "told"].all()
    assert not found.loc["order_or_vocabulary", "told"].any()
    named = [
        effects(points, np.random.default_rng(seed).standard_normal((len(points), 64))).table for seed in range(100)
    ]
    assert np.mean([table["told"].any() for table in named]) <= 0.1


@pytest.mark.parametrize("language", LANGUAGES)
def test_chance_alone_gives_no_order(language):
    points = one_at_a_time(ROWS)
    values = np.random.default_rng(3).standard_normal((len(points), 64))
    said = " ".join(effects_sentences(effects(points, values), Reader(language)))
    assert {"sv": "Inget enskilt antagande", "en": "No single assumption"}[language] in said


def test_a_single_seed_or_another_number_of_points_is_refused():
    points = one_at_a_time(ROWS)
    for values in (outcome(points)[:, :1], outcome(points)[1:]):
        with pytest.raises(ValueError, match="one row per point and at least two seeds"):
            effects(points, values)
