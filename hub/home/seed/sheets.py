"""Rows in bulk: plain values that go to the database by COPY, with the defaults of their tables."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import psycopg
from psycopg import sql
from sqlmodel import SQLModel

from hub.blobs import Blob
from hub.columns import table_of
from hub.dispatch.clarify_tables import Appointment, Question
from hub.dispatch.table_tables import AgendaItem, Claim, Decline, TableCard, Track
from hub.dispatch.tables import Message, Referral, Youngster
from hub.intake.tables import Document, MailReferral, RawMail
from hub.ledger import Entry
from hub.letters import Letter
from hub.links import Link

Row = list[Any]
WORK_ROW = "due_at attempts done_at once_key"

# In the order in which rows may point at each other. Columns that are not named here get the default of their table.
SHEETS: dict[str, tuple[type[SQLModel], str]] = {
    "blob": (Blob, "id hub_id key_id sealed size sha256 created_at"),
    "youngster": (
        Youngster,
        "id hub_id first_name last_name sort_key birth_date gender postcode home_nis home_language created_at",
    ),
    "raw_mail": (
        RawMail,
        f"{WORK_ROW} id hub_id source where_from blob_id digest message_key stored_at outcome outcome_reason"
        " referral_id subject from_name from_address own_text whole_text may_answer",
    ),
    "referral": (
        Referral,
        "id hub_id number form_key channel in_crisis_mode created_at submitted_at stage stage_since holder"
        " holder_organisation_id next_due next_why round review_on reopened_for reopened_track_id outcome closing_note"
        " closed_at referrer_told_at version referrer_name referrer_function referrer_organisation"
        " referrer_organisation_id referrer_kind referrer_email referrer_phone referrer_confirmed_at clb_contact urgent"
        " urgency_motive flag flag_reason subject_kind youngster_id school_name school_organisation_id school_nis"
        " structure grade finality main_reason other_reasons story sections",
    ),
    "mail_referral": (MailReferral, "raw_mail_id referral_id"),
    "document": (Document, "id hub_id referral_id raw_mail_id blob_id name media_type size added_at"),
    "question": (
        Question, "id hub_id referral_id text asked_at asked_by answer answered_at seen_at withdrawn_at"
    ),
    "appointment": (
        Appointment, "id hub_id referral_id at minutes way place sequence took_part decided held_at cancelled_at"
    ),
    "table_card": (
        TableCard,
        "referral_id hub_id initials asked situation strengths written_at written_by approved_at approved_by version"
        " before_record",
    ),
    "agenda_item": (AgendaItem, "id hub_id session_id referral_id position reason state added_at"),
    "claim": (
        Claim,
        "id hub_id referral_id round organisation_id offer_id role commitment state made_at made_by settled_at",
    ),
    "decline": (Decline, "id hub_id referral_id round organisation_id reason note at by"),
    "track": (
        Track,
        "id hub_id referral_id claim_id organisation_id offer_id worker_id role commitment stage stage_since agreed_at"
        " agreed_start started_on ended_on end_reason end_note hold_until hold_reason last_sign_at half_day_units"
        " due_at step asked_at times_asked holds_place",
    ),
    "message": (
        Message, "id hub_id referral_id at kind author_id author_name text whole_text raw_mail_id seen_at track_id"
    ),
    "link": (
        Link,
        "id hub_id purpose noun_id referral_id token_hash key_id browser_hash created_at expires_at used_at"
        " withdrawn_at",
    ),
    "letter": (
        Letter,
        f"{WORK_ROW} id hub_id kind to_address subject body ics message_id referral_id track_id reply_reference"
        " written_at real_written_at server_answer bounced_at bounce_reason settled_at",
    ),
    "ledger": (
        Entry,
        "at real_at hub_id asker_kind person_id link_id act noun noun_id referral_id from_stage to_stage detail",
    ),
}  # fmt: skip
# These are written as they happen, so that what belongs to one moment lies together on the disk.
IN_TIME = {"ledger": 0, "letter": 0, "message": 3, "link": 8}


def copy(connection: psycopg.Connection[Any], rows: dict[str, list[Row]]) -> None:
    """Write the rows of all sheets within the transaction of this connection."""
    for name, (table, columns) in SHEETS.items():
        if not rows.get(name):
            continue
        if name in IN_TIME:
            rows[name].sort(key=itemgetter(IN_TIME[name]))
        _copy(connection, table, columns.split(), rows[name])


def _copy(
    connection: psycopg.Connection[Any], table: type[SQLModel], columns: Sequence[str], rows: Sequence[Row]
) -> None:  # fmt: skip
    more = _defaults(table, columns)
    order = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(str(table.__tablename__)), sql.SQL(", ").join(map(sql.Identifier, (*columns, *more)))
    )
    rest = list(more.values())
    with connection.cursor() as cursor, cursor.copy(order) as out:
        for row in rows:
            out.write_row(row + rest)


def _defaults(table: type[SQLModel], columns: Sequence[str]) -> dict[str, Any]:
    """What every row gets in the columns that are not named: the default of the model, where it is not NULL."""
    found = {}
    for name, field in table.model_fields.items():
        column = table_of(table).columns.get(name)
        if name in columns or column is None or column.computed is not None or field.is_required():
            continue
        default = field.get_default(call_default_factory=True)
        if default is not None:
            found[name] = "{}" if default in ([], {}) else str(default) if isinstance(default, str) else default
    return found
