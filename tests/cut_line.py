"""A wire between a client and a server on this machine that a test can cut."""

import socket
import threading
from contextlib import suppress


class Line:
    """A wire to a server on this machine that is cut after so many bytes from the server, again after so many more.

    `was_cut` is set with the last cut. While it is `dead` nothing comes through, and neither side hears of it; a new
    connection is a new wire. `deaf_to` is a word: lines of the server that hold it get lost.
    """

    def __init__(self, to_port: int, *cut_after: int, deaf_to: bytes = b"") -> None:
        self.to_port, self.deaf_to = to_port, deaf_to
        self.cuts, self.left = iter(cut_after[1:]), cut_after[0] if cut_after else 2**60
        self.was_cut, self.dead = threading.Event(), threading.Event()
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                self.connections += 1
                self.dead.clear()
                far = socket.create_connection(("127.0.0.1", self.to_port))
                threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            mine = self.connections
            while data := source.recv(4096):
                if self.dead.is_set() or self.connections > mine:
                    continue
                if counted and not self.was_cut.is_set():
                    data = data[: self.left]
                    self.left -= len(data)
                if self.deaf_to:
                    data = b"".join(line for line in data.splitlines(keepends=True) if self.deaf_to not in line)
                target.sendall(data)
                if counted and not self.left and not self.was_cut.is_set():
                    self.left = next(self.cuts, 0)
                    if not self.left:
                        self.was_cut.set()
                    break
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
