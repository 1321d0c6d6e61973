"""The patterns: the verdict on hand-made effects, and the figure and table of claims."""

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.patterns import claims, figure
from kraftsamling.analysis.patterns.claims import FILTERS, PATTERNS, Claim, Pattern, Size
from kraftsamling.analysis.patterns.judge import PatternsFinding, find, judge, min_worlds, verdict_of
from kraftsamling.analysis.patterns.page import claims_series, claims_table
from kraftsamling.analysis.patterns.words import counts, sentences, short_verdict, too_few, verdict
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.patterns import TESTS
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import LANGUAGES

SIZE = Size(0.5, "points")
ONE = Pattern("P01", "M16", (Claim("a", SIZE),))
WORLDS = pd.DataFrame({"decides": np.linspace(0, 1, 100), "noise": np.random.default_rng(1).random(100)})


def finding_of(*outcomes, filtered=False):
    return PatternsFinding(outcomes, pd.DataFrame(), filtered)


def effect(share, size=1.0, other=0.0):
    return np.where(np.arange(100) < 100 * share, size, other)


@pytest.mark.parametrize(
    ("shown", "worlds", "expected", "guarded"),
    [
        (300, 300, "reproduced", "reproduced"),
        (270, 300, "reproduced", "depends"),
        (243, 300, "open", "depends"),
        (150, 300, "depends", "depends"),
        (60, 300, "open", "open"),
        (30, 300, "not", "not"),
        (1, 1, "open", "open"),
        (16, 16, "open", "open"),
        (17, 17, "reproduced", "open"),
        (72, 72, "reproduced", "reproduced"),
        (0, 3, "open", "open"),
    ],
)
def test_verdict_only_where_the_interval_of_the_share_holds_no_border(shown, worlds, expected, guarded):
    assert verdict_of(shown, worlds) == expected
    assert verdict_of(shown, worlds, guard=True) == guarded


def test_fewest_worlds_that_bear_a_verdict():
    assert (min_worlds(), min_worlds(guard=True)) == (17, 72)
    few = judge(ONE, {"a": effect(1.0)[:16]}, WORLDS.iloc[:16])
    assert few.verdict == "open" and few.share == 1 and few.interval[0] < 0.8
    assert "17" in too_few(finding_of(few), Reader("en"))[0] and "72" in too_few(finding_of(few), Reader("sv"))[0]
    assert too_few(finding_of(judge(ONE, {"a": effect(1.0)}, WORLDS)), Reader("en")) == []


def test_an_undecided_pattern_is_told_with_its_interval_and_what_decides():
    found = judge(ONE, {"a": effect(0.78)}, WORLDS)
    assert found.verdict == "open" and "decides" in found.deciders.names
    assert verdict(found, Reader("en")) == "undecided, too near a border: 69 to 86%"


def test_a_sure_sign_on_a_tiny_effect_is_not_reproduced():
    found = judge(ONE, {"a": effect(1.0, size=0.001)}, WORLDS)
    assert (found.verdict, found.shortfall()) == ("not", ("0/1", "too_small"))
    assert found.claims.loc["a", ["share_sign", "share_size"]].tolist() == [1, 0]


def test_the_opposite_and_the_absent_are_told_apart():
    assert judge(ONE, {"a": -effect(1.0)}, WORLDS).shortfall() == ("0/1", "opposite")
    assert judge(ONE, {"a": effect(0.3, size=0.1)}, WORLDS).shortfall() == ("0/1", "absent")


def test_all_needed_claims_must_show_in_the_same_world_and_asides_need_not():
    two = Pattern("P02", "M16", (Claim("a", SIZE), Claim("b", SIZE), Claim("c", SIZE, aside=True)))
    half = effect(0.5)
    found = judge(two, {"a": half, "b": 1 - half, "c": np.zeros(100)}, WORLDS)
    assert (found.share, found.verdict) == (0, "not")
    assert judge(two, {"a": half + 1, "b": half + 1, "c": np.zeros(100)}, WORLDS).verdict == "reproduced"


def test_a_bound_holds_at_zero_and_not_below():
    bound = Pattern("G1", "", (Claim("a", Size(0.0, "margin")),))
    assert judge(bound, {"a": np.zeros(100)}, WORLDS).verdict == "reproduced"
    assert judge(bound, {"a": np.full(100, -1e-3)}, WORLDS).verdict == "not"


