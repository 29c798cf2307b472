"""A small server that speaks the protocol of ClamAV's clamd, for the tests; what it finds, tests tell it."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.machine import PATIENCE

WORM = b"een worm die niemand kwaad doet"


@dataclass
class Clamd:
    """Finds WORM. `hangs` lets it never answer, `most` is its StreamMaxLength; `looked` counts what it was given, and
    `asked` how often somebody came."""

    url: str = ""
    most: int = 25 * 1024 * 1024
    hangs: threading.Event = field(default_factory=threading.Event)
    looked: list[int] = field(default_factory=list)
    asked: int = 0

    def says(self, content: bytes) -> str:
        self.looked.append(len(content))
        return "stream: Test.Worm-1 FOUND" if WORM in content else "stream: OK"


def _exactly(line: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (more := line.recv(size - len(got))):
        got += more
    return got


def _answer(line: socket.socket, clamd: Clamd) -> str:
    command = b""
    while not command.endswith(b"\x00") and (more := line.recv(1)):
        command += more
    if command == b"zVERSION\x00":
        return "ClamAV 1.4.3/27800/Mon Nov 23 09:00:00 2026"
    assert command == b"zINSTREAM\x00"
    content = b""
    while size := struct.unpack("!L", _exactly(line, 4))[0]:
        content += _exactly(line, size)
        if len(content) > clamd.most:
            return "INSTREAM size limit exceeded. ERROR"
    return clamd.says(content)


@contextmanager
def clamd(port: int = 0) -> Iterator[Clamd]:
    """A scanner on loopback; stops answering when the block ends."""
    here = Clamd()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            here.asked += 1
            if here.hangs.is_set():
                self.request.recv(1 << 20)
                stopped.wait(PATIENCE)
                return
            self.request.sendall(_answer(self.request, here).encode() + b"\x00")

    stopped = threading.Event()
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
        here.url = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield here
        stopped.set()
        server.shutdown()
