"""The spine: hubs, people, partners, cases, tables, letters, mails, figures."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APP_ROLE = "hub_app"

# The web and the workers act as hub_app, which owns nothing: it cannot change a table, nor the past in the ledger.
ROLES = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
    CREATE ROLE {APP_ROLE} NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT {APP_ROLE} TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO {APP_ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};
REVOKE UPDATE, DELETE, TRUNCATE ON ledger FROM {APP_ROLE};
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {APP_ROLE};
"""

# At commit a case that runs on tracks is due no later than the first of them, and a closed case has none that is open.
RADAR = """
CREATE FUNCTION case_holds_its_tracks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id_of_case uuid := (to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0])::uuid;
  one referral%ROWTYPE;
  first_due timestamptz;
BEGIN
  SELECT * INTO one FROM referral WHERE id = id_of_case;
  SELECT min(due_at) INTO first_due FROM track WHERE referral_id = id_of_case;
  IF one.stage = 'closed' AND first_due IS NOT NULL THEN
    RAISE EXCEPTION 'case % is closed while a track is open', id_of_case
      USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_without_open_tracks';
  END IF;
  IF one.stage = 'tracks' AND first_due < one.next_due THEN
    RAISE EXCEPTION 'case % is due later than its first track', id_of_case
      USING ERRCODE = 'check_violation', CONSTRAINT = 'due_with_its_tracks';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER referral_holds_its_tracks AFTER INSERT OR UPDATE OF stage, next_due ON referral
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION case_holds_its_tracks('id');
CREATE CONSTRAINT TRIGGER track_holds_its_case AFTER INSERT OR UPDATE OF stage, due_at OR DELETE ON track
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION case_holds_its_tracks('referral_id');
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # search that forgives spelling
    op.create_table(
        "chart",
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("svg", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "hub",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("number_prefix", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reading_hours", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number_prefix"),
        sa.UniqueConstraint("position"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sort_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("nis", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('school', 'clb', 'naft', 'welfare', 'hub', 'other')", name="kind_is_known"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_index(op.f("ix_organisation_sort_key"), "organisation", ["sort_key"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sort_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sign_out_epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_index(op.f("ix_person_sort_key"), "person", ["sort_key"], unique=False)
    op.create_table(
        "blob",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "clock",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "name IN ('concept', 'clarification', 'referrer_answer', 'consult', 'partner_answer', 'start_check', 'partner_silence', 'sign_of_life', 'decision', 'capacity')",
            name="name_is_known",
        ),
        sa.CheckConstraint("unit IN ('school_days', 'working_days', 'calendar_days')", name="unit_is_known"),
        sa.CheckConstraint("days BETWEEN 0 AND 400", name="days_in_reach"),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("hub_id", "name"),
    )
    op.create_table(
        "dispatch_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 4", name="weekday_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.UniqueConstraint("hub_id", "name", name="table_named_once"),
    )
    op.create_table(
        "hub_inbox",
        sa.Column("address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "hub_municipality",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("nis", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("stage IN ('in_talks','on_hold','agreed','ended')", name="stage_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("hub_id", "nis"),
    )
    op.create_table(
        "hub_number",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("hub_id", "year"),
    )
    op.create_table(
        "hub_partner",
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("hub_id", "organisation_id"),
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=True),
        sa.Column("asker_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("link_id", sa.Uuid(), nullable=True),
        sa.Column("act", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("noun", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("noun_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("from_stage", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("to_stage", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_ledger_act"), "ledger", ["act"], unique=False)
    op.create_index("ledger_of_case", "ledger", ["referral_id", "id"], unique=False)
    op.create_index("ledger_of_noun", "ledger", ["noun_id", "id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("body", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("ics", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("message_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("track_id", sa.Uuid(), nullable=True),
        sa.Column("reply_reference", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("real_written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("server_answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bounce_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
        sa.UniqueConstraint("once_key"),
    )
    op.create_index(
        "letter_dead",
        "letter",
        ["hub_id"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL AND (parked_at IS NOT NULL OR bounced_at IS NOT NULL)"),
    )
    op.create_index("letter_of_case", "letter", ["referral_id"], unique=False)
    op.create_index(
        "letter_open",
        "letter",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("noun_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("key_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("browser_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('referral', 'question', 'track', 'sign_in')", name="purpose_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_link_noun_id"), "link", ["noun_id"], unique=False)
    op.create_index(op.f("ix_link_referral_id"), "link", ["referral_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("secrecy", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(role IN ('partner_member','referrer')) = (organisation_id IS NOT NULL)", name="organisation_where_due"
        ),
        sa.CheckConstraint(
            "role IN ('coordinator', 'duty_desk', 'partner_member', 'referrer', 'steering_group', 'administrator')",
            name="role_is_known",
        ),
        sa.CheckConstraint(
            "role IN ('partner_member','referrer','administrator') OR hub_id IS NOT NULL", name="hub_where_due"
        ),
        sa.CheckConstraint(
            "secrecy IN ('professional_secrecy', 'official_secrecy', 'duty_of_discretion')", name="secrecy_is_known"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(
        "membership_once",
        "membership",
        ["person_id", "role", "hub_id", "organisation_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=False),
        sa.Column("age_to", sa.Integer(), nullable=False),
        sa.Column("structures", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("area", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("capacity", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("capacity_on", sa.Date(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column("half_day_units", sa.Integer(), nullable=True),
        sa.Column("is_naft", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "capacity IN ('has_capacity', 'none', 'waiting_list', 'assess_first')", name="capacity_is_known"
        ),
        sa.CheckConstraint("age_from <= age_to", name="ages_in_order"),
        sa.CheckConstraint("taken >= 0 AND (places IS NULL OR taken <= places)", name="not_overbooked"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "name", name="offer_named_once"),
    )
    op.create_index(op.f("ix_offer_organisation_id"), "offer", ["organisation_id"], unique=False)
    op.create_table(
        "referral_fact",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("home_nis", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("gender", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("structure", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("finality", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("subject_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("in_crisis_mode", sa.Boolean(), nullable=False),
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("youngster_key", sa.Uuid(), nullable=True),
        sa.Column("tracks", sa.Integer(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("not_started", sa.Integer(), nullable=False),
        sa.Column("days_to_table", sa.Integer(), nullable=True),
        sa.Column("days_to_claim", sa.Integer(), nullable=True),
        sa.Column("days_to_start", sa.Integer(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_index("referral_fact_year", "referral_fact", ["hub_id", "school_year"], unique=False)
    op.create_table(
        "track_fact",
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("referral_year", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("started", sa.Boolean(), nullable=False),
        sa.Column("not_started", sa.Boolean(), nullable=False),
        sa.Column("stopped_early", sa.Boolean(), nullable=False),
        sa.Column("completed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("track_id"),
    )
    op.create_index(op.f("ix_track_fact_referral_id"), "track_fact", ["referral_id"], unique=False)
    op.create_index("track_fact_year", "track_fact", ["hub_id", "school_year"], unique=False)
    op.create_table(
        "youngster",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("first_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("last_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sort_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("gender", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("postcode", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("home_nis", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("home_language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("home_situation", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gender IS NULL OR gender IN ('M', 'V', 'X')", name="gender_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hub_id", "id"),
    )
    op.create_index(op.f("ix_youngster_sort_key"), "youngster", ["sort_key"], unique=False)
    op.create_index(
        "youngster_name",
        "youngster",
        ["sort_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"sort_key": "gin_trgm_ops"},
    )
    op.create_table(
        "raw_mail",
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("where_from", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("blob_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("message_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("outcome_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("duplicate_of", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("suggested_referral_id", sa.Uuid(), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_address", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("own_text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("whole_text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("may_answer", sa.Boolean(), nullable=False),
        sa.Column("national_numbers", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("flag_settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint(
            "(outcome IS NOT DISTINCT FROM 'duplicate') = (duplicate_of IS NOT NULL)", name="duplicate_of_what"
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('referral', 'message', 'bounce', 'auto_reply', 'to_place', 'duplicate')",
            name="outcome_is_known",
        ),
        sa.CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name="one_outcome"),
        sa.ForeignKeyConstraint(
            ["blob_id"],
            ["blob.id"],
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"],
            ["raw_mail.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("once_key"),
    )
    op.create_index(op.f("ix_raw_mail_referral_id"), "raw_mail", ["referral_id"], unique=False)
    op.create_index("raw_mail_by_message", "raw_mail", ["message_key"], unique=False)
    op.create_index(
        "raw_mail_flagged",
        "raw_mail",
        ["hub_id", "stored_at"],
        unique=False,
        postgresql_where=sa.text("national_numbers > 0 AND flag_settled_at IS NULL"),
    )
    op.create_index(
        "raw_mail_once",
        "raw_mail",
        ["hub_id", "message_key", "digest"],
        unique=True,
        postgresql_where=sa.text("duplicate_of IS NULL AND outcome IS NOT NULL"),
    )
    op.create_index(
        "raw_mail_open",
        "raw_mail",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"),
    )
    op.create_index(
        "raw_mail_to_place",
        "raw_mail",
        ["hub_id", "stored_at"],
        unique=False,
        postgresql_where=sa.text("outcome = 'to_place' AND settled_at IS NULL"),
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("in_crisis_mode", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("holder_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("next_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_why", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reopened_for", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reopened_track_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("closing_note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referrer_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counted_version", sa.Integer(), nullable=False),
        sa.Column("referrer_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_function", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_organisation", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("referrer_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("referrer_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clb_contact", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("urgency_motive", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("flag", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("flag_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("youngster_id", sa.Uuid(), nullable=True),
        sa.Column("school_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("school_organisation_id", sa.Uuid(), nullable=True),
        sa.Column("school_nis", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("structure", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("grade", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("finality", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("main_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("other_reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("story", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed(
                "translate(lower(number || ' ' || school_name || ' ' || referrer_organisation || ' ' || referrer_name || ' ' || referrer_email), 'àáâãäåçèéêëìíîïñòóôõöùúûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(holder IS NOT DISTINCT FROM 'partner') = (holder_organisation_id IS NOT NULL)", name="one_holder"
        ),
        sa.CheckConstraint("(stage = 'concept') = (submitted_at IS NULL) OR stage = 'closed'", name="submitted_when"),
        sa.CheckConstraint(
            "CASE WHEN stage = 'closed' THEN holder IS NULL AND next_due IS NULL AND outcome IS NOT NULL AND closed_at IS NOT NULL ELSE holder IS NOT NULL AND next_due IS NOT NULL AND next_why IS NOT NULL AND outcome IS NULL AND closed_at IS NULL END",
            name="on_the_radar",
        ),
        sa.CheckConstraint("channel IN ('form', 'mail', 'phone', 'partner', 'api')", name="channel_is_known"),
        sa.CheckConstraint("flag IS NULL OR flag IN ('green', 'amber', 'red')", name="flag_is_known"),
        sa.CheckConstraint("flag IS NULL OR flag_reason <> ''", name="flag_has_reason"),
        sa.CheckConstraint(
            "holder IS NULL OR holder IN ('coordinator', 'referrer', 'partner')", name="holder_is_known"
        ),
        sa.CheckConstraint(
            "main_reason IS NULL OR main_reason IN ('truancy', 'unreachable', 'behaviour', 'socio_emotional', 'school_refusal', 'exclusion', 'motivation', 'conflict', 'reorientation', 'offences', 'radicalisation', 'other')",
            name="main_reason_is_known",
        ),
        sa.CheckConstraint(
            "next_why IS NULL OR next_why IN ('finish_concept', 'first_talk', 'referrer_answers', 'appointment', 'decide_after_talk', 'consult', 'table', 'partners_answer', 'review', 'proposal', 'start', 'sign_of_life', 'hold_ends', 'tell_and_close', 'decide')",
            name="next_why_is_known",
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('talk_was_enough', 'consult_answered', 'not_for_us', 'withdrawn', 'referred_elsewhere', 'other_hub', 'tracks_ended')",
            name="outcome_is_known",
        ),
        sa.CheckConstraint("referrer_kind IN ('school', 'clb', 'welfare', 'other')", name="referrer_kind_is_known"),
        sa.CheckConstraint(
            "stage IN ('concept', 'submitted', 'clarification', 'consult', 'on_table', 'discussed', 'waiting_list', 'client_meeting', 'expertise_table', 'tracks', 'reopened', 'closed')",
            name="stage_is_known",
        ),
        sa.CheckConstraint("subject_kind IN ('pupil', 'group', 'team', 'question')", name="subject_kind_is_known"),
        sa.ForeignKeyConstraint(
            ["holder_organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "youngster_id"],
            ["youngster.hub_id", "youngster.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["referrer_organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["school_organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("form_key"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("referral_by_mail", "referral", ["referrer_email"], unique=False)
    op.create_index("referral_by_stage", "referral", ["hub_id", "stage", "stage_since"], unique=False)
    op.create_index(
        "referral_flagged",
        "referral",
        ["hub_id", "flag", "next_due"],
        unique=False,
        postgresql_where=sa.text("stage <> 'closed'"),
    )
    op.create_index("referral_newest", "referral", ["hub_id", "submitted_at"], unique=False)
    op.create_index("referral_of_youngster", "referral", ["youngster_id"], unique=False)
    op.create_index(
        "referral_radar",
        "referral",
        ["hub_id", "next_due"],
        unique=False,
        postgresql_where=sa.text("stage <> 'closed'"),
    )
    op.create_index(
        "referral_to_count",
        "referral",
        ["hub_id"],
        unique=False,
        postgresql_where=sa.text("version <> counted_version"),
    )
    op.create_index(
        "referral_words",
        "referral",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hub_id", "table_id"],
            ["dispatch_table.hub_id", "dispatch_table.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hub_id", "id"),
        sa.UniqueConstraint("table_id", "at", name="one_session_at_a_time"),
    )
    op.create_index(op.f("ix_session_table_id"), "session", ["table_id"], unique=False)
    op.create_index("session_next", "session", ["hub_id", "at"], unique=False)
    op.create_table(
        "table_seat",
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("level", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('co_working','co_thinking','informed')", name="level_is_known"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["table_id"],
            ["dispatch_table.id"],
        ),
        sa.PrimaryKeyConstraint("table_id", "organisation_id"),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('new', 'declined', 'not_started', 'silent', 'stalled', 'stopped_early', 'postponed', 'on_purpose')",
            name="reason_is_known",
        ),
        sa.CheckConstraint("state IN ('proposed', 'on_agenda', 'done', 'removed')", name="state_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "session_id"],
            ["session.hub_id", "session.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("agenda_of_case", "agenda_item", ["referral_id"], unique=False)
    op.create_index(op.f("ix_agenda_item_session_id"), "agenda_item", ["session_id"], unique=False)
    op.create_index(
        "on_one_agenda_at_a_time",
        "agenda_item",
        ["referral_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('proposed','on_agenda')"),
    )
    op.create_table(
        "appointment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("way", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("took_part", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("decided", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('place','phone','video')", name="way_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "appointment_ahead",
        "appointment",
        ["hub_id", "at"],
        unique=False,
        postgresql_where=sa.text("held_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_index("appointment_of_case", "appointment", ["referral_id", "at"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("commitment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.CheckConstraint("role IN ('lead', 'co')", name="role_is_known"),
        sa.CheckConstraint("state IN ('made', 'confirmed', 'withdrawn', 'refused')", name="state_is_known"),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hub_id", "id"),
    )
    op.create_index("claim_of_case", "claim", ["referral_id"], unique=False)
    op.create_index("claim_of_partner", "claim", ["organisation_id", "state"], unique=False)
    op.create_index(
        "claim_to_confirm", "claim", ["hub_id", "made_at"], unique=False, postgresql_where=sa.text("state = 'made'")
    )
    op.create_index(
        "one_claim_of_a_partner",
        "claim",
        ["referral_id", "round", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('made','confirmed')"),
    )
    op.create_index(
        "one_lead_in_a_round",
        "claim",
        ["referral_id", "round"],
        unique=True,
        postgresql_where=sa.text("role = 'lead' AND state IN ('made','confirmed')"),
    )
    op.create_table(
        "decline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('no_place', 'age', 'area', 'other_need', 'too_heavy', 'refuses', 'unreachable', 'moved', 'found_help', 'staff', 'other')",
            name="reason_is_known",
        ),
        sa.ForeignKeyConstraint(
            ["by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("referral_id", "round", "organisation_id", name="declined_once_a_round"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("form_key", sa.Uuid(), nullable=True),
        sa.Column("raw_mail_id", sa.Uuid(), nullable=True),
        sa.Column("blob_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "referral_id IS NOT NULL OR form_key IS NOT NULL OR raw_mail_id IS NOT NULL", name="belongs_somewhere"
        ),
        sa.ForeignKeyConstraint(
            ["blob_id"],
            ["blob.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["raw_mail_id"],
            ["raw_mail.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("document_of_case", "document", ["referral_id"], unique=False)
    op.create_index("document_of_form", "document", ["form_key"], unique=False)
    op.create_index("document_of_mail", "document", ["raw_mail_id"], unique=False)
    op.create_table(
        "mail_referral",
        sa.Column("raw_mail_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["raw_mail_id"],
            ["raw_mail.id"],
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
        ),
        sa.PrimaryKeyConstraint("raw_mail_id", "referral_id"),
    )
    op.create_index(op.f("ix_mail_referral_referral_id"), "mail_referral", ["referral_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("whole_text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("raw_mail_id", sa.Uuid(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('mail_in','call','talk','note','decision','answer','form')", name="kind_is_known"),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("message_of_case", "message", ["referral_id", "at"], unique=False)
    op.create_index(
        "message_unread",
        "message",
        ["hub_id", "at"],
        unique=False,
        postgresql_where=sa.text("seen_at IS NULL AND kind IN ('mail_in','form')"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("question_of_case", "question", ["referral_id", "asked_at"], unique=False)
    op.create_index(
        "question_unread",
        "question",
        ["hub_id", "answered_at"],
        unique=False,
        postgresql_where=sa.text("answered_at IS NOT NULL AND seen_at IS NULL"),
    )
    op.create_table(
        "table_card",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("initials", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asked", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("situation", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("strengths", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("approved_at IS NULL OR asked <> ''", name="approved_says_what"),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["written_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("referral_id"),
    )
    op.create_table(
        "track",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hub_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("claim_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("worker_id", sa.Uuid(), nullable=True),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("commitment", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stage", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_start", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("end_note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hold_until", sa.Date(), nullable=True),
        sa.Column("hold_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("last_sign_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("half_day_units", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("holds_place", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(stage IN ('proposed','accepted','started','on_hold')) = (due_at IS NOT NULL)", name="watched_while_open"
        ),
        sa.CheckConstraint(
            "end_reason IS NULL OR end_reason IN ('no_place', 'age', 'area', 'other_need', 'too_heavy', 'refuses', 'unreachable', 'moved', 'found_help', 'staff', 'other')",
            name="end_reason_is_known",
        ),
        sa.CheckConstraint("stage <> 'on_hold' OR (hold_until IS NOT NULL AND hold_reason <> '')", name="hold_ends"),
        sa.CheckConstraint(
            "stage IN ('proposed', 'accepted', 'declined', 'started', 'on_hold', 'not_started', 'completed', 'stopped_early')",
            name="stage_is_known",
        ),
        sa.CheckConstraint(
            "stage NOT IN ('declined','not_started','stopped_early') OR end_reason IS NOT NULL", name="says_why"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "claim_id"],
            ["claim.hub_id", "claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["hub_id", "referral_id"], ["referral.hub_id", "referral.id"], name="belongs_to_case_of_its_hub"
        ),
        sa.ForeignKeyConstraint(
            ["hub_id"],
            ["hub.id"],
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("claim_id", name="one_track_a_claim"),
    )
    op.create_index("track_due", "track", ["due_at"], unique=False, postgresql_where=sa.text("due_at IS NOT NULL"))
    op.create_index("track_of_case", "track", ["referral_id"], unique=False)
    op.create_index("track_of_partner", "track", ["organisation_id", "stage"], unique=False)
    op.execute(RADAR)
    op.execute(ROLES)


def downgrade() -> None:
    op.execute("DROP FUNCTION case_holds_its_tracks() CASCADE")
    op.drop_index("track_of_partner", table_name="track")
    op.drop_index("track_of_case", table_name="track")
    op.drop_index("track_due", table_name="track", postgresql_where=sa.text("due_at IS NOT NULL"))
    op.drop_table("track")
    op.drop_table("table_card")
    op.drop_index(
        "question_unread",
        table_name="question",
        postgresql_where=sa.text("answered_at IS NOT NULL AND seen_at IS NULL"),
    )
    op.drop_index("question_of_case", table_name="question")
    op.drop_table("question")
    op.drop_index(
        "message_unread",
        table_name="message",
        postgresql_where=sa.text("seen_at IS NULL AND kind IN ('mail_in','form')"),
    )
    op.drop_index("message_of_case", table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_mail_referral_referral_id"), table_name="mail_referral")
    op.drop_table("mail_referral")
    op.drop_index("document_of_mail", table_name="document")
    op.drop_index("document_of_form", table_name="document")
    op.drop_index("document_of_case", table_name="document")
    op.drop_table("document")
    op.drop_table("decline")
    op.drop_index(
        "one_lead_in_a_round",
        table_name="claim",
        postgresql_where=sa.text("role = 'lead' AND state IN ('made','confirmed')"),
    )
    op.drop_index(
        "one_claim_of_a_partner", table_name="claim", postgresql_where=sa.text("state IN ('made','confirmed')")
    )
    op.drop_index("claim_to_confirm", table_name="claim", postgresql_where=sa.text("state = 'made'"))
    op.drop_index("claim_of_partner", table_name="claim")
    op.drop_index("claim_of_case", table_name="claim")
    op.drop_table("claim")
    op.drop_index("appointment_of_case", table_name="appointment")
    op.drop_index(
        "appointment_ahead",
        table_name="appointment",
        postgresql_where=sa.text("held_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_table("appointment")
    op.drop_index(
        "on_one_agenda_at_a_time",
        table_name="agenda_item",
        postgresql_where=sa.text("state IN ('proposed','on_agenda')"),
    )
    op.drop_index(op.f("ix_agenda_item_session_id"), table_name="agenda_item")
    op.drop_index("agenda_of_case", table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_table("table_seat")
    op.drop_index("session_next", table_name="session")
    op.drop_index(op.f("ix_session_table_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(
        "referral_words", table_name="referral", postgresql_using="gin", postgresql_ops={"search_text": "gin_trgm_ops"}
    )
    op.drop_index("referral_to_count", table_name="referral", postgresql_where=sa.text("version <> counted_version"))
    op.drop_index("referral_radar", table_name="referral", postgresql_where=sa.text("stage <> 'closed'"))
    op.drop_index("referral_of_youngster", table_name="referral")
    op.drop_index("referral_newest", table_name="referral")
    op.drop_index("referral_flagged", table_name="referral", postgresql_where=sa.text("stage <> 'closed'"))
    op.drop_index("referral_by_stage", table_name="referral")
    op.drop_index("referral_by_mail", table_name="referral")
    op.drop_table("referral")
    op.drop_index(
        "raw_mail_to_place",
        table_name="raw_mail",
        postgresql_where=sa.text("outcome = 'to_place' AND settled_at IS NULL"),
    )
    op.drop_index(
        "raw_mail_open", table_name="raw_mail", postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL")
    )
    op.drop_index(
        "raw_mail_once", table_name="raw_mail", postgresql_where=sa.text("duplicate_of IS NULL AND outcome IS NOT NULL")
    )
    op.drop_index(
        "raw_mail_flagged",
        table_name="raw_mail",
        postgresql_where=sa.text("national_numbers > 0 AND flag_settled_at IS NULL"),
    )
    op.drop_index("raw_mail_by_message", table_name="raw_mail")
    op.drop_index(op.f("ix_raw_mail_referral_id"), table_name="raw_mail")
    op.drop_table("raw_mail")
    op.drop_index(
        "youngster_name", table_name="youngster", postgresql_using="gin", postgresql_ops={"sort_key": "gin_trgm_ops"}
    )
    op.drop_index(op.f("ix_youngster_sort_key"), table_name="youngster")
    op.drop_table("youngster")
    op.drop_index("track_fact_year", table_name="track_fact")
    op.drop_index(op.f("ix_track_fact_referral_id"), table_name="track_fact")
    op.drop_table("track_fact")
    op.drop_index("referral_fact_year", table_name="referral_fact")
    op.drop_table("referral_fact")
    op.drop_index(op.f("ix_offer_organisation_id"), table_name="offer")
    op.drop_table("offer")
    op.drop_index(
        "membership_once",
        table_name="membership",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_link_referral_id"), table_name="link")
    op.drop_index(op.f("ix_link_noun_id"), table_name="link")
    op.drop_table("link")
    op.drop_index("letter_open", table_name="letter", postgresql_where=sa.text("done_at IS NULL AND parked_at IS NULL"))
    op.drop_index("letter_of_case", table_name="letter")
    op.drop_index(
        "letter_dead",
        table_name="letter",
        postgresql_where=sa.text("settled_at IS NULL AND (parked_at IS NOT NULL OR bounced_at IS NOT NULL)"),
    )
    op.drop_table("letter")
    op.drop_index("ledger_of_noun", table_name="ledger")
    op.drop_index("ledger_of_case", table_name="ledger")
    op.drop_index(op.f("ix_ledger_act"), table_name="ledger")
    op.drop_table("ledger")
    op.drop_table("hub_partner")
    op.drop_table("hub_number")
    op.drop_table("hub_municipality")
    op.drop_table("hub_inbox")
    op.drop_table("dispatch_table")
    op.drop_table("clock")
    op.drop_table("blob")
    op.drop_index(op.f("ix_person_sort_key"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_organisation_sort_key"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("hub")
    op.drop_table("chart")
