"""The patterns on one page: one figure, the verdicts in words, every claim in a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from kraftsamling.analysis.page.figure import REPORT
from kraftsamling.analysis.page.html import Cell, Head, Markup, joined, listed, table, tag
from kraftsamling.analysis.page.page import document, examination, footer, header, write_figure
from kraftsamling.analysis.patterns.claims import FILTERS, SIZES
from kraftsamling.analysis.patterns.figure import draw, effects, shares
from kraftsamling.analysis.patterns.judge import FEW_WORLDS, GUARDED, MOST_WORLDS, Outcome, PatternsFinding
from kraftsamling.analysis.patterns.words import kind, say, sentences, too_few, trees, unit, verdict
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words import left_out
from kraftsamling.analysis.words.reader import Reader

EFFECT = ("median", "p05", "p95", "minimum", "unit")
SHARES = ("sign", "size", "opposite")
REMARKS = ("built_in", "aside", "same", "filters")


def write(folder: Path, finding: PatternsFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write patterns.csv, effects.csv, figures/patterns.png and .svg, and report.html into `folder`.

    Returns:
        what the terminal must say, too: that the worlds are too few, where they are.
    """
    finding.to_frame().to_csv(folder / "patterns.csv", index=False, lineterminator="\n")
    finding.effects.to_csv(folder / "effects.csv", lineterminator="\n")
    subtitle = say("subtitle", reader, **subject.size(reader))
    titles = say("figure_title", reader), say("figure_caption", reader)
    outcomes = finding.outcomes
    drawing = write_figure(
        folder, "patterns", lambda: draw(effects(outcomes), shares(outcomes), subtitle, reader), *titles
    )
    (folder / REPORT).write_text(_page(finding, drawing, subtitle, reader), encoding="utf-8")
    return too_few(finding, reader)


def _page(finding: PatternsFinding, drawing: Markup, subtitle: str, reader: Reader) -> str:
    """Return the report: the verdicts counted, the figure, all claims, all sizes."""
    title = say("title", reader)
    limits = {"most": MOST_WORLDS, "few": FEW_WORLDS, "guarded": GUARDED}
    decided = trees(finding, reader)
    parts = [
        tag(
            "section",
            *(tag("p", line) for line in sentences(finding, reader)),
            tag("p", say("kinds", reader)),
            tag("p", left_out.sentence(reader), " ", say("drawn", reader)),
            class_="answer",
        ),
        tag("p", say("intro", reader, **{name: reader.percent(share) for name, share in limits.items()})),
        drawing,
        *([listed(decided)] if decided else []),
        claims_table(finding, reader),
        _sizes_table(reader),
    ]
    body = examination(header(title, subtitle), parts, [footer(say("rows", reader))], reader)
    return document(title, body, reader)


def claims_series(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Return what the table of claims shows, one row per pattern and claim.

    Columns: median, p05 and p95 of the effect over worlds and minimum, the smallest size, in `unit`; sign, size and
    opposite, shares of worlds (0-1) with the expected sign, with the size too, and as large the other way; worlds;
    built_in, aside, same (one effect in all worlds, and not none) and filters, what is remarked.
    """
    rows = []
    for outcome in outcomes:
        name, claims = outcome.pattern.id, outcome.claims.rename_axis("claim").reset_index()
        same = claims["same"].astype(bool) & (claims["median"].astype(float).abs() > 1e-9)
        uses = [FILTERS.get(name) == claim for claim in claims["claim"]]
        rows.append(claims.assign(pattern=name, same=same, filters=uses))
    named = pd.concat(rows).rename(columns={f"share_{name}": name for name in SHARES})
    return named.set_index(["pattern", "claim"])[[*EFFECT, *SHARES, "worlds", *REMARKS]]


def claims_table(finding: PatternsFinding, reader: Reader) -> Markup:
    """Return every claim with its effect and shares; a bold row gives the verdict of its pattern."""
    names = ("claim", "effect", "minimum", *SHARES, "worlds")
    claims = claims_series(finding.outcomes)
    rows: list[list[Cell]] = []
    for outcome in finding.outcomes:
        name = outcome.pattern.id
        rows.append(_heading(outcome, reader))
        rows += [_claim(f"{name}_{key}", claim, reader) for key, claim in claims.loc[name].iterrows()]
    heads = [[Head(say(f"head_{name}", reader)) for name in names]]
    return joined([tag("h2", say("claims_table", reader)), table(say("claims_caption", reader), heads, rows, "")])


def _heading(outcome: Outcome, reader: Reader) -> list[Cell]:
    name, blank = outcome.pattern.id, Cell("")
    title = f"{name} {say(name, reader)}: {verdict(outcome, reader)} ({kind(outcome, reader)})"
    share = Cell(reader.percent(outcome.share), strong=True)
    return [Cell(title, strong=True), blank, blank, blank, share, blank, blank]


def _claim(key: str, claim: pd.Series, reader: Reader) -> list[Cell]:
    marks = [say(mark, reader) for mark in REMARKS if claim[mark]]
    shown = say(key, reader) + (f" ({', '.join(marks)})" if marks else "")
    shares = [Cell(reader.percent(claim[name])) for name in SHARES]
    effect = Cell(reader.number(claim["median"], 3), reader.interval(claim["p05"], claim["p95"], 3))
    minimum = Cell(reader.number(claim["minimum"], 2), unit(claim["unit"], reader))
    return [Cell(shown), effect, minimum, *shares, Cell(reader.number(claim["worlds"]))]


def _sizes_table(reader: Reader) -> Markup:
    """Return the smallest sizes that count, with their reasons."""
    rows = [
        [Cell(say(f"size_{name}", reader)), Cell(reader.number(size.minimum, 2)), Cell(unit(size.unit, reader))]
        for name, size in SIZES.items()
    ]
    heads = [[Head(say(f"head_{name}", reader)) for name in ("reason", "minimum", "unit")]]
    caption = say("sizes_caption", reader)
    return joined([tag("h2", say("sizes_table", reader)), table(caption, heads, rows, caption)])
