"""The kept sample of worlds, and the plausible ones that the filter left of it for one version of the model."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import conf_folder
from kraftsamling.model.worlds.sampling import sample_worlds

KEPT = 1000
"""Worlds of the kept sample."""
FILTERED_ON = "goteborgsregionen"
"""The region on which worlds were filtered; they are used in every region."""
VERDICTS, PATTERNS, OUTCOMES, VERSION = "plausible.csv", "patterns.csv", "outcomes.csv", "plausible.json"
STORED = (f"model/data/{OUTCOMES}", f"model/data/{PATTERNS}", f"model/data/{VERDICTS}")
"""What is stored, by name from the root: a part of the version itself, since no hand is to change it."""
MAKE_ANEW = "make worlds"
SAMPLE = "the sample of worlds"
"""What the sample is called among the files."""
_DESCRIBES = ("meaning", "meaning_sv", "mechanisms", "evidence", "title_en", "title_sv", "source", "recode_reason")
"""Columns of the model's data files that only describe: no number depends on them."""


def kept_worlds() -> pd.DataFrame:
    """Return the kept sample before filtering: one row per world, one column per parameter."""
    return sample_worlds(KEPT)


def plausible_worlds() -> pd.DataFrame:
    """Return the worlds of the kept sample that the filter left, indexed by their place in it.

    Raises:
        InputError: the filter was made with another version of the model, or of the sample.
    """
    if changed := changes():
        raise InputError(
            f"worlds: 'plausible' was filtered with another version of {changed[0]}"
            + (f" and {len(changed) - 1} more" if len(changed) > 1 else "")
            + f"; allowed: a number, all or default, or plausible after `{MAKE_ANEW}`"
        )
    return kept_worlds()[verdicts()["plausible"]]


def verdicts() -> pd.DataFrame:
    """Return what the filter found, by world of the kept sample: one column per criterion, plausible, score."""
    table = pd.read_csv(_data() / VERDICTS, index_col="world")
    return table.astype({name: bool for name in table if name != "score"})


def outcomes() -> pd.DataFrame:
    """Return what the plausible worlds come to: mean capacity at the end (points) by world and course, at own cost.

    Raises:
        InputError: as `plausible_worlds`.
    """
    return pd.read_csv(_data() / OUTCOMES, index_col="world").loc[plausible_worlds().index]


def pattern_verdicts() -> pd.DataFrame | None:
    """Return what the patterns of the report come to on the kept sample, unfiltered, by pattern or guard.

    Columns: verdict, kind, share (of worlds), decided_by (parameters, in one text), worlds. None where the verdicts
    were made with another version of the model, or of the sample.
    """
    if not is_current():
        return None
    return pd.read_csv(_data() / PATTERNS, index_col="pattern").fillna({"decided_by": ""})


def is_current() -> bool:
    """Whether what is stored was made with this version of the model, of its criteria and of the sample."""
    return not changes()


@cache
def changes() -> tuple[str, ...]:
    """Return what is another than when the worlds were filtered: files, by name from the root, and the sample."""
    try:
        stored = json.loads((_data() / VERSION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stored = {}
    if not {SAMPLE, *STORED} <= set(stored):
        return (f"model/data/{VERSION}",)
    now = version_of(kept_worlds(), stored)
    return tuple(name for name in stored if stored[name] != now[name])


def version_of(worlds: pd.DataFrame, names: Iterable[str]) -> dict[str, str]:
    """Return a digest of a sample, which may differ between versions of SciPy, and of each file on which verdicts rest.

    Args:
        names: of files, from the root of the project: "model/rules/act.py".

    Returns:
        by name, in order; a file that is not there has an empty digest.
    """
    text = worlds.to_csv(float_format="%.9g", lineterminator="\n")
    files = {name: _content(name) for name in sorted(names) if name != SAMPLE}
    return {name: _digest(content) for name, content in {SAMPLE: text.encode(), **files}.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16] if content else ""


def _content(name: str) -> bytes:
    """Return what numbers can depend on in a file, whatever its ends of line; nothing where it is missing."""
    conf = conf_folder()
    path = (conf if name.startswith(f"{conf.name}/") else Path(__file__).resolve().parent).parent / name
    if not path.is_file():
        return b""
    return _numbers(path) if name.startswith("model/data/") else path.read_bytes().replace(b"\r\n", b"\n")


def _numbers(path: Path) -> bytes:
    """Return a data file without the columns that only describe."""
    table = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    kept = [name for name in table.fieldnames or () if name not in _DESCRIBES]
    return "\n".join(
        "\t".join(row[name] for name in kept) for row in [dict(zip(kept, kept, strict=True)), *table]
    ).encode()


def _data() -> Traversable:
    return files("kraftsamling.model") / "data"
