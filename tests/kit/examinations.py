"""Examinations in tests: run and drawn into a folder, drawn again without a run, and their runs counted."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tqdm import tqdm

from kraftsamling.analysis.results.findings import load, store
from kraftsamling.analysis.words.reader import Reader
from kraftsamling.experiments.cli.registry import KINDS, imported
from kraftsamling.experiments.runs.examination import Examination
from kraftsamling.experiments.runs.progress import Item, Progress


class Counting(Progress):
    """Counts runs made beside those announced; items that take no run are not counted."""

    def __init__(self) -> None:
        super().__init__(tqdm(file=io.StringIO()))
        self.announced: list[int] = []
        self.made = 0

    def __call__(self, runs: int) -> None:
        self.made += runs

    def expect(self, runs: int) -> None:
        self.announced.append(runs)

    def each(self, items: Sequence[Item]) -> Iterator[Item]:
        return iter(items)


def written(kind: str, setting: Examination, folder: Path, language: str = "en", **options: Any) -> list[str]:
    """Run an examination, store its finding in the folder and draw it there; return the remarks."""
    result = imported(KINDS[kind].examine)(setting, **options)
    store(folder, result)
    return imported(str(KINDS[kind].write))(folder, result, setting.subject, Reader(language, region=setting.region))


def written_again(kind: str, setting: Examination, folder: Path, place: Path, reader: Reader) -> str:
    """Draw the stored finding of a folder into another place where no run can be made; return the page."""

    def no_run(*_: Any, **__: Any) -> None:
        raise AssertionError("a page was drawn by a run")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kraftsamling.model.simulation.run_ensemble", no_run)
        place.mkdir()
        imported(str(KINDS[kind].write))(place, load(folder), setting.subject, replace(reader, region=setting.region))
    return (place / "report.html").read_text(encoding="utf-8")
