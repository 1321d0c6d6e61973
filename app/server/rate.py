"""How many questions an address may ask, where the page is served beyond this computer."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

AT_ONCE = 400.0
"""Questions that an address may ask at once: a class of forty behind one router, each moving a slider."""
A_SECOND = 20.0
"""Questions a second that it may go on with."""
MAX_ADDRESSES = 10_000
"""Addresses that are remembered; those not heard of for longest go first."""


class Rate:
    """Refuses an address that asks too much; looking at the page is no question.

    Args:
        clock: seconds.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic):
        self.app, self.clock = app, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asks = scope["type"] == "http" and scope["method"] == "POST"
        if asks and not self._takes((scope.get("client") or ("",))[0]):
            told = {"error": "too many questions from one address; try again in a while"}
            await JSONResponse(told, 429, {"retry-after": "5", "connection": "close"})(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _takes(self, address: str) -> bool:
        """Whether an address has a question left; then it has one less."""
        now = self.clock()
        left, then = self._left.pop(address, (AT_ONCE, now))
        left = min(AT_ONCE, left + (now - then) * A_SECOND)
        self._left[address] = (max(left - 1, 0.0), now)
        if len(self._left) > MAX_ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1
