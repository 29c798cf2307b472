"""What the desk does with a call that it notes: keep it while it is typed, give it its place, and take that back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub import ledger, letters
from hub.dispatch import clarify, moves, shield
from hub.dispatch.danger import signs_in
from hub.dispatch.tables import Message, Referral
from hub.dispatch.typed import clean
from hub.hubs import Hub
from hub.intake import callers
from hub.intake.call_tables import CallState, NotedCall, QuickAnswer
from hub.letters import Letter
from hub.people.rights import Right, require
from hub.problems import Invalid, NotFound, Refused
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, use_language

LONGEST_CALLER = 300
LONGEST_CALL = timedelta(hours=12)  # a page that stood open longer began with another call
KEPT_FOR = timedelta(days=30)


class Overtaken(Refused):
    """Noted further since this page was opened, in another window or by a colleague, with the call as it is now."""

    def __init__(self, call: NotedCall) -> None:
        super().__init__(_("Deze oproep werd intussen elders bewaard. Druk op de knop: dan zie je beide teksten."))
        self.call = call


def keep(
    work: Work, hub: Hub, form_key: UUID, said: str, caller: str, started_at: datetime | None, *,
    seen: str | None = None,
) -> NotedCall:  # fmt: skip
    """A call as it is typed, under the key of its form; again and again while it goes on.

    Invalid without a word, or with a national register number. Refused once it has its place. Overtaken when `seen` is
    not how it was last kept and words would be lost; None asks for no such care.
    """
    require(work.asker, Right.NOTE, hub.id)
    words, who = clean("said", said), clean("caller", " ".join(caller.split()), at_most=LONGEST_CALLER)
    if not words and not who:
        raise Invalid({"said": _("Noteer wat er gezegd werd.")})
    call = work.session.exec(select(NotedCall).where(NotedCall.form_key == form_key).with_for_update()).first()
    if call is None:
        call = NotedCall(
            hub_id=hub.id, form_key=form_key, started_at=_began(work, started_at), saved_at=work.now,
            by=work.asker.person_id,
        )  # fmt: skip
        ledger.write(work, "call.note", "noted_call", call.id, hub_id=hub.id)
    require(work.asker, Right.NOTE, call.hub_id)
    if call.state != CallState.OPEN and (words, who) != (call.said, call.caller):
        raise Refused(_("Deze oproep heeft al een plaats. Kijk hoe het nu staat."))
    newer = seen is not None and seen != seen_of(call)
    if newer and not (call.said in words and call.caller in who):
        raise Overtaken(call)
    call.said, call.caller, call.saved_at = words, who, work.now
    call.danger = [str(sign) for sign in signs_in(words)]
    work.session.add(call)
    work.flush()
    return call


def seen_of(call: NotedCall) -> str:
    return call.saved_at.isoformat()


def _began(work: Work, said: datetime | None) -> datetime:
    """When the page was opened, which is when the telephone rang."""
    return said if said and said.tzinfo and timedelta(0) <= work.now - said <= LONGEST_CALL else work.now


def place(work: Work, call_id: UUID, referral_id: UUID) -> Referral:
    """The call becomes a line in the time line of this case, at the moment at which it began."""
    call = _waiting(work, call_id)
    if not call.said:
        raise Invalid({"said": _("Noteer wat er gezegd werd.")})
    referral = moves.take(work, referral_id)
    if referral.hub_id != call.hub_id:
        raise NotFound
    with use_language(DEFAULT_LANGUAGE):  # kept for all of the desk
        lines = [_("Wie belde: %(who)s", who=call.caller) if call.caller else "", call.said]
    message = clarify.note(work, referral.id, "call", "\n\n".join(line for line in lines if line))
    message.at = call.started_at
    work.session.flush()
    call.referral_id, call.message_id = referral.id, message.id
    call.case_version = work.session.get_one(Referral, referral.id).version
    _settle(work, call, CallState.ON_CASE)
    return referral


def became(work: Work, call_id: UUID, referral: Referral) -> None:
    """A referral, or a concept of one, was made of it: all that was noted went over into its form. Nothing happens to a
    call that has its place already: the same form came twice."""
    call = held(work, call_id)
    if call.hub_id != referral.hub_id:
        raise NotFound
    if call.state == CallState.OPEN:
        call.referral_id = referral.id
        _settle(work, call, CallState.REFERRAL)


def inform(
    work: Work, call_id: UUID, answer_id: UUID | None = None, *, send: bool = False, heeded: bool = False
) -> NotedCall:
    """Information was given, perhaps with one of the hub's ready answers, which leaves by mail as well when it is to be
    sent. That closes the question and is counted. Invalid for sending without an address, and where its words speak of
    danger and nobody says that it was `heeded`."""
    call = _to_close(work, call_id, heeded)
    answer = work.session.get(QuickAnswer, answer_id) if answer_id else None
    if answer_id and (answer is None or answer.hub_id != call.hub_id):
        raise NotFound
    if answer and send:
        call.letter_id = _send(work, call, answer).id
    call.answer_id = answer.id if answer else None
    _settle(work, call, CallState.INFORMED)
    return call


def nothing_to_do(work: Work, call_id: UUID, *, heeded: bool = False) -> None:
    """Nothing has to happen with this call: a wrong number, or a question that somebody else answered. Invalid where
    its words speak of danger and nobody says that it was `heeded`."""
    _settle(work, _to_close(work, call_id, heeded), CallState.NOTHING)


def take_back(work: Work, call_id: UUID) -> str:
    """Undo: the call waits again. Returns to whom a letter has left that does not come back; "" for none.

    Refused where somebody worked on with it, and where its words have gone.
    """
    call = held(work, call_id)
    hindrance = why_not(work, call)
    if hindrance:
        raise Refused(hindrance)
    if call.state == CallState.ON_CASE and call.referral_id:
        referral = moves.take(work, call.referral_id)
        shield.must_read(work, referral)
        work.session.execute(sa.delete(Message).where(col(Message.id) == call.message_id))
        if call.danger and referral.danger_at == call.settled_at:  # nothing but this call spoke of it
            referral.danger_at = None
        moves.rewatch(work, referral)
    left = _unsend(work, call)
    call.state, call.settled_at, call.settled_by = CallState.OPEN, None, None
    call.referral_id = call.message_id = call.case_version = call.answer_id = call.letter_id = None
    work.session.flush()
    ledger.write(work, "call.take_back", "noted_call", call.id, hub_id=call.hub_id)
    return left


def why_not(work: Work, call: NotedCall) -> str:
    """What stands in the way of taking it back; "" when nothing does."""
    if call.state == CallState.OPEN:
        return _("Deze oproep wacht al op een plaats.")
    if not call.said and not call.caller:
        return _("De woorden van deze oproep zijn al weg. Daarom kan dit niet meer ongedaan.")
    if call.state == CallState.REFERRAL:
        return _("Hiervan werd een aanmelding gemaakt. Sluit die af als dubbel, als ze niet nodig is.")
    if call.state == CallState.ON_CASE:
        case = work.session.get(Referral, call.referral_id)
        if case is None or case.version != call.case_version:
            return _("Er is intussen verder gewerkt met deze aanmelding. Daarom kan dit niet meer ongedaan.")
    return ""


def forget_old(work: Work) -> int:
    """The words of calls that were settled thirty days ago go; returns of how many."""
    done: Any = work.session.execute(
        sa.update(NotedCall)
        .where(col(NotedCall.settled_at) < work.now - KEPT_FOR)
        .where(sa.or_(col(NotedCall.said) != "", col(NotedCall.caller) != ""))
        .values(said="", caller="", danger=[])
    )
    return int(done.rowcount)


def held(work: Work, call_id: UUID) -> NotedCall:
    """A call of the asker's own desk, held for this unit of work."""
    call = work.held(NotedCall, call_id)
    require(work.asker, Right.NOTE, call.hub_id)
    return call


