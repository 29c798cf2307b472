"""Posting the letters that wait: leased, sealed with their links, sent, and stamped with what the mail server said."""

import re
from collections.abc import Collection, Sequence
from email.utils import parseaddr
from uuid import UUID

import structlog
from sqlmodel import col

from hub import links, pulse, tokens, unreachable, work_rows
from hub.hubs import Hub, first_hub, inbox_of
from hub.letters import MARKER, Letter
from hub.links import Link
from hub.postal.envelopes import Envelope
from hub.postal.smtp import Posted, post_batch
from hub.rendering import render
from hub.store import Store, Work

log = structlog.get_logger()
BATCH = 20


def post_due(store: Store, *, batch: int = BATCH, kinds: Collection[str] = ()) -> int:
    """Post what is due (of these kinds, or all), one connection a batch, each letter stamped as soon as the mail server
    has answered.

    Returns how many were taken by the server. A worker that dies between the answer and the stamp leaves a lease that
    runs out: that one letter goes again under the same Message-ID.
    """
    posted = 0
    only = col(Letter.kind).in_(kinds) if kinds else None
    while True:
        with store.begin() as work:  # waits for the disk, and with it for whatever promised these letters
            taken = work_rows.lease(work.session, Letter, now=work.real, at_most=batch, only=only)
            leased = unreachable.spared(work, taken)
        if not taken:
            return posted
        posted += _post(store, leased)


def _post(store: Store, leased: Sequence[Letter]) -> int:
    """These letters, which we hold; returns how many the mail server took."""
    posted, away = 0, False
    by_id = {str(letter.id): letter for letter in leased}
    envelopes = [made for letter in leased if (made := _sealable(store, letter))]
    for answer in post_batch(store.settings.smtp_url, envelopes):
        with store.begin() as work:
            letter = by_id[str(answer.envelope_id)]
            if answer.ok:
                posted += work_rows.finish(work.session, letter, now=work.real, server_answer=answer.answer[:300])
                _say("letter posted", letter)
            else:
                away |= _not_taken(work, letter, answer)
    with store.begin(redone=True) as work:
        if away:
            pulse.stumble(work, pulse.SMTP, "away")
        elif envelopes:
            pulse.knock(work, pulse.SMTP)
    return posted


def _not_taken(work: Work, letter: Letter, answer: Posted) -> bool:
    """It waits longer, or is parked; True when the mail server was not there and the letter was not even tried."""
    if not answer.tried and not answer.permanent:
        return work_rows.give_back(work.session, letter, answer.answer, now=work.real)
    parked = work_rows.fail(work.session, letter, answer.answer, now=work.real, for_good=answer.permanent)
    _say("letter parked" if parked else "letter not taken", letter)
    if answer.nobody_there:
        unreachable.mark(work, letter.id)
    return False


def _say(what: str, letter: Letter) -> None:
    """Ids and kinds, under the request in which it was promised; the mail server's words may hold an address."""
    log.info(what, letter=str(letter.id), kind=letter.kind, attempt=letter.attempts, request=letter.request)


def _sealable(store: Store, letter: Letter) -> Envelope | None:
    """The letter as a mail; one that cannot be made waits for its next try and stops nobody else."""
    try:
        with store.begin() as work:
            return envelope(work, letter)
    except Exception as trouble:
        with store.begin() as work:
            said = f"the letter cannot be made: {type(trouble).__name__}"
            work_rows.fail(work.session, letter, said, now=work.real)
        return None


def envelope(work: Work, letter: Letter) -> Envelope:
    def address(found: re.Match[str]) -> str:
        link = work.session.get(Link, UUID(found["id"]))
        if link is None:
            return ""
        return links.code_of(work, link) if found["what"] == "code" else links.address(work, link)

    text = MARKER.sub(address, letter.body)
    hub = (work.session.get(Hub, letter.hub_id) if letter.hub_id else None) or first_hub(work.session)
    return Envelope(
        id=str(letter.id),
        to=letter.to_address,
        subject=letter.subject,
        text=text,
        html=render("letters/letter.html", hub=hub, subject=letter.subject, paragraphs=_paragraphs(text)),
        ics=letter.ics,
        message_id=letter.message_id,
        mail_from=_from(work, hub),
        reply_to=_reply_to(work, letter),
        headers={"X-Loop": letter.message_id},  # stays where who sends it on gives it a new Message-ID
    )


def _from(work: Work, hub: Hub) -> str:
    """The one address that may send, under the name of the hub that writes."""
    address = parseaddr(work.store.settings.mail_from)[1]
    name = " ".join(re.sub(r'["<>\\\x00-\x1f\x7f]', " ", hub.name).split())
    return f"{name} <{address}>" if name else address


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def _reply_to(work: Work, letter: Letter) -> str | None:
    inbox = inbox_of(work.session, letter.hub_id) if letter.hub_id else None
    if inbox is None or letter.reply_reference is None:
        return inbox
    local, domain = inbox.rsplit("@", 1)
    return f"{tokens.signed_reply_local(work.store.settings.secret_keys, local, letter.reply_reference)}@{domain}"
