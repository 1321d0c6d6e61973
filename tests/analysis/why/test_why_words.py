"""A split difference in words and in the table: never more than the means, their margins and the worlds allow."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from kraftsamling.analysis.why.find import largest_parts
from kraftsamling.analysis.why.page import table_of_parts
from kraftsamling.analysis.why.split import LEVERS, MECHANISMS
from kraftsamling.analysis.why.words import difference, method, named, reasons
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.why import BUDGET_PARTS, JOINT, LAST, WHOLE
from kraftsamling.model.inputs.parameters import groups
from kraftsamling.model.vocabulary import LANGUAGES
from tests.kit.splits import PAIR, additive, split


def told(found, kind=MECHANISMS, language="en"):
    return " ".join(reasons(found, kind, 0, "Ale", Reader(language)))


def test_words_claim_most_only_when_it_is_more_than_half_for_sure():
    clear = split(additive({"level_2_adds": 4.0, "peers": 1.0}), ["level_2_adds", "peers"], ["region"])
    assert "Ale gains mostly from pooled staff" in told(clear)
    assert "less than half is left: +1.0 points instead of +5.0" in told(clear)
    three = split(additive({"size": 2.0, "peers": 1.8, "fear": 1.0}), ["size", "peers", "fear"], ["region"])
    assert "mostly" not in told(three)
    assert "largest single part" in told(three)
    even = split(additive({"size": 2.0, "peers": 2.0}), ["size", "peers"], ["region"])
    assert "cannot tell which is larger" in told(even)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("left", "said", "against"),
    [
        (-2.5, "the difference changes sign: {left} points instead of {total}, smaller in 30 of 40 worlds (75%)", True),
        (-2.0, "less than half is left: {left} points instead of {total}, smaller in 30 of 40 worlds (75%)", False),
        (1.5, "less than half is left: {left} points instead of {total}, smaller in 30 of 40 worlds (75%)", False),
        (2.0, "the difference is {left} points instead of {total}, smaller in 30 of 40 worlds (75%)", False),
        (5.5, "the difference is {left} points instead of {total}, smaller in 30 of 40 worlds (75%)", False),
        (6.0, "difference is {left} points against {total}, smaller in 30 of 40 worlds (75%): how much is lost", False),
        (6.5, "taken away the difference is {left} points against {total}: nothing is safely lost and most", False),
    ],
)
def test_what_is_left_without_a_part_is_told_by_its_margin_and_either_sign(sign, left, said, against):
    """8 points with both or with peers alone; with fear alone `left`, 12 more in one world of four and 4 less in three.

    The mean of fear alone has a margin of 2.0227 * 4 * sqrt(3 * 40/39 / 40) = 2.24 points; half of it is fear's share.
    """
    alone = left + np.tile([12.0, -4, -4, -4], 10)

    def value(parts):
        return sign * (8.0 * ("peers" in parts) + alone * (parts == {"fear"})) * np.ones((1, 40))

    found = split(value, *PAIR, drop=(0, 0))
    shown = {
        "left": Reader("en").number(sign * left, 1, signed=True),
        "total": Reader("en").number(sign * 8, 1, signed=True),
    }
    assert found.margin(alone, 0) == pytest.approx(2.244, abs=0.001)
    assert f"“{named('peers', MECHANISMS, Reader('en'))}”" in told(found) and said.format(**shown) in told(found)
    assert ("pulls most the other way is the fear of losing control" in told(found)) is against
    chance = replace(found, orders=16, order_error=np.full((2, 1), 0.5))
    assert said.format(**shown) in told(chance) and "pulls most" not in told(chance)


def test_words_turn_with_the_sign_and_stay_silent_on_little():
    loss = split(additive({"crowding": -4.0, "peers": 1.0}), ["crowding", "peers"], ["region"])
    assert "loses mostly from crowding" in told(loss)
    assert "other way is learning between municipalities: +1.0" in told(loss)
    little = split(additive({"peers": 0.5}), ["peers"], ["region"])
    assert told(little).endswith("No reasons are given for so little.")
    noisy = split(lambda parts: np.array([np.tile([9.0, -7.0], 20) * ("peers" in parts)]), ["peers"], ["region"])
    assert told(noisy).endswith("cannot be told from zero. No reasons are given then.")
    one_world = split(lambda parts: np.array([[9.0 * ("peers" in parts)]]), ["peers"], ["region"])
    assert told(one_world).startswith("One world is no evidence")


def test_every_part_has_a_name_and_every_sentence_both_languages():
    found = split(additive({"size": 3.0, "peers": -1.0}, base=2), ["size", "peers"], ["region"])
    for language in LANGUAGES:
        assert len({named(group, MECHANISMS, Reader(language)) for group in groups()}) == len(groups())
        assert all(named(lever, LEVERS, Reader(language)) for lever in (*WHOLE, *BUDGET_PARTS, *LAST, JOINT))
        assert "{" not in told(found, language=language) + difference(found, 0, "Ale", Reader(language))
        assert "{" not in method(found, Reader(language))


def test_the_table_gives_of_two_parts_that_tie_both_and_of_no_difference_none():
    """Of the region's 5 points peers bear 6 in one world of four and 2 in three; fear the rest; 4 and 1 in Ale."""
    apart = np.tile([3.0, -1, -1, -1], 10)

    def value(parts):
        peers, fear = "peers" in parts, "fear" in parts
        region = peers * (3 + apart) + fear * (2 - apart)
        return np.array([region, (4.0 * peers + fear) * np.ones(40), 0.4 * peers * np.ones(40)])

    found = split(value, ["peers", "fear"], ["region", "1440", "1715"], drop=(0, 0))
    region = SimpleNamespace(codes=("1440", "1715"), names=("Ale", "Kil"))
    rows = re.findall("<tr>.*?</tr>", table_of_parts(largest_parts(found), Reader("en", region=region)), re.S)[1:]
    shown = [
        [re.sub("<.*?>", "", re.sub("<span.*?>", "|", cell)) for cell in re.findall("<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]
    peers, fear = (named(part, MECHANISMS, Reader("en")) for part in found.parts)
    assert shown == [
        [
            "The average municipality",
            "+5.0|+5.0 to +5.0",
            f"{peers} / {fear}",
            "+3.0 / +2.0|+2.0 to +6.0 / −1.0 to +3.0",
            "+2.0 / +3.0|−1.0 to +3.0 / +2.0 to +6.0",
        ],
        ["Ale", "+5.0|+5.0 to +5.0", peers, "+4.0|+4.0 to +4.0", "+1.0|+1.0 to +1.0"],
        ["Kil", "+0.4|+0.4 to +0.4", "–", "–", "–"],
    ]
