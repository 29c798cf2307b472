"""The one letter that tells the sender of a mail that it arrived; never two, never to a machine."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, links
from hub.dispatch.codes import Channel
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake.tables import RawMail
from hub.letters import Letter
from hub.links import Purpose
from hub.store import Work

# Who sends more than this in a day is a machine that does not say so, and an answer to it could go round for ever.
MOST_A_DAY = 50


def acknowledge(
    work: Work, mail: RawMail, hub: Hub, referrals: Sequence[Referral], *, first: bool = False
) -> Letter | None:  # fmt: skip
    """Write to the sender which numbers its mail was given, with a personal link for each; no name, no story.

    None when this mail was acknowledged before, or when nobody would read the answer. Whoever gives a mail its `first`
    outcome spares the database the question whether it was.
    """
    once_key = f"acknowledgement:{mail.id}"
    if not mail.may_answer or not referrals or (not first and _was_written(work, once_key)):
        return None
    if _sends_too_many(work, mail):
        return None
    made = {
        one.number: links.make(work, Purpose.REFERRAL, one.id, hub_id=hub.id, referral_id=one.id) for one in referrals
    }
    one = referrals[0]
    return letters.write(
        work, "acknowledgement", mail.from_address, once_key=once_key, hub=hub,
        referral_id=one.id, reply_reference=one.number, link=made[one.number], more_links=list(made.values()),
        cases=[(number, link.marker) for number, link in made.items()], first=True,
    )  # fmt: skip


def _was_written(work: Work, once_key: str) -> bool:
    return work.session.exec(select(Letter.id).where(Letter.once_key == once_key)).first() is not None


def _sends_too_many(work: Work, mail: RawMail) -> bool:
    opened = work.session.execute(
        select(sa.func.count())
        .where(Referral.referrer_email == mail.from_address.lower(), Referral.channel == Channel.MAIL)
        .where(col(Referral.created_at) > work.now - timedelta(days=1))
    ).scalar_one()
    return opened > MOST_A_DAY
