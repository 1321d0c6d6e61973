"""From the tables of a run to its folder and to what the terminal shows."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.plausible.page import criterion
from kraftsamling.analysis.report.page import Context, terminal_table, write_report
from kraftsamling.analysis.results.compare import summarise
from kraftsamling.analysis.results.tables import JOIN, Tables
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences, sentences
from kraftsamling.experiments.compare import stress
from kraftsamling.experiments.compare.explain import rerun, small_splits
from kraftsamling.experiments.examine.plausible import default_fails
from kraftsamling.experiments.folder.output import RECORD, write_folder, write_tables
from kraftsamling.experiments.folder.provenance import known_as, names_municipalities, record_of, write_record
from kraftsamling.experiments.runs.execute import Outcome
from kraftsamling.experiments.setting.design import Design, Presentation
from kraftsamling.experiments.setting.sample import SAMPLED
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.scenario import Event
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.worlds.plausible import FILTERED_ON
from kraftsamling.model.worlds.worlds import DEFAULT

SAME_MONEY = 1e-9
"""Share of a year's money under which two sums are the same."""


def publish(design: Design, presentation: Presentation, outcome: Outcome, folder: Path) -> str:
    """Write the folder of a run and return what the terminal shows: a table, and where the results lie.

    Raises:
        InputError: the folder cannot be written; nothing is left then.
    """
    reader = presentation.reader
    tables = Tables(outcome.trajectories, outcome.municipalities)
    courses, reference = design.strategies, design.reference
    notes = list(_notes(design, outcome, reader)) if presentation.report else []
    summary, told = None, []
    if len(design.scenarios) > 1:
        summary = stress.losses(tables, design)
        told = stress.setbacks(tables, design, reader).sentences(reader)
        tables, courses, reference = stress.for_report(tables, design)
        notes += _notes_on_events(summary, design, reader)
    present = list(tables.trajectories["strategy"].unique())
    reference = reference if reference in present else present[0]
    table = summarise(tables.trajectories, tables.municipalities, reference, design.smallest_difference)
    context = replace(_context(design, presentation, courses, reference, notes), setbacks=told)
    worlds = tables.trajectories["world"].nunique()
    lines = [terminal_table(table, reader, worlds, context.seeds_in_words)]
    if summary is not None:
        lines += ["", stress.loss_table(summary, design, reader, worlds, context.seeds_in_words)]

    def fill(place: Path) -> None:
        if presentation.report:
            write_report(place, tables=tables, context=context)
        places = outcome.municipalities
        shown = _lettered(places, context) if presentation.reader.anonymous else places
        write_tables(place, outcome.trajectories, shown, table if summary is None else summary)
        write_record(place / RECORD, record_of(design, presentation, outcome.failures))

    write_folder(folder, fill)
    on_region = all_sentences(design.region, context.reader)
    lines += ["", *on_region] if on_region else []
    lines += ["", *late_notes(design, reader)] if too_late(design) else []
    key, path = ("report", folder / "report.html") if presentation.report else ("tables", folder)
    end = (
        [reader.say("command.named")]
        if presentation.reader.anonymous and names_municipalities(design, presentation)
        else []
    )
    return "\n".join([*lines, "", reader.say(f"command.{key}", path=path), *end])


def _notes_on_events(summary: pd.DataFrame, design: Design, reader: Reader) -> Iterator[str]:
    """Yield what a reader of several scenarios must know, and what the events cost."""
    if len(design.strategies) > 1:
        what = ", ".join(reader.quoted(scenario.title[reader.language]) for scenario in design.scenarios)
        yield reader.say("command.pooled", count=len(design.scenarios), what=what)
    yield from stress.loss_sentences(summary, design, reader)


