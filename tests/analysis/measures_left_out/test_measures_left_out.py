"""Measures left out by hand: what goes in each world, places, what moves its own measure, and how it is told."""

import numpy as np
import pytest

from kraftsamling.analysis.measures_left_out.figure import draw_groups, draw_measures, group_series, measure_series
from kraftsamling.analysis.measures_left_out.find import (
    CHANNEL,
    FAMILY,
    LAYER,
    LEAST,
    OWN,
    Effect,
    find,
    groups,
    opened,
    places,
)
from kraftsamling.analysis.measures_left_out.page import group_cells, group_heads, measure_cells, measure_heads
from kraftsamling.analysis.measures_left_out.words import name_of, own_of, sentences
from kraftsamling.analysis.page.figure import style
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.measures import FAMILIES, load_measures
from kraftsamling.model.results.measures import REGIONAL
from kraftsamling.model.vocabulary import CHANNELS, LAYERS

IDS = [measure.id for measure in load_measures()]
TIES, PLATFORM, MANAGERS = (CHANNEL, "ties"), (FAMILY, "digital_ground"), (LAYER, "managers")
GAIN = np.array([0.5, 2.0, 3.0, 4.0])
"""Four worlds, the first of which is not live."""
BLANK = np.full(4, np.nan)


def effect(lost, own, brought=(0.1, 0.2, 0.4, 0.5), replaced=None):
    return Effect(
        np.array(lost, float), BLANK if replaced is None else np.array(replaced), *map(np.array, (own, brought))
    )


EFFECTS = {
    TIES: effect([0.1, 0.3, 0.54, 0.9], [0.05, 0.02, 0.01, 0.2]),
    PLATFORM: effect([0.0, 0.2, 0.0, 0.4], [0.0, 0.001, 0.0, -0.01], replaced=[0.3, 0.1, 0.7, 0.2]),
    MANAGERS: effect([0.0] * 4, [0.0] * 4),
}


@pytest.fixture(scope="module")
def found():
    """Two worlds; the first measure loses 1.5 points, the second 0.7, the rest nothing. Draws: as it is, and turned."""
    lost = np.zeros((len(IDS), 2))
    lost[0], lost[1] = (1.0, 2.0), (0.5, 0.9)
    still = lost.mean(axis=1)
    turned = still.copy()
    turned[[0, 1]] = turned[[1, 0]]
    moved = np.stack([still, turned])
    return find({1: lost}, {1: still}, {1: moved}, {1: EFFECTS}, {1: GAIN}, (2, 4, 3))


def test_what_goes_without_a_measure_is_a_mean_with_its_place(found):
    first, second = found.measures.loc[(1, IDS[0])], found.measures.loc[(1, IDS[1])]
    assert first[["lost", "p05", "p95"]].tolist() == pytest.approx([1.5, 1.05, 1.95])
    assert (first["place"], second["place"]) == (1, 2)
    assert first[["place_p05", "place_p95"]].tolist() == pytest.approx([1.05, 1.95])


def test_a_level_says_nothing_of_measures_that_it_does_not_open(found):
    closed = [measure.id for measure in load_measures() if measure.level > 1 or not measure.is_free]
    assert found.measures.loc[1].loc[closed].isna().all(axis=None)
    assert opened(3).sum() == sum(measure.is_free for measure in load_measures())


def test_ties_share_their_place():
    assert places(np.array([0.2, 0.5, 0.2, 0.1])).tolist() == [2.5, 1, 2.5, 4]


def test_a_group_is_judged_in_live_worlds_in_which_it_is_in_play(found):
    """Of its own measure go 0.1, 0.025 and 0.4 of what support brings; a channel must lose a twentieth."""
    ties = found.groups.loc[(1, *TIES)]
    assert ties[["lost", "own", "moves", "live", "in_play"]].tolist() == pytest.approx([0.42, 0.1, 2 / 3, 3, 1])
    platform = found.groups.loc[(1, *PLATFORM)]
    assert platform[["own", "moves", "live", "in_play"]].tolist() == pytest.approx([-0.0075, 0, 2, 0.5])
    assert platform["replaced"] == pytest.approx(0.25)
    managers = found.groups.loc[(1, *MANAGERS)]
    assert managers["in_play"] == managers["live"] == 0 and np.isnan(managers["moves"])


