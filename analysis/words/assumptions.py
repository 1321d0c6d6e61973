"""What an assumption is called where leadership reads: by its meaning, not by its identifier."""

from __future__ import annotations

from kraftsamling.analysis.words.reader import MISSING, Reader
from kraftsamling.model.inputs.parameters import SWITCH, groups, parameters


def meaning(name: str, reader: Reader) -> str:
    """Return what a parameter or a group's switch means; the name itself where it is neither."""
    if name in parameters():
        return parameters()[name].meaning[reader.language]
    group = name.removeprefix(SWITCH)
    return reader.say(f"why.group_{group}") if name != group and group in groups() else name


def quoted_meaning(name: str, reader: Reader) -> str:
    """Return the meaning in the language's quotation marks, as a sentence has it."""
    return reader.quoted(meaning(name, reader))


def value_of(name: str, value: float, reader: Reader) -> str:
    """Return a value of a parameter with enough digits to place it, and the range that is assumed for it."""
    shown = plain(value, reader)
    if name not in parameters():
        return shown
    return reader.say("discovery.in_range", value=shown, range=value_range(name, reader))


def value_range(name: str, reader: Reader) -> str:
    """Return the range that is assumed for a parameter; a dash where the name is none."""
    row = parameters().get(name)
    return f"{plain(row.low, reader)}–{plain(row.high, reader)}" if row else MISSING


def plain(value: float, reader: Reader) -> str:
    """Return a number with two digits that tell, or fewer where it needs none."""
    if value == round(value):
        return reader.number(value)
    digits = next((places for places in range(1, 6) if abs(value) >= 10.0 ** (1 - places)), 6)
    shown = reader.number(value, digits)
    return shown.rstrip("0").rstrip(",.") if digits > 1 else shown
