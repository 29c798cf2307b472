"""The demo's post office: takes what the hub sends, serves its inbox over IMAP, on this machine only."""

import asyncio
import ctypes
import os
import signal
import sys
import tempfile
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email.utils import parseaddr
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pymap.backend.maildir import Identity, MaildirBackend
from pymap.backend.maildir.mailbox import MailboxData, Maildir
from pymap.backend.maildir.uidlist import UidList
from pymap.frozen import frozendict
from pymap.imap import IMAPService
from pymap.user import UserMetadata
from pysasl.hashing import BuiltinHash

from hub import logs
from hub.postal.demo_box import INBOX, OUTSIDE, box_path, deliver, open_box
from hub.postal.servers import InboxServer, MailServer, imap_server, is_loopback, smtp_server

log = structlog.get_logger(__name__)

LARGEST_MAIL = 64 * 1024 * 1024
PYMAP_MOVE = MailboxData.move
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Plan:
    """What the post office was told: where to listen, where to keep mail, which addresses are the hub's."""

    smtp: MailServer
    imap: InboxServer
    state: Path
    inboxes: frozenset[str]

    def is_ours(self, address: str) -> bool:
        """Whether mail to the address is the hub's: an inbox, or an inbox with a `+reply` word in it."""
        local, _, domain = address.lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" in self.inboxes


def read_plan(environ: Mapping[str, str]) -> Plan:
    """Read HUB_DEMO, HUB_SMTP_URL, HUB_IMAP_URL, HUB_STATE, HUB_INBOXES and HUB_MAIL_FROM; raises `ValueError`."""
    if environ.get("HUB_DEMO") != "1":
        raise ValueError("The post office exists in the demo only: HUB_DEMO has to be 1.")
    for name in ("HUB_SMTP_URL", "HUB_IMAP_URL", "HUB_STATE", "HUB_INBOXES"):
        if not environ.get(name, "").strip():
            raise ValueError(f"{name} is missing: the post office needs it.")
    smtp, imap = smtp_server(environ["HUB_SMTP_URL"]), imap_server(environ["HUB_IMAP_URL"].split()[0])
    if smtp.tls or smtp.starttls or imap.tls or imap.starttls:
        raise ValueError("The post office speaks plain smtp:// and imap:// only.")
    if not (is_loopback(smtp.host) and is_loopback(imap.host)):
        raise ValueError(
            "The post office listens on this machine only: use 127.0.0.1 in HUB_SMTP_URL and HUB_IMAP_URL."
        )
    # Bounces come back to the address that the hub writes from.
    own = [*environ["HUB_INBOXES"].split(), parseaddr(environ.get("HUB_MAIL_FROM", ""))[1]]
    inboxes = frozenset(address.lower() for address in own if "@" in address)
    return Plan(smtp, imap, Path(environ["HUB_STATE"]).absolute(), inboxes)


