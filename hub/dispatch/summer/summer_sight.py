"""The summer on one page: open cases that nobody keeps yet, and who keeps which until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.columns import table_of
from hub.dispatch.sight import MANY, CaseLine, R, lines, read
from hub.dispatch.summer.season import KEEPS_WORDS, Keeps
from hub.dispatch.summer.tables import SummerKeep
from hub.dispatch.watch import Party
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.people.rights import Right, hubs_where, require
from hub.store import Work
from hub.wording import _

S, ORG = table_of(SummerKeep), table_of(Organisation)
HUBS: Any = sa.bindparam("hubs", expanding=True)
YEAR = sa.bindparam("year", type_=sa.Integer())
OPEN = sa.text("referral.stage <> 'closed'")
KEPT = sa.exists().where(S.c.referral_id == R.c.id, S.c.year == YEAR).correlate(R)
SHOWN = 300  # of who keeps what; the rest is counted
AT_ONCE = 25  # of what nobody keeps yet: so many are looked through on a phone
FIRST_KEPT = 20
_PARTY, _AT = sa.bindparam("party", type_=sa.Text()), sa.bindparam("at", type_=sa.Uuid())
_CHOSEN = (_PARTY.is_(None) | (R.c.holder == _PARTY)) & (_AT.is_(None) | (R.c.holder_organisation_id == _AT))
_FREE = Lookup(lines().where(R.c.hub_id.in_(HUBS), OPEN, ~KEPT, _CHOSEN).order_by(R.c.next_due, R.c.id).limit(MANY + 1))
_PARTNERS = Lookup(
    sa.select(ORG.c.id, ORG.c.name)
    .where(ORG.c.id.in_(sa.select(R.c.holder_organisation_id).where(R.c.hub_id.in_(HUBS), OPEN, ~KEPT)))
    .order_by(ORG.c.sort_key)
    .limit(MANY)
)
_KEPT = Lookup(
    lines()
    .add_columns(S.c.keeps, S.c.who, S.c.on.label("keeps_on"), S.c.looked_at, S.c.noted_by, ORG.c.name.label("partner"))
    .join(S, (S.c.referral_id == R.c.id) & (S.c.year == YEAR))
    .outerjoin(ORG, ORG.c.id == S.c.organisation_id)
    .where(R.c.hub_id.in_(HUBS), OPEN)
    .order_by(S.c.on, S.c.keeps, R.c.id)
    .limit(SHOWN + 1)
)
_LEFT = Lookup(
    sa.select(sa.func.count().label("many")).select_from(
        sa.select(sa.literal(1).label("one")).where(R.c.hub_id.in_(HUBS), OPEN, ~KEPT).limit(MANY + 1).subquery()
    )
)


@dataclass(frozen=True)
class Kept:
    line: CaseLine
    who: str
    on: date
    looked: bool
    by_clockwork: bool  # nobody chose: on 30 June it was left to the hub


@dataclass(frozen=True)
class Overview:
    free: Sequence[CaseLine]
    many: str  # "7", or "100+" where nobody counted on
    more: bool  # than are shown
    kept: Sequence[Kept]
    more_kept: bool
    partners: Sequence[tuple[str, str]]  # that hold what nobody keeps yet: code of the choice, name


@dataclass(frozen=True)
class With:
    """With whom the cases are now that one wants to see: anybody, one party, or one partner."""

    party: str | None = None
    at: UUID | None = None

    @classmethod
    def read(cls, typed: str) -> "With":
        """From what stands in an address; anything else is everybody."""
        if typed in set(Party):
            return cls(party=typed)
        try:
            return cls(party=Party.PARTNER, at=UUID(typed)) if typed else cls()
        except ValueError:
            return cls()

    def __str__(self) -> str:
        return str(self.at or self.party or "")


def overview(work: Work, year: int, chosen: With = With(), *, all_kept: bool = False) -> Overview:
    """For the coordinator of each hub. NotAllowed or NotFound for everybody else."""
    require(work.asker, Right.DECIDE)
    hubs = list(hubs_where(work.asker, Right.DECIDE))
    free = _FREE.ask(work.session, hubs=hubs, year=year, party=chosen.party, at=chosen.at)
    kept = _KEPT.ask(work.session, hubs=hubs, year=year)
    shown = SHOWN if all_kept else FIRST_KEPT
    return Overview(
        read(free[:AT_ONCE]), f"{MANY}+" if len(free) > MANY else str(len(free)), len(free) > AT_ONCE,
        [
            Kept(line, _who(row), row.keeps_on, row.looked_at is not None, row.noted_by is None)
            for line, row in zip(read(kept[:shown]), kept, strict=False)
        ],
        len(kept) > shown,
        [(str(row.id), row.name) for row in _PARTNERS.ask(work.session, hubs=hubs, year=year)],
    )  # fmt: skip


def left(work: Work, hubs: list[UUID], year: int) -> int:
    """How many open cases nobody keeps yet, counted no further than a hundred and one."""
    return int(_LEFT.ask(work.session, hubs=hubs, year=year)[0].many)


def _who(row: Any) -> str:
    words = row.partner or (_("het meldpunt") if row.keeps == Keeps.HUB else _(KEEPS_WORDS[Keeps(row.keeps)]))
    return f"{words}: {row.who}" if row.who else words
