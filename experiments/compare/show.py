"""Report and terminal output of a run, made from its tables and findings without starting a run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.plausible.words import criterion
from kraftsamling.analysis.report.comparison import ComparisonFinding
from kraftsamling.analysis.report.holds import find
from kraftsamling.analysis.report.page import write_report
from kraftsamling.analysis.report.terminal import terminal_table
from kraftsamling.analysis.results.evidence import Context, TableEvidence
from kraftsamling.analysis.results.tables import Tables
from kraftsamling.analysis.words.courses import changes, decided
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences, sentences
from kraftsamling.experiments.compare import stress
from kraftsamling.experiments.setting.design import Design, Presentation
from kraftsamling.experiments.setting.sample import SAMPLED, Sample
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.scenario import Event
from kraftsamling.model.inputs.strategy import Strategy
from kraftsamling.model.record import known_as
from kraftsamling.model.worlds.plausible import FILTERED_ON


@dataclass(frozen=True)
class Show:
    """One run, ready to be shown."""

    design: Design
    presentation: Presentation
    tables: Tables
    result: ComparisonFinding

    @cached_property
    def reader(self) -> Reader:
        """Who reads, with the names of the run's municipalities."""
        return replace(self.presentation.reader, region=self.design.run.region)

    @cached_property
    def losses(self) -> pd.DataFrame | None:
        """What the events cost each strategy, where there are several scenarios."""
        return stress.losses(self.tables, self.design) if len(self.design.run.scenarios) > 1 else None

    @cached_property
    def evidence(self) -> TableEvidence:
        """What the report rests on: tables in which scenarios are pooled, and what words need beside them."""
        tables, courses, reference = stress.for_report(self.tables, self.design)
        notes = [] if self.losses is None else list(notes_on_events(self.losses, self.design, self.reader))
        notes = [*notes_on_run(self.design, self.result, self.reader), *notes]
        context = context_of(self.design, self.presentation, courses, reference, notes)
        sentences = self.result.setbacks.sentences(self.reader) if self.result.setbacks else []
        return TableEvidence(tables, replace(context, setbacks=sentences))

    @property
    def summary(self) -> pd.DataFrame:
        """The table of summary.csv: differences to the reference, or to the same strategy under the first scenario."""
        return self.evidence.summary if self.losses is None else self.losses

    def write(self, folder: Path) -> None:
        """Write figures/ and report.html into `folder`."""
        holds = self.result.holds or find(self.evidence, self.design.sample, self.evidence.context.assumptions)
        write_report(folder, self.evidence, holds)

    def lines(self) -> list[str]:
        """Return what the terminal shows of the numbers, and events that come too late."""
        worlds, seeds = self.evidence.count, self.evidence.context.seeds_in_words
        lines = [terminal_table(self.evidence.summary, self.reader, worlds, seeds)]
        if self.losses is not None:
            lines += ["", stress.loss_table(self.losses, self.design, self.reader, worlds, seeds)]
        for remarks in (all_sentences(self.design.run.region, self.reader), late_notes(self.design, self.reader)):
            lines += ["", *remarks] if (remarks := list(remarks)) else []
        return lines


def notes_on_events(summary: pd.DataFrame, design: Design, reader: Reader) -> Iterator[str]:
    """Yield what a reader of several scenarios must know, and what the events cost."""
    if len(design.run.strategies) > 1:
        what = ", ".join(reader.quoted(scenario.title[reader.language]) for scenario in design.run.scenarios)
        yield reader.say("command.pooled", count=len(design.run.scenarios), what=what)
    yield from stress.loss_sentences(summary, design, reader)


def context_of(
    design: Design, presentation: Presentation, courses: Sequence[Strategy], reference: str, notes: Sequence[str]
) -> Context:
    """Return what the report needs to know besides the tables."""
    run = design.run
    return Context(
        run=run,
        title=design.title,
        question=design.question,
        strategies=courses,
        reference=reference,
        reader=replace(presentation.reader, region=run.region),
        command=presentation.command,
        sample=design.sample,
        assumptions=design.assumptions,
        notes=notes,
        again=_again(design, presentation),
        own=any(s.events for s in run.scenarios) or bool(run.parameters) or run.unusual,
    )


def _again(design: Design, presentation: Presentation) -> dict[str, str]:
    """Options by which another experiment asks of what this one ran on; a region from a file as the command had it."""
    words = [word.removeprefix("region=") for word in shlex.split(presentation.command) if word.startswith("region=")]
    files = [file for word in words for file in word.split(",") if Path(file).stem == design.run.region.name]
    region = known_as(design.run.region) or next(iter(files), None)
    return ({"region": region} if region else {}) | {
        "worlds": str(len(design.run.worlds)) if design.sample == SAMPLED else design.sample,
        "years": str(design.run.years),
        "smallest_difference": f"{design.run.smallest_difference:g}",
        "language": presentation.reader.language,
    }


def notes_on_run(design: Design, result: ComparisonFinding, reader: Reader) -> Iterator[str]:
    """Yield what a reader must know about this run in particular."""
    run = design.run
    yield from sentences(run.region.remarks, reader)
    events = run.scenarios[0].events
    if len(run.scenarios) == 1 and any(event not in too_late(design) for event in events):
        yield reader.say("command.events", what=run.scenarios[0].title[reader.language])
    yield from late_notes(design, reader)
    yield from changes(run.strategies, run.region, run.years, reader)
    yield from decided(run.decisions, run.region, run.years, reader)
    yield from Sample(design.sample, run.worlds).notes(run.region, reader, overridden=bool(run.parameters))
    yield from default_notes(result.default_fails, reader)
    if run.parameters:
        what = ", ".join(f"{name} = {value:g}" for name, value in run.parameters.items())
        yield reader.say("command.parameters", what=what)
    if result.unequal_money:
        yield reader.say("command.unequal")
    if run.funding == "earned":
        yield reader.say("command.earned")
    for line in result.failures:
        yield reader.say("command.failed", what=line)


def default_notes(fails: Sequence[str], reader: Reader) -> Iterator[str]:
    """Yield that the default values are no plausible world, by the criteria that they fail; nothing if they pass."""
    if fails:
        names = reader.listing([reader.quoted(criterion(name, reader)) for name in fails])
        region = load_region(FILTERED_ON).titles[reader.language]
        yield reader.say("sample.note_default", criteria=names, region=region)


def too_late(design: Design) -> list[Event]:
    """Return the events that come after the last year of the run."""
    start = design.run.region.start_year
    events = [event for scenario in design.run.scenarios for event in scenario.events]
    return [event for event in events if not event.comes_within(design.run.years, start)]


def late_notes(design: Design, reader: Reader) -> Iterator[str]:
    """Yield which events come too late to strike anything."""
    late = ", ".join(f"{event.kind} ({event.year})" for event in too_late(design))
    if late:
        yield reader.say("command.late", what=late)
