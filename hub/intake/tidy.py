"""What is thrown away by itself: files of forms that nobody sent."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from hub.blobs import Blob
from hub.intake.tables import Document, RawMail
from hub.store import Work

# The draft itself stays in the browser; DOMAIN.md §6 keeps what was drafted for thirty days.
KEPT_FOR = timedelta(days=30)


def forget_unsent(work: Work) -> int:
    """Delete files of forms that were begun long ago and never sent, bytes and all; returns how many."""
    gone = work.session.execute(
        sa.delete(Document)
        .where(col(Document.referral_id).is_(None), col(Document.raw_mail_id).is_(None))
        .where(col(Document.added_at) < work.now - KEPT_FOR)
        .returning(col(Document.blob_id))
    ).scalars()
    blob_ids = list(gone)
    if blob_ids:
        work.session.execute(sa.delete(Blob).where(col(Blob.id).in_(blob_ids), *_used_nowhere()))
    return len(blob_ids)


def _used_nowhere() -> tuple[Any, ...]:
    """A case may share the bytes of a mail with another case drawn from it."""
    return (
        ~select(Document.id).where(col(Document.blob_id) == col(Blob.id)).exists(),
        ~select(RawMail.id).where(col(RawMail.blob_id) == col(Blob.id)).exists(),
    )
