"""A mail arrives: its bytes are stored before anything is read, so that whatever happens later, it is here."""

import re
from contextlib import nullcontext
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from hub import blobs, tokens
from hub.columns import table_of
from hub.hubs import Hub, HubInbox, first_hub
from hub.intake.mail.reading import digest_of
from hub.intake.tables import RawMail
from hub.lookups import Lookup
from hub.store import Work

READ = "intake.read"
LONGEST_HEAD = 64 * 1024
LONGEST_KEY = 500
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_RECIPIENTS = re.compile(
    r"^(?:delivered-to|x-original-to|x-envelope-to|envelope-to|to|cc)[ \t]*:(.*)$", re.IGNORECASE | re.MULTILINE
)
_MESSAGE_ID = re.compile(r"^message-id[ \t]*:[ \t]*(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,64}@[\w.-]{1,255}")
_MOST_RECIPIENTS = 500


def store_raw(
    work: Work,
    raw: bytes,
    source: str,
    where_from: str,
    *,
    once_key: str = "",
    whole: bool = True,
    otherwise: Hub | None = None,
    to: Hub | None = None,
    held_for: timedelta | None = None,
) -> RawMail:
    """Store a mail as it came and let it be read soon. `source` is imap, ingest, upload or passed_on.

    With the same `once_key` (where it lay on the mail server) it is stored once, and the known row comes back. `whole`
    is False when a mailbox held the body back because of its size. Its recipients decide the hub; who writes to none
    of them comes to `otherwise`, or to the first; one that was passed on comes `to` its hub, whoever it names. Whoever
    goes on with it at once has it `held_for` so long. Nothing more of it is read here.
    """
    digest = digest_of(raw)
    key = f"{source}:{once_key or uuid4()}:{digest[:16]}"
    known = _stored_as(work, key) if once_key else None
    if known:
        return known
    head = _head(raw)
    hub_id = to.id if to else _hub_of(work, head) or (otherwise or first_hub(work.session)).id
    mail = RawMail(
        hub_id=hub_id, source=source, where_from=_printable(where_from)[:1000], digest=digest,
        message_key=_message_key(head), stored_at=work.now, whole=whole, due_at=work.real, once_key=key,
        blob_id=UUID(int=0),
    )  # fmt: skip
    if held_for:
        mail.leased_until, mail.lease_token, mail.attempts = work.real + held_for, uuid4(), 1
    try:
        with work.session.begin_nested() if once_key else nullcontext():
            mail.blob_id = blobs.keep(work, hub_id, raw).id
            work.session.add(mail)
            work.session.flush()
    except IntegrityError:
        other = _stored_as(work, key)
        if other is None:
            raise
        return other
    work.wake(READ)
    return mail


def _stored_as(work: Work, once_key: str) -> RawMail | None:
    return work.session.exec(select(RawMail).where(RawMail.once_key == once_key)).first()


def _head(raw: bytes) -> str:
    start = raw[:LONGEST_HEAD].lstrip(b"\r\n")
    end = _END_OF_HEAD.search(start)
    text = (start[: end.start()] if end else start).decode("utf-8", "replace").replace("\x00", "")
    return _FOLD.sub(" ", text)


_INBOX, _HUB = table_of(HubInbox), table_of(Hub)
_HUB_OF = Lookup(
    sa.select(_INBOX.c.hub_id)
    .join(_HUB, _HUB.c.id == _INBOX.c.hub_id)
    .where(_INBOX.c.address.in_(sa.bindparam("inboxes", expanding=True)))
    .order_by(_HUB.c.position)
)


def _hub_of(work: Work, head: str) -> UUID | None:
    """The hub that was written to: the one that signed the reply address, else the first of those named."""
    named = [address for line in _RECIPIENTS.findall(head) for address in _ADDRESS.findall(line)][:_MOST_RECIPIENTS]
    keys = work.store.settings.secret_keys
    signed = [address for address in named if tokens.verify_reply(keys, address.rpartition("@")[0])]
    inboxes = {_without_tag(address.lower()) for address in signed or named}
    return next((row.hub_id for row in _HUB_OF.ask(work.session, inboxes=list(inboxes))), None)


def _without_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def message_key(message_id: str | None) -> str:
    """What a Message-ID is stored and looked up as: itself, or its digest where no index would take it."""
    if not message_id or len(message_id.encode()) <= LONGEST_KEY:
        return message_id or ""
    return f"<{sha256(message_id.encode()).hexdigest()}>"


def _message_key(head: str) -> str:
    found = _MESSAGE_ID.search(head)
    return message_key(found.group(1)) if found else ""


def _printable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
