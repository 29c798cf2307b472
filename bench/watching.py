"""A browser that watches: a connection for its stream and one for pages, and as little work of its own as can be, for
a hundred of them stand beside the server that is measured."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class Connection:
    """One kept connection to a server on this machine; asks without anybody else's tools."""

    port: int
    cookies: Mapping[str, str]
    _reader: asyncio.StreamReader = field(init=False)
    _writer: asyncio.StreamWriter = field(init=False)

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def get(self, path: str) -> int:
        """How many bytes a page has. AssertionError when it is no page."""
        head = await self._ask(path, "text/html")
        size = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-len"))
        await self._reader.readexactly(size)
        return size

    async def listen(self, path: str, heard: asyncio.Queue[float]) -> None:
        """Until the stream ends: when each word came."""
        await self._ask(path, "text/event-stream")
        while line := await self._reader.readline():
            if line.startswith(b"data: "):
                heard.put_nowait(time.perf_counter())
            elif line == b"0\r\n":  # the last piece of a body in pieces
                await self._reader.readline()
                return

    def close(self) -> None:
        self._writer.close()

    async def _ask(self, path: str, accept: str) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Accept: {accept}", f"Cookie: {cookies}", "", ""
        self._writer.write("\r\n".join(lines).encode())
        head = await self._reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), (path, head)
        return head


class Watcher:
    """Somebody who looks at a page of a session: hears that it changed, and asks for its pieces."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        self.page, self.stream = Connection(port, cookies), Connection(port, cookies)
        self.heard: asyncio.Queue[float] = asyncio.Queue()
        self._listening: asyncio.Task[None] | None = None

    async def watch(self, path: str) -> None:
        """Returns when the first word came, which is how it stands."""
        await self.page.open()
        self._listening = asyncio.create_task(self._listen(path))
        await self.heard.get()

    async def _listen(self, path: str) -> None:
        while True:  # each stream ends after a minute, and a browser opens the next one
            await self.stream.open()
            await self.stream.listen(path, self.heard)
            self.stream.close()

    async def leave(self) -> None:
        self.page.close()
        if self._listening:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self.stream.close()
