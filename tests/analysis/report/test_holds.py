"""How far the answer holds: hand-made worlds in which what is told is known, and runs of every kind."""

from __future__ import annotations

import html
import re
import shlex
from dataclasses import replace
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.enough_runs.looks import Question, given_worlds, look_at
from kraftsamling.analysis.report import holds as holding
from kraftsamling.analysis.report.answer import answer
from kraftsamling.analysis.report.holds import Holds, find, rests_on, sides
from kraftsamling.analysis.report.holds_part import holds_part, rests_sentence
from kraftsamling.analysis.results.evidence import TableEvidence
from kraftsamling.analysis.why.words import LEVERS, MECHANISMS
from kraftsamling.analysis.words.assumptions import meaning, quoted_meaning, value_of
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.cli.command import carry_out
from kraftsamling.experiments.compare.show import context_of as context_of_run
from kraftsamling.experiments.folder.provenance import read_record
from kraftsamling.experiments.setting.config import compose_config, rewritten
from kraftsamling.experiments.setting.design import design_of, presentation_of
from kraftsamling.model.vocabulary import LANGUAGES
from kraftsamling.model.worlds.plausible import FILTERED_ON
from tests.kit.splits import additive, split
from tests.kit.synthetic import context_of, known

RNG = np.random.default_rng(7)
WORLDS = 120
ASSUMED = pd.DataFrame(
    {
        "start_political": RNG.uniform(0.12, 0.5, WORLDS),
        "start_legitimacy": RNG.uniform(0.15, 0.65, WORLDS),
        "turnover": RNG.uniform(0.05, 0.3, WORLDS),
    }
).rename_axis("world")


class Made(NamedTuple):
    """A finding and the evidence that it was made from."""

    holds: Holds
    evidence: TableEvidence


def made(ends, language="en", budget="own", rerun=None, splits=None, **others):
    """Return what holds in worlds whose end values are given by course."""
    tables = known({name: {"capacity_mean": list(values)} for name, values in ends.items()}, budget=budget)
    evidence = TableEvidence(tables, context_of(tables, language=language, **others))
    assumptions = evidence.context.assumptions
    ledger = rests_on(evidence, assumptions, rerun) if rerun and sides(evidence).comparable else None
    return Made(find(evidence, evidence.context.sample, assumptions, ledger=ledger, splits=splits), evidence)


def words(found):
    """Return the part of the report as plain text, drawn without figures."""
    return html.unescape(re.sub(r"<[^>]+>", " ", holds_part(*found, {})))


def flat(said):
    """Return text with every run of white space as one space."""
    return re.sub(r"\s+", " ", said)


@pytest.fixture(scope="module")
def failing():
    """A course that gains nothing where legitimacy is below 0.3, and three points elsewhere."""
    low = ASSUMED["start_legitimacy"] < 0.3
    ends = {"no_support": np.full(WORLDS, 40.0), "a": np.where(low, 40.2, 43.0), "b": np.full(WORLDS, 40.1)}
    return made(ends, assumptions=ASSUMED), int(low.sum())


def test_what_goes_deeper_asks_the_same_of_the_same_courses():
    low = ASSUMED["start_legitimacy"] < 0.3
    ends = {"no_support": np.full(WORLDS, 40.0), "level_3": np.where(low, 40.2, 43.0), "level_1": np.full(WORLDS, 40.1)}
    said = words(made(ends, assumptions=ASSUMED))
    every = "'strategies=[no_support,level_3,level_1]' reference=no_support budget=own"
    assert said.count(f"experiment=robustness {every}") == 2
    for experiment in ("sensitivity", "enough_runs"):
        assert f"experiment={experiment} 'strategies=[level_3,no_support]' budget=own" in said
    assert "experiment=ledger 'strategies=[level_3,no_support]' budget=own reference=no_support" in said
    assert "experiment=why 'strategies=[level_3,level_1]' budget=own" in said


