"""A small HTTP/1.1 client over asyncio for thousands of keep-alive connections: no more than the storm needs."""

import asyncio
import re

_LENGTH = re.compile(rb"content-length: *(\d+)", re.I)
_COOKIE = re.compile(rb"set-cookie: *([^=;\s]+)=([^;\r\n]*)", re.I)
_LOCATION = re.compile(rb"location: *([^\r\n]+)", re.I)


class Answer:
    """One response."""

    __slots__ = ("body", "cookies", "location", "status")

    def __init__(self, head: bytes, body: bytes) -> None:
        self.status = int(head[9:12])
        self.body = body
        self.cookies = {n.decode(): v.decode() for n, v in _COOKIE.findall(head)} if b"et-" in head else {}
        found = _LOCATION.search(head) if self.status in (301, 302, 303) else None
        self.location = found[1].decode().strip() if found else ""


class Connection(asyncio.Protocol):
    """One keep-alive connection, one request at a time; opened again when the server closed it."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.waiting: asyncio.Future[Answer] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        self.transport = None
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionError("connection lost"))

    def data_received(self, data: bytes) -> None:
        """Collect a response."""
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end]
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        if len(self.buffer) < end + 4 + length:
            return
        body = self.buffer[end + 4 : end + 4 + length]
        self.buffer = self.buffer[end + 4 + length :]
        if self.waiting and not self.waiting.done():
            self.waiting.set_result(Answer(head, body))

    async def send(self, request: bytes, timeout: float = 60.0) -> Answer:
        """Send a request and return its response; raises ConnectionError and TimeoutError."""
        loop = asyncio.get_running_loop()
        if self.transport is None:
            self.buffer = b""
            await loop.create_connection(lambda: self, self.host, self.port)
        assert self.transport
        self.waiting = loop.create_future()
        self.transport.write(request)
        return await asyncio.wait_for(self.waiting, timeout)

    def close(self) -> None:
        """Close the connection."""
        if self.transport:
            self.transport.close()
