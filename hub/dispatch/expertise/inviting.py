"""The expertise table of a case: the coordinator writes it without a name, invites experts for it, and keeps what was
learnt."""

from typing import Any
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, letters, links
from hub.clock import brussels_date, parse_moment
from hub.dispatch import moves
from hub.dispatch.cards import HOLDS_CONTACT, named_in, names_of
from hub.dispatch.case import Stage
from hub.dispatch.clarify import take_as
from hub.dispatch.consult.nameless import pointers, said
from hub.dispatch.expertise import at_session
from hub.dispatch.expertise.tables import Expert, ExpertCard, Learnt
from hub.dispatch.locks import hold_agenda
from hub.dispatch.names import reaches_somebody
from hub.dispatch.sessions.typed import clock_in
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.faults import Faults
from hub.hubs import Hub
from hub.links import Purpose
from hub.partners.serving import DOMAINS
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _, sort_key

LONGEST, LONGEST_TITLE = 3000, 200


def write_card(work: Work, referral_id: UUID, text: str, *, sure: bool = False) -> ExpertCard:
    """Keep and approve the case as experts read it. Invalid while it names somebody, or seems to and nobody is `sure`.

    A new question, once a case waits for experts again, is read by nobody who was asked the earlier one.
    """
    referral = _waiting(work, referral_id)
    words = without_persons(work, referral, "text", text, _("Schrijf de vraag aan de experten."), sure=sure)
    card = work.session.get(ExpertCard, referral.id)
    if card and card.approved_at < referral.stage_since and words != card.text:
        _end_earlier(work, referral)
    if card is None:
        card = ExpertCard(referral_id=referral.id, hub_id=referral.hub_id, text=words, approved_at=work.now)
    card.text, card.approved_at, card.approved_by = words, work.now, work.asker.person_id
    work.session.add(card)
    moves.rewatch(work, referral)
    moves.log(work, "expertise.card", "referral", referral.id, referral)
    return card


