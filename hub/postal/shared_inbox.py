"""One signed-in IMAP connection to the shared inbox: list, fetch as raw bytes, put away."""

import imaplib
import io
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.idle import get_socket_poller

from hub.postal.oauth import access_token, forget
from hub.postal.servers import InboxServer

LARGEST_MAIL = 50 * 1024 * 1024
LARGEST_HEADER = 1024 * 1024
NETWORK_SECONDS = 30.0

# What a server or the line can do to us; after it the connection is not to be trusted any more.
LOST = (OSError, EOFError, imaplib.IMAP4.abort)
REFUSED = (imaplib.IMAP4.error, ImapToolsError)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as it lies in the mailbox.

    `raw` is the whole mail, or when `truncated` only its header (1 MB at most) because `size` (bytes) is over the
    limit. (`mailbox`, `uidvalidity`, `uid`) names it on the server for good.
    """

    raw: bytes
    mailbox: str
    uid: int
    uidvalidity: int
    size: int
    truncated: bool = False


class SharedInbox:
    """The open folder. Every method raises one of `LOST` when the connection is gone, of `REFUSED` for a no."""

    def __init__(self, box: BaseMailBox, server: InboxServer) -> None:
        self.box, self.server = box, server
        self.uidvalidity = 0

    def waiting(self) -> list[int]:
        """UIDs of the mails to take, oldest first. Opens the folder afresh, so that nothing stale is listed."""
        self.box.folder.set(self.server.folder)
        known = self.box.client.response("UIDVALIDITY")[1]
        self.uidvalidity = int(known[0]) if known and known[0] else 0
        criteria = "UNSEEN UNDELETED" if self.server.unseen_only else "UNDELETED"
        uids = sorted(int(uid) for uid in self.box.uids(criteria, charset=None))
        self._was_told_of_more()
        return uids

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The bytes of each of these mails; those that are there no more are left out."""
        answer = self._agreed(self.box.client.uid("FETCH", _set(uids), "(UID RFC822.SIZE)"))
        found = {}
        for line in answer:
            text = line if isinstance(line, bytes) else b""
            uid, size = re.search(rb"\bUID (\d+)\b", text), re.search(rb"\bRFC822\.SIZE (\d+)", text)
            if uid and size:
                found[int(uid[1])] = int(size[1])
        return {uid: found[uid] for uid in uids if uid in found}

    def fetch(self, uid: int, size: int, *, largest: int = LARGEST_MAIL) -> Arrived | None:
        """The mail of this size, without marking it as read; None when it is there no more."""
        truncated = size > largest
        part = f"BODY.PEEK[HEADER]<0.{LARGEST_HEADER}>" if truncated else "BODY.PEEK[]"
        raw = self._part(uid, part)
        if raw is None:
            return None
        return Arrived(raw, self.server.folder, uid, self.uidvalidity, size, truncated)

    def put_away(self, uids: Sequence[int]) -> None:
        """Move the mails to the processed folder; without MOVE by copying first and deleting only those."""
        client, capabilities = self.box.client, self.box.client.capabilities
        if "MOVE" in capabilities:
            self.box.move(_set(uids), self.server.processed)
            return
        self.box.copy(_set(uids), self.server.processed)
        self._agreed(client.uid("STORE", _set(uids), "+FLAGS.SILENT", r"(\Deleted)"))
        self._agreed(client.uid("EXPUNGE", _set(uids)) if "UIDPLUS" in capabilities else client.expunge())

    @property
    def announces(self) -> bool:
        """Whether the server can tell of new mail by itself (IDLE)."""
        return "IDLE" in self.box.client.capabilities

    def idle(self, end: float, stop: threading.Event) -> None:
        """Return when the server told of mail since `waiting`, at `end` (monotonic seconds) or a second after `stop`.

        imap-tools' own `poll` reads lines without waiting for their ends and breaks on half a line. Closing IDLE reads
        whole ones, and tells when the line is gone.
        """
        if self._was_told_of_more():
            return
        self.box.idle.start()
        heard = self._is_buffered()
        while not heard and not stop.is_set() and time.monotonic() < end:
            heard = bool(get_socket_poller(self.box.client.sock, 1))
        self.box.idle.stop()

    def make_processed_folder(self) -> None:
        if not self.box.folder.exists(self.server.processed):
            self.box.folder.create(self.server.processed)

    def empty_processed(self, before: date) -> int:
        """Delete for good what the server received before that day in the processed folder; returns how many."""
        self.box.folder.set(self.server.processed)
        old = self.box.uids(AND(date_lt=before), charset=None)
        self.box.delete(old, chunks=200)
        return len(old)

    def _was_told_of_more(self) -> bool:
        """Whether an answer to another command (MOVE, FETCH) brought news of mail; IDLE does not repeat it."""
        return self.box.client.response("EXISTS")[1] != [None]

    def _is_buffered(self) -> bool:
        """News of a mail that came just before IDLE arrives with the answer to it; the socket then shows nothing."""
        sock, lines = self.box.client.sock, getattr(self.box.client, "file", None)
        before = sock.gettimeout()
        sock.settimeout(0)
        try:
            return isinstance(lines, io.BufferedReader) and bool(lines.peek(1))
        except OSError:
            return False
        finally:
            sock.settimeout(before)

    def _part(self, uid: int, part: str) -> bytes | None:
        """imap-tools would parse the mail on the way and some real mails make that parser raise: bytes only."""
        answer = self._agreed(self.box.client.uid("FETCH", str(uid), f"(UID {part})"))
        for line in answer:
            if isinstance(line, tuple) and b"BODY[" in line[0]:
                return line[1]
        # An empty mail may come as a quoted string instead of a literal.
        return b"" if any(isinstance(line, bytes) and b'BODY[] ""' in line for line in answer) else None

    def _agreed(self, result: tuple) -> list:
        status, data = result
        if status != "OK":
            raise imaplib.IMAP4.error(f"the server answered {status}")
        return data or []


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


@contextmanager
def signed_in(server: InboxServer, patience: float = NETWORK_SECONDS) -> Iterator[SharedInbox]:
    """A connection with the processed folder in place; raises one of `LOST` or `REFUSED`.

    A line that says nothing for `patience` seconds while an answer is due counts as lost.
    """
    box = _connect(server, patience)
    try:
        _sign_in(box, server)
        inbox = SharedInbox(box, server)
        inbox.make_processed_folder()
        yield inbox
    finally:
        with suppress(*LOST, *REFUSED):
            box.logout()
        with suppress(OSError):
            box.client.shutdown()


def _connect(server: InboxServer, patience: float) -> BaseMailBox:
    if server.tls:
        return MailBox(server.host, server.port, timeout=patience, ssl_context=server.tls_context())
    if server.starttls:
        return MailBoxStartTls(server.host, server.port, timeout=patience, ssl_context=server.tls_context())
    return MailBoxUnencrypted(server.host, server.port, timeout=patience)


def _sign_in(box: BaseMailBox, server: InboxServer) -> None:
    user, password = server.user or "", server.password or ""
    if server.grant:
        try:
            box.xoauth2(user, access_token(server.grant), initial_folder=None)
        except REFUSED:
            forget(server.grant)
            raise
    else:
        sign_in = box.login if (user + password).isascii() else box.login_utf8
        sign_in(user, password, initial_folder=None)
    # Most servers say what they can (MOVE!) only after sign-in, and imaplib asks only before.
    status, data = box.client.capability()
    if status == "OK" and data and data[-1]:
        box.client.capabilities = tuple(data[-1].decode("ascii", "replace").upper().split())
