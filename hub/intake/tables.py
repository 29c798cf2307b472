"""Tables of the front door: raw mails with their one outcome, and documents."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

import hub.blobs
import hub.dispatch.tables
import hub.hubs
import hub.partners.tables
import hub.people.tables
from hub import work_rows
from hub.columns import Stored, document, key, moment, of_case, one_of
from hub.intake.sender_trust import SenderTrust
from hub.scanner import Verdict
from hub.work_rows import WorkRow

# Tables that ours point at: a process that only takes mail in knows them through here.
POINTED_AT = (hub.blobs, hub.dispatch.tables, hub.hubs, hub.partners.tables, hub.people.tables)


class MailOutcome(StrEnum):
    REFERRAL = "referral"
    MESSAGE = "message"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    TO_PLACE = "to_place"
    DUPLICATE = "duplicate"
    COMING = "coming"  # an answer from a calendar to an invitation of ours


class RawMail(WorkRow, table=True):
    """A mail as it came in, bytes first. It is done when it has its one outcome (CHECK).

    The same mail is the same Message-ID and the same digest of its CRLF-normalised bytes; arrival is when it was
    stored, never its Date.
    """

    __tablename__ = "raw_mail"
    __table_args__ = (
        one_of("outcome", MailOutcome, nullable=True),
        one_of("sender_trust", SenderTrust),
        sa.CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="one_outcome"),
        sa.CheckConstraint(
            "(outcome IS NOT DISTINCT FROM 'duplicate') = (duplicate_of IS NOT NULL)", name="duplicate_of_what"
        ),
        work_rows.open_index("raw_mail"),
        work_rows.parked_index("raw_mail"),
        sa.Index(
            "raw_mail_once", "hub_id", "message_key", "digest", unique=True,
            postgresql_where=sa.text("duplicate_of IS NULL AND outcome IS NOT NULL"),
        ),
        sa.Index(
            "raw_mail_to_place", "hub_id", "stored_at",
            postgresql_where=sa.text("outcome = 'to_place' AND settled_at IS NULL"),
        ),
        sa.Index(
            "raw_mail_flagged", "hub_id", "stored_at",
            postgresql_where=sa.text("national_numbers > 0 AND flag_settled_at IS NULL"),
        ),
        sa.Index("raw_mail_by_message", sa.text("lower(message_key)")),
        sa.Index("raw_mail_of_sweep", "swept_id", postgresql_where=sa.text("swept_id IS NOT NULL")),
    )  # fmt: skip
    hub_id: UUID = Field(foreign_key="hub.id")
    source: str  # imap, ingest, upload
    where_from: str = ""  # mailbox:uidvalidity:uid, or the name of a file
    blob_id: UUID = Field(foreign_key="blob.id")
    digest: str
    message_key: str = ""  # its Message-ID, empty when it has none
    stored_at: datetime = moment()
    whole: bool = True  # False: larger than the mailbox hands over, only its header is here
    outcome: str | None = None
    outcome_reason: str = ""  # a code of hub.intake.outcome.MailReason
    duplicate_of: UUID | None = Field(default=None, foreign_key="raw_mail.id")
    referral_id: UUID | None = Field(default=None, index=True)  # the case that it came in on, or was placed on
    suggested_referral_id: UUID | None = None  # where it points, when that was not certain enough
    letter_id: UUID | None = None  # the letter that a bounce or automatic reply speaks of
    # It named our Message-ID or came to a signed address, which only who got the letter knows; else its address is all.
    letter_proven: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    # Read once, so that lists need not parse again; national register numbers are masked here.
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    named: list[str] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)  # whom it went to, To and Cc
    own_text: str = ""
    whole_text: str = ""
    sender_trust: str = Field(default="", sa_column_kwargs={"server_default": ""})  # what our mail server says of it
    pointed_by: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the sign towards a suggested case
    # What is worth telling beside its words: codes of hub.intake.mail.marks.
    marks: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    # Signs of danger in its words (hub.dispatch.danger): such a mail comes first while it waits for its place.
    danger: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    # Who wrote first, of a mail that was sent on: as the mail says, until the desk takes that person for the referrer.
    origin_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    origin_address: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # When the desk did so: how the referrer of each of its cases stood before.
    origin_taken: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)
    may_answer: bool = False  # a person reads what goes to its sender, and it is recent
    national_numbers: int = 0
    restricted: bool = False  # the raw bytes are for the coordinator only
    flag_settled_at: datetime | None = moment(nullable=True)  # the desk dealt with the national register number
    settled_at: datetime | None = moment(nullable=True)  # the desk has placed it
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")
    settled_note: str = ""  # why there was nothing to do
    passed_to_hub_id: UUID | None = Field(default=None, foreign_key="hub.id")  # where it went, being theirs to read
    swept_id: UUID | None = None  # it was laid aside together with all others that bear this id
    # Of a mail that the desk placed: how it and the cases stood at that moment, so that it can be taken back.
    placed: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)

    @property
    def referrer_address(self) -> str:
        """Of who refers by this mail: its sender, or who wrote first when the desk said so."""
        return self.from_address if self.origin_taken is None else self.origin_address


class MailReferral(Stored, table=True):
    """A referral drawn from a mail; one mail may speak of several youngsters."""

    __tablename__ = "mail_referral"
    raw_mail_id: UUID = Field(foreign_key="raw_mail.id", primary_key=True)
    referral_id: UUID = Field(foreign_key="referral.id", primary_key=True, index=True)


class UnsentForm(Stored, table=True):
    """The first step of a form that somebody kept to send later, as it was typed. It is no referral, and no desk sees
    it; once it was sent it holds no word any more, and only says as what."""

    __tablename__ = "unsent_form"
    __table_args__ = (
        of_case(),
        sa.CheckConstraint("referral_id IS NULL OR typed = '{}'", name="empty_once_sent"),
        sa.Index("unsent_form_by_age", "saved_at"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    form_key: UUID = Field(unique=True)
    key_before: UUID | None = Field(default=None, index=True)  # opens nothing: a page with it is told where it goes on
    typed: dict[str, Any] = document()
    mailed_to: str = ""  # the address that has the link, lower case
    proved_at: datetime | None = moment(nullable=True)  # when who has that address first wrote in it
    saved_at: datetime = moment()
    warned_at: datetime | None = moment(nullable=True)
    referral_id: UUID | None = None  # what it was sent as


class UnsentShare(Stored, table=True):
    """A form that was kept, passed to a colleague who goes on with it; whoever kept it still reads it. It goes with its
    form."""

    __tablename__ = "unsent_share"
    __table_args__ = (
        sa.Index(
            "one_colleague_at_a_time", "unsent_form_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")
        ),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    unsent_form_id: UUID = Field(foreign_key="unsent_form.id", ondelete="CASCADE", index=True)
    address: str = Field(index=True)  # of the colleague, lower case
    name: str = ""  # as an account knows it
    given_by: str = ""
    organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")  # for which both refer
    given_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)  # taken back or given back


class Document(Stored, table=True):
    """An attachment of a mail or form; before a form is sent it belongs to the form's key, so no error loses it."""

    __tablename__ = "document"
    __table_args__ = (
        of_case(),
        sa.CheckConstraint(
            "referral_id IS NOT NULL OR form_key IS NOT NULL OR raw_mail_id IS NOT NULL", name="belongs_somewhere"
        ),
        sa.Index("document_of_case", "referral_id"),
        sa.Index("document_of_form", "form_key"),
        sa.Index("document_of_mail", "raw_mail_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID | None = None
    form_key: UUID | None = None
    raw_mail_id: UUID | None = Field(default=None, foreign_key="raw_mail.id")
    blob_id: UUID = Field(foreign_key="blob.id")
    name: str
    media_type: str
    size: int
    added_at: datetime = moment()
    restricted: bool = False


class FileScan(WorkRow, table=True):
    """Bytes that a virus scanner has to look at before anybody opens them, because it was away when they came or
    because they came by mail. It is done when it has its verdict (CHECK); nobody could look at what is parked."""

    __tablename__ = "file_scan"
    __table_args__ = (
        one_of("verdict", Verdict, nullable=True),
        sa.CheckConstraint("(verdict IS NULL) = (done_at IS NULL)", name="done_with_a_verdict"),
        work_rows.open_index("file_scan"),
        sa.Index(
            "file_scan_to_see", "hub_id", "asked_at",
            postgresql_where=sa.text("settled_at IS NULL AND (verdict = 'virus' OR parked_at IS NOT NULL)"),
        ),
    )  # fmt: skip
    hub_id: UUID = Field(foreign_key="hub.id")
    blob_id: UUID = Field(foreign_key="blob.id", unique=True, ondelete="CASCADE")
    verdict: str | None = None
    found: str = ""  # what the scanner calls it
    asked_at: datetime = moment()
    settled_at: datetime | None = moment(nullable=True)  # somebody of the desk has seen it
    settled_by: UUID | None = Field(default=None, foreign_key="person.id")
