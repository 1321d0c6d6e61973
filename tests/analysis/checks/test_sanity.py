"""The checks of the model: each definition on hand-made courses of known truth, and both experiments end to end."""

import re

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.checks import facts, sanity
from kraftsamling.analysis.checks.page import write_checks
from kraftsamling.analysis.checks.sanity import Finding
from kraftsamling.analysis.checks.words import named as name_of
from kraftsamling.analysis.checks.words import sentences, verdict
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.examine.facts import carry_out_round, run_facts
from kraftsamling.experiments.examine.sanity import STOCKS, check_copy, check_ignition, run_sanity
from kraftsamling.experiments.runs.bench import Bench, level, mixed
from kraftsamling.model import load_region
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import CAPITALS, FORMS
from kraftsamling.model.worlds.sampling import sample_worlds
from tests.kit.synthetic import examination

YEARS = np.arange(16)
START = 30.0
STILL = np.full(16, START)
S_CURVE = START + 20 / (1 + np.exp(-1.2 * (YEARS - 7.5))) - 20 / (1 + np.exp(1.2 * 7.5))
SPEEDING = START + 20 * (YEARS / 15) ** 4
LEVELLING = START + 20 * (1 - np.exp(-0.4 * YEARS))
STRAIGHT = START + 10 * YEARS / 15


@pytest.fixture(scope="module")
def region():
    return load_region("goteborgsregionen")


def named(found, names):
    return names[int(found)]


@pytest.mark.parametrize(
    ("course", "none", "expected"),
    [
        (STILL, None, "flat"),
        (STILL * np.linspace(1, 0.85, 16), None, "falling"),
        (STILL + np.linspace(0, 0.9, 16), STILL, "dead_zone"),
        (STILL * np.linspace(1, 0.8, 16), STILL * np.linspace(1, 0.8, 16), "dead_zone"),
        (STILL - np.linspace(0, 2, 16), STILL, "set_back"),
        (STILL + np.linspace(0, 2.5, 16), STILL, "flat"),
        (STILL + np.linspace(0, 7.0, 16), STILL, "slow"),
        (STILL + np.linspace(0, 8.0, 16), STILL, "marked"),
        (STILL + np.linspace(0, -6.0, 16), STILL + np.linspace(0, -8.0, 16), "falling"),
    ],
)
def test_reach_of_a_course(course, none, expected):
    assert named(sanity.reach(course, none), sanity.REACHES) == expected


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (S_CURVE, "s_shaped"),
        (SPEEDING, "accelerating"),
        (LEVELLING, "levelling_off"),
        (STRAIGHT, "steady"),
        (STILL + 0.9 * YEARS / 15, "none"),
    ],
)
def test_shape_of_a_course(course, expected):
    assert named(sanity.shape(course - STILL), sanity.SHAPES) == expected


def test_classes_work_on_many_runs_at_once():
    lead = np.stack([S_CURVE - STILL, SPEEDING - STILL])[:, None]
    assert sanity.shape(lead).shape == (2, 1)
    assert [named(found, sanity.SHAPES) for found in sanity.shape(lead)[:, 0]] == ["s_shaped", "accelerating"]


def course_after_stop(later, *, none_later=START, stop=6):
    """A course at 40 when support stops, `later` four years on, and one without actor that goes to `none_later`."""
    course, none = np.full(16, START), np.full(16, START)
    course[stop:] = 40
    course[stop + 4] = later
    none[stop + 4] = none_later
    return course, none, stop


@pytest.mark.parametrize(
    ("later", "none_later", "expected"),
    [
        (40.5, START, True),
        (40.49, START, False),  # the lead has grown too little
        (40.0, START - 1, True),  # kept, and the others fell
        (39.9, START - 2, False),  # a lead that grows only because the others fall faster
        (42.0, START + 2, False),  # everything rose, with or without the actor
    ],
)
def test_ignition_needs_both_capacity_kept_and_a_growing_lead(later, none_later, expected):
    assert bool(sanity.ignited(*course_after_stop(later, none_later=none_later))) is expected