def _waiting(work: Work, call_id: UUID) -> NotedCall:
    call = held(work, call_id)
    if call.state != CallState.OPEN:
        raise Refused(_("Deze oproep heeft al een plaats. Kijk hoe het nu staat."))
    return call


def _to_close(work: Work, call_id: UUID, heeded: bool) -> NotedCall:
    """A call that waits and gets no case: nobody hears of danger in it any more."""
    call = _waiting(work, call_id)
    if call.danger and not heeded:
        sentence = _("Er staan woorden van gevaar in. Kruis aan dat je ernaar vroeg, of geef de oproep een aanmelding.")
        raise Invalid({"heeded": sentence})
    return call


def _settle(work: Work, call: NotedCall, state: CallState) -> None:
    call.state, call.settled_at, call.settled_by = state, work.now, work.asker.person_id
    work.flush()
    ledger.write(
        work, f"call.{state}", "noted_call", call.id, hub_id=call.hub_id, referral_id=call.referral_id
    )  # fmt: skip


def _send(work: Work, call: NotedCall, answer: QuickAnswer) -> Letter:
    """The ready words of the hub, and nothing that was said in the call."""
    address = callers.read(call.caller).email
    if not address:
        raise Invalid({"caller": _("Zet er een e-mailadres bij, of stuur de tekst niet.")})
    once_key = f"information:{call.id}:{work.real.isoformat()}"
    letter = letters.write(
        work, "information", address, once_key=once_key, first=True, hub=work.session.get_one(Hub, call.hub_id),
        title=answer.title, text=answer.text,
    )  # fmt: skip
    assert letter is not None, "written under a key of its own"
    return letter


def _unsend(work: Work, call: NotedCall) -> str:
    letter = work.session.get(Letter, call.letter_id, with_for_update=True) if call.letter_id else None
    if letter is None:
        return ""
    if letter.done_at or (letter.leased_until and letter.leased_until >= work.real):
        return letter.to_address
    work.session.delete(letter)
    return ""
