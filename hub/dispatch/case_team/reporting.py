"""How it went with an agreement: its owner says so by a mailed link, or the desk notes it. Silence ends nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from hub import links
from hub.asker import Asker, AskerKind
from hub.clock import brussels_date
from hub.dispatch import alarm
from hub.dispatch.case_team import access, owners, planning
from hub.dispatch.case_team.agreed import MOST_MOVES, Owner, Rung, Says, Stalled, Stands, first_look, with_her
from hub.dispatch.case_team.tables import PlanAgreement
from hub.dispatch.case_team.team_sight import TeamCase
from hub.dispatch.identity import youngster_of
from hub.dispatch.letting_go.losing import NO_PLACE_ON_AGENDA
from hub.dispatch.locks import take
from hub.dispatch.mailed.receivers import speaks
from hub.dispatch.moves import clocks_of, log, rewatch
from hub.dispatch.reopening import bring_back, propose
from hub.dispatch.table_tables import AgendaReason
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track_answers import initials_of_case
from hub.dispatch.typed import clean, day_to_come
from hub.dispatch.whose_words import veil_of
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, date_words, use_language


@dataclass(frozen=True)
class Asked:
    """What the holder of a link reads: what was agreed and by when. The number of the case, for a partner only, which
    finds initials where somebody wrote a name."""

    row: PlanAgreement
    link: Link
    what: str
    hub: Hub
    number: str
    initials: str

    @property
    def open(self) -> bool:
        return self.row.stands == Stands.OPEN


def asked_by(work: Work, token: str) -> Asked:
    """NotFound when the link does not work any more."""
    link, row = _opened(work, token)
    referral = work.session.get_one(Referral, row.referral_id)
    partner = row.owner == Owner.PARTNER
    veil = veil_of(work, referral, youngster_of(work, referral)) if owners.is_service(work, row) else str
    return Asked(
        row, link, veil(row.what), work.session.get_one(Hub, row.hub_id), referral.number if partner else "",
        initials_of_case(work, referral) if partner else "",
    )  # fmt: skip


def answer_by_link(work: Work, token: str, says: str, note: str = "", day: date | None = None) -> PlanAgreement:
    """The owner says how it goes."""
    link, row = _opened(work, token)
    work.asker = Asker(AskerKind.LINK, person_id=link.person_id, link_id=link.id)
    referral = take(work, row.referral_id)
    work.session.refresh(row)
    links.use_once(work, link)
    _say(work, referral, row, says, note, day, by_owner=True)
    return row


def note_answer(
    work: Work, referral_id: UUID, agreement_id: UUID, says: str, note: str = "", day: date | None = None
) -> PlanAgreement:
    """The desk notes what it heard."""
    referral, row = of_case(work, referral_id, agreement_id)
    _say(work, referral, row, says, note, day, by_owner=False)
    return row


def report_as_member(
    work: Work, seen: TeamCase, agreement_id: UUID, says: str, note: str = "", day: date | None = None
) -> PlanAgreement:
    """A member of the case team says how it goes with what is its own; who directs the case, with any of it."""
    referral = take(work, seen.referral.id)
    row = work.session.get(PlanAgreement, agreement_id)
    if row is None or row.referral_id != referral.id or not seen.answers(row):
        raise NotFound
    work.session.refresh(row)
    _say(work, referral, row, says, note, day, by_owner=row.organisation_id in seen.own)
    return row


def drop(work: Work, referral_id: UUID, agreement_id: UUID, why: str) -> PlanAgreement:
    """It is not needed any more, or nobody will do it: with the reason."""
    referral, row = of_case(work, referral_id, agreement_id)
    _must_be_open(row)
    row.end_note = clean("note", why, needed=_("Schrijf waarom deze afspraak vervalt."), at_most=1000)
    alarm.listen(work, referral, row.end_note)
    _end(work, referral, row, Stands.DROPPED)
    return row


def give(
    work: Work, referral_id: UUID, agreement_id: UUID, owner: str, note: str = "", day: date | None = None
) -> PlanAgreement:  # fmt: skip
    """Somebody else does it from now on, by the same day or another one; whoever had it is asked no more."""
    referral, row = of_case(work, referral_id, agreement_id)
    _must_be_open(row)
    whose = owners.chosen(work, referral, owner)
    if owner == owners.value_of(row) and not row.owner_words:
        raise Invalid({"owner": _("Die heeft deze afspraak al. Kies iemand anders.")})
    if day or row.by < brussels_date(work.now):
        if day is None:
            raise Invalid({"day": _("De dag van deze afspraak is voorbij. Kies een nieuwe dag.")})
        row.by = day_to_come(work, "day", day)
    words = clean("note", note, at_most=1000)
    links.withdraw(work, row.id, Purpose.AGREEMENT)
    row.owner, row.member_id, row.organisation_id = whose.owner, whose.member_id, whose.organisation_id
    row.owner_words, row.last_word, row.left_seen_at = "", "", None
    row.times_moved, row.asked_at = 0, None
    _expect(work, row)
    with use_language(DEFAULT_LANGUAGE):
        said = _("Afspraak gegeven aan %(who)s: %(what)s", who=owners.words_of(work, row), what=row.what)
    alarm.listen(work, referral, words)
    _note(work, referral, "\n\n".join(part for part in (said, words) if part), work.asker.name)
    _kept(work, referral, row, "agreement.give")
    return row


def let_go(work: Work, referral: Referral, row: PlanAgreement, why: str) -> None:
    """The same for a case that is held, with a reason that the hub itself writes."""
    row.end_note = why
    _end(work, referral, row, Stands.DROPPED)


def meeting_is_planned(work: Work, referral: Referral) -> None:
    """Whoever was to plan the client meeting has done so. The case is held."""
    for row in _to_plan(work, referral):
        _end(work, referral, row, Stands.DONE)


def asked_anew(work: Work, referral: Referral) -> None:
    """A table wants the meeting by another day: the task that waits is dropped for the new one. The case is held."""
    with use_language(DEFAULT_LANGUAGE):
        for row in _to_plan(work, referral):
            let_go(work, referral, row, _("Er is een nieuwe afspraak."))
    work.session.flush()


def _to_plan(work: Work, referral: Referral) -> Sequence[PlanAgreement]:
    waits = select(PlanAgreement).where(
        PlanAgreement.referral_id == referral.id, PlanAgreement.stands == Stands.OPEN,
        col(PlanAgreement.plans_meeting).is_(True),
    )  # fmt: skip
    return work.session.exec(waits).all()


def take_up_again(work: Work, referral_id: UUID, agreement_id: UUID) -> PlanAgreement:
    """What ended by mistake is open again, and watched as it was agreed. Refused as what is agreed anew would be."""
    referral, row = of_case(work, referral_id, agreement_id)
    if row.stands == Stands.OPEN:
        return row
    planning.must_have_room(work, referral)
    goal = planning.goal_of(work, referral, row.goal_id) if row.goal_id else None
    if goal and goal.stands != Stands.OPEN:
        raise Refused(_("Het doel van deze afspraak is afgerond. Zet eerst het doel weer open."))
    if row.plans_meeting and _to_plan(work, referral):
        raise Refused(_("Er is al iemand die het overleg plant."))
    row.stands, row.ended_at, row.end_note = Stands.OPEN, None, ""
    _expect(work, row)
    _kept(work, referral, row, "agreement.again")
    return row


def of_case(work: Work, referral_id: UUID, agreement_id: UUID) -> tuple[Referral, PlanAgreement]:
    referral = access.plan_as(work, referral_id, reading=False)
    row = work.session.get(PlanAgreement, agreement_id)
    if row is None or row.referral_id != referral.id:
        raise NotFound
    work.session.refresh(row)
    return referral, row


def stall(work: Work, referral: Referral, row: PlanAgreement, why: Stalled) -> None:
    """The coordinator has it, with a proposed place on the next agenda. The agreement itself stays open."""
    row.stalled_at, row.stalled_for = work.now, why
    row.rung, row.due_at = Rung.COORDINATOR, with_her(clocks_of(work, row.hub_id), work.now)
    row.gathered_for = None
    work.session.flush()
    if not bring_back(work, referral, AgendaReason.AGREEMENT) and referral.stage not in NO_PLACE_ON_AGENDA:
        propose(work, referral, AgendaReason.AGREEMENT)


def _opened(work: Work, token: str) -> tuple[Link, PlanAgreement]:
    """The link ends for who may not be told of it any more."""
    link = links.open_link(work, token, Purpose.AGREEMENT)
    row = work.session.get_one(PlanAgreement, link.noun_id)
    spoken_for = row.organisation_id is None or speaks(work, row.organisation_id, link.person_id)
    if not spoken_for or not owners.hears(work, row):
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return link, row


def _say(
    work: Work, referral: Referral, row: PlanAgreement, says: str, note: str, day: date | None, *, by_owner: bool
) -> None:
    if says not in set(Says):
        raise Invalid({"answer": _("Kies een antwoord.")})
    _must_be_open(row)
    needed = "" if says == Says.DONE else _("Schrijf kort waarom.")
    words = clean("note", note, needed=needed, at_most=1000)
    if says == Says.LATER:
        if day is None:
            raise Invalid({"day": _("Kies een nieuwe dag.")})
        row.by = day_to_come(work, "day", day)
    row.last_word = words
    alarm.listen(work, referral, words)
    _write_down(work, referral, row, Says(says), words, by_owner=by_owner)
    if says == Says.DONE:
        _end(work, referral, row, Stands.DONE)
        return
    if says == Says.LATER:
        row.times_moved += 1
        if row.stalled_for == Stalled.LEFT and not by_owner:
            row.left_seen_at = work.now
        _expect(work, row)
        if by_owner and row.times_moved > MOST_MOVES:
            stall(work, referral, row, Stalled.MOVED)
    else:
        stall(work, referral, row, Stalled.STUCK)
    _kept(work, referral, row, f"agreement.{says}")


def _must_be_open(row: PlanAgreement) -> None:
    if row.stands != Stands.OPEN:
        raise Refused(_("Deze afspraak is al afgerond."))


def _expect(work: Work, row: PlanAgreement) -> None:
    """Somebody spoke: the ladder begins anew from its day."""
    row.due_at, row.rung, row.times_asked, row.gathered_for = first_look(row.by, work.now), Rung.NOBODY, 0, None
    row.stalled_at = row.stalled_for = None


def _end(work: Work, referral: Referral, row: PlanAgreement, stands: Stands) -> None:
    with work.session.no_autoflush:
        row.stands, row.ended_at, row.due_at = stands, work.now, None
        row.stalled_at = row.stalled_for = None
    links.end_by(work, row.id, Purpose.AGREEMENT, work.real + links.A_DAY)
    _kept(work, referral, row, f"agreement.{stands}")


def _kept(work: Work, referral: Referral, row: PlanAgreement, act: str) -> None:
    work.flush()
    log(work, act, "plan_agreement", row.id, referral)
    rewatch(work, referral)


def _write_down(work: Work, referral: Referral, row: PlanAgreement, says: Says, words: str, *, by_owner: bool) -> None:
    """One line in the time line of the case, in Dutch."""
    with use_language(DEFAULT_LANGUAGE):
        who = owners.words_of(work, row)
        said = {
            Says.DONE: lambda: _("Afspraak gedaan: %(what)s", what=row.what),
            Says.LATER: lambda: _("Afspraak uitgesteld tot %(day)s: %(what)s", day=date_words(row.by), what=row.what),
            Says.STUCK: lambda: _("Afspraak lukt niet: %(what)s", what=row.what),
        }[says]()
    _note(work, referral, "\n\n".join(part for part in (said, words) if part), who if by_owner else work.asker.name)


def _note(work: Work, referral: Referral, text: str, by: str) -> None:
    work.session.add(
        Message(
            hub_id=referral.hub_id, referral_id=referral.id, at=work.now, kind="note",
            author_id=work.asker.person_id, author_name=by, text=text,
        )
    )  # fmt: skip
