"""The measures: counts checked by hand, families, what the actor may choose, and the arrays that rules take."""

from collections import Counter

import numpy as np
import pytest

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.measures import (
    DEEDS,
    FAMILIES,
    MANDATE_AT_HOME,
    PLAN,
    PROPOSALS,
    RULES_FOR_CHOOSING,
    check_measure,
    load_measures,
    measure_table,
)
from kraftsamling.model.vocabulary import CAPITALS, CHANNELS, CONFLICT, FORMS, LAYERS, ROOM

MEASURES = load_measures()
BY_ID = {measure.id: measure for measure in MEASURES}
PLACE = {measure.id: place for place, measure in enumerate(MEASURES)}


def test_every_row_is_there_once_and_known_by_its_words():
    assert len(MEASURES) == len(BY_ID) == 176
    for measure in MEASURES:
        assert measure.capital in {*CAPITALS, "overall", "actor"} and measure.form in FORMS, measure.id
        assert set(measure.layers) <= set(LAYERS) and measure.titles["sv"] and measure.titles["en"], measure.id
        assert measure.setup > 0 and measure.life > 0 and measure.running >= 0, measure.id


def test_counts_by_hand():
    assert Counter(measure.level for measure in MEASURES) == {1: 96, 2: 62, 3: 18}
    assert sum(measure.public for measure in MEASURES) == 125
    assert Counter(measure.capital for measure in MEASURES)["actor"] == 17
    plan = [BY_ID[name] for name in PLAN if name.startswith("L1-")]
    assert len(plan) == 17
    assert sum(measure.setup for measure in plan) == pytest.approx(13, abs=0.5)
    assert sum(measure.running for measure in plan) == pytest.approx(4.25)


def test_ids_of_every_list_exist_and_no_measure_has_two_families():
    members = [name for family in FAMILIES.values() for name in family]
    assert len(members) == len(set(members))
    listed = {*members, *DEEDS, *RULES_FOR_CHOOSING, *PLAN, *PROPOSALS, *MANDATE_AT_HOME}
    assert listed <= set(BY_ID)
    assert BY_ID["L1-12"].family == BY_ID["L1-13"].family == "networks"
    assert BY_ID["L1-17"].family == ""


def test_deeds_of_municipalities_and_rules_for_choosing_are_no_free_choice():
    shut = {measure.id for measure in MEASURES if not measure.is_free}
    assert shut == {*DEEDS, *RULES_FOR_CHOOSING} and len(shut) == 7
    opened = measure_table().open_from
    assert {name for name in BY_ID if opened[PLACE[name]] > 3} == shut


def test_a_proposal_brings_no_mandate_and_other_mandate_is_parted():
    for name in PROPOSALS:
        assert BY_ID[name].channels["mandate_owners"] == BY_ID[name].channels["mandate_home"] == 0
    assert BY_ID["A2-HUM-A01"].channels["mandate_home"] == 1
    assert BY_ID["A2-POL-A03"].channels["mandate_owners"] == 1
    assert BY_ID["A2-POL-A03"].channels["conflict"] == pytest.approx(1 / 3)
    assert measure_table().proposes.sum() == len(PROPOSALS)


def test_one_row_as_arrays():
    """A3-08: politicians and managers, political, room; conflict 3 of 3; 4 quarters, 0.2 a year, 5 years."""
    table, place = measure_table(), PLACE["A3-08"]
    assert table.setup[place] == 1 and table.running[place] == pytest.approx(0.2) and table.life[place] == 5
    assert table.form[place] == ROOM and table.needs_formality[place] == pytest.approx(0.6)
    assert table.by_layer.toarray()[:, place].tolist() == [0.5, 0.5, 0, 0, 0]
    heard = table.by_channel.toarray()[:, place].reshape(len(CHANNELS), len(LAYERS))
    assert heard[CONFLICT].tolist() == [1, 1, 0, 0, 0]
    served = table.serves.toarray()[:, place]
    assert served[: len(CAPITALS) * len(FORMS)].sum() == pytest.approx(0.2 + 1 / 5)
    assert served[len(CAPITALS) * len(FORMS) :].tolist() == heard.reshape(-1).tolist()


def test_each_waits_for_one_at_most_of_no_later_level():
    table = measure_table()
    assert len(table.waiting) == len(table.awaited) == len(set(table.waiting.tolist())) == 20
    for later, before in zip(table.waiting, table.awaited, strict=True):
        assert MEASURES[before].level <= MEASURES[later].level and MEASURES[before].is_free


def test_shares_of_a_measure_sum_to_one_or_it_builds_the_actor():
    table = measure_table()
    given = table.by_capital.toarray().sum(axis=0)
    own = np.array([measure.capital == "actor" for measure in MEASURES])
    assert given == pytest.approx(1.0 * ~own)
    assert table.actor.toarray().sum(axis=0) == pytest.approx(1.0 * own)
    assert (table.reference > 0).all()


@pytest.mark.parametrize("name", ["public", "setup", "open_from", "reference", "waiting"])
def test_arrays_cannot_be_written(name):
    with pytest.raises(ValueError, match="read-only"):
        getattr(measure_table(), name)[0] = 1


def test_unknown_measure_is_one_line():
    with pytest.raises(InputError) as caught:
        check_measure("A2-POL-K99", "measures")
    assert str(caught.value).startswith("measures: unknown value 'A2-POL-K99'; did you mean 'A2-POL-")
    assert len(str(caught.value).splitlines()) == 1
    assert check_measure("L1-01", "measures") == "L1-01"
