"""The kept sample of worlds, and the plausible ones that the filter left of it for one version of the model."""

from __future__ import annotations

import hashlib
import json
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
VERDICTS, VERSION = "plausible.csv", "plausible.json"
MAKE_ANEW = "make worlds"
_CODE = ("catalogue", "ensemble", "links", "measures", "quarter", "recorders", "setting", "shocks", "state", "tables")
"""Modules beside the rules on which the numbers of a run depend."""
_DATA = ("catalogue.csv", "mechanisms.csv", "parameters.csv")


def kept_worlds() -> pd.DataFrame:
    """Return the kept sample before filtering: one row per world, one column per parameter."""
    return sample_worlds(KEPT)


def plausible_worlds() -> pd.DataFrame:
    """Return the worlds of the kept sample that the filter left, indexed by their place in it.

    Raises:
        InputError: the filter was made with another version of the model, or of the sample.
    """
    worlds = kept_worlds()
    if kept_version() != version_of(worlds):
        raise InputError(
            "worlds: 'plausible' was filtered with another version of the model than this one; "
            f"allowed: a number, all or default, or plausible after `{MAKE_ANEW}`"
        )
    return worlds[verdicts()["plausible"]]


def verdicts() -> pd.DataFrame:
    """Return what the filter found, by world of the kept sample: one column per criterion, plausible, score."""
    table = pd.read_csv(_data() / VERDICTS, index_col="world")
    return table.astype({name: bool for name in table if name != "score"})


def kept_version() -> dict[str, str]:
    """Return the version of the model and of the sample that the filter was made with."""
    return json.loads((_data() / VERSION).read_text(encoding="utf-8"))


@cache
def model_version() -> str:
    """Return a fingerprint of all that the numbers of a run on the filter's region depend on: code and data files."""
    model, region = files("model"), conf_folder() / "region"
    rules = sorted((path for path in (model / "rules").iterdir() if path.name.endswith(".py")), key=lambda p: p.name)
    code = (model / f"{name}.py" for name in _CODE)
    facts = (region / f"{FILTERED_ON}{ending}" for ending in (".csv", ".yaml"))
    return _digest(chain(rules, code, (_data() / name for name in _DATA), facts))


def version_of(worlds: pd.DataFrame) -> dict[str, str]:
    """Return the version of this model and of a sample, which may differ between versions of SciPy."""
    text = worlds.to_csv(float_format="%.9g", lineterminator="\n")
    return {"model": model_version(), "sample": hashlib.sha256(text.encode()).hexdigest()[:16]}


def _digest(paths: chain[Traversable]) -> str:
    content = b"\0".join(path.read_bytes().replace(b"\r\n", b"\n") for path in paths)
    return hashlib.sha256(content).hexdigest()[:16]


def _data() -> Traversable:
    return files("model") / "data"
