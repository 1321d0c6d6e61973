"""The kept sample of worlds, and the plausible ones that the filter left of it for one version of the model."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain

import pandas as pd

from model.errors import InputError
from model.paths import conf_folder
from model.sampling import sample_worlds

KEPT = 1000
"""Worlds of the kept sample."""
FILTERED_ON = "goteborgsregionen"
"""The region on which worlds were filtered; they are used in every region."""
VERDICTS, PATTERNS, VERSION = "plausible.csv", "patterns.csv", "plausible.json"
MAKE_ANEW = "make worlds"
_CODE = ("catalogue", "ensemble", "links", "measures", "quarter", "recorders", "setting", "shocks", "state", "tables")
"""Modules beside the rules on which the numbers of a run depend."""
_DATA = ("catalogue.csv", "mechanisms.csv", "parameters.csv")
_DESCRIBES = ("meaning", "meaning_sv", "mechanisms", "evidence", "title_en", "title_sv", "source", "recode_reason")
"""Columns of the data files that only describe: no number depends on them."""


def kept_worlds() -> pd.DataFrame:
    """Return the kept sample before filtering: one row per world, one column per parameter."""
    return sample_worlds(KEPT)


def plausible_worlds() -> pd.DataFrame:
    """Return the worlds of the kept sample that the filter left, indexed by their place in it.

    Raises:
        InputError: the filter was made with another version of the model, or of the sample.
    """
    if not is_current():
        raise InputError(
            "worlds: 'plausible' was filtered with another version of the model than this one; "
            f"allowed: a number, all or default, or plausible after `{MAKE_ANEW}`"
        )
    return kept_worlds()[verdicts()["plausible"]]


def verdicts() -> pd.DataFrame:
    """Return what the filter found, by world of the kept sample: one column per criterion, plausible, score."""
    table = pd.read_csv(_data() / VERDICTS, index_col="world")
    return table.astype({name: bool for name in table if name != "score"})


def pattern_verdicts() -> pd.DataFrame | None:
    """Return what the patterns of the report come to on the kept sample, unfiltered, by pattern or guard.

    Columns: verdict, kind, share (of worlds), decided_by (parameters, in one text), worlds. None where the verdicts
    were made with another version of the model, or of the sample.
    """
    if not is_current():
        return None
    return pd.read_csv(_data() / PATTERNS, index_col="pattern").fillna({"decided_by": ""})


def is_current() -> bool:
    """Whether what is stored was made with this version of the model and of the sample."""
    return kept_version() == version_of(kept_worlds())


def kept_version() -> dict[str, str]:
    """Return the version of the model and of the sample that the filter was made with."""
    return json.loads((_data() / VERSION).read_text(encoding="utf-8"))


@cache
def model_version() -> str:
    """Return a fingerprint of the rules, what performs them, their tables and the filter region; not of all code."""
    model, region = files("model"), conf_folder() / "region"
    rules = sorted((path for path in (model / "rules").iterdir() if path.name.endswith(".py")), key=lambda p: p.name)
    code = (model / f"{name}.py" for name in _CODE)
    facts = (region / f"{FILTERED_ON}{ending}" for ending in (".csv", ".yaml"))
    return _digest(chain(map(_content, chain(rules, code, facts)), (_numbers(_data() / name) for name in _DATA)))


def version_of(worlds: pd.DataFrame) -> dict[str, str]:
    """Return the version of this model and of a sample, which may differ between versions of SciPy."""
    text = worlds.to_csv(float_format="%.9g", lineterminator="\n")
    return {"model": model_version(), "sample": hashlib.sha256(text.encode()).hexdigest()[:16]}


def _digest(contents: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


def _content(path: Traversable) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")


def _numbers(path: Traversable) -> bytes:
    """Return a data file without the columns that only describe."""
    table = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    kept = [name for name in table.fieldnames or () if name not in _DESCRIBES]
    return "\n".join(
        "\t".join(row[name] for name in kept) for row in [dict(zip(kept, kept, strict=True)), *table]
    ).encode()


def _data() -> Traversable:
    return files("model") / "data"
