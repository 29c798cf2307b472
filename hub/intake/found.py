"""What stands beside a label in the mails and documents of a case and not in its form: suggestions for a person.

Of a mail it is read again each time, of a document it is kept beside its bytes: it goes when they go.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
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
_MAILS = Lookup(
    select(RawMail.id, RawMail.stored_at, RawMail.from_name, RawMail.own_text)
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
)
_OF_MAIL: Any = col(RawMail.restricted).label("mail_restricted")
_PAPERS = Lookup(
    sa.select(
        *map(col, (Document.id, Document.name, PaperReading.said, PaperReading.answers)),
        col(Document.restricted),
        _OF_MAIL,
    )
    .select_from(Document)
    .join(PaperReading, col(PaperReading.blob_id) == col(Document.blob_id))
    .outerjoin(RawMail, col(RawMail.id) == col(Document.raw_mail_id))
    .where(col(Document.referral_id) == _CASE, col(PaperReading.done_at).is_not(None))
    .order_by(col(Document.added_at), col(Document.name))
    .limit(20)
)
_PAPERS_OF_MAIL = Lookup(
    sa.select(col(PaperReading.said))
    .select_from(Document)
    .join(PaperReading, col(PaperReading.blob_id) == col(Document.blob_id))
    .where(col(Document.raw_mail_id) == sa.bindparam("mail", type_=sa.Uuid()), col(PaperReading.done_at).is_not(None))
    .order_by(col(Document.name))
    .limit(20)
)
_MARKS = Lookup(select(FoundMark.value_key).where(col(FoundMark.referral_id) == _CASE))


def findings(work: Work, referral: Referral) -> Findings:
    """For who may read the story and fill in the case, which the caller has seen to. A case that is over has none."""
    if not is_open(referral.stage) or referral.stage == Stage.CONCEPT:
        return Findings()
    sources = [*_mails(work, referral), *_papers(work, referral)]
    return _weighed(work, referral, sources) if any(one.said or one.answers for one in sources) else Findings()


def _mails(work: Work, referral: Referral) -> Iterator[Source]:
    for one in _MAILS.ask(work.session, case=referral.id):
        where = _("e-mail van %(day)s", day=date_words(brussels_date(one.stored_at)))
        yield Source(str(one.id), where, _said_in(one.own_text, one.from_name), {})


def _papers(work: Work, referral: Referral) -> Iterator[Source]:
    restricted_too = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
    for one in _PAPERS.ask(work.session, case=referral.id):
        if restricted_too or not (one.restricted or one.mail_restricted):
            yield Source(str(one.id), f"“{one.name}”", _kept_of(one), one.answers)


def _kept_of(row: Any) -> list[Said]:
    return msgspec.convert(row.said, list[Said])


def _said_in(text: str, sender: str) -> list[Said]:
    """What stands beside labels in a mail, without what its sender says of herself."""
    if ":" not in text and "\t" not in text:
        return []
    own = set(sort_key(sender).split())
    return [one for one in read(rows_of(text)) if not own or set(sort_key(one.value).split()) != own]


def _weighed(work: Work, referral: Referral, sources: Sequence[Source]) -> Findings:
    today = brussels_date(work.now)
    dealt_with = {row.value_key for row in _MARKS.ask(work.session, case=referral.id)}
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
