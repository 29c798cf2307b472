"""Asking the CLB of a pupil's school: at once when a case comes in, and by hand where nobody knew which CLB."""

from uuid import UUID

from sqlmodel import col, select

from hub import letters, links
from hub.clock import brussels_date
from hub.dispatch import clb, moves
from hub.dispatch.clarify import take_as
from hub.dispatch.clb import ClbStands, ClbState, Step
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clocks import ClockName, due_after
from hub.dispatch.clockwork.reading import clocks_of_asked
from hub.dispatch.tables import Referral
from hub.faults import Faults
from hub.hubs import Hub
from hub.partners.finder import in_full, read
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.rights import Right
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

MOST = 400
LETTER = "clb_asked"


def begin(work: Work, referral: Referral, clb_id: UUID | None) -> None:
    """A case that comes in now: its school's CLB gets a letter, or the desk a task where nobody knows that CLB. Then
    nothing is asked of the database."""
    if not clb.is_asked(referral.subject_kind, referral.referrer_kind):
        return
    referral.clb_stands = ClbStands.WAITS
    question = ClbQuestion(
        hub_id=referral.hub_id, referral_id=referral.id, state=ClbState.UNKNOWN, step=Step.COORDINATOR, made_at=work.now
    )
    with work.session.no_autoflush:  # all that is new is written at once
        found = reachable(work, clb_id)
        if found:
            _send(work, referral, question, found, found.email)
        work.session.add(question)


def follow(work: Work, referral: Referral) -> None:
    """What became known of a held case may say which CLB is to be asked, or that none is: a CLB refers it after all."""
    if referral.submitted_at is None or referral.stage not in clb.ASKING:
        return
    if not clb.is_asked(referral.subject_kind, referral.referrer_kind):
        if moves.forget_clb(work, referral):
            moves.rewatch(work, referral)
        return
    at = referral.school_organisation_id
    school = work.session.get(Organisation, at) if at else None
    clb_id = school.clb_id if school else None
    if referral.clb_stands is None:
        begin(work, referral, clb_id)
        work.session.add(referral)
        work.session.flush()
        return
    question = open_of(work, referral.id)
    found = reachable(work, clb_id) if question and question.state == ClbState.UNKNOWN else None
    if question and found:
        with work.session.no_autoflush:
            _send(work, referral, question, found, found.email)
        work.session.add(question)
        work.session.flush()


def keeps_old_rule(referral: Referral) -> bool:
    """Whether it came in before CLBs were asked: somebody else refers a pupil, and no CLB was ever asked about it."""
    return referral.clb_stands is None and clb.is_asked(referral.subject_kind, referral.referrer_kind)


def ask(work: Work, referral_id: UUID, clb_id: UUID | None, email: str = "") -> ClbQuestion:
    """The desk asks a CLB, for the first time or again; what was asked before is not needed any more.

    `email` says where it is reached, when it is another address than the one that we know. Invalid with a sentence per
    field.
    """
    referral = take_as(work, referral_id, Right.COMPLETE)
    hindrance = why_not(referral)
    if hindrance:
        raise Refused(hindrance)
    faults = Faults()
    address = faults.email("email", email)
    found = work.session.get(Organisation, clb_id) if clb_id else None
    if found and (found.kind != OrganisationKind.CLB or found.ended_on):
        faults.say("clb", _("Kies een CLB."))
    address = address or (found.email if found else "")
    if not address:
        unknown = _("Kies een CLB of geef een e-mailadres.")
        faults.say("email", _("Geef een e-mailadres: van dit CLB kennen we er geen.") if found else unknown)
    faults.tell()
    moves.forget_clb(work, referral)
    question = ClbQuestion(
        hub_id=referral.hub_id, referral_id=referral.id, state=ClbState.UNKNOWN, made_at=work.now,
        asked_by=work.asker.person_id,
    )  # fmt: skip
    referral.clb_stands = ClbStands.WAITS
    with work.session.no_autoflush:
        _send(work, referral, question, found, address)
        work.session.add_all([referral, question])
    work.session.flush()
    moves.rewatch(work, referral)
    return question


def remind(work: Work, referral: Referral, question: ClbQuestion) -> None:
    """The CLB gets the letter once more."""
    found = work.session.get(Organisation, question.clb_id) if question.clb_id else None
    _send(work, referral, question, found, question.to_address)


def reach_elsewhere(work: Work, referral_id: UUID, before: str, address: str) -> None:
    """The CLB of an open question is reached at another address: what is still written about it goes there, and only
    who is there takes over."""
    referral = moves.take(work, referral_id)
    question = open_of(work, referral.id)
    if question and question.to_address.lower() == before.lower():
        question.to_address = address
        work.session.add(question)
        moves.log(work, "clb.readdress", "clb_question", question.id, referral)


def why_not(referral: Referral) -> str:
    """Why no CLB can be asked about this case now; "" when one can."""
    if referral.stage not in clb.ASKING:
        return _("Deze aanmelding wacht niet op het CLB.")
    return _("Een CLB meldde dit zelf aan.") if referral.referrer_kind == "clb" else ""


def choices(work: Work) -> list[tuple[str, str]]:
    """Every CLB that can be asked: (id, name, with its address where there is one)."""
    asked = select(Organisation).where(Organisation.kind == OrganisationKind.CLB, col(Organisation.ended_on).is_(None))
    rows = work.session.exec(asked.order_by(col(Organisation.sort_key), col(Organisation.postcode)).limit(MOST)).all()
    return [(str(row.id), in_full(read(row))) for row in rows]


def open_of(work: Work, referral_id: UUID) -> ClbQuestion | None:
    return work.session.exec(
        select(ClbQuestion).where(ClbQuestion.referral_id == referral_id, col(ClbQuestion.state).in_(clb.OPEN))
    ).first()


def reachable(work: Work, clb_id: UUID | None) -> Organisation | None:
    """This CLB, when it can be asked and has an address."""
    found = work.session.get(Organisation, clb_id) if clb_id else None
    usable = found and found.kind == OrganisationKind.CLB and not found.ended_on and found.email
    return found if usable else None


def _send(work: Work, referral: Referral, question: ClbQuestion, to: Organisation | None, address: str) -> None:
    """A letter with a link by which the CLB answers in one click; the number only, nothing about the pupil."""
    with work.session.no_autoflush:
        clocks = clocks_of_asked(work, referral.hub_id, to.id if to else None)
    due = due_after(clocks, ClockName.CLB_ANSWER, work.now)
    question.clb_id, question.to_address = (to.id if to else None), address
    question.state, question.step = ClbState.ASKED, Step.CLB
    question.asked_at, question.due_at, question.times_asked = work.now, due, question.times_asked + 1
    link = links.make(work, links.Purpose.CLB, question.id, hub_id=referral.hub_id, referral_id=referral.id)
    letters.write(
        work, LETTER, address, once_key=f"clb:{question.id}:{question.times_asked}", first=True,
        hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, reply_reference=referral.number, link=link,
        number=referral.number, answer_by=brussels_date(due), again=question.times_asked > 1,
    )  # fmt: skip
    moves.log(work, "clb.ask", "clb_question", question.id, referral, times=question.times_asked)
