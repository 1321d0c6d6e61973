"""The report of one experiment: figures, summary and one page that needs no network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np

from kraftsamling.analysis.page.html import Markup, joined, listed, picture, tag
from kraftsamling.analysis.page.page import document, footer, header
from kraftsamling.analysis.report.answer import answer
from kraftsamling.analysis.report.drawings import FIGURES, Drawn, draw_all
from kraftsamling.analysis.report.gates import gate_sentences, gates_series, gates_table
from kraftsamling.analysis.report.holds import Holds
from kraftsamling.analysis.report.holds_figures import HOLDS_FIGURES
from kraftsamling.analysis.report.holds_part import holds_part, rests_sentence
from kraftsamling.analysis.report.places_table import places_series, places_table
from kraftsamling.analysis.report.portfolio_table import portfolio_part, portfolio_series
from kraftsamling.analysis.report.tables import (
    courses_series,
    courses_table,
    everything_series,
    everything_table,
    measures_series,
    measures_table,
    pairwise_series,
    pairwise_tables,
)
from kraftsamling.analysis.results.evidence import Context, Labels, TableEvidence
from kraftsamling.analysis.words.filtered import worlds_said
from kraftsamling.analysis.words.reader import capitalised
from kraftsamling.model.engine.constants import CAPACITY_WEIGHTS
from kraftsamling.model.inputs.reading.region_file import KNOWN


def write_report(folder: Path, evidence: TableEvidence, holds: Holds) -> None:
    """Write figures/ and report.html into `folder`; each file appears whole or not at all.

    Raises:
        InputError: the reference is not among the strategies run.
    """
    drawn = draw_all(evidence, holds)
    page = _page(evidence, holds, drawn)
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for name in (*FIGURES, *HOLDS_FIGURES):
        for ending in ("png", "svg"):
            path = folder / "figures" / f"{name}.{ending}"
            if name in drawn:
                _put(path, getattr(drawn[name], ending))
            else:
                path.unlink(missing_ok=True)
    _put(folder / "report.html", page.encode())


def _put(path: Path, content: bytes) -> None:
    """Write a file under another name and move it into place."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def _page(evidence: TableEvidence, holds: Holds, drawn: dict[str, Drawn]) -> str:
    context, say = evidence.context, evidence.context.reader.say
    title = context.reader.conceal(context.title[context.reader.language])
    years = {"first": evidence.tables.start + 1, "last": evidence.tables.end}
    subtitle = say("report.subtitle", region=context.reader.region_title, **years)
    body = [
        tag("a", say("report.skip"), class_="skip", href="#answer"),
        header(title, subtitle),
        tag("main", _short(evidence, holds, drawn), tag("div", _long(evidence, holds, drawn), class_="more")),
        footer(f"Kraftsamling. {subtitle}"),
    ]
    return document(f"{title} – {context.reader.region_title}", body, context.reader)


def _section(name: str, heading: str, *content: Markup) -> Markup:
    return tag("section", tag("h2", heading), *content, id=name)


def _figure(evidence: TableEvidence, drawn: dict[str, Drawn], name: str) -> Markup:
    if name not in drawn:
        return Markup("")
    say, end, start = evidence.context.reader.say, evidence.tables.end, evidence.tables.start
    reference = evidence.courses[evidence.context.reference]
    years = evidence.context.reader.in_years(end - start)
    title = say(f"figure.{name}_title", year=end, years=years, title=reference)
    least = evidence.context.least
    anonymous = "_anonymous" if name == "map" and evidence.context.reader.anonymous else ""
    caption = say(
        f"figure.{name}_caption{anonymous}", year=end, least=least, **_over_worlds(evidence.labels, end, least)
    )
    return picture(drawn[name].svg, say("report.figure_alt", title=title), caption)


def _over_worlds(labels: Labels, end: int, least: str) -> dict[str, str]:
    """Return what captions call that which figures show over worlds."""
    plain = {name: labels.over(name) for name in ("typical", "interval")}
    return plain | {"lines": labels.over("lines", year=end), "cross": labels.over("cross", least=least)}


def _short(evidence: TableEvidence, holds: Holds, drawn: dict[str, Drawn]) -> Markup:
    """Return what also fits on one printed page: question, answer, main figure, table and caveat."""
    context, labels, say = evidence.context, evidence.labels, evidence.context.reader.say
    question = tag("p", context.reader.conceal(context.question[context.reader.language]), class_="question")
    rests = rests_sentence(holds, context.reader)
    beside = [tag("p", rests, class_="caveat")] if rests else []
    sentences = joined([*(tag("p", sentence) for sentence in answer(evidence, context.setbacks)), *beside])
    caveat = say("report.caveat", least=context.least)
    notes = [caveat, say("report.free")] if evidence.free else [caveat]
    if context.region.illustrative:
        notes.append(context.reader.conceal(context.region.illustrative[context.reader.language]))
    return joined(
        [
            _section("question", say("report.question"), question),
            tag("section", tag("h2", say("report.answer")), sentences, id="answer", class_="answer"),
            _section("courses", say("report.courses"), _figure(evidence, drawn, "courses")),
            _section(
                "table",
                say("report.table"),
                courses_table(courses_series(evidence), labels),
                tag("p", " ".join(notes), class_="caveat"),
            ),
        ]
    )


