"""Real mail servers for the tests: an SMTP peer, the demo's post office, Dovecot, and a line that can be cut."""

import imaplib
import itertools
import os
import pwd
import queue
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from hub.postal.demo_box import drop_raw

ROOT = Path(__file__).resolve().parents[1]
INBOX = "meldpunt@hub.example"


def wait_until(true_now: Callable[[], object], seconds: float = 10.0) -> None:
    """Return as soon as the thing is true; fail when it is not within the time."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not true_now():
        assert time.monotonic() < end, f"did not happen within {seconds} s"
        pause.wait(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@dataclass
class Peer:
    """An SMTP server that says to each recipient what a test tells it to; without an order it takes the mail."""

    says: dict[str, list[str]] = field(default_factory=dict)
    hangs_up_on: set[str] = field(default_factory=set)
    received: list[Envelope] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        orders = self.says.get(address, [])
        if orders and not (answer := orders.pop(0)).startswith("2"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs_up_on.intersection(envelope.rcpt_tos):
            server.transport.abort()
            return "421 gone"
        self.received.append(envelope)
        return f"250 2.0.0 queued as {len(self.received)}"


@contextmanager
def smtp_peer(tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    peer = Peer()
    controller = Controller(peer, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True, ssl_context=tls)
    if tls:
        # Its own trial connection would not accept a certificate made for a test.
        controller._trigger_server = lambda: answers(controller.port)
    controller.start()
    peer.url = f"{'smtps' if tls else 'smtp'}://127.0.0.1:{controller.port}"
    try:
        yield peer
    finally:
        controller.stop()


@dataclass
class ImapServer:
    """A running IMAP server with one empty inbox; `deliver` does what a mail server does when a mail comes in."""

    url: str
    port: int
    deliver: Callable[[bytes], None]
    smtp_url: str = ""
    state: Path = Path()
    process: subprocess.Popen | None = None
    announces_within: float = 2.0
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
        wait_until(lambda: process.poll() is not None or (answers(smtp_port) and answers(imap_port)), 30)
        assert process.poll() is None
        yield ImapServer(url, imap_port, lambda raw: drop_raw(smtp_url, raw, INBOX), smtp_url, state, process, 4.0)
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def dovecot(more: str = "") -> Iterator[ImapServer]:
    """Dovecot on loopback without system services; skips loudly where it is not installed, and fails in CI."""
    if shutil.which("dovecot") is None:
        missing = "Dovecot is not installed (package dovecot-imapd): this test did not run"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
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
        process = subprocess.Popen([shutil.which("dovecot"), "-F", "-c", home / "dovecot.conf"])
        try:
            wait_until(lambda: process.poll() is not None or answers(port))
            assert process.poll() is None
            yield ImapServer(
                f"imap://meldpunt:geheim@127.0.0.1:{port}/INBOX", port, _maildir_delivery(home / "mail", owner),
                forget_numbers=lambda: _forget_numbers(home / "mail"),
            )  # fmt: skip
        finally:
            process.terminate()
            process.wait(10)


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


def self_signed(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for this machine that no authority signed: its file, and what a server needs to show it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    place = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = built.add_extension(place, critical=False).sign(key, hashes.SHA256())
    file, both = folder / "certificate.pem", folder / "both.pem"
    file.write_bytes(certificate.public_bytes(Encoding.PEM))
    both.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + file.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return file, context


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


def inside(server: ImapServer, folder: str) -> int:
    """How many mails the folder holds, seen by another IMAP client."""
    with imaplib.IMAP4("127.0.0.1", server.port) as other:
        other.login("meldpunt", "geheim")
        status, data = other.select(folder, readonly=True)
        return int(data[0]) if status == "OK" else 0


def drained(arrivals: "queue.SimpleQueue") -> list:
    """What is in the queue now."""
    found = []
    with suppress(queue.Empty):
        while True:
            found.append(arrivals.get_nowait())
    return found
