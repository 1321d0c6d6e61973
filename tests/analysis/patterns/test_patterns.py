"""The patterns: the verdict on hand-made effects, every test run tiny, and arms that turn the sign when swapped."""

import inspect
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.patterns import judge as patterns
from kraftsamling.analysis.patterns.judge import PATTERNS, Claim, Pattern, Size, fewest_worlds, judge, verdict_of
from kraftsamling.analysis.patterns.page import too_few, verdict
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.pattern_tests import actor, forms, guards, places, reception
from kraftsamling.experiments.examine.pattern_tests.arms import even_effort, watched
from kraftsamling.experiments.examine.pattern_tests.reception import probed, time_to_effect
from kraftsamling.experiments.examine.patterns import TESTS, run_patterns
from kraftsamling.experiments.runs.bench import Bench, level
from kraftsamling.model import load_region
from kraftsamling.model.engine.shocks import REGION, uniforms
from kraftsamling.model.errors import InputError
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import LANGUAGES
from kraftsamling.model.worlds.sampling import sample_worlds
from tests.kit.region_tables import OCKERO, csv_text
from tests.kit.synthetic import examination

SIZE = Size(0.5, "points")
ONE = Pattern("P01", "M16", (Claim("a", SIZE),))
WORLDS = pd.DataFrame({"decides": np.linspace(0, 1, 100), "noise": np.random.default_rng(1).random(100)})


@pytest.fixture(scope="module")
def bench():
    return Bench(load_region("goteborgsregionen"), sample_worlds(3), 1, 15, None)


@pytest.fixture(scope="module")
def outcomes(bench):
    return {name: test(bench) for name, test in TESTS.items()}


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
    assert (fewest_worlds(), fewest_worlds(guard=True)) == (17, 72)
    few = judge(ONE, {"a": effect(1.0)[:16]}, WORLDS.iloc[:16])
    assert few.verdict == "open" and few.share == 1 and few.interval[0] < 0.8
    assert "17" in too_few([few], Reader("en"))[0] and "72" in too_few([few], Reader("sv"))[0]
    assert too_few([judge(ONE, {"a": effect(1.0)}, WORLDS)], Reader("en")) == []


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
    for name, size in patterns.SIZES.items():
        keys = (f"size_{name}", f"unit_{size.unit.replace(' ', '_')}")
        assert size.minimum >= 0 and all(text(f"patterns.{key}", language) for key in keys for language in LANGUAGES)
    for pattern in PATTERNS.values():
        keys = [pattern.id, *(f"{pattern.id}_{part}" for part in (c.name for c in pattern.claims))]
        assert all(text(f"patterns.{key}", language) for key in keys for language in LANGUAGES)


@pytest.mark.parametrize("name", TESTS)
def test_every_pattern_gives_a_finite_effect_per_world_for_each_claim(bench, outcomes, name):
    effects = outcomes[name]
    assert {claim.name for claim in PATTERNS[name].claims} == set(effects)
    assert all(np.isfinite(values).all() and values.shape == (3,) for values in effects.values())
    judge(PATTERNS[name], effects, bench.worlds)


SWAPS = [
    (reception.p01, {"low": 0.3, "high": 0.0}, ["received", "inputs"]),
    (reception.p02, {"better": -1, "worse": 0}, ["lowest", "form"]),
    (reception.p03, {"beside": "organisational", "instead": "real"}, ["kept", "turnover"]),
    (forms.p04, {"right": "reverse", "wrong": "sequence"}, ["low"]),
    (forms.p05, {"diagnosis": "sequence", "recipe": "gap"}, ["spread", "noise"]),
    (
        forms.p16,
        {"crossing": ("human", "financial", "dynamic"), "others": ("relational", "organisational")},
        ["reopens"],
    ),
    (forms.p19, {"narrative": "mix", "plan": "sequence"}, ["narrative", "only_there"]),
    (places.p08, {"loose": 1, "agreed": 0}, ["loss", "recovery"]),
    (actor.p09, {"stepwise": level(3), "at_once": actor.GATED}, ["equal_money", "own_cost", "legitimacy"]),
    (actor.p12, {"much": 0.0, "little": 0.9}, ["early", "swing", "after"]),
    (places.p13, {"uniform": "size_adapted", "adapted": "even"}, ["closes"]),
    (reception.p14, {"expert": 1, "mandated": 0, "often": 1}, ["mandate"]),
    (places.p15, {"pooled": False}, ["spreads", "inflow"]),
    (places.p17, {"documented": 0.0, "silent": 2.0}, ["small", "copied"]),
    (places.p18, {"linked": 0, "parallel": 1}, ["linked", "upkeep", "after"]),
]


def test_diagnosis_may_be_half_a_point_behind_to_match(bench, outcomes):
    there, back = outcomes["P05"]["edge"], forms.p05(bench, diagnosis="sequence", recipe="gap")["edge"]
    np.testing.assert_allclose(there - 0.5, 0.5 - back, atol=1e-9)
    assert np.abs(there - 0.5).max() > 0


@pytest.mark.parametrize(("test", "swapped", "claims"), SWAPS, ids=[test.__name__ for test, _, _ in SWAPS])
def test_swapped_arms_turn_the_sign(bench, outcomes, test, swapped, claims):
    name = test.__name__.upper()
    there, back = outcomes[name], test(bench, **swapped)
    for claim in claims:
        assert np.abs(there[claim]).max() > 0, claim
        np.testing.assert_allclose(back[claim], -there[claim], atol=1e-9)