def ignition_table(at_zero, above):
    index = pd.MultiIndex.from_tuples([(1, 4)], names=["level", "stop"])
    return pd.DataFrame({0: [at_zero], 1: [above]}, index=index)


@pytest.mark.parametrize(
    ("at_zero", "above", "expected"),
    [(0, 0.3, "holds"), (0.01, 0.3, "does_not_hold"), (0, 0, "answered"), (0, 1, "answered")],
)
def test_verdict_on_ignition(at_zero, above, expected):
    assert sanity.ignition(ignition_table(at_zero, above), pd.DataFrame()).verdict == expected


def test_null_counts_worlds_within_ten_per_cent():
    start = np.full((10, 2, 3), 0.5)
    end = start.copy()
    end[0] *= 1.2
    assert sanity.null_check({"a": start}, {"a": end}).verdict == "holds"
    end[1] *= 0.85
    found = sanity.null_check({"a": start, "b": start}, {"a": end, "b": start})
    assert found.verdict == "does_not_hold"
    assert found.told["stock"] == "a"
    assert found.tables["stocks"].loc["a", "worlds_within"] == pytest.approx(0.8)
    assert found.told["together"] == pytest.approx(0.8)


def test_null_is_about_the_median_so_one_municipality_may_move():
    start = np.full((1, 1, 3), 0.5)
    end = start.copy()
    end[0, 0, 0] = 0.9
    assert sanity.null_check({"a": start}, {"a": end}).verdict == "holds"


def degenerate_courses(high=0):
    kinds = np.stack([S_CURVE, STILL + 0.5 * YEARS / 15, STILL + 2 * YEARS / 15, STILL + 6 * YEARS / 15])
    course = np.tile(kinds, (25, 1))[:, None]
    course[:high, :, -1] = 95
    return {"none": np.tile(STILL, (100, 1, 1)), "some": course}


def test_degeneracy_needs_all_kinds_of_courses_and_few_extremes():
    assert sanity.degeneracy(degenerate_courses(), "none").verdict == "holds"
    assert sanity.degeneracy(degenerate_courses(high=10), "none").verdict == "does_not_hold"
    alike = {"none": np.tile(STILL, (100, 1, 1)), "some": np.tile(S_CURVE, (100, 1, 1))}
    found = sanity.degeneracy(alike, "none")
    assert found.verdict == "does_not_hold"
    assert {"dead_zone", "slow"} <= set(found.told["missing"])


def test_collapse_below_half_the_start_is_counted():
    sunk = degenerate_courses()
    sunk["some"][:20, :, -1] = 0.49 * START
    assert sanity.degeneracy(sunk, "none").tables["ends"].loc["some", "below_half_start"] == pytest.approx(0.2)


def test_single_form_must_beat_every_bundle():
    ends = {
        "K": np.array([5.0, 5, 5, 5]),
        "A": np.array([1.0, 9, 1, 1]),
        "even": np.array([4.0, 8, 6, 5]),
        "KR": np.array([4.9, 1, 1, 1]),
    }
    found = sanity.single_against_bundles(ends, ["K", "A"])
    assert found["single_beats_all"] == 0.5
    assert found["single_by_half_a_point"] == 0.25
    assert found["bundle_by_half_a_point"] == 0.25


def test_best_shares_tell_clear_from_narrow():
    found = sanity.best_shares({"a": np.array([1.0, 5]), "b": np.array([1.5, 2])})
    assert (found["best_a"], found["best_b"], found["clearly_a"], found["clearly_b"]) == (0.5, 0.5, 0.5, 0)


def test_deciders_find_the_parameter_that_decides():
    worlds = sample_worlds(200)
    lead = 10 * (worlds["dead_band"] - worlds["dead_band"].median())
    table, tree = sanity.deciders(worlds, {"a": np.zeros(200), "b": lead.to_numpy()})
    assert table.index[0] == ("b - a", "dead_band")
    assert table.iloc[0, 0] == pytest.approx(1)
    assert tree["tree_right"] > 0.99
    assert "dead_band" in tree["tree"]


