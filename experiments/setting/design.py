"""What a run is to do, checked through and through before anything is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from kraftsamling.analysis.results.tables import JOIN
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.setting.config import OF_EXAMINATIONS, Config, Titles, setting_of
from kraftsamling.experiments.setting.sample import sample_of
from kraftsamling.model.errors import InputError, check_choice, nearest
from kraftsamling.model.inputs.measures import load_measures
from kraftsamling.model.inputs.parameters import check_overrides
from kraftsamling.model.inputs.reader import Place, check_text
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.scenario import Scenario, load_scenario
from kraftsamling.model.inputs.strategy import TARGETING_POLICIES, Strategy, load_strategy
from kraftsamling.model.limits import check_count
from kraftsamling.model.results.measures import MUNICIPAL, REGIONAL
from kraftsamling.model.run import Run
from kraftsamling.model.run_of import check_seeds
from kraftsamling.model.terms import terms_in
from kraftsamling.model.vocabulary import BUDGET_MODES, LANGUAGES

MAX_BYTES = 8e9
"""Memory that the tables of one run may take."""


@dataclass(frozen=True)
class Design:
    """One experiment: what is run and what it answers.

    Attributes:
        name: the experiment's.
        title, question: by language.
        run: each strategy is run under each scenario; the first scenario is what losses are counted from.
        reference: name of the strategy that differences are taken to.
        sample: the name under which the worlds were asked for, see `Sample`.
    """

    name: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    run: Run
    reference: str
    sample: str

    @property
    def assumptions(self) -> pd.DataFrame:
        """Parameters that the worlds set, one row per world; those that the run overrides are none of them."""
        return self.run.worlds.drop(columns=list(self.run.parameters), errors="ignore")


@dataclass(frozen=True)
class Presentation:
    """How a run is presented: language, names or letters, whether a report is made; the command, and what it sets."""

    reader: Reader
    report: bool
    command: str
    setting: Mapping[str, Any] = field(default_factory=dict)


def design_of(config: Config, given: Collection[str]) -> Design:
    """Return the design that a configuration describes; `given` are the options that the user set.

    Raises:
        InputError: anything that does not exist, does not fit or would not fit in memory.
    """
    _reject_unused_options(config, given)
    sample, strategies = sample_of(config.worlds), _strategies(config)
    run = Run(
        region=load_region(config.region),
        strategies=strategies,
        scenarios=_scenarios(config.scenario),
        parameters=check_overrides(config.parameters),
        worlds=sample.worlds,
        seeds=_seeds(config.seeds),
        budgets=BUDGET_MODES[check_choice(config.budget, tuple(BUDGET_MODES), "budget")],
        **terms_in(vars(config)),
        smallest_difference=config.smallest_difference,
    )
    check_memory(run)
    return Design(
        name=config.experiment,
        title=_titles(config.title, config.experiment, "title"),
        question=_titles(config.question, config.experiment, "question"),
        run=run,
        reference=_reference(config.reference, strategies, insisted="reference" in given),
        sample=sample.name,
    )


def presentation_of(config: Config, command: str) -> Presentation:
    """Return how the run is to be presented.

    Raises:
        InputError: an unknown language.
    """
    reader = Reader(check_choice(config.language, LANGUAGES, "language"), config.anonymous)
    return Presentation(reader, config.report, command, setting_of(config))


def check_memory(run: Run) -> None:
    """Refuse a run whose tables would not fit in memory.

    Raises:
        InputError: says how much it would take.
    """
    numbers = (run.years + 1) * len(REGIONAL) + run.region.size * (2 * len(MUNICIPAL) + 8)
    needed = (3 * 8 * numbers + (run.years + 1) * len(load_measures())) * run.runs
    if needed > MAX_BYTES:
        raise InputError(
            f"worlds: {run.runs:,} runs would need {needed / 1e9:.0f} GB of memory; "
            f"allowed: at most {MAX_BYTES / 1e9:.0f} GB (fewer worlds, seeds or strategies)"
        )


def label(strategy: Strategy, scenario: Scenario, scenarios: Sequence[Scenario]) -> str:
    """Return what a course is called in the tables."""
    return strategy.name if len(scenarios) == 1 else f"{strategy.name}{JOIN}{scenario.name}"


def distinct(entries: Sequence[Any]) -> tuple[Any, ...]:
    """Return strategies or scenarios with a name each: one that stands again gets its number, as in `Results`."""
    names: list[str] = []
    for entry in entries:
        again = sum(name.split("#")[0] == entry.name for name in names) + 1
        names.append(entry.name if again == 1 else f"{entry.name}#{again}")
    return tuple(replace(entry, name=name) for entry, name in zip(entries, names, strict=True))


def _reject_unused_options(config: Config, given: Collection[str]) -> None:
    defaults = Config(experiment=config.experiment)
    for name in OF_EXAMINATIONS:
        if name in given or getattr(config, name) != getattr(defaults, name):
            raise InputError(
                f"{name}: not used by experiment {config.experiment}; allowed: leave it out, or an experiment that "
                "examines the model"
            )


def reference_among(name: str, names: Sequence[str]) -> str:
    """Return the reference if it is among the courses.

    Raises:
        InputError: it is not; the nearest one is suggested.
    """
    if name not in names:
        raise InputError(f"reference: {name!r} is not among the strategies; {nearest(name, names)}")
    return name


def _titles(titles: Titles, name: str, field: str) -> dict[str, str]:
    for language, given in vars(titles).items():
        if given:
            check_text(given, Place(field, language))
    return {"sv": titles.sv or titles.en or name, "en": titles.en or titles.sv or name}


def _strategies(config: Config) -> tuple[Strategy, ...]:
    if not config.strategies:
        raise InputError("strategies: none given; allowed: one or several (see `kraftsamling list strategies`)")
    check_count(len(config.strategies) * max(len(config.targeting), 1), "strategies", "strategies")
    chosen = [load_strategy(source) for source in config.strategies]
    for targeting in config.targeting:
        check_choice(targeting, TARGETING_POLICIES, "targeting")
    return distinct([_targeted(strategy, targeting) for strategy in chosen for targeting in config.targeting] or chosen)


def _targeted(strategy: Strategy, targeting: str) -> Strategy:
    """Return the strategy under another targeting policy, named and titled after both."""
    titles = load_strategy(targeting).title
    joined = {language: f"{strategy.title[language]} / {titles[language]}" for language in LANGUAGES}
    return replace(strategy, name=f"{strategy.name}_{targeting}", title=joined, targeting=targeting)


def _scenarios(source: Any) -> tuple[Scenario, ...]:
    sources = source if isinstance(source, list) else [source]
    check_count(len(sources), "strategies", "scenario")
    scenarios = distinct([load_scenario(entry) for entry in sources])
    if not scenarios:
        raise InputError("scenario: none given; allowed: one or several (see `kraftsamling list scenarios`)")
    return scenarios


def _reference(name: str, strategies: Sequence[Strategy], *, insisted: bool) -> str:
    """Return the reference: the first strategy where the experiment's own is not among those asked for."""
    names = [strategy.name for strategy in strategies]
    return reference_among(name, names) if insisted or name in names else names[0]


def _seeds(given: Any) -> tuple[int, ...]:
    if isinstance(given, str):
        raise InputError(f"seeds: {given!r}; allowed: a whole number, or a list of whole numbers from 0: [1,5]")
    return check_seeds(given)
