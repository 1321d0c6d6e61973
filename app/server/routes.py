"""The routes: a static page, and stateless JSON; every request carries the whole state."""

from __future__ import annotations

import asyncio
import io
import logging
import os
import zlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kraftsamling.analysis.words.reader import Reader
from kraftsamling.analysis.words.region import problem_lines, sentences
from kraftsamling.analysis.words.template import template
from kraftsamling.app.answers.catalogue import as_json, catalogue, region_entry
from kraftsamling.app.answers.own import read_own
from kraftsamling.app.answers.place import place_of
from kraftsamling.app.answers.questions import Busy, Questions
from kraftsamling.app.answers.state import Question, read_question, region_of
from kraftsamling.app.server.limits import Guard, TooSlow, read_json
from kraftsamling.app.server.rate import Rate
from kraftsamling.model.errors import InputError, check_choice, check_keys, one_line
from kraftsamling.model.inputs.reading.problems import FileRefused
from kraftsamling.model.paths import ROOT
from kraftsamling.model.results.results import software_version
from kraftsamling.model.vocabulary import LANGUAGES

log = logging.getLogger("kraftsamling.app")
STATIC = ROOT / "app" / "static"
BUSY = "many questions are waiting already; try again in a while"
POST_ROUTES = ("own", "region", "compare", "municipality", "why", "fails", "ledger", "report")
TEMPLATE = "kraftsamling-region.xlsx"
LINES = "application/x-ndjson"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SERVED = (".html", ".css", ".js", ".svg")
"""Endings of what a page is made of."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SMALLER = [Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)]
LEVEL = 4
"""How hard lines are compressed: each is sent as soon as it is there."""
UNEXPECTED = "something went wrong here; the server's log says what"


def make_app(questions: Questions, *, loopback: bool = True, static: Path = STATIC) -> Starlette:
    """Return the application.

    Args:
        loopback: it is served to this computer only; then no host name but its own is answered.
        static: folder of index.html and what belongs to it.
    """
    api = Api(questions)
    routes = [
        Route("/", lambda request: FileResponse(static / "index.html"), middleware=SMALLER),
        Route("/health", lambda request: JSONResponse({"version": software_version()})),
        Route("/api/catalogue", api.catalogue, middleware=SMALLER),
        Route("/api/template", api.template),
        *(Route(f"/api/{name}", getattr(api, name), methods=["POST"]) for name in POST_ROUTES),
        Mount("/static", Static(directory=static, check_dir=False), middleware=SMALLER),
    ]
    handlers: dict[Any, Any] = {
        InputError: _refused,
        TooSlow: _too_slow,
        ClientDisconnect: _gone,
        404: _missing,
        405: _missing,
        Exception: _unexpected,
    }
    # To this computer: no other host name, or another site could have its own lead here (DNS rebinding).
    who = (
        Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK], www_redirect=False)
        if loopback
        else Middleware(Rate)
    )
    return Starlette(routes=routes, middleware=[Middleware(Guard), who], exception_handlers=handlers)


class Static(StaticFiles):
    """The page's own files, and nothing else that may lie beside them."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return where a file lies, and what the system knows of it; nothing of a file of another kind."""
        return super().lookup_path(path) if path.endswith(SERVED) else ("", None)


