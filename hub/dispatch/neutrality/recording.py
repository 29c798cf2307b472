"""Writing down who is considered for a case, at the moment at which the table has weighed it. Once a round."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.dialects import postgresql

from hub.clock import brussels_date
from hub.columns import table_of
from hub.dispatch.answering import ANSWERS
from hub.dispatch.fitting.fit import ORDER
from hub.dispatch.matching import Found, fits_at, held_for, need_of, on_offer, seats_of
from hub.dispatch.meeting.turns import in_turn
from hub.dispatch.neutrality.tables import Considered
from hub.dispatch.table_tables import AgendaItem, Session
from hub.dispatch.tables import Referral
from hub.store import Work

_C = table_of(Considered)


def write_down(work: Work, referral: Referral, item: AgendaItem, only: Collection[UUID] | None = None) -> None:
    """The partners that take cases up at this table, in the order of this case's turn, each with what fitted; of a case
    that goes round between two sessions `only` those that were asked.

    What stands there already stays: the first weighing of a round is the one that counts.
    """
    session = work.session.get_one(Session, item.session_id)
    seats = [row for row in seats_of(work, session) if row[1].level == ANSWERS]
    asked = [organisation for organisation, _seat in in_turn(seats, item.turn or 0, lambda _seat: True)]
    asked = [one for one in asked if only is None or one.id in only]
    if not asked:
        return
    found = on_offer(work, referral.hub_id, asked)
    held = held_for(work, [referral.id])[referral.id]
    fits = fits_at(found, need_of(work, referral, brussels_date(session.at)), held)
    rows = [
        {
            **Considered(
                hub_id=referral.hub_id, referral_id=referral.id, round=referral.round, session_id=session.id,
                organisation_id=partner.id, at=work.now, place=place, among=len(asked),
                verdict=best(fits, partner.id), offers=_offers(fits, partner.id), rule_version=found.rule.version,
            ).model_dump()
        }
        for place, partner in enumerate(asked, start=1)
    ]  # fmt: skip
    work.session.execute(postgresql.insert(_C).values(rows).on_conflict_do_nothing())


def best(fits: Found, organisation_id: UUID) -> str:
    """The verdict of the offer of this partner that fits best."""
    places = [fit.place_in_order for _offer, partner, fit in fits if partner.id == organisation_id]
    return str(ORDER[min(places)]) if places else "none"


def _offers(fits: Found, organisation_id: UUID) -> list[list[object]]:
    return [
        [str(offer.id), str(fit.verdict), {str(line.aspect): str(line.verdict) for line in fit.lines}]
        for offer, partner, fit in fits
        if partner.id == organisation_id
    ]
