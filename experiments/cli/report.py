"""`kraftsamling report FOLDER`: draw a stored run again, in another language or with letters, without a single run."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kraftsamling.analysis.page.figure import undrawn_told
from kraftsamling.analysis.results.findings import load
from kraftsamling.analysis.results.subject import Subject
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.cli.registry import COMPARE, KINDS, imported
from kraftsamling.experiments.compare import publish
from kraftsamling.experiments.folder.output import write_folder
from kraftsamling.experiments.folder.schema import read_json
from kraftsamling.model.errors import InputError, check_choice, in_one_line
from kraftsamling.model.inputs.region import Region
from kraftsamling.model.record import RECORD

ALLOWED = "allowed: kraftsamling report FOLDER [language=sv|en] [anonymous=true|false]"
CHOICES = {"language": ("sv", "en"), "anonymous": ("true", "false")}


def draw_again(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Write tables, figures and page of a stored run anew into its folder.

    Returns:
        what the terminal says, and a line on each picture that could not be drawn.

    Args:
        words: the folder, and options; what is not given is as the run had it.

    Raises:
        InputError: no folder, an unknown option, or a folder that holds no run.
    """
    folder, options = _read(words)
    try:
        return _draw(folder, _record(folder), options)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"report: {str(folder)!r} holds no whole run ({in_one_line(error)}); {ALLOWED}") from None


def _draw(folder: Path, record: dict[str, Any], options: dict[str, str]) -> tuple[list[str], list[str]]:
    """Draw what a folder holds; any other error than `InputError` comes from files that do not belong together."""
    language = options.get("language", record["language"])
    anonymous = options.get("anonymous", str(record["anonymous"]).lower()) == "true"
    if "kind" not in record:
        said, failed = publish.draw_again(folder, record, Reader(language, anonymous))
        return [said], failed
    kind = KINDS[record["kind"]]
    write, region = imported(kind.write), Region.from_record(record["region"])
    subject = Subject(region, record["sample"], record["number_of_worlds"], record["seeds"], record["years"])
    reader, result = Reader(language, anonymous, region), load(folder)
    remarks: list[str] = []
    undrawn: list[str] = []

    def fill(place: Path) -> None:
        shutil.copytree(folder, place, dirs_exist_ok=True)
        with undrawn_told(undrawn):
            remarks.extend(write(place, result, subject, reader))

    write_folder(folder, fill)
    return [*remarks, reader.say("command.report", path=folder / "report.html")], undrawn


def _read(words: Sequence[str]) -> tuple[Path, dict[str, str]]:
    """Return the folder and the options that the words name."""
    options = dict(word.split("=", 1) for word in words if "=" in word)
    folders = [word for word in words if "=" not in word]
    if len(folders) != 1:
        raise InputError(f"report: {' '.join(folders)!r}; {ALLOWED}")
    for name, value in options.items():
        check_choice(value, CHOICES[check_choice(name, CHOICES, "report")], f"report: {name}")
    return Path(folders[0]), options


def _record(folder: Path) -> dict[str, Any]:
    """Return what run.json of a folder holds."""
    path = folder / RECORD
    try:
        record = read_json(path)
    except InputError:
        raise InputError(f"report: {str(path)!r} is no record of a run; {ALLOWED}") from None
    if record.get("kind", COMPARE) not in (COMPARE, *KINDS):
        raise InputError(f"report: {str(path)!r} is no record of a run; {ALLOWED}")
    return record