def invite(work: Work, referral_id: UUID, name: str, capacity: str, email: str) -> Expert:
    """Invite somebody for this case only, by a letter with a link. Refused before the card is approved, and for who is
    invited already."""
    referral = _waiting(work, referral_id)
    if work.session.get(ExpertCard, referral.id) is None:
        raise Refused(_("Schrijf eerst de vraag aan de experten."))
    faults = Faults()
    name = faults.text("name", name, needed=_("Schrijf wie je uitnodigt."), at_most=200)
    capacity = faults.text("capacity", capacity, at_most=200)
    address = faults.email("email", email)
    if not address and not faults.errors.get("email"):
        faults.say("email", _("Geef een e-mailadres: daar komt de link."))
    faults.tell()
    address = address.lower()
    already = select(Expert.id).where(
        Expert.referral_id == referral.id, Expert.email == address, col(Expert.withdrawn_at).is_(None)
    )
    if work.session.exec(already).first():
        raise Invalid({"email": _("Deze persoon is al uitgenodigd.")})
    person = work.session.exec(select(Person).where(Person.email == address, col(Person.left_at).is_(None))).first()
    expert = Expert(
        hub_id=referral.hub_id, referral_id=referral.id, name=name, capacity=capacity, email=address,
        person_id=person.id if person else None, invited_at=work.now, invited_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(expert)
    work.flush()
    link = links.make(work, Purpose.EXPERT, expert.id, hub_id=expert.hub_id, referral_id=referral.id)
    hold_agenda(work, referral.hub_id)
    session = at_session.coming_session(work, referral)
    when: dict[str, Any] = {"link": link, "at": None}
    if session:
        when = at_session.when_said(work, expert, session, work.session.get(ExpertCard, referral.id), link)
    letters.write(
        work, "expert_invited", address, once_key=f"expert_invited:{expert.id}",
        hub=work.session.get(Hub, referral.hub_id), referral_id=referral.id, name=name, number=referral.number, **when,
    )  # fmt: skip
    moves.log(work, "expertise.invite", "expert", expert.id, referral)
    return expert


def call_off(work: Work, expert_id: UUID, referral_id: UUID) -> None:
    """This expert reads the case no longer; what it said stays."""
    referral = take_as(work, referral_id, Right.DECIDE)
    expert = work.found(Expert, expert_id)
    if expert.referral_id != referral.id or expert.withdrawn_at:
        raise NotFound
    _end(work, expert)
    at_session.tell(work, referral)
    work.session.flush()
    moves.log(work, "expertise.call_off", "expert", expert.id, referral)


def _end_earlier(work: Work, referral: Referral) -> None:
    asked = select(Expert).where(Expert.referral_id == referral.id, col(Expert.withdrawn_at).is_(None))
    for expert in work.session.exec(asked.where(col(Expert.invited_at) < referral.stage_since)).all():
        _end(work, expert)
    at_session.tell(work, referral)


def _end(work: Work, expert: Expert) -> None:
    expert.withdrawn_at = work.now
    work.session.add(expert)
    links.withdraw(work, expert.id, Purpose.EXPERT)


def place(work: Work, referral_id: UUID, begins: str, takes: str) -> ExpertCard:
    """When at the session the point of this case comes, and for how many minutes; its experts hear it. Invalid outside
    the session."""
    referral = _waiting(work, referral_id)
    card, session = work.session.get(ExpertCard, referral.id), at_session.coming_session(work, referral)
    if card is None:
        raise Refused(_("Schrijf eerst de vraag aan de experten."))
    if session is None:
        raise Refused(_("Er is nog geen zitting gekozen."))
    faults = Faults()
    hour = clock_in(faults, "begins", begins)
    minutes = int(takes) if takes.strip().isdecimal() and len(takes.strip()) < 5 else 0
    if not 5 <= minutes <= session.lasts:
        faults.say("takes", _("Geef een aantal minuten, van 5 tot %(most)d.", most=session.lasts))
    faults.tell()
    begin = parse_moment(f"{brussels_date(session.at).isoformat()}T{hour}")
    after = int((begin - session.at).total_seconds()) // 60
    if not after >= 0 or after + minutes > session.lasts:
        raise Invalid({"begins": _("Dat valt buiten de zitting.")})
    card.begins_after, card.takes = after, minutes
    work.session.add(card)
    at_session.tell(work, referral)
    moves.log(work, "expertise.place", "referral", referral.id, referral)
    return card


def learn(
    work: Work, referral_id: UUID, title: str, text: str, domains: list[str], *, sure: bool = False
) -> Learnt:  # fmt: skip
    """Keep what was learnt from this case, without persons: its name, national numbers and ways to reach somebody are
    refused, and what may be a name until the asker is `sure`."""
    referral = take_as(work, referral_id, Right.DECIDE)
    errors: dict[str, str] = {}
    kept = {"title": "", "learnt": ""}
    for field, words, needed, at_most in (
        ("title", title, _("Geef het een titel."), LONGEST_TITLE),
        ("learnt", text, _("Schrijf wat jullie leerden."), LONGEST),
    ):
        try:
            kept[field] = without_persons(work, referral, field, words, needed, sure=sure, at_most=at_most)
        except Invalid as wrong:
            errors |= wrong.errors
    if errors:
        raise Invalid(errors)
    note = Learnt(
        hub_id=referral.hub_id, referral_id=referral.id, title=kept["title"], text=kept["learnt"],
        search_text=sort_key(f"{kept['title']} {kept['learnt']}"),
        domains=[one for one in DOMAINS if one in domains], at=work.now, written_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(note)
    work.session.flush()
    moves.log(work, "expertise.learn", "learnt", note.id, referral)
    return note


def unlearn(work: Work, note_id: UUID) -> None:
    """Take a note away: somebody may be recognised in it after all."""
    note = work.found(Learnt, note_id)
    require(work.asker, Right.DECIDE, note.hub_id)
    work.session.delete(note)
    work.session.flush()
    ledger.write(
        work, "expertise.unlearn", "learnt", note.id, hub_id=note.hub_id, referral_id=note.referral_id
    )  # fmt: skip


def without_persons(
    work: Work, referral: Referral, field: str, text: str, needed: str, *, sure: bool, at_most: int = LONGEST
) -> str:  # fmt: skip
    """The words as somebody reads them who may not know whom they are about."""
    words = clean(field, text, needed=needed, at_most=at_most)
    named = next(named_in(words, names_of(work, referral)), None)
    if named:
        raise Invalid({field: _("Hier staat de naam “%(name)s”. Haal hem weg, ook de initialen.", name=named)})
    if reaches_somebody(words):
        raise Invalid({field: _(HOLDS_CONTACT)})
    found = [] if sure else pointers(words)
    if found:
        raise Invalid({field: said(found)})
    return words


def _waiting(work: Work, referral_id: UUID) -> Referral:
    referral = take_as(work, referral_id, Right.DECIDE)
    if referral.stage != Stage.EXPERTISE_TABLE:
        raise Refused(_("Deze aanmelding wacht niet op een expertisetafel."))
    return referral
