"""Search: one box for name, number, school and address, forgiving of spelling, in one's own hubs only.

A whole number of a case, a telephone number and an address are looked up as they are; only words are compared.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from hub import ledger, national_number
from hub.dispatch import sight
from hub.dispatch.found_by import found_by
from hub.dispatch.numbers import cases_called, is_whole_number
from hub.dispatch.sight import CaseLine, R, Y, lines
from hub.dispatch.tables import CONTACT_DIGITS, CONTACTS, COUNTRY_OR_ZERO, REFERRER_PHONE, YOUNGSTER_PHONE
from hub.lookups import Lookup
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, sort_key

FOUND_AT_MOST = 50
SHORTEST, LONGEST = 2, 100
# How much two spellings must share, from 0 to 1; “Amrani” and “Amranni” share 0.6, “Dierckx” and “Dirkx” 0.4.
ALIKE = 0.4
MUCH_ALIKE = 0.6  # where exactly what was typed was found as well
# Comparing takes time: words that are like everything ("school") are compared with no more than these.
COMPARED_AT_MOST = 2000
FEW = 2500  # bearers of a name: so many are looked up in the time in which the newest cases are gone through for them
IN_INDEX = 3  # signs, of which the indexes of names and words are made
ADDRESS = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
PHONE = re.compile(r"\+?[\d\s./()-]+")
PHONE_DIGITS = (8, 12)


class Kind(StrEnum):
    """What somebody typed: a number of a case, a telephone number, an address, or words."""

    NUMBER = "number"
    PHONE = "phone"
    ADDRESS = "address"
    WORDS = "words"


@dataclass(frozen=True)
class Found:
    """`exact` is the one case whose number was typed; `more` says that there are more than can be shown.

    `by` says in words of each case by what it was found, where only words were typed.
    """

    lines: list[CaseLine]
    more: bool = False
    exact: UUID | None = None
    kind: Kind = Kind.WORDS
    by: Mapping[UUID, str] = field(default_factory=dict)


def search(work: Work, query: str, *, hub_id: UUID | None = None) -> Found:
    """The cases that this asker may see, or those of one hub, that are most like the typed words, the best first.

    A look by words may be a look for a name, so it leaves one line in the ledger: how many were found, never what was
    typed. Invalid for fewer than two signs or a national register number.
    """
    hubs = [one for one in sight.desk_hubs(work) if hub_id in (None, one)]
    typed = " ".join(query.split())[:LONGEST]
    if national_number.contains(typed):
        raise Invalid({"q": _("Zoek niet op rijksregisternummer: dat bewaren we nooit.")})
    if len(typed) < SHORTEST:
        raise Invalid({"q": _("Typ minstens twee tekens.")})
    kind, ids = _looked_up(work, hubs, typed)
    if kind == Kind.NUMBER and len(ids) == 1:
        return Found([], exact=ids[0], kind=kind)
    rows = _LINES.ask(work.session, ids=ids[:FOUND_AT_MOST])
    by_id = {line.id: line for line in sight.read(rows)}
    ledger.write(work, "search", "referral", None, hub_id=hubs[0] if hubs else None, found=len(by_id))
    found = [by_id[one] for one in ids[:FOUND_AT_MOST] if one in by_id]
    by = found_by(rows, typed) if kind == Kind.WORDS else {}
    return Found(found, more=len(ids) > FOUND_AT_MOST, kind=kind, by=by)


_IDS = ARRAY(sa.Uuid())
_HUBS = sa.any_(sa.bindparam("hubs", type_=_IDS))
_LINES = Lookup(lines().where(R.c.id == sa.any_(sa.bindparam("ids", type_=_IDS))))


def folded(text: str) -> str:
    """Without capitals and accents, as the searched text is stored."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _looked_up(work: Work, hubs: list[UUID], typed: str) -> tuple[Kind, list[UUID]]:
    """What was typed, and the cases that it means."""
    called = [one for one, _number in cases_called(work, hubs, typed)]
    if called or is_whole_number(typed):
        return Kind.NUMBER, called
    if ADDRESS.fullmatch(typed):
        return Kind.ADDRESS, _at_address(work, hubs, typed.lower())
    digits = re.sub(COUNTRY_OR_ZERO, "", re.sub(r"\D", "", typed))
    if PHONE.fullmatch(typed) and PHONE_DIGITS[0] <= len(digits) <= PHONE_DIGITS[1]:
        return Kind.PHONE, _at_phone(work, hubs, digits)
    return Kind.WORDS, _ranked(work, hubs, folded(typed), sort_key(typed))


def _at_address(work: Work, hubs: list[UUID], address: str) -> list[UUID]:
    """Cases of whom this address is: the referrer's or a caregiver's."""
    found = _AT_ADDRESS.ask(work.session, address=address, part=_part(f'"{address}"'), hubs=hubs)
    return [row.id for row in found]


