"""The tables and the page on what the answers of a run rest on, and the same shares for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kraftsamling.analysis.ledger.figure import draw_ledger
from kraftsamling.analysis.ledger.find import AnswerLedger, LedgerFinding
from kraftsamling.analysis.ledger.tables import shares_table, terminal_shares, weights_table
from kraftsamling.analysis.ledger.words import few_worlds, sentence, titled
from kraftsamling.analysis.page.html import Markup, tag
from kraftsamling.analysis.page.page import Page, write_figure
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.filtered import filter_notes
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.worlds.worlds import PLAUSIBLE

TABLES = ["ledger.csv", "weights.csv"]


def write(folder: Path, finding: LedgerFinding, subject: Subject, reader: Reader) -> list[str]:
    """Write ledger.csv, weights.csv, figures/ and report.html into `folder`; return the shares for the terminal.

    With too few worlds there are no shares: ledger.csv and the page then hold what the answers vary between and how
    many assumptions have which grade, and page and terminal say why.
    """
    for name, frame in zip(TABLES, (finding.to_frame(), finding.weights()), strict=True):
        frame.to_csv(folder / name, index=False, lineterminator="\n")
    size = subject.size(reader)
    few = few_worlds(size["worlds"], reader)
    caveats = list(filter_notes(subject.sample, subject.worlds, subject.region, reader))
    caveats += [reader.say("ledger.filtered")] if subject.sample == PLAUSIBLE else []
    parts = [tag("p", line, class_="caveat") for line in caveats]
    parts += [tag("section", tag("p", few), class_="answer")] if finding.few else []
    parts += [_section(folder, finding, budget, reader) for budget in finding.by_budget]
    page = Page(
        title=reader.say("ledger.page_title"),
        subtitle=reader.say("ledger.subtitle", **size),
        question=reader.say("ledger.question"),
        intro=reader.say("ledger.intro"),
        reader=reader,
    )
    page.write(folder, parts, TABLES)
    return [few if finding.few else _terminal(finding, reader)]


def _section(folder: Path, finding: LedgerFinding, budget: str, reader: Reader) -> Markup:
    """Return the answers of a budget mode: figure, words and weights where worlds are enough, then the table."""
    answers = {titled(answer, finding, reader): answer for answer in finding.by_budget[budget]}
    ledgers = {title: answer.ledger for title, answer in answers.items()}
    spreads = {title: answer.spread for title, answer in answers.items()}
    parts = [tag("h2", reader.say(f"robustness.{budget}"))]
    if not finding.few:
        caption = reader.say("ledger.caption")
        parts.append(write_figure(folder, f"ledger_{budget}", lambda: draw_ledger(ledgers, reader), caption))
        for title, answer in answers.items():
            parts += [tag("h3", title), tag("p", sentence(answer.ledger, reader))]
            weighed = answer.other and answer.ledger.weights is not None
            parts += [weights_table(answer.ledger, reader)] if weighed else []
    return tag("section", *parts, shares_table(ledgers, spreads, finding.assumptions, reader), id=budget)


def _terminal(finding: LedgerFinding, reader: Reader) -> str:
    """Return the shares of the differences, then of the levels, by budget mode."""
    blocks = []
    for budget, answers in finding.by_budget.items():
        kinds = {"differences": [each for each in answers if each.other]}
        kinds["levels"] = [each for each in answers if not each.other]
        blocks += [_block(finding, budget, kind, shown, reader) for kind, shown in kinds.items()]
    return "\n\n".join([*blocks, reader.say("ledger.dash")]) + "\n"


def _block(finding: LedgerFinding, budget: str, kind: str, answers: Sequence[AnswerLedger], reader: Reader) -> str:
    lead = reader.say(f"robustness.{budget}")
    heading = reader.say(f"ledger.terminal_{kind}", lead=lead, other=answers[0].other)
    return terminal_shares(heading, {each.course: each.ledger for each in answers}, finding.assumptions, reader)
