"""Who of the desk may read a mail: not everybody, when it tells of a case that is shut or when only few may see it."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub.dispatch import shield
from hub.dispatch.tables import Referral
from hub.intake.tables import MailReferral, RawMail
from hub.people.rights import Right, may, require
from hub.store import Work


def for_desk(work: Work, mail_id: UUID) -> RawMail:
    """The mail for who may read what it tells; NotFound or NotAllowed for everybody else."""
    mail = of_desk(work, mail_id)
    must_read(work, mail)
    return mail


def of_desk(work: Work, mail_id: UUID) -> RawMail:
    """The mail for who sorts mails at its hub, whatever it tells; NotFound or NotAllowed for everybody else."""
    mail = work.found(RawMail, mail_id)
    require(work.asker, Right.TRIAGE, mail.hub_id)
    return mail


def may_read(work: Work, mail: RawMail) -> bool:
    """Whether the asker, of the desk, may have the bytes of a mail and what hangs on it."""
    if may(work.asker, Right.SEE_RESTRICTED, mail.hub_id):
        return True
    return not _for_few_eyes(mail) and not _is_shielded(work, mail)


def must_read(work: Work, mail: RawMail) -> None:
    """NotAllowed for whoever is shut out of what this mail tells."""
    if _is_shielded(work, mail):
        require(work.asker, Right.SEE_RESTRICTED, mail.hub_id)


def _is_shielded(work: Work, mail: RawMail) -> bool:
    query = select(RawMail.id).where(RawMail.id == mail.id, tells_of_shielded())
    return work.session.exec(query).first() is not None


def tells_of_shielded() -> sa.ColumnElement[bool]:
    """Whether a mail, or the one that it is a second copy of, is about a case that has a restricted reason or is out
    of the same original as one, or points at such a case while nobody placed it elsewhere, also when laid aside."""
    first = aliased(RawMail)
    same = (col(RawMail.id), col(RawMail.duplicate_of))
    drawn = select(MailReferral.referral_id).where(col(MailReferral.raw_mail_id).in_(same)).correlate(RawMail)
    on = select(first.referral_id).where(col(first.id).in_(same)).correlate(RawMail)
    nowhere = col(first.referral_id).is_(None)
    towards = select(first.suggested_referral_id).where(col(first.id).in_(same), nowhere).correlate(RawMail)
    case, other = aliased(Referral), aliased(Referral)
    about = select(case.id).join(other, shield.out_of_the_same(case, other)).where(shield.shielded(other))
    return about.where(col(case.id).in_(sa.union_all(drawn, on, towards))).correlate(RawMail).exists()


def _for_few_eyes(mail: RawMail) -> bool:
    return mail.restricted or mail.outcome is None
