"""Consults: when a silent one is looked at and since when the coordinator has it; what was learnt is found by index."""

import re
import unicodedata

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
WHYS = (
    "finish_concept", "first_talk", "referrer_answers", "appointment", "decide_after_talk", "consult", "table",
    "partners_answer", "review", "hub_answers", "proposal", "start", "sign_of_life", "hold_ends", "tell_and_close",
    "decide", "clb", "look_over", "agreement", "client_meeting", "direction",
)  # fmt: skip
COLUMNS = ("due_at", "reminded_at", "silent_since")
OPEN = "answered_at IS NULL AND withdrawn_at IS NULL"


def _whys(codes: tuple[str, ...]) -> None:
    op.drop_constraint("next_why_is_known", "referral", type_="check")
    known = ", ".join(f"'{one}'" for one in codes)
    op.create_check_constraint("next_why_is_known", "referral", f"next_why IS NULL OR next_why IN ({known})")


def upgrade() -> None:
    _whys((*WHYS, "consult_silent"))
    for name in COLUMNS:
        op.add_column("consult_ask", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # Nine o'clock in Brussels on the day before which they answer; the next beat looks at each of them.
    op.execute(
        "UPDATE consult_ask a SET due_at = coalesce((SELECT (k.answer_by + time '09:00') AT TIME ZONE 'Europe/Brussels'"
        f" FROM consult k WHERE k.referral_id = a.referral_id), a.asked_at) WHERE {OPEN}"
    )
    op.create_check_constraint(
        "silence_is_watched", "consult_ask", f"({OPEN}) = (due_at IS NOT NULL OR silent_since IS NOT NULL)"
    )
    op.create_check_constraint("watched_once", "consult_ask", "due_at IS NULL OR silent_since IS NULL")
    op.create_index("consult_ask_due", "consult_ask", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL"))
    op.add_column("learnt", sa.Column("search_text", TEXT, nullable=False, server_default=""))
    for row in op.get_bind().execute(sa.text("SELECT id, title, text FROM learnt")).all():
        op.get_bind().execute(
            sa.text("UPDATE learnt SET search_text = :key WHERE id = :id"),
            {"key": _key(f"{row.title} {row.text}"), "id": row.id},
        )
    op.alter_column("learnt", "search_text", server_default=None)
    op.create_index(
        "learnt_words", "learnt", ["search_text"], postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("learnt_words", "learnt")
    op.drop_column("learnt", "search_text")
    op.drop_index("consult_ask_due", "consult_ask")
    op.drop_constraint("watched_once", "consult_ask", type_="check")
    op.drop_constraint("silence_is_watched", "consult_ask", type_="check")
    for name in COLUMNS:
        op.drop_column("consult_ask", name)
    op.execute("UPDATE referral SET next_why = 'partners_answer' WHERE next_why = 'consult_silent'")
    _whys(WHYS)


def _key(text: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"['’ʼ`.]", "", bare)).split())
