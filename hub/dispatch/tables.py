"""Tables of a case: the youngster, the referral and what was said. A child of a case always carries its hub."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from hub.columns import Stored, document, key, moment, of_case, one_of
from hub.dispatch import sounding
from hub.dispatch.case import Outcome, Stage
from hub.dispatch.clb import ClbStands
from hub.dispatch.codes import Channel, Flag, Gender, MainReason, ReferrerKind, SubjectKind
from hub.dispatch.watch import Party, Why

# What a case is found by besides its youngster's name; without capitals and accents, so that spelling matters less.
SEARCH_TEXT = (
    "translate(lower(number || ' ' || school_name || ' ' || referrer_organisation || ' ' || referrer_name || ' '"
    " || referrer_email), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')"
)
COUNTRY_OR_ZERO = r"^(0032|32(?=\d{8})|0)"
_CONTACTS = "CAST(jsonb_path_query_array(sections, '$.parents.people[*].contact') AS text)"


def _bare(column: str) -> sa.ColumnElement[str]:
    """A telephone number without its country code or zero: "+32 470 12 34 56", "0032470123456" and "0470/12.34.56" are
    one number. PostgreSQL and Python read this alike."""
    digits = rf"regexp_replace({column}, '\D', '', 'g')"
    return sa.literal_column(f"(regexp_replace({digits}, '{COUNTRY_OR_ZERO}', ''))", sa.Text())


# What a case and its youngster are found by when somebody types a telephone number or an address, each by an index: the
# contacts of caregivers as one text, in small letters and as digits, and the numbers of referrer and youngster.
CONTACTS: sa.ColumnElement[str] = sa.literal_column(f"(lower({_CONTACTS}))", sa.Text())
CONTACT_DIGITS: sa.ColumnElement[str] = sa.literal_column(
    rf"(regexp_replace({_CONTACTS}, '[^\d,]', '', 'g'))", sa.Text()
)
# The reference of whoever refers, its letters and figures alone.
OWN_REFERENCE: sa.ColumnElement[str] = sa.literal_column(
    "(regexp_replace(lower(own_reference), '[^a-z0-9]', '', 'g'))", sa.Text()
)
REFERRER_PHONE, YOUNGSTER_PHONE = _bare("referrer_phone"), _bare("phone")


def _by_parts(name: str, text: sa.ColumnElement[str]) -> sa.Index:
    """An index that finds a part of a text."""
    return sa.Index(name, text.label("parts"), postgresql_using="gin", postgresql_ops={"parts": "gin_trgm_ops"})


class Youngster(Stored, table=True):
    """One young person at one hub. Never a national register number. The identity may come after the referral."""

    __tablename__ = "youngster"
    __table_args__ = (
        one_of("gender", Gender, nullable=True),
        sa.UniqueConstraint("hub_id", "id"),
        sa.Index("youngster_name", "sort_key", postgresql_using="gin", postgresql_ops={"sort_key": "gin_trgm_ops"}),
        sa.Index("youngster_phone", YOUNGSTER_PHONE),
        sa.Index("youngster_home", "hub_id", "home_nis"),
        # By these the files are found that may be of the same youngster.
        sa.Index("youngster_born", "hub_id", "birth_date"),
        sa.Index("youngster_sounds", "hub_id", sounding.LAST, sounding.FIRST),
        sa.Index("youngster_first_sound", "hub_id", sounding.FIRST),
        sa.Index("youngster_sound_at_home", "hub_id", "postcode", sounding.LAST),
        sa.Index("youngster_first_sound_at_home", "hub_id", "postcode", sounding.FIRST),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    first_name: str = ""
    last_name: str = ""
    sort_key: str = Field(default="", index=True)
    birth_date: date | None = None
    gender: str | None = None
    postcode: str = ""
    home_nis: str | None = None
    phone: str = ""
    home_language: str = ""
    interpreter: bool = False
    home_situation: str = ""
    created_at: datetime = moment()


class Referral(Stored, table=True):
    """A case. The radar rule is a CHECK: an open case has a responsible party and a date, a closed one has neither."""

    __tablename__ = "referral"
    __table_args__ = (
        one_of("stage", Stage),
        one_of("channel", Channel),
        one_of("referrer_kind", ReferrerKind),
        one_of("subject_kind", SubjectKind),
        one_of("main_reason", MainReason, nullable=True),
        one_of("flag", Flag, nullable=True),
        one_of("outcome", Outcome, nullable=True),
        one_of("holder", Party, nullable=True),
        one_of("next_why", Why, nullable=True),
        one_of("clb_stands", ClbStands, nullable=True),
        sa.CheckConstraint(
            "CASE WHEN stage = 'closed'"
            " THEN holder IS NULL AND next_due IS NULL AND outcome IS NOT NULL AND closed_at IS NOT NULL"
            " ELSE holder IS NOT NULL AND next_due IS NOT NULL AND next_why IS NOT NULL"
            " AND outcome IS NULL AND closed_at IS NULL END",
            name="on_the_radar",
        ),
        sa.CheckConstraint(
            "(holder IS NOT DISTINCT FROM 'partner') = (holder_organisation_id IS NOT NULL)", name="one_holder"
        ),
        sa.CheckConstraint("danger_at IS NULL OR danger <> '{}'", name="danger_has_signs"),
        sa.CheckConstraint("flag IS NULL OR flag_reason <> ''", name="flag_has_reason"),
        sa.CheckConstraint("(stage = 'concept') = (submitted_at IS NULL) OR stage = 'closed'", name="submitted_when"),
        sa.ForeignKeyConstraint(["hub_id", "youngster_id"], ["youngster.hub_id", "youngster.id"]),
        sa.ForeignKeyConstraint(
            ["hub_id", "drawn_from_id"], ["referral.hub_id", "referral.id"], name="drawn_at_the_same_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "double_of_id"], ["referral.hub_id", "referral.id"], name="double_at_the_same_hub"
        ),
        sa.CheckConstraint("double_of_id IS NULL OR outcome = 'double'", name="double_of_what_goes_on"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.Index("referral_radar", "hub_id", "next_due", postgresql_where=sa.text("stage <> 'closed'")),
        sa.Index("referral_by_stage", "hub_id", "stage", "stage_since"),
        sa.Index("referral_newest", "hub_id", "submitted_at"),
        # All that search must know of the cases of those who bear a name: it need not open the cases.
        sa.Index("referral_of_youngster", "youngster_id", postgresql_include=["number", "hub_id", "id"]),
        sa.Index("referral_open_of_youngster", "youngster_id", postgresql_where=sa.text("stage <> 'closed'")),
        sa.Index("referral_drawn_from", "drawn_from_id", postgresql_where=sa.text("drawn_from_id IS NOT NULL")),
        sa.Index("referral_double_of", "double_of_id", postgresql_where=sa.text("double_of_id IS NOT NULL")),
        sa.Index("referral_by_mail", "referrer_email"),
        sa.Index(
            "referral_of_organisation",
            "referrer_organisation_id",
            "submitted_at",
            postgresql_where=sa.text("referrer_organisation_id IS NOT NULL"),
        ),
        sa.Index("referral_flagged", "hub_id", "flag", "next_due", postgresql_where=sa.text("stage <> 'closed'")),
        sa.Index("referral_danger", "hub_id", "danger_at", postgresql_where=sa.text("danger_at IS NOT NULL")),
        sa.Index(
            "referral_words", "search_text", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}
        ),
        _by_parts("referral_contacts", CONTACTS),
        _by_parts("referral_contact_digits", CONTACT_DIGITS),
        sa.Index("referral_phone", REFERRER_PHONE),
        sa.Index("referral_own_reference", OWN_REFERENCE, postgresql_where=sa.text("own_reference <> ''")),
        # An expression, for PostgreSQL keeps figures about it: it knows then that nearly all cases are counted.
        sa.Index("referral_to_count", sa.text("(version <> counted_version)"), "hub_id"),
    )
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    number: str = Field(unique=True)  # CM-2026-00123
    form_key: UUID | None = Field(default=None, unique=True)  # one form sent twice is one referral
    drawn_from_id: UUID | None = None  # the first referral of an original that speaks of several youngsters
    double_of_id: UUID | None = None  # made twice by mistake: the referral that goes on
    channel: str
    in_crisis_mode: bool = False
    # In crisis mode whoever referred asked partners itself.
    straight_to_partner: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    created_at: datetime = moment()
    submitted_at: datetime | None = moment(nullable=True)

    stage: str
    stage_since: datetime = moment()
    holder: str | None = None
    holder_organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    next_due: datetime | None = moment(nullable=True)
    next_why: str | None = None
    look_over_since: datetime | None = moment(nullable=True)  # out of the old list, before a person looked at it
    round: int = 0  # how many times it came to a table
    review_on: date | None = None
    reopened_for: str | None = None  # code of what brought it back: declined, silent, not_started, …
    reopened_track_id: UUID | None = None
    outcome: str | None = None
    closing_note: str = ""
    closed_at: datetime | None = moment(nullable=True)
    referrer_told_at: datetime | None = moment(nullable=True)
    # Raised by every change; the figures of this case are due while they were counted at an older version.
    version: int = 1
    counted_version: int = 0

    referrer_name: str = ""
    referrer_function: str = ""
    referrer_organisation: str = ""
    referrer_organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    referrer_kind: str
    referrer_email: str = ""  # lower case
    referrer_phone: str = ""
    referrer_confirmed_at: datetime | None = moment(nullable=True)  # opened a link mailed to this address
    clb_contact: str = ""
    own_reference: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of whoever refers
    clb_stands: str | None = None  # what its CLB answered; None where none was asked
    urgent: bool = False
    urgency_motive: str = ""
    flag: str | None = None
    flag_reason: str = ""
    flagged_at: datetime | None = moment(nullable=True)
    # Signs of danger (hub.dispatch.danger) in what came in, and since when nobody of the desk has seen them.
    danger: list[str] = Field(
        default_factory=list, sa_type=ARRAY(sa.Text), nullable=False, sa_column_kwargs={"server_default": "{}"}
    )
    danger_at: datetime | None = moment(nullable=True)

    subject_kind: str = SubjectKind.PUPIL
    youngster_id: UUID | None = None
    school_name: str = ""
    school_organisation_id: UUID | None = Field(default=None, foreign_key="organisation.id")
    school_nis: str | None = None
    structure: str | None = None
    grade: str = ""
    finality: str | None = None
    main_reason: str | None = None
    other_reasons: list[str] = Field(default_factory=list, sa_type=ARRAY(sa.Text), nullable=False)
    story: str = ""
    search_text: str | None = Field(
        default=None, sa_column=sa.Column(sa.Text, sa.Computed(SEARCH_TEXT, persisted=True), nullable=True)
    )
    # Sections D, F, H, I, J, K of the form, each validated by its own model before it lands here.
    sections: dict[str, Any] = document()


class Message(Stored, table=True):
    """What was said about a case: mails, calls, talks, notes, decisions; one time line."""

    __tablename__ = "message"
    __table_args__ = (
        of_case(),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id", "track_id"], ["track.hub_id", "track.referral_id", "track.id"],
            name="speaks_of_a_track_of_its_case",
        ),
        sa.CheckConstraint(
            "kind IN ('mail_in','call','talk','note','decision','answer','form','consult','help','help_contact')",
            name="kind_is_known",
        ),
        sa.Index("message_of_case", "referral_id", "at"),
        sa.Index("message_of_track", "track_id", "at", postgresql_where=sa.text("track_id IS NOT NULL")),
        sa.Index(
            "message_unread", "hub_id", "at",
            postgresql_where=sa.text(
                "seen_at IS NULL AND kind IN ('mail_in','form','consult','help','help_contact')"
            ),
        ),
    )  # fmt: skip
    id: UUID = key()
    hub_id: UUID = Field(foreign_key="hub.id")
    referral_id: UUID
    at: datetime = moment()
    kind: str
    author_id: UUID | None = Field(default=None, foreign_key="person.id")
    author_name: str = ""
    text: str
    whole_text: str = ""  # a mail's text with its quotes, one click away
    raw_mail_id: UUID | None = None
    track_id: UUID | None = None  # the track of which this is a contact
    seen_at: datetime | None = moment(nullable=True)  # the desk read what the referrer sent
    half_day_units: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # that this contact accounted
    corrected_at: datetime | None = moment(nullable=True)
    first_text: str = Field(default="", sa_column_kwargs={"server_default": ""})  # what stood there before
