"""One mail with all that stands around it, for who may read it; each look is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import blobs, ledger
from hub.dispatch import shield
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import scans
from hub.intake.mail_shield import for_desk, may_read, of_desk
from hub.intake.mail_signs import Signs, signs_of
from hub.intake.outcome import outcome_words, reason_words
from hub.intake.sender_trust import SenderTrust, trust_words
from hub.intake.tables import Document, MailReferral, RawMail
from hub.lookups import Lookup
from hub.people.rights import Right, may, require
from hub.people.tables import Person
from hub.store import Work


@dataclass(frozen=True)
class OpenMail:
    """A mail with all that stands around it; `original` says whether this person may take the bytes,
    `trust` what our mail server says of the sender, and `signs` why it points at the suggested case."""

    mail: RawMail
    hub: Hub
    why: str
    outcome: str
    documents: Sequence[Document]
    case: Referral | None
    suggested: Referral | None
    settled_by: str
    original: bool
    trust: str
    signs: Signs | None
    shut: dict[UUID, scans.Shut]  # of these documents, those that may not be opened now


def open_mail(work: Work, mail_id: UUID) -> OpenMail:
    """The mail for the desk of its hub, recorded as a look; NotFound for everybody else."""
    mail = for_desk(work, mail_id)
    ledger.write(work, "mail.open", "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=mail.referral_id)
    suggested = _case(work, mail.suggested_referral_id)
    documents = _documents(work, mail)
    by = work.session.get(Person, mail.settled_by) if mail.settled_by else None
    return OpenMail(
        mail=mail,
        hub=work.session.get_one(Hub, mail.hub_id),
        why=reason_words(mail.outcome_reason),
        outcome=outcome_words(mail.outcome) if mail.outcome else "",
        documents=documents,
        case=_case(work, mail.referral_id),
        suggested=suggested,
        settled_by=by.name if by else "",
        original=may_read(work, mail),
        trust=trust_words(mail.sender_trust),
        signs=signs_of(mail, suggested.number) if suggested else None,
        shut=scans.shut(work, documents),
    )


def _documents(work: Work, mail: RawMail) -> Sequence[Document]:
    return work.session.exec(
        select(Document).where(Document.raw_mail_id == mail.id).order_by(col(Document.name), col(Document.id))
    ).all()


_BEHIND = Lookup(
    sa.select(
        *map(col, (MailReferral.raw_mail_id, RawMail.sender_trust, RawMail.from_address)),
        *map(col, (RawMail.origin_name, RawMail.origin_address)),
        col(RawMail.origin_taken).is_(None).label("untaken"),
    )
    .join(RawMail, col(RawMail.id) == col(MailReferral.raw_mail_id))
    .where(col(MailReferral.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .limit(1)
)


@dataclass(frozen=True)
class DrawnFrom:
    """The mail from which a referral was drawn, and what our mail server says of its sender. `origin` is who wrote
    first, as long as the one who sent the mail on counts as the referrer."""

    id: UUID
    trust: str
    forged: bool
    origin: str


def mail_behind(work: Work, referral: Referral) -> DrawnFrom | None:
    """The mail from which a referral was drawn, for who may open it; None when it came another way."""
    if not may(work.asker, Right.TRIAGE, referral.hub_id) or shield.shuts_out(work, referral):
        return None
    found = _BEHIND.ask(work.session, case=referral.id)
    if not found:
        return None
    [one] = found
    open_yet = one.untaken and referral.referrer_email == one.from_address.lower()
    return DrawnFrom(
        one.raw_mail_id, trust_words(one.sender_trust), one.sender_trust == SenderTrust.FORGED,
        (one.origin_name or one.origin_address) if open_yet else "",
    )  # fmt: skip


def original(work: Work, mail_id: UUID) -> bytes:
    """The bytes as they came; for the coordinator only with a national register number in them, or not read yet."""
    mail = of_desk(work, mail_id)
    if not may_read(work, mail):
        require(work.asker, Right.SEE_RESTRICTED, mail.hub_id)
    # The attachments are in there as well.
    scans.must_be_open(work, _documents(work, mail))
    ledger.write(work, "mail.original", "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=mail.referral_id)
    return blobs.content(work, mail.blob_id)


def _case(work: Work, referral_id: UUID | None) -> Referral | None:
    return work.session.get(Referral, referral_id) if referral_id else None