def test_what_goes_deeper_takes_over_what_each_experiment_heeds():
    again = {"region": "varmland", "worlds": "300", "years": "5", "smallest_difference": "2", "language": "en"}
    ends = {"no_support": np.full(WORLDS, 40.0), "level_3": 43.0 + RNG.random(WORLDS)}
    said = words(made(ends, again=again, assumptions=ASSUMED))
    every = "region=varmland worlds=300 years=5 smallest_difference=2 language=en"
    assert f"experiment=enough_runs 'strategies=[level_3,no_support]' budget=own {every}" in said
    assert f"reference=no_support budget=own {every}" in said  # robustness
    assert "budget=own region=varmland worlds=300 years=5 language=en" in said  # why, ledger
    assert "experiment=plausible region=varmland language=en" in said
    assert "experiment=patterns region=varmland language=en" in said
    assert "Go deeper (on new, unfiltered worlds by a design): kraftsamling experiment=sensitivity" in flat(said)
    assert "without this run" not in said and "cannot be named" not in said and "your own file" not in said


def test_what_goes_deeper_says_what_it_leaves(failing):
    asked = {"no_support": [40.0] * 20, "level_3": [43.0] * 20}
    own = flat(words(made(asked, own=True)))
    assert "add region= with your own file; without this run's own events, assumptions and terms of funding): " in own
    assert "Go deeper (add region= with your own file): kraftsamling experiment=patterns" in own
    assert "since this run's cannot be named" in flat(words(failing[0]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "again", "own"),
    [
        ([], {"region": "goteborgsregionen", "worlds": "3", "years": "2", "smallest_difference": "1"}, False),
        (["region=varmland", "smallest_difference=2.5"], {"region": "varmland", "smallest_difference": "2.5"}, False),
        (["worlds=default", "language=en"], {"worlds": "default", "language": "en"}, False),
        (["funding=earned"], {}, True),
        (["parameters.turnover=0.2"], {}, True),
        (["scenario=strained_finances"], {}, True),
    ],
)
def test_a_run_tells_how_to_ask_of_the_same_again(tmp_path, given, again, own):
    small = {"worlds": "3", "seeds": "1", "years": "2", "report": "false", "output": str(tmp_path / "run")}
    words = [f"{name}={word}" for name, word in (small | dict(word.split("=") for word in given)).items()]
    config = compose_config(rewritten(words))
    design, presentation = design_of(config, {}), presentation_of(config, shlex.join(["kraftsamling", *words]))
    context = context_of_run(design, presentation, design.run.strategies, design.reference, [])
    assert again.items() <= context.again.items() and context.own is own
    assert carry_out(words) == 0  # the same of a run that is repeated, whose command names nothing
    again_run, _ = read_record(tmp_path / "run" / "run.json")
    repeated = context_of_run(
        again_run, replace(presentation, command="kraftsamling run=x"), design.run.strategies, "", []
    )
    assert repeated.again == context.again and repeated.own is own


def test_a_region_from_a_file_is_named_as_the_command_had_it(tmp_path):
    own = tmp_path / "egen.csv"
    own.write_text("code,name,population\n1,Ett,1000\n2,Två,90000\n", encoding="utf-8")
    for command, region in ((f"region=varmland,{own} --multirun", str(own)), ("run=x", None)):
        config = compose_config(rewritten([f"region={own}", "worlds=3", "years=2"]))
        context = context_of_run(design_of(config, {}), presentation_of(config, f"kraftsamling {command}"), [], "", [])
        assert context.again.get("region") == region


def test_the_first_pair_is_the_answers(failing):
    found, _ = failing
    assert found.holds.pair == ("a", "no_support") and found.holds.rivals == ("a", "b")
    behind = made({"no_support": [42.0, 43.0], "a": [40.0, 41.0], "b": [39.0, 39.0]})
    assert behind.holds.pair == behind.holds.rivals == ("no_support", "a")


def test_where_it_fails_is_told_by_meaning(failing):
    found, low = failing
    ((pair, searched),) = found.holds.failure_boxes.items()
    assert pair == ("a", "no_support") and searched["cart"].holds and searched["cart"].failing == low
    said = words(found)
    assert f"falls short in {low} of {WORLDS} worlds" in said
    assert "“legitimacy of the support at the start” is at most 0.29 (range 0.25–0.55)" in said
    assert "start_legitimacy" not in said