def _context(
    design: Design, presentation: Presentation, courses: Sequence[Strategy], reference: str, notes: Sequence[str]
) -> Context:
    """Return what the report needs to know besides the tables."""
    return Context(
        region=design.region,
        title=design.title,
        question=design.question,
        strategies=courses,
        reference=reference,
        reader=replace(presentation.reader, region=design.region),
        command=presentation.command,
        worlds=design.sample.in_words(presentation.reader),
        seeds=len(design.seeds),
        years=design.years,
        smallest_difference=design.smallest_difference,
        notes=notes,
        sample=design.sample.name,
        again=_again(design, presentation),
        own=any(s.events for s in design.scenarios) or bool(design.parameters) or design.funding != "given",
        assumptions=design.sample.worlds.drop(columns=list(design.parameters), errors="ignore"),
        explain=lambda course, other, budget: small_splits(design, course, other, budget),
        rerun=lambda course, other, budget: rerun(design, course, other, budget),
    )


def _again(design: Design, presentation: Presentation) -> dict[str, str]:
    """Options by which another experiment asks of what this one ran on; a region from a file as the command had it."""
    sample = design.sample
    words = [word.removeprefix("region=") for word in shlex.split(presentation.command) if word.startswith("region=")]
    files = [file for word in words for file in word.split(",") if Path(file).stem == design.region.name]
    region = known_as(design.region) or next(iter(files), None)
    return ({"region": region} if region else {}) | {
        "worlds": str(len(sample)) if sample.name == SAMPLED else sample.name,
        "years": str(design.years),
        "smallest_difference": f"{design.smallest_difference:g}",
        "language": presentation.reader.language,
    }


def _notes(design: Design, outcome: Outcome, reader: Reader) -> Iterator[str]:
    """Yield what a reader must know about this run in particular."""
    yield from sentences(design.region.remarks, reader)
    events = design.scenarios[0].events
    if len(design.scenarios) == 1 and any(event not in too_late(design) for event in events):
        yield reader.say("command.events", what=design.scenarios[0].title[reader.language])
    yield from late_notes(design, reader)
    yield from design.sample.notes(design.region, reader, overridden=bool(design.parameters))
    if design.sample.name == DEFAULT and not design.parameters:
        yield from default_notes(default_fails(), reader)
    if design.parameters:
        what = ", ".join(f"{name} = {value:g}" for name, value in design.parameters.items())
        yield reader.say("command.parameters", what=what)
    if unequal_money(outcome.trajectories):
        yield reader.say("command.unequal")
    if design.funding == "earned":
        yield reader.say("command.earned")
    for line in outcome.failures:
        yield reader.say("command.failed", what=line)


def default_notes(fails: Sequence[str], reader: Reader) -> Iterator[str]:
    """Yield that the default values are no plausible world, by the criteria that they fail; nothing if they pass."""
    if fails:
        names = reader.listing([reader.quoted(criterion(name, reader)) for name in fails])
        region = load_region(FILTERED_ON).titles[reader.language]
        yield reader.say("sample.note_default", criteria=names, region=region)


def too_late(design: Design) -> list[Event]:
    """Return the events that come after the last year of the run."""
    start = design.region.start_year
    events = [event for scenario in design.scenarios for event in scenario.events]
    return [event for event in events if not event.comes_within(design.years, start)]


def unequal_money(trajectories: pd.DataFrame) -> bool:
    """Whether courses with equal budgets are in some year not paid the same after all, no support aside.

    Events may strike project money, funding may have to be earned, support may end.
    """
    rows = trajectories[(trajectories["budget"] == "equal") & (trajectories["year"] > trajectories["year"].min())]
    labels = rows["strategy"].astype(str)
    paid = rows.assign(strategy=labels, scenario=[name.partition(JOIN)[2] for name in labels])
    paid = paid[paid.groupby("strategy")["cost_sek"].transform("sum") > 0]
    ends = paid.groupby(["scenario", "world", "seed", "year"])["cost_sek"].agg(["min", "max"])
    return bool((ends["max"] - ends["min"] > SAME_MONEY * ends["max"]).any())


def late_notes(design: Design, reader: Reader) -> Iterator[str]:
    """Yield which events come too late to strike anything."""
    late = ", ".join(f"{event.kind} ({event.year})" for event in too_late(design))
    if late:
        yield reader.say("command.late", what=late)


def _lettered(municipalities: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Return the table with letters instead of codes and names, and without the population, which tells as much."""
    letters = municipalities["code"].astype(str).map(context.reader.labels).astype("category")
    return municipalities.assign(code=letters, name=letters, population=float("nan"))
