"""How a region's file was understood, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.model.inputs.reading.problems import FileRefused, Voice
from kraftsamling.model.inputs.reading.remarks import Remark
from kraftsamling.model.inputs.region import Region

SHOWN_IN_PLACE_OF_NAMES = ("encoding", "twice_encoded", "year", "thousands", "decimal", "missing", "exchanged")
"""Remarks that name no place and give no number of inhabitants: all that a reader of letters sees."""
NUMBERS = ("count", "total", "most", "least")
LISTS = ("texts", "names", "codes", "labels", "marks")


def sentences(remarks: Iterable[Remark], reader: Reader) -> list[str]:
    """Return remarks on a region's file, each as a sentence; those that name no place where the reader sees letters."""
    shown = [remark for remark in remarks if not reader.anonymous or remark.kind in SHOWN_IN_PLACE_OF_NAMES]
    shown = [remark for remark in shown if remark.kind != "columns" or list(_pairs(remark, reader))]
    return [reader.say(f"region.{remark.kind}", **dict(_values(remark, reader))) for remark in shown]


def all_sentences(region: Region, reader: Reader) -> list[str]:
    """Return the remarks on a region's file and which of its columns are not used."""
    unknown = reader.say("region.unknown", columns=", ".join(region.unknown_columns))
    own = region.remarks and region.unknown_columns
    return sentences(region.remarks, reader) + ([reader.conceal(unknown)] if own else [])


def problem_lines(error: FileRefused, reader: Reader) -> list[str]:
    """Return the problems of a file, one a line, and how many more there are."""
    voice = Voice(reader.say, reader.quoted, lambda column: _column(column, reader), reader.number)
    more = [reader.say("region_problem.more", count=error.more)] if error.more else []
    return [*(problem.in_words(voice) for problem in error.problems), *more]


def _values(remark: Remark, reader: Reader) -> Iterator[tuple[str, Any]]:
    """Yield the values of a remark as its text shows them."""
    for name, value in remark.values.items():
        if name in NUMBERS:
            yield name, reader.number(value)
        elif name in LISTS:
            yield name, _some(value, int(remark.values["count"]), reader)
        elif name == "columns" and "headers" in remark.values:
            yield name, reader.listing(list(_pairs(remark, reader)))
        elif name == "columns":
            yield name, reader.listing([_column(column, reader) for column in value])
        else:
            yield name, _one(name, value, reader)


def _one(name: str, value: Any, reader: Reader) -> Any:
    """Return a single value in words: a column by its name, a list of years, a cell in quotes."""
    if name == "column":
        return _column(value, reader)
    if name == "others":
        return reader.listing(value)
    return reader.quoted(value) if name in ("mark", "example", "sheet") else value


def _pairs(remark: Remark, reader: Reader) -> Iterator[str]:
    """Yield which header was taken for which column, those left out that bear the column's name."""
    for column, header in zip(remark.values["columns"], remark.values["headers"], strict=True):
        named = _column(column, reader)
        if header.casefold() != named.casefold():
            yield reader.say("region.as", header=reader.quoted(header), column=named)


def _some(texts: Sequence[str], count: int, reader: Reader) -> str:
    """Return quoted texts, and how many more there are."""
    shown = ", ".join(map(reader.quoted, texts))
    return f"{shown} {reader.say('region.more', count=count - len(texts))}" if count > len(texts) else shown


def _column(column: str, reader: Reader) -> str:
    return reader.say(f"report.column_{column}")
