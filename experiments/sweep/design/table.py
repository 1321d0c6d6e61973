"""A user's own tables: worlds, or whole designs with one row a run; CSV, Parquet or pandas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from kraftsamling.experiments.sweep.design.options import FACTORIAL, OF_PARAMETER, OF_STRATEGY, VARIED
from kraftsamling.experiments.sweep.design.points import LHS, span_of, worlds_of
from kraftsamling.model.errors import InputError
from kraftsamling.model.inputs.parameters import allowed_names
from kraftsamling.model.worlds.plausible import plausible_worlds, stored_sample
from kraftsamling.model.worlds.worlds import ALL, PLAUSIBLE, as_worlds

TABLES = (".csv", ".parquet", ".pq")
LABEL = "world"
"""Column that labels a table's worlds, where its first column has no name of its own or its index has none."""
SEED = "seed"


def is_table(given: Any) -> bool:
    """Whether a design or worlds are a table or the path of one; a path may be followed by :FIRST-LAST."""
    if isinstance(given, pd.DataFrame):
        return True
    return isinstance(given, str | Path) and _path_and_span(str(given))[0].lower().endswith(TABLES)


def read_table(given: Any, where: str) -> pd.DataFrame:
    """Return a table with its labels as the index.

    Raises:
        InputError: it cannot be read, has no rows, or a column twice.
    """
    table = given if isinstance(given, pd.DataFrame) else _from_file(str(given), where)
    if LABEL in table:
        table = table.set_index(LABEL)
    if not len(table) or not table.columns.is_unique:
        told = "a column stands twice" if len(table) else "no rows"
        raise InputError(f"{where}: {told}; allowed: a table with one name a column and one row or more")
    return table.rename(columns=str)


def worlds_in(given: Any) -> pd.DataFrame:
    """Return the worlds that `worlds=` asks for, indexed by their label: place in the sample, or a table's own.

    Raises:
        InputError: none of what is allowed, or a value out of its range.
    """
    if is_table(given):
        table = read_table(given, "worlds")
        return _checked(table.rename(columns=_bare))
    if given == PLAUSIBLE:
        return plausible_worlds()
    if given == ALL:
        return stored_sample()
    if isinstance(given, str) and not given[:1].isdecimal():
        return as_worlds(given)
    return worlds_of(LHS, span_of(given, "worlds"))


def parts_of(table: pd.DataFrame, where: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the columns of a design that choose a course (and the seed), and those that are parameters of a world.

    Raises:
        InputError: a column that is neither.
    """
    known = {*VARIED, SEED, "strategy"}
    names = {name: _bare(name) for name in table}
    of_world = [name for name, bare in names.items() if bare in allowed_names()]
    rest = table.drop(columns=of_world)
    for name in rest:
        if name not in known and not name.startswith(OF_STRATEGY):
            raise InputError(
                f"{where}: unknown column {name!r}; allowed: {', '.join((*VARIED, SEED))}, or a parameter's name"
            )
    worlds = table[of_world].rename(columns=names)
    return rest.rename(columns={"strategy": "strategies"}), _checked(worlds) if of_world else worlds


def design_name(given: Any) -> str:
    """Return what a design is called in the record of a sweep."""
    return "table" if isinstance(given, pd.DataFrame) else str(given or FACTORIAL)


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    return as_worlds(table).set_axis(table.index)


def _bare(name: str) -> str:
    return name.removeprefix(OF_PARAMETER)


def _path_and_span(given: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.+):(\d+-\d+)", given)
    return (found[1], found[2]) if found else (given, "")


def _from_file(given: str, where: str) -> pd.DataFrame:
    path, span = _path_and_span(given)
    try:
        if path.lower().endswith(".csv"):
            table = pd.read_csv(path)
            if str(table.columns[0]).startswith("Unnamed"):
                table = table.set_index(table.columns[0])
        else:
            table = parquet.read_table(path).to_pandas()
    except (OSError, ValueError, pa.ArrowException) as error:
        told = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"{where}: {path!r} cannot be read ({told}); allowed: a CSV or Parquet file") from None
    if not span:
        return table
    first, last = span_of(span, where)
    return table.iloc[first:last]
