"""What the page tells is what the command line tells for the same course."""

from __future__ import annotations

import shlex
from dataclasses import replace

import numpy as np
import pytest

from kraftsamling.analysis.report.answer import answer
from kraftsamling.analysis.results.compare import judge, run_measures, summarise
from kraftsamling.analysis.results.evidence import Context, TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.command import command_of, design_of_question
from kraftsamling.app.answers.courses import FIRST, FULL, Ensemble, Plan, plan_of
from kraftsamling.app.answers.ensemble import OF_REGION, Abandoned, run_course
from kraftsamling.app.answers.evidence import LiveEvidence
from kraftsamling.app.answers.picture import SHOWN, frame, sentences
from kraftsamling.app.answers.state import read_question
from kraftsamling.cli import main
from kraftsamling.experiments.runs.execute import execute
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import design_of
from kraftsamling.model.simulation import simulate
from kraftsamling.model.texts import text
from kraftsamling.model.worlds.plausible import is_current
from tests.kit.commands import summary_of

WORLDS = 80
STATES = {
    "own": {},
    "equal, with events": {
        "budget": "equal",
        "funding": "earned",
        "years": 7,
        "a": "no_support",
        "b": {"ambition": {"policy": "gated"}, "handover": 0.3, "municipal": {"learning": 0.5}},
        "events": [{"kind": "coordinator_leaves", "year": 3}, {"kind": "signals", "year": 4, "synchronised": True}],
    },
    "another region": {
        "region": "varmland",
        "years": 5,
        "a": "small_first",
        "b": "large_first",
        "view": {"language": "en", "anonymous": True},
    },
}


def ensemble(course, plan: Plan, stage: str = FULL) -> Ensemble:
    worlds, seeds = plan.runs(stage)
    values = {name: value / len(seeds) for name, value in run_course(course, worlds, seeds).items()}
    return Ensemble(worlds, plan.of_worlds, len(seeds), values)


@pytest.fixture(scope="module", params=STATES, ids=list(STATES))
def case(request):
    question = read_question(STATES[request.param])
    courses = [question.course(side, WORLDS) for side in ("a", "b")]
    plan = plan_of(courses[0])
    found = [ensemble(course, plan) for course in courses]
    results = simulate(
        question.region,
        [question.a, question.b],
        seeds=3,
        worlds=WORLDS,
        scenario=question.scenario,
        years=question.years,
        budget=question.budget,
        funding=question.funding,
        record="summary",
    )
    return question, plan, found, results


def test_every_run_is_the_one_of_simulate(case):
    _, plan, found, results = case
    assert len(plan.order) == WORLDS
    for side, each in enumerate(found):
        data = results.dataset.isel(strategy=side).mean("seed")
        for name in OF_REGION:
            expected = data[name].transpose("year", "world").to_numpy()[:, plan.order]
            np.testing.assert_allclose(each.values[name], expected, rtol=1e-12, atol=1e-12, equal_nan=True)
        for name in ("capacity_start", "capacity_end"):
            row = {"capacity_start": 0, "capacity_end": -1}[name]
            expected = data[name].transpose("municipality", "world").to_numpy()[:, plan.order]
            np.testing.assert_allclose(each.values["capacity"][row], expected, rtol=1e-12)
        expected = data["reached"].transpose("municipality", "world").to_numpy()[:, plan.order]
        np.testing.assert_allclose(each.values["reached"][-1], expected)


def test_a_frame_tells_what_the_tables_tell(case):
    question, _, found, results = case
    shown = frame(question, *found, "full")
    trajectories, municipalities = (
        table.assign(budget=question.budget) for table in (results.trajectories(), results.municipalities())
    )
    table = summarise(trajectories, municipalities, question.a.name, 1.0).set_index(["strategy", "measure"])
    for name in SHOWN:
        for side, strategy in (("a", question.a), ("b", question.b)):
            row = table.loc[(strategy.name, name)]
            last = {level: shown["measures"][name][side][level][-1] for level in ("p05", "median", "p95")}
            for level, value in last.items():
                assert value == pytest.approx(row[level], abs=1e-3 if name != "cost_sek" else 1, nan_ok=True), name
        row = table.loc[(question.b.name, name)]
        for level, column in (("p05", "diff_p05"), ("median", "diff_median"), ("p95", "diff_p95")):
            value = shown["measures"][name]["difference"][level][-1]
            assert value == pytest.approx(row[column], abs=1e-3 if name != "cost_sek" else 1, nan_ok=True), name
    for side, strategy in (("a", question.a), ("b", question.b)):
        cost = table.loc[(strategy.name, "cost_total_sek")]
        assert shown["cost"][side]["median"] == pytest.approx(cost["median"], abs=1)
        assert shown["cost"][side]["p95"] == pytest.approx(cost["p95"], abs=1)
        own = table.loc[(strategy.name, "municipal_cost_total_sek"), "median"]
        assert shown["cost"][f"municipal_{side}"]["median"] == pytest.approx(own, abs=1)
        mean = run_measures(trajectories, municipalities).xs(strategy.name, level="strategy").mean()
        assert shown["left_out"]["behind"][side] == pytest.approx(mean["left_behind"], abs=1e-5)
        assert shown["left_out"]["never"][side] == pytest.approx(mean["never_reached"], abs=1e-5)
        told = LiveEvidence(question, *found).left_out(strategy.name, question.budget, None)
        expected = [len(question.region.codes) * mean[name] for name in ("never_reached", "left_behind")]
        assert told == pytest.approx(expected)
    verdict, row = shown["verdict"], table.loc[(question.b.name, "capacity_mean")]
    for name in ("better", "tie", "worse"):
        assert verdict[name] == round(row[f"worlds_{name}"] * WORLDS)
    assert (shown["worlds"], shown["seeds"], shown["runs"]) == (WORLDS, 3, WORLDS * 3)


