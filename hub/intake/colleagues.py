"""Who was put in copy of a case by its referrer, or by us, and works where the referrer works."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch.tables import Referral
from hub.intake.sender_trust import SenderTrust
from hub.intake.senders import FROM_PEOPLE, Sender
from hub.intake.tables import MailReferral, RawMail
from hub.letters import Letter
from hub.store import Work

CASES: Any = sa.bindparam("cases", expanding=True)
WHERE: Any = sa.bindparam("organisations", expanding=True)
WHO = sa.bindparam("who", type_=sa.Text())


def cases_with_colleague(work: Work, address: str, sender: Sender, referral_ids: Collection[UUID]) -> set[UUID]:
    """Those of these cases whose referrer works with the sender, and in which a mail of that referrer or a letter of
    ours names this address. Both are needed: a stranger in copy is no colleague, and not every colleague takes part.

    The sender works where it is a member, or where its mail domain is used by one organisation only.
    """
    works_at = {*sender.own, *(sender.at_domain if len(sender.at_domain) == 1 else ())}
    if not address or not works_at or not referral_ids:
        return set()
    asked = {"cases": list(referral_ids), "organisations": list(works_at), "who": address.lower()}
    return set(work.session.execute(_QUESTION, asked).scalars())


def _question() -> Any:
    mail, drawn, case, letter = table_of(RawMail), table_of(MailReferral), table_of(Referral), table_of(Letter)
    on_it = sa.or_(
        mail.c.referral_id == case.c.id,
        sa.exists().where(drawn.c.raw_mail_id == mail.c.id, drawn.c.referral_id == case.c.id),
    )
    by_referrer = (
        sa.exists()
        .where(mail.c.hub_id == case.c.hub_id, on_it, mail.c.outcome.in_(FROM_PEOPLE))
        .where(sa.func.lower(mail.c.from_address) == case.c.referrer_email, sa.any_(mail.c.named) == WHO)
        .where(mail.c.sender_trust != SenderTrust.FORGED)
    )
    by_us = sa.exists().where(letter.c.referral_id == case.c.id, sa.func.lower(letter.c.to_address) == WHO)
    return (
        sa.select(case.c.id)
        .where(case.c.id.in_(CASES), case.c.referrer_organisation_id.in_(WHERE))
        .where(sa.or_(by_referrer, by_us))
    )


_QUESTION = _question()
