"""How a form that was kept and never sent ends: a word a week before, thirty days, or thrown away at once."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from hub import links
from hub.intake import kept_links
from hub.intake.kept_links import ENDS, LIVES, share_of, write_letter
from hub.intake.tables import UnsentForm
from hub.intake.unsent import end_share, log, seen_of
from hub.links import Purpose
from hub.store import Work

# Who gave an address hears of it a week before.
WORD_BEFORE, LEFT_AFTER_WORD = timedelta(days=7), timedelta(days=5)
MOST_AT_ONCE = 500


def throw_away(work: Work, kept: UnsentForm) -> None:
    """Whoever kept it does not want it any more: it is gone with the next tidying, and its link at once."""
    links.withdraw(work, kept.id, Purpose.UNSENT)
    if share := share_of(work, kept):
        end_share(work, share)
    kept.typed, kept.saved_at = {}, work.now - LIVES - WORD_BEFORE
    kept.mailed_to, kept.proved_at = "", None
    work.session.add(kept)
    log(work, "unsent.throw_away", kept)


def warn(work: Work) -> int:
    """Write to who kept a form that it ends in a week; once, and again after it was kept again. Returns how many."""
    due = work.session.exec(
        select(UnsentForm)
        .where(col(UnsentForm.saved_at) < work.now - LIVES + WORD_BEFORE, col(UnsentForm.warned_at).is_(None))
        .where(col(UnsentForm.referral_id).is_(None), UnsentForm.mailed_to != "")
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()  # fmt: skip
    for kept in due:
        kept.warned_at = work.now
        link = kept_links.mailed_of(work, kept.id) or kept_links.new_mailed(work, kept)
        write_letter(work, kept, link, ENDS, f"unsent_ends:{kept.id}:{seen_of(kept)}")
        share = share_of(work, kept)
        theirs = kept_links.mailed_of(work, share.id) if share else None
        if share and theirs:
            write_letter(work, kept, theirs, ENDS, f"unsent_ends:{share.id}:{seen_of(kept)}", to=share.address)
        work.session.flush()
        kept_links.live_on(work, kept, work.real + WORD_BEFORE + LEFT_AFTER_WORD)
    work.session.flush()
    return len(due)


def run_out(work: Work) -> Sequence[UnsentForm]:
    """What nobody sent in thirty days, and what was sent so long ago. Who has the link had a word, and days to act."""
    had_word = sa.or_(
        col(UnsentForm.mailed_to) == "", col(UnsentForm.referral_id).is_not(None),
        col(UnsentForm.warned_at) < work.now - LEFT_AFTER_WORD,
    )  # fmt: skip
    return work.session.exec(
        select(UnsentForm)
        .where(col(UnsentForm.saved_at) < work.now - LIVES, had_word)
        .limit(MOST_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
