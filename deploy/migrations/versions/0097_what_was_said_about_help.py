"""An answer to whether there is help is a message of its own kind, and who stopped the letters to itself is known."""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0096"
branch_labels = None
depends_on = None

KINDS = "'mail_in','call','talk','note','decision','answer','form','consult'"
UNREAD = "'mail_in','form','consult'"
HELP = "'help','help_contact'"


def _kinds(known: str, unread: str) -> None:
    op.create_check_constraint("kind_is_known", "message", f"kind IN ({known})")
    op.drop_index("message_unread", "message")
    where = sa.text(f"seen_at IS NULL AND kind IN ({unread})")
    op.create_index("message_unread", "message", ["hub_id", "at"], postgresql_where=where)


def upgrade() -> None:
    op.drop_constraint("kind_is_known", "message", type_="check")
    op.execute(
        "UPDATE message SET kind = CASE q.whom WHEN 'contact' THEN 'help_contact' ELSE 'help' END"
        " FROM help_question q WHERE q.message_id = message.id AND message.kind = 'form'"
    )
    # What was said on the page of the referrer, of cases that were not handed over.
    op.execute(
        "UPDATE message SET kind = 'help' FROM referral r WHERE r.id = message.referral_id AND message.kind = 'form'"
        " AND r.sections -> 'helped' ->> 'message' = message.id::text"
    )
    _kinds(f"{KINDS},{HELP}", f"{UNREAD},{HELP}")
    op.add_column(
        "youngster_contact", sa.Column("stopped_itself", sa.Boolean(), nullable=False, server_default="false")
    )
    op.execute(
        "UPDATE youngster_contact SET stopped_itself = true WHERE stopped_at IS NOT NULL AND EXISTS ("
        "SELECT FROM ledger l WHERE l.noun = 'youngster_contact' AND l.noun_id = youngster_contact.id"
        " AND l.act = 'contact.stop')"
    )


def downgrade() -> None:
    op.drop_column("youngster_contact", "stopped_itself")
    op.drop_constraint("kind_is_known", "message", type_="check")
    op.execute(f"UPDATE message SET kind = 'form' WHERE kind IN ({HELP})")
    _kinds(KINDS, UNREAD)