def test_a_frame_tells_of_each_municipality_what_its_runs_tell(case):
    question, _, found, results = case
    shown = {each["code"]: each for each in frame(question, *found, "full")["municipalities"]}
    mean = results.dataset[["capacity_start", "capacity_end", "reached"]].mean("seed")
    a, b = (mean.isel(strategy=side) for side in (0, 1))
    assert list(shown) == list(question.region.codes)
    for code, told in shown.items():
        first, second = ({name: side[name].sel(municipality=code).to_numpy() for name in mean} for side in (a, b))
        apart = (second["capacity_end"] - first["capacity_end"]).round(9)
        capacity = {side: values[-1] for side, values in told["capacity"].items()}
        expected = {"a": np.median(first["capacity_end"]), "b": np.median(second["capacity_end"])}
        assert capacity == pytest.approx(expected | {"difference": np.median(apart)}, abs=1e-3)
        assert told["capacity"]["a"][0] == pytest.approx(np.median(first["capacity_start"]), abs=1e-3)
        assert told["better"] == pytest.approx((apart >= 1).mean(), abs=1e-5)
        assert told["differs"][-1] == pytest.approx((np.abs(apart) >= 1).mean(), abs=1e-3)
        assert told["differs"][0] == 0 and len(told["differs"]) == question.years + 1
        for side, values in (("a", first), ("b", second)):
            assert told["reached"][side][-1] == pytest.approx(values["reached"].mean(), abs=1e-5)


def test_worlds_are_counted_from_one_point_on_either_side():
    """B less A: one point in 5 worlds, half a point or nothing in 3, minus one point in 2; so in one place, too."""
    question = read_question({"years": 2, "view": {"language": "en"}})
    run = run_course(question.course("a", 10), range(10), range(1))
    moved = np.array([1.0] * 5 + [0.5, 0.0, -0.5] + [-1.0] * 2)
    capacity = run["capacity"].copy()
    capacity[1:, 0] += [0.9 + moved, moved]
    more = run | {"capacity_mean": run["capacity_mean"] + moved, "capacity": capacity}
    shown = frame(question, *(Ensemble(np.arange(10), 10, 1, values) for values in (run, more)), "full")
    assert {name: shown["verdict"][name] for name in ("better", "tie", "worse")} == {"better": 5, "tie": 3, "worse": 2}
    assert shown["verdict"]["low"] == pytest.approx(-1) and shown["verdict"]["verdict"] == "open"
    assert "worlds (5 of 10), at least as much worse in 20% (2) and a tie in 30% (3)" in shown["answer"][0]
    assert shown["years"] == [2025, 2026, 2027]
    first, *others = shown["municipalities"]
    assert first["better"] == 0.5 and first["differs"] == [0, 0.6, 0.7]
    assert {(each["better"], *each["differs"]) for each in others} == {(0, 0, 0, 0)}


@pytest.mark.parametrize("better", [33, 39, 64])
def test_a_first_pictures_sentence_and_headline_say_the_same(better):
    """33 of 64 worlds are more than half, but too few to tell; so are 39."""
    question = read_question({"a": "level_1", "b": "level_2", "years": 2, "view": {"language": "en"}})
    run = run_course(question.course("a", 64), range(64), range(1))
    more = run | {"capacity_mean": run["capacity_mean"] + 2.0 * (np.arange(64) < better)}
    a, b = (Ensemble(np.arange(64), 627, 1, values) for values in (run, more))
    first, full = (frame(question, a, b, stage) for stage in ("first", "full"))
    assert full["verdict"]["verdict"] == "ahead" and "yields most" in full["answer"][0]
    assert first["verdict"]["verdict"] == ("ahead" if better > 39 else "seldom_behind")
    assert ("yields most" in first["answer"][0]) is (better > 39)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_answer_is_the_one_of_the_report(case, language):
    question, _, found, results = case
    state = next(state for name, state in STATES.items() if read_question(state) == question)
    question = read_question(state | {"view": {"language": language}})
    places = results.municipalities().rename(columns={"municipality": "code"})
    tables = Tables(*(table.assign(budget=question.budget) for table in (results.trajectories(), places)))
    context = Context(
        run=design_of_question(question, WORLDS).run,
        title={},
        question={},
        strategies=(question.a, question.b),
        reference=question.a.name,
        reader=Reader(language),
        command="",
        sample="plausible",
    )
    assert sentences(LiveEvidence(question, *found), 0) == answer(TableEvidence(tables, context))


