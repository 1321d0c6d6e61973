"""How much a file, a text and a run may hold: one table, which docs/limits.md shows."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from kraftsamling.model.errors import InputError

MB = 1_000_000


@dataclass(frozen=True)
class Limit:
    """The most there may be of something, and what it is, in words."""

    most: int
    meaning: str


LIMITS = {
    "table": Limit(16 * MB, "bytes of a region's table"),
    "borders": Limit(32 * MB, "bytes of a border file"),
    "settings": Limit(64_000, "bytes of a YAML file: strategy, scenario, experiment, facts about a region"),
    "record": Limit(128 * MB, "bytes of run.json and finding.json"),
    "rows": Limit(60_000, "lines of a region's table"),
    "municipalities": Limit(3_000, "municipalities of a region"),
    "values": Limit(10_000, "values in a YAML file, each alias counted as often as it stands for something"),
    "strategies": Limit(200, "strategies of a run, and scenarios"),
    "jobs": Limit(1_000, "runs of a sweep"),
    "word": Limit(5_000, "characters of an option on the command line"),
    "line": Limit(300, "characters of a line that says what is wrong; the middle of a longer one is left out"),
}


def content(path: Path, kind: str) -> bytes:
    """Return what a file holds.

    Args:
        kind: name of the limit that holds for it.

    Raises:
        InputError: no file, or a larger one than `LIMITS` allows; a pipe or a device is never opened.
        OSError: missing or not readable.
    """
    most = LIMITS[kind].most
    about = os.stat(path)
    if not stat.S_ISREG(about.st_mode):
        told = "is a folder" if stat.S_ISDIR(about.st_mode) else "is no file"
        raise InputError(f"{path}: {told}; allowed: a file")
    with path.open("rb") as stream:
        held = b"" if about.st_size > most else stream.read(most + 1)
    if about.st_size > most or len(held) > most:
        raise InputError(f"{path}: too large ({max(about.st_size, len(held)):,} bytes); allowed: at most {most:,}")
    return held


def check_count(number: int, kind: str, where: str) -> None:
    """Refuse more of something than `LIMITS` allows.

    Raises:
        InputError: says how many there are and how many there may be.
    """
    if number > LIMITS[kind].most:
        raise InputError(f"{where}: {number:,}; allowed: at most {LIMITS[kind].most:,}")
