"""What an assumption is called where leadership reads: by its meaning, not by its identifier."""

from __future__ import annotations

from kraftsamling.analysis.words.numbers import MISSING, number, quoted
from kraftsamling.model.inputs.parameters import SWITCH, groups, parameters
from kraftsamling.model.texts import text


def meaning(name: str, language: str) -> str:
    """Return what a parameter or a group's switch means; the name itself where it is neither."""
    if name in parameters():
        return parameters()[name].meaning[language]
    group = name.removeprefix(SWITCH)
    return text(f"why.group_{group}", language) if name != group and group in groups() else name


def quoted_meaning(name: str, language: str) -> str:
    """Return the meaning in the language's quotation marks, as a sentence has it."""
    return quoted(meaning(name, language), language)


def value_of(name: str, value: float, language: str) -> str:
    """Return a value of a parameter with enough digits to place it, and the range that is assumed for it."""
    shown = plain(value, language)
    if name not in parameters():
        return shown
    return text("discovery.in_range", language, value=shown, range=value_range(name, language))


def value_range(name: str, language: str) -> str:
    """Return the range that is assumed for a parameter; a dash where the name is none."""
    row = parameters().get(name)
    return f"{plain(row.low, language)}–{plain(row.high, language)}" if row else MISSING


def plain(value: float, language: str) -> str:
    """Return a number with two digits that tell, or fewer where it needs none."""
    if value == round(value):
        return number(value, language)
    digits = next((places for places in range(1, 6) if abs(value) >= 10.0 ** (1 - places)), 6)
    shown = number(value, language, digits)
    return shown.rstrip("0").rstrip(",.") if digits > 1 else shown
