"""Real IMAP servers for the tests: the demo's post office and Dovecot."""

import imaplib
import itertools
import os
import pwd
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hub.postal.demo_box import drop_raw
from tests.machine import ROOT, answers, end, free_port, needs_server, wait_until

INBOX = "meldpunt@hub.example"


@dataclass
class ImapServer:
    """A running IMAP server with one empty inbox; `deliver` does what a mail server does when a mail comes in."""

    url: str
    port: int
    deliver: Callable[[bytes], None]
    smtp_url: str = ""
    state: Path = Path()
    process: subprocess.Popen | None = None
    # The mailbox is made anew, as after a restored backup: the same mails, other numbers, another UIDVALIDITY.
    forget_numbers: Callable[[], None] = lambda: None


@contextmanager
def post_office(
    state: Path, smtp_port: int = 0, imap_port: int = 0, inboxes: str = "buurt@hub.example"
) -> Iterator[ImapServer]:
    """The demo's post office as its own process, as `hub up` runs it."""
    smtp_port, imap_port = smtp_port or free_port(), imap_port or free_port()
    smtp_url = f"smtp://127.0.0.1:{smtp_port}"
    url = f"imap://meldpunt:geheim@127.0.0.1:{imap_port}/INBOX"
    told = {"HUB_DEMO": "1", "HUB_STATE": str(state), "HUB_INBOXES": f"{INBOX} {inboxes}"}
    environ = {**os.environ, **told, "HUB_SMTP_URL": smtp_url, "HUB_IMAP_URL": url}
    process = subprocess.Popen([sys.executable, "-m", "workers.post_office"], cwd=ROOT, env=environ)
    try:
        wait_until(lambda: process.poll() is not None or (answers(smtp_port) and answers(imap_port)))
        assert process.poll() is None
        yield ImapServer(url, imap_port, lambda raw: drop_raw(smtp_url, raw, INBOX), smtp_url, state, process)
    finally:
        end(process)


@contextmanager
def dovecot(more: str = "") -> Iterator[ImapServer]:
    """Dovecot on loopback without system services; skips loudly where it is not installed, and fails in CI."""
    program = needs_server("dovecot")
    port = free_port()
    # Root may not own mail in Dovecot, and an ordinary user may not change users.
    as_root = os.geteuid() == 0
    owner = pwd.getpwnam("nobody") if as_root else pwd.getpwuid(os.geteuid())
    servant = ("dovenull", "dovecot") if as_root else (owner.pw_name, owner.pw_name)
    with tempfile.TemporaryDirectory(prefix="dovecot-") as folder:
        home = Path(folder)
        for name in ("mail", "mail/cur", "mail/new", "mail/tmp"):
            (home / name).mkdir()
        if as_root:
            home.chmod(0o755)
            for path in (home / "mail", *(home / "mail").iterdir()):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        (home / "dovecot.conf").write_text(_dovecot_conf(home, port, owner, servant) + more)
        process = subprocess.Popen([program, "-F", "-c", home / "dovecot.conf"])
        try:
            wait_until(lambda: process.poll() is not None or answers(port))
            assert process.poll() is None
            yield ImapServer(
                f"imap://meldpunt:geheim@127.0.0.1:{port}/INBOX", port, _maildir_delivery(home / "mail", owner),
                forget_numbers=lambda: _forget_numbers(home / "mail"),
            )  # fmt: skip
        finally:
            end(process)


def _dovecot_conf(home: Path, port: int, owner: pwd.struct_passwd, servant: tuple[str, str]) -> str:
    # Where the processes may not change roots they stay in the one they have.
    rootless = "" if os.geteuid() == 0 else "service imap-login {\n  chroot =\n}\nservice anvil {\n  chroot =\n}\n"
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
default_login_user = {servant[0]}
default_internal_user = {servant[1]}
default_internal_group = {"dovecot" if os.geteuid() == 0 else owner.pw_gid}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/mail
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={home}/mail
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
{rootless}"""


def _forget_numbers(maildir: Path) -> None:
    for path in (maildir / "dovecot-uidlist", *maildir.glob("dovecot.index*"), maildir / "dovecot-uidvalidity"):
        path.unlink(missing_ok=True)


def _maildir_delivery(maildir: Path, owner: pwd.struct_passwd) -> Callable[[bytes], None]:
    numbers = itertools.count()

    def deliver(raw: bytes) -> None:
        name = f"{time.time_ns()}.{next(numbers)}.test"
        (maildir / "tmp" / name).write_bytes(raw)
        if os.geteuid() == 0:
            os.chown(maildir / "tmp" / name, owner.pw_uid, owner.pw_gid)
        (maildir / "tmp" / name).rename(maildir / "new" / name)

    return deliver


def inside(server: ImapServer, folder: str) -> int:
    """How many mails the folder holds, seen by another IMAP client."""
    found: list[int] = []
    wait_until(lambda: _looked(server, folder, found))
    return found[0]


def _looked(server: ImapServer, folder: str, found: list[int]) -> bool:
    # The small post office breaks off when a folder comes to be at the very moment that somebody opens it.
    with suppress(imaplib.IMAP4.abort), imaplib.IMAP4("127.0.0.1", server.port) as other:
        other.login("meldpunt", "geheim")
        status, data = other.select(folder, readonly=True)
        found.append(int(data[0] or 0) if status == "OK" else 0)
    return bool(found)


def drained(arrivals: "queue.SimpleQueue") -> list:
    """What is in the queue now."""
    found = []
    with suppress(queue.Empty):
        while True:
            found.append(arrivals.get_nowait())
    return found
