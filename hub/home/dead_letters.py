"""Letters that did not arrive: looked at, written again to an address that works, or laid aside."""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, logs, unreachable
from hub.dispatch import clarify, clb_asking, moves, sight
from hub.dispatch.feedback import contacting
from hub.dispatch.tables import Referral
from hub.dispatch.typed import clean
from hub.home import undelivered
from hub.intake import kept_links
from hub.intake.tables import MailOutcome, RawMail
from hub.letters import MARKER, POST, Letter, came_back, in_doubt
from hub.people.rights import Right, may, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import _

ASKED_FOR = ("code", "sign_in")  # what opens something for the browser that asked


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
    """A letter of one's own hub, and to read also what another hub wrote about one's own case.

    Letters that belong to no hub (sign-in links) are nobody's to read.
    """
    letter = work.session.get(Letter, letter_id)
    if letter is None or letter.hub_id is None:
        raise NotFound
    case = work.session.get(Referral, letter.referral_id) if letter.referral_id else None
    if not (right == Right.SEE_CASE and case and may(work.asker, right, case.hub_id)):
        require(work.asker, right, letter.hub_id)
    return letter


def text_of(letter: Letter) -> str:
    """What the letter says, without its links and codes: those are for whom it was written to."""
    hidden = {"link": _("[de persoonlijke link]"), "code": _("[de code]")}
    return MARKER.sub(lambda found: hidden[found["what"]], letter.body)


def why_dead(work: Work, letter: Letter) -> str:
    """Why it did not arrive, in words, with what the mail server wrote behind it; "" when nobody knows.

    A report that nothing proves is not quoted: a forger would put an address of his own in it.
    """
    if not is_dead(letter):
        return ""
    if in_doubt(letter):
        return _("We weten niet zeker van wie dit bericht komt. Bel eerst.")
    if not came_back(letter):
        if letter.last_error == unreachable.HELD:
            return _("Een eerdere e-mail kwam niet aan op dit adres. Daarom ging deze niet weg.")
        return undelivered.why_words("", letter.last_error or "")
    told = answer_of(work, letter)
    return undelivered.why_words(letter.bounce_reason or "", told.whole_text if told and told.letter_proven else "")


def answer_of(work: Work, letter: Letter) -> RawMail | None:
    """The mail which said that this letter did not arrive; one that proves so comes before all others."""
    bounce = select(RawMail).where(RawMail.letter_id == letter.id, RawMail.outcome == MailOutcome.BOUNCE)
    return work.session.exec(
        bounce.order_by(col(RawMail.letter_proven).desc(), col(RawMail.stored_at).desc()).limit(1)
    ).first()


def is_dead(letter: Letter) -> bool:
    return letter.settled_at is None and (letter.parked_at is not None or letter.bounced_at is not None)


def case_at(work: Work, letter: Letter) -> Referral | None:
    """The case whose referrer is reached at the address of this letter; None when it went to somebody else."""
    case = work.session.get(Referral, letter.referral_id) if letter.referral_id else None
    return case if case and case.referrer_email == letter.to_address else None


def write_again(work: Work, letter_id: UUID, address: str, *, for_case_too: bool = False) -> list[Letter]:
    """The same letter as a new one, to this address; the one that did not arrive is dealt with.

    Its links go on working. `for_case_too`: the case reaches its referrer there from now on, whom nobody has seen at
    that address yet, and its other letters that were held back go there too. Whoever sends to an address vouches for
    it. Invalid without an address, or for another one than of who kept a form; Refused when somebody dealt with it
    meanwhile.
    """
    letter = letter_for(work, letter_id, Right.CLARIFY)
    to = _checked(letter, clean("address", address).lower())
    others = _held_with(work, letter) if for_case_too and to != letter.to_address else []
    if for_case_too and to != letter.to_address:
        _reach_elsewhere(work, letter, to)
    if letter.kind == clb_asking.LETTER and letter.referral_id and to != letter.to_address:
        clb_asking.reach_elsewhere(work, letter.referral_id, letter.to_address, to)
    if letter.kind in contacting.LETTERS and letter.referral_id and to != letter.to_address:
        contacting.reach_elsewhere(work, letter, to)
    again = [_again(work, one, to) for one in (letter, *others)]
    if letter.hub_id:  # after that: these are dealt with, and what waits for the same address besides them goes now
        unreachable.vouch(work, letter.hub_id, to)
    return again


