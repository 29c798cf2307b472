"""The one question about every mail: its row, held from here on, and what decides what becomes of most of them."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, select

from hub.columns import table_of
from hub.hubs import Hub, HubInbox
from hub.intake import acknowledge, senders
from hub.intake.arrival import message_key
from hub.intake.mail.shapes import ReadMail
from hub.intake.senders import Sender
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.store import Work

_M, _INBOX, _LETTER = table_of(RawMail), table_of(HubInbox), table_of(Letter)


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

    The row in the answer stands apart from the session: whoever changes it writes that down.
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
    found = work.session.execute(_LOOK, asked).first()
    if found is None:
        return None
    held, hub, twin, is_ours, name, own, at_domain, opened = found
    work.session.expunge(held)
    from_ourselves = is_ours or asked["inbox"] == parseaddr(work.store.settings.mail_from)[1].lower()
    return FirstLook(held, hub, twin, from_ourselves, Sender(name, own, at_domain), opened)


def _question() -> Any:
    twin = (
        sa.select(_M.c.id)
        .where(_M.c.hub_id == sa.bindparam("hub"), _M.c.message_key == sa.bindparam("key"))
        .where(_M.c.digest == sa.bindparam("digest"), _M.c.id != sa.bindparam("mail"))
        .where(_M.c.outcome.is_not(None), _M.c.duplicate_of.is_(None))
        .limit(1)
    )
    is_ours = sa.or_(
        sa.exists().where(_INBOX.c.address == sa.bindparam("inbox")),
        sa.exists().where(_LETTER.c.message_id == sa.any_(sa.bindparam("ours", type_=ARRAY(sa.Text)))),
    )
    also = twin.correlate(None).scalar_subquery(), is_ours, *senders.SENDER, acknowledge.OPENED.scalar_subquery()
    return (
        select(RawMail, Hub)
        .add_columns(*also)
        .join(Hub, col(Hub.id) == col(RawMail.hub_id))
        .where(col(RawMail.id) == sa.bindparam("mail"), col(RawMail.lease_token) == sa.bindparam("token"))
        .where(col(RawMail.done_at).is_(None))
        .with_for_update(of=RawMail)
    )


_LOOK = _question()
