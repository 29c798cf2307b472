"""What is thrown away by itself: files of forms that nobody sent."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from hub.blobs import Blob
from hub.intake.tables import Document, RawMail
from hub.store import Work

# What was typed stays in the browser, whose key to these files works for a day; nobody can come back for them later.
KEPT_FOR = timedelta(hours=48)


def forget_unsent(work: Work) -> int:
    """Delete files of forms that were begun two days ago and never sent, bytes and all; returns how many."""
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
