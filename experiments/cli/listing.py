"""`kraftsamling list` and `kraftsamling explain`: what there is to choose from and where a number comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.setting.config import experiment_files, read_experiment
from kraftsamling.model.errors import InputError, check_choice, plain
from kraftsamling.model.explain import SCHEDULE, explain, schedule
from kraftsamling.model.inputs.measures import Measure, load_measures
from kraftsamling.model.inputs.parameters import SWITCH, groups, parameters
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.scenario import load_scenario
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.paths import built_in
from kraftsamling.model.vocabulary import LANGUAGES


def listing(arguments: Sequence[str]) -> str:
    """Return the sections asked for, all of them if none is; `language=en` gives titles in English.

    Raises:
        InputError: no such section or language.
    """
    language, wanted = "sv", []
    for argument in arguments:
        if argument.startswith("language="):
            language = argument.removeprefix("language=")
        else:
            wanted.append(check_choice(argument, SECTIONS, "list", ", language=sv|en"))
    reader = Reader(check_choice(language, LANGUAGES, "language"))
    return "\n\n".join("\n".join([name, *SECTIONS[name](reader)]) for name in wanted or SECTIONS)


def explanation(arguments: Sequence[str]) -> str:
    """Return what variables, parameters, measures and rules are, or the schedule of a quarter; in English.

    Raises:
        InputError: no name, an unknown one, or an option that is none.
    """
    options = [argument for argument in arguments if "=" in argument]
    names = [argument for argument in arguments if "=" not in argument]
    if wrong := [option for option in options if option != "time=true" or names != [SCHEDULE]]:
        raise InputError(f"explain: {wrong[0]!r}; allowed: time=true, with schedule (there is English only)")
    if not names:
        raise InputError(f"explain: no name; allowed: a variable, a parameter, a measure, a rule, or {SCHEDULE}")
    return "\n\n".join(schedule(timed=bool(options)) if name == SCHEDULE else explain(name) for name in names)


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows as lines of aligned columns, indented."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _experiments(reader: Reader) -> Iterator[str]:
    contents = {name: read_experiment(path) for name, path in experiment_files().items()}
    return _columns([(name, content["title"][reader.language]) for name, content in contents.items()])


def _regions(reader: Reader) -> Iterator[str]:
    regions = [load_region(name) for name in built_in("region", ".csv")]
    return _columns([(region.name, f"{region.titles[reader.language]} ({region.size})") for region in regions])


def _strategies(reader: Reader) -> Iterator[str]:
    return _columns([(name, load_strategy(name).title[reader.language]) for name in built_in("strategy", ".yaml")])


def _scenarios(reader: Reader) -> Iterator[str]:
    return _columns([(name, load_scenario(name).title[reader.language]) for name in built_in("scenario", ".yaml")])


def _parameters(reader: Reader) -> Iterator[str]:
    head = ("name", "unit", "default", "range", "meaning")
    rows = [
        (p.name, p.unit, plain(p.default), f"{plain(p.low)} to {plain(p.high)}", p.meaning[reader.language])
        for p in parameters().values()
    ]
    yield from _columns([head, *rows])
    yield ""
    yield "switches (1 on, 0 off; between: part of the way)"
    yield from _columns([(SWITCH + group.name, group.meaning) for group in groups().values()])


def _measures(reader: Reader) -> Iterator[str]:
    """Yield title, level, layers, form, needs and effects of each measure, strongest effect first."""
    say = reader.say
    head = [say(f"measures.{name}") for name in ("id", "title", "level", "layers", "form", "needs", "effects")]
    return _columns([head, *(_measure(measure, reader) for measure in load_measures())])


def _measure(measure: Measure, reader: Reader) -> tuple[str, ...]:
    say = reader.say
    needs = [
        say(f"measures.{name}", value=plain(value))
        for name, value in (("mandate", measure.needs_mandate), ("formality", measure.needs_formality))
        if value
    ]
    needs += [say("measures.after", id=measure.requires)] if measure.requires else []
    effects = sorted((name for name in measure.channels if measure.channels[name]), key=lambda n: -measure.channels[n])
    return (
        measure.id,
        measure.titles[reader.language],
        str(measure.level),
        ", ".join(say(f"layer.{name}") for name in measure.layers) or say("measures.own_staff"),
        say(f"form.{measure.form}"),
        "; ".join(needs) or say("measures.nothing"),
        ", ".join(say(f"channel.{name}") for name in effects) or say("measures.proposal"),
    )


SECTIONS: dict[str, Callable[[Reader], Iterator[str]]] = {
    "experiments": _experiments,
    "regions": _regions,
    "strategies": _strategies,
    "scenarios": _scenarios,
    "measures": _measures,
    "parameters": _parameters,
}
