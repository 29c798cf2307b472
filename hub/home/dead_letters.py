"""Letters that did not arrive: looked at, written again to an address that works, or laid aside."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger
from hub.dispatch import sight
from hub.letters import MARKER, POST, Letter
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _


def dead(work: Work) -> list[Letter]:
    """What did not arrive and nobody has dealt with, oldest first; at most a hundred."""
    hubs = sight.desk_hubs(work)
    return list(
        work.session.exec(
            select(Letter)
            .where(col(Letter.hub_id).in_(hubs))
            .where(sa.text("settled_at IS NULL AND (parked_at IS NOT NULL OR bounced_at IS NOT NULL)"))
            .order_by(col(Letter.written_at), col(Letter.id))
            .limit(sight.MANY)
        ).all()
    )


def letter_for(work: Work, letter_id: UUID, right: Right = Right.SEE_CASE) -> Letter:
    """A letter of one's own hub. Letters that belong to no hub (sign-in links) are nobody's to read."""
    letter = work.session.get(Letter, letter_id)
    if letter is None or letter.hub_id is None:
        raise NotFound
    require(work.asker, right, letter.hub_id)
    return letter


def text_of(letter: Letter) -> str:
    """What the letter says, without its links: those are for whom it was written to."""
    return MARKER.sub(_("[de persoonlijke link]"), letter.body)


def is_dead(letter: Letter) -> bool:
    return letter.settled_at is None and (letter.parked_at is not None or letter.bounced_at is not None)


def write_again(work: Work, letter_id: UUID, address: str) -> Letter:
    """The same letter as a new one, to this address; the one that did not arrive is dealt with.

    Its links go on working. Invalid without an address; Refused when somebody dealt with it meanwhile.
    """
    letter = letter_for(work, letter_id, Right.CLARIFY)
    to = address.strip().lower()
    local, _at, domain = to.rpartition("@")
    if not local or not domain or any(sign.isspace() for sign in to):
        raise Invalid({"address": _("Vul een e-mailadres in, zoals naam@school.be.")})
    _settle(work, letter)
    again = Letter(
        hub_id=letter.hub_id, kind=letter.kind, to_address=to, subject=letter.subject, body=letter.body,
        ics=letter.ics, message_id="", referral_id=letter.referral_id, track_id=letter.track_id,
        reply_reference=letter.reply_reference, written_at=work.now, real_written_at=work.real, due_at=work.real,
        once_key=f"again:{letter.id}:{uuid4()}",
    )  # fmt: skip
    again.message_id = f"<{again.id}@{letter.message_id.rsplit('@', 1)[-1].rstrip('>')}>"
    work.session.add(again)
    work.session.flush()
    work.wake(POST)
    _log(work, "letter.again", letter, again=again.id, other_address=to != letter.to_address)
    return again


def settle(work: Work, letter_id: UUID) -> None:
    """Somebody has looked, and called or found another way; the letter stays as it is."""
    letter = letter_for(work, letter_id, Right.CLARIFY)
    _settle(work, letter)
    _log(work, "letter.settle", letter)


def _settle(work: Work, letter: Letter) -> None:
    done: Any = work.session.execute(
        sa.update(Letter)
        .where(col(Letter.id) == letter.id, col(Letter.settled_at).is_(None))
        .where(sa.or_(col(Letter.parked_at).is_not(None), col(Letter.bounced_at).is_not(None)))
        .values(settled_at=work.now)
    )
    if done.rowcount != 1:
        raise Refused(_("Deze e-mail is al afgehandeld."))


def _log(work: Work, act: str, letter: Letter, **detail: Any) -> None:
    ledger.write(work, act, "letter", letter.id, hub_id=letter.hub_id, referral_id=letter.referral_id, **detail)
