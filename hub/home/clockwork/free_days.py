"""Operations on the days on which a partner is closed: kept by its members, or by the hub for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.asker import Role
from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.clb import OPEN, ClbState, Step
from hub.dispatch.clb_answering import own_clbs
from hub.dispatch.clb_tables import ClbQuestion
from hub.dispatch.clock_tables import FreeDays
from hub.dispatch.clocks import ClockName, Clocks, due_after
from hub.dispatch.clockwork.free_days import KIND_WORDS, Kind
from hub.dispatch.table_tables import Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import TrackStage
from hub.faults import Faults
from hub.home.clockwork import anew, of_partner
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.people.rights import Right, hubs_where
from hub.problems import NotAllowed, NotFound, Refused
from hub.store import Work
from hub.wording import _

MOST, LONGEST, REMEMBERED = 40, timedelta(days=120), timedelta(days=400)
Q = table_of(ClbQuestion)
_ASKED = (Q.c.state == ClbState.ASKED) & (Q.c.step == Step.CLB)


@dataclass(frozen=True)
class Partner:
    id: UUID
    name: str
    periods: list[FreeDays]


def kept_by(work: Work) -> list[Partner]:
    """The partners and CLBs whose closed days the asker keeps, each with those that are not over: its own, and for who
    runs a hub those that work with it or owe it an answer.

    NotFound for an outsider, NotAllowed for a member of something else.
    """
    asker = work.asker
    hubs = hubs_where(asker, Right.DECIDE) | hubs_where(asker, Right.MANAGE)
    own = asker.organisations_as(Role.PARTNER) | own_clbs(work)
    if not own and not hubs:
        if not asker.seats:
            raise NotFound
        raise NotAllowed(_("Elke partner houdt zijn eigen gesloten dagen bij."))
    with_hub = sa.select(col(HubPartner.organisation_id)).where(col(HubPartner.hub_id).in_(hubs))
    asked = sa.exists().where(
        col(ClbQuestion.clb_id) == col(Organisation.id), col(ClbQuestion.hub_id).in_(hubs),
        col(ClbQuestion.state).in_(OPEN),
    )  # fmt: skip
    clbs = (col(Organisation.kind) == OrganisationKind.CLB) & asked
    rows = work.session.execute(
        sa.select(col(Organisation.id), col(Organisation.name))
        .where(sa.or_(col(Organisation.id).in_(own), col(Organisation.id).in_(with_hub), clbs))
        .where(col(Organisation.ended_on).is_(None), col(Organisation.kind) != OrganisationKind.HUB)
        .order_by(col(Organisation.sort_key))
    ).all()
    periods = work.session.exec(
        select(FreeDays)
        .where(col(FreeDays.organisation_id).in_([row.id for row in rows]), FreeDays.last >= brussels_date(work.now))
        .order_by(col(FreeDays.first), col(FreeDays.id))
    ).all()
    return [Partner(row.id, row.name, [one for one in periods if one.organisation_id == row.id]) for row in rows]


def close(work: Work, organisation_id: UUID, first: date | None, last: date | None, kind: str, reason: str) -> FreeDays:
    """From the first to the last of these days nobody is written to there, and its tracks' clocks stand still."""
    partner, faults, last = _take(work, organisation_id), Faults(), last or first
    faults.one_of("kind", kind, set(KIND_WORDS), _("Kies waarom."))
    words = faults.line("reason", reason, at_most=200)
    today = brussels_date(work.now)
    if first is None or last is None:
        faults.say("first", _("Kies de eerste dag."))
    elif not first <= last <= first + LONGEST:
        faults.say("last", _("Kies een laatste dag die niet voor de eerste komt, en hoogstens vier maanden later."))
    elif last < today:
        faults.say("last", _("Die dagen zijn al voorbij. Kies dagen die nog komen."))
    faults.tell()
    if len([one for one in partner.periods if one.last >= today]) >= MOST:
        raise Refused(_("Er staan al veel gesloten dagen. Haal er eerst weg die niet meer kloppen."))
    assert first is not None
    assert last is not None
    row = FreeDays(
        organisation_id=partner.id, first=first, last=last, kind=Kind(kind), reason=words, made_at=work.now,
        made_by=work.asker.person_id,
    )  # fmt: skip
    _change(work, _held(work, partner), lambda: work.session.add(row))
    ledger.write(work, "free_days.close", "free_days", row.id, organisation=partner.id)
    return row


def starts_in(work: Work, row: FreeDays) -> list[str]:
    """Numbers of cases, those that the asker may read, of which a start was agreed on one of these days."""
    asker = work.asker
    hubs = hubs_where(asker, Right.DECIDE) | hubs_where(asker, Right.MANAGE)
    tracks = (
        select(Referral.number)
        .join(Track, col(Track.referral_id) == col(Referral.id))
        .where(Track.organisation_id == row.organisation_id, Track.stage == TrackStage.ACCEPTED)
        .where(col(Track.agreed_start).between(row.first, row.last))
        .order_by(col(Track.agreed_start), col(Track.id))
    )
    if row.organisation_id not in asker.organisations_as(Role.PARTNER):
        tracks = tracks.where(col(Track.hub_id).in_(hubs))
    return list(work.session.exec(tracks.limit(MOST)).all())


def open_again(work: Work, free_id: UUID) -> None:
    row = work.found(FreeDays, free_id)
    partner = _take(work, row.organisation_id)
    _change(work, _held(work, partner), lambda: work.session.delete(row))
    ledger.write(work, "free_days.open", "free_days", free_id, organisation=partner.id)


def _take(work: Work, organisation_id: UUID) -> Partner:
    partner = next((one for one in kept_by(work) if one.id == organisation_id), None)
    if partner is None:
        raise NotFound
    work.held(Organisation, partner.id)
    return partner


def _held(work: Work, partner: Partner) -> Organisation:
    return work.session.get_one(Organisation, partner.id)


def _change(work: Work, partner: Organisation, act: Any) -> None:
    """With the dates of its open tracks that these days give; their cases are held in the order of their ids."""
    asked = sa.select(Q.c.referral_id).where(_ASKED, Q.c.clb_id == partner.id)
    held = of_partner.hold(work, of_partner.open_cases(partner.id).union(asked))
    before = of_partner.now_at(work, partner)
    act()
    work.session.flush()
    after, hubs = of_partner.now_at(work, partner), of_partner.hubs_of(work, held)
    of_partner.redate(work, partner.id, held, hubs, before, after, of_partner.or_answer)
    questions = []
    for row in work.session.execute(sa.select(*Q.c).where(_ASKED, Q.c.clb_id == partner.id)):
        if row.referral_id not in held:
            continue
        old, new = (_answer_by(row, hubs[row.hub_id].at(partner=one.free)) for one in (before, after))
        if row.due_at == old != new:
            questions.append({"which": row.id, "due": new})
    anew.write_due(work, Q, questions)
    of_partner.watch_all(work, held, hubs)


def _answer_by(row: Any, clocks: Clocks) -> Any:
    return due_after(clocks, ClockName.CLB_ANSWER, row.asked_at)
