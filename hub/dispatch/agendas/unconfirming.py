"""A confirmation that is taken back: the track that came of a claim goes, and whoever heard of it hears that too."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters, links
from hub.dispatch.agendas import standing
from hub.dispatch.case import Move, Stage
from hub.dispatch.clarify import write_to_referrer
from hub.dispatch.clarify_tables import Question
from hub.dispatch.feedback import telling, turning
from hub.dispatch.feedback.helping import Occasion
from hub.dispatch.letting_go.tables import CarryOn
from hub.dispatch.partner_letters import write_to_partner
from hub.dispatch.seating import Round
from hub.dispatch.table_tables import AgendaItem, Claim, ClaimRole, ClaimState, Track
from hub.dispatch.tables import Message, Referral
from hub.dispatch.track import TrackStage, is_open
from hub.ledger import Entry
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

# What happens to a track without its partner having begun with it.
NOTHING_YET = ("track.propose", "track.accept", "track.read_by_link")


def may_be(work: Work, referral: Referral, sitting: Round, made: Claim, track: Track) -> None:
    """Refused where others build on it already."""
    said = select(Entry.id).where(Entry.noun_id == track.id, col(Entry.act).not_in(NOTHING_YET))
    noted = select(Message.id).where(Message.referral_id == referral.id, Message.track_id == track.id)
    asked = select(CarryOn.id).where(CarryOn.track_id == track.id)
    begun = [one for one in (said, noted, asked) if work.session.exec(one.limit(1)).first()]
    if begun or track.stage != TrackStage.ACCEPTED or referral.stage != Stage.TRACKS:
        raise Refused(_("De partner ging hier al mee verder. Spreek af, en noteer het bij het traject."))
    beside = _beside(sitting, made)
    if track.role == ClaimRole.LEAD and any(one.role == ClaimRole.CO for one in beside):
        raise Refused(_("Andere partners doen mee met deze. Neem eerst hun bevestiging terug."))
    if not beside and _confirmed(work, referral) is None:
        raise Refused(_("Dit werd niet aan deze tafel bevestigd. Beslis verder op de pagina van de aanmelding."))


def undo(work: Work, referral: Referral, sitting: Round, made: Claim, track: Track) -> list[str]:
    """For a case that is held with its places and the agenda; sentences about what does not come back by itself."""
    since, beside = made.settled_at or track.stage_since, _beside(sitting, made)
    links.withdraw(work, track.id, links.Purpose.TRACK)
    work.session.execute(sa.delete(Track).where(col(Track.id) == track.id))
    work.session.expunge(track)
    made.state, made.settled_at = ClaimState.MADE, None
    work.session.add(made)
    work.session.flush()
    told = _tell(work, referral, made, track.id, alone=not beside)
    if not beside:
        moved = _confirmed(work, referral)
        assert moved is not None
        turning.end(work, referral.id, Occasion.WEEKS)
        item = work.session.get_one(AgendaItem, sitting.item_id, populate_existing=True)
        standing.undecide(work, referral, item, moved.at)
        told += [*_tell_contact(work, referral), *_questions(work, referral, since)]
    return told


def _beside(sitting: Round, made: Claim) -> list[Track]:
    """What else was confirmed in this round and runs."""
    return [
        track for claim_id, track in sitting.came_of.items()
        if claim_id != made.id and is_open(track.stage) and claim_id in {one.id for one in sitting.claims}
    ]  # fmt: skip


def _confirmed(work: Work, referral: Referral) -> Entry | None:
    """The move by which the case came from the table onto tracks, where that was its last one."""
    last = work.session.exec(
        select(Entry)
        .where(Entry.referral_id == referral.id, Entry.noun == "referral", col(Entry.to_stage).is_not(None))
        .order_by(col(Entry.id).desc())
        .limit(1)
    ).first()
    from_table = last and last.act == f"case.{Move.CLAIM}" and last.from_stage == Stage.DISCUSSED
    return last if from_table else None


def _tell(work: Work, referral: Referral, made: Claim, track_id: UUID, *, alone: bool) -> list[str]:
    """A letter that nobody has begun to send is not sent at all; who may have one reads that it does not hold. That
    nothing is settled yet is not so for a referrer while another partner goes on."""
    if not letters.unwrite(work, referral.id, f"claim_confirmed:{track_id}"):
        write_to_partner(work, referral, made.organisation_id, "claim_unconfirmed", str(track_id))
    if letters.unwrite(work, referral.id, f"referrer_taken_up:{track_id}"):
        return []
    if not alone:
        return [_("De aanmelder kreeg al bericht dat deze partner meedoet: laat even weten dat dat niet vaststaat.")]
    write_to_referrer(work, referral, "referrer_not_yet", f"referrer_not_yet:{track_id}")
    return []


def _tell_contact(work: Work, referral: Referral) -> list[str]:
    """It hears once for all partners that one takes it up: nothing changes for it while another one does. What it would
    have heard before, and did not because this was newer, it hears now."""
    contact = telling.contact_of(work, referral)
    if contact is None:
        return []
    told = f"{telling.NEWS}:{contact.id}:{telling.Told.TAKEN_UP}:{telling.turn_of(work, referral)}"
    if not letters.unwrite(work, referral.id, told):
        return [_("Het contact van de jongere kreeg al bericht dat een partner opneemt: bel zelf even.")]
    telling.tell_contact(work, referral, telling.Told.ON_TABLE)
    return []


def _questions(work: Work, referral: Referral, since: datetime) -> list[str]:
    ended = select(Question.id).where(Question.referral_id == referral.id, Question.withdrawn_at == since)
    if work.session.exec(ended.limit(1)).first() is None:
        return []
    return [_("Een vraag aan de aanmelder die toen verviel, komt niet terug: stel ze opnieuw als dat nodig is.")]
