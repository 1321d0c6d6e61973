"""Folders that a process holds, and what is swept of those that are gone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kraftsamling.experiments.folder.output import swept_output, write_folder
from kraftsamling.model import processes


@pytest.fixture
def gone() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_only_what_nobody_holds_is_abandoned(tmp_path, gone):
    ours = processes.held(tmp_path)
    for name in (f"kraftsamling-{os.getppid()}-abcdefgh", f"kraftsamling-{gone}-abc", f"other-{gone}-abcdefgh"):
        (tmp_path / name).mkdir()
    left = tmp_path / f"kraftsamling-{gone}-abcdefgh"
    left.mkdir()
    assert processes.abandoned(tmp_path) == [left] and processes.process_of(left) == gone
    processes.release(ours)
    assert not ours.exists() and processes.abandoned(tmp_path / "nowhere") == []


def test_a_folder_that_is_held_elsewhere_is_left_alone(tmp_path, gone, monkeypatch):
    held = processes.held(tmp_path)
    monkeypatch.setattr(processes, "process_lives", lambda process: False)
    assert processes.abandoned(tmp_path) == []
    held.rmdir()
    processes.release(held)


def test_temporary_files_and_shared_memory_of_a_killed_process_go(tmp_path, gone, monkeypatch):
    memory, files = tmp_path / "memory", tmp_path / "files"
    left = files / f"kraftsamling-{gone}-abcdefgh"
    (left / "deep").mkdir(parents=True)
    folder = memory / f"joblib_memmapping_folder_{gone}_x"
    folder.mkdir(parents=True)
    for name in (f"sem.loky-{gone}-a", f"sem.loky-{gone}1-a", "sem.loky-1-a"):
        (memory / name).touch()
    monkeypatch.setattr(processes, "SHARED_MEMORY", memory)
    monkeypatch.setattr(tempfile, "tempdir", str(files))
    assert set(processes.swept()) == {left, folder, memory / f"sem.loky-{gone}-a"}
    assert list(files.iterdir()) == [] and len(list(memory.iterdir())) == 2


def test_what_a_killed_run_left_beside_a_folder_goes(tmp_path, gone):
    folder = tmp_path / "out"
    hidden = tmp_path / f".out-kraftsamling-{gone}-abcdefgh"
    other = tmp_path / f".else-kraftsamling-{gone}-abcdefgh"
    for place in (hidden, other):
        place.mkdir()
    assert swept_output(folder) == [hidden] and list(tmp_path.iterdir()) == [other]


@pytest.mark.parametrize("there", [True, False])
def test_an_earlier_run_that_a_killed_one_had_put_aside_comes_back(tmp_path, gone, there):
    folder = tmp_path / "out"
    aside = tmp_path / f".out-kraftsamling-{gone}-abcdefgh-earlier"
    aside.mkdir()
    (aside / "which").write_text("earlier", encoding="utf-8")
    if there:
        folder.mkdir()
        (folder / "which").write_text("new", encoding="utf-8")
    swept_output(folder)
    assert (folder / "which").read_text(encoding="utf-8") == ("new" if there else "earlier") and not aside.exists()


@pytest.mark.parametrize("name", ["out", "o" * 45])
def test_what_was_put_aside_for_a_folder_of_another_number_is_left_alone(tmp_path, gone, name, monkeypatch):
    monkeypatch.setattr(os, "getpid", lambda: gone)
    seen: list[str] = []
    write_folder(tmp_path / f"{name}-2", lambda place: seen.append(place.name))
    aside = tmp_path / f"{seen[0]}-earlier"
    (tmp_path / f"{name}-2").rename(aside)
    assert swept_output(tmp_path / name) == [] and list(tmp_path.iterdir()) == [aside]
    assert swept_output(tmp_path / f"{name}-2") == [aside] and (tmp_path / f"{name}-2").is_dir()


def test_a_folder_is_written_beside_its_place_under_a_name_that_tells_whose_it_is(tmp_path):
    seen: list[Path] = []
    write_folder(tmp_path / "out", seen.append)
    assert processes.process_of(seen[0]) == os.getpid() and seen[0].name.startswith(".out-")
    assert [place.name for place in tmp_path.iterdir()] == ["out"]
