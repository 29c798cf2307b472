"""Asking somebody to direct a case, and its answer; handing it on, and what becomes of it when that person leaves."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters
from hub.asker import Role
from hub.dispatch import alarm
from hub.dispatch.case_team import access
from hub.dispatch.case_team.direction import LIVE, Directs, EndedFor
from hub.dispatch.case_team.tables import CaseDirection
from hub.dispatch.case_team.teaming import join, may_join
from hub.dispatch.clocks import ClockName, due_after
from hub.dispatch.guides import AT_DESK, goes_on
from hub.dispatch.locks import held_rows, take, take_all
from hub.dispatch.moves import clocks_of, log, rewatch
from hub.dispatch.proposing import partners_of
from hub.dispatch.sessions import people_there
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.people.tables import Membership, Person
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

AT_ONCE = 200


def choices(work: Work, referral: Referral) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who can be asked: people of the hub's desk, and of partners; grouped by where they work."""
    hub = work.session.get_one(Hub, referral.hub_id)
    partners = partners_of(work, referral.hub_id)
    there = people_there.of_organisations(work, [one.id for one in partners])
    ours = people_there.of_desk(work, referral.hub_id)
    found = [(hub.name, [(f"-:{person}", name) for person, name in ours.items()])]
    found += [(one.name, [(f"{one.id}:{person}", name) for person, name in there[one.id].items()]) for one in partners]
    return [(where, people) for where, people in found if people]


def ask(work: Work, referral_id: UUID, typed: str) -> CaseDirection:
    """Ask somebody; who directs now goes on until the other one says yes. Somebody of the desk who takes it on itself
    directs at once."""
    referral = access.keep_as(work, referral_id)
    if typed not in {value for _where, people in choices(work, referral) for value, _name in people}:
        raise Invalid({"person": _("Kies wie je vraagt.")})
    where, _colon, person = typed.partition(":")
    organisation_id = None if where == "-" else UUID(where)
    if organisation_id:
        may_join(work, referral, organisation_id)
    live = live_of(work, referral.id)
    if any((one.person_id, one.organisation_id) == (UUID(person), organisation_id) for one in live):
        raise Refused(_("Die persoon is al casusregisseur, of is al gevraagd."))
    for one in live:
        if one.state == Directs.ASKED:
            end(work, one, EndedFor.TAKEN_BACK)
    work.session.flush()
    made = _asked(work, referral, UUID(person), organisation_id)
    if made.organisation_id is None and made.person_id == work.asker.person_id:
        _accept(work, referral, made)
    else:
        _write(work, referral, made)
    rewatch(work, referral)
    return made


def answer(work: Work, direction_id: UUID, *, takes: bool, note: str = "") -> CaseDirection:
    """Whoever is asked answers; or the coordinator, who heard it by telephone."""
    row = work.found(CaseDirection, direction_id)
    asker = work.asker
    if asker.person_id != row.person_id and not asker.has(Role.COORDINATOR, row.hub_id):
        raise NotFound
    referral = take(work, row.referral_id)
    work.session.refresh(row)
    if row.state != Directs.ASKED:
        raise Refused(_("Dit wordt niet meer gevraagd."))
    row.note = clean("note", note, at_most=1000)
    alarm.listen(work, referral, row.note)
    if takes:
        _accept(work, referral, row)
    else:
        row.state, row.due_at, row.answered_at = Directs.DECLINED, None, work.now
        work.flush()
        log(work, "direction.decline", "case_direction", row.id, referral)
    rewatch(work, referral)
    return row


def stop(work: Work, referral_id: UUID, direction_id: UUID) -> CaseDirection:
    """The coordinator asks no more, or ends the direction of a case."""
    referral = access.keep_as(work, referral_id)
    row = of_case(work, direction_id, referral.id)
    work.session.refresh(row)
    if row.state in LIVE:
        end(work, row, EndedFor.TAKEN_BACK)
        work.flush()
        log(work, "direction.end", "case_direction", row.id, referral)
        rewatch(work, referral)
    return row


def of_case(work: Work, direction_id: UUID, referral_id: UUID) -> CaseDirection:
    row = work.session.get(CaseDirection, direction_id)
    if row is None or row.referral_id != referral_id:
        raise NotFound
    return row


def live_of(work: Work, referral_id: UUID) -> Sequence[CaseDirection]:
    """Who directs, and who is asked to. Asks no right."""
    live = select(CaseDirection).where(CaseDirection.referral_id == referral_id, col(CaseDirection.state).in_(LIVE))
    return work.session.exec(live.order_by(col(CaseDirection.state).desc())).all()


