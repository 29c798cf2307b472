"""What speaks of danger comes first on the desk: noted when words come in, until somebody of the desk has seen it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from hub.dispatch import moves, shield
from hub.dispatch.danger import SIGN_WORDS, Sign, signs_in
from hub.dispatch.tables import Referral
from hub.ledger import Entry
from hub.people.rights import Right, require
from hub.store import Work
from hub.wording import _

SEEN = "case.danger_seen"


def listen(work: Work, referral: Referral, *texts: str) -> None:
    """Words came in about this case, which is held or new. Signs that were seen before count again: they were said
    again."""
    signs = signs_in(*texts)
    if signs:
        referral.danger = list(dict.fromkeys([*(referral.danger if referral.danger_at else []), *signs]))
        referral.danger_at = referral.danger_at or work.now


def see(work: Work, referral_id: UUID, *, again: bool = False) -> None:
    """Somebody of the desk has seen it, or wants it first `again`; what was found stays with the case. Nothing happens
    when another one was first."""
    referral = moves.take(work, referral_id)
    require(work.asker, Right.NOTE, referral.hub_id)
    shield.must_read(work, referral)
    if (referral.danger_at is None) == again and referral.danger:
        if referral.danger_at:
            moves.log(work, SEEN, "referral", referral.id, referral, since=referral.danger_at.isoformat())
            referral.danger_at = None
        else:
            moves.log(work, "case.danger_again", "referral", referral.id, referral)
            referral.danger_at = _waited_since(work, referral) or work.now
        work.session.flush()


def _waited_since(work: Work, referral: Referral) -> datetime | None:
    """Since when it stood there before somebody saw it: whoever undoes that puts it back in its place."""
    seen = select(Entry.detail).where(Entry.referral_id == referral.id, Entry.act == SEEN)
    detail = work.session.exec(seen.order_by(col(Entry.id).desc()).limit(1)).first() or {}
    return datetime.fromisoformat(detail["since"]) if "since" in detail else None


def words_of(signs: Iterable[str]) -> str:
    """The signs in words, for the desk only."""
    return ", ".join(_(SIGN_WORDS[Sign(sign)]) for sign in signs)
