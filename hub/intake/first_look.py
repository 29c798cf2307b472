"""The one question about every mail: its row, held from here on, and what decides what becomes of most of them."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.hubs import Hub, HubInbox
from hub.intake import acknowledge, senders
from hub.intake.arrival import message_key
from hub.intake.mail.shapes import ReadMail
from hub.intake.senders import Sender
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.lookups import Lookup
from hub.store import Work

_M, _HUB, _INBOX, _LETTER = table_of(RawMail), table_of(Hub), table_of(HubInbox), table_of(Letter)


@dataclass(frozen=True)
class FirstLook:
    """`twin` is the same mail that has its outcome already. `from_ourselves` says that one of the hub's own addresses
    sent it, or that a letter of ours came back, as it went or under another name (X-Loop). `opened` counts the cases
    that its sender opened by mail within a day."""

    row: RawMail
    hub: Hub
    twin: UUID | None
    from_ourselves: bool
    sender: Sender
    opened: int


def look(work: Work, row: RawMail, mail: ReadMail | None) -> FirstLook | None:
    """Hold the row until the end of this transaction and look around; None when its lease is not ours any more.

    The row in the answer is a copy of the leased one, which nobody changes while it is held: it stands apart from the
    session, and whoever changes it writes that down. Its hub is a row to read.
    """
    mail = mail or ReadMail(digest=row.digest)
    address = mail.from_address.lower()
    local, _at, domain = address.rpartition("@")
    asked = {
        "mail": row.id, "token": row.lease_token, "hub": row.hub_id, "digest": row.digest,
        "key": message_key(mail.message_id) or row.message_key, "ours": [mail.message_id or "", mail.robot_facts.loop],
        "inbox": f"{local.partition('+')[0]}@{domain}", "since": work.now - timedelta(days=1),
        **senders.asked_about(address),
    }  # fmt: skip
    found = next(iter(_LOOK.ask(work.session, **asked)), None)
    if found is None:
        return None
    held = RawMail(**{name: getattr(row, name) for name in RawMail.model_fields})
    from_ourselves = found.is_ours or asked["inbox"] == parseaddr(work.store.settings.mail_from)[1].lower()
    sender = Sender(found.sender_name, found.sender_own, found.sender_at_domain)
    return FirstLook(held, found, found.twin, from_ourselves, sender, found.opened)


def _question() -> sa.Select[Any]:
    twin = (
        sa.select(_M.c.id)
        .where(_M.c.hub_id == sa.bindparam("hub"), _M.c.message_key == sa.bindparam("key"))
        .where(_M.c.digest == sa.bindparam("digest"), _M.c.id != sa.bindparam("mail"))
        .where(_M.c.outcome.is_not(None), _M.c.duplicate_of.is_(None))
        .limit(1)
    )
    is_ours = sa.or_(
        sa.exists().where(_INBOX.c.address == sa.bindparam("inbox")),
        sa.exists().where(_LETTER.c.message_id.in_(sa.bindparam("ours", expanding=True))),
    )
    name, own, at_domain = senders.SENDER
    return (
        sa.select(
            *_HUB.c, twin.correlate(None).scalar_subquery().label("twin"), is_ours.label("is_ours"),
            name.label("sender_name"), own.label("sender_own"), at_domain.label("sender_at_domain"),
            acknowledge.OPENED.scalar_subquery().label("opened"),
        )
        .join(_M, _M.c.hub_id == _HUB.c.id)
        .where(_M.c.id == sa.bindparam("mail"), _M.c.lease_token == sa.bindparam("token"), _M.c.done_at.is_(None))
        .with_for_update(of=_M)
    )  # fmt: skip


# It holds a row as well; what becomes of that is written by its id and token, and not through a session.
_LOOK = Lookup(_question())
