"""What stands beside a label in the mails and documents of a case and not in its form: suggestions for a person.

Of a mail it is read again each time, of a document it is kept beside its bytes: it goes when they go.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlmodel import col, select

from hub import places
from hub.clock import brussels_date, school_year_of
from hub.dispatch import identity
from hub.dispatch.case import Stage, is_open
from hub.dispatch.tables import Message, Referral
from hub.intake import filling, origin
from hub.intake.desk_sections import desk_sections_for
from hub.intake.draft import About
from hub.intake.found_tables import FoundMark, Verdict
from hub.intake.labelled.fields import Field, Found, fields_in, weighed
from hub.intake.labelled.reading import Said, read, rows_of
from hub.intake.paper import own
from hub.intake.paper_tables import PaperReading
from hub.intake.questions import Section, fields_for
from hub.intake.section_form import Said as Stored
from hub.intake.sections import Parent
from hub.intake.tables import Document, MailReferral, RawMail
from hub.intake.typed import check, shown
from hub.lookups import Lookup
from hub.people.rights import Right, may
from hub.problems import Invalid
from hub.store import Work
from hub.tokens import hash_of
from hub.wording import N_, _, date_words, sort_key

# A longer answer that holds the found words already is no other answer.
UNCHECKED_WORDS = N_("uit het document, na te kijken")
LISTS = frozenset({"other_reasons", "domains"})
MAY_SAY_MORE = frozenset({"school_name", "referrer_organisation", "clb_contact", "site", "name", "contact"})


class Source(NamedTuple):
    """What was read: `where` says in what, `said` what stands in it beside labels."""

    key: str
    where: str
    said: Sequence[Said]
    answers: Mapping[str, str]  # of the hub's own form


@dataclass(frozen=True)
class Suggestion:
    """A value that could be taken over: `values` by field as a form holds them, `said` as people read it, `now` what
    stands there and "" for nothing."""

    key: str
    section: Section
    field: Field
    values: Mapping[str, Any]
    before: Mapping[str, Any]
    label: str
    said: str
    now: str
    found: Found
    where: str


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
_UNCHECKED = Lookup(
    select(FoundMark.id).where(col(FoundMark.referral_id) == _CASE, col(FoundMark.verdict) == Verdict.TO_CHECK).limit(1)
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


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: how many suggestions, and which fields the hub's own form filled in (section, name)."""

    suggested: int = 0
    unchecked: frozenset[tuple[str, str]] = frozenset()
    to_check: int = 0


def waiting(work: Work, referral: Referral) -> Waiting:
    checks = to_check(work, referral) if is_open(referral.stage) else []
    fields = frozenset((one.mark.section, one.mark.name) for one in checks)
    return Waiting(len(findings(work, referral).suggestions), fields, len(checks))


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
    shared = bool(origin.siblings_of(work, referral))
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


def key_of(one: Found) -> str:
    """By what a value of a field is known again, whoever wrote it."""
    return hash_of("|".join((*one.field, sort_key(one.value) or one.value)))[:32]


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


@dataclass(frozen=True)
class Form:
    """The form of a case as the desk fills it in: which sections are asked, and what stands in them."""

    sections: Mapping[str, Section]
    stored: Mapping[str, Stored]
    asked: Mapping[str, Mapping[str, str]]  # labels of the questions that are asked, by section

    @classmethod
    def of(cls, work: Work, referral: Referral) -> "Form":
        about, youngster = filling.known_of(work, referral), identity.youngster_of(work, referral)
        sections = {one.name: one for one in desk_sections_for(referral, youngster, brussels_date(work.now))}
        all_of_it = may(work.asker, Right.SEE_RESTRICTED, referral.hub_id)
        stored = {
            name: filling.read(one, referral, youngster, restricted_too=all_of_it) for name, one in sections.items()
        }  # fmt: skip
        asked = {
            name: {at: _(how.label) for at, how in fields_for(one, about).items()} for name, one in sections.items()
        }  # fmt: skip
        return cls(sections, stored, asked)

    def asks(self, field: Field) -> bool:
        return field.name in self.asked.get(field.section, {})

    def label(self, field: Field) -> str:
        label = self.asked[field.section][field.name]
        of = field.person or (_("aanmelder") if field.section == "referrer" else "")
        return f"{label} ({of})" if of and field.name != "clb_contact" else label

    def suggestion(
        self, found: tuple[Found, dict[str, Any]], where: Mapping[str, str], today: date
    ) -> Suggestion | None:
        """None where it is not asked, cannot stand in the form, or stands there already."""
        one, values = found
        if not self.asks(one.field):
            return None
        section, stored = self.sections[one.field.section], self.stored[one.field.section]
        try:
            check(section.model, values, today)
        except Invalid:
            return None
        before = {name: current(stored, one.field, name) for name in values}
        now, new = before[one.field.name], one.value
        as_much = isinstance(now, str) and _says_as_much(one.field.name, now, new)
        if before == values or as_much or _is_known(stored, one):
            return None
        label = _("Postcode en gemeente") if "home_nis" in values else self.label(one.field)
        words, now_words = (words_of(section, one.field.name, of) for of in (values, before))
        return Suggestion(
            key_of(one), section, one.field, values, before, label, words, now_words, one, where.get(one.source, "")
        )


