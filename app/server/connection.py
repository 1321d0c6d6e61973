"""Connections to the server: how many there may be, how long a request may take, and how a malformed one ends."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_SECONDS = 10.0
"""Seconds in which the head of a request must be there, from the connection or the last answer on."""
STALLED_SECONDS = 30.0
"""Seconds that an answer waits for a reader who takes nothing of it."""
MAX_CONNECTIONS = 600
"""Connections at a time: three for each of 200 visitors."""
MAX_OF_ADDRESS = 240
"""Connections at a time of one address: a class behind one router is forty visitors."""
PHRASES = {400: b"Bad Request", 408: b"Request Timeout", 503: b"Service Unavailable"}
_of_address: Counter[str] = Counter()


class Connection(H11Protocol):
    """A connection that is answered and closed when its client is at fault, and never held open by one."""

    _head_timer: asyncio.TimerHandle | None = None
    _stall_timer: asyncio.TimerHandle | None = None
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a client in, unless there are too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        _of_address[self._address] += 1
        if len(self.connections) > MAX_CONNECTIONS or _of_address[self._address] > MAX_OF_ADDRESS:
            self.refuse(503, "too many connections; try again in a while")
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client."""
        self._forget_timers()
        _of_address[self._address] -= 1
        if _of_address[self._address] <= 0:
            del _of_address[self._address]
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Take what has come; a request whose head is whole has its own limits from then on."""
        before = self.cycle
        try:
            super().handle_events()
        except (h11.LocalProtocolError, h11.RemoteProtocolError, UnicodeError):
            self.refuse(400, "malformed request")
        if self.cycle is not before and self._head_timer:
            self._head_timer.cancel()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._await_head()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer a malformed request."""
        self.refuse(400, "malformed request")

    def pause_writing(self) -> None:
        """Give a reader who takes nothing some time."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        if self._stall_timer:
            self._stall_timer.cancel()

    def refuse(self, status: int, told: str) -> None:
        """Answer in one line of JSON where no answer has begun, and close the connection."""
        self._forget_timers()
        if self.transport.is_closing():
            return
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            body = json.dumps({"error": told}).encode()
            head = b"HTTP/1.1 %d %s\r\ncontent-type: application/json\r\n" % (status, PHRASES[status])
            self.transport.write(head + b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(body), body))
        self.transport.close()

    def _await_head(self) -> None:
        self._forget_timers()
        self._head_timer = self.loop.call_later(HEADER_SECONDS, self.refuse, 408, "the request is not all there")

    def _forget_timers(self) -> None:
        for timer in (self._head_timer, self._stall_timer):
            if timer:
                timer.cancel()
