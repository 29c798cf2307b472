"""Bytes (raw mails, uploads): encrypted in PostgreSQL with a key id, so one commit and one backup hold everything."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from hub.columns import Stored, key, moment, table_of
from hub.sealing import Sealed
from hub.store import Work


class Blob(Stored, table=True):
    __tablename__ = "blob"
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    key_id: str
    sealed: bytes
    size: int
    sha256: str
    created_at: datetime = moment()


B = table_of(Blob)


def keep(work: Work, hub_id: UUID, content: bytes, *, digest: str = "") -> Blob:
    """Sealed, as a row of this unit of work. Whoever knows the SHA-256 `digest` of the content spares it here."""
    sealed = work.store.sealer.seal(content)
    blob = Blob(
        hub_id=hub_id,
        key_id=sealed.key_id,
        sealed=sealed.blob,
        size=len(content),
        sha256=digest or hashlib.sha256(content).hexdigest(),
        created_at=work.now,
    )
    work.session.add(blob)
    return blob


def small_ones(work: Work, ids: Sequence[UUID], at_most: int) -> dict[UUID, Sealed]:
    """Those of at most so many bytes by id, in one question and still sealed: one that stays shut harms no other."""
    found = work.session.execute(
        sa.select(B.c.id, B.c.key_id, B.c.sealed).where(B.c.id.in_(ids), B.c.size <= at_most)
    ).all()
    return {row.id: Sealed(row.key_id, row.sealed) for row in found}


def content(work: Work, blob_id: UUID) -> bytes:
    blob = work.found(Blob, blob_id)
    return work.store.sealer.open(blob.key_id, blob.sealed)