def _checked(letter: Letter, to: str) -> str:
    local, _at, domain = to.rpartition("@")
    if not local or not domain or any(sign.isspace() for sign in to):
        raise Invalid({"address": _("Vul een e-mailadres in, zoals naam@school.be.")})
    if letter.kind in (kept_links.KEPT, kept_links.ENDS, kept_links.PASSED) and to != letter.to_address.lower():
        raise Invalid(
            {"address": _("Wat iemand bewaarde, leest alleen die persoon. De link gaat nergens anders heen.")}
        )
    if letter.kind in ASKED_FOR and to != letter.to_address.lower():
        raise Invalid(
            {"address": _("Een code gaat nergens anders heen. Verbeter het adres van wie ze vroeg, en stuur een link.")}
        )
    return to


def _held_with(work: Work, letter: Letter) -> list[Letter]:
    """The other letters about this case that wait because nothing arrives at this address."""
    if case_at(work, letter) is None:
        return []
    waiting = (
        select(Letter)
        .where(Letter.referral_id == letter.referral_id, Letter.to_address == letter.to_address)
        .where(Letter.id != letter.id, Letter.last_error == unreachable.HELD, col(Letter.kind).not_in(ASKED_FOR))
        .where(col(Letter.parked_at).is_not(None), col(Letter.settled_at).is_(None))
    )
    return list(work.session.exec(waiting.order_by(col(Letter.written_at), col(Letter.id))).all())


def _again(work: Work, letter: Letter, to: str) -> Letter:
    _settle(work, letter)
    again = Letter(
        hub_id=letter.hub_id, kind=letter.kind, to_address=to, subject=letter.subject, body=letter.body,
        ics=letter.ics, message_id="", referral_id=letter.referral_id, track_id=letter.track_id,
        reply_reference=letter.reply_reference, written_at=work.now, real_written_at=work.real, due_at=work.real,
        once_key=f"again:{letter.id}:{uuid4()}", request=logs.request(),
    )  # fmt: skip
    again.message_id = f"<{again.id}@{letter.message_id.rsplit('@', 1)[-1].rstrip('>')}>"
    work.session.add(again)
    work.session.flush()
    work.wake(POST)
    _log(work, "letter.again", letter, again=again.id, other_address=to != letter.to_address)
    return again


def is_marked(work: Work, letter: Letter) -> bool:
    """Whether nothing arrives at the address of this letter, as far as its hub knows."""
    return bool(letter.hub_id and unreachable.failing(work, [letter.hub_id], [letter.to_address]))


def address_works(work: Work, letter_id: UUID) -> int:
    """The mark on the address of this letter was wrong, or it works again: what waited for it goes; returns how many.

    Refused when it is not marked (any more).
    """
    letter = letter_for(work, letter_id, Right.CLARIFY)
    if not letter.hub_id or not is_marked(work, letter):
        raise Refused(_("Dit adres is niet meer gemarkeerd."))
    released = unreachable.vouch(work, letter.hub_id, letter.to_address)
    _log(work, "letter.vouch", letter, released=released)
    return released


def _reach_elsewhere(work: Work, letter: Letter, to: str) -> None:
    case = case_at(work, letter)
    if case is None:
        return
    case = clarify.take_as(work, case.id, Right.COMPLETE)
    case.referrer_email, case.referrer_confirmed_at = to, None
    moves.rewatch(work, case)
    ledger.write(
        work, "case.complete", "referral", case.id,
        hub_id=case.hub_id, referral_id=case.id, section="referrer", fields=["referrer_email"],
    )  # fmt: skip


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