@pytest.mark.parametrize(
    ("difference", "cost", "expected"), [(0, 0, "holds"), (1e-12, 0, "does_not_hold"), (0, 1, "does_not_hold")]
)
def test_copy_and_cost_must_be_exactly_zero(difference, cost, expected):
    assert sanity.copy_and_cost(difference, cost).verdict == expected


def test_frame_has_one_row_per_figure():
    frame = sanity.copy_and_cost(0.0, 0.0).to_frame()
    assert list(frame) == ["check", "verdict", "table", "case", "figure", "value"]
    assert frame["value"].tolist() == [0, 0]


# facts


def test_distance_is_zero_inside_and_signed_outside():
    fact = facts.Fact("x", 0.2, 0.4, "")
    assert facts.distance(0.3, fact) == facts.distance(0.2, fact) == 0
    assert facts.distance(0.1, fact) == pytest.approx(-0.1)
    assert facts.distance(0.7, fact) == pytest.approx(0.3)


def test_turnover_is_a_yearly_share():
    assert facts.yearly_turnover(np.full((2, 1, 8, 3), 0.03)) == pytest.approx([1 - 0.97**4] * 2)


def test_change_of_rule_counts_only_elections():
    changed = np.zeros((1, 1, 4, 4))
    changed[0, 0, 2] = [1, 0, 0, 1]
    assert facts.rule_changes(changed, np.array([False, False, True, False])) == pytest.approx(0.5)
    assert facts.rule_changes(changed, np.zeros(4, bool)).size == 0


def test_deficits_look_at_the_last_quarter_of_each_year():
    finance = np.zeros((1, 1, 8, 2))
    finance[0, 0, 2] = -9
    finance[0, 0, 7, 0] = -9
    assert facts.deficits(finance, -1.0)[0, 0].tolist() == [0, 0.5]


def test_a_round_counts_participants_from_half_a_pledge():
    pledged = np.array([[[0.024, 0.2, 0.3]]])
    done = np.array([[[0.0, 0.1, 0.4]]])
    found = facts.round_of_pledges(pledged, done)
    assert found["participants"] == pytest.approx([2 / 3])
    assert found["pledges_mean"] == pytest.approx([(6 + 14) / 2])
    assert found["carried_out"] == pytest.approx([(2 + 8) / 20])
    assert found["carried_out_or_begun"] == pytest.approx([1])


def test_a_round_of_the_rule_is_what_it_must_be_by_hand():
    start = {"agreement_climate": np.full((1, 1, 1), 0.5), "slack": np.full((1, 1, 1), 0.4)}
    worlds = sample_worlds(1)
    rates = {"pledging_rate": 0.5, "completion_rate": 0.2}
    pledged, done = carry_out_round(start, worlds, rates=rates)
    assert pledged + done == pytest.approx(1 - 0.9**4)  # a tenth of what is left is pledged each quarter
    assert 0 < done < pledged
    _, done = carry_out_round(start, worlds, all_pledged=True, rates=rates)
    assert done == pytest.approx(1 - 0.8**4)


def test_inputs_are_judged_by_strategists_not_by_all_staff():
    found = {
        "turnover_staff": np.array([0.2]),
        "turnover_strategists": np.array([0.2]),
        "change_of_rule": np.array([0.4]),
        "deficits": np.array([0.15]),
    }
    single = {("here", "deficits"): np.array([0.1, 0.2])}
    assert facts.input_check({"here": found}, single).verdict == "holds"
    assert facts.input_check({"here": found | {"deficits": np.array([0.3])}}, single).verdict == "does_not_hold"


# with the model


@pytest.fixture
def bench(region):
    return Bench(region, sample_worlds(4), 1, 2, None)


