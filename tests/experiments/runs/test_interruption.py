"""Ctrl-C and SIGTERM: whenever one comes, the command ends with 130 or 143 and leaves nothing of the run behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kraftsamling.cli import main
from kraftsamling.experiments.cli import command
from kraftsamling.experiments.compare import publish as present
from kraftsamling.experiments.folder import output
from kraftsamling.experiments.runs.interruption import DEFAULTS
from kraftsamling.model.paths import ROOT

TINY = ("strategies=level_1", "output=out", "worlds=2", "seeds=1", "years=1", "budget=own", "report=false")
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Iterator[Path]:
    """Run in an empty folder, interruptible even if the tests themselves run in the background."""
    monkeypatch.chdir(tmp_path)
    handlers = {number: signal.signal(number, default) for number, default in DEFAULTS.items()}
    yield tmp_path
    for number, handler in handlers.items():
        signal.signal(number, handler)


def interrupt(*_, **__):
    raise KeyboardInterrupt


def interrupt_lost(number: int = signal.SIGINT) -> None:
    """Interrupt this process inside a weak reference's callback, where Python drops whatever is raised."""

    class Thing: ...

    thing = Thing()
    kept = weakref.ref(thing, lambda _: signal.raise_signal(number))
    del thing
    assert kept() is None


def before(call: Callable, then: Callable) -> Callable:
    """Return `then` with `call` in front of it."""
    return lambda *given, **named: (call(), then(*given, **named))[1]


def after(call: Callable, then: Callable) -> Callable:
    """Return `then` with `call` behind it."""
    return lambda *given, **named: (then(*given, **named), call())[0]


def written(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("module", "name"), [(command, "execute"), (present, "write_record")])
def test_an_interrupted_run_leaves_nothing(capsys, here, monkeypatch, module, name):
    monkeypatch.setattr(module, name, interrupt)
    elsewhere = [option for option in TINY if not option.startswith("output=")]
    assert main([*elsewhere, "output=a b/out"]) == 130
    assert capsys.readouterr().err.endswith(f"kraftsamling {' '.join(elsewhere)} 'output=a b/out'\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(("module", "name"), [(command, "execute"), (present, "write_record")])
def test_the_exit_code_says_which_signal_it_was(here, monkeypatch, module, name, number):
    monkeypatch.setattr(module, name, lambda *_, **__: signal.raise_signal(number))
    assert main([*TINY]) == SIGNALS[number]
    assert list(here.iterdir()) == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("module", "name"), [(command, "execute"), (present, "write_record")])
@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("number", SIGNALS)
def test_an_interruption_that_a_library_swallows_is_raised(here, monkeypatch, module, name, earlier, number):
    if earlier:
        assert main([*TINY]) == 0
    found = written(here)
    monkeypatch.setattr(module, name, before(lambda: interrupt_lost(number), getattr(module, name)))
    assert main([*TINY]) == SIGNALS[number]
    assert written(here) == found and len(list(here.iterdir())) == earlier


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_interruption_swallowed_after_the_last_step_is_told(here, monkeypatch):
    monkeypatch.setattr(command, "publish", after(interrupt_lost, command.publish))
    assert main([*TINY]) == 130
    assert (here / "out" / "run.json").exists()


@pytest.mark.parametrize("which", [1, 2])
@pytest.mark.parametrize("order", [before, after])
def test_an_interruption_of_the_last_step_puts_the_earlier_run_back(here, monkeypatch, which, order):
    assert main([*TINY]) == 0
    found, rename, calls = written(here), os.rename, []

    def stopped(source, target):
        calls.append(target)
        (order(interrupt, rename) if len(calls) == which else rename)(source, target)

    monkeypatch.setattr(output.os, "rename", stopped)
    assert main(["strategies=level_2", *TINY[1:]]) == 130
    assert written(here) == found and len(list(here.iterdir())) == 1


def test_the_program_gives_the_signals_back():
    assert main([*TINY]) == 0
    assert {number: signal.getsignal(number) for number in DEFAULTS} == DEFAULTS


@pytest.mark.parametrize("number", SIGNALS)
def test_a_program_told_to_ignore_an_interruption_ignores_it(here, monkeypatch, number):
    monkeypatch.setattr(command, "execute", before(lambda: interrupt_lost(number), command.execute))
    signal.signal(number, signal.SIG_IGN)
    assert main([*TINY]) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "whole_group"),
    [(signal.SIGINT, True), (signal.SIGINT, False), (signal.SIGTERM, True), (signal.SIGHUP, False)],
)
def test_an_interrupted_program_leaves_no_process_and_no_file(here, tmp_path_factory, whole_group, number):
    """As from a terminal or at shutdown, where the workers get the signal as well, and as from `kill`."""
    temporary = tmp_path_factory.mktemp("temporary")
    folders = {"TMPDIR": str(temporary), "JOBLIB_TEMP_FOLDER": str(temporary), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "kraftsamling", *TINY[:2], "worlds=5000", "seeds=10", "report=false"],
        stderr=subprocess.PIPE,
        env={**os.environ, **folders},
        start_new_session=True,
        text=True,
    ) as program:
        assert program.stderr is not None and "100000" in program.stderr.readline()
        time.sleep(4)
        (os.killpg if whole_group else os.kill)(program.pid, number)
        told = program.stderr.read()
        assert program.wait(60) == SIGNALS[number], told
    assert "nothing half-written is left" in told.splitlines()[-1]
    assert gone(program.pid) and list(here.iterdir()) == [] and list(temporary.iterdir()) == []


@pytest.mark.slow
def test_workers_of_a_killed_program_end_by_themselves_and_the_next_start_sweeps(here, tmp_path_factory):
    temporary = tmp_path_factory.mktemp("t")
    surroundings = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kraftsamling"]
    program = subprocess.Popen(
        [*command, *TINY[:2], "worlds=5000", "seeds=10", "report=false"],
        stderr=subprocess.DEVNULL,
        env=surroundings,
        start_new_session=True,
    )
    for _ in range(600):
        if list(Path("/dev/shm").glob(f"sem.loky-{program.pid}-*")):
            break
        time.sleep(0.1)
    time.sleep(1)
    program.kill()
    program.wait()
    assert gone(program.pid)
    assert [place.name.split("-")[1] for place in temporary.iterdir()] == [str(program.pid)]
    (left,) = temporary.iterdir()
    swept = subprocess.run([*command, "--version"], capture_output=True, text=True, env=surroundings, timeout=60)
    assert str(left) in swept.stderr and list(temporary.iterdir()) == [] and list(here.iterdir()) == []
    assert not list(Path("/dev/shm").glob(f"*{program.pid}*"))


def gone(group: int) -> bool:
    """Whether no process of the group is left: within some seconds, more on a computer that is busy otherwise."""
    for _ in range(400):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_worker_processes_never_see_an_interruption_not_even_the_first(tmp_path):
    """In a process of its own: what Python starts before the first workers must not take the block away again."""
    script = tmp_path / "first_workers.py"
    script.write_text(
        "import signal, joblib\n"
        "from kraftsamling.model.simulation import ignore_sigint_in_workers\n"
        "def blocked():\n"
        "    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])\n"
        "if __name__ == '__main__':\n"
        "    with ignore_sigint_in_workers():\n"
        "        found = joblib.Parallel(2, return_as='generator')(joblib.delayed(blocked)() for _ in range(4))\n"
        "    print(*found, blocked())\n",
        encoding="utf-8",
    )
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, script], capture_output=True, text=True, env=paths, timeout=120, check=True)
    assert told.stdout.split() == ["True"] * 4 + ["False"], told.stderr
