"""What an answer rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kraftsamling.analysis.ledger.exchange import MIN_WORLDS
from kraftsamling.analysis.ledger.find import AnswerLedger, LedgerFinding
from kraftsamling.analysis.ledger.shares import MAX_WIDTH, TOO_FEW_POINTS, Ledger
from kraftsamling.analysis.statistics.first_order import MIN_BASE_POINTS
from kraftsamling.analysis.words.reader import Reader


def sentence(ledger: Ledger, reader: Reader) -> str:
    """Return the ledger in one sentence."""
    if ledger.refused:
        least = reader.number(MIN_BASE_POINTS if ledger.reason == TOO_FEW_POINTS else MIN_WORLDS)
        return reader.say(f"ledger.{ledger.reason}", widest=reader.percent(MAX_WIDTH), least=least)
    parts = reader.listing(list(_parts(ledger, reader)))
    return reader.say("ledger.told" if ledger.sure else "ledger.told_unsure", parts=parts)


def titled(answer: AnswerLedger, finding: LedgerFinding, reader: Reader) -> str:
    """Return the title of an answer: the difference between two courses, or the level of one."""
    titles = {name: reader.conceal(title[reader.language]) for name, title in finding.titles.items()}
    if answer.other:
        return reader.say("sensitivity.difference", first=titles[answer.course], second=titles[answer.other])
    return reader.say("sensitivity.level", course=titles[answer.course])


def few_worlds(worlds: str, reader: Reader) -> str:
    """Return that there are too few worlds (given in words), and what takes as few."""
    return reader.say("ledger.few", worlds=worlds, least=reader.number(MIN_WORLDS))


def named(part: str, reader: Reader) -> str:
    """Return what a part of the ledger is called."""
    return reader.say(f"ledger.{part.replace(' ', '_')}")


def _parts(ledger: Ledger, reader: Reader) -> Iterator[str]:
    """Yield each part that is mentioned; its interval where shares are unsure."""
    for part, row in ledger.mentioned().iterrows():
        what = named(str(part), reader)
        low, high = (reader.percent(row[end]) for end in ("low", "high"))
        if ledger.sure or low == high:
            yield reader.say("ledger.part", share=reader.percent(row["share"]), what=what)
        else:
            yield reader.say("ledger.part_between", low=low, high=high, what=what)
