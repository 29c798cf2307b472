"""What the desk does with a mail: place it on a case, draw referrals from it, or decide that there is nothing to do."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED, Channel
from hub.dispatch.opening import NewCase, Referrer
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.intake.acknowledge import acknowledge
from hub.intake.desk import known_school
from hub.intake.recording import open_from_mail, say_on_case, share_documents
from hub.intake.tables import MailOutcome, MailReferral, RawMail
from hub.intake.typed import Line, Typed, asked, code_of
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import N_, _

MOST_AT_ONCE = 20
LONGEST_NOTE = 500
# From these a person wrote something that may speak of a youngster.
DRAWN_FROM = (MailOutcome.TO_PLACE, MailOutcome.REFERRAL, MailOutcome.MESSAGE)


class Drawn(Typed):
    """One youngster that a mail speaks of. All of it may stay empty: a worry without a name is a referral too."""

    first_name: Line = asked(N_("Voornaam"))
    last_name: Line = asked(N_("Familienaam"))
    school_name: Line = asked(N_("School"))
    main_reason: Annotated[str, code_of(MAIN_REASON_WORDS)] = asked(N_("Reden"), "select", MAIN_REASON_WORDS)


def place_on_case(work: Work, mail_id: UUID, number: str) -> Referral:
    """Put a mail that waits on the case with this number, at the same hub. Invalid when there is no such case."""
    mail = _waiting(work, mail_id)
    wanted = number.strip().upper()
    case = work.session.exec(
        select(Referral.id).where(Referral.number == wanted, Referral.hub_id == mail.hub_id)
    ).first()
    if case is None:
        raise Invalid({"number": _("Deze aanmelding kennen we niet. Schrijf het nummer zoals CM-2026-00012.")})
    referral = say_on_case(work, mail, case)
    share_documents(work, mail, referral)
    mail.referral_id = referral.id
    _settled(work, mail, "mail.place", referral)
    return referral


def draw(work: Work, mail_id: UUID, youngsters: Sequence[Drawn]) -> list[Referral]:
    """Draw a referral from a mail for each youngster, all linked to it; its sender reads once that it arrived.

    A mail that waits and names nobody gives one referral without a name. More can be drawn from a mail later on.
    Invalid when nobody is named in a mail that has its referral already, Refused for mails of machines.
    """
    mail = _held(work, mail_id)
    if mail.outcome not in DRAWN_FROM:
        raise Refused(_("Dit is een automatische e-mail. Daar maken we geen aanmelding van."))
    _may_choose(work, mail, youngsters)
    waits = mail.outcome == MailOutcome.TO_PLACE and mail.settled_at is None
    if not youngsters and not waits:
        raise Invalid({"first_name_0": _("Vul in over wie de e-mail nog gaat.")})
    hub = work.session.get_one(Hub, mail.hub_id)
    drawn = [_one(work, hub, mail, youngster) for youngster in youngsters or [Drawn()]]
    for referral in drawn:
        share_documents(work, mail, referral)
    acknowledge(work, mail, hub, drawn)
    if waits:
        mail.referral_id = drawn[0].id
        _settled(work, mail, "mail.draw", drawn[0])
    return drawn


def nothing_to_do(work: Work, mail_id: UUID, reason: str) -> None:
    """Put a mail that waits aside, with the reason."""
    mail = _waiting(work, mail_id)
    mail.settled_note = clean("reason", reason, needed=_("Zeg kort waarom er niets te doen is."), at_most=LONGEST_NOTE)
    _settled(work, mail, "mail.nothing", None)


def settle_flag(work: Work, mail_id: UUID) -> None:
    """The desk has seen to a national register number in a mail: the sender knows not to do that again."""
    mail = _held(work, mail_id)
    if not mail.national_numbers or mail.flag_settled_at:
        raise Refused(_("Dit was al afgehandeld."))
    mail.flag_settled_at = work.now
    work.session.flush()
    ledger.write(work, "mail.flag_settled", "raw_mail", mail.id, hub_id=mail.hub_id)


def drawn_from(work: Work, mail_id: UUID) -> Sequence[Referral]:
    """The referrals that were drawn from a mail, in the order of their numbers."""
    return work.session.exec(
        select(Referral)
        .join(MailReferral, col(MailReferral.referral_id) == col(Referral.id))
        .where(MailReferral.raw_mail_id == mail_id)
        .order_by(col(Referral.number))
    ).all()


def _held(work: Work, mail_id: UUID) -> RawMail:
    """The mail, held for this unit of work: whoever else places it waits, and then sees that it is placed."""
    mail = work.session.exec(
        select(RawMail).where(RawMail.id == mail_id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if mail is None:
        raise NotFound
    require(work.asker, Right.TRIAGE, mail.hub_id)
    if mail.outcome is None:
        raise Refused(_("Deze e-mail wordt nog gelezen. Probeer het zo meteen opnieuw."))
    return mail


def _waiting(work: Work, mail_id: UUID) -> RawMail:
    mail = _held(work, mail_id)
    if mail.outcome != MailOutcome.TO_PLACE or mail.settled_at:
        raise Refused(_("Deze e-mail heeft al een plaats. Kijk hoe het nu staat."))
    return mail


def _may_choose(work: Work, mail: RawMail, youngsters: Sequence[Drawn]) -> None:
    if len(youngsters) > MOST_AT_ONCE:
        raise Refused(_("Maak hoogstens %(most)d aanmeldingen tegelijk.", most=MOST_AT_ONCE))
    if any(youngster.main_reason in RESTRICTED for youngster in youngsters):
        require(work.asker, Right.SEE_RESTRICTED, mail.hub_id)


def _one(work: Work, hub: Hub, mail: RawMail, youngster: Drawn) -> Referral:
    school = known_school(work, youngster.school_name)
    about = NewCase(
        channel=Channel.MAIL, referrer=Referrer(), first_name=youngster.first_name, last_name=youngster.last_name,
        school_name=youngster.school_name, school_nis=school.nis if school else None,
        main_reason=youngster.main_reason or None,
    )  # fmt: skip
    referral = open_from_mail(work, hub, mail, about)
    referral.school_organisation_id = school.id if school else None
    return referral


def _settled(work: Work, mail: RawMail, act: str, referral: Referral | None) -> None:
    mail.settled_at, mail.settled_by = work.now, work.asker.person_id
    work.session.flush()
    ledger.write(
        work, act, "raw_mail", mail.id, hub_id=mail.hub_id, referral_id=referral.id if referral else None
    )  # fmt: skip
