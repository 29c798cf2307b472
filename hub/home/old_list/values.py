"""The values that stand in the columns of an old list: examples of each, and the different ones of a choice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hub.dispatch.codes import MAIN_REASON_WORDS, REFERRER_KIND_WORDS
from hub.home.old_list.cells import read_several
from hub.home.old_list.fields import CHOICES, FIELD_WORDS, Field
from hub.home.old_list.rows import NO_PARTNER, Chosen, key_of
from hub.home.old_list.standing import ENDINGS, STANDING_WORDS, nearest, suggest
from hub.home.old_list.tables import OldList, OldRow
from hub.partners import finder
from hub.partners.finder import SCHOOLS
from hub.partners.tables import HubPartner, Organisation, OrganisationKind
from hub.store import Work
from hub.wording import N_, _

EXAMPLES, LOOKED_AT, MOST_VALUES = 3, 300, 200
# Where a value may stay without a meaning.
NOTHING = {
    Field.ENDING: N_("zegt niets over het einde"), Field.REASON: N_("geen reden"),
    Field.REFERRER_KIND: N_("andere professional"),
}  # fmt: skip

WORDS: Mapping[Field, Mapping[Any, str]] = {
    Field.STANDING: STANDING_WORDS, Field.ENDING: {one: STANDING_WORDS[one] for one in ENDINGS},
    Field.REASON: MAIN_REASON_WORDS, Field.REFERRER_KIND: REFERRER_KIND_WORDS,
}  # fmt: skip


@dataclass(frozen=True)
class Value:
    """A value of a choice as it first stood there ("" for an empty cell), in how many rows, and what it may mean."""

    key: str
    said: str
    rows: int
    chosen: str


@dataclass(frozen=True)
class Choice:
    field: Field
    title: str
    values: Sequence[Value]
    options: Sequence[tuple[str, str]]  # none: it is a text
    more: int  # values beyond those that are asked about


def chosen_of(row: OldList) -> Chosen:
    columns: dict[Field, list[int]] = {}
    for at, code in sorted(row.columns.items(), key=lambda pair: int(pair[0])):
        columns.setdefault(Field(code), []).append(int(at))
    return Chosen(columns, {Field(code): values for code, values in row.meanings.items()}, row.start_as_referred)


def examples(work: Work, row: OldList) -> list[list[str]]:
    """Of each column the first different values."""
    found: list[list[str]] = [[] for _heading in row.headings]
    for cells in _cells(work, row, LOOKED_AT):
        for at, cell in enumerate(cells[: len(found)]):
            if cell and cell not in found[at] and len(found[at]) < EXAMPLES:
                found[at].append(cell)
    return found


def choices(work: Work, row: OldList) -> list[Choice]:
    """What a person explains: the different values of each choice that has a column, the commonest first."""
    chosen = chosen_of(row)
    asked = [field for field in CHOICES if field in chosen.columns]
    seen: dict[Field, Counter[str]] = {field: Counter() for field in asked}
    first: dict[tuple[Field, str], str] = {}
    for cells in _cells(work, row):
        for field in asked:
            for said in _said(field, cells, chosen.columns[field]):
                seen[field][key_of(said)] += 1
                first.setdefault((field, key_of(said)), said)
    return [_choice(work, row, field, seen[field], first) for field in asked]


def _said(field: Field, cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    """As `rows` reads it: a cell of partners may name several, and an empty standing is one too."""
    text = "\n".join(cells[at].strip() for at in columns if at < len(cells) and cells[at].strip())
    if field == Field.PARTNER:
        return read_several(text)
    return [text] if text or field == Field.STANDING else []


def _choice(work: Work, row: OldList, field: Field, seen: Counter[str], first: dict[Any, str]) -> Choice:
    options = options_of(work, row.hub_id, field)
    known = row.meanings.get(field, {})
    commonest = sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))
    values = [
        Value(key, said, rows, known[key] if key in known else _suggested(work, field, said, options))
        for (key, rows), said in ((one, first[field, one[0]]) for one in commonest[:MOST_VALUES])
    ]
    return Choice(field, _(FIELD_WORDS[field]), values, options, max(0, len(commonest) - MOST_VALUES))


def options_of(work: Work, hub_id: UUID, field: Field) -> list[tuple[str, str]]:
    if field == Field.PARTNER:
        return [*((str(one), name) for one, name in partners_of(work, hub_id)), (NO_PARTNER, _("geen partner van ons"))]
    words: Mapping[Any, str] = WORDS.get(field, {})
    return [(str(code), _(word)) for code, word in words.items()]


def _suggested(work: Work, field: Field, said: str, options: Sequence[tuple[str, str]]) -> str:
    if field == Field.PARTNER:
        return nearest(said, [(one, name) for one, name in options if one != NO_PARTNER])
    if field != Field.SCHOOL:
        return suggest(field, said)
    named = finder.called(work, said, *SCHOOLS)
    if named is not None:
        return finder.in_full(finder.read(named))
    found, more = finder.find(work, said, SCHOOLS, 1)
    return finder.in_full(found[0]) if len(found) == 1 and not more else said


def partners_of(work: Work, hub_id: UUID) -> list[tuple[UUID, str]]:
    """Who takes cases up with this hub, also who stopped: an old list names them still."""
    rows = work.session.execute(
        sa.select(col(Organisation.id), col(Organisation.name))
        .join(HubPartner, col(HubPartner.organisation_id) == col(Organisation.id))
        .where(col(HubPartner.hub_id) == hub_id)
        .where(col(Organisation.kind).not_in((OrganisationKind.SCHOOL, OrganisationKind.CLB)))
        .order_by(col(Organisation.sort_key))
    )
    return [(one, name) for one, name in rows]


def _cells(work: Work, row: OldList, at_most: int | None = None) -> Sequence[Sequence[str]]:
    asked = select(OldRow.cells).where(OldRow.list_id == row.id).order_by(col(OldRow.number)).limit(at_most)
    return work.session.exec(asked).all()
