"""What stands beside a label in the mails and documents of a case and not in its form: suggestions for a person.

Of a mail it is read again each time, of a document it is kept beside its bytes: it goes when they go.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select

from hub.clock import brussels_date, school_year_of
from hub.dispatch.case import Stage, is_open
from hub.dispatch.tables import Message, Referral
from hub.intake import origin
from hub.intake.draft import About
from hub.intake.found_form import Form, Suggestion, key_of
from hub.intake.found_tables import FoundMark
from hub.intake.labelled.fields import Found, fields_in, weighed
from hub.intake.labelled.reading import Said, read, rows_of
from hub.intake.paper import own
from hub.intake.paper_tables import PaperReading
from hub.intake.tables import Document, MailReferral, RawMail
from hub.intake.typed import check
from hub.lookups import Lookup
from hub.people.rights import Right, may
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, date_words, sort_key

LISTS = frozenset({"other_reasons", "domains"})


class Source(NamedTuple):
    """What was read: `where` says in what, `said` what stands in it beside labels."""

    key: str
    where: str
    said: Sequence[Said]
    answers: Mapping[str, str]  # of the hub's own form


@dataclass(frozen=True)
class Findings:
    """What can be suggested for a case, and why some of it is not: `doubts` are (label, values that differ), `several`
    when the words are about more than one youngster, `old_year` a school year that is over."""

    suggestions: Sequence[Suggestion] = ()
    doubts: Sequence[tuple[str, Sequence[str]]] = ()
    several: bool = False
    old_year: str = ""


_CASE = sa.bindparam("case", type_=sa.Uuid())
_NOTHING = sa.cast(sa.null(), JSONB)
_MAILS = (
    sa.select(
        sa.literal("mail").label("kind"), col(RawMail.id), col(RawMail.stored_at).label("at"),
        col(RawMail.from_name).label("name"), col(RawMail.own_text).label("text"), _NOTHING.label("said"),
        _NOTHING.label("answers"), sa.false().label("restricted"),
    )
    .where(
        col(RawMail.id).in_(
            sa.union(
                select(MailReferral.raw_mail_id).where(col(MailReferral.referral_id) == _CASE),
                select(Message.raw_mail_id).where(
                    col(Message.referral_id) == _CASE, col(Message.raw_mail_id).is_not(None)
                ),
            )
        )
    )
    .order_by(col(RawMail.stored_at), col(RawMail.id))
    .limit(20)
)  # fmt: skip
_PAPERS = (
    sa.select(
        sa.literal("paper"), col(Document.id), col(Document.added_at), col(Document.name), sa.literal(""),
        col(PaperReading.said), col(PaperReading.answers),
        sa.or_(col(Document.restricted), sa.func.coalesce(RawMail.restricted, sa.false())),
    )
    .select_from(Document)
    .join(PaperReading, col(PaperReading.blob_id) == col(Document.blob_id))
    .outerjoin(RawMail, col(RawMail.id) == col(Document.raw_mail_id))
    .where(col(Document.referral_id) == _CASE, col(PaperReading.done_at).is_not(None))
    .order_by(col(Document.added_at), col(Document.name))
    .limit(20)
)  # fmt: skip
# What a person said of a value: its digest and the verdict.
_MARKS = sa.select(
    sa.literal("mark"), col(FoundMark.id), col(FoundMark.at), col(FoundMark.value_key), col(FoundMark.verdict),
    _NOTHING, _NOTHING, sa.false(),
).where(col(FoundMark.referral_id) == _CASE)  # fmt: skip
_ALL = sa.union_all(_MAILS.subquery().select(), _PAPERS.subquery().select(), _MARKS).subquery()
_READ = Lookup(sa.select(_ALL).order_by(_ALL.c.kind, _ALL.c.at, _ALL.c.name, _ALL.c.id))
_PAPERS_OF_MAIL = Lookup(
    sa.select(col(PaperReading.said))
    .select_from(Document)
    .join(PaperReading, col(PaperReading.blob_id) == col(Document.blob_id))
    .where(col(Document.raw_mail_id) == sa.bindparam("mail", type_=sa.Uuid()), col(PaperReading.done_at).is_not(None))
    .order_by(col(Document.name))
    .limit(20)
)


@dataclass(frozen=True)
class Kept:
    """Rows of what is read for a case, mails and documents, and of what a person said of values in them."""

    mails: Sequence[Any] = ()
    papers: Sequence[Any] = ()
    marks: Sequence[Any] = ()


def kept_for(work: Work, referral: Referral) -> Kept:
    """All of it in one question."""
    rows = _READ.ask(work.session, case=referral.id)
    return Kept(*([row for row in rows if row.kind == kind] for kind in ("mail", "paper", "mark")))


def findings(work: Work, referral: Referral, kept: Kept | None = None) -> Findings:
    """For who may read the story and fill in the case, which the caller has seen to. A case that is over has none."""
    if not is_open(referral.stage) or referral.stage == Stage.CONCEPT:
        return Findings()
    kept = kept or kept_for(work, referral)
    sources = [*_mails(kept), *_papers(work, referral, kept)]
    found_any = any(one.said or one.answers for one in sources)
    return _weighed(work, referral, sources, {row.name for row in kept.marks}) if found_any else Findings()


def _mails(kept: Kept) -> Iterator[Source]:
    for one in kept.mails:
        where = _("e-mail van %(day)s", day=date_words(brussels_date(one.at)))
        yield Source(str(one.id), where, _said_in(one.text, one.name), {})


def _papers(work: Work, referral: Referral, kept: Kept) -> Iterator[Source]:
    restricted_too = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
    for one in kept.papers:
        if restricted_too or not one.restricted:
            yield Source(str(one.id), f"“{one.name}”", _kept_of(one), one.answers)


def _kept_of(row: Any) -> list[Said]:
    return msgspec.convert(row.said, list[Said])


def _said_in(text: str, sender: str) -> list[Said]:
    """What stands beside labels in a mail, without what its sender says of herself."""
    if ":" not in text and "\t" not in text:
        return []
    own = set(sort_key(sender).split())
    return [one for one in read(rows_of(text)) if not own or set(sort_key(one.value).split()) != own]


def _weighed(work: Work, referral: Referral, sources: Sequence[Source], dealt_with: Collection[str]) -> Findings:
    today = brussels_date(work.now)
    found = [one for source in sources for one in fields_in(source.said, today, source.key)]
    found += [one for source in sources for one in own.found_in(source.answers, today, source.key)]
    shared = origin.shares_words(work, referral)
    reading = weighed(
        [one for one in found if key_of(one) not in dealt_with and not (shared and one.field.of_one)],
        [one for source in sources for one in source.said],
    )
    form = Form.of(work, referral)
    where = {source.key: source.where for source in sources}
    suggestions = [one for each in _together(reading.found) if (one := form.suggestion(each, where, today))]
    doubts = [(form.label(one.field), one.values) for one in reading.doubts if form.asks(one.field)]
    over = reading.year and reading.year < school_year_of(today)
    several = reading.several or (shared and any(one.field.of_one for one in found))
    return Findings(suggestions, doubts, several, reading.year.label if reading.year and over else "")


def about_whom(work: Work, mail: RawMail) -> tuple[dict[str, str], bool]:
    """What a mail and its documents say of whom it is about, by question of the first step, and whether that is more
    than one. For who may read what hangs on it."""
    today = brussels_date(work.now)
    papers = _PAPERS_OF_MAIL.ask(work.session, mail=mail.id)
    said = [*_said_in(mail.own_text, mail.from_name), *(one for row in papers for one in _kept_of(row))]
    reading = weighed(fields_in(said, today))
    values: dict[str, str] = {}
    for one in reading.found:
        if one.field.name not in About.model_fields or one.field.person:
            continue
        try:
            check(About, values | {one.field.name: one.value}, today)
        except Invalid:
            continue
        values[one.field.name] = one.value
    return values, reading.several


def _together(found: Iterable[Found]) -> list[tuple[Found, dict[str, Any]]]:
    """A postcode with its municipality is one suggestion."""
    found = list(found)
    nis = next((one.value for one in found if one.field.name == "home_nis"), "")
    return [
        (one, {"postcode": one.value, "home_nis": nis} if one.field.name == "postcode" and nis else _value_of(one))
        for one in found
        if one.field.name != "home_nis"
    ]


def _value_of(one: Found) -> dict[str, Any]:
    several = one.field.name in LISTS
    return {one.field.name: one.value.split(",") if several else one.value}
