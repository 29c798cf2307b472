"""The state folder of an embedded hub: its secret, the passwords and the ports of its servers, recorded once."""

import fcntl
import json
import os
import secrets
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

RECORD = "servers.json"
SECRET = "secret-key"
# Written only into a folder that was new or empty: without it a folder is somebody else's, whatever it holds.
MARK = "this-is-hub-state"
LOCK, GUESTS, UNFINISHED_DEMO = "lock", "guests", "unfinished-demo"
LAST_START = "last-start.json"
# All that the hub ever makes here. Throwing away removes these names and nothing else.
FOLDERS = ("postgres", "postgres.new", "redis", "post", "logs")
FILES = (
    RECORD,
    f"{RECORD}.new",
    SECRET,
    f"{SECRET}.new",
    "beat.lock",
    "beat-schedule",
    "beat-schedule.db",
    "beat-schedule.dat",
    "beat-schedule.dir",
    "beat-schedule.bak",
    LOCK,
    GUESTS,
    UNFINISHED_DEMO,
    LAST_START,
    f"{LAST_START}.new",
)
CHECKOUT = Path(__file__).resolve().parents[2]


class ForeignFolder(OSError):
    """The folder is not, or may not become, the hub's own; the message is one sentence with the way out."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder} {why}; let HUB_STATE name a new folder.")


@dataclass(frozen=True)
class State:
    """What is written down in the state folder; addresses are all on the loopback interface."""

    folder: Path
    secret_key: str
    password: str
    postgres_port: int
    redis_port: int
    smtp_port: int
    imap_port: int

    @property
    def database_url(self) -> str:
        return f"postgresql+psycopg://hub:{self.password}@127.0.0.1:{self.postgres_port}/hub"

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.redis_port}/0"

    @property
    def smtp_url(self) -> str:
        return f"smtp://127.0.0.1:{self.smtp_port}"

    @property
    def imap_url(self) -> str:
        return f"imap://meldpunt:{self.password}@127.0.0.1:{self.imap_port}/INBOX"


def open_state(folder: Path) -> State:
    """Read the state folder, making it with a fresh secret and free ports the first time.

    Raises `OSError`, and `ForeignFolder` for one that already holds something else: it is never adopted.
    """
    folder = folder.absolute()
    _refuse_precious(folder)
    # Servers that run as somebody else than root must be able to walk through to their own folder, not to look around.
    folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    with _alone_in(folder):
        if not _is_marked(folder):
            if any(folder.iterdir()):
                raise ForeignFolder(folder, "holds things that are not the hub's")
            write_privately(folder / MARK, "Made by the dispatch hub; `hub reset` removes what it made here.\n")
        secret = _kept(folder / SECRET, secrets.token_hex(32))
        record = _kept(folder / RECORD, json.dumps(_fresh_record()))
    return State(folder=folder, secret_key=secret, **json.loads(record))


def known_state(folder: Path) -> State | None:
    """What is recorded in the folder, which stays as it is; None where no hub has been."""
    folder = folder.absolute()
    try:
        secret = (folder / SECRET).read_text(encoding="ascii")
        record = json.loads((folder / RECORD).read_text(encoding="ascii"))
        return State(folder=folder, secret_key=secret, **record) if _is_marked(folder) else None
    except (OSError, ValueError, TypeError):
        return None


def refuse_foreign(folder: Path) -> None:
    """Raises `ForeignFolder` for a folder in which the hub may remove nothing."""
    _refuse_precious(folder)
    if folder.is_symlink():
        raise ForeignFolder(folder, "is a link, and nothing behind a link is removed")
    if not _is_marked(folder):
        raise ForeignFolder(folder, f"is not the hub's ({MARK} is missing), so nothing in it is removed")


def throw_away(folder: Path) -> None:
    """Remove by name what the hub made in its state folder; raises `ForeignFolder`. Call it with the lock held.

    No link is followed. The mark goes last, and only when nothing of anybody else is left.
    """
    folder = folder.absolute()
    refuse_foreign(folder)
    with _alone_in(folder):
        for name in FOLDERS:
            remove_tree(folder / name)
        for name in FILES:
            _remove_file(folder / name)
        if {path.name for path in folder.iterdir()} == {MARK}:
            (folder / MARK).unlink()


@dataclass(frozen=True)
class LastStart:
    """How the hub of this folder was last started, for commands that run beside it and for the next start."""

    demo: bool
    port: int


def last_start(folder: Path) -> LastStart | None:
    """None where none was ever started."""
    try:
        return LastStart(**json.loads((folder.absolute() / LAST_START).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None


def remember_start(folder: Path, start: LastStart) -> None:
    """Written whole or not at all, over what stood there before."""
    fresh = folder.absolute() / f"{LAST_START}.new"
    _remove_file(fresh)
    write_privately(fresh, json.dumps(asdict(start)))
    fresh.replace(folder.absolute() / LAST_START)


def with_free_port(state: State, which: str) -> State:
    """The same state with another free port for `which` ("postgres_port", …), written down."""
    changed: dict[str, Any] = {which: free_port()}
    fresh = replace(state, **changed)
    record = {name: value for name, value in asdict(fresh).items() if name not in ("folder", "secret_key")}
    _written(state.folder / RECORD, json.dumps(record))
    return fresh


def keep_secret(folder: Path, secret: str) -> None:
    """From now on this hub seals and signs with the secret of another, whose backup it took in. Call it with the
    servers running for us alone."""
    _written(folder / SECRET, secret)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int, address: str = "127.0.0.1") -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def write_privately(path: Path, text: str) -> None:
    """Put `text` in a new file that only its owner can read, and on the disk; raises `FileExistsError`."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _refuse_precious(folder: Path) -> None:
    """The root, a home, the sources, and every folder around one of them can never be a state folder."""
    real = folder.resolve()
    for precious in (Path.home().resolve(), CHECKOUT):
        if real == precious or real in precious.parents:
            raise ForeignFolder(folder, "cannot be a state folder, since other things live there")


def _is_marked(folder: Path) -> bool:
    try:
        return stat.S_ISREG((folder / MARK).lstat().st_mode)
    except OSError:
        return False


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Of two processes that make or empty the same folder at once, the second waits."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _fresh_record() -> dict[str, str | int]:
    ports = {name: free_port() for name in ("postgres_port", "redis_port", "smtp_port", "imap_port")}
    return {"password": secrets.token_hex(24), **ports}


def _kept(path: Path, fresh: str) -> str:
    """The file's text; `fresh` is stored first where there is none."""
    if not path.exists():
        _written(path, fresh)
    return path.read_text(encoding="ascii")


def _written(path: Path, text: str) -> None:
    """Replace the file as a whole: after a power cut there is the old text or the new one, never half of it."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    write_privately(new, text)
    new.replace(path)


def remove_tree(path: Path) -> None:
    """Remove one of our own folders; of a link only the link itself."""
    if path.name not in FOLDERS or not _is_marked(path.parent):
        raise ForeignFolder(path, "was not made by the hub")
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)


def _remove_file(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
