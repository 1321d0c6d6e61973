"""Every test of a pattern run tiny, and arms that turn the sign when swapped."""

import inspect
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.patterns.claims import PATTERNS
from kraftsamling.analysis.patterns.judge import judge
from kraftsamling.analysis.patterns.page import write
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.pattern_tests import actor, forms, guards, places, reception
from kraftsamling.experiments.examine.pattern_tests.reception import probed
from kraftsamling.experiments.examine.patterns import TESTS, examine
from kraftsamling.experiments.runs.runs import Runs, level
from kraftsamling.experiments.runs.watch import time_to_effect, watched
from kraftsamling.model import load_region
from kraftsamling.model.engine.shocks import REGION, uniforms
from kraftsamling.model.errors import InputError
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import LANGUAGES
from kraftsamling.model.worlds.sampling import sample_worlds
from tests.kit.region_tables import OCKERO, csv_text
from tests.kit.runs import forbid_runs, redrawn
from tests.kit.synthetic import examination


@pytest.fixture(scope="module")
def runs():
    return Runs(load_region("goteborgsregionen"), sample_worlds(3), 1, 15, None)


@pytest.fixture(scope="module")
def outcomes(runs):
    return {name: test(runs) for name, test in TESTS.items()}


@pytest.mark.slow
@pytest.mark.parametrize("name", TESTS)
def test_every_pattern_gives_a_finite_effect_per_world_for_each_claim(runs, outcomes, name):
    effects = outcomes[name]
    assert {claim.name for claim in PATTERNS[name].claims} == set(effects)
    assert all(np.isfinite(values).all() and values.shape == (3,) for values in effects.values())
    judge(PATTERNS[name], effects, runs.worlds)


SWAPS = [
    (reception.p01, {"low": 0.3, "high": 0.0}, ["received", "inputs"]),
    (reception.p02, {"better": -1, "worse": 0}, ["lowest", "form"]),
    (reception.p03, {"beside": "organisational", "instead": "real"}, ["kept", "turnover"]),
    (forms.p04, {"right": "reverse", "wrong": "sequence"}, ["low"]),
    (forms.p05, {"diagnosis": "sequence", "recipe": "gap"}, ["spread"]),
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
    (places.p17, {"documented": 0.0, "silent": 1.0}, ["small", "copied"]),
    (places.p18, {"linked": 0, "parallel": 1}, ["linked", "upkeep", "after"]),
]


@pytest.mark.slow
def test_diagnosis_may_be_half_a_point_behind_to_match(runs, outcomes):
    there, back = outcomes["P05"]["edge"], forms.p05(runs, diagnosis="sequence", recipe="gap")["edge"]
    np.testing.assert_allclose(there - 0.5, 0.5 - back, atol=1e-9)
    assert np.abs(there - 0.5).max() > 0


@pytest.mark.slow
@pytest.mark.parametrize(("test", "swapped", "claims"), SWAPS, ids=[test.__name__ for test, _, _ in SWAPS])
def test_swapped_arms_turn_the_sign(runs, outcomes, test, swapped, claims):
    name = test.__name__.upper()
    there, back = outcomes[name], test(runs, **swapped)
    for claim in claims:
        assert np.abs(there[claim]).max() > 0, claim
        np.testing.assert_allclose(back[claim], -there[claim], atol=1e-9)


def test_what_comes_first_against_itself_makes_no_difference(runs):
    found = forms.p07(runs, first="human", rivals=("human",))
    assert all(not found[claim].any() for claim in ("first_late", "first_early", "late", "early"))


@pytest.mark.slow
def test_no_more_meetings_no_reserve_and_the_same_peers_make_no_difference(runs, outcomes):
    same = reception.p14(runs, often=1)
    np.testing.assert_allclose(same["meetings"], 0)
    np.testing.assert_allclose(same["more"], outcomes["P14"]["mandate"])
    assert not actor.p21(runs, reserve=0.0)["slack"].any()
    assert not places.p17(runs, near="random", far="random")["alike"].any()


def test_legitimacy_that_is_not_moved_leaves_nothing(runs):
    left, grown = actor.moved(runs, 0.3, 0.0)
    assert not left.any() and not grown.any()


def test_adopters_are_those_that_have_gained_a_proven_case():
    start = np.full((1, 4), 30.0)
    found = SimpleNamespace(capacity_start=start, capacity_end=start + [[1.9, 2.0, 2.1, -3.0]])
    assert places.adopters(found).tolist() == [0.5]


def test_every_test_is_short_and_says_what_it_does():
    for test in TESTS.values():
        assert test.__doc__ and len(inspect.getsource(test).splitlines()) <= 40


def test_the_probe_lies_on_the_lowest_and_on_the_highest_ingredient_in_use():
    starts = {"start_backing": [0.3, 0.3], "start_slack": [0.1, 0.1], "start_capital": [0.2, 0.2]}
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


def test_each_phase_of_the_projects_has_one_seed():
    phases = np.floor(
        12 * np.array([uniforms("project_phase", REGION, [seed], 1)[0, 0] for seed in actor.every_phase()])
    )
    assert sorted(phases) == list(range(12))


def test_what_is_watched_is_what_simulate_gives(runs):
    seen = watched(runs, level(2), lambda m: m.capacity.mean(axis=0), 2)
    given = runs.run([level(2)], years=2)["capacity_mean"].to_numpy()[0, :, 0, 1:]
    np.testing.assert_allclose(seen[3::4].T, given)


def test_guards_see_what_they_guard_against(runs, monkeypatch):
    monkeypatch.setattr(guards, "CEILING", 1.0)
    assert (guards.g1(runs)["bounded"] < 0).all()


def test_too_few_years_are_refused_in_one_line():
    with pytest.raises(InputError, match="years"):
        examine(examination(2, years=5))


def test_a_region_without_small_or_large_municipalities_is_refused_in_one_line(tmp_path):
    (tmp_path / "lone.csv").write_text(csv_text(OCKERO), encoding="utf-8")
    with pytest.raises(InputError, match="region: no municipality is small; allowed: one with small and large"):
        examine(examination(2, years=15, region=tmp_path / "lone.csv"))


@pytest.fixture
def result(outcomes, monkeypatch):
    """What the examination of three worlds finds, from effects that are there already."""
    tests = {name: lambda _, name=name: outcomes[name] for name in TESTS}
    monkeypatch.setattr("kraftsamling.experiments.examine.patterns.TESTS", tests)
    return examine(examination(3, years=15))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_no_network_and_shows_every_pattern(result, tmp_path, language):
    (remark,) = write(tmp_path, result, examination(3, years=15).subject, Reader(language))
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


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_stored_is_drawn_again_without_a_run(result, tmp_path, monkeypatch, language):
    forbid_runs(monkeypatch)
    setting = examination(3, years=15)
    (tmp_path / "first").mkdir()
    write(tmp_path / "first", result, setting.subject, Reader(language, True, setting.region))
    page, remarks = redrawn(tmp_path / "again", result, write, setting, language)
    for name in ("report.html", "patterns.csv", "effects.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes()
    assert f'lang="{language}"' in page and len(remarks) == 1
    assert repr(result) == "PatternsFinding(26 patterns and guards, 3 worlds)"
