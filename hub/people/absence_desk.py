"""Operations on absences: from when until when, and who stands in; a colleague may say so for who is ill."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select

from hub import ledger, letters
from hub.clock import brussels_date
from hub.faults import Faults
from hub.hubs import Hub
from hub.people.absence import LONGEST, Away, comes_back
from hub.people.absence_sight import Coordinator, at_hubs
from hub.people.absence_tables import Absence
from hub.people.rights import Right, require
from hub.problems import NotFound
from hub.store import Work
from hub.wording import _

ONE_DAY = timedelta(days=1)


def go_away(
    work: Work, hub_id: UUID, person_id: UUID | None, first: date | None, last: date | None, deputy_id: UUID | None
) -> Absence:
    """From the first to the last of these days what waits on this coordinator goes to the deputy, or to all colleagues.

    Invalid with a sentence per field; refused is whoever would end up standing in for oneself.
    """
    hub = _hold(work, hub_id)
    here, faults = at_hubs(work, [hub_id])[hub_id], Faults()
    there = {one.id: one for one in here.there}
    if person_id not in there:
        faults.say("person", _("Kies een coördinator van dit meldpunt."))
    if deputy_id is not None and (deputy_id not in there or deputy_id == person_id):
        faults.say("deputy", _("Kies een andere coördinator van dit meldpunt."))
    if first is None:
        faults.say("first", _("Kies de eerste dag."))
    if last is None or (first and not first <= last <= first + LONGEST):
        faults.say("last", _("De laatste dag komt na de eerste, en hoogstens een jaar later."))
    elif last < brussels_date(work.now):
        faults.say("last", _("Deze dag is al voorbij."))
    faults.tell()
    if person_id is None or first is None or last is None:
        raise NotFound
    new, others = Away(person_id, deputy_id, first, last), _known(work, hub_id)
    if any(one.person == person_id and one.meets(new) for one in others):
        faults.say("first", _("In deze dagen stond al een afwezigheid. Haal die eerst weg."))
    if comes_back(new, others):
        faults.say("deputy", _("Deze collega is dan zelf afwezig, en rekent op jou of op wie jou vervangt."))
    faults.tell()
    row = Absence(
        hub_id=hub_id, person_id=person_id, deputy_id=deputy_id, first=first, last=last, made_at=work.now,
        made_by=work.asker.person_id,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    ledger.write(work, "absence.note", "absence", row.id, hub_id=hub_id, person=person_id, deputy=deputy_id)
    _tell(work, hub, row, there)
    return row


def come_back(work: Work, absence_id: UUID) -> Absence:
    """Back before the last day: from today on everything is one's own again. What had not begun is gone."""
    row = work.session.get(Absence, absence_id)
    if row is None or row.withdrawn_at:
        raise NotFound
    _hold(work, row.hub_id)
    work.session.refresh(row, with_for_update=True)
    today = brussels_date(work.now)
    if row.first < today:
        row.last = min(row.last, today - ONE_DAY)
    else:
        row.withdrawn_at = row.withdrawn_at or work.now
    work.session.flush()
    ledger.write(work, "absence.end", "absence", row.id, hub_id=row.hub_id, person=row.person_id)
    return row


def _tell(work: Work, hub: Hub, row: Absence, there: dict[UUID, Coordinator]) -> None:
    """The deputy hears it, and so does who is away where somebody else said so."""
    for whom in (row.deputy_id, row.person_id):
        if whom and whom != row.made_by:
            letters.write(
                work, "deputy_named", there[whom].email, once_key=f"deputy_named:{row.id}:{whom}", hub=hub, first=True,
                name=there[whom].name, who=there[row.person_id].name, own=whom == row.person_id,
                deputy=there[row.deputy_id].name if row.deputy_id else "", since=row.first, until=row.last,
                page=work.store.settings.public_url.rstrip("/") + "/afwezig",
            )  # fmt: skip


def _known(work: Work, hub_id: UUID) -> list[Away]:
    rows = work.session.exec(
        select(Absence).where(
            Absence.hub_id == hub_id, col(Absence.last) >= brussels_date(work.now), col(Absence.withdrawn_at).is_(None)
        )
    ).all()
    return [Away(row.person_id, row.deputy_id, row.first, row.last) for row in rows]


def _hold(work: Work, hub_id: UUID) -> Hub:
    """Two who plan at one moment wait for one another here, so that no ring of deputies slips in between."""
    require(work.asker, Right.PLAN_ABSENCE, hub_id)
    held = select(Hub).where(Hub.id == hub_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    found = work.session.exec(held).first()
    if found is None:
        raise NotFound
    return found
