from __future__ import annotations

import contextlib
import os
import queue
import signal
import socket
import sys

import pytest
from starlette.testclient import TestClient

from kraftsamling.app.server.serve import END_SIGNALS, Options, _open, _pools, read_options, serve, shown
from kraftsamling.cli import main
from kraftsamling.model.errors import InputError

PATIENCE = 60


def test_options_have_defaults_that_let_nobody_else_in():
    assert read_options([]) == Options("127.0.0.1", 8642, "sv", True)
    assert read_options(["port=65535"]).port == 65535
    assert read_options(["port=0", "language=en", "open=false", "host=0.0.0.0"]) == Options("0.0.0.0", 0, "en", False)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["prot=1"], "app: unknown key 'prot'; did you mean 'port'?"),
        (["port"], "app: 'port' has no value"),
        (["port=1", "port=2"], "is given twice"),
        (["port=x"], "app: port: 'x'; allowed: a whole number from 0 to 65535"),
        (["port=65536"], "allowed: a whole number"),
        (["open=yes"], "app: open: unknown value 'yes'"),
        (["language=no"], "app: language: unknown value 'no'"),
    ],
)
def test_bad_options_are_refused_in_one_line(words, told, capsys):
    with pytest.raises(InputError):
        read_options(words)
    assert main(["app", *words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert len(error.splitlines()) == 1


def test_a_port_in_use_and_a_strange_host_are_refused_in_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["app", f"port={taken.getsockname()[1]}", "open=false"]) == 2
    assert "allowed: another port" in capsys.readouterr().err
    assert main(["app", "host=not a host", "open=false"]) == 2
    assert "app: host: 'not a host'" in capsys.readouterr().err


def test_every_address_is_told_as_one_that_opens():
    assert [shown(host) for host in ("0.0.0.0", "::", "::1", "10.1.2.3")] == ["127.0.0.1", "[::1]", "[::1]", "10.1.2.3"]


class Idle:
    """Stands for workers, whose processes it spares; knows how they were asked for and whether they were sent home."""

    made: list[Idle] = []

    def __init__(self, workers: int, **how: object):
        self.workers, self.how, self.asked, self.closed = workers, how, [], False
        self.made.append(self)

    def submit(self, urgency: tuple, function: str, *arguments: object) -> None:
        self.asked.append(function)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def idle(monkeypatch):
    monkeypatch.setattr(Idle, "made", [])
    monkeypatch.setattr("kraftsamling.app.server.serve.WorkerPool", Idle)
    return Idle.made


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["host=127.0.0.1"], 403, "Kraftsamling is at http://127.0.0.1:{port}/ (on this computer only"),
        (["host=0.0.0.0", "open=false"], 200, "at http://127.0.0.1:{port}/ and, for other computers in the network"),
    ],
)
def test_who_else_is_let_in_and_whether_the_browser_opens_follow_the_options(
    words, status, told, idle, monkeypatch, capsys
):
    found, opened = {}, queue.SimpleQueue()
    before = [signal.getsignal(number) for number in END_SIGNALS]

    def look(app, listening, started, pools, asked) -> None:
        """Ask once as another computer would, where the server would run."""
        started()
        found["port"] = listening.getsockname()[1]
        found["status"] = TestClient(app, base_url="http://region.example").get("/health").status_code
        found["closed"] = [pool.closed for pool in pools]

    monkeypatch.setattr("kraftsamling.app.server.serve._run", look)
    monkeypatch.setattr("kraftsamling.app.server.serve._open", opened.put)
    assert serve([*words, "port=0", "language=en"]) == 0
    port = found["port"]
    assert found == {"port": port, "status": status, "closed": [False, False]}
    if "open=false" in words:
        assert opened.empty()
    else:
        assert opened.get(timeout=PATIENCE) == f"http://127.0.0.1:{port}/?language=en"
    begin, end = capsys.readouterr().out.splitlines()
    assert told.format(port=port) in begin and end == "Kraftsamling has stopped."
    assert [pool.closed for pool in idle] == [True, True]
    assert idle[0].asked == ["kraftsamling.app.answers.ensemble:warm_up"] * idle[0].workers
    assert [signal.getsignal(number) for number in END_SIGNALS] == before


def test_workers_make_way_for_the_browser_and_only_longer_questions_are_ended_with_their_process(idle, monkeypatch):
    for cores, workers in ((1, 2), (3, 3), (64, 4)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: set(range(cores)), raising=False)
        with contextlib.suppress(RuntimeError), _pools():
            raise RuntimeError("the server broke off")
        pool, slow = idle[-2:]
        assert (pool.workers, slow.workers) == (workers, 1)
        assert 0 < pool.how["nice"] < slow.how["nice"]
        assert (pool.how.get("stoppable", True), slow.how["stoppable"]) == (True, False)
        assert pool.closed and slow.closed


@pytest.mark.parametrize(
    ("platform", "screen", "opens"),
    [("linux", None, False), ("linux", "DISPLAY", True), ("linux", "WAYLAND_DISPLAY", True), ("darwin", None, True)],
)
def test_a_browser_is_opened_where_there_is_a_screen(platform, screen, opens, monkeypatch):
    opened = []
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("webbrowser.open", opened.append)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if screen:
        monkeypatch.setenv(screen, ":0")
    _open("http://127.0.0.1:1/")
    assert opened == ["http://127.0.0.1:1/"] * opens
