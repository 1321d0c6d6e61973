"""Output streams and surroundings that are no such thing: one line, and 0 only if all was written."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from kraftsamling.foreign import foreign_file
from kraftsamling.model.paths import ROOT
from kraftsamling.streams import Stream, careful

COMMAND = f"{sys.executable} -P -m kraftsamling list regions"
SURROUNDINGS = {
    "full output": (f"{COMMAND} >/dev/full", {}, 1, "No space left"),
    "closed output": (f"{COMMAND} >&-", {}, 1, "it is closed"),
    "a reader that leaves": (f"{COMMAND} | true; exit ${{PIPESTATUS[0]}}", {}, 1, "Broken pipe"),
    "everything closed": (f"{COMMAND} >&- 2>&- <&-", {}, 1, ""),
    "no backend, and an encoding of hosts": (COMMAND, {"PYTHONIOENCODING": "idna", "MPLBACKEND": "nonsense"}, 0, ""),
}


def told(command: str, cwd, **more: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    shell = ["bash", "-c", command]
    return subprocess.run(shell, capture_output=True, text=True, env=surroundings, cwd=cwd, timeout=60)


@pytest.mark.slow
@pytest.mark.parametrize("case", SURROUNDINGS)
def test_what_could_not_be_written_is_told_in_one_line(tmp_path, case):
    command, more, code, said = SURROUNDINGS[case]
    done = told(command, tmp_path, **more)
    assert done.returncode == code, done.stderr
    assert said in done.stderr and done.stderr.count("\n") == bool(said), done.stderr
    assert code or "goteborgsregionen" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("name", "content"), [("yaml.py", "x = 1"), ("numpy.py", "raise RuntimeError('no')")])
def test_a_file_that_stands_in_the_way_of_a_package_is_named(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    done = told(COMMAND.replace("-P ", ""), tmp_path)
    assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr
    assert str(tmp_path / name) in done.stderr


def test_an_error_of_our_own_names_no_file():
    assert foreign_file(ValueError("ours")) == ""


class Broken:
    """A stream that takes a word and is full then."""

    encoding = "utf-8"

    def __init__(self):
        self.written = []

    def write(self, text):
        if self.written:
            raise OSError(28, "No space left on device")
        self.written.append(text)

    def flush(self): ...


def test_a_stream_remembers_why_it_is_not_whole():
    stream = Stream(Broken())
    stream.write("a")
    assert stream.lost == ""
    stream.write("b")
    stream.flush()
    assert stream.lost == "No space left on device" and stream.stream.written == ["a"] and stream.encoding == "utf-8"
    assert not stream.isatty()


def test_the_streams_are_given_back(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with careful() as (output, errors):
        print("to nobody")
        assert sys.stderr is errors
    assert output.lost == "it is closed" and errors.lost == "" and sys.stdout is None
