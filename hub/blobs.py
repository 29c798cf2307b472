"""Bytes (raw mails, uploads): encrypted in PostgreSQL with a key id, so one commit and one backup hold everything."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from hub.columns import key, moment
from hub.problems import NotFound
from hub.store import Work


class Blob(SQLModel, table=True):
    __tablename__ = "blob"
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    key_id: str
    sealed: bytes
    size: int
    sha256: str
    created_at: datetime = moment()


def keep(work: Work, hub_id: UUID, content: bytes) -> Blob:
    sealed = work.store.sealer.seal(content)
    blob = Blob(
        hub_id=hub_id,
        key_id=sealed.key_id,
        sealed=sealed.blob,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=work.now,
    )
    work.session.add(blob)
    return blob


def content(work: Work, blob_id: UUID) -> bytes:
    blob = work.session.get(Blob, blob_id)
    if blob is None:
        raise NotFound
    return work.store.sealer.open(blob.key_id, blob.sealed)