class Api:
    """Handlers of the JSON routes."""

    def __init__(self, questions: Questions):
        self.questions = questions

    async def catalogue(self, request: Request) -> Response:
        """Everything to choose from."""
        return _json(await asyncio.to_thread(catalogue, _language(request)))

    async def region(self, request: Request) -> Response:
        """An own region as the page draws it."""
        language, content = _language(request), await read_json(request)
        region = await asyncio.to_thread(region_of, content)
        return _json(region_entry(region, Reader(language)))

    async def own(self, request: Request) -> Response:
        """Files of a reader as a link holds them and as the page draws them, or all that is wrong with them."""
        reader, content = Reader(_language(request)), await read_json(request)
        try:
            state, region = await asyncio.to_thread(read_own, content, reader)
        except FileRefused as error:
            lines = {"problems": problem_lines(error, reader), "remarks": sentences(error.remarks, reader)}
            return JSONResponse({"error": one_line(error), **lines}, 400)
        except InputError as error:
            return JSONResponse({"error": one_line(error), "problems": [one_line(error)]}, 400)
        return _json({"state": state, "region": region_entry(region, reader)})

    async def template(self, request: Request) -> Response:
        """A workbook to fill in."""
        held = io.BytesIO()
        (await asyncio.to_thread(template, Reader(_language(request)))).save(held)
        name = {"content-disposition": f'attachment; filename="{TEMPLATE}"'}
        return Response(held.getvalue(), media_type=WORKBOOK, headers=name)

    async def compare(self, request: Request) -> Response:
        """Frames of the comparison, one a line."""
        return _lines(request, self.questions.frames(await _question(request)))

    async def municipality(self, request: Request) -> Response:
        """One municipality under both courses."""
        question, content = await _asked(request, "state", "code")
        return _json(await self.questions.municipality(question, content.get("code")))

    async def why(self, request: Request) -> Response:
        """Why B ends where it does against A."""
        question, content = await _asked(request, "state", "code")
        code = content.get("code")
        if code is not None:
            place_of(question, code)
        return _lines(request, self.questions.why(question, code))

    async def fails(self, request: Request) -> Response:
        """In which worlds B fails against A."""
        return _lines(request, self.questions.fails((await _asked(request, "state"))[0]))

    async def ledger(self, request: Request) -> Response:
        """Which assumptions the difference rests on."""
        return _lines(request, self.questions.ledger((await _asked(request, "state"))[0]))

    async def report(self, request: Request) -> Response:
        """The report of the command line."""
        return _lines(request, self.questions.report(await _question(request)))


async def _question(request: Request) -> Question:
    """Return the question of a request that is a state."""
    _check_address(request)
    return await asyncio.to_thread(read_question, await read_json(request))


async def _asked(request: Request, *keys: str) -> tuple[Question, dict[str, Any]]:
    """Return the question of a request that has the state under a key of its own, and all its keys.

    Raises:
        InputError: another key than these, or a bad state.
    """
    _check_address(request)
    content = await read_json(request)
    if not isinstance(content, dict):
        raise InputError(f"request: {str(content)[:80]!r}; allowed: the keys {', '.join(keys)}")
    check_keys(content, keys, "request")
    return await asyncio.to_thread(read_question, content.get("state", {})), content


def _check_address(request: Request) -> None:
    for key in request.query_params:
        raise InputError(f"address: unknown key {key!r}; allowed: none")


def _language(request: Request) -> str:
    check_keys(request.query_params, ("language",), "address")
    return check_choice(request.query_params.get("language", LANGUAGES[0]), LANGUAGES, "language")


def _json(content: Any) -> Response:
    return Response(as_json(content), media_type="application/json")


def _lines(request: Request, frames: AsyncIterator[Any]) -> Response:
    """Send each frame as a line of JSON as soon as it is there."""

    async def lines() -> AsyncIterator[bytes]:
        try:
            async for each in frames:
                yield as_json(each) + b"\n"
        except InputError as error:
            yield as_json({"error": one_line(error)}) + b"\n"
        except Busy:
            yield as_json({"error": BUSY, "status": 503}) + b"\n"
        except Exception:
            log.exception("a stream of answers broke off")
            yield as_json({"error": UNEXPECTED, "status": 500}) + b"\n"

    if "gzip" not in request.headers.get("accept-encoding", ""):
        return StreamingResponse(lines(), media_type=LINES, headers={"vary": "accept-encoding"})
    headers = {"content-encoding": "gzip", "vary": "accept-encoding"}
    return StreamingResponse(_smaller(lines()), media_type=LINES, headers=headers)


async def _smaller(lines: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield lines compressed, each whole at once: what comes later is not waited for."""
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    async for line in lines:
        yield packing.compress(line) + packing.flush(zlib.Z_SYNC_FLUSH)
    yield packing.flush()


async def _refused(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": one_line(error)}, 400)


async def _too_slow(request: Request, error: Exception) -> Response:
    """Refuse and close the connection without waiting for the rest of the request."""
    return JSONResponse({"error": one_line(error)}, 408, {"connection": "close"})


async def _gone(request: Request, error: Exception) -> Response:
    """Return an empty answer: the client has closed the connection before its request was complete."""
    return Response(status_code=400)


async def _missing(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    return JSONResponse({"error": f"{request.method} {request.url.path[:80]}: no such page"}, status)


async def _unexpected(request: Request, error: Exception) -> Response:
    log.exception("unexpected error at %s", request.url.path)
    return JSONResponse({"error": UNEXPECTED}, 500)