def directed_by(work: Work, membership: Membership) -> list[CaseDirection]:
    """What somebody directs, or is asked to direct, in this role and in no other one that goes on."""
    live = select(CaseDirection).where(
        CaseDirection.person_id == membership.person_id, col(CaseDirection.state).in_(LIVE)
    )
    if membership.organisation_id and membership.role == Role.PARTNER:
        live = live.where(CaseDirection.organisation_id == membership.organisation_id)
    elif membership.hub_id and membership.role in AT_DESK and not goes_on(work, membership):
        live = live.where(col(CaseDirection.organisation_id).is_(None), CaseDirection.hub_id == membership.hub_id)
    else:
        return []
    fresh = live.order_by(col(CaseDirection.referral_id)).execution_options(populate_existing=True)
    return list(work.session.exec(fresh).all())


def hand_on(work: Work, membership: Membership, to: Mapping[UUID, UUID | None]) -> None:
    """Whoever leaves directs nothing any more: a colleague does, or the coordinator reads that nobody does."""
    take_all(work, [one.referral_id for one in directed_by(work, membership)])
    for one in directed_by(work, membership):
        _follow_up(work, one, to.get(one.id))


def let_go_of_who_left(work: Work) -> int:
    """Cases of which the director has no role there any more, however that came about."""
    has_role = sa.exists().where(
        col(Membership.person_id) == col(CaseDirection.person_id), col(Membership.until).is_(None),
        sa.or_(
            sa.and_(
                col(Membership.organisation_id) == col(CaseDirection.organisation_id),
                col(Membership.role) == Role.PARTNER,
            ),
            sa.and_(
                col(CaseDirection.organisation_id).is_(None), col(Membership.hub_id) == col(CaseDirection.hub_id),
                col(Membership.role).in_(AT_DESK),
            ),
        ),
    )  # fmt: skip
    gone: Any = (
        select(CaseDirection)
        .where(col(CaseDirection.state).in_(LIVE), ~has_role)
        .order_by(col(CaseDirection.id))
        .limit(AT_ONCE)
    )
    rows = held_rows(work, gone)
    for one in rows:
        _follow_up(work, one, None)
    return len(rows)


def end(work: Work, row: CaseDirection, why: EndedFor) -> None:
    row.state, row.due_at, row.ended_at, row.ended_for = Directs.ENDED, None, work.now, why
    work.session.flush()


def _follow_up(work: Work, row: CaseDirection, colleague: UUID | None) -> None:
    """The case is held."""
    referral = work.session.get_one(Referral, row.referral_id)
    directed = row.state == Directs.DIRECTS
    end(work, row, EndedFor.HANDED_ON if colleague else EndedFor.LEFT)
    log(work, "direction.hand_on" if colleague else "direction.left", "case_direction", row.id, referral)
    already = [one for one in live_of(work, referral.id) if one.person_id == colleague]
    if already and directed:  # it was asked already, by this partner or by another
        _accept(work, referral, already[0])
    elif colleague and not already and not directed:
        _write(work, referral, _asked(work, referral, colleague, row.organisation_id))
    elif colleague and directed:
        taken = CaseDirection(
            hub_id=row.hub_id, referral_id=row.referral_id, person_id=colleague, organisation_id=row.organisation_id,
            state=Directs.DIRECTS, asked_at=work.now, asked_by=work.asker.person_id, answered_at=work.now,
        )  # fmt: skip
        work.session.add(taken)
        if row.organisation_id:
            join(work, referral, row.organisation_id, colleague)
    rewatch(work, referral)


def _asked(work: Work, referral: Referral, person_id: UUID, organisation_id: UUID | None) -> CaseDirection:
    made = CaseDirection(
        hub_id=referral.hub_id, referral_id=referral.id, person_id=person_id, organisation_id=organisation_id,
        asked_at=work.now, asked_by=work.asker.person_id,
        due_at=due_after(clocks_of(work, referral.hub_id), ClockName.PARTNER_ANSWER, work.now),
    )  # fmt: skip
    work.session.add(made)
    work.flush()
    log(work, "direction.ask", "case_direction", made.id, referral)
    return made


def _accept(work: Work, referral: Referral, row: CaseDirection) -> None:
    for other in live_of(work, referral.id):
        if other.id != row.id and other.state == Directs.DIRECTS:
            end(work, other, EndedFor.HANDED_ON)
    row.state, row.due_at, row.answered_at = Directs.DIRECTS, None, work.now
    if row.organisation_id:
        join(work, referral, row.organisation_id, row.person_id)
    work.flush()
    log(work, "direction.accept", "case_direction", row.id, referral)


def page_of(row: CaseDirection) -> str:
    """Where whoever is asked signs in to answer."""
    return f"/casusteams/{row.referral_id}" if row.organisation_id else f"/aanmeldingen/{row.referral_id}/team"


def _write(work: Work, referral: Referral, row: CaseDirection) -> None:
    person = work.session.get_one(Person, row.person_id)
    home = work.store.settings.public_url.rstrip("/")
    letters.write(
        work, "direction_asked", person.email, once_key=f"direction:{row.id}", first=True,
        hub=work.session.get_one(Hub, row.hub_id), referral_id=referral.id, name=person.name, number=referral.number,
        page=f"{home}{page_of(row)}", answer_by=row.due_at,
    )  # fmt: skip
