"""Posting the letters that wait: leased, sealed with their links, sent, and stamped with what the mail server said."""

import re
from collections.abc import Collection, Sequence
from email.utils import parseaddr
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from hub import links, pulse, settling, tokens, unreachable, work_rows
from hub.hubs import Hub, first_hub, inbox_of
from hub.letters import MARKER, POST, Letter
from hub.links import Link
from hub.postal.envelopes import Envelope
from hub.postal.smtp import Posted, post_batch
from hub.rendering import render
from hub.settling import say
from hub.store import Store, Work

BATCH = 20
ADDRESS = re.compile(r"https?://\S+")


def post_due(store: Store, *, batch: int = BATCH, kinds: Collection[str] = (), batches: int | None = None) -> int:
    """Post what is due (of these kinds, or all), one connection a batch, each letter stamped as soon as the mail server
    has answered. Returns how many are posted now. After so many `batches` the rest is left for another wake-up.

    A worker that dies between the answer and the stamp leaves a lease that runs out. Whether that one letter left is
    asked where our mailbox keeps copies of what was sent; where it does not, it goes again under the same Message-ID.
    """
    posted = 0
    only = col(Letter.kind).in_(kinds) if kinds else None

    def take(work: Work) -> tuple[list[Letter], Sequence[Letter]] | None:
        taken = work_rows.lease(work.session, Letter, now=work.real, at_most=batch, only=only, noting=_left_behind())
        spared = unreachable.spared(work, [letter for letter in taken if not letter.unsure])
        return ([letter for letter in taken if letter.unsure], spared) if taken else None

    # The unit of work that takes them waits for the disk, and with it for whatever promised these letters.
    for unsure, leased in work_rows.in_turns(store, take, batches=batches, task=POST):
        posted += _post(store, leased)
        if unsure:  # after the others: a slow mailbox keeps none back
            known = settling.settle(store, unsure)
            with store.begin() as work:
                left = unreachable.spared(work, [letter for letter in unsure if letter.id not in known])
            posted += len(known) + _post(store, left)
    return posted


def _left_behind() -> dict[str, Any]:
    """A lease that ran out was never stamped nor given back: its letter may have left."""
    return {"unsure": col(Letter.unsure) | col(Letter.leased_until).is_not(None)}


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
                say("letter posted", letter)
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
    if answer.lost:
        work.session.execute(sa.update(Letter).where(col(Letter.id) == letter.id).values(unsure=True))
    parked = work_rows.fail(work.session, letter, answer.answer, now=work.real, for_good=answer.permanent)
    say("letter parked" if parked else "letter not taken", letter)
    if answer.nobody_there:
        unreachable.mark(work, letter.id)
    return False


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
        html=render("letters/letter.html", hub=hub, subject=letter.subject, paragraphs=paragraphs_of(text)),
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


class Line(NamedTuple):
    words: str
    href: str = ""


def paragraphs_of(text: str) -> list[list[Line]]:
    """The lines of each paragraph. An address that stands alone under a line with a colon is a link in these words."""
    return [_lines(part.strip().splitlines()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def _lines(lines: Sequence[str]) -> list[Line]:
    found: list[Line] = []
    for line in lines:
        announced = found and not found[-1].href and found[-1].words.endswith(":")
        if announced and ADDRESS.fullmatch(line.strip()):
            found[-1] = Line(found[-1].words.rstrip(": \u00a0\u202f"), line.strip())
        else:
            found.append(Line(line))
    return found


def _reply_to(work: Work, letter: Letter) -> str | None:
    inbox = inbox_of(work.session, letter.hub_id) if letter.hub_id else None
    if inbox is None or letter.reply_reference is None:
        return inbox
    local, domain = inbox.rsplit("@", 1)
    return f"{tokens.signed_reply_local(work.store.settings.secret_keys, local, letter.reply_reference)}@{domain}"
