"""What the hub did in the night, written down by the worker and read by the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from hub.asker import AskerKind
from hub.columns import table_of
from hub.dispatch import sight
from hub.dispatch.sight import CaseLine, R
from hub.home.night.nights import ACTS, TOLD, Did, night_before
from hub.home.night.tables import NightRow
from hub.home.today_lines import HUBS
from hub.hubs import all_hubs
from hub.ledger import Entry
from hub.letters import Letter
from hub.lookups import Lookup
from hub.store import Work
from hub.wording import _

E, L, N = table_of(Entry), table_of(Letter), table_of(NightRow)
MOST = 200


def tell(work: Work) -> None:
    """Count the night that is over for each hub, once; until then and on days off nothing happens."""
    night = night_before(work.now)
    if night is None:
        return
    told = sa.select(N.c.hub_id).where(N.c.day == night.day)
    hubs = [hub.id for hub in all_hubs(work.session) if hub.id not in set(work.session.scalars(told))]
    if not hubs:
        return
    did: dict[UUID, dict[str, int]] = {hub: {} for hub in hubs}
    letters: dict[UUID, dict[str, int]] = {hub: {} for hub in hubs}
    for hub, act, many in work.session.execute(_acts(hubs, night.since, night.until)):
        kind = ACTS[act][0]
        did[hub][kind] = did[hub].get(kind, 0) + many
    for hub, kind, many in work.session.execute(_letters(hubs, night.since, night.until)):
        letters[hub][kind] = many
        did[hub][Did.LETTERS] = did[hub].get(Did.LETTERS, 0) + many
    rows = [
        {"hub_id": hub, "day": night.day, "since": night.since, "until": night.until, "did": did[hub],
         "letters": letters[hub]}
        for hub in hubs
    ]  # fmt: skip
    work.session.execute(insert(NightRow).values(rows).on_conflict_do_nothing())


def _acts(hubs: Sequence[UUID], since: datetime, until: datetime) -> sa.Select[Any]:
    return (
        sa.select(E.c.hub_id, E.c.act, sa.func.count())
        .where(E.c.at >= since, E.c.at < until, E.c.hub_id.in_(hubs), *_by_itself())
        .group_by(E.c.hub_id, E.c.act)
    )


def _by_itself() -> tuple[Any, ...]:
    return E.c.asker_kind == AskerKind.WORKER, E.c.act.in_(tuple(ACTS))


def _letters(hubs: Sequence[UUID], since: datetime, until: datetime) -> sa.Select[Any]:
    return (
        sa.select(L.c.hub_id, L.c.kind, sa.func.count())
        .where(L.c.done_at >= since, L.c.done_at < until, L.c.hub_id.in_(hubs))
        .group_by(L.c.hub_id, L.c.kind)
    )


_LATEST = Lookup(
    sa.select(NightRow).where(N.c.hub_id.in_(HUBS)).distinct(N.c.hub_id).order_by(N.c.hub_id, N.c.day.desc())
)


def latest(work: Work) -> list[Any]:
    """The last night that was counted of each hub at whose desk the asker sits, as rows of `NightRow`."""
    return list(_LATEST.ask(work.session, hubs=list(sight.desk_hubs(work))))


def is_missing(work: Work, row: Any) -> bool:
    """Whether a night has gone by since and nobody counted it: then the clockwork stood still."""
    night = night_before(work.now)
    return night is not None and row.day < night.day


@dataclass(frozen=True)
class Done:
    """What was done about one case."""

    at: datetime
    case: CaseLine
    words: str
    did: Did


@dataclass(frozen=True)
class Told:
    """One thing that is counted of a night: in words, the cases that it was about, and how many stand in no list."""

    words: str
    cases: Sequence[Done]
    others: int


def by_kind(work: Work, row: Any) -> list[Told]:
    """What was counted of that night, but for the letters: lists and what stands in none add up to what was counted."""
    found = about_cases(work, row)
    told = []
    for kind in sorted({kind for kind, _words in ACTS.values()}, key=list(Did).index):
        if many := row.did.get(kind):
            cases = [one for one in found if one.did == kind]
            told.append(Told(TOLD[kind](many), cases, max(0, many - len(cases))))
    return told


def about_cases(work: Work, row: Any) -> list[Done]:
    """What was done about cases of that night, as it went; no more than the first hundreds."""
    acts = work.session.execute(
        sa.select(E.c.at, E.c.act, E.c.referral_id)
        .where(E.c.at >= row.since, E.c.at < row.until, E.c.hub_id == row.hub_id, *_by_itself())
        .where(E.c.referral_id.is_not(None))
        .order_by(E.c.at, E.c.id)
        .limit(MOST)
    ).all()
    found = work.session.execute(sight.lines().where(R.c.id.in_({one.referral_id for one in acts}))).all()
    cases = {line.id: line for line in sight.read(found)}
    return [
        Done(one.at, cases[one.referral_id], _(ACTS[one.act][1]), ACTS[one.act][0])
        for one in acts
        if one.referral_id in cases
    ]
