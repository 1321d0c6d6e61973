"""Findings on disk: frozen results of numbers, stored as JSON in a run's folder and read back equal to the last bit."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kraftsamling.model.errors import InputError
from kraftsamling.model.limits import content

FILE = "finding.json"
_KINDS: dict[str, type] = {}
"""Classes that may be stored, by name."""


def finding(kind: type) -> type:
    """Mark a frozen dataclass as one that can be stored: numbers, texts, arrays, tables and other findings."""
    if kind.__name__ in _KINDS:
        raise TypeError(f"two findings are called {kind.__name__}")
    _KINDS[kind.__name__] = kind
    return kind


def store(folder: Path, result: Any) -> None:
    """Write a finding into a run's folder.

    Raises:
        TypeError: it holds something that cannot be stored.
    """
    text = json.dumps(encoded(result), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def load(folder: Path) -> Any:
    """Read the finding of a run; the module that declares its class must have been imported.

    Raises:
        InputError: the file is missing or is no finding.
    """
    path = folder / FILE
    try:
        return decoded(json.loads(content(path, "record")))
    except OSError as error:
        raise InputError(f"report: {str(path)!r} cannot be read ({error.strerror}); allowed: a run's folder") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"report: {str(path)!r} is no finding ({error}); allowed: a run's folder") from None


def encoded(value: Any) -> Any:
    """Return a value as JSON has it.

    Raises:
        TypeError: it is of a kind that cannot be stored.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": repr(value)}
    for kind, encode in _ENCODERS.items():
        if isinstance(value, kind):
            return encode(value)
    if dataclasses.is_dataclass(value) and type(value).__name__ in _KINDS:
        fields = {field.name: encoded(getattr(value, field.name)) for field in dataclasses.fields(value) if field.init}
        return {"finding": type(value).__name__, "fields": fields}
    raise TypeError(f"{type(value).__name__} cannot be stored in a finding")


def decoded(value: Any) -> Any:
    """Return what `encoded` was given.

    Raises:
        KeyError, TypeError, ValueError: it is nothing that `encoded` gives.
    """
    if isinstance(value, list):
        return [decoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "finding" in value:
        return _KINDS[value["finding"]](**{name: decoded(each) for name, each in value["fields"].items()})
    ((kind, content),) = value.items()
    return _DECODERS[kind](content)


def _array(array: np.ndarray) -> dict[str, Any]:
    values = [encoded(each) for each in array.ravel().tolist()]
    return {
        "array": {"type": array.dtype.str if array.dtype != object else "O", "shape": array.shape, "values": values}
    }


def _to_array(content: Mapping[str, Any]) -> np.ndarray:
    return np.array(decoded(content["values"]), dtype=content["type"]).reshape(content["shape"])


def _index(index: pd.Index) -> dict[str, Any]:
    names = [encoded(name) for name in index.names]
    return {"names": names, "many": isinstance(index, pd.MultiIndex), "labels": [encoded(each) for each in index]}


def _to_index(content: Mapping[str, Any]) -> pd.Index:
    names, labels = decoded(content["names"]), decoded(content["labels"])
    if content["many"]:
        return pd.MultiIndex.from_tuples(labels, names=names)
    return pd.Index(labels, name=names[0]) if labels else pd.Index([], name=names[0])


def _frame(table: pd.DataFrame) -> dict[str, Any]:
    columns = [_column(table.iloc[:, place]) for place in range(table.shape[1])]
    return {"frame": {"index": _index(table.index), "names": _index(table.columns), "columns": columns}}


def _column(column: pd.Series) -> Any:
    values = [None if each is pd.NA else encoded(each) for each in column.tolist()]
    categories = list(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else None
    return {"type": str(column.dtype), "categories": encoded(categories), "values": values}


def _to_column(content: Mapping[str, Any]) -> pd.Series:
    kind = content["type"]
    dtype = pd.CategoricalDtype(decoded(content["categories"])) if kind == "category" else kind
    return pd.Series(decoded(content["values"]), dtype=dtype)


def _to_frame(content: Mapping[str, Any]) -> pd.DataFrame:
    columns = dict(enumerate(map(_to_column, content["columns"])))
    index, names = _to_index(content["index"]), _to_index(content["names"])
    table = pd.DataFrame(columns).set_axis(names, axis=1) if columns else pd.DataFrame(columns=names)
    return table.set_axis(index, axis=0) if columns else pd.DataFrame(index=index, columns=names)


def _series(series: pd.Series) -> dict[str, Any]:
    return {"series": {"index": _index(series.index), "name": encoded(series.name), "column": _column(series)}}


def _to_series(content: Mapping[str, Any]) -> pd.Series:
    return _to_column(content["column"]).set_axis(_to_index(content["index"])).rename(decoded(content["name"]))


_ENCODERS: dict[type | tuple[type, ...], Callable[[Any], Any]] = {
    np.ndarray: _array,
    pd.DataFrame: _frame,
    pd.Series: _series,
    tuple: lambda value: {"tuple": [encoded(each) for each in value]},
    list: lambda value: [encoded(each) for each in value],
    Mapping: lambda value: {"map": [[encoded(key), encoded(each)] for key, each in value.items()]},
}
_DECODERS: dict[str, Callable[[Any], Any]] = {
    "float": float,
    "array": _to_array,
    "frame": _to_frame,
    "series": _to_series,
    "tuple": lambda content: tuple(decoded(content)),
    "map": lambda content: {decoded(key): decoded(each) for key, each in content},
}
