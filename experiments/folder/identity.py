"""Hashes that say which code ran and what it gave: of the model, of its tables, and of tables of results."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from kraftsamling.model.paths import DATA, ROOT

DIGITS = 32
"""Hexadecimal digits of a hash."""


@cache
def code_identity() -> dict[str, str]:
    """Return a hash of the model's code and one of its tables, the same in a checkout and in an installed copy.

    Comments and texts for readers count in neither more nor less than anything else in the code, and not in the tables.
    """
    return {"code": _of_files((ROOT / "model").rglob("*.py")), "tables": _of_files(DATA.glob("*.csv"))}


def content_of(table: pd.DataFrame) -> str:
    """Return a hash of a table of results: names and values to the last bit, whatever wrote or stored them."""
    hashed = hashlib.sha256()
    for name, column in table.items():
        plain = column.astype(column.cat.categories.dtype) if isinstance(column.dtype, pd.CategoricalDtype) else column
        values = plain.to_numpy()
        number = np.issubdtype(values.dtype, np.number) or values.dtype == bool
        content = values.astype(float).tobytes() if number else "\0".join(map(str, values)).encode()
        hashed.update(f"{name}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()[:DIGITS]


def _of_files(paths: Iterable[Path]) -> str:
    """Return a hash of files by path and content, the same for either end of line."""
    hashed = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        hashed.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()[:DIGITS]
