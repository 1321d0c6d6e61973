from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from kraftsamling.app.server.limits import BODY_SECONDS
from kraftsamling.app.server.serve import END_SIGNALS, Options, _open, _pools, read_options, serve, shown
from kraftsamling.cli import main
from kraftsamling.model.errors import InputError
from kraftsamling.model.paths import ROOT

PATIENCE = 60
POST = b"POST /api/compare HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
UPGRADE = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"
NONSENSE = (
    b"\x00\r\n\r\n",
    POST + b"Content-Length: 100\r\n\r\n{",
    POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + UPGRADE,
)
COMMAND = (sys.executable, "-m", "kraftsamling", "app", "port=0", "open=false", "language=en")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


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


class Served:
    """The command in a process of its own."""

    def __init__(self, **environment: str):
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(COMMAND, text=True, cwd=ROOT, env=ENVIRONMENT | environment, **streams)
        self.line = self.process.stdout.readline()
        self.address = next(word for word in self.line.split() if word.startswith("http"))

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        """End it the hard way, where the test has not ended it, and close its streams."""
        self.process.kill()
        self.process.communicate()

    def ask(self, path: str, content: dict) -> list[dict]:
        headers = {"content-type": "application/json"}
        asked = urllib.request.Request(f"{self.address}api/{path}", json.dumps(content).encode(), headers)
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            return [json.loads(line) | {"at": time.monotonic()} for line in answer]

    def say(self, nonsense: bytes) -> None:
        """Send what is no request, or only the half of one, and leave."""
        with socket.create_connection(("127.0.0.1", urlsplit(self.address).port)) as talking:
            talking.sendall(nonsense)

    def try_asking(self, path: str, content: dict) -> None:
        with contextlib.suppress(OSError, ValueError, http.client.HTTPException):  # it is to be cut off
            self.ask(path, content)


def left_in(folder: Path, pattern: str, wanted: bool) -> list[Path]:
    """Wait until something of that name lies in a folder, or nothing; return what does."""
    end = time.monotonic() + PATIENCE
    while bool(found := list(folder.glob(pattern))) != wanted and time.monotonic() < end:
        time.sleep(0.02)
    return found


def family(process: subprocess.Popen) -> list[int]:
    """Processes that descend from one."""
    found, new = [], [process.pid]
    while new:
        lists = [file for each in new for file in Path(f"/proc/{each}/task").glob("*/children")]
        new = [int(child) for each in lists for child in each.read_text().split()]
        found += new
    return found


@pytest.fixture(scope="module")
def served():
    with Served() as served:
        yield served


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def soon_gone(processes) -> bool:
    end = time.monotonic() + 10
    while any(map(alive, processes)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(alive, processes))


@pytest.mark.slow
def test_a_body_that_comes_drop_by_drop_is_refused_and_hung_up_on(served):
    begin, heard = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", urlsplit(served.address).port), timeout=0.5) as talking:
        talking.sendall(POST + b"Content-Length: 100000\r\n\r\n{")
        while time.monotonic() < begin + BODY_SECONDS + PATIENCE:
            with contextlib.suppress(TimeoutError):
                if not (part := talking.recv(4096)):
                    break
                heard += part
            if not heard:
                talking.sendall(b" ")
    assert BODY_SECONDS <= time.monotonic() - begin < BODY_SECONDS + 10
    head, _, body = heard.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert b"connection: close" in head.lower()
    assert "not all there" in json.loads(body)["error"]


@pytest.mark.slow
def test_thirty_sessions_at_once_all_get_their_first_picture(served):
    begin, first, errors = time.monotonic(), [], []

    def session(number: int) -> None:
        try:
            frames = served.ask("compare", {"years": 2, "b": {"handover": number / 100}})
            assert [frame["stage"] for frame in frames] == ["first", "full"]
            first.append(frames[0]["at"] - begin)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=session, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
    assert not errors
    assert len(first) == 30


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_ends_it_cleanly_in_the_middle_of_work(stop):
    served = Served()
    assert "127.0.0.1" in served.line
    assert "on this computer only" in served.line
    served.ask("compare", {"years": 1})
    for nonsense in NONSENSE:
        served.say(nonsense)
    workers = family(served.process)
    assert len(workers) >= 3
    states = [{"a": {"handover": number / 100}, "years": 50} for number in range(10)]
    asked = [("why", {"state": state}) if number % 2 else ("compare", state) for number, state in enumerate(states)]
    asking = [threading.Thread(target=served.try_asking, args=each) for each in asked]
    for each in asking:
        each.start()
    time.sleep(1)
    begin = time.monotonic()
    served.process.send_signal(stop)
    out, error = served.process.communicate(timeout=PATIENCE)
    assert time.monotonic() - begin < 10
    assert (served.process.returncode, error) == (0, "")
    assert out.strip() == "Kraftsamling has stopped."
    for each in asking:
        each.join(PATIENCE)
    assert soon_gone(workers)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_a_report_that_is_given_up_while_it_is_written_leaves_no_file(tmp_path):
    """Once by who asked for it, and once by the server's own end."""
    body, written = json.dumps({"years": 1}), "kraftsamling-*/kraftsamling-*"
    with Served(TMPDIR=str(tmp_path)) as served:
        asking = http.client.HTTPConnection("127.0.0.1", urlsplit(served.address).port)
        asking.request("POST", "/api/report", body, {"content-type": "application/json"})
        assert left_in(tmp_path, written, True)
        asking.sock.close()
        asking.close()
        assert not left_in(tmp_path, written, False)
        asking.request("POST", "/api/report", body, {"content-type": "application/json"})
        assert left_in(tmp_path, written, True)
        served.process.send_signal(signal.SIGTERM)
        served.process.communicate(timeout=PATIENCE)
        asking.close()
    assert (served.process.returncode, list(tmp_path.iterdir())) == (0, [])


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("moment", [0, 0.1, 0.3, 1])
def test_asked_to_end_while_it_starts_it_ends_cleanly(stop, moment):
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not (workers := family(process)):
        time.sleep(0.01)
    time.sleep(moment)
    process.send_signal(stop)
    out, error = process.communicate(timeout=PATIENCE)
    assert (process.returncode, error) == (0, "")
    assert out.splitlines()[-1] == "Kraftsamling has stopped."
    assert soon_gone(workers)
