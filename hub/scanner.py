"""A virus scanner beside the hub: ClamAV's clamd, asked over its own line (INSTREAM), within bounded time."""

import socket
import struct
import time
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

PATIENCE, CONNECTING = 10.0, 2.0  # seconds
PIECE, LONGEST_ANSWER = 128 * 1024, 1000
PORT = 3310
Place = str | tuple[str, int]


class Verdict(StrEnum):
    CLEAN = "clean"
    VIRUS = "virus"
    UNKNOWN = "unknown"  # the scanner answers, and cannot look at this one


@dataclass(frozen=True)
class Scanned:
    """What the scanner says; `words` are the name of the virus, or why it could not look."""

    verdict: Verdict
    words: str = ""


class AwayError(Exception):
    """Nobody answers there, or not in time; says so in one line."""


def place_of(url: str) -> Place:
    """Where `tcp://host:3310` or `unix:/run/clamav/clamd.ctl` leads. ValueError for anything else."""
    parts = urlsplit(url)
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return parts.path
    if parts.scheme == "tcp" and parts.hostname and not (parts.path or parts.query or parts.username):
        return parts.hostname, parts.port or PORT
    raise ValueError("HUB_CLAMD_URL is wrong: set it to tcp://host:3310 or unix:/run/clamav/clamd.ctl.")


def scan(url: str, content: bytes, *, within: float = PATIENCE) -> Scanned:
    """What clamd says of these bytes. AwayError when it is not there or needs more than `within` seconds."""
    said = _ask(url, b"zINSTREAM\x00", content, within)
    if said.endswith(" FOUND"):
        return Scanned(Verdict.VIRUS, said.removesuffix(" FOUND").rpartition(": ")[2][:200])
    if said.endswith(": OK"):
        return Scanned(Verdict.CLEAN)
    return Scanned(Verdict.UNKNOWN, said.removesuffix("ERROR").rstrip(". ")[:200])


def finds_virus(url: str, content: bytes) -> bool:
    """For bytes that nobody is ever served: whether a scanner that is there now finds something in them."""
    try:
        return bool(url) and scan(url, content).verdict == Verdict.VIRUS
    except AwayError:
        return False


def version(url: str, *, within: float = PATIENCE) -> str:
    """Which clamd answers, with the number and the day of what it knows: "ClamAV 1.4.3/27800/Mon Nov 23 …"."""
    return _ask(url, b"zVERSION\x00", None, within)


def _ask(url: str, command: bytes, content: bytes | None, within: float) -> str:
    until = time.monotonic() + within
    try:
        with _connected(place_of(url), min(CONNECTING, within)) as line:
            _left(line, until)
            line.sendall(command)
            if content is not None:
                _send(line, content, until)
            return _answer(line, until)
    except OSError as trouble:
        raise AwayError(str(trouble) or type(trouble).__name__) from trouble


def _connected(place: Place, within: float) -> socket.socket:
    if not isinstance(place, str):
        return socket.create_connection(place, timeout=within)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(within)
        line.connect(place)
    except OSError:
        line.close()
        raise
    return line


def _send(line: socket.socket, content: bytes, until: float) -> None:
    """In pieces that say how long they are. A scanner that has enough of it answers and hangs up before the end."""
    try:
        for at in range(0, len(content), PIECE):
            piece = content[at : at + PIECE]
            _left(line, until)
            line.sendall(struct.pack("!L", len(piece)) + piece)
        line.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(line: socket.socket, until: float) -> str:
    said = b""
    while b"\x00" not in said and len(said) < LONGEST_ANSWER:
        _left(line, until)
        if not (more := line.recv(LONGEST_ANSWER)):
            break
        said += more
    if b"\x00" not in said:
        raise ConnectionResetError("it hung up without an answer")
    return said.partition(b"\x00")[0].decode("utf-8", "replace").strip()


def _left(line: socket.socket, until: float) -> None:
    """Let the next step take no longer than what is left of the whole."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it does not answer in time")
    line.settimeout(left)
