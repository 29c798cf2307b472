"""Which coordinators of a hub are away, and who acts for them: for all who read of their work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.clock import brussels_date
from hub.columns import table_of
from hub.lookups import Lookup
from hub.people.absence import Away, away_on, who_acts
from hub.people.absence_tables import Absence
from hub.people.tables import Membership, Person
from hub.store import Work
from hub.wording import _, date_words

A, M, P = table_of(Absence), table_of(Membership), table_of(Person)
_HUBS: Any = sa.bindparam("hubs", expanding=True)
_DEPUTY = P.alias("deputy")
_NOT_OVER = (
    (A.c.hub_id == M.c.hub_id) & (A.c.person_id == P.c.id) & A.c.withdrawn_at.is_(None)
    & (A.c.last >= sa.bindparam("day", type_=sa.Date()))
)  # fmt: skip
_AT_HUBS = Lookup(
    sa.select(
        M.c.hub_id,
        P.c.id,
        P.c.name,
        P.c.email,
        A.c.id.label("absence_id"),
        A.c.deputy_id,
        A.c.first,
        A.c.last,
        A.c.made_at,
        _DEPUTY.c.name.label("chosen"),
    )
    .select_from(M)
    .join(P, P.c.id == M.c.person_id)
    .outerjoin(A, _NOT_OVER)
    .outerjoin(_DEPUTY, _DEPUTY.c.id == A.c.deputy_id)
    .where(M.c.hub_id.in_(_HUBS), M.c.role == Role.COORDINATOR, M.c.until.is_(None))
    .order_by(M.c.hub_id, P.c.sort_key, P.c.id, A.c.first, A.c.id)
)


@dataclass(frozen=True)
class Coordinator:
    id: UUID
    name: str
    email: str


@dataclass(frozen=True)
class Period:
    """An absence that is not over: who, and who acts for it today, or would if it began today."""

    id: UUID
    person: Coordinator
    first: date
    last: date
    made_at: datetime
    chosen: str  # the deputy by name, also one who left; "" for nobody
    acts: Coordinator | None  # None: all colleagues
    now: bool
    alone: bool  # no colleague is there that day to act instead

    @property
    def words(self) -> str:
        """ "Hilde Verbist is afwezig tot en met donderdag 3 december. Jef Maes vervangt." """
        said = _("%(who)s is afwezig tot en met %(day)s.", who=self.person.name, day=date_words(self.last))
        return f"{said} {self.instead}"

    @property
    def instead(self) -> str:
        if self.acts is None and self.alone:
            return _("Er is geen andere coördinator aanwezig: niemand vervangt.")
        if self.acts is None:
            if not self.chosen:
                return _("Niemand in het bijzonder vervangt: alle coördinatoren doen het samen.")
            return _("%(chosen)s kan niet vervangen: alle coördinatoren doen het samen.", chosen=self.chosen)
        if self.chosen and self.chosen != self.acts.name:
            return _("%(who)s vervangt, want %(chosen)s is zelf afwezig.", who=self.acts.name, chosen=self.chosen)
        return _("%(who)s vervangt.", who=self.acts.name)


@dataclass(frozen=True)
class AtHub:
    """The coordinators of a hub, and which absences are not over."""

    there: Sequence[Coordinator]
    periods: Sequence[Period]

    @property
    def now(self) -> list[Period]:
        return [one for one in self.periods if one.now]

    def acting(self, person_id: UUID) -> list[Coordinator]:
        """Who acts now for this coordinator who is away; nobody for one who is there."""
        one = next((one for one in self.now if one.person.id == person_id), None)
        if one is None:
            return []
        away = {each.person.id for each in self.now}
        present = [each for each in self.there if each.id not in away]
        return [one.acts] if one.acts else present

    def stands_in_for(self, person_id: UUID) -> list[Period]:
        """For whom this coordinator acts now."""
        return [one for one in self.now if any(each.id == person_id for each in self.acting(one.person.id))]

    def of(self, person_id: UUID) -> Period | None:
        return next((one for one in self.now if one.person.id == person_id), None)


def at_hubs(work: Work, hubs: Collection[UUID]) -> dict[UUID, AtHub]:
    """Of these hubs. Asks no right: who works with a hub may know that its coordinator is away."""
    if not hubs:
        return {}
    today = brussels_date(work.now)
    rows = _AT_HUBS.ask(work.session, hubs=list(hubs), day=today)
    return {hub: _at_hub([row for row in rows if row.hub_id == hub], today) for hub in hubs}


def _at_hub(rows: Sequence[Any], today: date) -> AtHub:
    there = {row.id: Coordinator(row.id, row.name, row.email) for row in rows}
    absent = [row for row in rows if row.absence_id]
    away = away_on(today, [Away(row.id, row.deputy_id, row.first, row.last) for row in absent])
    found = []
    for row in absent:
        acts = who_acts(row.id, {**away, row.id: row.deputy_id}, there)
        found.append(Period(
            row.absence_id, there[row.id], row.first, row.last, row.made_at, row.chosen or "",
            there[acts] if acts else None, row.first <= today, not there.keys() - away.keys() - {row.id},
        ))  # fmt: skip
    return AtHub(list(there.values()), sorted(found, key=lambda one: (one.first, one.person.name)))
