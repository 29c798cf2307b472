"""What a mail leaves behind: its readable parts, documents, a message on a case, or a case of its own."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlmodel import col, select

from hub import blobs, ledger, national_number
from hub.dispatch import alarm, clb_asking, moves
from hub.dispatch.codes import Channel
from hub.dispatch.danger import signs_in
from hub.dispatch.opening import NewCase, open_case
from hub.dispatch.tables import Message, Referral
from hub.hubs import Hub
from hub.intake import paper_wanted, scans
from hub.intake.arrival import message_key
from hub.intake.calendar_words import calendar_sentence
from hub.intake.mail.charsets import decoded
from hub.intake.mail.marks import SEALED
from hub.intake.mail.shapes import Attachment, ReadMail
from hub.intake.own_reference import in_mail
from hub.intake.sender_trust import SenderTrust
from hub.intake.senders import Sender, referrer_of, sender_of
from hub.intake.tables import Document, MailReferral, RawMail
from hub.people.tables import Person
from hub.store import Work
from hub.wording import N_, _

SEALED_WORDS = N_("Deze e-mail is versleuteld. Wij kunnen hem niet lezen. Het origineel is bewaard.")
LONGEST_STORY = 20_000
MOST_NAMED = 50
_LONGEST_LOOKED_THROUGH = 1_000_000
_TEXTS = ("text/", "message/", "application/json", "application/xml")


# What `keep_words` and the decision about an answer change of a row.
READ_ONCE = (
    "subject", "from_name", "from_address", "own_text", "whole_text", "message_key", "national_numbers", "restricted",
    "may_answer", "sender_trust", "named", "marks", "danger", "origin_name",
    "origin_address",
)  # fmt: skip


def keep_words(row: RawMail, mail: ReadMail) -> None:
    """Put what was read beside the bytes, every national register number in it masked and counted."""
    row.subject, in_subject = national_number.mask(mail.subject)
    row.from_name, in_name = national_number.mask(mail.from_name)
    row.own_text, _counted_below = national_number.mask(_own_words(mail))
    row.whole_text, in_text = national_number.mask(mail.body_text)
    in_page = national_number.mask(mail.body_html_safe)[1]
    in_files = sum(_numbers_in(attachment) for attachment in mail.attachments)
    row.from_address = mail.from_address
    row.marks = list(mail.marks)
    row.danger = [str(sign) for sign in signs_in(row.subject, row.own_text or row.whole_text)]
    if mail.forwarded:
        row.origin_name = national_number.mask(mail.forwarded.name)[0]
        row.origin_address = mail.forwarded.address
    row.named = list(dict.fromkeys(address.lower() for address in (*mail.to, *mail.cc)))[:MOST_NAMED]
    row.message_key = message_key(mail.message_id) or row.message_key
    row.national_numbers = in_subject + in_name + max(in_text, in_page) + in_files
    row.restricted = row.national_numbers > 0


def _own_words(mail: ReadMail) -> str:
    """The words of the writer. What a calendar says is said first, in a sentence."""
    if mail.calendar is None:
        return mail.own_text
    return f"{calendar_sentence(mail.calendar, mail.from_name or mail.from_address)}\n\n{mail.own_text}".strip()


def _numbers_in(attachment: Attachment) -> int:
    """National register numbers in a file's name, in the mails inside it and, where it is text, in its content."""
    found = national_number.mask(attachment.name)[1] + national_number.mask(attachment.holds)[1]
    if attachment.media_type.startswith(_TEXTS):
        text = decoded(attachment.content[:_LONGEST_LOOKED_THROUGH])[0]
        found += national_number.mask(text)[1]
    return found


