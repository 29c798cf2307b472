"""Append-only record of who did or saw what. Holds ids and codes, never names or values."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, document, moment
from hub.store import Work


class Entry(Stored, table=True):
    """One line. `at` is the moment that counted, `real_at` the clock on the wall: they differ in a rehearsal."""

    __tablename__ = "ledger"
    __table_args__ = (
        sa.Index("ledger_of_case", "referral_id", "id"), sa.Index("ledger_of_noun", "noun_id", "id"),
        sa.Index("ledger_by_time", "at", postgresql_using="brin"),
    )  # fmt: skip
    id: int | None = Field(default=None, sa_column=sa.Column(sa.BigInteger, sa.Identity(), primary_key=True))
    at: datetime = moment()
    real_at: datetime = moment()
    hub_id: UUID | None = Field(default=None, foreign_key="hub.id")
    asker_kind: str
    person_id: UUID | None = None
    link_id: UUID | None = None
    act: str = Field(index=True)
    noun: str
    noun_id: UUID | None = None
    referral_id: UUID | None = None
    from_stage: str | None = None
    to_stage: str | None = None
    detail: dict[str, Any] = document()


def write(
    work: Work,
    act: str,
    noun: str,
    noun_id: UUID | None,
    *,
    hub_id: UUID | None = None,
    referral_id: UUID | None = None,
    move: tuple[str | None, str] | None = None,
    **detail: Any,
) -> None:
    """Add a line in the same transaction as the change. `detail` takes ids, codes and counts only."""
    work.session.add(
        Entry(
            at=work.now,
            real_at=work.real,
            hub_id=hub_id,
            asker_kind=work.asker.kind,
            person_id=work.asker.person_id,
            link_id=work.asker.link_id,
            act=act,
            noun=noun,
            noun_id=noun_id,
            referral_id=referral_id,
            from_stage=move[0] if move else None,
            to_stage=move[1] if move else None,
            detail={name: str(value) if isinstance(value, UUID) else value for name, value in detail.items()},
        )
    )