def test_what_support_does_not_bring_cannot_go():
    none = effect([1.0] * 4, [0.1] * 4, [-0.1, -0.2, 0.0, -0.3])
    table = find(
        {1: np.zeros((len(IDS), 2))},
        {1: np.zeros(len(IDS))},
        {1: np.eye(2, len(IDS))},
        {1: {TIES: none}},
        {1: GAIN},
        (2, 4, 3),
    ).groups
    assert table.loc[(1, *TIES), "moves"] == 0


def test_moved_numbers_are_told_by_correlation_and_by_who_stays_first(found):
    """Two places exchanged: the ranks' products fall by one, of a sum of squares worked out from the ties."""
    count = int(opened(1).sum())
    rest = (3 + count) / 2
    centred = np.array([1, 2, *[rest] * (count - 2)]) - (count + 1) / 2
    expected = 1 - 1 / (centred @ centred)
    assert found.stability.loc[1, "correlation"].tolist() == pytest.approx([1, expected])
    assert found.stability.loc[1, ["missed", "kept"]].to_numpy().tolist() == [[2, 2], [2, 2]]


def test_every_group_has_an_own_measure_of_the_region_and_a_name_in_both_languages():
    assert set(OWN) == set(CHANNELS)
    assert len(groups()) == len(FAMILIES) + len(CHANNELS) + len(LAYERS) and set(LEAST) == {FAMILY, CHANNEL, LAYER}
    for group, own in groups().items():
        assert set(own) <= set(REGIONAL)
        assert name_of(group, Reader("sv")) != name_of(group, Reader("en"))
        assert own_of(group, Reader("sv")) != own_of(group, Reader("en"))


def test_sentences_count_and_name(found):
    (told,) = sentences(found, Reader("en"))
    assert told.startswith("Level 1: 1 of the 2 families, channels and layers that come into play move")
    assert "These do not: family: digital platform." in told
    assert "never chooses anything of: layer: managers." in told
    assert "Of the 89 measures that the level opens, 2 change anything" in told
    assert "of the 2 that are missed most, 2 stay so (at least 2)" in told


def test_tables_have_a_cell_for_every_head(found):
    reader = Reader("sv")
    of_groups, of_measures = group_cells(found, reader), measure_cells(found, reader)
    assert {len(row) for row in of_groups} == {len(group_heads(found, reader))}
    assert {len(row) for row in of_measures} == {len(measure_heads(found, reader))} and len(of_measures) == 176
    assert of_groups[0][2:] == ["0,4 (0,1 till 0,8)", "–", "10\u00a0%", "67\u00a0%"]
    assert of_groups[2][2:] == ["väljs aldrig", "–", "–", "–"]
    assert of_measures[0][-2:] == ["1,5 (1,1 till 1,9)", "1 (1 till 2)"]


def test_figures_show_shares_within_bounds_and_the_first_places(found):
    shares = group_series(found)["share"]
    assert shares.loc[(*TIES, 1)] == pytest.approx(0.1) and shares.loc[(*PLATFORM, 1)] == 0
    assert list(measure_series(found).loc[1].index) == IDS[:2]
    with style():
        axes = draw_groups(group_series(found), "note", Reader("en")).axes[0]
        names = [
            label.get_text()
            for label in draw_measures(measure_series(found), "note", Reader("en")).axes[0].get_yticklabels()
        ]
    assert axes.get_yticklabels()[0].get_text() == "channel: networks"
    assert len(names) == 2 and names[0].endswith(IDS[0])
