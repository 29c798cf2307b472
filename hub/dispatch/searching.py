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

from hub import ledger, national_number
from hub.dispatch import search_names, sight
from hub.dispatch.found_by import found_by
from hub.dispatch.numbers import cases_called, is_whole_number
from hub.dispatch.search_names import FOUND_AT_MOST, HUBS, IDS, IN_INDEX, newest, part_of
from hub.dispatch.sight import CaseLine, R, Y, lines
from hub.dispatch.tables import (
    CONTACT_DIGITS,
    CONTACTS,
    COUNTRY_OR_ZERO,
    OWN_REFERENCE,
    REFERRER_PHONE,
    YOUNGSTER_PHONE,
)
from hub.lookups import Lookup
from hub.partners import finder
from hub.partners.tables import OrganisationKind
from hub.problems import Invalid
from hub.store import Work
from hub.wording import _, sort_key

SHORTEST, LONGEST, MOST_WORDS = 2, 100, 5
# Common words ("school") are found among the newest cases, which soon hold enough of them; what is rare, in the index.
NEWEST = 1000
ALIKE_TEXT = 0.5  # how much a word must share with one of a case, from 0 to 1
MOST_SCHOOLS = 3  # that may be meant by a word which stands nowhere
SCHOOLS = tuple(OrganisationKind)
ADDRESS = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
PHONE = re.compile(r"\+?[\d\s./()-]+")
PHONE_DIGITS = (8, 12)


class Kind(StrEnum):
    """What somebody typed: a number of a case, a telephone number, an address, words, or a referrer's own reference."""

    NUMBER = "number"
    PHONE = "phone"
    ADDRESS = "address"
    WORDS = "words"
    REFERENCE = "reference"


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
    if kind == Kind.REFERENCE:
        by = dict.fromkeys(ids, _("referentie van de aanmelder"))
    return Found(found, more=len(ids) > FOUND_AT_MOST, kind=kind, by=by)


_LINES = Lookup(lines().where(R.c.id == sa.any_(sa.bindparam("ids", type_=IDS))))


