"""Opening a case: the one way in, for form, mail, telephone and partner alike."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import alarm
from hub.dispatch.case import Move, Stage
from hub.dispatch.clockwork.reading import OWN_CLOCKS, clocks_in
from hub.dispatch.codes import Channel, ReferrerKind, SubjectKind
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.watch import CaseView, watch
from hub.hubs import ONE_MORE, Hub, in_crisis, number_of
from hub.store import Work
from hub.wording import sort_key


@dataclass(frozen=True)
class Referrer:
    name: str = ""
    function: str = ""
    organisation: str = ""
    organisation_id: UUID | None = None
    kind: ReferrerKind = ReferrerKind.OTHER
    email: str = ""  # lower case
    phone: str = ""


@dataclass(frozen=True)
class NewCase:
    """What a case opens with; validated before it comes here. Everything about the youngster may come later."""

    channel: Channel
    referrer: Referrer
    subject_kind: SubjectKind = SubjectKind.PUPIL
    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    gender: str | None = None
    postcode: str = ""
    home_nis: str | None = None
    school_name: str = ""
    school_nis: str | None = None
    structure: str | None = None
    main_reason: str | None = None
    other_reasons: tuple[str, ...] = ()
    urgent: bool = False
    urgency_motive: str = ""
    clb_contact: str = ""
    own_reference: str = ""
    story: str = ""
    sections: dict[str, Any] = field(default_factory=dict)
    form_key: UUID | None = None
    as_concept: bool = False
    referrer_confirmed_at: datetime | None = None


_BEGINS = ONE_MORE.returning(OWN_CLOCKS.scalar_subquery())


def open_case(work: Work, hub: Hub, new: NewCase) -> Referral:
    """Store a new case on the radar from its first moment, and say so in the ledger. It is written with the next flush:
    Refused by `work.flush` when a case of the same form was there first."""
    stage = Stage.CONCEPT if new.as_concept else Stage.SUBMITTED
    today = brussels_date(work.now)
    year = today.year
    given, own_clocks = work.session.connection().execute(_BEGINS, {"hub": hub.id, "in_year": year}).one()
    held = watch(CaseView(stage, work.now), clocks_in(own_clocks))
    assert held is not None, "an open case always has a holder"
    number = number_of(hub, year, given)
    youngster = _youngster(work, hub, new)
    referral = Referral(
        hub_id=hub.id, number=number, form_key=new.form_key,
        channel=new.channel, in_crisis_mode=in_crisis(hub, today),
        created_at=work.now, submitted_at=None if new.as_concept else work.now,
        stage=stage, stage_since=work.now, holder=held.party, next_due=held.due_at, next_why=held.why,
        referrer_name=new.referrer.name, referrer_function=new.referrer.function,
        referrer_organisation=new.referrer.organisation, referrer_organisation_id=new.referrer.organisation_id,
        referrer_kind=new.referrer.kind, referrer_email=new.referrer.email.lower(), referrer_phone=new.referrer.phone,
        referrer_confirmed_at=new.referrer_confirmed_at, clb_contact=new.clb_contact,
        own_reference=new.own_reference, urgent=new.urgent,
        urgency_motive=new.urgency_motive, subject_kind=new.subject_kind,
        youngster_id=youngster.id if youngster else None, school_name=new.school_name, school_nis=new.school_nis,
        structure=new.structure, main_reason=new.main_reason, other_reasons=list(new.other_reasons), story=new.story,
        sections=dict(new.sections),
    )  # fmt: skip
    alarm.listen(work, referral, new.story, new.urgency_motive)
    work.session.add(referral)
    ledger.write(
        work, "case.concept" if new.as_concept else f"case.{Move.SUBMIT}", "referral", referral.id,
        hub_id=hub.id, referral_id=referral.id, move=(None, stage), channel=new.channel,
    )  # fmt: skip
    return referral


def _youngster(work: Work, hub: Hub, new: NewCase) -> Youngster | None:
    """Only a pupil can be one person; a worry may still be without a name."""
    if new.subject_kind != SubjectKind.PUPIL:
        return None
    youngster = Youngster(
        hub_id=hub.id, first_name=new.first_name, last_name=new.last_name,
        sort_key=sort_key(f"{new.last_name} {new.first_name}"), birth_date=new.birth_date, gender=new.gender,
        postcode=new.postcode, home_nis=new.home_nis, created_at=work.now,
    )  # fmt: skip
    work.session.add(youngster)
    return youngster
