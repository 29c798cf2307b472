"""Second thoughts about a mail that was placed: it waits again as before, while nothing was built on it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters
from hub.columns import table_of
from hub.dispatch import identity, moves
from hub.dispatch.case import Move
from hub.dispatch.locks import take_all
from hub.dispatch.tables import Message, Referral
from hub.dispatch.telling_apart import told_about
from hub.intake import mail_shield, origin
from hub.intake.placing import held_mail, versions_of
from hub.intake.tables import Document, MailReferral, RawMail
from hub.letters import Letter
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def take_back(work: Work, mail_id: UUID) -> RawMail:
    """Undo the placing of a mail: its message and documents leave the case again, and what was drawn from it is closed.

    A number that was given out stays used. Letters that left stay gone; those that did not are not sent. Refused when
    something was built on it since.
    """
    mail = held_mail(work, mail_id)
    mail_shield.must_read(work, mail)
    take_all(work, _cases_in(mail))
    hindrance = why_not(work, mail)
    if hindrance:
        raise Refused(hindrance)
    drawn = origin.drawn_from(work, mail.id)
    if drawn:
        _undraw(work, mail, drawn)
    else:
        _off_the_case(work, mail)
    for document in _documents(work, mail):
        document.referral_id = None
    before = mail.placed["before"] if mail.placed else {}
    mail.settled_at = datetime.fromisoformat(before["at"]) if before.get("at") else None
    mail.settled_by = UUID(before["by"]) if before.get("by") else None
    mail.settled_note, mail.referral_id, mail.placed = before.get("note", ""), None, None
    work.session.flush()
    ledger.write(work, "mail.take_back", "raw_mail", mail.id, hub_id=mail.hub_id)
    return mail


def why_not(work: Work, mail: RawMail) -> str:
    """What stands in the way of taking a placing back, "" when nothing does."""
    if not mail.placed:
        return _("Deze e-mail staat niet meer waar hij geplaatst was. Kijk hoe het nu staat.")
    drawn, cases = origin.drawn_from(work, mail.id), _cases_in(mail)
    changed = versions_of(work, cases) != mail.placed["cases"] or not {one.id for one in drawn} <= set(cases)
    if changed or any(one.youngster_id and told_about(work, one.youngster_id) for one in drawn):
        return _("Er is intussen verder gewerkt met deze e-mail. Daarom kan dit niet meer ongedaan.")
    return ""


def left_letters(work: Work, mail: RawMail) -> Sequence[str]:
    """To whom letters left about the cases that were drawn from this mail: those cannot come back."""
    drawn = [one.id for one in origin.drawn_from(work, mail.id)]
    if not drawn:
        return []
    return work.session.exec(
        select(Letter.to_address)
        .where(col(Letter.referral_id).in_(drawn), col(Letter.done_at).is_not(None))
        .distinct()
        .order_by(col(Letter.to_address))
    ).all()


def _cases_in(mail: RawMail) -> list[UUID]:
    return [UUID(one) for one in mail.placed["cases"]] if mail.placed else []


def _documents(work: Work, mail: RawMail) -> Sequence[Document]:
    return work.session.exec(select(Document).where(Document.raw_mail_id == mail.id)).all()


def _off_the_case(work: Work, mail: RawMail) -> None:
    assert mail.referral_id, "a placed mail has its case"
    referral = moves.take(work, mail.referral_id)
    work.session.execute(
        sa.delete(Message).where(col(Message.raw_mail_id) == mail.id, col(Message.referral_id) == referral.id)
    )
    moves.rewatch(work, referral)


def _undraw(work: Work, mail: RawMail, drawn: Sequence[Referral]) -> None:
    """The cases end as made by mistake, which no figure counts, without the words that came out of the mail and whom
    somebody read in it: that one is found by the mail that waits."""
    ids = [one.id for one in drawn]
    letters.withhold(work, ids)
    links, documents = table_of(MailReferral), table_of(Document)
    work.session.execute(sa.delete(links).where(links.c.raw_mail_id == mail.id, links.c.referral_id.in_(ids)))
    of_mail = sa.select(documents.c.blob_id).where(documents.c.raw_mail_id == mail.id)
    copies = documents.c.raw_mail_id.is_(None) & documents.c.blob_id.in_(of_mail.scalar_subquery())
    work.session.execute(sa.delete(documents).where(documents.c.referral_id.in_(ids), copies))
    for referral in drawn:
        referral.story = ""
        identity.forget(work, referral)
        note = _("De e-mail hiervan wacht opnieuw op een plaats.")
        moves.move(work, referral, Move.SET_DOUBLE, note=note, taken_back=mail.id)