def test_too_few_failing_worlds_are_followed_by_the_rival():
    ends = {"no_support": np.full(WORLDS, 40.0), "a": np.full(WORLDS, 44.0), "b": np.full(WORLDS, 42.0)}
    ends["b"][ASSUMED["turnover"] > 0.15] = 43.5
    found = made(ends, assumptions=ASSUMED)
    assert list(found.holds.failure_boxes) == [("a", "no_support"), ("a", "b")]
    assert found.holds.failure_boxes["a", "no_support"]["cart"].reason == "few"
    said = words(found)
    assert "there is nothing to search for" in said and "“probability that a key person leaves” is at least" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_rests_on_names_the_weightiest(language):
    def apart(worlds):
        return 1 + 10 * worlds["start_political"] + worlds["turnover"]

    ends = {"no_support": np.full(WORLDS, 40.0), "a": 40 + apart(ASSUMED)}
    found = made(ends, language, assumptions=ASSUMED, rerun=apart)
    assert (
        found.holds.ledger.weights.index[0] == "start_political" and found.holds.ledger.weights["share"].iloc[0] > 0.8
    )
    assert found.holds.ledger.table.loc["assumption", "share"] > 0.8
    assert quoted_meaning("start_political", Reader(language)) in words(found)
    assert rests_sentence(found.holds, Reader(language)) and rests_sentence(found.holds, Reader(language)) in words(
        found
    )


def test_what_cannot_be_told_is_refused():
    noise = {"no_support": np.full(WORLDS, 40.0), "a": 42 + RNG.normal(0, 1, WORLDS)}
    chance = {"rerun": lambda worlds: RNG.normal(0, 1, len(worlds))}
    few = {name: values[:20] for name, values in noise.items()}
    said = words(made(few, assumptions=ASSUMED.iloc[:20], **chance))
    assert "takes at least 50 worlds" in said and "weighs most" not in said


def test_a_run_that_cannot_be_run_in_other_worlds_gives_the_command_that_can():
    ends = {"no_support": np.full(WORLDS, 40.0), "a": 41 + 10 * ASSUMED["start_political"]}
    found = made(ends, assumptions=ASSUMED)
    assert found.holds.ledger is None and not rests_sentence(found.holds, Reader("en"))
    said = words(found)
    assert "is not computed in this report" in said and "experiment=ledger" in said


def test_by_other_ways_of_judging():
    found = made({"no_support": [40.0] * 30, "a": [42.0] * 30})
    assert found.holds.robust["own"].pairs.loc["a", "no_support"] == 1
    assert "put “A” first" in words(found)


def test_precision_of_the_worlds_given():
    values = np.array([2.0, 0.0] * 240)
    answered = given_worlds(Question("share", 0.05, looks=1), values)
    assert answered.last == look_at(Question("share", 0.05, looks=1), values) and answered.last.count == 480
    assert answered.settled and answered.needed == 480 and 1300 < answered.finer < 1700
    assert [look.count for look in answered.looks] == [60, 120, 240, 480]
    wide = look_at(Question("share", 0.05), values)
    assert wide.reach > answered.last.reach
    assert not given_worlds(Question("median", 0.5, looks=1), values[:3]).settled


def test_one_world_says_only_that_it_is_one():
    found = made({"no_support": [40.0], "a": [43.0]}, sample="default", assumptions=ASSUMED.iloc[:1])
    said = words(found)
    assert "rests on a single world" in said and rests_sentence(found.holds, Reader("en")) == ""
    for absent in ("Are the runs enough?", "Where does it fall short?", "Why is there a difference?"):
        assert absent not in said


def test_one_course_has_nothing_to_compare():
    said = words(made({"a": [43.0] * 30}, assumptions=ASSUMED.iloc[:30]))
    assert "30 worlds drawn" in said and "first" not in said and "Why is there" not in said


def test_the_answer_says_that_worlds_are_plausible():
    ends = {"no_support": [40.0] * 10, "a": [43.0] * 8 + [40.0, 38.0]}
    first = {language: answer(made(ends, language, sample="plausible").evidence)[0] for language in LANGUAGES}
    assert "i 80\u00a0% av de rimliga världarna (8 av 10)" in first["sv"]
    assert "in 80% of the plausible worlds (8 of 10)" in first["en"]
    assert "in 8 of 10 worlds (80%)" in answer(made(ends).evidence)[0]


@pytest.mark.parametrize(
    ("sample", "region", "told"),
    [("plausible", "varmland", True), ("plausible", FILTERED_ON, False), ("sampled", "varmland", False)],
)
def test_worlds_filtered_on_another_region_are_said_to_be(sample, region, told):
    place = SimpleNamespace(
        name=region, codes=("0001", "0002"), names=("Alfa", "Beta"), seats=("", ""), start_year=2026
    )
    said = words(made({"no_support": [40.0] * 5, "a": [42.0] * 5}, sample=sample, region=place))
    assert ("The filter was run on another region than this one." in said) is told


