"""Terms of a run: declared once, and understood wherever a run is described."""

import inspect

import pytest

from kraftsamling.app.answers.state import DEFAULT, KEYS
from kraftsamling.experiments.setting.config import OPTIONS
from kraftsamling.model import RegionModel, simulate
from kraftsamling.model.errors import InputError
from kraftsamling.model.terms import TERMS, Terms, terms_in


def test_every_term_is_an_option_of_the_command_line_and_of_links():
    assert set(TERMS) <= set(OPTIONS) and set(TERMS) <= set(KEYS)
    assert {name: OPTIONS[name]["allowed"] for name in TERMS} == {
        "years": "a whole number from 1 to 50",
        "funding": "given or earned",
        "decisions": "a YAML file, or a list of decisions: municipality, from, to, take_part, contribution",
    }
    assert {name: DEFAULT[name] for name in TERMS} == {"years": 15, "funding": "given", "decisions": []}


@pytest.mark.parametrize("face", [simulate, RegionModel])
def test_the_model_takes_every_term_by_name_with_its_default(face):
    taken = inspect.signature(face).parameters
    assert {name: taken[name].default for name in TERMS} == {name: term.default for name, term in TERMS.items()}
    assert not [each for each in taken.values() if each.kind is each.VAR_KEYWORD]


def test_terms_left_out_have_their_defaults_and_what_is_no_term_is_left_alone():
    assert Terms(**terms_in({"years": 7, "budget": "own"})) == Terms(years=7, funding="given")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"years": 51}, "years: 51 is out of range; allowed: a whole number from 1 to 50"),
        ({"years": 2.5}, "years: 2.5 is not a whole number; allowed: a whole number from 1 to 50"),
        ({"funding": "earnt"}, "funding: unknown value 'earnt'; did you mean 'earned'? allowed: given, earned"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused(given, told):
    with pytest.raises(InputError) as caught:
        Terms(**given)
    assert str(caught.value) == told


@pytest.mark.parametrize(
    ("given", "unusual"),
    [
        ({}, False),
        ({"years": 3}, False),
        ({"funding": "earned"}, True),
        ({"decisions": [{"municipality": "1", "take_part": 1}]}, True),
    ],
)
def test_length_alone_is_nothing_unusual(given, unusual):
    assert Terms(**given).unusual is unusual
