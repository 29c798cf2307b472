"""The cases that lie on tables, for who may see them: several agendas by as many questions as one case."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from hub.dispatch import seating
from hub.dispatch.came_back import partners_behind
from hub.dispatch.matching import OnOffer, held_for, on_offer
from hub.dispatch.seen import Seen, seen_at
from hub.dispatch.table_tables import AgendaItem, TableCard
from hub.dispatch.tables import Referral, Youngster
from hub.partners.tables import Offer, Organisation
from hub.store import Work


def cases_on(
    work: Work,
    hub_id: UUID,
    items: Sequence[AgendaItem],
    partners: Sequence[Organisation],
    *,
    chair: bool,
    own: frozenset[UUID],
) -> list[tuple[AgendaItem, Seen]]:
    """What these items of agendas of one hub stand for, in their order; `partners` are those whose offers are shown.

    A partner finds approved cards that it may read now, and nothing else.
    """
    referrals = _by_id(work, Referral, [item.referral_id for item in items])
    cards = _by_id(work, TableCard, referrals)
    about = _by_id(work, Youngster, [one.youngster_id for one in referrals.values() if one.youngster_id])
    rounds = seating.rounds_of(work, list(referrals.values()))
    behind = partners_behind(work, list(referrals)) if chair else {}
    offers, held = on_offer(work, hub_id, partners), held_for(work, list(referrals))
    # The session holds on to nobody: these stay at hand for as long as lines are made of them.
    named = _named(work, rounds.values(), partners, offers)
    seen = []
    for item in items:
        referral, sitting, card = referrals[item.referral_id], rounds.get(item.referral_id), cards.get(item.referral_id)
        if sitting is None or sitting.item.id != item.id:
            continue
        own_here = own & sitting.levels.keys()
        approved = card is not None and card.approved_at is not None
        if not chair and not (approved and any(seating.reads(work, referral, sitting, one) for one in own_here)):
            continue
        youngster = about.get(referral.youngster_id) if referral.youngster_id else None
        case = seen_at(
            work,
            referral,
            sitting,
            card,
            youngster,
            chair,
            own_here,
            offers,
            held[referral.id],
            behind.get(referral.id),
        )
        seen.append((item, case))
    del named
    return seen


def _named(work: Work, rounds: Collection[seating.Round], partners: Sequence[Organisation], offers: OnOffer) -> Any:
    """Who and what the claims, declines and tracks of these rounds name, beside what is known already."""
    taken: list[Any] = [said for one in rounds for said in (*one.claims, *one.running)]
    which = {said.offer_id for said in taken if said.offer_id}
    whose = {said.organisation_id for said in taken} | {no.organisation_id for one in rounds for no in one.declines}
    whose -= {one.id for one in partners}
    which -= {one.id for own in offers.offers.values() for one in own}
    return (
        _by_id(work, Organisation, whose) if whose else {},
        _by_id(work, Offer, which) if which else {},
    )


def _by_id(work: Work, table: Any, ids: Iterable[UUID]) -> dict[UUID, Any]:
    query, key = _those(table)
    return {getattr(row, key): row for row in work.session.execute(query, {"ids": list(ids)}).scalars()}


@cache
def _those(table: Any) -> tuple[Any, str]:
    """The question for these rows of a table, made once, and the name of its key."""
    key = sa.inspect(table).primary_key[0]
    return select(table).where(key.in_(sa.bindparam("ids", expanding=True))), key.name
