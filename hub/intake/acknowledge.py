"""The one letter that tells the sender of a mail that it arrived; never two, never to a machine."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import select

from hub import letters, links
from hub.columns import table_of
from hub.dispatch.codes import Channel
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.links import Purpose
from hub.store import Work

# Who sends more than this in a day is a machine that does not say so, and an answer to it could go round for ever.
MOST_A_DAY = 50
_R = table_of(Referral)
# How many cases an `address` opened by mail `since` a moment.
OPENED = (
    sa.select(sa.func.count())
    .where(_R.c.referrer_email == sa.bindparam("address"), _R.c.channel == Channel.MAIL)
    .where(_R.c.created_at > sa.bindparam("since"))
)


def acknowledge(
    work: Work, mail: RawMail, hub: Hub, referrals: Sequence[Referral], *, opened: int | None = None
) -> Letter | None:  # fmt: skip
    """Write to the sender which numbers its mail was given, with a personal link for each; no name, no story.

    None when this mail was acknowledged before, or when nobody would read the answer. Whoever gives a mail its first
    outcome knows that it was not, and how many cases its sender `opened` within a day, these included.
    """
    once_key = f"acknowledgement:{mail.id}"
    if not mail.may_answer or not referrals or (opened is None and _was_written(work, once_key)):
        return None
    if (_opened(work, mail) if opened is None else opened) > MOST_A_DAY:
        return None
    made = {
        one.number: links.make(work, Purpose.REFERRAL, one.id, hub_id=hub.id, referral_id=one.id) for one in referrals
    }
    one = referrals[0]
    return letters.write(
        work, "acknowledgement", mail.referrer_address, once_key=once_key, hub=hub,
        referral_id=one.id, reply_reference=one.number, link=made[one.number],
        own_reference=one.own_reference, more_links=list(made.values()),
        cases=[(number, link.marker) for number, link in made.items()], first=True,
    )  # fmt: skip


def _was_written(work: Work, once_key: str) -> bool:
    return work.session.exec(select(Letter.id).where(Letter.once_key == once_key)).first() is not None


def _opened(work: Work, mail: RawMail) -> int:
    asked = {"address": mail.from_address.lower(), "since": work.now - timedelta(days=1)}
    return work.session.execute(OPENED, asked).scalar_one()