def test_a_first_frame_says_that_it_is_one(case):
    question, plan, _, _ = case
    few = [ensemble(question.course(side, WORLDS), plan, FIRST) for side in ("a", "b")]
    shown = frame(question, *few, "first")
    assert shown["runs"] == plan.sizes.first < WORLDS
    assert str(plan.sizes.first) in shown["answer"][-1]
    assert str(WORLDS) in shown["answer"][-1]


def test_a_tie_is_called_a_tie():
    question = read_question({"a": "level_1", "b": "level_2", "years": 2, "view": {"language": "en"}})
    found = run_course(question.course("a", 4), range(4), range(1))
    same = Ensemble(np.arange(4), 4, 1, found)
    shown = frame(question, same, same, "full")
    assert shown["verdict"]["verdict"] == "tie"
    assert any("tie" in line for line in shown["answer"])


def test_runs_that_nobody_wants_are_given_up():
    course = read_question({}).course("a", 2)
    with pytest.raises(Abandoned):
        run_course(course, (0, 1), (0,), lambda: False)


@pytest.mark.parametrize("state", STATES.values(), ids=list(STATES))
def test_the_command_asks_the_same_question(state):
    question = read_question(state)
    _, *arguments = shlex.split(command_of(question))
    given = {word.split("=")[0] for word in arguments}
    config = compose_config(rewritten([*arguments, "worlds=2"]))
    assert (config.language, config.anonymous) == (question.reader.language, question.reader.anonymous)
    design = design_of(config, given | {"worlds"})
    wanted = design_of_question(question, 2)
    assert design.reference == wanted.reference
    for name in ("region", "years", "budgets", "funding", "smallest_difference", "seeds"):
        assert getattr(design.run, name) == getattr(wanted.run, name), name
    assert [each.events for each in design.run.scenarios] == [each.events for each in wanted.run.scenarios]
    assert design.run.strategies == wanted.run.strategies


@pytest.mark.slow
@pytest.mark.parametrize("budget", ["own", "equal"])
def test_the_full_picture_is_the_summary_of_the_command_line(budget, tmp_path):
    """All plausible worlds where they are those of this model, else sampled ones."""
    sample = "plausible" if is_current() else 200
    question = read_question({"budget": budget, "a": "level_1", "b": "gated_mean"})
    strategies = "strategies=[level_1,gated_mean]"
    options = (strategies, "reference=level_1", f"budget={budget}", f"worlds={sample}", "report=false")
    assert main([*options, f"output={tmp_path / 'out'}"]) == 0
    summary = summary_of(tmp_path / "out").set_index(["strategy", "measure"])
    found = []
    for side in ("a", "b"):
        course = question.course(side, sample)
        found.append(ensemble(course, plan_of(course)))
    shown = frame(question, *found, "full")
    for name in SHOWN:
        digits = 1 if name == "cost_sek" else 1e-3
        for side, strategy in (("a", "level_1"), ("b", "gated_mean")):
            for level in ("p05", "p25", "median", "p75", "p95"):
                value = shown["measures"][name][side][level][-1]
                assert value == pytest.approx(summary.loc[(strategy, name), level], abs=digits)
        assert shown["measures"][name]["difference"]["median"][-1] == pytest.approx(
            summary.loc[("gated_mean", name), "diff_median"], abs=digits
        )


def test_execution_of_the_design_gives_the_verdict_of_the_frame():
    state = {"years": 3, "b": {"handover": 0.9}}
    question = read_question(state)
    outcome = execute(design_of_question(question, 6))
    runs = run_measures(outcome.trajectories, outcome.municipalities)
    ends = runs["capacity_mean"].groupby(["strategy", "world"], observed=True).mean()
    expected = judge(ends[question.b.name] - ends[question.a.name], "capacity_mean", 1.0)
    courses = [question.course(side, 6) for side in ("a", "b")]
    plan = plan_of(courses[0])
    shown = frame(question, *(ensemble(course, plan) for course in courses), "full")["verdict"]
    assert (shown["better"], shown["tie"], shown["worse"]) == (expected.better, expected.tie, expected.worse)
    assert shown["median"] == pytest.approx(expected.median, abs=1e-6)


def test_a_course_against_itself_is_told_so(case):
    question, _, found, _ = case
    alike = replace(question, b=replace(question.a, name="again", title={"sv": "Igen", "en": "Again"}))
    assert alike.same and not question.same
    assert frame(alike, found[0], found[0], "full")["answer"] == [text("app.same", question.reader.language)]
