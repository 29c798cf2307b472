"""Which mails may be swept aside with others, and which somebody must open first."""

from typing import Any
from uuid import uuid4

import pytest

from hub.intake.mail.marks import SEALED_PGP
from hub.intake.outcome import MailReason
from hub.intake.sweep import LEFT_WORDS, Left, why_left
from hub.intake.tables import MailOutcome, RawMail
from tests.cast import MORNING


def waiting(**changes: object) -> RawMail:
    """A newsletter that waits on the desk."""
    values: dict[str, Any] = {
        "outcome": MailOutcome.TO_PLACE,
        "outcome_reason": MailReason.BULK,
        "marks": [],
        "danger": [],
    }
    return RawMail(**{**values, **changes})


def test_a_newsletter_that_waits_may_go() -> None:
    assert why_left(waiting(), may_read=True) is None


@pytest.mark.parametrize(
    ("mail", "why"),
    [
        (waiting(settled_at=MORNING), Left.GONE),
        (waiting(outcome=MailOutcome.REFERRAL), Left.GONE),
        (waiting(outcome=None), Left.GONE),
        (waiting(danger=["suicide"]), Left.DANGER),
        (waiting(danger=["weapon"], suggested_referral_id=uuid4()), Left.DANGER),
        (waiting(suggested_referral_id=uuid4()), Left.CASE),
        (waiting(referral_id=uuid4()), Left.CASE),
        (waiting(outcome_reason=MailReason.SEVERAL), Left.CASE),
        (waiting(outcome_reason=MailReason.TOO_LARGE), Left.UNREAD),
        (waiting(outcome_reason=MailReason.FAILED), Left.UNREAD),
        (waiting(marks=[SEALED_PGP]), Left.UNREAD),
        (waiting(whole=False), Left.UNREAD),
    ],
)
def test_what_somebody_must_open_stays(mail: RawMail, why: Left) -> None:
    assert why_left(mail, may_read=True) == why
    assert why_left(mail, may_read=False) in (Left.GONE, Left.SHUT)
    assert set(LEFT_WORDS) == set(Left)
