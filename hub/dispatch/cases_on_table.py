"""The cases that lie on tables, for who may see them: several agendas by as many questions as one case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.asker import Seat
from hub.clock import brussels_date
from hub.dispatch import seating
from hub.dispatch.came_back import partners_behind
from hub.dispatch.house_rules.rules_sight import must_accept
from hub.dispatch.matching import OnOffer, on_offer
from hub.dispatch.seen import Named, Seen, outcome_only, seen_at
from hub.dispatch.sharing.gate import Gets
from hub.dispatch.sharing.readers import reads_card
from hub.dispatch.sharing.sharing_sight import GATE, gate_in
from hub.dispatch.table_tables import AgendaItem, TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.whose_words import people_of, veil_of
from hub.lookups import Lookup
from hub.partners.tables import Offer, Organisation
from hub.store import Work

# One row tells of a case, of its card and of its youngster: no column bears the name of another.
_CASES = Lookup(
    sa.select(
        Referral,
        col(TableCard.referral_id).label("has_card"),
        *map(col, (TableCard.initials, TableCard.asked, TableCard.situation, TableCard.strengths)),
        col(TableCard.approved_at),
        *map(col, (Youngster.first_name, Youngster.last_name)),
        *map(col, (Youngster.birth_date, Youngster.home_nis, Youngster.home_language, Youngster.interpreter)),
        *GATE,
    )
    .outerjoin(TableCard, col(TableCard.referral_id) == col(Referral.id))
    .outerjoin(Youngster, col(Youngster.id) == col(Referral.youngster_id))
    .where(col(Referral.id).in_(seating.CASES))
)


@dataclass(frozen=True)
class Lying:
    """What is known of the cases on some agendas, whoever asks: `cases_on` decides for each who sees what of it."""

    cases: Sequence[Any]
    rounds: Mapping[UUID, seating.Round]
    offers: OnOffer
    named: Named


def lying(
    work: Work, hub_id: UUID, items: Sequence[AgendaItem], partners: Sequence[Organisation],
    levels: seating.Levels | None = None,
) -> Lying:  # fmt: skip
    """To read only, and for nobody's eyes as it is."""
    cases = _CASES.ask(work.session, cases=[item.referral_id for item in items])
    rounds = seating.rounds_of(work, cases, levels)
    offers = on_offer(work, hub_id, partners)
    return Lying(cases, rounds, offers, _named(work, rounds.values(), partners, offers))


def cases_on(
    work: Work,
    hub_id: UUID,
    items: Sequence[AgendaItem],
    partners: Sequence[Organisation],
    *,
    chair: bool,
    own: frozenset[UUID],
    levels: seating.Levels | None = None,
    turns: Mapping[UUID, int] | None = None,
    seats: Collection[Seat] | None = None,
    known: Lying | None = None,
    deaf: Collection[UUID] = (),
) -> list[tuple[AgendaItem, Seen]]:
    """What these items of agendas of one hub stand for, in their order; `partners` are those whose offers are shown,
    `levels` who sits at tables as far as that is known, `turns` says of each item with whom one begins. `seats` are
    those of whoever reads, when that is not the asker; `known` is what was looked up of the cases already; `deaf` are
    partners that did not accept the house rules, for the chair.

    A partner finds approved cards that it may read now, of cases of which it gets the outcome only who takes them up,
    and nothing else; none at all before its organisation accepted the house rules.
    """
    seats = work.asker.seats if seats is None else seats
    own = own if chair else own - must_accept(work, hub_id, own)
    at = known or lying(work, hub_id, items, partners, levels)
    found = {row.id: (row, row if row.has_card else None, row if row.youngster_id else None) for row in at.cases}
    back = [row.id for row in at.cases if row.reopened_track_id]
    behind = partners_behind(work, back) if chair else {}
    mine = people_of(work, () if chair else own)
    today = brussels_date(work.now)
    seen = []
    for item in items:
        (referral, card, youngster), sitting = found[item.referral_id], at.rounds.get(item.referral_id)
        if sitting is None or sitting.item_id != item.id:
            continue
        approved = card is not None and card.approved_at is not None
        here = {one for one in own & sitting.levels.keys() if approved and seating.reads(work, referral, sitting, one)}
        gate = gate_in(referral, today)
        reading = frozenset(one for one in here if reads_card(seats, gate, one))
        gets = {gate.gets(one) for one in here} - {Gets.NOTHING} if not reading else set()
        limited = "" if chair or not gets else "partner" if gets == {Gets.OUTCOME} else "member"
        if not chair and not reading and not limited:
            continue
        said = seen_at(
            at.named, referral, sitting, card, youngster, chair, own & sitting.levels.keys() if chair else reading,
            at.offers, behind.get(referral.id), mine, veil_of(work, referral, youngster), gate,
            (turns or {}).get(item.id, 0), deaf,
        )  # fmt: skip
        seen.append((item, outcome_only(said, limited) if limited else said))
    return seen


def _named(work: Work, rounds: Collection[seating.Round], partners: Sequence[Organisation], offers: OnOffer) -> Named:
    """Who and what the claims, declines and tracks of these rounds name; what is known is not asked again."""
    known = Named({one.id: one for one in partners}, {one.id: one for own in offers.offers.values() for one in own})
    taken: list[Any] = [said for one in rounds for said in (*one.claims, *one.running)]
    which = {said.offer_id for said in taken if said.offer_id}
    whose = {said.organisation_id for said in taken} | {no.organisation_id for one in rounds for no in one.declines}
    return Named(
        {**known.partners, **_by_id(work, _PARTNERS, whose - known.partners.keys())},
        {**known.offers, **_by_id(work, _OFFERS, which - known.offers.keys())},
    )


_IDS: Any = sa.bindparam("ids", expanding=True)
_PARTNERS = Lookup(select(Organisation).where(col(Organisation.id).in_(_IDS)))
_OFFERS = Lookup(select(Offer).where(col(Offer.id).in_(_IDS)))


def _by_id(work: Work, lookup: Lookup, ids: Collection[UUID]) -> dict[UUID, Any]:
    return {row.id: row for row in lookup.ask(work.session, ids=list(ids))} if ids else {}