def test_what_comes_first_against_itself_makes_no_difference(bench):
    found = forms.p07(bench, first="human", rivals=("human",))
    assert all(not found[claim].any() for claim in ("first_late", "first_early", "late", "early"))


def test_no_more_meetings_no_reserve_and_the_same_peers_make_no_difference(bench, outcomes):
    same = reception.p14(bench, often=1)
    np.testing.assert_allclose(same["meetings"], 0)
    np.testing.assert_allclose(same["more"], outcomes["P14"]["mandate"])
    assert not actor.p21(bench, reserve=0.0)["slack"].any()
    assert not places.p17(bench, near="random", far="random")["alike"].any()


def test_legitimacy_that_is_not_moved_leaves_nothing(bench):
    left, grown = actor.moved(bench, 0.3, 0.0)
    assert not left.any() and not grown.any()


def test_adopters_are_those_that_have_gained_a_proven_case():
    start = np.full((1, 4), 30.0)
    found = SimpleNamespace(capacity_start=start, capacity_end=start + [[1.9, 2.0, 2.1, -3.0]])
    assert places.adopters(found).tolist() == [0.5]


def test_every_test_is_short_and_says_what_it_does():
    for test in TESTS.values():
        assert test.__doc__ and len(inspect.getsource(test).splitlines()) <= 40


def test_the_probe_lies_on_the_lowest_and_on_the_highest_ingredient_in_use():
    starts = {"start_interest": [0.3, 0.3], "start_slack": [0.1, 0.1], "start_capital": [0.2, 0.2]}
    worlds = pd.DataFrame({**starts, "slack_in_receptive": [1.0, 0.0]})
    low, high = probed(worlds, 0), probed(worlds, -1)
    assert low["probe_slack"].tolist() == [reception.PROBE, 0] and low["probe_relational"].tolist() == [
        0,
        reception.PROBE,
    ]
    assert (high["probe_interest"] == reception.PROBE).all() and (high["probe_slack"] == 0).all()


def test_time_to_effect_counts_from_one_and_never_is_the_whole_span():
    decided = np.full((4, 3, 1), 0.5)
    decided[:, 2] = 0
    done = np.zeros((4, 3, 1))
    done[1:, 0] = 0.46
    assert time_to_effect(decided, done)[:, 0].tolist() == [2, 4, 0]


def test_effort_is_spread_evenly_whatever_measures_are_open():
    found = even_effort(1, "knowledge", ("human", "real"))
    same = even_effort(1, "knowledge", ("human", "organisational"))
    assert found["human"] == same["human"] and found["real"] != same["organisational"]


def test_each_phase_of_the_projects_has_one_seed():
    phases = np.floor(
        12 * np.array([uniforms("project_phase", REGION, [seed], 1)[0, 0] for seed in actor.every_phase()])
    )
    assert sorted(phases) == list(range(12))


def test_what_is_watched_is_what_simulate_gives(bench):
    seen = watched(bench, level(2), lambda m: m.capacity.mean(axis=0), 2)
    given = bench.run([level(2)], years=2)["capacity_mean"].to_numpy()[0, :, 0, 1:]
    np.testing.assert_allclose(seen[3::4].T, given)


def test_guards_see_what_they_guard_against(bench, monkeypatch):
    monkeypatch.setattr(guards, "CEILING", 1.0)
    assert (guards.g1(bench)["bounded"] < 0).all()


def test_too_few_years_are_refused_in_one_line(tmp_path):
    with pytest.raises(InputError, match="years"):
        run_patterns(examination(2, years=5), tmp_path)


def test_a_region_without_small_or_large_municipalities_is_refused_in_one_line(tmp_path):
    (tmp_path / "lone.csv").write_text(csv_text(OCKERO), encoding="utf-8")
    with pytest.raises(InputError, match="region: no municipality is small; allowed: one with small and large"):
        run_patterns(examination(2, years=15, region=tmp_path / "lone.csv"), tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_no_network_and_shows_every_pattern(outcomes, tmp_path, monkeypatch, language):
    tests = {name: lambda _, name=name: outcomes[name] for name in TESTS}
    monkeypatch.setattr("kraftsamling.experiments.examine.patterns.TESTS", tests)
    setting = examination(3, years=15, language=language)
    run_patterns(setting, tmp_path)
    (remark,) = setting.remarks
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "http" not in page.replace("http://www.w3.org", "") and f'lang="{language}"' in page
    assert all(f"{name} {text(f'patterns.{name}', language)}".replace("'", "&#x27;") in page for name in PATTERNS)
    assert remark in page and {"sv": "3 världar är för få", "en": "3 worlds are too few"}[language] in remark
    table = pd.read_csv(tmp_path / "patterns.csv")
    assert set(table["verdict"]) == {"open"}
    assert list(table["pattern"].unique()) == list(PATTERNS)
    assert len(table) == sum(len(pattern.claims) for pattern in PATTERNS.values())
    assert len(pd.read_csv(tmp_path / "effects.csv")) == 3
    assert (tmp_path / "figures" / "patterns.png").stat().st_size > 10_000
