"""The rest of a joint claim says whether it carries on: on its own page, or behind the link of its letter."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from hub import ledger, links
from hub.asker import Asker, AskerKind
from hub.dispatch import alarm
from hub.dispatch.letting_go.carries_on import NOT_YES, CarriesOn
from hub.dispatch.letting_go.tables import CarryOn, LostPart
from hub.dispatch.locks import take
from hub.dispatch.mailed.receivers import speaks
from hub.dispatch.moves import rewatch
from hub.dispatch.table_tables import TableCard, Track
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.track import is_open
from hub.dispatch.track_answers import initials_on
from hub.dispatch.track_steps import may_report
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.links import Link, Purpose
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _


@dataclass(frozen=True)
class Asked:
    """What is asked of one partner; of the youngster its initials."""

    row: CarryOn
    track: Track
    hub: Hub
    number: str
    initials: str
    left_by: str

    @property
    def open(self) -> bool:
        """Whether it still matters: the part that is asked has not ended."""
        return is_open(self.track.stage)


def asked_by(work: Work, token: str) -> Asked:
    """What the link with this token asks; NotFound when it does not work any more."""
    return _opened(work, token)[1]


def asked_about(work: Work, track: Track) -> list[Asked]:
    """What is asked of the partner of this track, which its page may show, the last one first."""
    if not is_open(track.stage):
        return []
    return _read(work, _ASKED.where(CarryOn.track_id == track.id).order_by(col(CarryOn.asked_at).desc()))


def waiting_of(work: Work, partners: list[UUID]) -> list[Asked]:
    """What these partners were asked and did not answer yet. Hardly ever there is something."""
    waiting = [one.id for one in _WAITING.ask(work.session, partners=partners)] if partners else []
    return _read(work, _ASKED.where(col(CarryOn.id).in_(waiting)).order_by(col(CarryOn.asked_at))) if waiting else []


_WAITING = Lookup(
    sa.select(col(CarryOn.id))
    .join(Track, col(Track.id) == col(CarryOn.track_id))
    .where(col(Track.organisation_id).in_(sa.bindparam("partners", expanding=True)), col(Track.due_at).is_not(None))
    .where(col(CarryOn.answer).is_(None))
    .order_by(col(CarryOn.asked_at))
    .limit(50)
)


def answer_by_link(work: Work, token: str, said: str, note: str = "") -> CarryOn:
    """Take the answer of the holder of this link; another one may be given until the part has ended."""
    link, asked = _opened(work, token)
    work.asker = Asker(AskerKind.LINK, person_id=link.person_id, link_id=link.id)
    return _answer(work, asked.row, said, note)


def answer(work: Work, track_id: UUID, carry_on_id: UUID, said: str, note: str = "") -> CarryOn:
    """A member of the partner answers, or the coordinator notes what it said by telephone."""
    row = work.found(CarryOn, carry_on_id)
    if row.track_id != track_id:
        raise NotFound
    may_report(work, work.session.get_one(Track, track_id), None)
    return _answer(work, row, said, note)


def _answer(work: Work, row: CarryOn, said: str, note: str) -> CarryOn:
    """A no ends nothing: only its partner ends a part. What is no yes is loud again."""
    if said not in set(CarriesOn):
        raise Invalid({"answer": _("Kies een antwoord.")})
    words = clean("note", note, at_most=1000)
    referral = take(work, row.referral_id)
    work.session.refresh(row)
    if not is_open(work.session.get_one(Track, row.track_id).stage):
        raise Refused(_("Dit traject is geëindigd."))
    row.answer, row.note, row.answered_at, row.answered_by = said, words, work.now, work.asker.person_id
    alarm.listen(work, referral, words)
    if said in NOT_YES:
        lost = work.session.get_one(LostPart, row.lost_part_id)
        lost.seen_at = lost.seen_by = None
    ledger.write(
        work, "carry_on.answer", "carry_on", row.id, hub_id=row.hub_id, referral_id=row.referral_id, said=str(said)
    )  # fmt: skip
    rewatch(work, referral)
    return row


def _opened(work: Work, token: str) -> tuple[Link, Asked]:
    """The link ends for who left that partner."""
    link = links.open_link(work, token, Purpose.CARRY_ON)
    asked = _read(work, _ASKED.where(CarryOn.id == link.noun_id))[0]
    if not speaks(work, asked.track.organisation_id, link.person_id):
        raise NotFound(_("Deze link werkt niet meer. Vraag een nieuwe aan het meldpunt."))
    return link, asked


_LEFT = aliased(Track)
_ASKED: Any = (
    sa.select(CarryOn, Track, Hub, Referral, col(Organisation.name), TableCard, Youngster)
    .join(Track, col(Track.id) == col(CarryOn.track_id))
    .join(Hub, col(Hub.id) == col(CarryOn.hub_id))
    .join(Referral, col(Referral.id) == col(CarryOn.referral_id))
    .join(LostPart, col(LostPart.id) == col(CarryOn.lost_part_id))
    .join(_LEFT, col(_LEFT.id) == col(LostPart.track_id))
    .join(Organisation, col(Organisation.id) == _LEFT.organisation_id)
    .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
)


def _read(work: Work, which: Any) -> list[Asked]:
    return [
        Asked(row, track, hub, referral.number, initials_on(card, youngster, referral), left_by)
        for row, track, hub, referral, left_by, card, youngster in work.session.execute(which).all()
    ]
