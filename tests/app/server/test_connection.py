"""Connections: whoever is at fault is answered and hung up on, in time and without a word in the log."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
import zlib
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from kraftsamling.app.server import connection
from kraftsamling.app.server.connection import Connection
from kraftsamling.app.server.rate import Rate
from kraftsamling.app.server.routes import _gone, _smaller

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST


async def ask(request: Request) -> Response:
    """Answer with the length of the body."""
    return JSONResponse(len(await request.body()))


async def endless(request: Request) -> Response:
    async def parts():
        while True:
            yield b"x" * 100_000
            await asyncio.sleep(0)

    return StreamingResponse(parts())


@pytest.fixture
def port(monkeypatch) -> Iterator[int]:
    """A server with short limits."""
    for name, value in {"HEADER_SECONDS": 0.4, "STALLED_SECONDS": 0.4, "MAX_OF_ADDRESS": 4}.items():
        monkeypatch.setattr(connection, name, value)
    routes = [Route("/", ask, methods=["GET", "POST"]), Route("/endless", endless)]
    app = Starlette(routes=routes, exception_handlers={ClientDisconnect: _gone})
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=Connection, ws="none", log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = server.force_exit = True
    thread.join(20)
    listening.close()


def talk(port: int, *parts: bytes, patience: float = 20) -> bytes:
    """Send parts one after the other, a moment apart; return all that is answered until the other end hangs up."""
    heard = b""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as talking:
        for part in parts:
            talking.sendall(part)
            time.sleep(0.05)
        with contextlib.suppress(ConnectionResetError):
            while more := talking.recv(65536):
                heard += more
    return heard


CLOSED = b"Connection: close\r\n"
MALFORMED = {
    "nonsense": (b"\x00\x01\r\n\r\n",),
    "no method": (b" / HTTP/1.1\r\n\r\n",),
    "no host": (b"GET / HTTP/1.1\r\n\r\n",),
    "two lengths": (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",),
    "a length that is none": (POST + b"Content-Length: -5\r\n\r\n",),
    "a head without end": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,),
    "a chunk that is none": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"ZZ\r\n"),
    "a chunk that is none after one that is": (POST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", b"-1\r\n"),
    "letters beyond ASCII": ("GET /å HTTP/1.1\r\n".encode() + HOST + b"\r\n",),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_request_is_answered_and_its_connection_closed(port, case, caplog):
    caplog.set_level(logging.ERROR)
    head, _, body = talk(port, *MALFORMED[case]).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and b"connection: close" in head.lower() and body.startswith(b'{"error"')
    assert not caplog.records
    assert talk(port, b"GET / HTTP/1.1\r\n" + HOST + CLOSED + b"\r\n").endswith(b"0")


@pytest.mark.parametrize("parts", [(), (b"GET / HT",), (b"GET / HTTP/1.1\r\n" + HOST + b"\r\n", b"GET /")])
def test_a_head_that_does_not_come_is_not_waited_for(port, parts):
    begin = time.monotonic()
    heard = talk(port, *parts)
    assert b"HTTP/1.1 408" in heard and time.monotonic() - begin < 10


def test_a_reader_who_takes_nothing_is_not_waited_for(port, caplog):
    caplog.set_level(logging.ERROR)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as talking:
        talking.sendall(b"GET /endless HTTP/1.1\r\n" + HOST + b"\r\n")
        time.sleep(1.5)
        with pytest.raises(ConnectionError):
            while talking.recv(1 << 20):
                pass
            raise ConnectionResetError
    assert not caplog.records


def test_an_address_has_so_many_connections_and_no_more(port):
    with contextlib.ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
        time.sleep(0.1)
        assert talk(port).startswith(b"HTTP/1.1 503")
    time.sleep(0.2)
    assert talk(port, b"GET / HTTP/1.1\r\n" + HOST + CLOSED + b"\r\n").endswith(b"0")


def test_two_requests_in_one_breath_are_both_answered(port):
    one = POST + b"Content-Length: 3\r\n\r\nabc"
    assert talk(port, one + one.replace(b"3", b"2").replace(b"abc", b"ab")).count(b"HTTP/1.1 200") == 2


def test_an_address_that_asks_too_much_waits_a_while(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("kraftsamling.app.server.rate.AT_ONCE", 3.0)
    monkeypatch.setattr("kraftsamling.app.server.rate.A_SECOND", 0.5)
    monkeypatch.setattr("kraftsamling.app.server.rate.MAX_ADDRESSES", 2)
    app = Rate(Starlette(routes=[Route("/", ask, methods=["GET", "POST"])]), clock=lambda: now[0])
    one, other = (TestClient(app, client=(address, 1)) for address in ("10.0.0.1", "10.0.0.2"))
    assert [one.post("/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert one.get("/").status_code == 200 and other.post("/").status_code == 200
    now[0] += 2
    answers = [one.post("/") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429] and answers[1].headers["retry-after"] == "5"
    TestClient(app, client=("10.0.0.3", 1)).post("/")
    assert list(app._left) == ["10.0.0.1", "10.0.0.3"]


def test_a_compressed_line_is_whole_before_the_next_one_comes():
    async def lines():
        yield b'{"stage": "first"}\n'
        yield b'{"stage": "full"}\n'

    async def received() -> list[bytes]:
        opened = zlib.decompressobj(16 + zlib.MAX_WBITS)
        return [opened.decompress(part) async for part in _smaller(lines())]

    assert asyncio.run(received()) == [b'{"stage": "first"}\n', b'{"stage": "full"}\n', b""]