def _long(evidence: TableEvidence, holds: Holds, drawn: dict[str, Drawn]) -> Markup:
    say, labels = evidence.context.reader.say, evidence.labels
    sections = []
    if len(evidence.courses) > 1:
        differences = _figure(evidence, drawn, "differences")
        against = tag("h3", say("report.pairwise"))
        sections.append(
            _section(
                "differences",
                say("report.differences"),
                differences,
                against,
                pairwise_tables(pairwise_series(evidence), labels),
            )
        )
        sections.append(_section("measures", say("report.measures"), measures_table(measures_series(evidence), labels)))
    for name in ("capitals", "sizes", "map"):
        if name in drawn:
            sections.append(_section(name, say(f"report.{name}"), _figure(evidence, drawn, name)))
    left_behind = _figure(evidence, drawn, "participation"), places_table(places_series(evidence), labels)
    sections.append(_section("participation", say("report.participation"), *left_behind))
    gates = gates_series(evidence)
    if len(gates):
        told = joined(tag("p", sentence) for sentence in gate_sentences(gates, labels))
        sections.append(_section("gates", say("gates.title"), told, gates_table(gates, labels)))
    portfolios = portfolio_series(evidence)
    if len(portfolios):
        sections.append(_section("portfolio", say("portfolio.title"), *portfolio_part(portfolios, labels)))
    details = tag(
        "details",
        tag("summary", say("report.everything")),
        everything_table(everything_series(evidence), labels),
    )
    sections += [
        details,
        _five_points(evidence),
        holds_part(holds, evidence, drawn),
        _rests_on(evidence),
        _made(evidence),
    ]
    return joined(sections)


def _five_points(evidence: TableEvidence) -> Markup:
    """Return what a difference of five points means in words."""
    context, say = evidence.context, evidence.context.reader.say
    one = context.reader.number(5 / median(CAPACITY_WEIGHTS.values()))
    paragraphs = [say("report.five_weights", one=one)]
    rows = evidence.tables.trajectories
    gap = rows.loc[rows["year"] == evidence.tables.start, "gap_large_small"].abs().median()
    if gap >= 0:
        paragraphs.append(say("report.five_gap", gap=context.reader.points(gap)))
    paragraphs.append(say("report.five_scale"))
    return _section("five", say("report.five_points"), *(tag("p", paragraph) for paragraph in paragraphs))


def _rests_on(evidence: TableEvidence) -> Markup:
    context, say = evidence.context, evidence.context.reader.say
    changed = bool(context.run.parameters)
    worlds = worlds_said(context.sample, len(context.run.worlds), context.reader, overridden=changed)
    counts = {"worlds": worlds, "seeds": context.seeds_in_words}
    items = [say("report.rests_runs", **counts)]
    items += [say(f"report.rests_{name}") for name in ("pairs", "start", "numbers")]
    parts = [listed([*items, *_gaps(context)])]
    by_text: dict[str, list[str]] = {}
    for column, source in context.region.sources.items():
        by_text.setdefault(source[context.reader.language], []).append(_column(context, column))
    known = [f"{capitalised(', '.join(columns))}: {source}" for source, columns in by_text.items()]
    for key, lines in (("notes", context.notes), ("sources", [*context.sources, *known])):
        if lines:
            parts += [tag("h3", say(f"report.{key}")), listed(map(context.reader.conceal, lines))]
    return _section("rests", say("report.rests"), *parts)


def _column(context: Context, column: str) -> str:
    """Return what a column of the region file holds, or its bare name if we do not know it."""
    return context.reader.say(f"report.column_{column}") if column in (*KNOWN, "borders") else column


def _gaps(context: Context) -> Iterator[str]:
    """Yield what the region file lacks, and what of it is not used."""
    region, say = context.region, context.reader.say
    facts = {"tax_rate": region.tax_rate, "ruling_parties": region.ruling_parties, "emissions_t": region.emissions}
    blank = {column: int(np.isnan(values).sum()) for column, values in facts.items()}
    total = len(region.codes)
    gaps = [say("report.rests_blank", column=_column(context, c), blank=n, total=total) for c, n in blank.items() if n]
    if gaps:
        yield say("report.rests_missing", columns=", ".join(gaps))
    absent = [column for column in region.missing_columns if column not in (*facts, "size_class")]
    if absent:
        columns = context.reader.listing([_column(context, column) for column in absent])
        yield say("report.rests_absent", columns=columns)
    if region.unknown_columns:
        yield context.reader.conceal(say("report.rests_unknown", columns=", ".join(region.unknown_columns)))


def _made(evidence: TableEvidence) -> Markup:
    context = evidence.context
    command = tag("pre", tag("code", context.reader.conceal(context.command)))
    return _section(
        "made", context.reader.say("report.made"), tag("p", context.reader.say("report.made_text")), command
    )
