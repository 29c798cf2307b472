"""What the holder of a personal link, or of the link of a question, may read of a referral."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, links
from hub.dispatch import handing_sight, identity
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.clb import ASKING, ClbStands
from hub.dispatch.codes import ReferrerKind, SubjectKind
from hub.dispatch.consult import consult_sight
from hub.dispatch.consult.consult_sight import AskLine
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import TrackStage
from hub.dispatch.watch import Party
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.intake import filling, from_consult, helped, news, papers, scans
from hub.intake.asked_now import now_words
from hub.intake.helped import Helped
from hub.intake.holder import Holder, is_confirmed, shows_questions
from hub.intake.news import Taker
from hub.intake.questions import Section
from hub.intake.tables import Document
from hub.intake.way import Step, way
from hub.ledger import Entry
from hub.links import Link, Purpose
from hub.partners.tables import Organisation
from hub.problems import NotFound
from hub.store import Work
from hub.wording import N_, _

TAKEN_UP = (TrackStage.ACCEPTED, TrackStage.STARTED, TrackStage.ON_HOLD, TrackStage.COMPLETED)


@dataclass(frozen=True)
class OwnPage:
    """What a personal link shows. Before its button was pressed there are stages only."""

    hub: Hub
    number: str
    confirmed: bool
    open: bool
    steps: list[Step]
    now: str
    waits_for: str
    due: datetime | None
    questions: Sequence[Question] = ()
    planned: Appointment | None = None
    takers: Sequence[Taker] = ()
    ending: tuple[str, str] | None = None
    helped: Helped | None = None  # what was answered to whether it helped; None where that is not asked
    story: str = ""
    told: Sequence[Message] = ()
    sections: Sequence[tuple[Section, str]] = ()
    subject_kind: str = ""
    documents: Sequence[Document] = ()
    shut: Mapping[UUID, scans.Shut] = field(default_factory=dict)  # documents that nobody opens now
    own_reference: str = ""
    of_clb: bool = False  # it is a CLB's own
    clb: str = ""  # what the CLB of the school answered, in words
    came_from: tuple[str, str] | None = None  # the hub that handed it over, and the number there
    question: bool = False  # an anonymous one
    became: tuple[str, str] | None = None  # the referral that came of it, and how that stands; "" for who may not know
    thought: Sequence[AskLine] = ()  # what others said of an anonymous question
    may_refer: bool = False  # the question may become a referral
    of_colleague: str = ""  # who referred it, for a colleague, who reads questions with initials and nothing typed
    asked: Sequence["Asked"] = ()  # what it reads of them


def own_page(work: Work, holder: Holder) -> OwnPage:
    """A referral for its referrer; NotFound when the case is gone. A look at what was typed is recorded."""
    referral = case_of(work, holder)
    hub = work.session.get(Hub, referral.hub_id)
    assert hub is not None, "a case belongs to a hub"
    confirmed = is_confirmed(holder, referral)
    stages = OwnPage(
        hub=hub, number=referral.number, confirmed=confirmed, open=referral.next_due is not None,
        steps=stages_of(work, referral.id), now=now_words(work, referral),
        waits_for=referral.holder or "", question=referral.subject_kind == SubjectKind.QUESTION,
        due=referral.next_due if referral.holder != Party.PARTNER else None,
    )  # fmt: skip
    if holder.colleague:
        return _for_colleague(work, referral, stages)
    if not confirmed:
        return stages
    ledger.write(work, "referrer.look", "referral", referral.id, hub_id=hub.id, referral_id=referral.id)
    youngster = identity.youngster_of(work, referral)
    documents = papers.of_case(work, referral.id)
    return replace(
        stages,
        questions=_questions(work, referral.id), planned=news.planned(work, referral.id),
        takers=news.takers(work, referral.id), ending=news.ending(referral),
        helped=helped.asked_of(referral), story=referral.story, told=news.told(work, referral.id),
        sections=[(one, filling.how_far(one, referral, youngster)) for one in filling.steps_of(work, referral)],
        subject_kind=referral.subject_kind, own_reference=referral.own_reference,
        now=now_words(work, referral, own=True), clb=_clb_words(referral),
        of_clb=referral.referrer_kind == ReferrerKind.CLB,
        thought=[one for one in consult_sight.answers_of(work, referral.id) if one.answered_at],
        became=from_consult.what_came_of(work, referral), may_refer=from_consult.may_become(work, referral),
        documents=documents, shut=scans.shut(work, documents), came_from=_came_from(work, referral.id),
    )  # fmt: skip


def _for_colleague(work: Work, referral: Referral, stages: OwnPage) -> OwnPage:
    """How far it is, who takes it up and what the hub asks, without what partners or the desk said. Who read it stands
    in the ledger."""
    ledger.write(
        work, "referrer.look", "referral", referral.id, hub_id=referral.hub_id, referral_id=referral.id, colleague=True
    )
    asked: Sequence[Asked] = ()
    if shows_questions(work, referral):
        veil = veil_of(work, referral, identity.youngster_of(work, referral))
        asked = [
            Asked(one, veil(one.text), stages.hub, referral.number)
            for one in _questions(work, referral.id) if one.answered_at is None
        ]  # fmt: skip
    return replace(
        stages,
        of_colleague=referral.referrer_name or referral.referrer_email, asked=asked,
        planned=news.planned(work, referral.id),
        takers=[replace(one, commitment="") for one in news.takers(work, referral.id)],
        ending=(ended[0], "") if (ended := news.ending(referral)) else None,
    )  # fmt: skip


CLB_WORDS: dict[str, str] = {
    ClbStands.WAITS: N_("Een NAFT-traject start pas als het CLB van de school akkoord gaat. Dat wachten we nog af."),
    ClbStands.AGREED: N_("Het CLB van de school gaat akkoord."),
    ClbStands.WAIVED: N_("Door de crisismodus wachten we niet op het CLB van de school."),
    ClbStands.REFUSED: N_("Het CLB van de school gaat nog niet akkoord. De coördinator spreekt met hen."),
}


def _clb_words(referral: Referral) -> str:
    """What the CLB answered, while that matters; "" where none is asked."""
    matters = referral.stage in ASKING and referral.referrer_kind != ReferrerKind.CLB and referral.clb_stands
    return _(CLB_WORDS[referral.clb_stands]) if matters and referral.clb_stands else ""


@dataclass(frozen=True)
class Asked:
    """A question of the hub as whoever holds its link may read it: with initials. `next` is the address of another
    one that still waits, "" when there is none."""

    question: Question
    text: str
    hub: Hub
    number: str
    next: str = ""


def question_behind(work: Work, holder: Holder) -> Asked:
    """The question of this link; NotFound when it is not asked any more."""
    question = work.session.get(Question, holder.link.noun_id) if holder.link else None
    hub = work.session.get(Hub, question.hub_id) if question else None
    if question is None or hub is None or question.withdrawn_at:
        raise NotFound(_("Deze vraag is niet meer nodig. Je hoeft niets te doen."))
    referral = case_of(work, holder)
    text = veil_of(work, referral, identity.youngster_of(work, referral))(question.text)
    return Asked(question, text, hub, referral.number, _next_question(work, question) if question.answered_at else "")


def _next_question(work: Work, answered: Question) -> str:
    waiting = [one.id for one in _questions(work, answered.referral_id) if one.answered_at is None]
    link = (
        waiting
        and work.session.exec(
            select(Link).where(
                Link.noun_id == waiting[0], Link.purpose == Purpose.QUESTION, col(Link.withdrawn_at).is_(None)
            )
        ).first()
    )
    return links.address(work, link) if link else ""


def case_of(work: Work, holder: Holder) -> Referral:
    return work.found(Referral, holder.referral_id)


def _came_from(work: Work, referral_id: UUID) -> tuple[str, str] | None:
    came = next((one for one in handing_sight.handed_of(work, referral_id) if not one.out), None)
    return (came.hub, came.number) if came else None


def stages_of(work: Work, referral_id: UUID) -> list[Step]:
    return way(_moves(work, referral_id))


def _moves(work: Work, referral_id: UUID) -> Sequence[tuple[datetime, str]]:
    written = work.session.exec(
        select(Entry.at, Entry.to_stage)
        .where(Entry.referral_id == referral_id, Entry.noun == "referral")
        .where(col(Entry.to_stage).is_not(None))
        .order_by(sa.text("id"))
    )
    return [(at, stage) for at, stage in written if stage]


def _questions(work: Work, referral_id: UUID) -> Sequence[Question]:
    return work.session.exec(
        select(Question)
        .where(Question.referral_id == referral_id, sa.text("withdrawn_at IS NULL"))
        .order_by(sa.text("asked_at"))
    ).all()


def partners_of(work: Work, referral_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Who took these up: a name stands here from the confirmation of a claim on."""
    rows = work.session.exec(
        select(Organisation.sort_key, Organisation.name, Track.referral_id)
        .join(Track, sa.text("track.organisation_id = organisation.id"))
        .where(col(Track.referral_id).in_(list(referral_ids)), col(Track.stage).in_(TAKEN_UP))
        .distinct()
    ).all()
    found: dict[UUID, list[str]] = {}
    for _key, name, referral_id in sorted(rows):
        found.setdefault(referral_id, []).append(name)
    return found
