"""Documents: kept sealed as soon as they arrive, for a form that is still being filled in and then for its case."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import blobs, ledger
from hub.blobs import B, Blob
from hub.columns import table_of
from hub.dispatch.tables import Referral
from hub.intake import found_carried, paper_wanted, scans
from hub.intake.quota import Room
from hub.intake.tables import Document
from hub.intake.uploads import MOST_FILES, Upload
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _

Known = Sequence[tuple[str, str]]  # name and digest of each file


def add_documents(
    work: Work,
    hub_id: UUID,
    uploads: Sequence[Upload],
    *,
    form_key: UUID | None = None,
    referral_id: UUID | None = None,
    known: Known | None = None,
) -> list[Document]:
    """Keep files for a form or a case, the same file once. Invalid, and none kept, when there would be too many.
    `known` is what lies there already, for who has asked."""
    if not uploads:
        return []
    known = known_of(work, form_key, referral_id) if known is None else known
    wanted = _new(uploads, known)
    if len(known) + len(wanted) > MOST_FILES:
        raise Invalid({"files": _too_many()})
    added = [_kept(work, hub_id, upload, form_key, referral_id) for upload in wanted]
    for document in added:
        ledger.write(work, "document.add", "document", document.id, hub_id=hub_id, referral_id=referral_id)
    return added


def that_fit(
    work: Work,
    uploads: Sequence[Upload],
    room: Room,
    *,
    form_key: UUID | None = None,
    referral_id: UUID | None = None,
    known: Known | None = None,
) -> tuple[list[Upload], list[str]]:
    """Those of these files that are new here and that there is room for, and a sentence for what there is not."""
    if not uploads:
        return [], []
    known = known_of(work, form_key, referral_id) if known is None else known
    new = _new(uploads, known)
    places = max(0, MOST_FILES - len(known))
    said = [_too_many()] if len(new) > places else []
    fit: list[Upload] = []
    beyond: list[str] = []
    for upload in new[:places]:
        if room(len(upload.content)):
            fit.append(upload)
        else:
            beyond.append(f"“{upload.name}”")
    if beyond:
        names = ", ".join(beyond)
        said.append(_("We kregen net heel veel bestanden. Deze bewaren we nu niet: %(names)s.", names=names))
    return fit, said


_D = table_of(Document)
_KNOWN = (
    sa.select(_D.c.name, B.c.sha256)
    .join_from(_D, B, _D.c.blob_id == B.c.id)
    .where(_D.c.raw_mail_id.is_(None))
)  # fmt: skip
_OF_CASE, _OF_FORM = (_KNOWN.where(one == sa.bindparam("noun")) for one in (_D.c.referral_id, _D.c.form_key))


def known_of(work: Work, form_key: UUID | None, referral_id: UUID | None = None) -> Known:
    """Name and digest of what lies at a form or a case already; what came by mail is not counted."""
    question = _OF_CASE if referral_id else _OF_FORM
    return [(name, digest) for name, digest in work.session.execute(question, {"noun": referral_id or form_key})]


def _new(uploads: Sequence[Upload], known: Known) -> list[Upload]:
    chosen = {(upload.name, upload.digest): upload for upload in uploads}
    return [upload for same, upload in chosen.items() if same not in set(known)]


def _too_many() -> str:
    return _("Dit zijn te veel bestanden: hoogstens %(most)d.", most=MOST_FILES)


def _kept(work: Work, hub_id: UUID, upload: Upload, form_key: UUID | None, referral_id: UUID | None) -> Document:
    """Sealed bytes with a row beside them; a mail with a national register number in it is for few eyes."""
    blob = blobs.keep(work, hub_id, upload.content, digest=upload.digest)
    document = Document(
        hub_id=hub_id, form_key=form_key, referral_id=referral_id, blob_id=blob.id, name=upload.name,
        media_type=upload.media_type, size=blob.size, added_at=work.now, restricted=upload.holds_national_number(),
    )  # fmt: skip
    work.session.add(document)
    if upload.waits:
        scans.wait_for(work, hub_id, [blob.id])
    if referral_id:  # of a form that is not sent yet nothing is read
        paper_wanted.wanted(work, [document])
    return document


def drop_documents(work: Work, form_key: UUID, ids: Sequence[UUID]) -> None:
    """Take files out of a form that was not sent yet; nothing of them stays."""
    if not ids:
        return
    gone = work.session.exec(
        select(Document).where(
            col(Document.form_key) == form_key, col(Document.id).in_(ids), col(Document.referral_id).is_(None)
        )
    ).all()  # fmt: skip
    for document in gone:
        work.session.delete(document)
        work.session.flush()
        work.session.execute(sa.delete(Blob).where(col(Blob.id) == document.blob_id))


def attach(work: Work, referral: Referral, form_key: UUID, *, kept_before: bool) -> None:
    """What was kept for the form belongs to the case from here on, at the hub that the form was sent to. What came
    with this very form is new in this session, and is written together with the case."""
    if kept_before:
        work.flush()
        documents = of_form(work, form_key)
    else:
        documents = [row for row in work.session.new if isinstance(row, Document) and row.form_key == form_key]
    elsewhere = [document.blob_id for document in documents if document.hub_id != referral.hub_id]
    for document in documents:
        document.referral_id, document.hub_id = referral.id, referral.hub_id
    paper_wanted.wanted(work, documents)
    if elsewhere:
        work.flush()
        work.session.execute(sa.update(Blob).where(col(Blob.id).in_(elsewhere)).values(hub_id=referral.hub_id))


def carry(work: Work, source: Referral, target: Referral) -> None:
    """The documents of a case go along to the case of another hub, which keeps bytes of its own; each file once."""
    there = set(known_of(work, None, target.id))
    for document in of_case(work, source.id):
        blob = work.session.get_one(Blob, document.blob_id)
        if (document.name, blob.sha256) in there:
            continue
        kept = blobs.keep(work, target.hub_id, blobs.content(work, blob.id))
        work.session.flush()
        scans.carry(work, blob.id, target.hub_id, kept.id)
        carried = Document(
            hub_id=target.hub_id, referral_id=target.id, blob_id=kept.id, name=document.name,
            media_type=document.media_type, size=document.size, added_at=document.added_at,
            restricted=document.restricted,
        )  # fmt: skip
        work.session.add(carried)
        paper_wanted.carry(work, blob.id, carried)
    found_carried.carry(work, source, target)
    work.session.flush()


def under_another_key(work: Work, before: UUID, now: UUID) -> None:
    """The files that were kept with a form stay with it when its key changes."""
    of_it = sa.update(Document).where(col(Document.form_key) == before, col(Document.referral_id).is_(None))
    work.session.execute(of_it.values(form_key=now))


def of_form(work: Work, form_key: UUID) -> Sequence[Document]:
    return work.session.exec(
        select(Document)
        .where(col(Document.form_key) == form_key, col(Document.referral_id).is_(None))
        .order_by(sa.text("added_at, name"))
    ).all()


def of_case(work: Work, referral_id: UUID) -> Sequence[Document]:
    return work.session.exec(
        select(Document).where(Document.referral_id == referral_id).order_by(sa.text("added_at, name"))
    ).all()