def test_effects_must_be_finite_and_those_of_the_pattern():
    for wrong in ({"a": np.full(100, np.nan)}, {"b": np.zeros(100)}, {}):
        with pytest.raises(ValueError, match="P01"):
            judge(ONE, wrong, WORLDS)


def test_a_tree_names_what_decides_and_stays_silent_on_chance():
    found = judge(ONE, {"a": effect(0.5)}, WORLDS)
    assert found.deciders.names[0] == "decides" and found.deciders.accuracy > 0.9
    drawn = np.random.default_rng(2).permutation(effect(0.5))
    assert judge(ONE, {"a": drawn}, WORLDS).deciders is None


def test_what_is_built_in_is_marked():
    assert PATTERNS["P01"].kind == "verification" and PATTERNS["P05"].kind == "validation"
    assert PATTERNS["P12"].kind == "mixed" and PATTERNS["G4"].guard
    assert [claim.name for claim in PATTERNS["P12"].claims if claim.built_in] == ["after"]


def test_there_are_all_patterns_and_guards_with_sizes_reasons_and_texts():
    assert list(PATTERNS) == list(TESTS) == [f"P{n:02d}" for n in range(1, 22)] + [f"G{n}" for n in range(1, 6)]
    for name, size in claims.SIZES.items():
        keys = (f"size_{name}", f"unit_{size.unit.replace(' ', '_')}")
        assert size.minimum >= 0 and all(text(f"patterns.{key}", language) for key in keys for language in LANGUAGES)
    for pattern in PATTERNS.values():
        keys = [pattern.id, *(f"{pattern.id}_{part}" for part in (c.name for c in pattern.claims))]
        assert all(text(f"patterns.{key}", language) for key in keys for language in LANGUAGES)


# eleven worlds by hand

ELEVEN = pd.DataFrame({"decides": np.arange(11.0)})
THREE = Pattern(
    "P02", "M16", (Claim("a", Size(2.0, "points")), Claim("b", Size(0.25, "share")), Claim("c", SIZE, aside=True))
)
BY_HAND = {
    "a": np.arange(11.0) - 1,  # -1 to 9
    "b": np.array([0.9, 0.8, 0.4, 0.4, 0.4, 0.4, 0.1, -0.3, -0.4, -0.6, -0.7]),
    "c": np.full(11, 0.7),
}
GUARD = Pattern("G1", "M74", (Claim("bound", Size(0.0, "margin")),))


def test_claims_by_hand():
    rows = judge(THREE, BY_HAND, ELEVEN).claims
    shown = ["median", "p05", "p95", "share_sign", "share_size", "share_opposite"]
    assert rows.loc["a", shown].tolist() == pytest.approx([4, -0.5, 8.5, 9 / 11, 8 / 11, 0])
    assert rows.loc["b", shown].tolist() == pytest.approx([0.4, -0.65, 0.85, 7 / 11, 6 / 11, 4 / 11])
    assert rows["same"].tolist() == [False, False, True] and rows["aside"].tolist() == [False, False, True]


TURNS = {"turns": np.array([-3, -0.2, 0.1, 0.2, 1, 2, 3, 4, 5, 6, 7])}
"""Nine of eleven have the sign, seven the half point that counts, one lies as far on the other side."""


def test_what_the_table_of_claims_shows_by_hand():
    outcome = judge(PATTERNS["G2"], TURNS, ELEVEN)
    row = claims_series([outcome]).loc["G2", "turns"]
    effect, shares = ["median", "p05", "p95", "minimum"], ["sign", "size", "opposite", "worlds"]
    assert row[effect + shares].tolist() == pytest.approx([2, -1.6, 6.5, 0.5, 9 / 11, 7 / 11, 1 / 11, 11])
    shown = re.findall("<td>(.+?)</td>", claims_table(finding_of(outcome), Reader("en")))[1:]
    below = '<span class="range">{}</span>'
    spread, unit = below.format("−1.600 to 6.500"), below.format("points")
    assert shown == [f"2.000{spread}", f"0.50{unit}", "82%", "64%", "9%", "11"]


def test_what_the_table_of_claims_remarks():
    effects = {"falls": np.arange(11.0), "kept": np.zeros(11), "turnover": np.full(11, 0.7)}
    told = claims_series([judge(PATTERNS["P03"], effects, ELEVEN), judge(THREE, BY_HAND, ELEVEN)])
    marked = {name: list(told.index[told[name]]) for name in ("built_in", "aside", "same", "filters")}
    assert marked == {
        "built_in": [("P03", "kept"), ("P03", "turnover")],
        "aside": [("P02", "c")],
        "same": [("P03", "turnover"), ("P02", "c")],
        "filters": [("P03", "falls")],
    }


