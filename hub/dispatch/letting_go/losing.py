"""A part falls away after its partner had agreed: the coordinator cannot miss it, the rest is asked how it goes on."""

from uuid import UUID

from sqlmodel import col, select

from hub import ledger, links
from hub.dispatch.case import Stage
from hub.dispatch.letting_go.tables import CarryOn, LostPart
from hub.dispatch.locks import take
from hub.dispatch.moves import tracks_of
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.reopening import propose
from hub.dispatch.table_tables import AgendaReason, Track
from hub.dispatch.tables import Referral
from hub.dispatch.track import is_open
from hub.links import Purpose
from hub.partners.tables import Organisation, OrganisationKind
from hub.people.rights import Right, require
from hub.problems import NotFound
from hub.store import Work

# Elsewhere nothing is decided at a table: not yet begun with, a question of professionals, or with another hub.
NO_PLACE_ON_AGENDA = (Stage.CONCEPT, Stage.SUBMITTED, Stage.CONSULT, Stage.OFFERED, Stage.CLOSED)


def lose(work: Work, referral: Referral, track: Track, *, withdrew: bool, came_back: bool) -> LostPart | None:
    """This part of a case, which is held, ended though its partner had agreed.

    Loud when the partner `withdrew`, and when the case did not come back by it: it lay with the coordinator or on a
    table already, where nobody would look. None for what the case tells by itself. No other part is touched.
    """
    if track.agreed_at is None or (came_back and not withdrew):
        return None
    lost = LostPart(
        hub_id=track.hub_id, referral_id=referral.id, track_id=track.id, at=work.now, withdrew=withdrew
    )  # fmt: skip
    work.session.add(lost)
    work.flush()
    if referral.stage not in NO_PLACE_ON_AGENDA:
        propose(work, referral, AgendaReason(track.stage))
    if withdrew:
        work.wake("radar.follow_up")  # which puts it on the next agenda
        _ask_the_rest(work, referral, track, lost)
    return lost


def see(work: Work, lost_id: UUID, *, again: bool = False) -> LostPart:
    """A coordinator has seen it, or wants it loud `again`. Nothing happens when another one was first."""
    lost = work.found(LostPart, lost_id)
    require(work.asker, Right.DECIDE, lost.hub_id)
    take(work, lost.referral_id)
    work.session.refresh(lost)
    if (lost.seen_at is None) == again:
        return lost
    lost.seen_at, lost.seen_by = (None, None) if again else (work.now, work.asker.person_id)
    ledger.write(
        work, "lost_part.again" if again else "lost_part.seen", "lost_part", lost.id,
        hub_id=lost.hub_id, referral_id=lost.referral_id,
    )  # fmt: skip
    work.flush()
    return lost


def of_case(work: Work, lost_id: UUID, referral_id: UUID) -> LostPart:
    """NotFound when this part was not one of this case."""
    lost = work.found(LostPart, lost_id)
    if lost.referral_id != referral_id:
        raise NotFound
    return lost


def _ask_the_rest(work: Work, referral: Referral, left: Track, lost: LostPart) -> None:
    """Every other partner with an open part; the hub asks itself on Vandaag."""
    own = set(work.session.exec(select(Organisation.id).where(col(Organisation.kind) == OrganisationKind.HUB)).all())
    left_by = work.session.get_one(Organisation, left.organisation_id).name
    for other in tracks_of(work, referral.id):
        if other.id == left.id or not is_open(other.stage) or other.organisation_id in own:
            continue
        asked = CarryOn(
            hub_id=other.hub_id, referral_id=referral.id, lost_part_id=lost.id, track_id=other.id,
            asked_at=work.now, written=bool(work.session.get_one(Organisation, other.organisation_id).email),
        )  # fmt: skip
        work.session.add(asked)
        work.flush()
        link = links.make(work, Purpose.CARRY_ON, asked.id, hub_id=asked.hub_id, referral_id=referral.id)
        write_to_partner(
            work, referral, other.organisation_id, "carry_on", asked.id, track_id=other.id, link=link, left_by=left_by
        )
        ledger.write(
            work, "carry_on.ask", "carry_on", asked.id,
            hub_id=asked.hub_id, referral_id=referral.id, organisation=other.organisation_id,
        )  # fmt: skip
