"""A person decides whether two files are of one youngster, of siblings or of two others, and can undo it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import ledger
from hub.dispatch import sight
from hub.dispatch.codes import Verdict
from hub.dispatch.tables import Referral, Youngster
from hub.dispatch.telling_apart_tables import ToldApart
from hub.lookups import Lookup
from hub.people.rights import Right, require
from hub.problems import NotFound, Refused
from hub.store import Work
from hub.wording import _


def tell_apart(work: Work, referral_id: UUID, youngster_id: UUID, verdict: Verdict) -> None:
    """Store what is decided about the youngster of this case and another one of its hub; the last word counts."""
    referral, both = _pair(work, referral_id, youngster_id)
    told = work.session.get(ToldApart, both, with_for_update=True)
    if told is None:
        told = ToldApart(one_id=both[0], other_id=both[1], hub_id=referral.hub_id, verdict=verdict, decided_at=work.now)
    told.verdict, told.person_id, told.decided_at = verdict, work.asker.person_id, work.now
    work.session.add(told)
    work.flush()
    _log(work, "youngster.told", referral, youngster_id, verdict=verdict)


def undo(work: Work, referral_id: UUID, youngster_id: UUID) -> None:
    """As if nothing was decided. Refused when nothing is."""
    referral, both = _pair(work, referral_id, youngster_id)
    told = work.session.get(ToldApart, both, with_for_update=True)
    if told is None:
        raise Refused(_("Hier is niets beslist, of een collega maakte het al ongedaan."))
    work.session.delete(told)
    _log(work, "youngster.untold", referral, youngster_id, verdict=told.verdict)


_ONE = sa.bindparam("youngster", type_=sa.Uuid())
_TOLD = Lookup(sa.select(ToldApart).where(sa.or_(col(ToldApart.one_id) == _ONE, col(ToldApart.other_id) == _ONE)))


def told_about(work: Work, youngster_id: UUID) -> dict[UUID, Any]:
    """What is decided about this youngster, by the id of the other one."""
    rows = _TOLD.ask(work.session, youngster=youngster_id)
    return {row.other_id if row.one_id == youngster_id else row.one_id: row for row in rows}


def _pair(work: Work, referral_id: UUID, youngster_id: UUID) -> tuple[Referral, tuple[UUID, UUID]]:
    """The case and the two ids, the lower first; NotFound for a youngster of another hub."""
    referral = sight.case_for(work, referral_id)
    require(work.asker, Right.COMPLETE, referral.hub_id)
    other = work.session.get(Youngster, youngster_id)
    if other is None or other.hub_id != referral.hub_id or referral.youngster_id in (None, youngster_id):
        raise NotFound
    assert referral.youngster_id
    one, second = sorted((referral.youngster_id, youngster_id))
    return referral, (one, second)


def _log(work: Work, act: str, referral: Referral, youngster_id: UUID, *, verdict: str) -> None:
    ledger.write(
        work, act, "youngster", referral.youngster_id, hub_id=referral.hub_id, referral_id=referral.id,
        other=str(youngster_id), verdict=verdict,
    )  # fmt: skip
