"""A sweep read back: filtered and joined without reading more than is asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import xarray as xr
from pyarrow import dataset, parquet

from kraftsamling.experiments.sweep.carry import ALL_FAILURES, read_failures
from kraftsamling.experiments.sweep.store import COURSES, DEFINITIONS, DESIGN, LABEL, RUNS, WORLDS, Store
from kraftsamling.model.errors import InputError, check_keys, plain

if TYPE_CHECKING:
    import duckdb
    import polars

OF_ROW = ("world", LABEL, "seed", "year")
"""What rows can be chosen by, besides the settings of a course."""


class Sweep:
    """A sweep in a folder: its design, what is finished, what failed.

    Attributes:
        folder: where it lies.

    Raises:
        InputError: the folder holds no sweep.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)
        self.record: dict[str, Any] = Store(self.folder).record()

    def __repr__(self) -> str:
        return f"Sweep({str(self.folder)!r}: {plain(self.finished)} of {plain(len(self))} rows finished)"

    def __len__(self) -> int:
        return int(self.record["rows"])

    @property
    def finished(self) -> int:
        """Number of finished rows."""
        years = self.record["form"]["record"] == "years"
        if not years:
            return int(self.dataset().count_rows())
        return sum(pc.count_distinct(part["key"]).as_py() for part in self._parts(["key"]))

    @cached_property
    def settings(self) -> pd.DataFrame:
        """One row a course: region, strategy, scenario, budget, terms, and keys of the strategy that are varied."""
        return parquet.read_table(self.folder / COURSES).to_pandas().set_index("course").drop(columns=[*DEFINITIONS])

    @cached_property
    def strategies(self) -> list[dict[str, Any]]:
        """Definition of each course's strategy, by the number of the course."""
        return [json.loads(text) for text in parquet.read_table(self.folder / COURSES)[DEFINITIONS[0]].to_pylist()]

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """One row a world: its label, and a column for each parameter that differs or is set."""
        return parquet.read_table(self.folder / WORLDS).to_pandas().set_index("world")

    @property
    def design(self) -> pd.DataFrame:
        """One row a run, finished or not: key, course, world, seed."""
        return parquet.read_table(self.folder / DESIGN).to_pandas()

    @property
    def failures(self) -> pd.DataFrame:
        """Rows that failed when they last had their turn: setting, and message."""
        parts = [read_failures(path) for path in sorted(self.folder.glob(ALL_FAILURES))]
        return pd.concat(parts, ignore_index=True) if parts else read_failures(self.folder / "failures.parquet")

    def dataset(self) -> dataset.FileSystemDataset:
        """Return all finished rows as a lazy Arrow dataset: key, course, world, seed, [year,] measures."""
        files = [str(path) for path in Store(self.folder).files()]
        return dataset.dataset(files, format="parquet", schema=self._schema(files))

    def table(
        self, measures: Sequence[str] | None = None, *, parameters: Sequence[str] = (), **where: Any
    ) -> pd.DataFrame:
        """Return finished rows with the settings of their course, in the order of the design.

        Args:
            measures: those to read; None is all.
            parameters: of the rows' worlds, as further columns.
            where: rows to read, by a setting (strategy="level_2"), world, label, seed or year; one value or several.

        Raises:
            InputError: a name that the sweep does not have.
        """
        known = self.record["form"]["measures"]
        chosen = list(known if measures is None else [measures] if isinstance(measures, str) else measures)
        check_keys(chosen, known, "measures")
        known = parquet.read_schema(self.folder / WORLDS).names
        check_keys(parameters, [name for name in known if name not in ("world", LABEL)], "parameters")
        rows = self.dataset()
        keys = [name for name in ("course", "world", "seed", "year") if name in rows.schema.names]
        found = rows.to_table(columns=[*keys, *chosen], filter=self._filter(where)).to_pandas()
        found = found.sort_values([name for name in ("world", "course", "seed", "year") if name in found])
        told = {name: self.settings[name].to_numpy()[found["course"]] for name in self.settings}
        of_world = self._worlds([LABEL, *parameters])
        world = {str(name): column.to_numpy()[found["world"]] for name, column in of_world.items()}
        joined = {name: pd.Categorical(each) if each.dtype.kind == "O" else each for name, each in told.items()}
        parts = [found[["course"]], pd.DataFrame(joined | world, index=found.index), found.drop(columns="course")]
        return pd.concat(parts, axis=1).reset_index(drop=True)

    def xarray(
        self, measures: Sequence[str] | None = None, *, parameters: Sequence[str] | None = None, **where: Any
    ) -> xr.Dataset:
        """Return finished rows over course, world and seed (and year); NaN where a row is not finished.

        Settings stand along `course`, labels and parameters along `world`. Arguments and errors as `table`.
        """
        found = self.table(measures, **where)
        axes = [name for name in ("course", "world", "seed", "year") if name in found]
        names = [name for name in found if name in self.record["form"]["measures"]]
        data = found.set_index(axes)[names].to_xarray()
        courses = self.settings.loc[data["course"].to_numpy()]
        worlds = self.worlds.loc[data["world"].to_numpy()]
        shown = [LABEL, *(worlds.columns.drop(LABEL) if parameters is None else parameters)]
        along = {name: ("course", courses[name].to_numpy()) for name in courses}
        return data.assign_coords(along | {name: ("world", worlds[name].to_numpy()) for name in shown})

    def polars(self) -> polars.LazyFrame:
        """Return all finished rows joined with settings and worlds, as a lazy frame; Polars must be installed."""
        import polars as pl

        rows = pl.scan_parquet(str(self.folder / RUNS / "*.parquet"))
        courses = pl.scan_parquet(str(self.folder / COURSES)).drop(*DEFINITIONS)
        return rows.join(courses, on="course").join(pl.scan_parquet(str(self.folder / WORLDS)), on="world")

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return a connection with the views runs, courses, worlds and design; DuckDB must be installed."""
        import duckdb

        connection = duckdb.connect()
        places = {"runs": f"{RUNS}/*.parquet", "courses": COURSES, "worlds": WORLDS, "design": DESIGN}
        for view, place in places.items():
            path = str(self.folder / place).replace("'", "''")
            connection.execute(f"create view {view} as select * from read_parquet('{path}')")
        return connection

    def _filter(self, where: dict[str, Any]) -> pc.Expression | None:
        check_keys(where, (*self.settings, "course", *OF_ROW), "sweep")
        wanted: dict[str, list[Any]] = {}
        courses = np.ones(len(self.settings), bool)
        for name, given in where.items():
            values = list(given) if isinstance(given, list | tuple | np.ndarray | range) else [given]
            if name in self.settings:
                known = self.settings[name]
                if not known.isin(values).any():
                    raise InputError(f"sweep: {name}={given!r}; allowed: {', '.join(map(str, known.unique()))}")
                courses &= known.isin(values).to_numpy()
            elif name == LABEL:
                wanted["world"] = np.flatnonzero(self._worlds([LABEL])[LABEL].isin(values)).tolist()
            else:
                wanted[name] = values
        if not courses.all():
            wanted["course"] = [
                number for number in self.settings.index[courses] if number in wanted.get("course", [number])
            ]
        chosen = None
        for name, values in wanted.items():
            this = dataset.field(name).isin(values)
            chosen = this if chosen is None else chosen & this
        return chosen

    def _worlds(self, columns: list[str]) -> pd.DataFrame:
        """Return some columns of worlds.parquet, a row a world."""
        return parquet.read_table(self.folder / WORLDS, columns=columns).to_pandas()

    def _parts(self, columns: list[str]) -> list[pa.Table]:
        return [parquet.read_table(path, columns=columns) for path in Store(self.folder).files()]

    def _schema(self, files: Sequence[str]) -> pa.Schema:
        if files:
            return parquet.read_schema(files[0])
        form = self.record["form"]
        kind = pa.float32() if form["float32"] else pa.float64()
        years = [("year", pa.int32())] if form["record"] == "years" else []
        keys = [("key", pa.binary(16)), ("course", pa.int32()), ("world", pa.int32()), ("seed", pa.int64()), *years]
        return pa.schema([*keys, *((name, kind) for name in form["measures"])])
