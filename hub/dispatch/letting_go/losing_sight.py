"""What fell away, for who may see the case: whose part, why, and what the rest said or did not say."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub.columns import table_of
from hub.dispatch.letting_go.carries_on import CARRY_ON_WORDS, CarriesOn
from hub.dispatch.letting_go.tables import CarryOn, LostPart
from hub.dispatch.table_tables import Track
from hub.dispatch.track import REASON_WORDS, TRACK_WORDS, Reason, TrackStage, is_open
from hub.lookups import Lookup
from hub.partners.tables import Organisation
from hub.store import Work
from hub.wording import _

L, T = table_of(LostPart), table_of(Track)


@dataclass(frozen=True)
class Rest:
    """Another part of the case that was asked: its answer in words, "" while it is silent."""

    organisation: str
    track_id: UUID
    answer: str
    code: str | None
    note: str
    asked_at: datetime
    answered_at: datetime | None
    written: bool
    open: bool


@dataclass(frozen=True)
class Lost:
    id: UUID
    track_id: UUID
    organisation: str
    at: datetime
    withdrew: bool
    stage: str
    reason: str
    note: str
    led: bool
    seen: bool
    rest: tuple[Rest, ...]

    @property
    def words(self) -> str:
        """ "Kompas NAFT trok zich terug na akkoord: geen plaats"."""
        if self.withdrew:
            return _("%(partner)s trok zich terug na akkoord: %(why)s", partner=self.organisation, why=self.reason)
        stage = _(TRACK_WORDS[TrackStage(self.stage)])
        return _("%(partner)s, %(stage)s: %(why)s", partner=self.organisation, stage=stage, why=self.reason)

    @property
    def asks(self) -> bool:
        """Whether some of those that were asked still work on the case."""
        return any(one.open for one in self.rest)

    @property
    def line(self) -> str:
        """The same for one line, with what the rest says: silence is told as silence."""
        silent = [one.organisation for one in self.rest if one.open and not one.code]
        said = [f"{one.organisation} {one.answer}" for one in self.rest if one.open and one.code]
        if silent:
            said.append(_("nog geen antwoord van %(who)s", who=", ".join(silent)))
        return " · ".join((self.words, *said))


# Cases with a part that fell away and that no coordinator has seen.
UNSEEN: Any = sa.select(L.c.referral_id).where(L.c.seen_at.is_(None))
_ASKED = (
    sa.select(sa.func.coalesce(sa.func.jsonb_agg(sa.func.jsonb_build_array(
        col(Organisation.name), col(CarryOn.track_id), col(CarryOn.answer), col(CarryOn.note), col(CarryOn.asked_at),
        col(CarryOn.answered_at), col(CarryOn.written), T.c.stage,
    )), sa.text("'[]'::jsonb")))
    .select_from(CarryOn)
    .join(T, T.c.id == col(CarryOn.track_id))
    .join(Organisation, col(Organisation.id) == T.c.organisation_id)
    .where(col(CarryOn.lost_part_id) == L.c.id)
    .correlate(L)
    .scalar_subquery()
)  # fmt: skip
_LEFT = T.alias("left_track")
_LOST = Lookup(
    sa.select(
        L, _LEFT.c.stage, _LEFT.c.end_reason, _LEFT.c.end_note, _LEFT.c.role, col(Organisation.name),
        _ASKED.label("asked"),
    )
    .select_from(L)
    .join(_LEFT, _LEFT.c.id == L.c.track_id)
    .join(Organisation, col(Organisation.id) == _LEFT.c.organisation_id)
    .where(L.c.referral_id.in_(sa.bindparam("cases", expanding=True)))
    .order_by(L.c.at, L.c.id)
)  # fmt: skip


def lost_parts(work: Work, cases: Collection[UUID]) -> dict[UUID, list[Lost]]:
    """By case, the first one first. Asks no right."""
    if not cases:
        return {}
    found: dict[UUID, list[Lost]] = {}
    for row in _LOST.ask(work.session, cases=list(cases)):
        found.setdefault(row.referral_id, []).append(_lost(row))
    return found


def for_page(
    work: Work, referral_id: UUID, told: Callable[[str], str]
) -> list[tuple[Lost, str, list[tuple[Rest, str]]]]:
    """For the page of a case: what nobody has seen, and what the rest was asked while it still works on it; each with
    its words as the asker may read them."""
    return [
        (lost, told(lost.note), [(one, told(one.note)) for one in lost.rest])
        for lost in lost_parts(work, [referral_id]).get(referral_id, [])
        if not lost.seen or lost.asks
    ]


def _lost(row: Any) -> Lost:
    return Lost(
        row.id, row.track_id, row.name, row.at, row.withdrew, row.stage,
        _(REASON_WORDS[Reason(row.end_reason)]) if row.end_reason else "", row.end_note, row.role == "lead",
        row.seen_at is not None, tuple(_rest(*one) for one in sorted(row.asked)),
    )  # fmt: skip


def _rest(
    name: str, track: str, code: str | None, note: str, asked: str, answered: str | None, written: bool, stage: str
) -> Rest:
    return Rest(
        name, UUID(track), _(CARRY_ON_WORDS[CarriesOn(code)]) if code else "", code, note,
        datetime.fromisoformat(asked), datetime.fromisoformat(answered) if answered else None, written, is_open(stage),
    )  # fmt: skip
