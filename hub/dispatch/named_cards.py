"""Names that become known, and the cards on which they stand at whatever hub: partners read those no longer."""

from collections.abc import Collection
from uuid import UUID

import sqlalchemy as sa

from hub.dispatch import cards
from hub.dispatch.locks import hold_agendas, take_all
from hub.dispatch.same_words import family
from hub.dispatch.sight import HELD_BACK
from hub.dispatch.table_tables import TableCard
from hub.dispatch.tables import Referral
from hub.lookups import Lookup
from hub.problems import Refused
from hub.store import Work
from hub.wording import _

_FAMILY = Lookup(family(sa.bindparam("case", type_=sa.Uuid())))


def family_of(work: Work, *referral_ids: UUID) -> set[UUID]:
    """The ids of these cases and of all out of the same mail, form or call, at other hubs too: a name of one may stand
    on cards of all."""
    return {row.id for one in referral_ids for row in _FAMILY.ask(work.session, case=one)} | set(referral_ids)


def hold_family(work: Work, *referral_ids: UUID) -> None:
    """All of them held, before a name becomes known that could stand on their cards. Asks no right.

    Refused when a case was drawn or handed over meanwhile, which we do not hold.
    """
    known = family_of(work, *referral_ids)
    take_all(work, known)
    if family_of(work, *referral_ids) - known:
        raise Refused(_("Iemand anders was net iets sneller. Kijk hoe het nu staat."))


def follow_name(work: Work, referral: Referral, went_by: str) -> list[str]:
    """The card of a youngster whose name became known or was corrected goes by the new initials.

    Takes back the cards on which the name stands, as `take_back_named`. The cases must be held (`hold_family`).
    """
    card = work.session.get(TableCard, referral.id)
    if card and card.initials == went_by:
        card.initials = cards.initials_of(work, referral)
    return take_back_named(work, family_of(work, referral.id), referral.hub_id)


def take_back_named(work: Work, referral_ids: Collection[UUID], hub_id: UUID) -> list[str]:
    """Take back the approval of each card on which a name stands that is known by now, until it is taken out.

    Returns the numbers of those cases of this hub. What another one has to mend its coordinator reads on Vandaag: from
    here nobody mends it.
    """
    named = [found for one in sorted(referral_ids) if (found := _named_on_approved(work, one))]
    hold_agendas(work, (referral.hub_id for referral, _card in named))
    for referral, card in named:
        card.approved_at = card.approved_by = None
        work.flush()
        cards.log(work, HELD_BACK, referral, card)
    return [referral.number for referral, _card in named if referral.hub_id == hub_id]


def _named_on_approved(work: Work, referral_id: UUID) -> tuple[Referral, TableCard] | None:
    card = work.session.get(TableCard, referral_id)
    if card is None or card.approved_at is None:
        return None
    referral = work.session.get_one(Referral, referral_id)
    names = cards.names_of(work, referral)
    named = any(any(cards.named_in(getattr(card, field), names)) for field in cards.LONGEST)
    return (referral, card) if named else None