def folded(text: str) -> str:
    """Without capitals and accents, as the searched text is stored."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def holding(typed: str) -> list[Any]:
    """That a case holds each of these words: in its number, school or referrer, never in whom it is about."""
    return [R.c.search_text.contains(word, autoescape=True) for word in folded(typed).split()[:MOST_WORDS]]


def _looked_up(work: Work, hubs: list[UUID], typed: str) -> tuple[Kind, list[UUID]]:
    """What was typed, and the cases that it means."""
    called = [one for one, _number in cases_called(work, hubs, typed)]
    if called:
        return Kind.NUMBER, called
    if referred := _referred_as(work, hubs, typed):
        return Kind.REFERENCE, referred
    if is_whole_number(typed):
        return Kind.NUMBER, []
    if ADDRESS.fullmatch(typed):
        return Kind.ADDRESS, _at_address(work, hubs, typed.lower())
    digits = re.sub(COUNTRY_OR_ZERO, "", re.sub(r"\D", "", typed))
    if PHONE.fullmatch(typed) and PHONE_DIGITS[0] <= len(digits) <= PHONE_DIGITS[1]:
        return Kind.PHONE, _at_phone(work, hubs, digits)
    return Kind.WORDS, _ranked(work, hubs, folded(typed), sort_key(typed))


def _referred_as(work: Work, hubs: list[UUID], typed: str) -> list[UUID]:
    """Cases that whoever referred calls this, however its signs are put apart; a reference holds a figure."""
    reference = re.sub(r"[^a-z0-9]", "", typed.lower())
    if not re.search(r"\d", reference):
        return []
    return [row.id for row in _REFERRED_AS.ask(work.session, reference=reference, hubs=hubs)]


def _at_address(work: Work, hubs: list[UUID], address: str) -> list[UUID]:
    """Cases of whom this address is: the referrer's or a caregiver's."""
    found = _AT_ADDRESS.ask(work.session, address=address, part=part_of(f'"{address}"'), hubs=hubs)
    return [row.id for row in found]


def _at_phone(work: Work, hubs: list[UUID], digits: str) -> list[UUID]:
    """Cases of the referrer, the youngster or the caregiver whose telephone number this is, however it was written."""
    number = sa.literal(digits, sa.Text())
    said = sa.or_(number == REFERRER_PHONE, CONTACT_DIGITS.contains(digits, autoescape=True))
    of_youngster = sa.select(Y.c.id).where(number == YOUNGSTER_PHONE)
    # Each question has an index of its own, which one question over both tables could not use.
    which = sa.select(R.c.id).where(said).union(sa.select(R.c.id).where(R.c.youngster_id.in_(of_youngster)))
    return list(work.session.execute(newest(which), {"hubs": hubs}).scalars())


_PART = sa.bindparam("part", type_=sa.Text())
_AT = sa.or_(R.c.referrer_email == sa.bindparam("address"), CONTACTS.like(_PART, escape="/"))
_AT_ADDRESS = Lookup(newest(sa.select(R.c.id).where(_AT)))
_CALLED_SO = (sa.text("referral.own_reference <> ''"), sa.bindparam("reference", type_=sa.Text()) == OWN_REFERENCE)
_REFERRED_AS = Lookup(newest(sa.select(R.c.id).where(*_CALLED_SO)))
_HOLDS = R.c.search_text.like(_PART, escape="/")
_FIRST = sa.select(R.c.id, R.c.number, R.c.search_text).where(R.c.hub_id == HUBS)
_FIRST_ONES = _FIRST.order_by(sa.desc(R.c.number)).limit(NEWEST).subquery()
_WORDED_LATELY = Lookup(
    sa.select(_FIRST_ONES.c.id)
    .where(_FIRST_ONES.c.search_text.like(_PART, escape="/"))
    .order_by(sa.desc(_FIRST_ONES.c.number))
    .limit(FOUND_AT_MOST + 1)
)
_HOLDERS = sa.select(R.c.id, R.c.number).where(R.c.hub_id == HUBS, _HOLDS).cte("holder").prefix_with("MATERIALIZED")
_WORDED = Lookup(sa.select(_HOLDERS.c.id).order_by(sa.desc(_HOLDERS.c.number)).limit(FOUND_AT_MOST + 1))
_LIKE = sa.func.word_similarity(sa.bindparam("words", type_=sa.Text()), _FIRST_ONES.c.search_text)
_ALIKE_LATELY = Lookup(
    sa.select(_FIRST_ONES.c.id)
    .where(sa.bindparam("alike", type_=sa.Float()) <= _LIKE)
    .order_by(sa.desc(_LIKE), sa.desc(_FIRST_ONES.c.number))
    .limit(FOUND_AT_MOST + 1)
)


def _ranked(work: Work, hubs: list[UUID], words: str, name: str) -> list[UUID]:
    """Ids, best first: the name itself, what sounds like it, then number, school, referrer and address; then what is
    nearly right."""
    ids: list[UUID] = []

    def more(found: list[UUID]) -> None:
        ids[:] = list(dict.fromkeys([*ids, *found]))[: FOUND_AT_MOST + 1]

    looks = (
        lambda: search_names.named(work, hubs, name),
        lambda: _worded(work, hubs, words),
        lambda: search_names.sounding(work, hubs, name),
        lambda: search_names.alike(work, hubs, name, much=bool(ids)),
        lambda: [] if ids else _alike(work, hubs, words),
    )
    for look in looks:
        if len(ids) <= FOUND_AT_MOST:
            more(look())
    return ids


def _worded(work: Work, hubs: list[UUID], words: str) -> list[UUID]:
    """Cases in which exactly this stands, in number, school, referrer or address. Two letters are looked for among the
    newest only: no index serves for them."""
    asked = {"part": part_of(words), "hubs": hubs}
    found = [row.id for row in _WORDED_LATELY.ask(work.session, **asked)]
    if len(found) > FOUND_AT_MOST or len(words) < IN_INDEX:
        return found
    return [row.id for row in _WORDED.ask(work.session, **asked)]


def _alike(work: Work, hubs: list[UUID], words: str) -> list[UUID]:
    """Where nothing else was found: cases of schools whose name is nearly this, or else the newest in which something
    like it stands. Comparing with all texts would take longer the more there are."""
    if len(words) <= SHORTEST:
        return []
    schools, _more = finder.find(work, words, SCHOOLS, MOST_SCHOOLS)
    if found := [one for school in schools for one in _worded(work, hubs, folded(school.name))]:
        return found
    return [row.id for row in _ALIKE_LATELY.ask(work.session, words=words, alike=ALIKE_TEXT, hubs=hubs)]
