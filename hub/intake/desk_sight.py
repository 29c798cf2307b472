"""What the desk reads of a note that it is writing and of a document; each look at a document is recorded."""

from uuid import UUID

from hub import blobs, ledger
from hub.dispatch import identity, shield
from hub.dispatch.tables import Referral
from hub.intake import mail_shield, scans
from hub.intake.draft import CallNote
from hub.intake.form_sight import sent_with
from hub.intake.tables import Document, RawMail
from hub.people.rights import Right, hubs_where, require
from hub.problems import NotFound
from hub.store import Work


def noted_with(work: Work, form_key: UUID) -> Referral | None:
    """The referral that came of this note, at a desk of the asker's own."""
    found = sent_with(work, form_key)
    return found if found and found.hub_id in hubs_where(work.asker, Right.NOTE) else None


def note_of(work: Work, referral: Referral) -> CallNote:
    """A concept as the note that it was, to write on."""
    about = identity.youngster_of(work, referral)
    names = ("first_name", "last_name", "birth_date", "postcode", "home_nis")
    said = {name: getattr(referral, name) or "" for name in CallNote.model_fields if name not in names}
    said |= {name: getattr(about, name) if about else None for name in names}
    return CallNote.model_construct(None, **said)


def document_for(work: Work, document_id: UUID) -> tuple[Document, bytes]:
    """A document with its bytes, for the desk of its hub; each look is recorded. What is restricted is for who may
    see that. A file of a form that was never sent is nobody's."""
    document = work.session.get(Document, document_id)
    if document is None or (document.referral_id is None and document.raw_mail_id is None):
        raise NotFound
    require(work.asker, Right.SEE_CASE, document.hub_id)
    mail = work.session.get(RawMail, document.raw_mail_id) if document.raw_mail_id else None
    case = work.session.get(Referral, document.referral_id) if document.referral_id else None
    if (
        document.restricted
        or (mail and not mail_shield.may_read(work, mail))
        or (case and shield.shuts_out(work, case))
    ):
        require(work.asker, Right.SEE_RESTRICTED, document.hub_id)
    scans.must_be_open(work, [document])
    ledger.write(
        work, "document.open", "document", document.id, hub_id=document.hub_id, referral_id=document.referral_id
    )  # fmt: skip
    return document, blobs.content(work, document.blob_id)
