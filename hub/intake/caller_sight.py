"""Who may be calling, found while the desk types, and the cases that a caller may call about."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub.asker import Role
from hub.columns import table_of
from hub.dispatch.numbers import cases_called
from hub.dispatch.searching import PHONE, PHONE_DIGITS, folded
from hub.dispatch.sight import CaseLine, R, lines, read
from hub.dispatch.tables import COUNTRY_OR_ZERO, REFERRER_PHONE
from hub.intake import callers
from hub.intake.callers import Caller, in_one_line
from hub.lookups import Lookup
from hub.partners import finder
from hub.partners.tables import HubPartner, Organisation
from hub.people.tables import Membership, Person
from hub.store import Work
from hub.wording import sort_key

MOST, SHORTEST = 8, 2
MOST_CASES = 5
_LOOKED_AT = 200  # of the newest cases that match: many are of the same few referrers
_P, _M, _O, _HP = table_of(Person), table_of(Membership), table_of(Organisation), table_of(HubPartner)
_HUBS: Any = sa.bindparam("hubs", expanding=True)
_PART = sa.bindparam("part", type_=sa.Text())
_DIGITS = sa.bindparam("digits", type_=sa.Text())
_PHONE_OF = sa.func.regexp_replace(sa.func.regexp_replace(_P.c.phone, r"\D", "", "g"), COUNTRY_OR_ZERO, "")

# Somebody who called before, or of whom a referral came: the way in which it was written last.
_REFERRERS = sa.select(
    R.c.referrer_name, R.c.referrer_organisation, R.c.referrer_phone, R.c.referrer_email
).where(R.c.hub_id.in_(_HUBS), R.c.referrer_name != "")  # fmt: skip
_NEWEST = sa.desc(R.c.created_at)
_BY_WORDS = Lookup(
    _REFERRERS.where(R.c.search_text.like(_PART, escape="/")).order_by(_NEWEST).limit(_LOOKED_AT)
)  # fmt: skip
_BY_PHONE = Lookup(_REFERRERS.where(_DIGITS == REFERRER_PHONE).order_by(_NEWEST).limit(_LOOKED_AT))
_PEOPLE = (
    sa.select(_P.c.name, _O.c.name.label("organisation"), _P.c.phone, _P.c.email)
    .join(_M, _M.c.person_id == _P.c.id)
    .join(_O, _O.c.id == _M.c.organisation_id)
    .where(_M.c.until.is_(None), _M.c.role.in_((Role.PARTNER, Role.REFERRER)))
    .order_by(_P.c.sort_key, _P.c.id)
    .limit(MOST)
)
# Who works for an organisation that one of these hubs keeps, or works with.
_WITH_US = sa.or_(_O.c.kept_by.in_(_HUBS), sa.exists().where(_HP.c.organisation_id == _O.c.id, _HP.c.hub_id.in_(_HUBS)))
_PEOPLE_NAMED = Lookup(_PEOPLE.where(_WITH_US, _P.c.sort_key.like(_PART, escape="/")))
_PEOPLE_AT = Lookup(_PEOPLE.where(_WITH_US, _DIGITS == _PHONE_OF))


def find(work: Work, hubs: list[UUID], typed: str) -> list[tuple[str, str, str]]:
    """(what comes into the field, name, where) of those who may be calling: people, who referred before, and schools
    and CLBs. By a name, an organisation, an address or a whole telephone number."""
    words = " ".join(typed.split())[:100]
    if len(words) < SHORTEST or not hubs or not sort_key(words).strip():
        return []
    digits = bare(words)
    found = _with_number(work, hubs, digits) if digits else _with_words(work, hubs, words)
    return list(_once(found))[:MOST]


def bare(typed: str) -> str:
    """The digits of a whole telephone number without its country or zero; "" for anything else."""
    digits = "".join(sign for sign in typed if sign.isdigit())
    for start in ("0032", "32", "0"):
        if digits.startswith(start) and (start != "32" or len(digits) >= 10):
            digits = digits[len(start) :]
            break
    return digits if PHONE.fullmatch(typed) and PHONE_DIGITS[0] <= len(digits) <= PHONE_DIGITS[1] else ""


def _with_number(work: Work, hubs: list[UUID], digits: str) -> Iterator[Caller]:
    for row in _PEOPLE_AT.ask(work.session, digits=digits, hubs=hubs):
        yield Caller(*row)
    for row in _BY_PHONE.ask(work.session, digits=digits, hubs=hubs):
        yield Caller(*row)


def _with_words(work: Work, hubs: list[UUID], words: str) -> Iterator[Caller]:
    for row in _PEOPLE_NAMED.ask(work.session, part=_part(sort_key(words)), hubs=hubs):
        yield Caller(*row)
    for row in _BY_WORDS.ask(work.session, part=_part(folded(words)), hubs=hubs):
        yield Caller(*row)
    for one in finder.find(work, words, finder.REFERRERS)[0]:
        yield Caller("", one.name)


def _once(found: Iterable[Caller]) -> Iterator[tuple[str, str, str]]:
    seen = set()
    for one in found:
        called = sort_key(one.name), one.email or sort_key(one.organisation)
        if called not in seen:
            seen.add(called)
            value = in_one_line(one.name, one.organisation, one.phone, one.email)
            yield value, one.name or one.organisation, one.phone if not one.name else in_one_line(
                one.organisation, one.phone
            )  # fmt: skip


def _part(text: str) -> str:
    """The pattern of a text of which this is a part."""
    return f"%{text.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"


_EMAIL, _NAME, _AT = (sa.bindparam(name, type_=sa.Text()) for name in ("email", "name", "at"))
# Each way has an index of its own; the name is first found as a part of the words of the case.
_OF_CALLER = lines().where(
    R.c.hub_id.in_(_HUBS), R.c.stage != "concept",
    sa.or_(
        sa.and_(_EMAIL != "", R.c.referrer_email == _EMAIL),
        sa.and_(_DIGITS != "", _DIGITS == REFERRER_PHONE),
        sa.and_(
            _NAME != "", R.c.search_text.like(_PART, escape="/"), sa.func.lower(R.c.referrer_name) == _NAME,
            sa.or_(_AT == "", sa.func.lower(R.c.referrer_organisation) == _AT),
        ),
    ),
)  # fmt: skip
# What is open first: a call is seldom about what is over.
_CASES = Lookup(_OF_CALLER.order_by(R.c.stage == "closed", sa.desc(R.c.created_at)).limit(MOST_CASES))


def cases_of(work: Work, hub_id: UUID, caller: Caller, said: str = "") -> list[CaseLine]:
    """Cases that this caller may call about: of which the number was said, and those that the same person referred."""
    digits = bare(caller.phone)
    found: list[CaseLine] = []
    if caller.email or digits or caller.name:
        rows = _CASES.ask(
            work.session, hubs=[hub_id], email=caller.email, digits=digits, name=caller.name.lower(),
            at=caller.organisation.lower(), part=_part(folded(caller.name)),
        )  # fmt: skip
        found = read(rows)
    named = [one for number in callers.numbers_in(said) for one, _n in cases_called(work, [hub_id], number)]
    if named:
        spoken = read(work.session.execute(lines().where(R.c.id.in_(named))).all())
        found = [*spoken, *(one for one in found if one.id not in named)]
    return found[:MOST_CASES]
