"""A case is held to what was agreed around it, as to its tracks; an agreement may be the one to plan its client meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

# At commit an open case is due no later than the first open agreement, meeting ahead or director who was asked, and a
# closed case has none of them.
PROMISES = """
CREATE FUNCTION case_holds_its_promises() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id_of_case uuid := (to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0])::uuid;
  one referral%ROWTYPE;
  first_due timestamptz;
BEGIN
  SELECT min(due_at) INTO first_due FROM (
    SELECT due_at FROM plan_agreement WHERE referral_id = id_of_case AND due_at IS NOT NULL
    UNION ALL SELECT due_at FROM client_meeting WHERE referral_id = id_of_case AND due_at IS NOT NULL
    UNION ALL SELECT due_at FROM case_direction WHERE referral_id = id_of_case AND due_at IS NOT NULL) AS promise;
  IF first_due IS NULL THEN
    RETURN NULL;
  END IF;
  SELECT * INTO one FROM referral WHERE id = id_of_case;
  IF one.stage = 'closed' THEN
    RAISE EXCEPTION 'case % is closed while something agreed around it is open', id_of_case
      USING ERRCODE = 'check_violation', CONSTRAINT = 'closed_without_open_promises';
  END IF;
  IF first_due < one.next_due THEN
    RAISE EXCEPTION 'case % is due later than what was agreed around it', id_of_case
      USING ERRCODE = 'check_violation', CONSTRAINT = 'due_with_its_promises';
  END IF;
  RETURN NULL;
END $$;
"""
HOLDS = """
CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF {columns} ON {table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION case_holds_its_promises('{key}');
"""
ON = (
    ("referral_holds_its_promises", "referral", "stage, next_due", "id"),
    ("agreement_holds_its_case", "plan_agreement", "due_at", "referral_id"),
    ("meeting_holds_its_case", "client_meeting", "due_at", "referral_id"),
    ("direction_holds_its_case", "case_direction", "due_at", "referral_id"),
)


def upgrade() -> None:
    op.add_column(
        "plan_agreement", sa.Column("plans_meeting", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.alter_column("plan_agreement", "plans_meeting", server_default=None)
    op.create_index(
        "one_plans_the_meeting", "plan_agreement", ["referral_id"], unique=True,
        postgresql_where=sa.text("plans_meeting AND stands = 'open'"),
    )  # fmt: skip
    op.execute(PROMISES)
    for name, table, columns, key in ON:
        op.execute(HOLDS.format(name=name, table=table, columns=columns, key=key))


def downgrade() -> None:
    op.execute("DROP FUNCTION case_holds_its_promises() CASCADE")
    op.drop_index("one_plans_the_meeting", "plan_agreement")
    op.drop_column("plan_agreement", "plans_meeting")
