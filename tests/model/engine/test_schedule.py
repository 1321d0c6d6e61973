"""The schedule: what its rules take and give is checked before a run, and what is wrong is named in one line."""

import numpy as np
import pytest

from kraftsamling.model import InputError, load_region, load_scenario, load_strategy
from kraftsamling.model.course import Course
from kraftsamling.model.engine.ensemble import run_ensemble
from kraftsamling.model.engine.schedule import QUARTER, START, Rule, Step, bind
from kraftsamling.model.inputs.parameters import values
from kraftsamling.model.rules import gives

SETTINGS = {name for step in START for rule in step.rules for name in rule.reads}


@gives("slack")
def takes_what_is_misspelt(partcipation, slack):
    return (slack,)


@gives("slack")
def takes_a_parameter_that_is_misspelt(start_spraed):
    return (start_spraed,)


@gives("slak")
def gives_what_is_misspelt(slack):
    return (slack,)


@gives("slack")
def takes_what_comes_later(received):
    return (received,)


@gives("mandate")
def gives_what_the_actor_holds(slack):
    return (slack,)


@gives("quarter")
def gives_an_input(slack):
    return (slack,)


def declares_nothing(slack):
    return (slack,)


@pytest.mark.parametrize(
    ("function", "message"),
    (
        (
            takes_what_is_misspelt,
            "rule takes_what_is_misspelt: takes 'partcipation', which is no variable, parameter, table or setting; "
            "did you mean 'participation'?",
        ),
        (
            takes_a_parameter_that_is_misspelt,
            "rule takes_a_parameter_that_is_misspelt: takes 'start_spraed', which is no variable, parameter, table or "
            "setting; did you mean 'start_spread'?",
        ),
        (
            gives_what_is_misspelt,
            "rule gives_what_is_misspelt: gives 'slak', which is no variable; did you mean 'slack'?",
        ),
        (
            gives_what_the_actor_holds,
            "rule gives_what_the_actor_holds: gives 'mandate', which the actor holds; allowed: variables of the "
            "municipality",
        ),
        (
            gives_an_input,
            "rule gives_an_input: gives 'quarter', which the environment holds; allowed: variables of the municipality",
        ),
        (takes_what_comes_later, "rule takes_what_comes_later: takes 'received' before any rule has given it"),
        (
            declares_nothing,
            'rule declares_nothing: declares no results; allowed: @gives("VARIABLE", ...) at the function',
        ),
    ),
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_rule_that_does_not_fit_is_named_before_the_run(function, message):
    later = Step(2, "later", "municipality", (Rule(gives("received")(lambda slack: (slack,))),))
    with pytest.raises(InputError) as caught:
        bind((*START, Step(1, "own", "municipality", (Rule(function),)), later), SETTINGS)
    assert str(caught.value) == message


class Ends:
    """A recorder that keeps the municipalities' slack at the end."""

    def start(self, m, a):
        self.slack = m.slack

    def take(self, now, m, a, p):
        self.slack = m.slack


def ends(function) -> np.ndarray:
    course = Course(load_region("varmland"), load_strategy("level_1"), load_scenario(None), years=1)
    own = Step(14, "own", "municipality", (Rule(function),))
    recorder = Ends()
    run_ensemble(course, values(), np.array([3]), np.zeros(2, int), recorder, quarter=(*QUARTER, own))
    return recorder.slack


@gives("slack")
def halves(slack):
    return (slack / 2,)


@gives("slack")
def keeps(slack):
    return (slack,)


def test_a_rule_of_ones_own_takes_part_in_a_run():
    own, usual = ends(halves), ends(keeps)
    assert (own < usual).all() and own.shape == (16, 2)


@gives("slack", "interest")
def gives_too_little(slack):
    return (slack,)


@gives("slack")
def gives_no_tuple(slack):
    return slack


def test_a_rule_that_gives_other_than_it_declares_is_named():
    with pytest.raises(InputError) as caught:
        ends(gives_too_little)
    assert str(caught.value) == "rule gives_too_little: gives 1 results; declared: slack, interest"
    with pytest.raises(InputError) as caught:
        ends(gives_no_tuple)
    assert str(caught.value) == "rule gives_no_tuple: gives no tuple; declared: slack"


def test_two_steps_of_one_name_are_refused():
    with pytest.raises(InputError, match="two steps are called 'engage'"):
        bind((*START, *QUARTER, Step(14, "engage", "municipality", ())), ())


def test_a_step_needs_what_none_of_its_rules_gives_first():
    names = {name for step in (*START, *QUARTER) for rule in step.rules for name in rule.reads}
    steps = bind((*START, *QUARTER), names)
    assert steps["engage"].needs == (
        *("channel_means", "complexity", "participation", "steered"),
        *("take_up", "decided", "dose", "will", "ability"),
    )
    assert steps["lose"].needs[:2] == ("kept_person", "kept_rooted")
    assert "load" not in steps["decide"].needs and "slack" in steps["decide"].needs
