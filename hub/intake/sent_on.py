"""A mail that somebody sent on: the desk takes who wrote first for the referrer, and may think better of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hub import ledger
from hub.dispatch.case import is_open
from hub.dispatch.locks import take_all
from hub.dispatch.tables import Referral
from hub.intake import completing, mail_shield, origin
from hub.intake.desk_sections import REFERRER
from hub.intake.draft import Referrer
from hub.intake.drawing import DRAWN_FROM
from hub.intake.placing import held_mail, versions_of
from hub.intake.sender_trust import SenderTrust
from hub.intake.senders import referrer_of, sender_of
from hub.intake.tables import MailOutcome, RawMail
from hub.problems import Refused
from hub.store import Work
from hub.wording import _


def may_take(mail: RawMail, drawn: Sequence[Referral]) -> bool:
    """Whether the one who wrote first can still become the referrer: of what was drawn, or of what will be.

    A mail under a false name may say anything about who wrote first.
    """
    if not mail.origin_address or mail.origin_taken is not None or mail.sender_trust == SenderTrust.FORGED:
        return False
    waits = mail.outcome == MailOutcome.TO_PLACE and mail.referral_id is None
    return mail.outcome in DRAWN_FROM and (waits or bool(_of_sender(mail, drawn)))


def take(work: Work, mail_id: UUID) -> list[Referral]:
    """Take who wrote first for the referrer of the cases of this mail that are its sender's, and of those to come.

    Each of them writes to the new referrer from here on; the links of the sender stop working. Refused when it cannot
    be done (any more).
    """
    mail = held_mail(work, mail_id)
    mail_shield.must_read(work, mail)
    drawn = origin.drawn_from(work, mail.id)
    take_all(work, [one.id for one in drawn])
    if not may_take(mail, drawn):
        raise Refused(_("Dit kan niet meer. Kijk hoe het nu staat."))
    unchanged = _is_unchanged(work, mail)
    known = referrer_of(work, mail.origin_name, mail.origin_address, sender_of(work, mail.origin_address))
    cases = _of_sender(mail, drawn)
    before = {str(one.id): _stored(work, one).model_dump(mode="json") for one in cases}
    mail.origin_taken = {"cases": before}
    for one in cases:
        said = _stored(work, one).model_copy(
            update={
                "referrer_name": known.name, "referrer_email": known.email, "referrer_kind": str(known.kind),
                "referrer_organisation": known.organisation, "referrer_function": "", "referrer_phone": "",
                "secrecy": "",
            }
        )  # fmt: skip
        completing.complete(work, one.id, REFERRER, said)
    return _done(work, mail, cases, "mail.origin_taken", unchanged)


def give_back(work: Work, mail_id: UUID) -> list[Referral]:
    """Undo it: who sent the mail on is the referrer again. Refused when somebody changed the referrer since."""
    mail = held_mail(work, mail_id)
    mail_shield.must_read(work, mail)
    if mail.origin_taken is None:
        raise Refused(_("Dit kan niet meer. Kijk hoe het nu staat."))
    before: dict[str, dict[str, Any]] = mail.origin_taken["cases"]
    drawn = origin.drawn_from(work, mail.id)
    take_all(work, [one.id for one in drawn])
    cases = [one for one in drawn if str(one.id) in before]
    address = mail.origin_address.lower()
    if any(one.referrer_email != address for one in cases) or len(drawn) > len(cases):
        raise Refused(_("Er is intussen verder gewerkt met deze e-mail. Daarom kan dit niet meer ongedaan."))
    unchanged = _is_unchanged(work, mail)
    mail.origin_taken = None
    for one in cases:
        completing.complete(work, one.id, REFERRER, Referrer.model_construct(**before[str(one.id)]))
    return _done(work, mail, cases, "mail.origin_given_back", unchanged)


def _of_sender(mail: RawMail, drawn: Sequence[Referral]) -> list[Referral]:
    return [one for one in drawn if is_open(one.stage) and one.referrer_email == mail.from_address.lower()]


def _stored(work: Work, referral: Referral) -> Referrer:
    stored, _tells = completing.peek(work, referral, REFERRER)
    assert isinstance(stored, Referrer), "there is one referrer"
    return stored


def _is_unchanged(work: Work, mail: RawMail) -> bool:
    """Whether nothing was built on where the desk placed this mail: then the placing can still be taken back after."""
    return bool(mail.placed) and versions_of(work, _placed_on(mail)) == (mail.placed or {})["cases"]


def _placed_on(mail: RawMail) -> list[UUID]:
    return [UUID(one) for one in mail.placed["cases"]] if mail.placed else []


def _done(work: Work, mail: RawMail, cases: list[Referral], act: str, unchanged: bool) -> list[Referral]:
    work.session.flush()
    if unchanged and mail.placed:
        mail.placed = {**mail.placed, "cases": versions_of(work, _placed_on(mail))}
    ledger.write(
        work, act, "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=cases[0].id if cases else None
    )  # fmt: skip
    return cases