def _at_phone(work: Work, hubs: list[UUID], digits: str) -> list[UUID]:
    """Cases of the referrer, the youngster or the caregiver whose telephone number this is, however it was written."""
    number = sa.literal(digits, sa.Text())
    said = sa.or_(number == REFERRER_PHONE, CONTACT_DIGITS.contains(digits, autoescape=True))
    of_youngster = sa.select(Y.c.id).where(number == YOUNGSTER_PHONE)
    # Each question has an index of its own, which one question over both tables could not use.
    which = sa.select(R.c.id).where(said).union(sa.select(R.c.id).where(R.c.youngster_id.in_(of_youngster)))
    return list(work.session.execute(_newest(which), {"hubs": hubs}).scalars())


def _newest(which: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Select[Any]:
    query = sa.select(R.c.id).where(R.c.hub_id == _HUBS, R.c.id.in_(which))
    return query.order_by(sa.desc(R.c.number)).limit(FOUND_AT_MOST + 1)


def _part(text: str) -> str:
    """The pattern of a text of which this is a part."""
    return f"%{text.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


_PART = sa.bindparam("part", type_=sa.Text())
_AT = sa.or_(R.c.referrer_email == sa.bindparam("address"), CONTACTS.like(_PART, escape="/"))
_AT_ADDRESS = Lookup(_newest(sa.select(R.c.id).where(_AT)))


def _ranked(work: Work, hubs: list[UUID], words: str, name: str) -> list[UUID]:
    """Ids, best first: the name itself, then number, school, referrer and address; then what is nearly right."""
    ids: list[UUID] = []
    named = _NAMED if len(name) >= IN_INDEX else _SHORT_NAMED
    for looked_for, query in ((name, named), (words, _WORDED)):
        if looked_for and len(ids) <= FOUND_AT_MOST:
            found = query.ask(work.session, part=_part(looked_for), hubs=hubs)
            ids = list(dict.fromkeys([*ids, *(row.id for row in found)]))
    if len(ids) <= FOUND_AT_MOST and len(words) > SHORTEST:
        ids = list(dict.fromkeys([*ids, *_alike(work, hubs, words, name, MUCH_ALIKE if ids else ALIKE)]))
    return ids[: FOUND_AT_MOST + 1]


def _holding(query: sa.Select[Any]) -> sa.Select[Any]:
    """Of the cases in which exactly this stands the newest."""
    return query.where(R.c.hub_id == _HUBS).order_by(sa.desc(R.c.number)).limit(FOUND_AT_MOST + 1)


def cases_named(text: Any, few: int = FEW) -> sa.Select[Any]:
    """Cases of those who bear this name. Few of them lead to their cases, found in an index alone. Where they are many,
    the newest cases soon hold enough of them. PostgreSQL cannot know how many there are: each way is written so that it
    can take no other, and only one is taken. `text` is the name as it is compared."""
    bears = text.like(_PART, escape="/")
    bearers = sa.select(Y.c.id).where(Y.c.hub_id == _HUBS, bears).limit(few + 1).cte("bearer")
    many = sa.select(sa.func.count() > few).select_from(bearers).scalar_subquery()
    ids = sa.any_(sa.func.array(sa.select(bearers.c.id).scalar_subquery()))
    # A name that is looked up case by case is no join, which could begin with the names.
    name = sa.select(Y.c.sort_key).where(Y.c.id == R.c.youngster_id).correlate(R).scalar_subquery()
    ways = (sa.and_(sa.not_(many), R.c.youngster_id == ids), sa.and_(many, name.like(_PART, escape="/")))
    either = [_holding(sa.select(R.c.id, R.c.number).where(way)).subquery().select() for way in ways]
    found = sa.union_all(*either).subquery()
    return sa.select(found.c.id).order_by(sa.desc(found.c.number))


_NAMED = Lookup(cases_named(Y.c.sort_key))
# Fewer signs than the index is made of would be looked for in all of it, and then in all names: one by one they soon
# hold enough.
_SHORT_NAMED = Lookup(cases_named(Y.c.sort_key + ""))
_WORDED = Lookup(_holding(sa.select(R.c.id).where(R.c.search_text.like(_PART, escape="/"))))


def _alike(work: Work, hubs: list[UUID], words: str, name: str, alike: float) -> list[UUID]:
    """Cases in which something like this stands, the most alike first."""
    by_name = sa.select(R.c.id).join(Y, Y.c.id == R.c.youngster_id).where(R.c.hub_id.in_(hubs))
    places = [(sa.select(R.c.id).where(R.c.hub_id.in_(hubs)), R.c.search_text, words)]
    if name:
        places.insert(0, (by_name, Y.c.sort_key, name))
    work.session.execute(
        sa.text("SELECT set_config('pg_trgm.word_similarity_threshold', :alike, true)"), {"alike": str(alike)}
    )
    parts = [
        query.add_columns(sa.func.word_similarity(sa.literal(typed), column).label("alike"), R.c.number)
        .where(column.op("%>")(sa.literal(typed)))
        .limit(COMPARED_AT_MOST)
        .subquery()
        .select()
        for query, column, typed in places
    ]
    both = sa.union_all(*parts).subquery()
    best = sa.select(both.c.id).group_by(both.c.id, both.c.number)
    best = best.order_by(sa.desc(sa.func.max(both.c.alike)), sa.desc(both.c.number)).limit(FOUND_AT_MOST + 1)
    return list(work.session.execute(best).scalars())