@pytest.mark.parametrize(("size", "told"), [(0.9, False), (1.1, True)])
def test_settings_are_no_reasons_for_a_difference_not_told_from_zero(size, told):
    parts = (
        split(additive({"peers": size}), ["peers"], ["region"]),
        split(additive({"reserve": size}), ["reserve"], ["region"]),
    )
    splits = dict(zip((MECHANISMS, LEVERS), parts, strict=True))
    said = words(made({"no_support": [40.0] * 5, "a": [42.0] * 5}, splits=splits))
    assert said.count("No reasons are given for so little.") == (not told)
    for reason in (
        "gains mostly from learning between municipalities",
        "differ only in the working time that the actor keeps free",
    ):
        assert (reason in said) is told


def test_later_counts_of_plausible_worlds_are_short():
    ends = {"no_support": [40.0] * 10, "a": [42.0] * 4 + [40.0] * 3 + [38.0] * 3}
    first = answer(made(ends, sample="plausible").evidence)[0]
    assert first.count("plausible worlds") == 1 and "30% (3)" in first


def test_patterns_of_another_version_are_skipped_in_one_sentence(monkeypatch):
    monkeypatch.setattr(holding, "pattern_verdicts", lambda: None)
    assert "tried with another version of the model" in words(made({"no_support": [40.0] * 5, "a": [42.0] * 5}))


def test_patterns_are_counted_without_those_built_in(monkeypatch):
    rows = [("P01", "reproduced", "verification"), ("P04", "not", "validation"), ("P05", "depends", "mixed")]
    rows += [
        ("P06", "open", "mixed"),
        ("G1", "depends", "guard"),
        ("G2", "open", "guard"),
        ("G4", "reproduced", "guard"),
    ]
    stored = pd.DataFrame(rows, columns=["pattern", "verdict", "kind"]).set_index("pattern")
    monkeypatch.setattr(holding, "pattern_verdicts", lambda: stored.assign(share=0.5, worlds=9))
    said = words(made({"no_support": [40.0] * 5, "a": [42.0] * 5}))
    assert "Of the 3 patterns" in said and "reproduced 0, depending on the assumptions 1, not reproduced 1" in said
    assert "undecided 1 (the share of worlds lies too near" in said and "too few worlds" not in said
    assert "Of 3 guards" in said and "the number that safely hold in at least 95% of worlds is 1." in said
    assert "G1 “No growth without bound or upkeep” (holds in part: 50% of worlds) and G2" in said
    assert "(undecided: 50% of worlds)" in said and "G4" not in said


def test_names_of_assumptions():
    assert (
        meaning("switch_turnover", Reader("sv")) != "switch_turnover" and meaning("made_up", Reader("en")) == "made_up"
    )
    assert value_of("made_up", 0.12345, Reader("sv")) == "0,12"
    assert value_of("start_political", 0.3, Reader("sv")) == "0,3 (spann 0,12–0,5)"


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        ("worlds=default",),
        ("worlds=4", "anonymous=true"),
        ("worlds=60", "language=en", "budget=own"),
        ("worlds=8", "strategies=[level_1]"),
        ("worlds=8", "budget=equal"),
        ("worlds=8", "scenario=[calm,crisis]"),
        ("worlds=8", "parameters={turnover: 0.2}"),
        ("worlds=4", "experiment=ambition_by_size", "budget=own"),
    ],
    ids=" ".join,
)
def test_every_kind_of_run_has_its_part(tmp_path, options, capsys):
    small = ["seeds=1", "years=2", f"output={tmp_path / 'out'}"]
    if not any(option.startswith(("strategies", "experiment")) for option in options):
        small.append("strategies=[no_support,level_1,level_3]")
    assert carry_out([*options, *small]) == 0, capsys.readouterr().err
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    part = page[page.index('id="holds"') : page.index('id="rests"')]
    assert 'id="holds-worlds"' in part and 'id="holds-patterns"' in part
    assert ('id="holds-enough"' in part) == (
        options[0] != "worlds=default" and "strategies=[level_1]" not in options[1:2]
    )
    assert "{" not in re.sub(r"data:image[^\"]*", "", part) and "nan" not in re.sub(r"data:image[^\"]*", "", part)
