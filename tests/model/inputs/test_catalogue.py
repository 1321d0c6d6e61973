"""The catalogue: counts checked by hand, the re-coding, the rule of levels, and what each level offers."""

import warnings
from collections import Counter

import numpy as np
import pytest

from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.catalogue import (
    TARGET_GROUPS,
    check_measure,
    emphasis,
    feeds,
    load_catalogue,
    offer_tables,
)
from kraftsamling.model.vocabulary import (
    CAPITALS,
    DYNAMIC,
    FORMS,
    HUMAN,
    KNOWLEDGE,
    POLITICAL,
    REAL,
    RELATIONAL,
    RESOURCE,
    ROOM,
)

CATALOGUE = load_catalogue()
ACTOR = [measure for measure in CATALOGUE if measure.target_group == "actor_itself"]


def test_every_row_is_there_once_and_known_by_its_words():
    assert len(CATALOGUE) == len({measure.id for measure in CATALOGUE}) == 176
    for measure in CATALOGUE:
        assert {measure.capital, measure.content_capital} <= {*CAPITALS, "overall"}, measure.id
        assert {measure.form, measure.content_form} <= set(FORMS), measure.id
        assert measure.target_group in TARGET_GROUPS, measure.id
        assert measure.title_en and measure.title_sv and measure.source, measure.id


def test_cells_of_annex_2_hold_as_many_rows_as_the_annex():
    annex = Counter((measure.capital, measure.form) for measure in CATALOGUE if measure.id.startswith("A2-"))
    assert [annex["political", form] for form in FORMS] == [4, 9, 7]
    assert [annex["real", form] for form in FORMS] == [3, 3, 0]
    assert [annex["overall", form] for form in FORMS] == [13, 18, 14]
    assert annex.total() == 140


def test_recoded_rows_and_only_they_differ_from_their_cell_and_say_why():
    recoded = [measure for measure in CATALOGUE if measure.recoded]
    assert len(recoded) == 19
    for measure in CATALOGUE:
        moved = (measure.capital, measure.form) != (measure.content_capital, measure.content_form)
        assert moved == measure.recoded == bool(measure.recode_reason), measure.id
        assert not moved or measure.id.startswith("A2-")


def test_level_follows_the_stated_rule():
    by_id = {measure.id: measure.level for measure in CATALOGUE}
    assert Counter(by_id.values()) == {1: 72, 2: 62, 3: 42}
    assert by_id["L1-15"] == 1, "named for level 1, though it addresses the actor itself"
    assert by_id["A2-POL-K04"] == 2, "support functions"
    assert by_id["A2-POL-A04"] == 3, "politicians"
    assert by_id["L1-17"] == 3, "the actor itself, later"


def test_tables_count_each_open_measure_once():
    tables = offer_tables()
    assert len(ACTOR) == 22
    assert tables.cells.shape == (4, 7, 3)
    assert tables.cells.sum(axis=(1, 2)) == pytest.approx([0, 72 - 10, 134 - 10, 176 - 22])
    assert (np.diff(tables.cells, axis=0) >= 0).all(), "levels are cumulative"
    assert tables.cells[3, REAL] == pytest.approx([4 + 13 / 7, 2 + 18 / 7, 0 + 11 / 7])
    assert tables.cells[1, RELATIONAL, ROOM] == pytest.approx(10 + 1 / 7)


def test_shares_by_hand():
    tables = offer_tables()
    assert tables.actor_share[3] == pytest.approx([9 / 65, 5 / 58, 8 / 53])
    assert tables.documentation == pytest.approx([0, 7 / 72, 8 / 134, 8 / 176])
    assert tables.applications == pytest.approx([0, 5 / 72, 6 / 134, 6 / 176])
    assert tables.networks == pytest.approx([0, 11 / 72, 14 / 134, 15 / 176])
    public = [measure for measure in CATALOGUE if measure.public_good and measure not in ACTOR]
    knowledge = [measure for measure in CATALOGUE if measure.content_form == "knowledge" and measure not in ACTOR]
    assert tables.public_share[3, KNOWLEDGE] == pytest.approx(len(set(public) & set(knowledge)) / len(knowledge))
    assert ((tables.public_share >= 0) & (tables.public_share <= 1)).all()


def test_left_out_measure_is_gone_and_included_one_is_open_from_level_1():
    plain, without, early = offer_tables(), offer_tables((), ("L1-12",)), offer_tables(("A2-POL-A04",), ())
    gone = np.zeros((4, 7, 3))
    gone[1:, RELATIONAL, ROOM] = 1
    assert plain.cells - without.cells == pytest.approx(gone)
    opened = np.zeros((4, 7, 3))
    opened[1:3, POLITICAL, ROOM] = 1
    assert early.cells - plain.cells == pytest.approx(opened)


def test_form_without_measures_gives_zeros_and_no_warning():
    room = tuple(measure.id for measure in CATALOGUE if measure.content_form == "room")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables = offer_tables((), room)
        nothing = offer_tables((), tuple(measure.id for measure in CATALOGUE))
    assert not tables.cells[..., ROOM].any() and tables.cells[1:, :, RESOURCE].all()
    assert not tables.actor_share[:, ROOM].any() and not tables.public_share[:, ROOM].any()
    assert not any(np.any(table) for table in vars(nothing).values())


def test_tables_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        offer_tables().cells[0] = 1


@pytest.mark.parametrize("ids", [(("A2-POL-K99",), ()), ((), ("A2-POL-K99",))])
def test_unknown_measure_is_one_line(ids):
    with pytest.raises(InputError) as caught:
        offer_tables(*ids)
    assert str(caught.value).startswith("measures: unknown measure 'A2-POL-K99'; did you mean 'A2-POL-")
    assert len(str(caught.value).splitlines()) == 1
    assert check_measure("L1-01", "measures") == "L1-01"


def test_emphasis_is_smoothed_and_feeds_is_not():
    shares = emphasis()
    assert shares.sum(axis=1) == pytest.approx(np.ones(7))
    assert shares[REAL] == pytest.approx([5 / 9, 3 / 9, 1 / 9])
    assert shares[HUMAN] == pytest.approx([15 / 23, 5 / 23, 3 / 23])
    assert feeds()[REAL].tolist() == [1, 1, 0]
    assert feeds()[HUMAN].tolist() == [1, 0, 0]
    assert feeds()[POLITICAL].tolist() == [1, 1, 1], "a quarter is enough"
    assert feeds()[DYNAMIC].tolist() == [0, 1, 1]
    assert feeds().any(axis=1).all(), "every capital is fed by some form"
