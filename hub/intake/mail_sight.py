"""What the desk may see of mails: those to place, those with a national register number, and all that came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from hub import blobs, ledger
from hub.dispatch import shield
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import scans
from hub.intake.mail_signs import Signs, signs_of
from hub.intake.outcome import reason_words
from hub.intake.sender_trust import SenderTrust, trust_words
from hub.intake.tables import Document, MailOutcome, MailReferral, RawMail
from hub.lookups import Lookup
from hub.people.rights import Right, hubs_where, may, require
from hub.people.tables import Person
from hub.store import Work
from hub.wording import N_, _

PAGE, MOST = 50, 500
OUTCOME_WORDS = {
    MailOutcome.REFERRAL: N_("nieuwe aanmelding"),
    MailOutcome.MESSAGE: N_("bericht bij een aanmelding"),
    MailOutcome.BOUNCE: N_("niet bezorgd"),
    MailOutcome.AUTO_REPLY: N_("automatisch bericht"),
    MailOutcome.TO_PLACE: N_("te plaatsen"),
    MailOutcome.DUPLICATE: N_("dubbel"),
}
TO_PLACE = (col(RawMail.outcome) == MailOutcome.TO_PLACE, col(RawMail.settled_at).is_(None))
FLAGGED = (col(RawMail.national_numbers) > 0, col(RawMail.flag_settled_at).is_(None))


@dataclass(frozen=True)
class MailLine:
    """One mail in a list; `why` is its outcome's reason in words, `numbers` the cases that it is on."""

    id: UUID
    stored_at: datetime
    subject: str
    sender: str
    outcome: str | None
    why: str
    numbers: Sequence[str]
    placed: bool
    flagged: bool
    dangerous: bool = False

    @property
    def outcome_words(self) -> str:
        return _(OUTCOME_WORDS[MailOutcome(self.outcome)]) if self.outcome else _("wordt nog gelezen")


def to_place(work: Work) -> Sequence[MailLine]:
    """Mails that wait for the desk, the oldest first: none may be forgotten below the newer ones."""
    return _asked(work, waiting())


def flagged(work: Work) -> Sequence[MailLine]:
    """Mails in which somebody wrote a national register number, until the desk has dealt with it."""
    return _asked(work, with_number())


def arrived(work: Work, *, before: datetime | None = None) -> Sequence[MailLine]:
    """All mails, the newest first, as the proof that each one has its outcome."""
    return _asked(work, _arrived(before is not None), before=before)


def counts(work: Work) -> tuple[int, int]:
    """How many mails are to place, and how many hold a national register number that nobody dealt with."""
    asked = {"hubs": list(hubs_where(work.asker, Right.TRIAGE))}
    to_see_to, flagged_ones = (work.session.execute(query, asked).scalar_one() for query in _COUNTS)
    return to_see_to, flagged_ones


# Each question is made once: making it takes longer than its answer.
HUBS: Any = sa.bindparam("hubs", expanding=True)
_COUNTS = [
    select(sa.func.count()).select_from(RawMail).where(col(RawMail.hub_id).in_(HUBS), *which)
    for which in (TO_PLACE, FLAGGED)
]


@cache
def waiting(*, dangerous: bool | None = None) -> Any:
    """The question for mails to place at HUBS; only those that speak of danger or that do not, or all: these first."""
    speaks = sa.func.cardinality(col(RawMail.danger)) > 0
    which = () if dangerous is None else (speaks if dangerous else ~speaks,)
    order = () if dangerous is not None else (sa.desc(speaks),)
    return _lines(*TO_PLACE, *which).order_by(*order, col(RawMail.stored_at)).limit(MOST)


@cache
def with_number() -> Any:
    """The question for mails at HUBS with a national register number that nobody dealt with."""
    return _lines(*FLAGGED).order_by(col(RawMail.stored_at)).limit(MOST)


@cache
def _arrived(older: bool) -> Any:
    before = (col(RawMail.stored_at) < sa.bindparam("before"),) if older else ()
    return _lines(*before).order_by(sa.desc(col(RawMail.stored_at))).limit(PAGE)


def _lines(*which: Any) -> Any:
    return (
        sa.select(
            *map(col, (RawMail.id, RawMail.stored_at, RawMail.subject, RawMail.from_name, RawMail.from_address)),
            *map(col, (RawMail.outcome, RawMail.outcome_reason, Referral.number, RawMail.settled_at)),
            *map(col, (RawMail.national_numbers, RawMail.flag_settled_at, RawMail.hub_id, RawMail.danger)),
            _tells_of_shielded().label("shielded"),
            _numbers_drawn().label("drawn"),
        )
        .select_from(RawMail)
        .outerjoin(Referral, col(Referral.id) == col(RawMail.referral_id))
        .where(col(RawMail.hub_id).in_(HUBS), *which)
    )


def _asked(work: Work, query: Any, **values: Any) -> Sequence[MailLine]:
    hubs = list(hubs_where(work.asker, Right.TRIAGE))
    return read(work, work.session.execute(query, {"hubs": hubs, **values}).all())


def read(work: Work, rows: Sequence[Any]) -> list[MailLine]:
    """Lines of what these questions answer."""
    return [
        MailLine(
            id=one.id, stored_at=one.stored_at, subject=_subject(work, one),
            sender=one.from_name or one.from_address or _("onbekende afzender"), outcome=one.outcome,
            why=reason_words(one.outcome_reason), placed=one.settled_at is not None,
            dangerous=bool(one.danger) and one.settled_at is None and one.outcome == MailOutcome.TO_PLACE,
            flagged=one.national_numbers > 0 and one.flag_settled_at is None,
            numbers=sorted({*(one.drawn or ()), *([one.number] if one.number else [])}),
        )
        for one in rows
    ]  # fmt: skip


def _numbers_drawn() -> Any:
    """The numbers of all cases that were drawn from a mail; a mail may speak of several youngsters."""
    of_mail = aliased(Referral)
    return (
        select(sa.func.array_agg(of_mail.number))
        .join(MailReferral, col(MailReferral.referral_id) == col(of_mail.id))
        .where(col(MailReferral.raw_mail_id) == col(RawMail.id))
        .correlate(RawMail)
        .scalar_subquery()
    )


def _subject(work: Work, one: Any) -> str:
    if one.shielded and not may(work.asker, Right.SEE_RESTRICTED, one.hub_id):
        return _("afgeschermd")
    return one.subject or _("(zonder onderwerp)")


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
        outcome=_(OUTCOME_WORDS[MailOutcome(mail.outcome)]) if mail.outcome else "",
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
    mail = _mail(work, mail_id)
    if not may_read(work, mail):
        require(work.asker, Right.SEE_RESTRICTED, mail.hub_id)
    # The attachments are in there as well.
    scans.must_be_open(work, _documents(work, mail))
    ledger.write(work, "mail.original", "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=mail.referral_id)
    return blobs.content(work, mail.blob_id)


def for_desk(work: Work, mail_id: UUID) -> RawMail:
    """The mail for who may read what it tells; NotFound or NotAllowed for everybody else."""
    mail = _mail(work, mail_id)
    must_read(work, mail)
    return mail


def _mail(work: Work, mail_id: UUID) -> RawMail:
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
    query = select(RawMail.id).where(RawMail.id == mail.id, _tells_of_shielded())
    return work.session.exec(query).first() is not None


def _tells_of_shielded() -> sa.ColumnElement[bool]:
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


def _case(work: Work, referral_id: UUID | None) -> Referral | None:
    return work.session.get(Referral, referral_id) if referral_id else None
