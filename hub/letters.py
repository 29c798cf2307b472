"""Outgoing letters as rows: written in the transaction that promises them, posted by a worker, never lost."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, col, select

from hub import logs, work_rows
from hub.columns import moment
from hub.hubs import Hub
from hub.links import Link
from hub.lookups import Lookup
from hub.rendering import render
from hub.store import Work
from hub.wording import DEFAULT_LANGUAGE, _, current_language, use_language
from hub.work_rows import WorkRow

POST = "post.letters"
# Why a letter came back, where a report says so that only its address leads to: anybody can write such a report.
UNPROVEN = "unproven"
MARKER = re.compile(r"hub-(?P<what>link|code):(?P<id>[0-9a-f-]{36})")
# "Els Dierckx", "Jan-Willem van den Berg", "Dr. A. O'Neill": words of letters, nothing that could be an address.
_LETTER = r"[^\W\d_]"
_WORD = rf"(?:(?:{_LETTER}\.)+|{_LETTER}{{2,4}}\.|['’]?{_LETTER}+(?:['’-]{_LETTER}+)*)"
_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,5}}")
LONGEST_NAME = 60
# What somebody asks for, or sends, and gets in the language of the own screen. Every other letter is for somebody else,
# who never said to read French.
TO_WHO_ASKS = frozenset({"receipt", "code", "new_link", "sign_in", "unsent", "links_again"})


class Letter(WorkRow, table=True):
    """A letter to one address. `done_at` is when the mail server took it; `parked_at` makes it a task for the desk."""

    __tablename__ = "letter"
    __table_args__ = (
        work_rows.open_index("letter"),
        sa.Index("letter_of_case", "referral_id"),
        sa.Index("letter_to", "to_address", "written_at"),
        sa.Index("letter_by_time", "done_at", postgresql_using="brin"),
        sa.Index(
            "letter_dead", "hub_id", "written_at", "id",
            postgresql_where=sa.text("settled_at IS NULL AND (parked_at IS NOT NULL OR bounced_at IS NOT NULL)"),
        ),
        sa.Index(
            "letter_address_failed", "hub_id", sa.text("lower(to_address)"),
            postgresql_where=sa.text("address_failed_at IS NOT NULL"),
        ),
    )  # fmt: skip
    hub_id: UUID | None = Field(default=None, foreign_key="hub.id")
    kind: str
    to_address: str
    subject: str
    body: str  # holds markers where links go, never a token
    ics: str | None = None
    message_id: str = Field(unique=True)
    referral_id: UUID | None = None
    track_id: UUID | None = None
    reply_reference: str | None = None  # answers come back to this referral number
    written_at: datetime = moment()
    real_written_at: datetime = moment()
    request: str = Field(default="", sa_column_kwargs={"server_default": ""})  # in which it was promised, for the logs
    server_answer: str | None = None
    # Who had it last neither stamped it nor gave it back: the mail server may have taken it.
    unsure: bool = Field(default=False, sa_column_kwargs={"server_default": sa.text("false")})
    bounced_at: datetime | None = moment(nullable=True)
    bounce_reason: str | None = None  # hard, soft (for days), returned (nobody says why) or UNPROVEN
    soft_returns: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # given back for now, so often
    address_failed_at: datetime | None = moment(nullable=True)  # it proved that its address does not work (unreachable)
    settled_at: datetime | None = moment(nullable=True)  # a person looked at the dead letter


def write(
    work: Work,
    kind: str,
    to_address: str,
    *,
    once_key: str,
    hub: Hub | None = None,
    referral_id: UUID | None = None,
    track_id: UUID | None = None,
    reply_reference: str | None = None,
    link: Link | None = None,
    more_links: Sequence[Link] = (),
    code: Link | None = None,
    ics: str | None = None,
    own_reference: str = "",
    first: bool = False,
    **values: object,
) -> Letter | None:
    """Write the letter `templates/letters/<kind>/` once per `once_key`; None when it was already written. Whoever knows
    that it is the `first` spares the database that question.

    Values never name a youngster: a secret does not travel by mail, the letter links to where it waits. `name` greets
    when it reads as a name; the links of the letter are `link` and `more_links`, whatever else stands in its text. Of
    `code` it tells the code that is typed. `own_reference` is that of whoever it is written to: it comes back in the
    text and never in the subject, where everybody who passes by reads along. It speaks Dutch, but for `TO_WHO_ASKS`.
    """
    if not first and work.session.exec(select(Letter.id).where(Letter.once_key == once_key)).first():
        return None
    own = {one.marker for one in (link, *more_links) if one} | ({code.code_marker} if code else set())
    said = {
        "hub": hub, "link": link.marker if link else "", "code": code.code_marker if code else "",
        "today": work.now.date(), "now": work.now, **values,
    }  # fmt: skip
    if "name" in values:
        said["name"] = name_to_greet(str(values["name"] or ""))
    with use_language(current_language() if kind in TO_WHO_ASKS else DEFAULT_LANGUAGE):
        text = _without_others(render(f"letters/{kind}/body.txt", **said), own).strip()
        if own_reference:
            text += "\n\n" + _("Jouw referentie: %(reference)s", reference=own_reference)
        subject = " ".join(render(f"letters/{kind}/subject.txt", **said).split())
    letter = Letter(
        hub_id=hub.id if hub else None,
        kind=kind,
        to_address=to_address,
        subject=subject,
        body=text + "\n",
        ics=ics,
        message_id="",
        referral_id=referral_id,
        track_id=track_id,
        reply_reference=reply_reference,
        written_at=work.now,
        real_written_at=work.real,
        request=logs.request(),
        due_at=work.real,
        once_key=once_key,
    )
    letter.message_id = f"<{letter.id}@{work.store.settings.mail_from.rsplit('@', 1)[-1].rstrip('>')}>"
    work.session.add(letter)
    work.wake(POST)
    return letter


def in_doubt(letter: Any) -> bool:
    """Whether all that says this letter (or row of one) did not arrive is a report that anybody could have written."""
    return letter.bounce_reason == UNPROVEN and letter.parked_at is None


def came_back(letter: Any) -> bool:
    """Whether a mail server that had this letter (or row of one) reported that it did not arrive."""
    return letter.bounced_at is not None and letter.bounce_reason != UNPROVEN


def name_to_greet(name: str) -> str:
    """The name as it may stand in a greeting; "" when it is no name but a text, an address or anything else that
    somebody typed to have it sent to a stranger."""
    plain = unicodedata.normalize("NFC", name).strip(" ")
    return plain if len(plain) <= LONGEST_NAME and _NAME.fullmatch(plain) else ""


def _without_others(text: str, own: set[str]) -> str:
    """The text in which only the letter's own markers will become links: another one was typed by somebody."""
    return MARKER.sub(lambda found: found[0] if found[0] in own else found[0].replace(":", " "), text)


