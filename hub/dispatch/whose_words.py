"""Whose words somebody reads: partners their own as they typed them, everybody else with initials for names."""

from collections.abc import Callable, Collection, Iterable
from functools import cache, partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.identity import drawn_beside, veiled, youngster_of
from hub.dispatch.tables import Referral, Youngster
from hub.lookups import Lookup
from hub.people.tables import Membership
from hub.store import Work

Veil = Callable[[str], str]
_AT: Any = sa.bindparam("partners", expanding=True)
_PEOPLE = Lookup(select(Membership.person_id).where(col(Membership.organisation_id).in_(_AT)))


def people_of(work: Work, partners: Collection[UUID]) -> frozenset[UUID]:
    """Who is or was a member of these partners.

    What they wrote their own people read as it was typed: what is veiled there would tell which of the names that
    somebody tries is the right one. What the coordinator noted for them is no word of theirs.
    """
    found = _PEOPLE.ask(work.session, partners=list(partners)) if partners else ()
    return frozenset(row.person_id for row in found)


def veil_of(work: Work, referral: Referral, youngster: Youngster | None) -> Veil:
    """For what others wrote about a case, with whom its words are about beside this youngster: one that guides a
    brother may have named that one. Nothing is asked for where nothing was written."""
    beside = cache(partial(drawn_beside, work, referral))
    return lambda text: veiled(text, youngster, beside()) if text else text


def veil_by_case(work: Work, referral_id: UUID) -> Veil:
    """The same, for who has no more than the id of the case."""
    referral = work.session.get_one(Referral, referral_id)
    return veil_of(work, referral, youngster_of(work, referral))


def veiled_all(work: Work, cases: Iterable[UUID]) -> Veil:
    """For words that may be about any of these cases."""

    def veil(text: str) -> str:
        for one in cases if text else ():
            text = veil_by_case(work, one)(text)
        return text

    return veil
