"""`kraftsamling explain`: where a number comes from."""

import pytest

from kraftsamling.experiments.cli.command import BAD_INPUT, DONE, carry_out
from kraftsamling.model import InputError
from kraftsamling.model.engine.schedule import QUARTER, START
from kraftsamling.model.engine.state import VARIABLES
from kraftsamling.model.explain import cited_by, explain, mechanisms_in, schedule
from kraftsamling.model.inputs.parameters import parameters
from kraftsamling.model.rules.decide import engage


def lines(name: str) -> list[str]:
    return [" ".join(line.split()) for line in explain(name).splitlines()]


def test_a_variable_names_its_holder_bounds_rules_and_mechanisms():
    answer = lines("take_up")
    assert answer == [
        "take_up: share of the offer taken up, once decided",
        "held by municipality (stock)",
        "axes form, municipality, run",
        "unit share, 0 to 1",
        "given by settle_start (step 0 start, municipality)",
        "engage (step 5 engage, municipality)",
        "taken by engage (step 5 engage, municipality)",
        "receive (step 6 receive, municipality)",
        "mechanisms M45 The actor's legitimacy grows as it delivers, and opens other kinds of measures",
        "M66 Small municipalities send managers with mandate, large ones experts without",
    ]


def test_an_input_is_given_by_no_rule():
    answer = lines("election_now")
    assert "given by no rule: it comes from outside" in answer
    assert "taken by hold_elections (step 1 environment, municipality)" in answer
    assert "axes run" in answer and "mechanisms none of its own" in answer


def test_a_parameter_names_its_range_evidence_and_readers():
    answer = lines("peer_rate")
    row = parameters()["peer_rate"]
    assert answer[0] == f"peer_rate: {row.meaning['en']}"
    assert "range 0.025 to 0.11, log, swept" in answer and f"evidence {row.evidence}" in answer
    assert "switch switch_peers=0 sets it to 0" in answer
    assert "taken by learn_from_peers (step 9 learn, municipality)" in answer
    assert any(line.startswith("M110 ") for line in answer)


def test_a_rule_names_its_step_and_what_it_takes_and_gives():
    answer = lines("engage")
    assert answer[0].startswith("engage: Decisions take effect at their pace, faster in small municipalities")
    assert "step 5 engage, carried out by municipality" in answer
    assert "file model/rules/decide.py" in answer
    assert "parameters engagement_half" in answer and "tables and settings take_part_least" in answer
    assert "gives take_up, participation, engagement, reason_not" in answer


def test_a_setting_names_its_readers():
    assert lines("meetings") == [
        "meetings: a constant table, or a setting of the strategy or the region",
        "taken by load_of_taking_part (step 5 decide, municipality)",
        "pace_of_effect (step 5 engage, municipality)",
    ]


def test_a_name_of_two_things_tells_both():
    assert [line for line in lines("attention") if ":" in line] == [
        "attention: share of attention that each layer has left",
        "attention: Attention that each layer has left, 1 where the senders that address it are no more than it can "
        "follow (M112).",
    ]


def test_everything_can_be_explained():
    rules = [rule.name for step in (*START, *QUARTER) for rule in step.rules]
    for name in (*VARIABLES, *parameters(), *rules):
        assert explain(name).startswith(f"{name}: "), name


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(InputError) as caught:
        explain("partcipation")
    assert str(caught.value) == "explain: nothing is called 'partcipation'; did you mean 'participation'?"


def test_the_schedule_has_a_line_for_each_rule_and_can_time_itself():
    plain, timed = schedule().splitlines(), schedule(timed=True).splitlines()
    rules = [rule for step in (*START, *QUARTER) for rule in step.rules]
    assert [line.split()[3] for line in plain[1:]] == [rule.name for rule in rules]
    assert plain[-1].split("  ")[-1].strip() == "person_years -> cost_sek, municipal_cost_sek"
    shares = [float(cell.rstrip("%")) for line in timed for cell in line.split() if cell.endswith("%")]
    assert len(shares) == sum(len(step.rules) for step in QUARTER) + 1
    assert sum(shares) == pytest.approx(100, abs=0.05 * len(shares)) and all(share >= 0 for share in shares)


@pytest.mark.parametrize(
    ("words", "message"),
    (
        ([], "no name; allowed: a variable, a parameter, a measure, a rule, or schedule"),
        (["xyzzy"], "nothing is called 'xyzzy'; allowed: a variable, a parameter, a measure, a rule, or schedule"),
        (["slack", "language=sv"], "'language=sv'; allowed: time=true, with schedule (there is English only)"),
    ),
    ids=str,
)
def test_the_command_refuses_in_one_line(capsys, words, message):
    assert carry_out(["explain", *words]) == BAD_INPUT
    assert capsys.readouterr().err == f"kraftsamling: explain: {message}\n"


def test_the_command_prints_what_is_asked_for(capsys):
    assert carry_out(["explain", "slack", "peer_rate"]) == DONE
    assert capsys.readouterr().out == f"{explain('slack')}\n\n{explain('peer_rate')}\n"


def test_mechanisms_are_read_from_the_docstring():
    assert cited_by(engage) == ["M45", "M66"] == mechanisms_in("M66 and M45")