def keep_documents(
    work: Work, row: RawMail, attachments: Iterable[Attachment], referral_id: UUID | None
) -> list[Document]:
    """The attachments byte for byte, each a document of the mail and, when there is one, of its case."""
    kept = [
        Document(
            hub_id=row.hub_id, referral_id=referral_id, raw_mail_id=row.id, added_at=work.now,
            blob_id=blobs.keep(work, row.hub_id, attachment.content).id,
            name=national_number.mask(attachment.name)[0], media_type=attachment.media_type,
            size=len(attachment.content), restricted=_numbers_in(attachment) > 0,
        )
        for attachment in attachments
    ]  # fmt: skip
    work.session.add_all(kept)
    paper_wanted.wanted(work, kept)
    scans.wait_for(work, row.hub_id, [document.blob_id for document in kept])
    return kept


def share_documents(work: Work, row: RawMail, referral: Referral) -> None:
    """Give the case the documents of the mail: those that have no case yet, else a second entry for the same bytes."""
    of_mail = work.session.exec(
        select(Document).where(Document.raw_mail_id == row.id).order_by(col(Document.name), col(Document.id))
    ).all()
    for document in of_mail:
        if document.referral_id is None:
            document.referral_id = referral.id
        elif document.referral_id != referral.id:
            copy_document(work, document, referral, restricted=row.restricted)
    work.session.flush()


def copy_document(work: Work, document: Document, referral: Referral, *, restricted: bool = False) -> None:
    """A second entry for the same bytes, for another case of the same hub."""
    work.session.add(
        Document(
            hub_id=referral.hub_id, referral_id=referral.id, blob_id=document.blob_id, name=document.name,
            media_type=document.media_type, size=document.size, added_at=work.now,
            restricted=document.restricted or restricted,
        )
    )  # fmt: skip


def say_on_case(work: Work, row: RawMail, referral_id: UUID) -> Referral:
    """Put the words of the mail in the time line of a case, unread; an open question to the referrer stays open."""
    referral = moves.take(work, referral_id)
    person = work.session.exec(select(Person).where(Person.email == row.from_address.lower())).first()
    message = Message(
        hub_id=referral.hub_id, referral_id=referral.id, at=row.stored_at, kind="mail_in",
        author_id=person.id if person else None, author_name=row.from_name or row.from_address,
        text=_said(row), whole_text=row.whole_text if row.whole_text.strip() != row.own_text else "",
        raw_mail_id=row.id,
    )  # fmt: skip
    work.session.add(message)
    alarm.listen(work, referral, row.subject, message.text)
    if row.from_address.lower() == referral.referrer_email and row.sender_trust != SenderTrust.FORGED:
        referral.own_reference = in_mail(row.own_text) or referral.own_reference
    moves.rewatch(work, referral)
    ledger.write(work, "mail.on_case", "raw_mail", row.id, hub_id=row.hub_id, referral_id=referral.id)
    return referral


def _said(row: RawMail) -> str:
    return row.own_text or (_(SEALED_WORDS) if SEALED.intersection(row.marks) else row.subject)


def open_from_mail(
    work: Work, hub: Hub, row: RawMail, about: NewCase | None = None, *, sender: Sender | None = None
) -> Referral:
    """A case to clarify, drawn from a mail and linked to it; `about` brings what a person read in it, `sender` what is
    known of its address already."""
    name, address = (row.from_name if row.origin_taken is None else row.origin_name), row.referrer_address
    if row.origin_taken is not None:
        sender = None
    referrer = referrer_of(work, name, address, sender or sender_of(work, address))
    about = about or NewCase(channel=Channel.MAIL, referrer=referrer)
    story = row.own_text or row.whole_text or row.subject
    about = replace(about, own_reference=about.own_reference or in_mail(row.own_text))
    referral = open_case(work, hub, replace(about, referrer=referrer, story=shortened(story)))
    alarm.listen(work, referral, row.subject)
    clb_asking.begin(work, referral, None)
    work.session.add(MailReferral(raw_mail_id=row.id, referral_id=referral.id))
    ledger.write(work, "mail.drawn", "raw_mail", row.id, hub_id=row.hub_id, referral_id=referral.id)
    return referral


def shortened(text: str) -> str:
    """A story that a page can show; the mail keeps the whole."""
    return text if len(text) <= LONGEST_STORY else text[: LONGEST_STORY - 2].rstrip() + " …"
