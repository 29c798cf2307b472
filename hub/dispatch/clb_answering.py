"""What a CLB answers, by its link or in a talk that the desk notes: always a named worker."""

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Asker, AskerKind, Role
from hub.clock import brussels_date
from hub.dispatch import alarm, clarify, clb, clb_taking_over, moves, shield
from hub.dispatch.clb import BY_DESK, BY_LINK, STANDS, ClbState, Step
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clocks import ClockName, due_after
from hub.dispatch.identity import age_on, initials_of, youngster_of
from hub.dispatch.tables import Message, Referral
from hub.faults import Faults
from hub.hubs import Hub, in_crisis
from hub.links import Link, Purpose
from hub.partners.tables import Organisation, OrganisationKind
from hub.people import secrecy
from hub.people.rights import Right
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import DEFAULT_LANGUAGE, N_, _, use_language

ONLY_PROFESSIONAL = N_("Overnemen kan wie beroepsgeheim heeft: wie overneemt, leest wat de school vertelde.")


@dataclass(frozen=True)
class Given:
    """An answer and who gives it. By telephone the desk may add a `note`."""

    answer: str
    worker: str
    phone: str = ""
    email: str = ""
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """What the page of a link may show: the least by which the CLB of a school knows whom it is about."""

    question: ClbQuestion
    link: Link | None  # None for a worker of the CLB who signed in
    hub: Hub
    number: str
    clb: str
    initials: str
    age: int | None
    school: str
    referrer: str  # the organisation that refers, never a person
    choices: tuple[ClbState, ...]
    may_read: bool = True  # whoever takes over reads what was told; not who signed in and is not bound to keep it


def asked_by(work: Work, token: str) -> Asked:
    """What the link with this token asks. NotFound when it does not work any more."""
    link = work.session.exec(select(Link).where(Link.token_hash == hash_of(token), Link.purpose == Purpose.CLB)).first()
    if link is None or link.withdrawn_at or link.expires_at <= work.real:
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return _asked(work, _newest_to(work, work.session.get_one(ClbQuestion, link.noun_id)), link)


def asked_of(work: Work, referral_id: UUID) -> Asked:
    """The same for a worker of the CLB who signed in; NotFound for everybody whose CLB was not asked about this."""
    question = newest_of(work, referral_id)
    if question is None or question.clb_id is None or question.clb_id not in clbs_of(work):
        raise NotFound
    return _asked(work, question, None)


def clbs_of(work: Work) -> frozenset[UUID]:
    """The CLBs for which the asker signed in; NotFound without any."""
    found = own_clbs(work)
    if not found:
        raise NotFound
    return found


def own_clbs(work: Work) -> frozenset[UUID]:
    """The same, empty for who works at no CLB."""
    at = work.asker.organisations_as(Role.REFERRER)
    own = select(Organisation.id).where(col(Organisation.id).in_(at), Organisation.kind == OrganisationKind.CLB)
    return frozenset(work.session.exec(own)) if at else frozenset()


def _asked(work: Work, question: ClbQuestion, link: Link | None) -> Asked:
    referral = work.session.get_one(Referral, question.referral_id)
    found = work.session.get(Organisation, question.clb_id) if question.clb_id else None
    youngster = youngster_of(work, referral)
    names = (youngster.first_name, youngster.last_name) if youngster else ("", "")
    may_read = link is not None or _reads_content(work, question)
    choices = _choices(work, referral, question)
    return Asked(
        question=question, link=link, hub=work.session.get_one(Hub, question.hub_id), number=referral.number,
        clb=found.name if found else "", initials=initials_of(*names, referral.subject_kind),
        age=age_on(youngster.birth_date, brussels_date(work.now)) if youngster and youngster.birth_date else None,
        school=referral.school_name, referrer=referral.referrer_organisation,
        choices=tuple(one for one in choices if may_read or one != ClbState.TAKES_OVER), may_read=may_read,
    )  # fmt: skip


def _reads_content(work: Work, question: ClbQuestion) -> bool:
    """A school and its CLB share no secrecy, so what it told opens for a worker who is bound by professional secrecy
    (DOMAIN.md §6)."""
    return bool(question.clb_id and secrecy.reads_content(work.asker.bound_at(question.clb_id, Role.REFERRER)))


