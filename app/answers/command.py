"""The question of the page as a design, and as words of the command line that give the same numbers."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any

from hydra.core.override_parser.types import Quote, QuotedString

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.app.answers.ensemble import LEAST
from kraftsamling.app.answers.sizes import SEEDS
from kraftsamling.app.answers.state import Question
from kraftsamling.experiments.setting.design import Design, Presentation
from kraftsamling.experiments.setting.sample import sample_of
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.inputs.strategy import Strategy, load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.record import known_as
from kraftsamling.model.run import Run
from kraftsamling.model.vocabulary import LANGUAGES


def design_of_question(question: Question, sample: str | int) -> Design:
    """Return what the command line would run: all worlds, every seed, course A as the reference."""
    drawn = sample_of(sample)
    run = Run(
        region=question.region,
        strategies=(question.a, question.b),
        scenarios=(question.scenario,),
        parameters={},
        worlds=drawn.worlds,
        seeds=tuple(range(SEEDS)),
        budgets=(question.budget,),
        **question.terms,
        smallest_difference=LEAST,
    )
    return Design(
        name="app",
        title={language: _asked("title", question, Reader(language)) for language in LANGUAGES},
        question={language: _asked("question", question, Reader(language)) for language in LANGUAGES},
        run=run,
        reference=question.a.name,
        sample=drawn.name,
    )


def _asked(part: str, question: Question, reader: Reader) -> str:
    """Return the "title" or the "question" of the report."""
    titles = {name: reader.quoted(getattr(question, name).title[reader.language]) for name in ("a", "b")}
    return reader.say(f"app.report_{part}", **titles)


def presentation_of_question(question: Question) -> Presentation:
    """Return how its report is presented."""
    return Presentation(question.reader, True, command_of(question))


def command_of(question: Question) -> str:
    """Return the command that gives the same numbers; an own region is named as the file that it came in."""
    reader = question.reader
    words = {
        f"title.{reader.language}": _literal(_asked("title", question, reader)),
        f"question.{reader.language}": _literal(_asked("question", question, reader)),
        "region": _region(question.region),
        "strategies": f"[{_strategy(question.a)},{_strategy(question.b)}]",
        "reference": _literal(question.a.name),
        "scenario": _grammar(question.scenario.to_dict()) if question.scenario.events else "calm",
        "years": str(question.years),
        "budget": question.budget,
        **{name: str(value) for name, value in question.terms.items() if name != "decisions"},
        **({"decisions": _grammar(question.terms["decisions"])} if question.decisions else {}),
        "language": reader.language,
        "anonymous": str(question.reader.anonymous).lower(),
    }
    return shlex.join(["kraftsamling", *(f"{name}={value}" for name, value in words.items())])


def _region(region: Region) -> str:
    """Return a built-in region by its name, another by its file, even where it is called like a built-in one."""
    return known_as(region) or f"{region.name}.csv"


def _strategy(strategy: Strategy) -> str:
    """Return a built-in strategy by its name, another by the settings in which it departs from the defaults."""
    name = strategy.name
    if name in built_in("strategy", ".yaml") and load_strategy(name) == strategy:
        return name
    plain = Strategy(name=name).to_dict()
    return _grammar({"name": name} | _departing(strategy.to_dict(), plain))


def _departing(given: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys whose values differ, group by group; weights and lists stand whole."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        if value == usual[key]:
            continue
        grouped = isinstance(value, Mapping) and isinstance(usual[key], Mapping)
        found[key] = _departing(value, usual[key]) if grouped else value
    return found


def _literal(value: str) -> str:
    """Return a text in which the command line sees no reference to another option."""
    return re.sub(r"(\\*)\$\{", r"\1\1\\${", value)


def _grammar(value: Any) -> str:
    """Return a value as the command line's grammar has it."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{_grammar(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_grammar, value)) + "]"
    if value is None:
        return "null"
    if isinstance(value, str):
        return QuotedString(_literal(value), Quote.single).with_quotes()
    return str(value).lower() if isinstance(value, bool) else repr(value)
