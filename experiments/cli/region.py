"""`kraftsamling region check FILE` and `kraftsamling region new FILE.xlsx`: from a table to a region for runs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import all_sentences, problem_lines, sentences
from kraftsamling.analysis.words.template import template
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.vocabulary import LANGUAGES

ALLOWED = "allowed: kraftsamling region check FILE, kraftsamling region new FILE.xlsx, each with language=sv|en"


def region_command(words: Sequence[str]) -> int:
    """Check a region's file or write a template; return 0, or 2 for a file that cannot be used.

    Raises:
        InputError: words that are no such command, or a template that cannot be written.
    """
    language = "sv"
    given = []
    for word in words:
        if word.startswith("language="):
            language = word.removeprefix("language=")
        else:
            given.append(word)
    if len(given) != 2 or given[0] not in ("check", "new") or language not in LANGUAGES:
        raise InputError(f"region: {' '.join(words)!r}; {ALLOWED}")
    return (_check if given[0] == "check" else _new)(given[1], Reader(language))


def _check(file: str, reader: Reader) -> int:
    """Print how a file was understood, and what is wrong with it, one problem a line."""
    try:
        region = load_region(file)
    except FileRefused as error:
        print(*(f"{line}\n" for line in sentences(error.remarks, reader)), sep="", end="")
        lines = problem_lines(error, reader)
        count = len(error.problems) + error.more
        print(reader.say("region.refused", file=error.path.name, count=count), *lines, sep="\n  ", file=sys.stderr)
        return 2
    print("\n".join([*all_sentences(region, reader), reader.say("region.usable", path=file)]), flush=True)
    return 0


def _new(file: str, reader: Reader) -> int:
    """Write a template and print where it lies."""
    path = Path(file)
    if path.suffix.lower() != ".xlsx":
        raise InputError(f"region new: {file!r} is no workbook; allowed: a file that ends with .xlsx")
    try:
        with path.open("xb") as stream:
            template(reader).save(stream)
    except FileExistsError:
        raise InputError(f"region new: {file!r} exists already; allowed: a new file") from None
    except OSError as error:
        raise InputError(f"region new: {file!r} cannot be written ({error.strerror}); allowed: a new file") from None
    print(reader.say("region.made", path=file), flush=True)
    return 0
