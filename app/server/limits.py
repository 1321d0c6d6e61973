"""What the server lets in and what it sends with every answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kraftsamling.model.errors import InputError

MAX_BYTES = 256 * 1024
"""Largest body of a request."""
BODY_SECONDS = 10.0
"""Seconds in which a body must be there."""
MAX_DEPTH = 12
"""Levels of lists and keys within each other in a body."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair that together stand for one character; JSON can hold it alone, no file or answer can."""
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """Refuses other origins, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["cache-control"] = "no-cache"
            await send(message)

        refused = refusal(scope["method"], Headers(scope=scope))
        answer = JSONResponse({"error": refused}, 403) if refused else self.app
        await answer(scope, receive, guarded)


def _split(address: str) -> SplitResult:
    """Return the parts of an address; none where it is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def refusal(method: str, headers: Headers) -> str | None:
    """Return why a request is refused, None if it is not: another origin, or no JSON."""
    if method in ("GET", "HEAD"):
        return None
    origin = headers.get("origin")
    if origin is not None and _split(origin).netloc != headers.get("host", ""):
        return f"origin: {origin[:80]!r}; allowed: this page's own"
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return "origin: another site; allowed: this page's own"
    if headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return "content-type: allowed: application/json"
    return None


class TooSlow(InputError):
    """A body was not there in time."""


async def read_json(request: Request) -> Any:
    """Return the body of a request, never more than `MAX_BYTES` of it, nor deeper than `MAX_DEPTH`.

    Raises:
        TooSlow: it was not all there within `BODY_SECONDS` seconds.
        InputError: too large, too deep, or not JSON; or a text in it cannot be written.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MAX_BYTES:
                    raise InputError(f"request: more than {MAX_BYTES // 1024} kB; allowed: at most that")
    except TimeoutError:
        raise TooSlow(f"request: not all there in {BODY_SECONDS:g} s; allowed: at most that") from None
    try:
        content = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("request: not JSON; allowed: a state as JSON") from None
    if depth(content) > MAX_DEPTH:
        raise InputError(f"request: deeper than {MAX_DEPTH} levels; allowed: at most that")
    for where, words in _texts(content, "request"):
        if lone := LONE_SURROGATE.search(words):
            raise InputError(f"{where}: {lone[0]!a} is half a character; allowed: whole ones")
    return content


def depth(content: Any) -> int:
    """Return how many levels of lists and keys lie within each other."""
    level, found = [content], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        found += 1
        level = [inner for each in level for inner in _inner(each)]
    return found


def _texts(content: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield every text and every key, and where it stands; a key before what lies under it."""
    if isinstance(content, str):
        yield where, content
    elif isinstance(content, dict):
        for key, inner in content.items():
            yield where, key
            yield from _texts(inner, f"{where}.{key}")
    elif isinstance(content, list):
        for position, inner in enumerate(content, start=1):
            yield from _texts(inner, f"{where}.{position}")


def _inner(content: dict[str, Any] | list[Any]) -> list[Any]:
    return list(content.values()) if isinstance(content, dict) else content


def _refuse(constant: str) -> None:
    raise InputError(f"request: {constant} is no number; allowed: finite numbers")