class Counter:
    """aiosmtpd's handler: a mail is on disk before its sender hears 250."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.one_at_a_time = asyncio.Lock()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        try:
            async with self.one_at_a_time:
                await asyncio.to_thread(self._store, envelope.mail_from or "", envelope.rcpt_tos, raw)
        except OSError as error:
            log.error("mail not stored", error=type(error).__name__)
            return "451 4.3.0 the mail could not be stored, try again later"
        log.info("mail stored", size=len(raw), recipients=len(envelope.rcpt_tos))
        return "250 2.0.0 stored"

    def _store(self, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        """The hub gets one copy however many of its addresses were named; outside each person gets an own one."""
        ours = [address for address in recipients if self.plan.is_ours(address)]
        if ours:
            deliver(self.plan.state, INBOX, _stamp(sender, ours) + raw)
        for address in recipients:
            if address not in ours:
                deliver(self.plan.state, OUTSIDE, _stamp(sender, [address]) + raw)


class Window(SMTP):
    """Mails from the wild have lines far over the limit of the protocol; a demo shows them all the same."""

    line_length_limit = 1024 * 1024


async def open_office(plan: Plan, stack: AsyncExitStack) -> None:
    """Listen on both ports until the stack closes; raises `OSError` when one of them is taken."""
    for box in (INBOX, OUTSIDE):
        open_box(plan.state, box)
    await _open_smtp(plan, stack)
    await _open_imap(plan, stack)
    log.info("post office open", smtp_port=plan.smtp.port, imap_port=plan.imap.port)


async def _open_smtp(plan: Plan, stack: AsyncExitStack) -> None:
    def signs_in(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        wanted = LoginPassword((plan.smtp.user or "").encode(), (plan.smtp.password or "").encode())
        return AuthResult(success=data == wanted)

    window = partial(
        Window,
        Counter(plan),
        data_size_limit=LARGEST_MAIL,
        enable_SMTPUTF8=True,
        hostname="localhost",
        authenticator=signs_in if plan.smtp.user else None,
        auth_require_tls=False,
    )
    server = await asyncio.get_running_loop().create_server(window, plan.smtp.host, plan.smtp.port)
    stack.callback(server.close)


async def _open_imap(plan: Plan, stack: AsyncExitStack) -> None:
    post = plan.state / "post"
    _make_pymap_fit(post)
    arguments = Namespace(
        host=plan.imap.host,
        port=plan.imap.port,
        base_dir=str(post),
        layout="++",
        colon=None,
        concurrency=None,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        passlib_cfg=None,
        proxy_protocol=None,
        inherited_sockets=None,
    )
    backend, config = await MaildirBackend.init(arguments)
    config.apply_context()
    # Few rounds: the password is the state folder's own random word, and each connection pays for them.
    secret = BuiltinHash(rounds=1000).hash(config.password_prep(plan.imap.password or ""))
    for name, box in ((plan.imap.user or INBOX, INBOX), (OUTSIDE, OUTSIDE)):
        identity = Identity(config, backend.login.tokens, name, None, {"admin"})
        where = frozendict({"mailbox_path": str(box_path(plan.state, box))})
        await identity.set(UserMetadata(config, name, password=secret, params=where))
    await backend.start(stack)
    await IMAPService(backend, config).start(stack)


def _make_pymap_fit(post: Path) -> None:
    # It writes its lists to the temporary folder and renames them, which fails across file systems.
    scratch = post / "scratch"
    scratch.mkdir(exist_ok=True)
    tempfile.tempdir = str(scratch)
    # A killed predecessor leaves lock files that would stop everybody for ten minutes.
    for lock in post.rglob("*.lock"):
        lock.unlink(missing_ok=True)
    # It would look the machine's name up in the DNS for each greeting.
    os.environ["FQDN"] = "localhost"
    # It would parse each mail and write it out again, which changes odd mails and fails on the oddest.
    maildir: Any = Maildir
    maildir.get_message = Maildir.get_bytes
    mailbox: Any = MailboxData
    mailbox.move = _move_and_forget


async def _move_and_forget(self: MailboxData, uid: int, to: MailboxData, *, recent: bool = False) -> int | None:
    """pymap keeps a moved mail in its list and looks for the file at each command, slower with every mail."""
    moved = await PYMAP_MOVE(self, uid, to, recent=recent)
    if moved is not None:
        async with UidList.with_write(self._path) as listed:
            listed.remove(uid)
    return moved


def _stamp(sender: str, recipients: Sequence[str]) -> bytes:
    """What a real mail server adds on delivery, by which the hub knows the address that was written to."""
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {address}" for address in recipients)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


async def _serve(plan: Plan) -> None:
    closing = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, closing.set)
    async with AsyncExitStack() as stack:
        await open_office(plan, stack)
        await closing.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> None:
    """Run until SIGTERM; a wrong environment or a taken port ends it with one sentence."""
    _die_with_parent()
    logs.configure()
    try:
        plan = read_plan(os.environ)
        asyncio.run(_serve(plan))
    except (ValueError, OSError) as error:
        sys.exit(f"post office: {error}")


if __name__ == "__main__":
    main()