def current(stored: Stored, field: Field, name: str) -> Any:
    """What stands in a field now, as a form would hold it: a text, or a list where several can be chosen."""
    if isinstance(stored, list):
        person = person_among(stored, field.person)
        return str((shown(person).get(name) if person else "") or "")
    value = shown(stored).get(name) or ""
    return value if isinstance(value, list) else str(value)


def person_among(people: Sequence[Parent], relation: str) -> Parent | None:
    return next((one for one in people if sort_key(one.relation) == sort_key(relation)), None)


def _says_as_much(name: str, now: str, new: str) -> bool:
    same = sort_key(now) == sort_key(new)
    return same or (name in MAY_SAY_MORE and f" {sort_key(new)} " in f" {sort_key(now)} ")


def _is_known(stored: Stored, one: Found) -> bool:
    """Whether this parent stands in the form under another word ("mama"), with this name or number."""
    if not isinstance(stored, list):
        return False
    named = one.field.name in ("name", "contact")
    return named and any(sort_key(one.value) == sort_key(getattr(person, one.field.name)) for person in stored)


def words_of(section: Section, name: str, values: Mapping[str, Any]) -> str:
    """A value as people read it."""
    value, asked = values[name], section.model.fields()[name]
    if isinstance(value, list):
        return ", ".join(_(asked.options[code]) for code in value if asked.options and code in asked.options)
    if value and asked.kind == "tick":
        return _("ja")
    if value and asked.options and value in asked.options:
        return _(asked.options[value])
    if value and asked.kind in ("day", "birth_date"):
        day = date.fromisoformat(value)
        return f"{day.day}/{day.month}/{day.year}"
    return f"{value} {places.name_of(values.get('home_nis'))}".strip()


@dataclass(frozen=True)
class ToCheck:
    """A value that the hub's own form filled in and that still stands there as it came."""

    mark: FoundMark
    label: str
    said: str


def to_check(work: Work, referral: Referral) -> list[ToCheck]:
    """What nobody has looked at yet, in the order of the form."""
    if not _UNCHECKED.ask(work.session, case=referral.id):
        return []
    marks = work.session.exec(
        select(FoundMark)
        .where(FoundMark.referral_id == referral.id, FoundMark.verdict == Verdict.TO_CHECK)
        .order_by(col(FoundMark.person))
    ).all()
    form = Form.of(work, referral)
    places_of = {(name, at): (n, m) for n, (name, asked) in enumerate(form.asked.items()) for m, at in enumerate(asked)}
    return [
        ToCheck(one, form.label(field), words_of(form.sections[one.section], one.name, _after(one)))
        for one in sorted(marks, key=lambda mark: places_of.get((mark.section, mark.name), (0, 0)))
        if form.asks(field := Field(one.section, one.name, one.person)) and stands(form.stored[one.section], one)
    ]


def _after(mark: FoundMark) -> dict[str, Any]:
    return {name: new for name, (_old, new) in mark.changed.items()}


def stands(stored: Stored, mark: FoundMark) -> bool:
    """Whether what was put there still stands there."""
    field = Field(mark.section, mark.name, mark.person)
    return all(current(stored, field, name) == new for name, new in _after(mark).items())
