"""The one kind of error that a user's input can cause."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

import numpy as np


class InputError(ValueError):
    """Bad input: one line that names file, row, field, value and what is allowed."""


def is_line(text: str) -> bool:
    """Whether a text is one line of whole letters, without signs that steer a terminal."""
    return not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)


def one_line(text: object, most: int = 300) -> str:
    """Return a text as one line of at most so many characters that can be printed; the middle of a longer one goes."""
    signs = (sign if sign.isprintable() else ascii(sign)[1:-1] for sign in " ".join(str(text).split()))
    line, half = "".join(signs), most // 2
    return line if len(line) <= most else f"{line[: half - 1]}…{line[-half:]}"


def in_one_line(error: BaseException) -> str:
    """Return an unforeseen error in one line: its kind and what it says."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")


def closest(name: object, options: Iterable[str]) -> str:
    """Return the option nearest in spelling, whatever its case; "" where none is near."""
    by_lower = {option.lower(): option for option in options}
    close = difflib.get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


def did_you_mean(name: object, options: Iterable[str]) -> str:
    """Return "did you mean 'X'? " for the nearest option; nothing where none is near."""
    near = closest(name, options)
    return f"did you mean {near!r}? " if near else ""


def nearest(name: object, allowed: Iterable[str], said: str = "") -> str:
    """Return a hint of what is allowed (listed, or as `said`), led by the nearest right name if there is one."""
    options = list(allowed)
    return f"{did_you_mean(name, options)}allowed: {said or ', '.join(options)}"


def check_keys(given: Iterable[str], allowed: Iterable[str], where: str) -> None:
    """Refuse a key that is not allowed.

    Raises:
        InputError: names `where`, the key and the nearest allowed one.
    """
    options = list(allowed)
    for key in given:
        if key not in options:
            raise InputError(f"{where}: unknown key {key!r}; {nearest(key, options)}")


def check_choice(value: object, options: Iterable[str], where: object, also: str = "", said: str = "") -> str:
    """Return `value` when it is one of `options`.

    Args:
        where: file and field, as the error names them.
        also: further values that are allowed, in words that follow the options.
        said: the options in words, where they are too many to list.

    Raises:
        InputError: names `where`, the value and the options, led by the nearest.
    """
    known = tuple(options)
    if not isinstance(value, str) or value not in known:
        raise InputError(f"{where}: unknown value {value!r}; {nearest(value, known, said)}{also}")
    return value


def plain(value: float) -> str:
    """Return a number as an error shows it: whole ones in full, with commas between thousands from 10,000 on."""
    if not float(value).is_integer():
        return f"{value:g}"
    return f"{int(value):,}" if abs(value) >= 10_000 else f"{int(value)}"


def check_number(value: object, low: float, high: float, where: str, *, whole: bool = False) -> float:
    """Return `value` as a number within [low, high].

    Raises:
        InputError: when it is no number, not finite, not whole where it must be, or out of range.
    """
    kind = "a whole number" if whole else "a number"
    allowed = f"allowed: {kind} from {plain(low)} to {plain(high)}"
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(f"{where}: {value!r} is not {kind}; {allowed}")
    if not low <= value <= high:
        raise InputError(f"{where}: {value!r} is out of range; {allowed}")
    if whole and value != int(value):
        raise InputError(f"{where}: {value!r} is not {kind}; {allowed}")
    return int(value) if whole else float(value)
