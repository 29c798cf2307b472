"""Somebody leaves: what still hangs on a role goes to colleagues, each piece to one of them, before the role ends."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, select

from hub import ledger
from hub.clock import brussels_date
from hub.dispatch import guides
from hub.dispatch.case_team import directing, left
from hub.dispatch.case_team.direction import Directs
from hub.dispatch.consult import left as consult_left
from hub.dispatch.tables import Referral
from hub.home import leaving_table, own_people, roles
from hub.home.leaving_held import hold_all, watches
from hub.home.leaving_piece import Piece
from hub.hubs import Hub
from hub.opening_hours import day_name
from hub.partners.tables import Offer
from hub.people import duty, duty_desk, duty_sight
from hub.people.duty import PART_WORDS, Part, Turn
from hub.people.duty_tables import DutyUsual
from hub.people.tables import Membership, Person
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, date_words

AHEAD = 8 * 7  # days of the duty roster that are looked through for a half day that goes otherwise than usual


@dataclass(frozen=True)
class Leaving:
    """A role that is to end, what hangs on it, and who could take that over."""

    membership: Membership
    person: Person
    pieces: Sequence[Piece]
    colleagues: Sequence[Person]


def leaving(work: Work, membership_id: UUID) -> Leaving:
    """For who manages this role, for itself at a partner, and for who takes a seat of that partner; NotFound or
    NotAllowed for everybody else."""
    membership = own_people.role_to_hand_on(work, membership_id)
    pieces = [*_tracks(work, membership), *leaving_table.pieces(work, membership), *_watched(work, membership)]
    pieces += [
        *_directs(work, membership),
        *_teams(work, membership),
        *_asked(work, membership),
        *_duty(work, membership),
    ]
    return Leaving(
        membership, work.session.get_one(Person, membership.person_id), pieces, _colleagues(work, membership)
    )


def hand_on_and_end(work: Work, membership_id: UUID, to: Mapping[str, UUID | None]) -> int:
    """Each piece to the colleague named under its slug, then the role ends. Returns how many tracks nobody took.

    Invalid at the slug for somebody who is no colleague there.
    """
    found = leaving(work, membership_id)
    there = {one.id for one in found.colleagues}
    wrong = {slug: _("Kies een collega uit de lijst.") for slug, one in to.items() if one and one not in there}
    if wrong:
        raise Invalid(wrong)
    membership = found.membership
    work.session.refresh(membership, with_for_update=True)  # the role first, its cases after it
    _hand_on_duty(work, membership, to)
    hold_all(work, membership)
    tracks = {UUID(slug.removeprefix("t-")): one for slug, one in to.items() if slug.startswith("t-")}
    nobody = guides.hand_on(work, membership, tracks)
    directs = {UUID(slug.removeprefix("c-")): one for slug, one in to.items() if slug.startswith("c-")}
    directing.hand_on(work, membership, directs)
    teams = {UUID(slug.removeprefix("m-")): one for slug, one in to.items() if slug.startswith("m-")}
    left.hand_on(work, membership, teams)
    asked = {UUID(slug.removeprefix("q-")): one for slug, one in to.items() if slug.startswith("q-")}
    consult_left.hand_on(work, membership, asked)
    _hand_on_watched(work, membership, to)
    tables = leaving_table.hand_on(work, membership, to)
    roles.end_role(work, membership)
    leaving_table.tell(work, tables)
    ledger.write(
        work, "person.hand_on", "person", membership.person_id, hub_id=membership.hub_id, membership=membership.id,
        pieces=len(found.pieces), nobody=nobody,
    )  # fmt: skip
    return nobody


def _colleagues(work: Work, membership: Membership) -> Sequence[Person]:
    """Who has the same kind of role in the same place."""
    kinds = guides.AT_DESK if membership.role in guides.AT_DESK else (membership.role,)
    there = select(Membership.person_id).where(
        Membership.hub_id == membership.hub_id, Membership.organisation_id == membership.organisation_id,
        col(Membership.role).in_(kinds), col(Membership.until).is_(None),
        Membership.person_id != membership.person_id,
    )  # fmt: skip
    return work.session.exec(
        select(Person)
        .where(col(Person.id).in_(there), col(Person.left_at).is_(None))
        .order_by(col(Person.sort_key), col(Person.id))
    ).all()


def _tracks(work: Work, membership: Membership) -> list[Piece]:
    tracks = guides.guided_by(work, membership)
    of_offer = select(Offer.id, Offer.name).where(col(Offer.id).in_({one.offer_id for one in tracks}))
    numbers = _numbers(work, {one.referral_id for one in tracks})
    offers: dict[UUID | None, str] = dict(work.session.execute(of_offer).tuples().all())
    return [
        Piece(
            f"t-{one.id}", _("Traject"),
            " · ".join(word for word in (numbers[one.referral_id], offers.get(one.offer_id)) if word),
        )
        for one in tracks
    ]  # fmt: skip


def _directs(work: Work, membership: Membership) -> list[Piece]:
    directed = directing.directed_by(work, membership)
    numbers = _numbers(work, {one.referral_id for one in directed})
    return [Piece(f"c-{one.id}", _("Casusregie"), numbers[one.referral_id]) for one in directed]


def _teams(work: Work, membership: Membership) -> list[Piece]:
    """Whoever directs a case is in its team, and hands both on as one."""
    directed = {one.referral_id for one in directing.directed_by(work, membership) if one.state == Directs.DIRECTS}
    rows = [one for one in left.in_teams(work, membership) if one.referral_id not in directed]
    numbers = _numbers(work, {one.referral_id for one in rows})
    return [Piece(f"m-{one.id}", _("Casusteam"), numbers[one.referral_id]) for one in rows]


def _numbers(work: Work, cases: Collection[UUID]) -> dict[UUID, str]:
    of_case = select(Referral.id, Referral.number).where(col(Referral.id).in_(cases))
    return dict(work.session.execute(of_case).tuples().all())


def _asked(work: Work, membership: Membership) -> list[Piece]:
    asked = consult_left.asked_of(work, membership)
    of_case = select(Referral.id, Referral.number).where(col(Referral.id).in_({one.referral_id for one in asked}))
    numbers: dict[UUID, str] = dict(work.session.execute(of_case).tuples().all())
    return [Piece(f"q-{one.id}", _("Denkt mee over"), numbers[one.referral_id]) for one in asked]


def _watched(work: Work, membership: Membership) -> list[Piece]:
    return [Piece(f"w-{plan.id}", _("Volgt op"), referral.number) for plan, referral in watches(work, membership)]


def _hand_on_watched(work: Work, membership: Membership, to: Mapping[str, UUID | None]) -> None:
    for plan, _referral in watches(work, membership):
        plan.watcher_id = to.get(f"w-{plan.id}") or plan.watcher_id
    work.session.flush()


def _usual_turns(work: Work, membership: Membership) -> list[tuple[int, Part]]:
    if membership.role not in guides.AT_DESK or membership.hub_id is None:
        return []
    monday = duty.monday(brussels_date(work.now))
    known = duty_sight.roster(work, membership.hub_id, monday, AHEAD)
    return [
        (weekday, part)
        for weekday in range(7)
        for part in Part
        if duty.usually(known.pattern, monday + timedelta(days=7 + weekday), part) == membership.person_id
    ]


def _single_turns(work: Work, membership: Membership) -> list[Turn]:
    if membership.role not in guides.AT_DESK or membership.hub_id is None:
        return []
    today = brussels_date(work.now)
    known = duty_sight.roster(work, membership.hub_id, today, AHEAD)
    return sorted(turn for turn, person in known.exceptions.items() if person == membership.person_id)


def _duty(work: Work, membership: Membership) -> list[Piece]:
    usual = [
        Piece(
            f"u-{weekday}-{part}", _("Permanentie, elke week"),
            f"{day_name(weekday)} {_(PART_WORDS[part])}",
        )
        for weekday, part in _usual_turns(work, membership)
    ]  # fmt: skip
    single = [
        Piece(f"d-{day.isoformat()}-{part}", _("Permanentie"), f"{date_words(day)} {_(PART_WORDS[part])}")
        for day, part in _single_turns(work, membership)
    ]
    return usual + single


def _hand_on_duty(work: Work, membership: Membership, to: Mapping[str, UUID | None]) -> None:
    """Half days that nobody takes become gaps in the roster, where they are seen."""
    usual = {turn: one for turn in _usual_turns(work, membership) if (one := to.get(f"u-{turn[0]}-{turn[1]}"))}
    single = {
        turn: one for turn in _single_turns(work, membership) if (one := to.get(f"d-{turn[0].isoformat()}-{turn[1]}"))
    }
    if not (usual or single) or membership.hub_id is None:
        return
    hub = work.session.get_one(Hub, membership.hub_id)
    if usual:
        duty_desk.plan_usual(work, hub, usual, brussels_date(work.now))
        later = select(DutyUsual).where(DutyUsual.hub_id == hub.id, DutyUsual.person_id == membership.person_id)
        for row in work.session.exec(later.where(col(DutyUsual.since) > duty.monday(brussels_date(work.now)))).all():
            row.person_id = usual.get((row.weekday, Part(row.part)), row.person_id)
    if single:
        duty_desk.plan_week(work, hub, single)
