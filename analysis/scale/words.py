"""The scale in words, Swedish or English."""

from __future__ import annotations

import numpy as np

from kraftsamling.analysis.scale.find import HOLDS, SHARE_OF_WORLDS, ScaleFinding
from kraftsamling.analysis.words.reader import Reader

DIGITS = {"points": 1, "index": 2, "quarters": 1, "years": 1}
"""Decimals by unit; a share is written in per cent."""
SHARES = ("share", SHARE_OF_WORLDS)


def say(key: str, reader: Reader, **values: object) -> str:
    """Return a text of the scale, filled in."""
    return reader.say(f"scale.{key}", **values)


def name_of(line: str, reader: Reader) -> str:
    """Return what a line is called."""
    return say(f"line_{line}", reader)


def amount(value: float, unit: str, reader: Reader) -> str:
    """Return a number of a line without its unit: shares in whole per cent."""
    return reader.number(100 * value) if unit in SHARES else reader.number(value, DIGITS[unit])


def between(low: float, high: float, unit: str, reader: Reader) -> str:
    """Return the ends of a bracket with their unit."""
    ends = reader.between(amount(low, unit, reader), amount(high, unit, reader))
    return say(f"unit_{unit}", reader, value=ends)


def sentences(finding: ScaleFinding, reader: Reader) -> list[str]:
    """Return what the scale comes to, one paragraph each: lines that hold, those that fail, all lines in one world."""
    table = finding.table
    held = table["verdict"].isin(HOLDS)
    said = [say("held", reader, held=int(held.sum()), lines=len(table))]
    for verdict in ("wide", "outside", "unseen"):
        names = [name_of(str(line), reader) for line in table.index[table["verdict"] == verdict]]
        if names:
            said.append(say(f"list_{verdict}", reader, names="; ".join(names)))
    if np.isfinite(finding.together):
        median, together = reader.percent(finding.typical_met), reader.percent(finding.together)
        said.append(say("met", reader, median=median, together=together))
    return said