def answer(work: Work, asked: Asked, given: Given) -> None:
    """Take the answer of a CLB; another one may follow until somebody takes the case up.

    Invalid with a sentence at "worker", "phone" or "email".
    """
    referral = moves.take(work, asked.question.referral_id)
    work.session.refresh(asked.question)
    if not given.answer:
        raise Invalid({"worker": _("Kies onderaan wat jullie antwoorden.")})
    if given.answer not in _choices(work, referral, asked.question):
        raise Refused(_("Dit is al beantwoord, of er is intussen iets veranderd. Kijk hoe het nu staat."))
    if asked.link:
        work.asker = Asker(AskerKind.LINK, link_id=asked.link.id)
    state = ClbState(given.answer)
    said = _checked(given, call=state == ClbState.CALL, mail=True)
    if state == ClbState.TAKES_OVER:
        if not asked.may_read:
            raise Refused(_(ONLY_PROFESSIONAL))
        if asked.link:
            clb_taking_over.must_be_of_the_clb(said.email, asked.question.to_address)
        else:
            own = work.session.get_one(Person, work.asker.person_id).email
            clb_taking_over.must_be_known_of_the_clb(said.email, own, _addresses_of(work, asked.question))
    _record(work, referral, asked.question, state, said, by_clb=True)


def _addresses_of(work: Work, question: ClbQuestion) -> list[str]:
    """Where the hub writes to this CLB: the address that was asked, and the one that its organisation keeps."""
    found = work.session.get(Organisation, question.clb_id) if question.clb_id else None
    return [question.to_address, found.email if found else ""]


def note(work: Work, referral_id: UUID, given: Given) -> ClbQuestion:
    """The desk writes down what a worker of the CLB said. Invalid with a sentence per field."""
    referral = clarify.take_as(work, referral_id, Right.COMPLETE)
    if given.answer not in BY_DESK:
        raise Invalid({"answer": _("Kies wat het CLB antwoordde.")})
    if referral.stage not in clb.ASKING:
        raise Refused(_("Deze aanmelding wacht niet op het CLB."))
    if given.answer == ClbState.TAKES_OVER and shield.shuts_out(work, referral):
        raise Refused(_("Wie overneemt, leest ook wat jij niet ziet. Vraag de coördinator om dit te noteren."))
    return _noted(work, referral, ClbState(given.answer), _checked(given))


def agreed_in_talk(work: Work, referral: Referral, worker: str) -> None:
    """Whoever confirms a claim says which worker of the CLB agreed to it. Invalid at "clb" without a name."""
    try:
        said = _checked(Given(ClbState.AGREED, worker))
    except Invalid as wrong:
        asked = _("Een NAFT-traject start met akkoord van het CLB. Schrijf wie van het CLB akkoord gaat.")
        raise Invalid({"clb": wrong.errors["worker"] if worker.strip() else asked}) from wrong
    _noted(work, referral, ClbState.AGREED, said)


def may_waive(work: Work, referral: Referral) -> bool:
    """Whether a NAFT track of this case may begin without its CLB: it came in while the hub was in crisis mode, or the
    hub is in it now."""
    hub = work.session.get_one(Hub, referral.hub_id)
    return referral.in_crisis_mode or in_crisis(hub, brussels_date(work.now))


def waive(work: Work, referral: Referral) -> None:
    """Whoever confirms a claim goes on without the CLB, as crisis mode allows; it is said on the case, and counted."""
    if not may_waive(work, referral):
        raise Refused(_("Zonder akkoord van het CLB kan dit alleen in crisismodus."))
    question = _to_note(work, referral)
    with work.session.no_autoflush:
        question.state, question.step, question.due_at = ClbState.WAIVED, Step.CLB, None
        question.answered_at, question.noted_by = work.now, work.asker.person_id
        referral.clb_stands = STANDS[ClbState.WAIVED]
        work.session.add_all([referral, question])
    work.session.flush()
    with use_language(DEFAULT_LANGUAGE):  # a referrer does so too, in crisis mode
        clarify.say(work, referral, "note", _("Verder zonder akkoord van het CLB, in crisismodus."))
    moves.log(work, "clb.waived", "clb_question", question.id, referral)


