"""What is thrown away by itself: forms that were kept and never sent, and files of forms that nobody kept."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.blobs import Blob
from hub.intake import kept_ends
from hub.intake.tables import Document, RawMail, UnsentForm, UnsentShare
from hub.links import Link, Purpose
from hub.store import Work

# What was typed stays in the browser, whose key to these files works for a day; nobody can come back for them later.
KEPT_FOR = timedelta(hours=48)


def forget_unsent(work: Work) -> int:
    """Delete files of forms that were begun two days ago and never sent, bytes and all; returns how many."""
    gone = work.session.execute(
        sa.delete(Document)
        .where(col(Document.referral_id).is_(None), col(Document.raw_mail_id).is_(None))
        .where(col(Document.added_at) < work.now - KEPT_FOR)
        .where(~select(UnsentForm.id).where(col(UnsentForm.form_key) == col(Document.form_key)).exists())
        .returning(col(Document.blob_id))
    ).scalars()
    return _forget_bytes(work, gone)


def forget_kept(work: Work) -> int:
    """Delete what `kept_ends.run_out` finds, its files and its links with it; returns how many forms."""
    gone = kept_ends.run_out(work)
    keys = [one.form_key for one in gone]
    if not keys:
        return 0
    files = work.session.execute(
        sa.delete(Document)
        .where(col(Document.form_key).in_(keys), col(Document.referral_id).is_(None))
        .returning(col(Document.blob_id))
    ).scalars()
    _forget_bytes(work, files)
    ids = [one.id for one in gone]
    ids += work.session.exec(select(UnsentShare.id).where(col(UnsentShare.unsent_form_id).in_(ids))).all()
    work.session.execute(sa.delete(Link).where(col(Link.noun_id).in_(ids), col(Link.purpose) == Purpose.UNSENT))
    work.session.execute(sa.delete(UnsentForm).where(col(UnsentForm.id).in_(ids)))
    return len(ids)


def _forget_bytes(work: Work, gone: Iterable[UUID]) -> int:
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
