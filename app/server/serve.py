"""`kraftsamling app`: serves the page until it is interrupted."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from types import FrameType
from typing import Any

from kraftsamling.app.workers import WorkerPool
from kraftsamling.model.errors import InputError, check_choice, check_keys, one_line
from kraftsamling.model.inputs.reader import Place
from kraftsamling.model.texts import text
from kraftsamling.model.vocabulary import LANGUAGES

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ALL_INTERFACES = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Hosts that stand for every address of this computer, and the one that it has for itself."""
BAD_INPUT = 2
MAX_WORKERS = 4
PRELOADED = ("kraftsamling.app.answers.ensemble",)
"""Modules that worker processes have from the start."""
WORKER_NICENESS = 5
"""How nice workers are, so that a browser on the same computer draws a first picture while they refine it."""
PRELOAD_DELAY = 5
"""Seconds after which the worker for longer questions gets ready, so that it does not delay the first picture."""
END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SHUTDOWN_GRACE = 1
"""Seconds that answers under way are given when the server stops."""


@dataclass(frozen=True)
class Options:
    """How the page is served; `port` 0 takes any that is free."""

    host: str = "127.0.0.1"
    port: int = 8642
    language: str = LANGUAGES[0]
    open: bool = True


def read_options(words: Sequence[str]) -> Options:
    """Return the options that words like port=8000 give.

    Raises:
        InputError: an unknown option, one given twice, or a value that is not allowed.
    """
    names = [option.name for option in fields(Options)]
    given: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        check_keys([name], names, "app")
        if not equals or name in given:
            raise InputError(f"app: {word!r} {'is given twice' if equals else 'has no value'}; allowed: {name}=VALUE")
        given[name] = _READ[name](value) if name in _READ else value
    return Options(**given)


def _port(value: str) -> int:
    if not value.isdecimal() or int(value) > 65535:
        raise InputError(f"app: port: {value!r}; allowed: a whole number from 0 to 65535")
    return int(value)


def _flag(value: str) -> bool:
    return check_choice(value, ("true", "false"), Place("app", "open")) == "true"


_READ: dict[str, Callable[[str], Any]] = {
    "port": _port,
    "open": _flag,
    "language": lambda value: check_choice(value, LANGUAGES, Place("app", "language")),
}


def serve(words: Sequence[str]) -> int:
    """Serve the page until interrupted; return 0, or 2 after one line on bad options or a port that is taken."""
    try:
        return _serve(read_options(words))
    except InputError as error:
        print(f"kraftsamling: {one_line(error)}", file=sys.stderr)
        return BAD_INPUT


def _serve(options: Options) -> int:
    asked = threading.Event()
    with _at_signals(lambda *_: asked.set(), *END_SIGNALS), _listening(options) as listening, _pools() as (pool, slow):
        # Imported here, so that the worker processes get ready at the same time.
        from kraftsamling.app.answers.catalogue import catalogue
        from kraftsamling.app.answers.questions import Questions
        from kraftsamling.app.server.routes import make_app

        for _ in range(_workers()):
            pool.submit((0, 0), "kraftsamling.app.answers.ensemble:warm_up")
        later = threading.Timer(PRELOAD_DELAY, slow.submit, ((0, 0), "kraftsamling.app.answers.longer:preload"))
        later.daemon = True
        later.start()
        questions = Questions(pool, slow)
        questions.preload()
        port = listening.getsockname()[1]
        address = f"http://{shown(options.host)}:{port}/"
        local = options.host in LOOPBACK
        threading.Thread(target=catalogue, args=(options.language,), daemon=True).start()

        def started() -> None:
            reach = "serving" if local else "serving_every" if options.host in ALL_INTERFACES else "serving_all"
            print(text(f"app.{reach}", options.language, address=address, port=port), flush=True)
            if options.open:
                threading.Thread(target=_open, args=(f"{address}?language={options.language}",), daemon=True).start()

        _run(make_app(questions, loopback=local), listening, started, (pool, slow), asked)
    print(text("app.stopped", options.language), flush=True)
    return 0


def _run(
    app: Any, listening: socket.socket, started: Callable[[], None], pools: Sequence[WorkerPool], asked: threading.Event
) -> None:
    """Serve until SIGINT or SIGTERM, then end the workers while open requests can still be answered.

    `asked` is set when one of them came before.
    """
    import uvicorn

    from kraftsamling.app.server.connection import Connection

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            """Stop; answers that are cut off by it are no errors."""
            for name in ("uvicorn.error", "kraftsamling.app"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
            super().handle_exit(sig, frame)

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Stop quietly at a signal: it is not raised once more afterwards, as uvicorn would."""
            with _at_signals(self.handle_exit, *END_SIGNALS):
                self.should_exit = asked.is_set()
                yield

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Say so once requests and signals are answered."""
            await super().startup(sockets)
            if not self.should_exit:
                started()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            """Give answers under way their last words, then end the workers."""
            await super().shutdown(sockets)
            await asyncio.gather(*(asyncio.to_thread(pool.close) for pool in pools))

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="kraftsamling: %(message)s")
    # Malformed requests get an answer, not a line in the log.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_GRACE,
    )
    Server(config).run(sockets=[listening])


@contextlib.contextmanager
def _at_signals(handler: Callable[[int, FrameType | None], object], *numbers: int) -> Iterator[None]:
    """Within this, signals are answered by `handler`; one that `nohup` has the program ignore stays ignored."""
    kept = [number for number in numbers if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in numbers if number not in kept}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextlib.contextmanager
def _listening(options: Options) -> Iterator[socket.socket]:
    """Yield a socket at the address.

    Raises:
        InputError: the port is taken, or the host is none of this computer.
    """
    try:
        family, kind, *_, address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
    except (OSError, UnicodeError):
        raise InputError(f"app: host: {options.host!r} is no address of this computer; allowed: 127.0.0.1") from None
    with listening:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(address)
            listening.listen(128)
        except OSError as error:
            fault = f"app: {options.host}:{options.port} cannot be had ({error.strerror})"
            raise InputError(f"{fault}; allowed: another port, or port=0 for any that is free") from None
        yield listening


@contextlib.contextmanager
def _pools() -> Iterator[tuple[WorkerPool, WorkerPool]]:
    """Yield the workers for pictures and the one for longer questions; on leaving none is left."""
    pool = WorkerPool(_workers(), nice=WORKER_NICENESS, preloaded=PRELOADED)
    slow = WorkerPool(1, stoppable=False, nice=10, preloaded=PRELOADED)
    try:
        yield pool, slow
    finally:
        pool.close()
        slow.close()


def _workers() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
    return min(max(cores, 2), MAX_WORKERS)


def shown(host: str) -> str:
    """Return the host as an address of this computer's browser has it."""
    own = ALL_INTERFACES.get(host, host)
    return f"[{own}]" if ":" in own else own


def _open(address: str) -> None:
    """Open the browser, where there is a screen to show it on."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    webbrowser.open(address)
