"""The agreements of the letter of the week: what was promised for the days before the next one, and what has gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from hub.clock import brussels_date
from hub.dispatch.case_team.agreed import Owner
from hub.dispatch.clockwork.reading import clocks_of
from hub.dispatch.mailed import receivers
from hub.dispatch.mailed.weekly_tables import WeeklyLine
from hub.dispatch.tables import Referral
from hub.links import Link
from hub.monitoring.agreement_climbed import WRITES, link_to, take_step
from hub.monitoring.agreement_ladder import Do
from hub.monitoring.due_agreements import SERVICE, A, due_agreements, goes_along, read, weekly_of
from hub.monitoring.weekly_tracks import Reader
from hub.store import Work


@dataclass(frozen=True)
class Agreed:
    """What a letter says of one agreement: by when, and never what. The number of its case for a partner only."""

    link: Link
    number: str
    by: date
    over: bool
    times_asked: int  # before this letter
    last_asked: date | None
    answer_by: datetime
    referral_id: UUID


def told_now(work: Work, hub_id: UUID, partner_id: UUID, *, of_cases: Sequence[UUID] | None = None) -> Sequence[Any]:
    """What the letter that leaves now may speak of; held when the cases are known and held already."""
    due = due_agreements(work, hub_id).where(SERVICE.in_((partner_id,)))
    if of_cases is not None:
        due = due.where(A.c.referral_id.in_(of_cases)).with_for_update(of=A, skip_locked=True)
    shut, found = clocks_of(work, hub_id).hub, []
    for row in work.session.execute(due).all():
        weekly = weekly_of(row, work.now, shut)
        if weekly and goes_along(row, weekly, work.now):
            found.append(row)
    return found


def tell(
    work: Work, letter_id: UUID, referral: Referral, row: Any
) -> tuple[list[tuple[Reader, Agreed]], dict[str, Any] | None]:
    """Nothing for what has nothing to tell at this moment."""
    known = read(work, row)
    todo, agreement = known.todo, known.row
    if todo is None or todo.do not in WRITES:
        return [], None
    person_id = receivers.whose(work, row.service_id, known.to) if agreement.owner == Owner.PARTNER else None
    link, over = link_to(work, agreement, person_id), todo.do == Do.ASK
    work.flush()
    work.session.add(
        WeeklyLine(letter_id=letter_id, agreement_id=agreement.id, person_id=person_id, link_id=link.id, asked=over)
    )
    asked_before = agreement.asked_at if agreement.times_asked else None
    agreed = Agreed(
        link, referral.number if agreement.owner == Owner.PARTNER else "", agreement.by, over,
        agreement.times_asked if over else 0, brussels_date(asked_before) if asked_before else None, todo.due_at,
        referral.id,
    )  # fmt: skip
    line = take_step(work, referral, agreement, todo)
    return [((person_id, known.to), agreed)], line
