"""Agreements whose day comes: the owner hears beforehand, is asked afterwards, then the coordinator has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import letters
from hub.clock import brussels_date
from hub.dispatch.case_team.agreed import Owner
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.mailed import receivers
from hub.dispatch.tables import Referral
from hub.hubs import Hub
from hub.links import Link
from hub.monitoring.agreement_climbed import QUIETLY, WRITES, link_to, take_step
from hub.monitoring.agreement_ladder import Do, next_week
from hub.monitoring.due_agreements import A, Known, N, due_agreements, goes_along, own_key, read, weekly_of
from hub.monitoring.one_by_one import one_by_one
from hub.store import Store, Work


@dataclass(frozen=True)
class Line:
    """What a letter says of one agreement: by when, whether that day has gone, and where to answer."""

    by: date
    over: bool
    link: Link
    referral_id: UUID


class _WrittenAlready(Exception):
    """Another beat wrote to this address a moment before, and nothing of this stands in its letter."""


def run(store: Store, now: datetime, hub_id: UUID | None) -> Iterator[dict[str, Any]]:
    """One line for each agreement that climbed: {"at", "did", "agreement", "referral"}. Asked outside quiet hours only;
    what the letter of the week to a partner tells or asks is left to that.

    Each is a transaction of its own, so that one that fails holds nobody up.
    """
    due = ((one, partial(_look_after, agreement_id=one, referral_id=case)) for one, case in _due(store, now, hub_id))
    yield from one_by_one(store, now, "agreement", due)


def by_letter(store: Store, now: datetime, hub_id: UUID | None) -> set[tuple[UUID, UUID]]:
    """The hubs and partners of which the letter that leaves now may tell or ask of an agreement."""
    found, shut = set(), {}
    with store.begin(now=now) as work:
        for row in work.session.execute(due_agreements(work, hub_id)):
            if row.hub_id not in shut:
                shut[row.hub_id] = clocks_of(work, row.hub_id).hub
            weekly = weekly_of(row, now, shut[row.hub_id])
            if weekly and goes_along(row, weekly, now):
                found.add((row.hub_id, row.service_id))
    return found


def _due(store: Store, now: datetime, hub_id: UUID | None) -> Sequence[tuple[UUID, UUID]]:
    with store.begin(now=now) as work:
        rows = work.session.execute(due_agreements(work, hub_id).where(A.c.due_at <= now)).all()
        return [(row.id, row.referral_id) for row in rows]


def _look_after(work: Work, agreement_id: UUID, referral_id: UUID) -> dict[str, Any] | None:
    """One agreement, its case held. A case that somebody is working on at this very moment waits for the next beat."""
    referral = work.session.exec(
        select(Referral).where(Referral.id == referral_id).with_for_update(skip_locked=True)
    ).first()
    row = work.session.execute(due_agreements(work).where(A.c.id == agreement_id)).first() if referral else None
    known = read(work, row) if row else None
    if referral is None or known is None or known.todo is None:
        return None
    if known.todo.do in WRITES and known.weekly:
        return None
    if known.todo.do in WRITES:
        try:
            with work.session.begin_nested():
                _write(work, referral, known)
        except _WrittenAlready:
            return None
    line = take_step(work, referral, known.row, known.todo)
    return None if known.todo.do in QUIETLY else line


def _write(work: Work, referral: Referral, known: Known) -> None:
    """A letter about this agreement, apart: to a partner because it is urgent, to anybody else the one of this week,
    with what else that address has to hear. What was agreed stands behind the link, and who it is about nowhere."""
    row, partner = known.row, known.row.owner == Owner.PARTNER
    person_id = receivers.whose(work, row.organisation_id, known.to) if row.organisation_id else None
    lines = [Line(row.by, _over(known), link_to(work, row, person_id), referral.id)]
    day = f"{brussels_date(work.now)}:{brussels_date(work.real)}"
    if known.service_id is None:
        lines += _taken_along(work, known)
    kind = "agreement_due" if any(one.over for one in lines) else "agreement_soon"
    about = {one.referral_id for one in lines}
    letter = letters.write(
        work, kind, known.to, hub=work.session.get(Hub, row.hub_id),
        once_key=f"{kind}:{row.id}:{day}" if known.service_id else own_key(work, row.hub_id, known.to),
        referral_id=referral.id if len(about) == 1 else None, more_links=[one.link for one in lines],
        number=referral.number if partner else "", lines=sorted(lines, key=lambda one: (not one.over, one.by)),
    )  # fmt: skip
    if letter is None:
        raise _WrittenAlready


def _over(known: Known) -> bool:
    return known.todo is not None and known.todo.do == Do.ASK


def _taken_along(work: Work, first: Known) -> list[Line]:
    """What else this address would be told or asked before next week, also about other cases: of those nobody works on
    at this moment."""
    same = sa.or_(A.c.referral_id == first.row.referral_id, sa.func.lower(N.c.email) == first.to.lower())
    soon = due_agreements(work, first.row.hub_id, until=next_week(work.now)).where(same, A.c.id != first.row.id)
    cases = {row.referral_id for row in work.session.execute(soon)}
    held = {
        one.id: one
        for one in work.session.exec(
            select(Referral).where(col(Referral.id).in_(cases)).order_by(col(Referral.id))
            .with_for_update(skip_locked=True)
        )
    }  # fmt: skip
    found = []
    for row in work.session.execute(soon.where(A.c.referral_id.in_(held))).all():
        known = read(work, row, told_by=next_week(work.now))
        if known.to.lower() == first.to.lower() and known.service_id is None and known.todo:
            if known.todo.do not in WRITES:
                continue
            found.append(Line(known.row.by, _over(known), link_to(work, known.row), row.referral_id))
            take_step(work, held[row.referral_id], known.row, known.todo)
    return found