def test_strategies_of_the_bench_are_what_they_say(bench):
    data = bench.run([level(3), mixed(1, (0, 1, 0)), level(1, budget={"end_year": 1})])
    assert data["actor_level"].isel(year=-1, world=0, seed=0).to_numpy().tolist() == [3, 1, 0]


def test_copy_check_holds(bench):
    assert check_copy(bench).verdict == "holds"


@pytest.mark.slow
def test_more_ignites_when_own_effort_answers_more(region):
    shares = check_ignition(Bench(region, sample_worlds(40), 1, 15, None)).tables["ignites"]
    assert (shares[3] >= shares[0]).all()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_facts_write_all_files(tmp_path, language):
    run_facts(examination(3, years=1, language=language), tmp_path)
    assert {path.name for path in (tmp_path / "figures").iterdir()} == {
        f"{n}.{e}" for n in ("inputs", "pledges") for e in ("png", "svg")
    }
    frame = pd.read_csv(tmp_path / "facts.csv")
    assert set(frame["check"]) == {"inputs", "pledges"}
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f'lang="{language}"' in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert not raw_names(page)


def test_facts_of_one_world_carry_no_verdict_and_the_terminal_says_so(tmp_path):
    setting = examination("default", years=1)
    run_facts(setting, tmp_path)
    assert ["cannot carry these verdicts" in line for line in setting.remarks] == [True]


@pytest.mark.slow
def test_sanity_writes_all_files_and_speaks_of_every_check(tmp_path):
    run_sanity(examination(3, language="sv"), tmp_path)
    figures = {f"{name}.{ending}" for name in ("degenerate", "levels", "ignition") for ending in ("png", "svg")}
    assert {path.name for path in (tmp_path / "figures").iterdir()} == figures
    frame = pd.read_csv(tmp_path / "sanity.csv", keep_default_na=False)
    assert list(frame["check"].unique()) == ["null", "degenerate", "forms", "levels", "ignition", "copy"]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    for check in frame["check"].unique():
        assert f'id="{check}"' in page
    assert not raw_names(page)


def raw_names(page: str) -> set[str]:
    """Identifiers of code among the words of a page."""
    words = re.sub(r"<(style|svg|title).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return set(re.findall(r"\w+_\w+", words))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_stocks_strategies_and_assumptions_have_names(language):
    stocks = [f"{name}_{layer}" for name in CAPITALS for layer in ("level", "person", "rooted")]
    stocks += [f"base_{form}" for form in FORMS] + [name for name in STOCKS if name != "base"]
    for name in (*stocks, *built_in("strategy", ".yaml"), *parameters(), "level_3 - level_1"):
        assert "_" not in name_of(name, Reader(language))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_measure_that_does_not_fall_is_named(language):
    table = pd.DataFrame({"single_beats_all": [0.9]}, index=[1])
    shares = {name: {1: 0.5} for name in ("shares", "clear", "lead")}
    told = shares | {"high": [], "unhurt": [("room", "rooted_share", 2)]}
    (said,) = sentences(Finding("forms", sanity.FAILS, {"single_forms": table}, told), Reader(language))
    named = {"sv": "andel som har slagit rot när handlingsutrymme tas bort på nivå 2", "en": "at level 2."}
    assert named[language] in said and "_" not in said


@pytest.mark.parametrize("worlds", [1, 2])
def test_one_world_carries_no_verdict(tmp_path, worlds):
    size = {"region": "R", "worlds": str(worlds), "number_of_worlds": worlds, "seeds": "1", "years": 15}
    remarks = write_checks(tmp_path, "sanity", [sanity.copy_and_cost(0.0, 0.0)], size, Reader("en"))
    said = "A single world cannot carry these verdicts" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (said, len(remarks)) == (worlds == 1, int(worlds == 1))


def test_every_verdict_has_words_in_both_languages():
    found = sanity.copy_and_cost(0.0, 0.0)
    assert (verdict(found, Reader("sv")), verdict(found, Reader("en"))) == ("håller", "holds")
    assert sentences(found, Reader("en")) == ["Largest difference: 0. Cost without support: SEK 0."]