NEWEST = (
    sa.select(ClbQuestion)
    .where(col(ClbQuestion.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .order_by(col(ClbQuestion.made_at).desc(), col(ClbQuestion.state) == ClbState.WITHDRAWN.value)
    .limit(1)
)


def newest_of(work: Work, referral_id: UUID) -> ClbQuestion | None:
    """The question that counts: the one that was asked last."""
    return work.session.execute(NEWEST, {"case": referral_id}).scalars().first()


def _newest_to(work: Work, question: ClbQuestion) -> ClbQuestion:
    """An older letter to the same address leads to what is asked now."""
    if question.state != ClbState.WITHDRAWN:
        return question
    same = newest_of(work, question.referral_id)
    return same if same and same.to_address == question.to_address else question


def _choices(work: Work, referral: Referral, question: ClbQuestion) -> tuple[ClbState, ...]:
    """Every answer while it is asked, and another one than it gave until somebody takes the case up. Who took over is
    the referrer now, and says on its own page what changes. Of what only a coordinator reads, a coordinator decides who
    takes it over: a letter may be passed on, and the form promises so to who refers."""
    if referral.stage not in clb.ASKING:
        return ()
    if question.state in (ClbState.ASKED, ClbState.CALL, ClbState.AGREED):
        shut = {ClbState.TAKES_OVER} if shield.is_told_of(work, referral) else set()
        return tuple(one for one in BY_LINK if one not in {question.state, *shut})
    return ()


def _checked(given: Given, *, call: bool = False, mail: bool = False) -> Given:
    faults = Faults()
    who = _("Schrijf wie je bent: je voornaam en je naam.") if mail else _("Schrijf wie van het CLB dit zei.")
    worker = faults.line("worker", given.worker, needed=who)
    phone = faults.phone("phone", given.phone)
    if call and not phone:
        faults.say("phone", _("Op welk nummer kunnen we je bellen?"))
    ask = _("Naar welk adres sturen we je link?") if mail else _("Naar welk adres sturen we de link van het CLB?")
    where = ask if given.answer == ClbState.TAKES_OVER else ""
    email = faults.email("email", given.email, needed=where)
    said = faults.text("note", given.note)
    faults.tell()
    return Given(given.answer, worker, phone, email, said)


def _noted(work: Work, referral: Referral, state: ClbState, said: Given) -> ClbQuestion:
    question = _to_note(work, referral)
    _record(work, referral, question, state, said)
    return question


def _to_note(work: Work, referral: Referral) -> ClbQuestion:
    """The question to which an answer is written down: the one that was asked last, or one that nobody asked."""
    question = newest_of(work, referral.id)
    if question is None or question.state == ClbState.WITHDRAWN:
        question = ClbQuestion(
            hub_id=referral.hub_id, referral_id=referral.id, state=ClbState.UNKNOWN, made_at=work.now
        )
        work.session.add(question)
        work.session.flush()
    return question


def _record(
    work: Work, referral: Referral, question: ClbQuestion, state: ClbState, said: Given, *, by_clb: bool = False
) -> None:  # fmt: skip
    with work.session.no_autoflush:  # the row is whole only when all of it is there
        call = due_after(moves.clocks_of(work, referral.hub_id), ClockName.DECISION, work.now)
        question.state, question.step = state, Step.COORDINATOR if state == ClbState.CALL else Step.CLB
        question.due_at = call if state == ClbState.CALL else None
        question.worker_name, question.worker_phone, question.note = said.worker, said.phone, said.note
        question.answered_at, question.real_answered_at = work.now, work.real
        question.noted_by = None if by_clb else work.asker.person_id
        referral.clb_stands = STANDS[state]
        if state == ClbState.AGREED and not referral.clb_contact:
            referral.clb_contact = said.worker
        work.session.add_all([referral, question])
    work.session.flush()
    _say(work, referral, question, state, said, by_clb=by_clb)
    alarm.listen(work, referral, said.note)
    moves.log(work, f"clb.{state}", "clb_question", question.id, referral)
    if state == ClbState.TAKES_OVER:
        clb_taking_over.take_over(work, referral, question, said.worker, said.email, said.phone)
    moves.rewatch(work, referral)


def _say(
    work: Work, referral: Referral, question: ClbQuestion, state: ClbState, said: Given, *, by_clb: bool
) -> None:  # fmt: skip
    """A line in the time line. That the CLB took over waits on Vandaag until somebody has read it."""
    found = work.session.get(Organisation, question.clb_id) if question.clb_id else None
    with use_language(DEFAULT_LANGUAGE):  # the desk reads it, whatever the screen of the CLB speaks
        what = _("%(clb)s: %(answer)s", clb=found.name if found else _("het CLB"), answer=_(clb.ANSWER_WORDS[state]))
    lines = [f"{what} ({', '.join(part for part in (said.worker, said.phone) if part)})", said.note]
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now,
            kind="form" if by_clb and state == ClbState.TAKES_OVER else "note",
            text="\n\n".join(line for line in lines if line), author_id=None if by_clb else work.asker.person_id,
            author_name=said.worker if by_clb else work.asker.name,
        )
    )  # fmt: skip
