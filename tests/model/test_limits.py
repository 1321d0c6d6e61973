"""Files that are no such thing, and more of something than there may be: one line, at once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kraftsamling.cli import main
from kraftsamling.experiments.cli import command
from kraftsamling.model.errors import InputError, is_line, one_line
from kraftsamling.model.inputs.region import load_region
from kraftsamling.model.inputs.strategy import load_strategy
from kraftsamling.model.limits import LIMITS, content
from kraftsamling.model.paths import ROOT

WAYS = {
    "region": ("region.csv", "strategies=level_1", "region={}"),
    "strategy": ("s.yaml", "strategies={}"),
    "scenario": ("s.yaml", "strategies=level_1", "scenario={}"),
    "experiment": ("e.yaml", "experiment={}"),
    "record": ("run.json", "run={}"),
}
NESTED = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


assert command  # imported before the first test, which would take its time for its own


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Run in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys, *words: str) -> str:
    """Check that a command is refused in one short line, soon; return the line."""
    begin = time.process_time()
    assert main([*words, "output=out"]) == 2
    used = time.process_time() - begin
    told = capsys.readouterr().err
    line = told.removeprefix("kraftsamling: ").removesuffix("\n")
    assert len(line) <= LIMITS["line"].most and line.isprintable() and used < 2, used
    assert not Path("out").exists()
    return line


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", ["pipe", "device", "folder", "sparse"])
def test_what_is_no_file_or_too_large_is_never_read(capsys, here, way, what):
    name, *words = WAYS[way]
    if what == "pipe":
        os.mkfifo(name)
    elif what == "device":
        Path(name).symlink_to("/dev/zero")
    elif what == "folder":
        Path(name).mkdir()
    else:
        Path(name).touch()
        os.truncate(name, 3_000_000_000)
    told = refused(capsys, *(word.format(f"./{name}") for word in words))
    assert (
        name in told and ("is a folder" if what == "folder" else "too large" if what == "sparse" else "no file") in told
    )


@pytest.mark.slow  # what it costs is held to two seconds, which a tracer of coverage takes by itself
@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NESTED, "values: "),
        ("title: " + "[" * 5000, "not YAML"),
        ('name: "a\\x1b[31mb"', "is no text"),
        ('name: "a\\uD800b"', "is no text"),
        ("name: " + "x" * 5000, "is no text"),
        ("portfolio: {policy: " + "x" * 9000 + "}", "unknown value"),
        ("x: y\n" * 20_000, "too large"),
        ("a: &a [*a]", "values: "),
    ],
)
def test_settings_that_are_no_such_thing(capsys, here, text, told):
    Path("s.yaml").write_text(text, encoding="utf-8")
    assert told in refused(capsys, "strategies=s.yaml")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["strategies=[" + ",".join(["level_1"] * 10_000) + "]"], "characters of"),
        (["strategies=[" + ",".join(["level_1"] * 250) + "]"], "strategies: 250; allowed: at most 200"),
        (["-m", "years=range(1,100000)"], "runs: 1,001; allowed"),
        (["region=a\udce5.csv"], "is no text in UTF-8"),
        (["region=a\u001b[31m.csv"], "is no text in UTF-8"),
        (["region=" + "r" * 300 + ".csv"], "no file"),
        (["title.sv=" + "x" * 300], "is no text"),
        (["parameters.x=1"], "unknown parameter"),
    ],
)
def test_command_lines_that_are_no_such_thing(capsys, here, words, told):
    assert told in refused(capsys, *words)


def test_a_table_has_so_many_lines_and_municipalities(here):
    head = "code,name,population\n"
    Path("many.csv").write_text(head + "".join(f"{n},N{n},{100 + n}\n" for n in range(60_100)), encoding="utf-8")
    with pytest.raises(InputError, match="rows: 60,101; allowed: at most 60,000"):
        load_region("many.csv")
    Path("wide.csv").write_text(head + "".join(f"{n},N{n},{100 + n}\n" for n in range(1_000, 4_011)), encoding="utf-8")
    with pytest.raises(InputError, match="municipalities: 3,011; allowed: at most 3,000"):
        load_region("wide.csv")


def test_names_of_255_bytes_are_files_like_others(here):
    name = "å" * 125 + ".yaml"
    Path(name).write_text("ambition: {level: 2}", encoding="utf-8")
    assert load_strategy(name).name == "å" * 125


def test_a_file_that_grows_while_it_is_read_is_refused(here, monkeypatch):
    monkeypatch.setitem(LIMITS, "settings", LIMITS["settings"].__class__(3, "bytes"))
    Path("a").write_bytes(b"abcd")
    with pytest.raises(InputError, match="too large"):
        content(Path("a"), "settings")
    Path("a").write_bytes(b"abc")
    assert content(Path("a"), "settings") == b"abc"


def test_a_line_is_short_and_can_be_printed():
    assert one_line("a\n b\u001b[1m\ud800") == "a b\\x1b[1m\\ud800"
    line = one_line("x" * 400 + "y")
    assert len(line) == 300 and line.endswith("xy") and "…" in line
    assert is_line("å –") and not is_line("a\u2028b")


def test_the_documentation_has_every_limit():
    told = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    for name, limit in LIMITS.items():
        assert f"| {name} | {limit.most:,} | {limit.meaning} |" in told
