"""Who changed which clock of a hub, and when: from the ledger, for who reads the clocks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from hub.clock import DayUnit
from hub.dispatch.clocks import ClockName
from hub.dispatch.clockwork.words import TITLES, term
from hub.ledger import Entry
from hub.people.rights import Right, require
from hub.people.tables import Person
from hub.store import Work
from hub.wording import _

ACTS = ("clock.set", "clock.standard")
MOST = 30


@dataclass(frozen=True)
class Change:
    at: datetime
    who: str
    clock: str
    says: str
    narrower: bool  # for a kind of table or an offer


def changes_of(work: Work, hub_id: UUID) -> list[Change]:
    """The last ones, the newest first."""
    require(work.asker, Right.SEE_CLOCKS, hub_id)
    rows = work.session.exec(
        select(Entry, Person.name)
        .outerjoin(Person, col(Person.id) == col(Entry.person_id))
        .where(Entry.noun_id == hub_id, col(Entry.act).in_(ACTS))
        .order_by(col(Entry.id).desc())
        .limit(MOST)
    ).all()
    return [
        Change(
            entry.at, name or "", _(TITLES[ClockName(entry.detail["name"])]), _says(entry), bool(entry.detail["scope"])
        )
        for entry, name in rows
    ]


def _says(entry: Entry) -> str:
    if entry.act == "clock.standard":
        return _("terug naar de standaard")
    return term(entry.detail["days"], DayUnit(entry.detail["unit"]))
