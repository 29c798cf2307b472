"""Youngsters out of one mail know each other as those out of one form do."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LINK = """
UPDATE referral SET drawn_from_id = of_mail.first FROM (
  SELECT mail_referral.referral_id, first_value(referral.id) OVER (
    PARTITION BY mail_referral.raw_mail_id, referral.hub_id ORDER BY referral.number) AS first
  FROM mail_referral JOIN referral ON referral.id = mail_referral.referral_id
) AS of_mail
WHERE of_mail.referral_id = referral.id AND of_mail.first <> referral.id AND referral.drawn_from_id IS NULL
"""
UNLINK = "UPDATE referral SET drawn_from_id = NULL WHERE id IN (SELECT referral_id FROM mail_referral)"


def upgrade() -> None:
    op.execute(LINK)


def downgrade() -> None:
    op.execute(UNLINK)
