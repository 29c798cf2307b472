"""Finding a school or a CLB by pieces of its name, its municipality or its street, with typing errors forgiven."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from hub import places
from hub.columns import table_of
from hub.lookups import Lookup
from hub.partners.naming import words_of
from hub.partners.tables import Organisation, OrganisationKind
from hub.store import Work
from hub.wording import sort_key

SHORTEST, LONGEST, MOST_WORDS = 2, 100, 8
MOST_SITES = 200  # of one name
FOUND_AT_MOST = 8
# How much of a typed word must be in a word of the school, from 0 to 1: "mechlen" and "mechelen" share 0.6.
ALIKE = 0.45
SCHOOLS = (OrganisationKind.SCHOOL,)
REFERRERS = (OrganisationKind.SCHOOL, OrganisationKind.CLB)
_O = table_of(Organisation)


@dataclass(frozen=True)
class Found:
    """What everybody may know of a school: its name, and its street and municipality in one line."""

    id: UUID
    name: str
    where: str
    nis: str | None


def find(
    work: Work, typed: str, kinds: Sequence[OrganisationKind], at_most: int = FOUND_AT_MOST
) -> tuple[list[Found], bool]:  # fmt: skip
    """Those that are meant, the best first, and whether there are more. Nothing for fewer than two signs."""
    words = words_of(typed[:LONGEST])[:MOST_WORDS]
    if len("".join(words)) < SHORTEST:
        return [], False
    rows = _asked(work, kinds, [_O.c.found_by.contains(f" {word}", autoescape=True) for word in words],
                  sa.desc(_O.c.found_by.startswith(f" {words[0]}", autoescape=True)), at_most)  # fmt: skip
    return [read(row) for row in (rows or _alike(work, kinds, words, at_most))[:at_most]], len(rows) > at_most


def _alike(work: Work, kinds: Sequence[OrganisationKind], words: list[str], at_most: int) -> list[Any]:
    """Where no school has all that was typed: those of which each word is like what was typed."""
    words = [word for word in words if len(word) > SHORTEST]
    if not words:
        return []
    # PostgreSQL does not know what it costs to compare, and would do so with every school.
    _set(work, {"pg_trgm.word_similarity_threshold": str(ALIKE), "enable_seqscan": "off"})
    like = [_O.c.found_by.op("%>")(sa.literal(word)) for word in words]
    how_much = [sa.func.word_similarity(sa.literal(word), _O.c.found_by) for word in words]
    rows = _asked(work, kinds, like, sa.desc(sum(how_much[1:], how_much[0])), at_most)
    _set(work, {"enable_seqscan": "on"})
    return rows


def _set(work: Work, options: dict[str, str]) -> None:
    """For the rest of this unit of work."""
    work.session.execute(sa.select(*(sa.func.set_config(name, value, True) for name, value in options.items())))


def _asked(work: Work, kinds: Sequence[OrganisationKind], where: list[Any], first: Any, at_most: int) -> list[Any]:
    open_ones = sa.select(*COLUMNS).where(_O.c.kind.in_(kinds), _O.c.ended_on.is_(None), *where)
    best = open_ones.order_by(first, _O.c.sort_key, _O.c.postcode, _O.c.street, _O.c.id).limit(at_most + 1)
    return list(work.session.execute(best).all())


COLUMNS = (_O.c.id, _O.c.name, _O.c.nis, _O.c.street, _O.c.house_number, _O.c.postcode)


def read(row: Any) -> Found:
    return Found(row.id, row.name, where_in_words(row), row.nis)


def where_in_words(row: Any) -> str:
    """ "Kerkstraat 12, 2800 Mechelen" of an organisation; as much of it as is known."""
    place = places.name_of(row.nis)
    parts = (f"{row.street} {row.house_number}".strip(), f"{row.postcode} {place}".strip())
    return ", ".join(part for part in parts if part)


def in_full(found: Found) -> str:
    """ "Sint-Jansatheneum, Kerkstraat 12, 2800 Mechelen": what stands in the field once it is chosen."""
    return f"{found.name}, {found.where}" if found.where else found.name


@dataclass(frozen=True)
class Named:
    """An organisation that somebody may have meant by a name, with what tells it from others of that name."""

    id: UUID
    name: str
    kind: str
    nis: str | None
    street: str
    house_number: str
    postcode: str
    sort_key: str
    ended_on: date | None
    clb_id: UUID | None  # of a school


_BEAR = Lookup(
    sa.select(*COLUMNS, _O.c.kind, _O.c.sort_key, _O.c.ended_on, _O.c.clb_id)
    .where(_O.c.sort_key.in_(sa.bindparam("names", expanding=True)))
    .limit(sa.bindparam("at_most"))
)  # fmt: skip


def bearing(work: Work, *typed: str) -> list[Named]:
    """All who go by one of these names, alone or `in_full`: one question for a form that names several."""
    names = sorted({begins for one in typed for begins in _begins(one)})
    found = _BEAR.ask(work.session, names=names, at_most=MOST_SITES * len(names)) if names else []
    return [Named(**row._asdict()) for row in found]


def called(
    work: Work, typed: str, *kinds: OrganisationKind, nis: str | None = None, among: Sequence[Named] | None = None
) -> Named | None:
    """The one organisation of these kinds (of any without them) that goes by this name, alone or `in_full`; of several
    the one in this municipality. None where that leaves a doubt. Capitals, accents and hyphens do not matter. `among`
    is what `bearing` found for this name, for who asked it for several at once."""
    wanted = sort_key(typed)
    if not wanted:
        return None
    found = bearing(work, typed) if among is None else among
    of_kind = [one for one in found if not kinds or one.kind in kinds]
    chosen = [one for one in of_kind if wanted == sort_key(in_full(read(one)))]
    named = [one for one in of_kind if one.sort_key == wanted]
    open_ones = [one for one in named if not one.ended_on]
    here = [one for one in open_ones if nis and one.nis == nis]
    return next((narrower[0] for narrower in (chosen, named, open_ones, here) if len(narrower) == 1), None)


def _begins(typed: str) -> set[str]:
    """The names that may stand before the commas of an address: "A, B, C" may be "A", "A, B" or all of it."""
    parts = typed.split(",")
    return {begins for n in range(1, len(parts) + 1) if (begins := sort_key(",".join(parts[:n])))}
