"""The served page as a process of its own: many at once, half requests, and its end."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
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

from kraftsamling.app.server.limits import BODY_SECONDS
from kraftsamling.model.paths import ROOT

PATIENCE = 180
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
            frames = [frame for frame in frames if "waiting" not in frame]  # what else there is tells who waits
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