def test_what_the_figure_draws_by_hand():
    outcomes = (judge(THREE, BY_HAND, ELEVEN), judge(GUARD, {"bound": np.arange(11.0) - 4}, ELEVEN))
    drawn = figure.effects(outcomes)
    assert drawn.index.tolist() == [("P02", "a"), ("P02", "b")]
    assert drawn.loc[("P02", "a")].to_dict() == pytest.approx({"median": 2.0, "p05": -0.25, "p95": 4.25})
    assert drawn.loc[("P02", "b"), "median"] == 1.6 and drawn.loc[("P02", "b"), ["p05", "p95"]].isna().all()
    shares = figure.shares(outcomes)
    assert shares.loc["P02", ["share_sign", "share"]].tolist() == pytest.approx([900 / 11, 300 / 11])
    assert np.isnan(shares.loc["G1", "share_sign"]) and shares.loc["G1", "share"] == pytest.approx(700 / 11)
    assert shares[["verdict", "kind"]].to_numpy().tolist() == [["open", "validation"], ["depends", "guard"]]


def test_effects_end_at_the_end_of_the_axis():
    huge = {"a": np.full(100, 60.0)}
    drawn = figure.effects([judge(ONE, huge, WORLDS), judge(ONE, {"a": -huge["a"]}, WORLDS)])
    assert drawn["median"].tolist() == [figure.SPAN, -figure.SPAN]


def test_what_does_not_show_is_drawn_with_how_many_claims_hold_and_why():
    absent = judge(ONE, {"a": -effect(1.0)}, WORLDS)
    held = judge(Pattern("P03", "M16", (*THREE.claims[:2],)), {"a": effect(1.0, 3.0), "b": effect(0.0)}, WORLDS)
    guard = judge(GUARD, {"bound": np.full(100, -1.0)}, WORLDS)
    shares = figure.shares([absent, held, guard])
    assert shares["held"].tolist() == ["0/1", "1/2", ""] and shares["shortfall"].tolist() == ["opposite", "absent", ""]
    words = [short_verdict(row, Reader("en")) for _, row in shares.iterrows()]
    kinds = [text(f"patterns.{name}", "en") for name in ("validation", "validation", "guard")]
    full = [verdict(each, Reader("en")) for each in (absent, held, guard)]
    assert words == [f"{long} ({kind})" for long, kind in zip(full, kinds, strict=True)]


def test_a_pattern_that_the_filter_uses_is_not_counted_among_plausible_worlds():
    outcomes = tuple(judge(PATTERNS[name], effects_of(name), WORLDS) for name in ("P03", "P10", "P12"))
    assert len(finding_of(*outcomes).counted) == 3
    assert [each.pattern.id for each in finding_of(*outcomes, filtered=True).counted] == ["P10", "P12"]
    every, some = (sentences(finding_of(*outcomes, filtered=given), Reader("en")) for given in (False, True))
    assert len(every) == 1 and len(some) == 2 and all(name in some[0] for name in FILTERS)
    assert some[1] == counts(outcomes[1:], Reader("en")) != every[0]


def effects_of(name):
    return {claim.name: np.ones(100) for claim in PATTERNS[name].claims}


def test_patterns_are_judged_on_the_worlds_that_their_test_used():
    effects = {"P10": effects_of("P10"), "G2": {"turns": np.arange(4.0)}}
    result = find(effects, WORLDS, filtered=True)
    assert [outcome.worlds for outcome in result.outcomes] == [100, 4] and result.worlds == 100
    assert result.effects.shape == (100, 4) and result.effects["G2_turns"].dropna().tolist() == [0, 1, 2, 3]
    assert result.to_frame()["pattern"].tolist() == ["P10"] * 3 + ["G2"] and result.filtered


def test_the_filter_of_worlds_is_marked_at_the_claims():
    assert dict(FILTERS) == {"P03": "falls", "P11": "busy", "P13": "widens", "P15": "spreads", "P16": "reopens"}
    assert [claim.name for pattern in PATTERNS.values() for claim in pattern.claims if claim.filters] == list(
        FILTERS.values()
    )
