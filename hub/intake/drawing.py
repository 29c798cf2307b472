"""Drawing referrals: one original (a mail, a form, a call) may speak of several youngsters, each of them a case."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from hub import ledger, letters, links
from hub.dispatch import clb_asking, named_cards, shield
from hub.dispatch.codes import MAIN_REASON_WORDS, RESTRICTED, Channel, ReferrerKind
from hub.dispatch.opening import NewCase, Referrer, open_case
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.intake import completing, mail_shield, origin
from hub.intake.acknowledge import acknowledge
from hub.intake.desk import at_school, known_school
from hub.intake.draft import About, Reason
from hub.intake.papers import of_case
from hub.intake.placing import held_mail, is_aside, settled
from hub.intake.questions import BY_SLUG
from hub.intake.recording import copy_document, open_from_mail, share_documents
from hub.intake.tables import MailOutcome, RawMail
from hub.intake.typed import Typed, asked
from hub.links import Purpose
from hub.people.rights import Right, require
from hub.problems import Invalid, Refused
from hub.store import Work
from hub.wording import N_, _

MOST_AT_ONCE = 20
# From these a person wrote something that may speak of a youngster.
DRAWN_FROM = (MailOutcome.TO_PLACE, MailOutcome.REFERRAL, MailOutcome.MESSAGE)


class Drawn(About):
    """One youngster that an original speaks of. All of it may stay empty: a worry without a name is a referral too."""

    main_reason: Reason = asked(N_("Reden"), "select", MAIN_REASON_WORDS)

    @property
    def is_empty(self) -> bool:
        return not any(self.model_dump().values())


def draw(work: Work, mail_id: UUID, youngsters: Sequence[Drawn], *, first: Drawn | None = None) -> list[Referral]:
    """Draw a referral from a mail for each youngster, all linked to it; its sender reads the numbers once.

    `first` tells whom the case is about that the mail made by itself, without a name. A mail that waits and names
    nobody gives one referral without a name. Invalid when nobody is named in a mail that has its referral already,
    Refused for mails of machines.
    """
    mail = held_mail(work, mail_id)
    if mail.outcome not in DRAWN_FROM:
        raise Refused(_("Dit is een automatische e-mail. Daar maken we geen aanmelding van."))
    mail_shield.must_read(work, mail)
    _may_choose(work, mail.hub_id, [*youngsters, *([first] if first else [])])
    waits = mail.outcome == MailOutcome.TO_PLACE and (mail.settled_at is None or is_aside(mail))
    if not youngsters and not waits and (first is None or first.is_empty):
        raise Invalid({"r0_first_name": _("Vul in over wie het nog gaat.")})
    earlier = origin.drawn_from(work, mail.id)
    named_cards.hold_family(work, *(one.id for one in earlier))
    if first:
        _tell_who(work, origin.without_name(work, earlier), first)
    hub = work.session.get_one(Hub, mail.hub_id)
    drawn = [_one_of_mail(work, hub, mail, youngster) for youngster in youngsters or ([Drawn()] if waits else [])]
    _linked([*earlier, *drawn])
    work.session.flush()
    named_cards.take_back_named(work, named_cards.family_of(work, *(one.id for one in earlier)), mail.hub_id)
    if drawn and acknowledge(work, mail, hub, drawn) is None and mail.may_answer:
        _write_numbers(work, hub, drawn)
    if waits:
        mail.referral_id = drawn[0].id
        settled(work, mail, "mail.draw", drawn)
    return drawn


def draw_further(
    work: Work, referral_id: UUID, youngsters: Sequence[Drawn], *, first: Drawn | None = None
) -> list[Referral]:
    """Draw further referrals from the original of this case: its mail, or the words and documents that it came with.

    `first` tells whom the case is about that has no name yet. The referrer reads the new numbers.
    """
    referral = work.found(Referral, referral_id)
    require(work.asker, Right.TRIAGE, referral.hub_id)
    mail = origin.mail_of(work, referral)
    if mail:  # held before any of its cases, as on its own page
        return draw(work, mail.id, youngsters, first=first)
    named_cards.hold_family(work, referral.id)
    shield.must_read(work, referral)
    _may_choose(work, referral.hub_id, [*youngsters, *([first] if first else [])])
    if not youngsters and (first is None or first.is_empty):
        raise Invalid({"r0_first_name": _("Vul in over wie het nog gaat.")})
    if first:
        _tell_who(work, origin.without_name(work, origin.all_of(work, referral)), first)
    hub = work.session.get_one(Hub, referral.hub_id)
    drawn = [_one_of_case(work, hub, referral, youngster) for youngster in youngsters]
    named_cards.take_back_named(work, named_cards.family_of(work, referral.id), referral.hub_id)
    if drawn:
        _write_numbers(work, hub, drawn)
    return drawn


def _may_choose(work: Work, hub_id: UUID, youngsters: Sequence[Drawn]) -> None:
    if len(youngsters) > MOST_AT_ONCE:
        raise Refused(_("Maak hoogstens %(most)d aanmeldingen tegelijk.", most=MOST_AT_ONCE))
    if any(youngster.main_reason in RESTRICTED for youngster in youngsters):
        require(work.asker, Right.SEE_RESTRICTED, hub_id)


def _one_of_mail(work: Work, hub: Hub, mail: RawMail, said: Drawn) -> Referral:
    referral = open_from_mail(work, hub, mail, _new(work, said, NewCase(channel=Channel.MAIL, referrer=Referrer())))
    share_documents(work, mail, referral)
    return _at_school(work, referral, said)


def _linked(cases: Sequence[Referral]) -> None:
    """Each of them knows the first one, as those out of a form or a call do."""
    for one in cases[1:]:
        one.drawn_from_id = cases[0].id


def _one_of_case(work: Work, hub: Hub, first: Referral, said: Drawn) -> Referral:
    """A case of its own with the words, the referrer and the documents of the first."""
    referrer = Referrer(
        name=first.referrer_name, function=first.referrer_function, organisation=first.referrer_organisation,
        organisation_id=first.referrer_organisation_id, kind=ReferrerKind(first.referrer_kind),
        email=first.referrer_email, phone=first.referrer_phone,
    )  # fmt: skip
    about = NewCase(
        channel=Channel(first.channel), referrer=referrer, referrer_confirmed_at=first.referrer_confirmed_at,
        urgent=first.urgent, urgency_motive=first.urgency_motive, clb_contact=first.clb_contact, story=first.story,
        own_reference=first.own_reference,
    )  # fmt: skip
    referral = open_case(work, hub, _new(work, said, about))
    referral.drawn_from_id, referral.in_crisis_mode = first.drawn_from_id or first.id, first.in_crisis_mode
    for document in of_case(work, first.id):
        copy_document(work, document, referral)
    work.session.flush()
    ledger.write(
        work, "case.drawn", "referral", referral.id,
        hub_id=referral.hub_id, referral_id=referral.id, drawn_from=referral.drawn_from_id,
    )  # fmt: skip
    return _at_school(work, referral, said)


def _new(work: Work, said: Drawn, about: NewCase) -> NewCase:
    school = known_school(work, said.school_name)
    opening = said.opening() | at_school(school)
    return replace(about, **opening, main_reason=said.main_reason or None)


def _at_school(work: Work, referral: Referral, said: Drawn) -> Referral:
    school = known_school(work, said.school_name)
    referral.school_organisation_id = school.id if school else None
    clb_asking.follow(work, referral)
    return referral


def _tell_who(work: Work, referral: Referral | None, said: Drawn) -> None:
    """What was typed about the case without a name, put where the desk would fill it in itself."""
    if said.is_empty:
        return
    if referral is None:
        raise Refused(_("Iemand vulde intussen in over wie het gaat. Kijk hoe het nu staat."))
    typed = {name: value for name, value in said.model_dump().items() if value}
    for slug in ("jongere", "school", "redenen"):
        section = BY_SLUG[slug]
        mine = {name: value for name, value in typed.items() if name in section.model.model_fields}
        if mine:
            stored, _tells = completing.peek(work, referral, section)
            assert isinstance(stored, Typed), "none of these sections repeats"
            completing.complete(work, referral.id, section, stored.model_copy(update=mine))


def _write_numbers(work: Work, hub: Hub, drawn: Sequence[Referral]) -> None:
    """The referrer reads that there are more numbers, each with its own link; no name, no story."""
    first = drawn[0]
    if not first.referrer_email:
        return
    made = {one.number: links.make(work, Purpose.REFERRAL, one.id, hub_id=hub.id, referral_id=one.id) for one in drawn}
    letters.write(
        work, "more_numbers", first.referrer_email, once_key=f"more_numbers:{first.id}", hub=hub,
        referral_id=first.id, reply_reference=first.number, link=made[first.number], own_reference=first.own_reference,
        cases=[(number, link.marker) for number, link in made.items()],
    )  # fmt: skip