_OF_CASE = Lookup(
    select(Letter)
    .where(col(Letter.referral_id) == sa.bindparam("case", type_=sa.Uuid()))
    .order_by(col(Letter.real_written_at).desc())
)


def withhold(
    work: Work, referral_ids: Sequence[UUID], *, to: str = "", kinds: Sequence[str] = (), parked: bool = True
) -> None:  # fmt: skip
    """Letters about these cases that nobody has begun to send are no longer promised; or only those of these kinds
    `to` one address, but for what a person dealt with. What was tried in vain is withheld where `parked` is."""
    waiting = (
        select(col(Letter.id))
        .where(col(Letter.referral_id).in_(referral_ids), col(Letter.done_at).is_(None))
        .where(col(Letter.leased_until).is_(None) | (col(Letter.leased_until) < work.real))
        .with_for_update(skip_locked=True)
    )
    if to:
        waiting = waiting.where(
            col(Letter.to_address) == to, col(Letter.kind).in_(kinds), col(Letter.settled_at).is_(None)
        )
    if not parked:
        waiting = waiting.where(col(Letter.parked_at).is_(None), col(Letter.unsure).is_(False))
    ids = work.session.execute(waiting).scalars().all()
    work.session.execute(sa.delete(Letter).where(col(Letter.id).in_(ids)))


def unwrite(work: Work, referral_id: UUID, once_key: str) -> bool:
    """Letters about this case of which the key begins so, and that nobody has begun to send, are no longer promised;
    False when one of them may have left."""
    known = select(Letter).where(
        Letter.referral_id == referral_id, col(Letter.once_key).startswith(once_key, autoescape=True)
    )
    all_of_it = True
    for letter in work.session.exec(known.with_for_update().execution_options(populate_existing=True)).all():
        if letter.done_at or letter.unsure or letter.leased_until:  # also a lease that ran out: it may have left
            all_of_it = False
        else:
            work.session.delete(letter)
    work.session.flush()
    return all_of_it


def of_case(work: Work, referral_id: UUID) -> Sequence[Letter]:
    return _OF_CASE.ask(work.session, case=referral_id)
