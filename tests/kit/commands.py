"""The command run from a test, and what it leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from kraftsamling.cli import main
from kraftsamling.experiments.folder.output import SPREADSHEETS

TINY = ("worlds=2", "seeds=1", "years=1", "report=false")


def run(*arguments: str, code: int = 0, output: str = "out") -> Path:
    """Run the command and return its output folder."""
    assert main([*arguments, f"output={output}"]) == code
    return Path(output)


def record_of(folder: Path) -> dict:
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def summary_of(folder: Path) -> pd.DataFrame:
    """Return summary.csv, read as the language of the run has it written."""
    return pd.read_csv(folder / "summary.csv", **SPREADSHEETS[record_of(folder)["language"]])


def equal(first: Path, second: Path) -> None:
    """Check that two folders hold the same tables."""
    for name in ("trajectories.parquet", "municipalities.parquet", "portfolios.parquet"):
        pd.testing.assert_frame_equal(pd.read_parquet(first / name), pd.read_parquet(second / name))
    assert (first / "summary.csv").read_bytes() == (second / "summary.csv").read_bytes()
