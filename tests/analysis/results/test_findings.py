"""Findings come back from disk equal to the last bit, and nothing else is read as one."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from kraftsamling.analysis.results import findings
from kraftsamling.analysis.results.findings import FILE, finding, load, store
from kraftsamling.model.errors import InputError


@finding
@dataclass(frozen=True)
class Inner:
    share: float
    names: tuple[str, ...]


@finding
@dataclass(frozen=True)
class Outer:
    inner: Inner
    by_pair: dict
    values: np.ndarray
    table: pd.DataFrame
    column: pd.Series


def outer():
    table = pd.DataFrame(
        {
            "median": [0.1 + 0.2, np.nan, -np.inf],
            "count": [3, 5, 7],
            "place": pd.Categorical(["b", "a", "b"], ["b", "a"]),
            "sure": [True, False, True],
        },
        index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["course", "world"]),
    )
    values = np.arange(24.0).reshape(2, 3, 4) / 7
    column = pd.Series([1.5, 2.5], index=pd.Index(["x", "y"], name="part"), name="share")
    return Outer(Inner(1 / 3, ("å", "ö")), {("a", "b"): [1, None], 2: "two"}, values, table, column)


def test_a_finding_comes_back_as_it_was(tmp_path):
    made = outer()
    store(tmp_path, made)
    read = load(tmp_path)
    assert (read.inner, read.by_pair) == (made.inner, made.by_pair)
    assert read.values.dtype == made.values.dtype and np.array_equal(read.values, made.values)
    pd.testing.assert_frame_equal(read.table, made.table, check_exact=True)
    pd.testing.assert_series_equal(read.column, made.column, check_exact=True)
    first = (tmp_path / FILE).read_bytes()
    store(tmp_path, read)
    assert (tmp_path / FILE).read_bytes() == first


@pytest.mark.parametrize("empty", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=pd.Index([1, 2]))])
def test_empty_tables_come_back(empty):
    read = findings.decoded(json.loads(json.dumps(findings.encoded(empty))))
    assert read.shape == empty.shape and list(read.columns) == list(empty.columns)


def test_what_is_no_number_text_or_finding_is_refused(tmp_path):
    with pytest.raises(TypeError, match="Generator cannot be stored"):
        store(tmp_path, {"chance": np.random.default_rng(1)})
    assert not (tmp_path / FILE).exists()
    with pytest.raises(TypeError, match="two findings are called Inner"):
        finding(Inner)


@pytest.mark.parametrize("content", ["", "[", '{"finding": "Unknown", "fields": {}}', '{"map": 3}', '{"eval": "1"}'])
def test_what_is_no_finding_is_refused_in_one_line(tmp_path, content):
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"finding\.json' is no finding"):
        load(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "elsewhere")
